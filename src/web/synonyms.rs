//! Keeps the synonyms as they are in the corpus folder, so that saving the list is enough.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use crate::search::Engine;
use crate::source::{Corpus, SYNONYMS_FILE};

/// How often the file is looked at, at most. Whoever saves it and searches at once sees the change on
/// the second try.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Looks at the list now and then, when somebody searches.
pub(super) struct SynonymsFollower {
    corpus: Corpus,
    last_look: Mutex<Look>,
}

struct Look {
    at: Instant,
    stamp: Option<(SystemTime, u64)>,
}

impl SynonymsFollower {
    /// The first look reads the list, as it may have changed since the engine got it.
    pub fn new(corpus: Corpus) -> SynonymsFollower {
        let look = Look { at: Instant::now(), stamp: None };
        SynonymsFollower { corpus, last_look: Mutex::new(look) }
    }

    /// Gives the engine the list anew when it changed. A list that cannot be read leaves the engine as
    /// it was.
    pub fn refresh(&self, engine: &Engine) {
        // While another looks, nobody needs to.
        let Ok(mut last) = self.last_look.try_lock() else { return };
        if last.at.elapsed() < BETWEEN_LOOKS {
            return;
        }
        last.at = Instant::now();
        let stamp = self.corpus.synonyms_stamp();
        if stamp == last.stamp {
            return;
        }
        match self.corpus.synonyms() {
            Ok((synonyms, faults)) => {
                last.stamp = stamp;
                engine.set_synonyms(&synonyms);
                tracing::info!(groups = synonyms.groups.len(), "synonyms read");
                for fault in faults {
                    tracing::warn!("{SYNONYMS_FILE}: {fault}");
                }
            }
            Err(error) => tracing::warn!("{SYNONYMS_FILE} cannot be read: {error}"),
        }
    }
}
