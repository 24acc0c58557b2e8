//! Removes what is not kept any longer, at the start and every day.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use super::State;

/// Bundels are kept by the day.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Tidies the store now and every day after, for as long as it is not dropped.
pub async fn keep_tidy(state: State) {
    let mut days = interval(EVERY);
    // A machine that slept through some days needs one upkeep, not several.
    days.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        days.tick().await;
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
