//! Participles: ge- of the past one, -end of the present one.

use super::lists::{Set, Splits, Words, words};
use super::syllable::has_vowel;

/// Words and verb stems whose ge- is their own.
pub(super) struct OwnGe {
    whole: Set,
    /// What a compound that ends in any other word begins with (gemeenteraad).
    first: Vec<&'static str>,
}

impl OwnGe {
    pub fn new(text: &'static str) -> Self {
        Self {
            whole: words(text).filter(|entry| !entry.ends_with('-')).collect(),
            first: words(text).filter_map(|entry| entry.strip_suffix('-')).collect(),
        }
    }

    /// Whether the word is one of these or an inflected form of it.
    fn has(&self, word: &str) -> bool {
        let inflected = |ending: &&str| {
            word.strip_suffix(*ending).is_some_and(|stem| self.whole.contains(stem))
        };
        ENDINGS.iter().any(inflected) || self.first.iter().any(|first| word.starts_with(first))
    }

    /// A weak participle without its ge-: `gewerkt` → `werkt`, `opgehaalde` → `ophaalde`.
    ///
    /// The dental at its end is left for the step that knows dentals. A strong participle was
    /// looked up before.
    pub fn undo(&self, word: &str, splits: &Splits) -> Option<String> {
        let bare = word.strip_suffix("en").or_else(|| word.strip_suffix('e')).unwrap_or(word);
        if !bare.ends_with(['d', 't']) {
            return None;
        }
        if let Some(rest) = self.after_ge(word) {
            return Some(rest.to_owned());
        }
        splits.of(word).filter(|split| split.separable()).find_map(|split| {
            let rest = self.after_ge(split.rest)?;
            Some([split.prefix, rest].concat())
        })
    }

    fn after_ge<'a>(&self, word: &'a str) -> Option<&'a str> {
        let rest = word.strip_prefix("ge")?;
        (rest.len() >= 3 && has_vowel(rest) && !rest.ends_with("heid") && !self.has(word))
            .then_some(rest)
    }
}

/// What an inflected form of a word in ge- ends in.
const ENDINGS: [&str; 9] = ["", "e", "en", "d", "de", "den", "t", "te", "ten"];

/// The infinitive of a present participle: `werkende` → `werken`.
///
/// `own` are words in -end (`avond` has a relative in `ochtend`), and verbs whose stem ends in -en,
/// so that -de is their past (`tekende`).
pub(super) fn undo_present(word: &str, own: [&Words; 2], splits: &Splits) -> Option<String> {
    let participle = word.strip_suffix('e').unwrap_or(word);
    let infinitive = participle.strip_suffix('d')?;
    let stem = infinitive.strip_suffix("en")?;
    (stem.len() >= 3
        && has_vowel(stem)
        && !stem.starts_with("on")
        && !own[0].has(participle, splits)
        && !own[1].has(infinitive, splits))
    .then(|| infinitive.to_owned())
}
