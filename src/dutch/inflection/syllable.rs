//! Spelling at the seam between a stem and its ending: open and closed syllables, final devoicing,
//! and vowels that stress alone tells apart.
//!
//! All functions take lowercase ASCII letters; anything else passes through them unharmed.

pub(super) use crate::dutch::affixes::is_vowel;

/// The stem as it is written without an ending, from how it is written before one that begins with
/// a vowel: `lop`(en) → `loop`, `katt`(en) → `kat`, `huiz`(en) → `huis`, `briev`(en) → `brief`.
pub(super) fn close(open: &str) -> String {
    let letters = open.as_bytes();
    let mut closed = String::with_capacity(open.len() + 1);
    closed.push_str(open);
    let Some((&last, before)) = letters.split_last() else { return closed };
    if is_vowel(last) || !last.is_ascii_lowercase() {
        return closed;
    }
    if before.last() == Some(&last) {
        closed.pop();
        return closed;
    }
    if let Some((&vowel, onset)) = before.split_last()
        && matches!(vowel, b'a' | b'e' | b'o' | b'u')
        && !onset.last().is_some_and(|&before| is_one_sound(before, vowel))
        && !matches!(last, b'x' | b'j' | b'w')
    {
        closed.insert(open.len() - 1, char::from(vowel));
    }
    devoice(&mut closed);
    closed
}

/// The stem of a plural or infinitive whose -en Porter leaves: behind a vowel (`knieen`, `bacterien`,
/// written without their diaeresis) and behind two letters (`uren`).
pub(super) fn close_short(word: &str) -> Option<String> {
    let stem = word.strip_suffix("en")?;
    match stem.as_bytes() {
        [.., b'i' | b'e', b'e'] => Some(stem.to_owned()),
        // Not tien, misschien and bovendien.
        [.., b'r' | b'n' | b'l' | b'c' | b'g', b'i'] if stem.len() > 4 => Some(format!("{stem}e")),
        [vowel, consonant] if is_vowel(*vowel) && !is_vowel(*consonant) => Some(close(stem)),
        _ => None,
    }
}

/// Whether two vowels are written for one sound; others clash, and the second stands in an open
/// syllable of its own (`social`e, `actuel`e).
fn is_one_sound(first: u8, second: u8) -> bool {
    matches!(
        (first, second),
        (b'a', b'a' | b'u' | b'e')
            | (b'e', b'e' | b'u')
            | (b'i', b'e')
            | (b'o', b'o' | b'e' | b'u')
            | (b'u', b'u')
    )
}

/// `v` and `z` at the end of a word are written `f` and `s`.
fn devoice(word: &mut String) {
    let voiceless = match word.as_bytes().last() {
        Some(b'v') => 'f',
        Some(b'z') => 's',
        _ => return,
    };
    word.pop();
    word.push(voiceless);
}

/// One spelling for the last vowel of a longer word, where only stress tells the two apart:
/// `studeer` and `computer` both have an infinitive in -eren, `kantoor` and `motor` both a plural
/// in -oren.
///
/// The long spelling is the one, because no ending looks like it: `computeer` will not be taken for
/// a comparative. Words of one syllable keep their vowel: `vel` is not `veel`.
pub(super) fn level_last_vowel(word: &str) -> Option<String> {
    let (before, last) = word.as_bytes().split_last_chunk::<1>()?;
    let onset = match (before, last) {
        // officiele and officieel, kopieren and kopieer
        ([onset @ .., b'i', b'e'], b"l" | b"r") => onset,
        ([onset @ .., b'u', b'e'], b"l" | b"r") => onset,
        ([onset @ .., b'e'], b"l" | b"m" | b"n" | b"r" | b"s" | b"t") => onset,
        ([onset @ .., b'o'], b"r") => onset,
        _ => return None,
    };
    let clash = onset.last().is_none_or(|&letter| is_vowel(letter));
    (!clash && onset.iter().any(|&letter| is_vowel(letter))).then(|| {
        let mut long = word.to_owned();
        long.insert(before.len(), char::from(before[before.len() - 1]));
        long
    })
}

pub(super) fn has_vowel(text: &str) -> bool {
    text.bytes().any(is_vowel)
}

/// Whether the word ends in a consonant behind a long vowel or a diphthong (`loop`, `huis`).
pub(super) fn ends_long(word: &str) -> bool {
    let letters = word.as_bytes();
    let [.., first, second, last] = letters else { return false };
    !is_vowel(*last)
        && ((is_vowel(*first) && is_vowel(*second)) || (*first == b'i' && *second == b'j'))
}
