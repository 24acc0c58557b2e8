//! The seam between analysis and inflection: our chain, or Porter's Dutch stemmer alone.

use super::Step;
use super::cache::Cache;
use super::inflection::{Inflection, Steps};
use super::switches::Switches;

pub struct Stemming {
    inflection: Inflection,
    /// Splitting asks for the same heads and modifiers again and again: half of the time of analysing
    /// the words of a corpus went into stemming what had been stemmed before.
    terms: Cache<Box<str>>,
}

impl Stemming {
    pub fn new(switches: Switches) -> Stemming {
        let porter = Steps::NONE.with(super::inflection::Step::Porter);
        let inflection =
            if switches.inflection { Inflection::new() } else { Inflection::with_steps(porter) };
        Stemming { inflection, terms: Cache::new() }
    }

    /// What `folded` (lowercased, folded) is indexed as.
    pub fn term(&self, folded: &str) -> String {
        self.terms.get_or_insert(folded, || self.inflection.term(folded).into()).into()
    }

    /// What each step of the stemming makes of `folded`.
    pub fn steps(&self, folded: &str) -> Vec<Step> {
        self.inflection
            .steps(folded)
            .into_iter()
            .map(|(name, result)| Step { name, result })
            .collect()
    }
}

impl std::fmt::Debug for Stemming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemming").finish_non_exhaustive()
    }
}
