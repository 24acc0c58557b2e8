//! Nouns: diminutives and the plural in -s.

use super::lists::{Splits, Tails, Words};
use super::syllable::{has_vowel, is_vowel};

/// The noun a diminutive is made of: `stoeltje` → `stoel`, `balletje` → `bal`, `boompje` → `boom`,
/// `koninkje` → `koning`, `fotootje` → `foto`.
///
/// Rules from the Algemene Nederlandse Spraakkunst, 12.3.1.3. `dental` knows the nouns whose t is
/// their own: `kaartje` is a small `kaart`, `deurtje` a small `deur`.
pub(super) fn undo_diminutive(word: &str, dental: &Words, splits: &Splits) -> Option<String> {
    let small = word.strip_suffix('s').unwrap_or(word).strip_suffix("je")?;
    let last = *small.as_bytes().last()?;
    // Behind n, l and j the je is no diminutive's: oranje, kastanje, spulletje has its t.
    if small.len() < 3 || !has_vowel(small) || is_vowel(last) || matches!(last, b'n' | b'l' | b'j')
    {
        return None;
    }
    match last {
        b't' => Some(without_t(small, dental, splits)),
        b'p' if small.ends_with("mp") => Some(small[..small.len() - 1].to_owned()),
        b'k' if small.ends_with("ink") && has_vowel(&small[..small.len() - 3]) => {
            Some(format!("{}g", &small[..small.len() - 1]))
        }
        _ => Some(small.to_owned()),
    }
}

/// `small` ends in t: the noun's own, or the diminutive's.
fn without_t(small: &str, dental: &Words, splits: &Splits) -> String {
    let noun = &small[..small.len() - 1];
    let noun = match noun.as_bytes() {
        // balletje, mannetje, krabbetje; pakketje is a small pakket.
        [.., first, second, b'e'] if first == second && is_sounding(*second) => {
            &noun[..noun.len() - 2]
        }
        [.., b'n', b'g', b'e'] | [.., b'o', b'e', b'm', b'e'] => &noun[..noun.len() - 1],
        // omaatje, fotootje: the last vowel of a longer word is doubled before -tje.
        [onset @ .., first, second]
            if first == second && is_vowel(*first) && onset.iter().any(|&l| is_vowel(l)) =>
        {
            &noun[..noun.len() - 1]
        }
        [.., b'i', b'e' | b'j'] | [.., b'a', b'u'] | [.., b'y'] => noun,
        [.., b'l' | b'n' | b'r' | b'w' | b'm'] if !dental.has(small, splits) => noun,
        _ => small,
    };
    noun.to_owned()
}

fn is_sounding(letter: u8) -> bool {
    matches!(letter, b'l' | b'm' | b'n' | b'r' | b'p' | b'b' | b'g')
}

/// The plural in -s.
pub(super) struct PluralS {
    /// Words whose s is their own although a plural could end so.
    own: Words,
    endings: Tails<()>,
}

impl PluralS {
    pub fn new(own: &'static str) -> Self {
        Self {
            own: Words::new(own),
            endings: ENDINGS.map(|ending| (ending, ())).into_iter().collect(),
        }
    }

    /// The singular: `computers` → `computer`, `stages` → `stage`, `events` → `event`.
    pub fn undo(&self, word: &str, splits: &Splits) -> Option<String> {
        let singular = word.strip_suffix('s')?;
        let (unstressed, onset) = match singular.as_bytes() {
            // -er, -el, -en, -em behind a consonant and another syllable.
            [onset @ .., consonant, b'e', b'r' | b'l' | b'n' | b'm' | b't'] => {
                (!is_vowel(*consonant), onset)
            }
            // -e of stages; -ee, -oe and -ie of words in s are long vowels.
            [onset @ .., consonant, b'e'] => (!is_vowel(*consonant), onset),
            _ => (false, &[][..]),
        };
        let is_plural = (unstressed && onset.iter().any(|&letter| is_vowel(letter)))
            || self.endings.of(singular).any(|(onset, ())| onset.len() >= 2 && has_vowel(onset))
            || ENGLISH.iter().any(|ending| singular.ends_with(ending));
        (is_plural && !self.own.has(word, splits)).then(|| singular.to_owned())
    }
}

/// Ends of a singular that takes -s, behind another syllable.
const ENDINGS: [&str; 15] = [
    "aar", "eur", "oor", "ier", "or", "ie", "eau", "um", "ion", "ment", "ent", "ning", "ap", "ip",
    "up",
];

/// Ends of English nouns at home in Dutch: workshops, tips, apps, teams, films, blogs.
const ENGLISH: [&str; 7] = ["shop", "tip", "app", "eam", "ilm", "log", "club"];
