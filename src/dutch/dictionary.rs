//! A hunspell spelling dictionary as one more source of words.
//!
//! Reads what Debian's `hunspell-nl` installs, through the spellbook crate. A Dutch dictionary knows
//! not only which words exist but which may begin and end compounds, and with which link; it is asked
//! by spelling the part together with words that combine freely. Finding and loading the files is left
//! to others: this module is given their text.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sha2::{Digest, Sha256};

use super::cache::Cache;
use super::fold::fold;
use super::skeleton::Skeletons;

/// Says which words exist and combine. Cheap to clone.
#[derive(Clone)]
pub struct Dictionary(Arc<Inner>);

struct Inner {
    spelling: spellbook::Dictionary,
    /// The right spelling of folded words that are written with diacritics.
    accented: HashMap<String, String, RandomState>,
    skeletons: Skeletons,
    words: Cache<bool>,
    names: Cache<bool>,
    begins: Cache<bool>,
    ends: Cache<bool>,
    digest: [u8; 32],
}

/// The dictionary cannot be used: the message says where and why its text was refused.
#[derive(Debug, thiserror::Error)]
#[error("no hunspell dictionary: {0}")]
pub struct DictionaryError(String);

/// A word that combines freely and that no link or ending turns into another: `tafelen` does not exist,
/// so `tafel|enkerk` is not accepted as `tafelen|kerk`. Among thirty common nouns it accepted most of
/// the words it was tried with (33 of 34), and a second one beside it changed nothing.
const FREE_WORD: &str = "tafel";

/// Shorter words of a dictionary are too often letters, abbreviations and foreign words (`und`, `sec`)
/// to be taken for parts.
pub const SHORTEST_WORD: usize = 4;

impl Dictionary {
    /// Reads the text of a `.aff` and a `.dic` file.
    pub fn parse(aff: &str, dic: &str) -> Result<Dictionary, DictionaryError> {
        let spelling = spellbook::Dictionary::new(aff, dic)
            .map_err(|error| DictionaryError(error.to_string()))?;
        let mut accented = HashMap::default();
        let mut skeletons = Skeletons::new();
        for line in dic.lines().skip(1) {
            let word = line.split(['/', '\t', ' ']).next().unwrap_or_default();
            let folded = fold(word);
            if folded.text().len() < SHORTEST_WORD {
                continue;
            }
            skeletons.insert(folded.text());
            if !word.is_ascii() && !word.contains('ĳ') && word.chars().all(char::is_lowercase) {
                accented.insert(folded.text().to_owned(), word.to_owned());
            }
        }
        let mut digest = Sha256::new();
        digest.update((aff.len() as u64).to_le_bytes());
        digest.update(aff);
        digest.update(dic);
        let digest = digest.finalize().into();
        Ok(Dictionary(Arc::new(Inner {
            spelling,
            accented,
            skeletons,
            words: Cache::new(),
            names: Cache::new(),
            begins: Cache::new(),
            ends: Cache::new(),
            digest,
        })))
    }

    /// Whether `folded` is a word, spelled correctly but for its diacritics.
    pub(super) fn has(&self, folded: &str) -> bool {
        let accented = || self.0.accented.get(folded);
        let ask = || {
            self.0.spelling.check(folded)
                || accented().is_some_and(|word| self.0.spelling.check(word))
        };
        self.0.words.get_or_insert(folded, ask)
    }

    /// Whether `folded` is a name, which is written with a capital: `antwerpen`.
    pub(super) fn has_name(&self, folded: &str) -> bool {
        let ask = || {
            let mut letters = folded.chars();
            let Some(first) = letters.next() else { return false };
            let name: String = first.to_uppercase().chain(letters).collect();
            self.0.spelling.check(&name)
        };
        self.0.names.get_or_insert(folded, ask)
    }

    /// Whether `folded`, its linking element included, may begin a compound.
    pub(super) fn begins(&self, folded: &str) -> bool {
        let word = self.0.accented.get(folded).map_or(folded, String::as_str);
        let ask = || self.0.spelling.check(&format!("{word}{FREE_WORD}"));
        self.0.begins.get_or_insert(folded, ask)
    }

    /// Whether `folded`, inflected or not, may end a compound.
    pub(super) fn ends(&self, folded: &str) -> bool {
        let word = self.0.accented.get(folded).map_or(folded, String::as_str);
        let ask = || self.0.spelling.check(&format!("{FREE_WORD}{word}"));
        self.0.ends.get_or_insert(folded, ask)
    }

    /// The words it lists, for a quick look.
    pub(super) fn skeletons(&self) -> &Skeletons {
        &self.0.skeletons
    }

    /// Changes whenever the text of the dictionary does.
    pub(super) fn digest(&self) -> &[u8; 32] {
        &self.0.digest
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary").finish_non_exhaustive()
    }
}
