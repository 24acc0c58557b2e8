//! A quick look whether letters may be a form of a known word, before anything dear is tried.
//!
//! Inflection changes vowels, voices or doubles the last consonant and adds one of few endings. The
//! skeleton of a word leaves such changes out: vowels in a row become one, doubled consonants single,
//! `z` and `v` their voiceless `s` and `f`, `d` becomes `t`. Letters that are no known skeleton plus
//! an ending cannot be a form of a known word; the rest may, and is looked at closely by others.

use std::collections::HashSet;

use super::affixes::is_vowel;

/// Skeletons of many words, as hashes: a collision costs a closer look, never a wrong answer.
#[derive(Debug, Default)]
pub struct Skeletons(HashSet<u64>);

/// A linking element or the ending of an inflection, as a skeleton: `s`, `e`, `en`, `er`, `je`, `tje`,
/// `etje`, `eren`, each perhaps with another `s`. `a` stands for any vowels; those of the
/// word itself may have taken up the first (`partij-en`).
const ENDINGS: [&[u8]; 16] = [
    b"", b"s", b"n", b"a", b"an", b"ar", b"as", b"ja", b"jas", b"tja", b"tjas", b"atja", b"atjas",
    b"aran", b"pja", b"pjas",
];
const LONGEST_ENDING: usize = 5;

/// Longest word whose parts can be asked for: a bit for each letter and the end.
pub const LONGEST_WORD: usize = 127;

impl Skeletons {
    pub fn insert(&mut self, word: &str) {
        let mut hash = SEED;
        let mut last = 0;
        for letter in word.bytes() {
            if let Some(symbol) = symbol(letter, &mut last) {
                hash = extend(hash, symbol);
            }
        }
        self.0.insert(hash);
    }

    /// The ends (bit `i` for `word[start..i]`) of all slices from `start` that may be a form of a word
    /// of the set.
    pub fn ends(&self, word: &str, start: usize) -> u128 {
        let mut ends = 0;
        let mut symbols = [0; LONGEST_WORD];
        // known[k]: the first k symbols are a skeleton of the set.
        let mut known = [false; LONGEST_WORD + 1];
        let (mut hash, mut last, mut length) = (SEED, 0, 0);
        for (at, letter) in word.bytes().enumerate().take(LONGEST_WORD).skip(start) {
            if let Some(symbol) = symbol(letter, &mut last) {
                symbols[length] = symbol;
                length += 1;
                hash = extend(hash, symbol);
                known[length] = self.0.contains(&hash);
            }
            let shortest = length.saturating_sub(LONGEST_ENDING);
            let fits = (shortest..=length)
                .any(|split| known[split] && ENDINGS.contains(&&symbols[split..length]));
            if fits {
                ends |= 1 << (at + 1);
            }
        }
        ends
    }
}

/// FNV-1a, 64 bits: short keys, and nothing hangs on its quality.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn extend(hash: u64, symbol: u8) -> u64 {
    (hash ^ u64::from(symbol)).wrapping_mul(0x0100_0000_01b3)
}

/// The symbol for `letter` behind the symbol `last`, unless it is taken up by that one.
fn symbol(letter: u8, last: &mut u8) -> Option<u8> {
    let symbol = match letter {
        letter if is_vowel(letter) => b'a',
        b'z' => b's',
        b'v' => b'f',
        b'd' => b't',
        // `ij` is a vowel.
        b'j' if *last == b'a' => b'a',
        other => other,
    };
    (std::mem::replace(last, symbol) != symbol).then_some(symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_forms_and_links_pass() {
        for (lemma, form) in [
            ("huis", "huizen"),
            ("brief", "brieven"),
            ("boom", "bomen"),
            ("stad", "steden"),
            ("schip", "schepen"),
            ("zon", "zonne"),
            ("kind", "kinderen"),
            ("arbeid", "arbeids"),
            ("prijs", "prijzen"),
            ("straat", "straatjes"),
            ("bal", "balletje"),
            ("partij", "partijen"),
        ] {
            let mut skeletons = Skeletons::default();
            skeletons.insert(lemma);
            let ends = skeletons.ends(form, 0);
            assert!(ends & 1 << form.len() != 0, "{form} of {lemma}");
        }
    }

    #[test]
    fn keeps_most_others_out() {
        let mut skeletons = Skeletons::default();
        skeletons.insert("markt");
        for word in ["mark", "marmer", "arbeid", "marktkoopman"] {
            assert_eq!(skeletons.ends(word, 0) & 1 << word.len(), 0, "{word}");
        }
        assert_eq!(skeletons.ends("arbeidsmarkt", 7), 1 << 12);
    }
}
