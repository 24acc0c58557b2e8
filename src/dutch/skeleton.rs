//! A quick look whether letters may be a form of a known word, before anything dear is tried.
//!
//! Inflection changes vowels, voices or doubles the last consonant and adds one of few endings. The
//! skeleton of a word leaves such changes out: vowels in a row become one, doubled consonants single,
//! `z` and `v` their voiceless `s` and `f`, `d` becomes `t`. Letters that are no known skeleton plus
//! an ending cannot be a form of a known word; the rest may, and is looked at closely by others.

use super::affixes::is_vowel;

/// Skeletons of many words, as one bit for each hash: a collision costs a closer look, never a wrong
/// answer.
#[derive(Debug, Clone)]
pub struct Skeletons(Vec<u64>);

/// A dictionary's 180,000 words have about 140,000 skeletons: with 2^22 bits (512 kB) one look in
/// thirty is a collision.
const BITS: u32 = 22;

/// A linking element or the ending of an inflection, as a skeleton: `s`, `n`, `e`, `en`, `er`, `je`,
/// `tje`, `etje`, `eren`, `pje`, some with another `s`. `a` stands for any vowels; those of the word
/// itself may have taken up the first (`partij-en`).
const ENDINGS: [u64; 16] = [
    packed(b""),
    packed(b"s"),
    packed(b"n"),
    packed(b"a"),
    packed(b"an"),
    packed(b"ar"),
    packed(b"as"),
    packed(b"ja"),
    packed(b"jas"),
    packed(b"tja"),
    packed(b"tjas"),
    packed(b"atja"),
    packed(b"atjas"),
    packed(b"aran"),
    packed(b"pja"),
    packed(b"pjas"),
];
const LONGEST_ENDING: u32 = 5;

/// Longest word whose parts can be asked for: a bit for each letter and the end.
pub const LONGEST_WORD: usize = 127;

impl Skeletons {
    pub fn new() -> Skeletons {
        Skeletons(vec![0; 1 << (BITS - 6)])
    }

    pub fn insert(&mut self, word: &str) {
        let mut hash = SEED;
        let mut last = 0;
        for letter in word.bytes() {
            if let Some(symbol) = symbol(letter, &mut last) {
                hash = extend(hash, symbol);
            }
        }
        let (word, bit) = place(hash);
        self.0[word] |= bit;
    }

    /// The ends (bit `i` for `word[start..i]`) of all slices from `start` that may be a form of a word
    /// of the set.
    pub fn ends(&self, word: &str, start: usize) -> u128 {
        let mut ends = 0;
        // The last symbols, a byte each, and for each of the last places whether a skeleton of the
        // set ends there, a bit each; the newest lowest.
        let (mut recent, mut known) = (0u64, 0u32);
        let (mut hash, mut last) = (SEED, 0);
        for (at, letter) in word.bytes().enumerate().take(LONGEST_WORD).skip(start) {
            if let Some(symbol) = symbol(letter, &mut last) {
                hash = extend(hash, symbol);
                let (word, bit) = place(hash);
                recent = recent << 8 | u64::from(symbol);
                known = known << 1 | u32::from(self.0[word] & bit != 0);
            }
            let mut splits = known & ((1 << (LONGEST_ENDING + 1)) - 1);
            while splits != 0 {
                let ending = recent & ((1 << (8 * splits.trailing_zeros())) - 1);
                if ENDINGS.contains(&ending) {
                    ends |= 1 << (at + 1);
                    break;
                }
                splits &= splits - 1;
            }
        }
        ends
    }
}

const fn packed(ending: &[u8]) -> u64 {
    let (mut packed, mut at) = (0, 0);
    while at < ending.len() {
        packed = packed << 8 | ending[at] as u64;
        at += 1;
    }
    packed
}

/// FNV-1a, 64 bits: short keys, and little hangs on its quality.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn extend(hash: u64, symbol: u8) -> u64 {
    (hash ^ u64::from(symbol)).wrapping_mul(0x0100_0000_01b3)
}

/// The word of the set and the bit in it that stand for `hash`: its upper bits, which FNV mixes best.
fn place(hash: u64) -> (usize, u64) {
    let index = (hash >> 24) & ((1 << BITS) - 1);
    ((index >> 6) as usize, 1 << (index & 63))
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
            let mut skeletons = Skeletons::new();
            skeletons.insert(lemma);
            let ends = skeletons.ends(form, 0);
            assert!(ends & 1 << form.len() != 0, "{form} of {lemma}");
        }
    }

    #[test]
    fn keeps_most_others_out() {
        let mut skeletons = Skeletons::new();
        skeletons.insert("markt");
        for word in ["mark", "marmer", "arbeid", "marktkoopman"] {
            assert_eq!(skeletons.ends(word, 0) & 1 << word.len(), 0, "{word}");
        }
        assert_eq!(skeletons.ends("arbeidsmarkt", 7), 1 << 12);
    }
}
