//! The words compounds are made of: a built-in list, what the corpus teaches, a dictionary.
//!
//! A vocabulary only says which words there are and where in a compound they may stand. It is built
//! once, before the first word is analysed; the order in which it learns leaves no trace.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::dictionary::Dictionary;
use super::fold::fold;

const BUILDING_BLOCKS: &str = include_str!("lists/building_blocks.txt");
const CLOSED_PARTS: &str = include_str!("lists/closed_parts.txt");
const OPAQUE: &str = include_str!("lists/opaque.txt");

/// Documents that must use a word before it counts as a part: one lets every misspelling and made-up
/// name in. On the LibreOffice help (18,000 words in 2,549 pages) asking for one, two or three moved F1
/// on the development list by 0.003 each, so the least that keeps slips out was taken.
pub const DOCUMENTS_TO_LEARN: u64 = 2;

/// Where in a compound a word of the built-in list may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    /// Only as its last part.
    Last,
    /// Only before the last part.
    First,
}

/// A word of the built-in lists.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinWord<'v> {
    pub word: &'v str,
    pub place: Place,
    /// Looks like a compound, but means something else than its parts.
    pub opaque: bool,
}

/// What compounds may be made of.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Ordered, so that what is built from it is always the same.
    builtin: BTreeMap<String, (Place, bool)>,
    /// Folded words and the number of documents that hold them; ordered for the fingerprint.
    learned: BTreeMap<String, u64>,
    dictionary: Option<Dictionary>,
}

impl Vocabulary {
    /// The built-in list of building blocks.
    pub fn builtin() -> Vocabulary {
        // The closed classes override: their places are grammar.
        let lines = BUILDING_BLOCKS.lines().chain(CLOSED_PARTS.lines());
        let mut builtin: BTreeMap<_, _> =
            lines.filter_map(entry).map(|(word, place)| (folded(word), (place, false))).collect();
        let opaque = OPAQUE.lines().filter(|line| !line.starts_with('#'));
        builtin.extend(
            opaque
                .flat_map(str::split_whitespace)
                .map(|word| (folded(word), (Place::Anywhere, true))),
        );
        Vocabulary { builtin, ..Vocabulary::empty() }
    }

    /// No words at all, not even the built-in ones: what [`Vocabulary::learn`] and a dictionary bring
    /// on their own.
    pub fn empty() -> Vocabulary {
        Vocabulary { builtin: BTreeMap::new(), learned: BTreeMap::new(), dictionary: None }
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

    /// Whether `word` (folded) is a word of its own here.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.builtin.contains_key(word)
            || self.learned.get(word).is_some_and(|documents| *documents >= DOCUMENTS_TO_LEARN)
            || self.dictionary.as_ref().is_some_and(|dictionary| dictionary.has(word))
    }

    /// The built-in words, in order.
    pub(super) fn builtin_words(&self) -> impl Iterator<Item = BuiltinWord<'_>> {
        self.builtin.iter().map(|(word, (place, opaque))| BuiltinWord {
            word,
            place: *place,
            opaque: *opaque,
        })
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
        for (word, kind) in &self.builtin {
            digest.update(format!("{word} {kind:?}\n"));
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

fn folded(word: &str) -> String {
    fold(word).text().to_owned()
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
