//! Folding: one spelling for what readers take for the same letters, with the way back to the source.
//!
//! Lowercase, NFKD without its marks, `ß` → `ss`, `œ` → `oe`, the `ĳ` ligature → `ij`, every apostrophe
//! and hyphen to the ASCII one; soft hyphens and zero-width characters vanish. [`Folded`] remembers
//! for each byte where it came from, so that a part of the folded word is a slice of the word as
//! written. Which words there are is left to `tokenize`.

use std::ops::Range;

use crate::letters::{fold_letter, is_ignorable};

/// A folded word and, for each of its bytes, the byte of the source it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// One entry for each byte of `text` and one for its end; none when source and text align.
    origin: Option<Vec<u32>>,
}

impl Folded {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// The slice of `source` (what was folded) that bytes `start..end` of the folded text came from.
    /// Always at character boundaries; a slice that begins inside an expanded character (`ß` → `ss`)
    /// begins before it, one that ends inside it ends before it, unless it would be empty.
    pub fn source_range(&self, source: &str, range: Range<usize>) -> Range<usize> {
        let Some(origin) = &self.origin else { return range };
        let start = origin[range.start] as usize;
        let end = origin[range.end] as usize;
        if end > start || range.is_empty() {
            return start..end.max(start);
        }
        start..source[start..].chars().next().map_or(start, |c| start + c.len_utf8())
    }
}

/// Whether all that folding does to `source` is lowering ASCII capitals, as with nearly every word.
pub fn only_lowers(source: &str) -> bool {
    // One look at each byte: `is_ascii` would be a second.
    source.bytes().all(|byte| byte.is_ascii() && byte != b'`')
}

/// Folds one word.
pub fn fold(source: &str) -> Folded {
    if only_lowers(source) {
        return Folded { text: source.to_ascii_lowercase(), origin: None };
    }
    let mut text = String::with_capacity(source.len());
    let mut origin = Vec::with_capacity(source.len() + 1);
    for (at, c) in source.char_indices() {
        fold_char(c, |folded| {
            text.push(folded);
            origin.resize(text.len(), at as u32);
        });
    }
    origin.push(source.len() as u32);
    Folded { text, origin: Some(origin) }
}

pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{B4}' | '`')
}

pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn fold_char(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() && c != '`' {
        return emit(c.to_ascii_lowercase());
    }
    if is_ignorable(c) {
        return;
    }
    if is_apostrophe(c) {
        return emit('\'');
    }
    if is_hyphen(c) {
        return emit('-');
    }
    fold_letter(c, emit);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_to_one_spelling() {
        for (input, expect) in [
            ("Arbeidsmarkt", "arbeidsmarkt"),
            ("coördinatie", "coordinatie"),
            ("coo\u{308}rdinatie", "coordinatie"),
            ("foto’s", "foto's"),
            ("Foto`s", "foto's"),
            ("café`s", "cafe's"),
            ("Straße", "strasse"),
            ("œuvre", "oeuvre"),
            ("ĳs", "ijs"),
            ("Ĳzer", "ijzer"),
            ("over\u{AD}heid", "overheid"),
            ("auto\u{2011}industrie", "auto-industrie"),
            ("ÉÉN", "een"),
        ] {
            assert_eq!(fold(input).text(), expect, "{input}");
        }
    }

    #[test]
    fn finds_the_way_back_to_the_source() {
        let check = |source: &str, part: &str, expect: &str| {
            let folded = fold(source);
            let start = folded.text().find(part).expect("the part stands in the folded word");
            let range = folded.source_range(source, start..start + part.len());
            assert_eq!(&source[range], expect, "{part} in {source}");
        };
        check("Zeeëend", "eend", "ëend");
        check("Coo\u{308}rdinatie", "coo", "Coo\u{308}");
        check("over\u{AD}heids\u{AD}steun", "steun", "steun");
        check("over\u{AD}heids\u{AD}steun", "overheid", "over\u{AD}heid");
        check("ĳsbeer", "beer", "beer");
        check("Großstadt", "stadt", "stadt");
    }
}
