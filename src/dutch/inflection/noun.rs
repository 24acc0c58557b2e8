//! Nouns: diminutives and the plural in -s.

use super::lists::{Endings, Prefixes};
use super::syllable::{has_vowel, is_vowel};

/// The noun a diminutive is made of: `stoeltje` → `stoel`, `balletje` → `bal`, `boompje` → `boom`,
/// `koninkje` → `koning`, `foto'tje` → `foto`.
///
/// Rules from the Algemene Nederlandse Spraakkunst, 12.3.1.3; `dental` knows the nouns whose t is
/// their own (`kaartje` → `kaart`, but `deurtje` → `deur`).
pub(super) fn undo_diminutive(word: &str, dental: &Endings, prefixes: &Prefixes) -> Option<String> {
    let small = word.strip_suffix('s').unwrap_or(word).strip_suffix("je")?;
    let last = *small.as_bytes().last()?;
    if small.len() < 3 || !has_vowel(small) || is_vowel(last) || matches!(last, b'n' | b'l' | b'j')
    {
        // oranje, kastanje, jijje: not a diminutive's je.
        return None;
    }
    let noun = match last {
        b't' => without_t(small, dental, prefixes),
        b'p' if small.ends_with("mp") => small[..small.len() - 1].to_owned(),
        b'k' if small.ends_with("nk") && has_vowel(&small[..small.len() - 3]) => {
            format!("{}g", &small[..small.len() - 1])
        }
        _ => small.to_owned(),
    };
    Some(noun)
}

/// `small` ends in t: the noun's own, or the diminutive's.
fn without_t(small: &str, dental: &Endings, prefixes: &Prefixes) -> String {
    let noun = &small[..small.len() - 1];
    if let Some(doubled) = noun.strip_suffix('e') {
        let letters = doubled.as_bytes();
        if let [.., first, second] = letters
            && (first == second && matches!(second, b'l' | b'm' | b'n' | b'r' | b'p' | b'b' | b'g'))
        {
            return doubled[..doubled.len() - 1].to_owned();
        }
        if doubled.ends_with("ng") || doubled.ends_with("oem") {
            return doubled.to_owned();
        }
        return small.to_owned();
    }
    let letters = noun.as_bytes();
    match letters {
        // omaatje, fotootje: the vowel of the last syllable is written double before -tje.
        [onset @ .., first, second]
            if first == second && is_vowel(*first) && onset.iter().any(|&l| is_vowel(l)) =>
        {
            noun[..noun.len() - 1].to_owned()
        }
        [.., b'i', b'e' | b'j'] => noun.to_owned(),
        [.., last] if is_vowel(*last) => small.to_owned(),
        [.., b'l' | b'n' | b'r' | b'w' | b'm'] if !dental.has(small, prefixes) => noun.to_owned(),
        [.., b'o' | b'a' | b'u'] => noun.to_owned(),
        _ => small.to_owned(),
    }
}

/// The singular of a plural in -s: `computers` → `computer`, `stages` → `stage`, `foto's` → `foto`.
///
/// An s counts as the plural's behind an unstressed syllable or a vowel, and behind the English
/// endings of `workshops`, `teams` and `trainings`; `own` knows the words that only look so.
pub(super) fn undo_plural_s(word: &str, own: &Endings, prefixes: &Prefixes) -> Option<String> {
    let singular = word.strip_suffix('s')?;
    if singular.len() < 3 || own.has(word, prefixes) {
        return None;
    }
    let syllables = |ending: &str| {
        singular.strip_suffix(ending).is_some_and(|onset| onset.len() >= 2 && has_vowel(onset))
    };
    const UNSTRESSED: [&str; 26] = [
        "er", "el", "en", "em", "aar", "eur", "oor", "ier", "ie", "e", "um", "on", "et", "or",
        "ing", "ment", "ent", "air", "ard", "age", "a", "o", "y", "eau", "aal", "eel",
    ];
    const ENGLISH: [&str; 4] = ["op", "ip", "app", "eam"];
    let is_plural = UNSTRESSED.iter().any(|ending| syllables(ending))
        || ENGLISH.iter().any(|ending| singular.ends_with(ending));
    is_plural.then(|| singular.to_owned())
}
