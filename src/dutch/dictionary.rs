//! A hunspell spelling dictionary as one more source of words.
//!
//! Reads what Debian's `hunspell-nl` installs, through the spellbook crate. Finding and loading the
//! files is left to others: this module is given their text.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Says which words exist. Cheap to clone.
#[derive(Clone)]
pub struct Dictionary {
    spelling: Arc<spellbook::Dictionary>,
    digest: [u8; 32],
}

/// The dictionary cannot be used: the message says where and why its text was refused.
#[derive(Debug, thiserror::Error)]
#[error("no hunspell dictionary: {0}")]
pub struct DictionaryError(String);

impl Dictionary {
    /// Reads the text of a `.aff` and a `.dic` file.
    pub fn parse(aff: &str, dic: &str) -> Result<Dictionary, DictionaryError> {
        let spelling = Arc::new(
            spellbook::Dictionary::new(aff, dic)
                .map_err(|error| DictionaryError(error.to_string()))?,
        );
        let mut digest = Sha256::new();
        digest.update((aff.len() as u64).to_le_bytes());
        digest.update(aff);
        digest.update(dic);
        Ok(Dictionary { spelling, digest: digest.finalize().into() })
    }

    /// Whether `word` (lowercase, with its diacritics) is spelled correctly.
    pub(super) fn has(&self, word: &str) -> bool {
        self.spelling.check(word)
    }

    /// Changes whenever the text of the dictionary does.
    pub(super) fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary").finish_non_exhaustive()
    }
}
