//! Adjectives: comparative and superlative.

use super::lists::{Prefixes, Set};
use super::syllable::{close, has_vowel};

/// The positive of a comparative or superlative: `groter` → `groot`, `duurdere` → `duur`,
/// `mooiste` → `mooi`, `fransste` and `franste` → `frans`.
///
/// Only what is known to be an adjective is cut, by its suffix or by the list: `werker` and `dienst`
/// end like these and are something else. `own` holds the nouns that an adjective would give too
/// (`dichter`, `rechter`).
pub(super) fn undo_degree(
    word: &str,
    adjectives: &Adjectives,
    prefixes: &Prefixes,
) -> Option<String> {
    if adjectives.lookalikes.contains(word) {
        return None;
    }
    let inflected = word.strip_suffix('e').unwrap_or(word);
    if let Some(open) = inflected.strip_suffix("er") {
        if let Some(stem) = open.strip_suffix('d')
            && stem.ends_with('r')
            && adjectives.has(stem, prefixes)
        {
            return Some(stem.to_owned());
        }
        let positive = close(open);
        return adjectives.has(&positive, prefixes).then_some(positive);
    }
    let stem = inflected.strip_suffix('t')?;
    let positive = stem.strip_suffix('s')?;
    if adjectives.has(positive, prefixes) {
        return Some(positive.to_owned());
    }
    (inflected.len() < word.len() && adjectives.has(stem, prefixes)).then(|| stem.to_owned())
}

/// What is known to be an adjective.
pub(super) struct Adjectives {
    known: Set,
    shortest: usize,
    longest: usize,
    lookalikes: Set,
    dental: &'static [&'static str],
}

impl Adjectives {
    pub fn new(known: &'static str, lookalikes: &'static str) -> Self {
        let known: Set = super::lists::words(known).collect();
        let shortest = known.iter().map(|word| word.len()).min().unwrap_or(0);
        let longest = known.iter().map(|word| word.len()).max().unwrap_or(0);
        let lookalikes = super::lists::words(lookalikes).collect();
        Self { known, shortest, longest, lookalikes, dental: &["ge", "be", "ver", "ont", "her"] }
    }

    fn has(&self, word: &str, _prefixes: &Prefixes) -> bool {
        self.known.contains(word) || self.by_suffix(word) || self.compound(word)
    }

    /// `razendsnel`, `kleurecht`: a known adjective behind three letters or more.
    fn compound(&self, word: &str) -> bool {
        let first = word.len().saturating_sub(self.longest).max(2);
        let last = word.len().saturating_sub(self.shortest.max(3));
        (first..=last).any(|at| {
            word.get(at..).is_some_and(|end| self.known.contains(end)) && has_vowel(&word[..at])
        })
    }

    fn by_suffix(&self, word: &str) -> bool {
        const SUFFIXES: [&str; 30] = [
            "ig", "lijk", "baar", "zaam", "loos", "isch", "vol", "rijk", "iek", "ief", "eus",
            "end", "aans", "ees", "ieel", "iel", "ueel", "neel", "naal", "iaal", "raal", "caal",
            "uaal", "yaal", "taal", "maal", "arm", "vormig", "air", "ant",
        ];
        SUFFIXES.iter().any(|suffix| {
            word.strip_suffix(suffix).is_some_and(|onset| onset.len() >= 2 && has_vowel(onset))
        }) || (word.ends_with(['d', 't'])
            && word.len() > 5
            && self.dental.iter().any(|prefix| word.starts_with(prefix)))
    }
}
