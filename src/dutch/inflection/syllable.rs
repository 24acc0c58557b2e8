//! Spelling at the seam between a stem and its ending: open and closed syllables, final devoicing,
//! and vowels that stress alone tells apart.
//!
//! All functions take lowercase ASCII letters; anything else passes through them unharmed.

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
        && !onset.last().is_some_and(|&letter| is_vowel(letter) && !is_qu(onset, letter))
        && !matches!(last, b'x' | b'j' | b'w')
    {
        closed.insert(open.len() - 1, char::from(vowel));
    }
    devoice(&mut closed);
    closed
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
/// `argumenteer` and `computer` are both written `-eren` in the infinitive, `motor` and `kantoor`
/// both `-oren` in the plural.
///
/// Words of one syllable keep theirs: `veel` is not `vel`.
pub(super) fn level_last_vowel(word: &str) -> Option<String> {
    let letters = word.as_bytes();
    let (&last, before) = letters.split_last()?;
    if is_vowel(last) {
        return None;
    }
    let (from, to) = if before.ends_with(b"iee") {
        (3, "ie")
    } else if before.ends_with(b"ee") {
        (2, "e")
    } else if before.ends_with(b"oo") && last == b'r' {
        (2, "o")
    } else {
        return None;
    };
    let onset = &word[..before.len() - from];
    has_vowel(onset).then(|| format!("{onset}{to}{}", char::from(last)))
}

pub(super) fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
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

fn is_qu(onset: &[u8], letter: u8) -> bool {
    letter == b'u' && onset.ends_with(b"qu")
}
