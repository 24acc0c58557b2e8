//! Removes what is not kept any longer, at the start and when a day begins.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use super::{State, today};

/// How long after its beginning a new day is noticed at the latest.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Tidies bundels and finished documents now and on every day after, for as long as it is not dropped:
/// both are kept by the day.
pub async fn keep_tidy(state: State) {
    let mut hours = interval(EVERY);
    let mut tidied_on = None;
    // A machine that slept for a while needs one upkeep, not several.
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        hours.tick().await;
        let today = today();
        if tidied_on.replace(today) == Some(today) {
            continue;
        }
        if let Ok(Err(error)) = state.run(move |state| state.documents().forget_past(today)).await {
            error!(%error, "finished documents of past days could not be removed");
        }
        match state.run(|state| state.store().tidy()).await {
            Ok(Ok(removed)) => info!(
                expired = removed.expired,
                discarded = removed.discarded,
                visitors = removed.visitors,
                "removed what is not kept any longer"
            ),
            Ok(Err(error)) => error!(%error, "bundels could not be tidied; trying again tomorrow"),
            Err(_) => error!("too busy to tidy bundels; trying again tomorrow"),
        }
    }
}
