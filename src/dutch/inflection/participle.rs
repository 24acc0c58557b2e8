//! Participles: ge- of the past one, -end of the present one.

use super::lists::{Endings, Prefixes, Set, words};
use super::syllable::has_vowel;

/// Words and verb stems whose ge- is their own.
pub(super) struct OwnGe(Set);

impl OwnGe {
    pub fn new(text: &'static str) -> Self {
        Self(words(text).collect())
    }

    /// Whether the word is one of these or an inflected form of it.
    fn has(&self, word: &str) -> bool {
        (4..=word.len()).any(|at| {
            word.get(..at).is_some_and(|stem| self.0.contains(stem))
                && matches!(
                    &word[at..],
                    "" | "e" | "en" | "d" | "de" | "den" | "t" | "te" | "ten" | "s" | "er" | "ere"
                )
        })
    }
}

/// A weak participle without its ge-: `gewerkt` → `werkt`, `opgehaalde` → `ophaalde`.
///
/// The dental at its end is left for the step that knows dentals. A strong participle was looked
/// up before.
pub(super) fn undo_past(word: &str, own: &OwnGe, prefixes: &Prefixes) -> Option<String> {
    let uninflected = word.strip_suffix("en").or_else(|| word.strip_suffix('e')).unwrap_or(word);
    if !uninflected.ends_with(['d', 't']) {
        return None;
    }
    if let Some(rest) = after_ge(word, own) {
        return Some(rest.to_owned());
    }
    prefixes.splits(word).filter(|split| split.separable()).find_map(|split| {
        let rest = after_ge(split.rest, own)?;
        Some(format!("{}{rest}", split.prefix))
    })
}

fn after_ge<'a>(word: &'a str, own: &OwnGe) -> Option<&'a str> {
    let rest = word.strip_prefix("ge")?;
    (rest.len() >= 3 && has_vowel(rest) && !own.has(word)).then_some(rest)
}

/// The infinitive of a present participle: `werkende` → `werken`.
pub(super) fn undo_present(word: &str, own: [&Endings; 2], prefixes: &Prefixes) -> Option<String> {
    let participle = word.strip_suffix('e').unwrap_or(word);
    let stem = participle.strip_suffix("end")?;
    let is_own = own[0].has(participle, prefixes)
        || own[1].has(&participle[..participle.len() - 1], prefixes);
    (stem.len() >= 3 && has_vowel(stem) && !stem.starts_with("on") && !is_own)
        .then(|| participle[..participle.len() - 1].to_owned())
}
