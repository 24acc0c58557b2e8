//! The dental of verbs: -t of the present, -de and -te of the past, -d and -t of the participle.

use super::lists::{Splits, Words};
use super::syllable::{ends_long, has_vowel, is_vowel};

/// What tells a verb's dental from a stem's own where the letters alone do not.
pub(super) struct Dentals {
    /// Words whose t or d is their own.
    pub own: Words,
    /// Verb stems behind which it is an ending.
    pub weak: Words,
}

impl Dentals {
    /// The verb's stem, when the dental at the end of `word` is an ending: `werkt` → `werk`,
    /// `bedoeld` → `bedoel`, `wordt` → `word`; but `markt`, `beeld` and `soort` stay.
    ///
    /// `inflected` says that -e or -en followed. Then a t is the past's only behind a voiceless
    /// consonant ('t kofschip): `werkten`, but `kaarten`.
    pub fn undo(&self, word: &str, inflected: bool, splits: &Splits) -> Option<String> {
        let stem = word.strip_suffix(['t', 'd'])?;
        if stem.len() < 2 || !has_vowel(stem) {
            return None;
        }
        let is_ending = self.weak.has(stem, splits)
            || !self.own.has(word, splits)
                && if word.ends_with('d') { is_past(stem) } else { is_present(stem, inflected) };
        is_ending.then(|| stem.to_owned())
    }
}

/// Whether d behind this stem is expected to be an ending.
fn is_past(stem: &str) -> bool {
    let letters = stem.as_bytes();
    match letters {
        [.., b'a', b'a', b'i'] | [.., b'o' | b'u', b'o' | b'e', b'i'] => true,
        [.., b'l' | b'm' | b'g' | b'b' | b'f' | b's' | b'w'] => true,
        [.., b'n'] => ends_long(stem),
        [.., b'r'] => ends_long(stem) || unstressed_er(stem),
        _ => false,
    }
}

/// Whether t behind this stem is expected to be an ending.
fn is_present(stem: &str, inflected: bool) -> bool {
    let letters = stem.as_bytes();
    match letters {
        [.., b'k' | b'p' | b'f'] => true,
        [.., b's'] => ends_long(stem) && !inflected,
        _ if inflected => false,
        [.., b'a', b'a', b'i'] | [.., b'o' | b'u', b'o' | b'e', b'i'] => true,
        [.., b'l' | b'm' | b'g' | b'b' | b'w' | b'd'] => true,
        [.., b'n'] => ends_long(stem),
        [.., b'r'] => ends_long(stem) || unstressed_er(stem),
        _ => false,
    }
}

/// `verander`, `lever`: -er behind another syllable.
fn unstressed_er(stem: &str) -> bool {
    stem.strip_suffix("er").is_some_and(|onset| has_vowel(onset) && !onset.bytes().all(is_vowel))
}
