//! The words compounds are made of: a built-in list, what the corpus teaches, a dictionary.
//!
//! A vocabulary only says which words there are and where in a compound they may stand. It is built
//! once, before the first word is analysed; the order in which it learns leaves no trace.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::dictionary::Dictionary;

const BUILDING_BLOCKS: &str = include_str!("lists/building_blocks.txt");
const CLOSED_PARTS: &str = include_str!("lists/closed_parts.txt");

/// Documents that must use a word on its own before it counts as a part. One would let every
/// misspelling and name in; chosen on the LibreOffice help and the articles alike.
const DOCUMENTS_TO_LEARN: u64 = 1;

/// Where in a compound a word of the built-in list may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    /// Only as its last part.
    Last,
    /// Only before the last part.
    First,
}

#[derive(Debug, Clone)]
pub struct Vocabulary {
    builtin: HashMap<&'static str, Place>,
    /// Folded words and the number of documents that hold them; ordered for the fingerprint.
    learned: BTreeMap<String, u64>,
    dictionary: Option<Dictionary>,
}

impl Vocabulary {
    /// The built-in list of building blocks.
    pub fn builtin() -> Vocabulary {
        // The closed classes last: their places are grammar.
        let lines = BUILDING_BLOCKS.lines().chain(CLOSED_PARTS.lines());
        let builtin = lines.filter_map(entry).collect();
        Vocabulary { builtin, learned: BTreeMap::new(), dictionary: None }
    }

    /// No words at all, not even the built-in ones: what [`Vocabulary::learn`] and a dictionary bring
    /// on their own.
    pub fn empty() -> Vocabulary {
        Vocabulary { builtin: HashMap::new(), learned: BTreeMap::new(), dictionary: None }
    }

    /// Adds words of the corpus, folded and lowercased, each with the number of documents that use it.
    /// Counts of one word add up, so neither order nor batches matter.
    pub fn learn<'w>(mut self, words: impl Iterator<Item = (&'w str, u64)>) -> Vocabulary {
        for (word, documents) in words {
            let count = self.learned.entry(word.to_owned()).or_default();
            *count = count.saturating_add(documents);
        }
        self
    }

    pub fn with_dictionary(mut self, dictionary: Dictionary) -> Vocabulary {
        self.dictionary = Some(dictionary);
        self
    }

    /// What the corpus taught, for keeping it beside the index: [`Vocabulary::learn`] takes it back.
    pub fn learned(&self) -> impl Iterator<Item = (&str, u64)> {
        self.learned.iter().map(|(word, documents)| (word.as_str(), *documents))
    }

    /// Whether `word` (folded) is a word of its own here.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.builtin.contains_key(word)
            || self.learned.get(word).is_some_and(|documents| *documents >= DOCUMENTS_TO_LEARN)
            || self.dictionary.as_ref().is_some_and(|dictionary| dictionary.has(word))
    }

    pub(super) fn builtin_words(&self) -> impl Iterator<Item = (&str, Place)> {
        self.builtin.iter().map(|(word, place)| (*word, *place))
    }

    /// The words that enough documents use.
    pub(super) fn learned_words(&self) -> impl Iterator<Item = &str> {
        self.learned
            .iter()
            .filter(|(_, documents)| **documents >= DOCUMENTS_TO_LEARN)
            .map(|(word, _)| word.as_str())
    }

    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        self.dictionary.as_ref()
    }

    pub(super) fn hash_into(&self, digest: &mut Sha256) {
        let mut builtin: Vec<_> = self.builtin.iter().collect();
        builtin.sort_unstable_by_key(|(word, _)| **word);
        for (word, place) in builtin {
            digest.update(format!("{word} {place:?}\n"));
        }
        for word in self.learned_words() {
            digest.update(word);
            digest.update("\n");
        }
        if let Some(dictionary) = &self.dictionary {
            digest.update(dictionary.digest());
        }
    }
}

/// One line of the list: a lemma, perhaps followed by its place.
fn entry(line: &str) -> Option<(&str, Place)> {
    let line = line.split('#').next().unwrap_or_default();
    let mut columns = line.split_whitespace();
    let word = columns.next()?;
    let place = match columns.next() {
        Some("h") => Place::Last,
        Some("m") => Place::First,
        _ => Place::Anywhere,
    };
    Some((word, place))
}
