//! Where words begin and end.
//!
//! Follows UAX #29 for the scripts of our articles (letters, digits and marks run on; an apostrophe or
//! full stop between letters, a full stop or comma between digits does not end a word) and departs
//! from it where a Dutch reader sees one word: hyphens inside words, `'t` and `'s`, `C++`, `R&D`, an
//! e-mail address. Writing without spaces (Chinese, Thai) comes out as one long word. What a word
//! means is left to the analyzer.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold::{is_apostrophe, is_hyphen};
use crate::letters::is_ignorable;

/// The words of `text` as byte ranges, in order, not overlapping, at character boundaries.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let range = next_word(text, at)?;
        at = range.end;
        Some(range)
    })
}

/// Clitics written with a leading apostrophe: 't huis, 's avonds, zo'n without its zo.
const CLITICS: [&str; 9] = ["t", "s", "n", "k", "m", "r", "er", "ie", "ns"];

fn next_word(text: &str, mut at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    loop {
        let byte = *bytes.get(at)?;
        if byte.is_ascii_alphanumeric() {
            return Some(at..word_end(text, at));
        }
        if byte.is_ascii() && !matches!(byte, b'\'' | b'`') {
            at += 1;
            continue;
        }
        let c = char_at(text, at)?;
        if c.is_alphanumeric() && !is_apostrophe(c) {
            return Some(at..word_end(text, at));
        }
        let after = at + c.len_utf8();
        if is_apostrophe(c) && opens_clitic(text, after) {
            return Some(at..word_end(text, after));
        }
        at = after;
    }
}

fn opens_clitic(text: &str, from: usize) -> bool {
    let letters = text[from..].chars().take_while(|c| c.is_alphanumeric()).take(3).count();
    let end = from + text[from..].chars().take(letters).map(char::len_utf8).sum::<usize>();
    CLITICS.iter().any(|clitic| text[from..end].eq_ignore_ascii_case(clitic))
}

/// The end of the word that begins at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut letters = 0;
    let mut last = '\0';
    loop {
        // The common case first: ASCII letters and digits.
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            last = char::from(*byte);
            letters += 1;
            at += 1;
        }
        let Some(c) = char_at(text, at) else { return at };
        let after = at + c.len_utf8();
        if !c.is_ascii() && !is_apostrophe(c) {
            if c.is_alphanumeric() {
                last = c;
                letters += 1;
                at = after;
                continue;
            }
            if is_combining_mark(c) || is_ignorable(c) {
                at = after;
                continue;
            }
        }
        // Bounded look-ahead: marks and ignorable characters do not stand after a joiner.
        let next = char_at(text, after).filter(|c| c.is_alphanumeric() && !is_apostrophe(*c));
        match next {
            Some(next) if joins(last, c, next) => at = after,
            _ if letters == 1 && last.is_ascii_alphabetic() => {
                return at + sharp_or_plus_plus(&bytes[at..]);
            }
            _ => return at,
        }
    }
}

/// Whether `joiner` between `last` and `next` leaves them in one word.
fn joins(last: char, joiner: char, next: char) -> bool {
    let numbers = last.is_numeric() && next.is_numeric();
    match joiner {
        '_' | '@' => true,
        ',' => numbers,
        // `d.w.z.`, `vlaanderen.be` and `2.5`, not `einde.Begin`, where a space was forgotten.
        '.' => {
            numbers
                || (last.is_alphabetic()
                    && next.is_alphabetic()
                    && !(last.is_lowercase() && next.is_uppercase()))
        }
        '&' => last.is_uppercase() && next.is_uppercase(),
        // `covid-19`, `16-jarige`, not `2019-2020`.
        _ if is_hyphen(joiner) => !numbers,
        _ => is_apostrophe(joiner),
    }
}

/// Length of what makes `C` into `C++` or `C#`.
fn sharp_or_plus_plus(rest: &[u8]) -> usize {
    let length = match rest {
        [b'+', b'+', ..] => 2,
        [b'#', ..] => 1,
        _ => return 0,
    };
    if rest.get(length).is_some_and(u8::is_ascii_alphanumeric) { 0 } else { length }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_a_dutch_reader_sees() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("De arbeidsmarkt, nu.", &["De", "arbeidsmarkt", "nu"]);
        check("foto's en zo’n idee", &["foto's", "en", "zo’n", "idee"]);
        check("'t Was ’s avonds", &["'t", "Was", "’s", "avonds"]);
        check("`t Zijn foto`s, `nu`", &["`t", "Zijn", "foto`s", "nu"]);
        check("‘tenders’ 'normale' Frans'", &["tenders", "normale", "Frans"]);
        check("'s-Hertogenbosch", &["'s-Hertogenbosch"]);
        check("auto-industrie - niet-winstgedreven", &["auto-industrie", "niet-winstgedreven"]);
        check("kop- en voetteksten, -nemers", &["kop", "en", "voetteksten", "nemers"]);
        check("covid-19, 16-jarige, 2019-2020", &["covid-19", "16-jarige", "2019", "2020"]);
        check("2.5 of 1.000,75 of 3,5%", &["2.5", "of", "1.000,75", "of", "3,5"]);
        check("d.w.z. het einde.Begin", &["d.w.z", "het", "einde", "Begin"]);
        check("C++, C# en a+b", &["C++", "C#", "en", "a", "b"]);
        check("R&D van info@voorbeeld.be!", &["R&D", "van", "info@voorbeeld.be"]);
        check(
            "https://www.voorbeeld.be/over-ons?x=1",
            &["https", "www.voorbeeld.be", "over-ons", "x", "1"],
        );
        check("coo\u{308}rdinatie over\u{AD}heid", &["coo\u{308}rdinatie", "over\u{AD}heid"]);
        check("één ✓ knieën", &["één", "knieën"]);
        check("ʼs", &["ʼs"]);
        check("-- '' ... @", &[]);
        check("", &[]);
    }
}
