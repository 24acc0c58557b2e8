//! The seam between analysis and inflection: our chain, or Porter's Dutch stemmer alone.

use super::Step;
use super::inflection::{Inflection, Steps};
use super::switches::Switches;

pub struct Stemming(Inflection);

impl Stemming {
    pub fn new(switches: Switches) -> Stemming {
        let porter = Steps::NONE.with(super::inflection::Step::Porter);
        Stemming(if switches.inflection {
            Inflection::new()
        } else {
            Inflection::with_steps(porter)
        })
    }

    /// What `folded` (lowercased, folded) is indexed as.
    pub fn term(&self, folded: &str) -> String {
        self.0.term(folded)
    }

    /// What each step of the stemming makes of `folded`.
    pub fn steps(&self, folded: &str) -> Vec<Step> {
        self.0.steps(folded).into_iter().map(|(name, result)| Step { name, result }).collect()
    }
}

impl std::fmt::Debug for Stemming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemming").finish_non_exhaustive()
    }
}
