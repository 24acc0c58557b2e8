//! The seam between analysis and inflection.

use rust_stemmers::{Algorithm, Stemmer};
use sha2::{Digest, Sha256};

use super::Step;
use super::switches::Switches;

pub struct Stemming {
    porter: Stemmer,
}

impl Stemming {
    pub fn new(_switches: Switches) -> Stemming {
        Stemming { porter: Stemmer::create(Algorithm::Dutch) }
    }

    /// What `folded` (lowercased, folded) is indexed as.
    pub fn term(&self, folded: &str) -> String {
        self.porter.stem(folded).into_owned()
    }

    /// What each step of the stemming makes of `folded`.
    pub fn steps(&self, folded: &str) -> Vec<Step> {
        vec![Step { name: "stem", result: self.term(folded) }]
    }

    pub fn hash_into(&self, digest: &mut Sha256) {
        digest.update("porter");
    }
}

impl std::fmt::Debug for Stemming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemming").finish_non_exhaustive()
    }
}
