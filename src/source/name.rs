//! Organisations' names: what counts as the same name, and a name without its legal form.
//!
//! Legal forms, capitals, diacritics, punctuation and a leading De or Het do not matter when names
//! are compared. Which names there are is the registry's business ([`super::organisations`]).

use unicode_normalization::char::is_combining_mark;

use crate::letters::{fold_letter, is_ignorable};

/// A word of a text, as compared and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lowercase, without diacritics.
    pub folded: String,
    /// Byte offsets in the text.
    pub start: usize,
    pub end: usize,
}

/// Two names with the same key are the same name. Empty when nothing but punctuation is there.
pub fn name_key(name: &str) -> String {
    let words = words(name);
    let kept = essential(&words);
    kept.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// The name as written, without its legal form; the whole name when it is nothing else.
pub fn without_legal_form(name: &str) -> &str {
    let name = name.trim();
    let words = words(name);
    let kept = strip_legal_forms(&words);
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return name };
    // Where nothing was cut off, what stands beside the words belongs to the name: `’t Veer`, `Wij!`.
    let cut_front = kept.len() < words.len() && words.first() != kept.first();
    let cut_back = kept.len() < words.len() && words.last() != kept.last();
    let start = if cut_front { first.start } else { 0 };
    let end = if cut_back { last.end } else { name.len() };
    name[start..end].trim()
}

/// The words of a text, as names are compared: runs of letters and digits, lowercase and without
/// diacritics. Abbreviations with points are one word (`v.z.w.`), `&` reads as `en`.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut before = Before::Space;
    // Whether the last word is one letter, or single letters joined by points.
    let mut initials = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let in_word = before == Before::Word;
        if in_word && is_ignorable(c) {
            continue;
        }
        if c.is_alphanumeric() || (in_word && is_combining_mark(c)) {
            let single = || !text[end..].starts_with(char::is_alphanumeric);
            let abbreviated = before == Before::Point && initials && single();
            match words.last_mut() {
                Some(word) if in_word || abbreviated => {
                    fold_letter(c, |letter| word.folded.push(letter));
                    word.end = end;
                    initials &= abbreviated || is_combining_mark(c);
                }
                _ => {
                    words.push(new_word(c, at, end));
                    initials = c.is_alphabetic();
                }
            }
            before = Before::Word;
        } else {
            before = if c == '.' && before == Before::Word { Before::Point } else { Before::Space };
            if c == '&' {
                words.push(Word { folded: "en".to_owned(), start: at, end });
            }
        }
    }
    words
}

/// What stands before a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Word,
    /// A point directly behind a word.
    Point,
    Space,
}

fn new_word(c: char, start: usize, end: usize) -> Word {
    let mut folded = String::new();
    fold_letter(c, |letter| folded.push(letter));
    Word { folded, start, end }
}

/// Belgian legal forms, of today's Companies and Associations Code (2019) and of the Code before it,
/// in Dutch and French abbreviation; what social enterprises sign with. Words as [`words`] gives them.
const LEGAL_FORMS: [&[&str]; 27] = [
    &["vzw"],
    &["ivzw"],
    &["asbl"],
    &["aisbl"],
    &["fv"],
    &["bv"],
    &["bvba"],
    &["ebvba"],
    &["srl"],
    &["sprl"],
    &["cv"],
    &["cvba"],
    &["cvoa"],
    &["scrl"],
    &["nv"],
    &["sa"],
    &["vof"],
    &["snc"],
    &["gcv"],
    &["commv"],
    &["comm", "v"],
    &["commva"],
    &["comm", "va"],
    &["comm", "v", "a"],
    // With an addition, in one word.
    &["cvbaso"],
    &["cvso"],
    &["cves"],
];

/// With a social purpose, recognised as a social enterprise: a legal form only behind one: `cvba-so`, but not the name `Sofie so`.
const ADDITIONS: [&str; 4] = ["so", "vso", "es", "fs"];

fn strip_legal_forms(words: &[Word]) -> &[Word] {
    let mut kept = words;
    while let Some(length) = legal_form_at_end(kept)
        && length < kept.len()
    {
        kept = &kept[..kept.len() - length];
    }
    while let Some(length) = legal_form_at_start(kept)
        && length < kept.len()
    {
        kept = &kept[length..];
    }
    kept
}

fn legal_form_at_end(words: &[Word]) -> Option<usize> {
    let last = words.last()?;
    if ADDITIONS.contains(&last.folded.as_str()) {
        let before = legal_form_at_end(&words[..words.len() - 1])?;
        return Some(before + 1);
    }
    LEGAL_FORMS.iter().filter(|form| ends_with(words, form)).map(|form| form.len()).max()
}

fn legal_form_at_start(words: &[Word]) -> Option<usize> {
    let length =
        LEGAL_FORMS.iter().filter(|form| starts_with(words, form)).map(|form| form.len()).max()?;
    let addition = words.get(length).is_some_and(|word| ADDITIONS.contains(&word.folded.as_str()));
    Some(length + usize::from(addition))
}

fn starts_with(words: &[Word], form: &[&str]) -> bool {
    words.len() >= form.len() && words.iter().zip(form).all(|(word, part)| word.folded == *part)
}

fn ends_with(words: &[Word], form: &[&str]) -> bool {
    words.len() >= form.len() && starts_with(&words[words.len() - form.len()..], form)
}

/// The words that make the name: no legal form, no leading article.
pub(super) fn essential(words: &[Word]) -> &[Word] {
    let kept = strip_legal_forms(words);
    match kept {
        [article, rest @ ..] if is_article(&article.folded) && !rest.is_empty() => {
            strip_legal_forms(rest)
        }
        kept => kept,
    }
}

/// `t` is the Het of ’t Veer.
fn is_article(folded: &str) -> bool {
    matches!(folded, "de" | "het" | "t")
}

/// Whether this word alone is a legal form (`vzw`, `cvba`).
pub(super) fn is_legal_form(word: &str) -> bool {
    let words = words(word);
    !words.is_empty() && legal_form_at_start(&words) == Some(words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_many_spellings() {
        let same = [
            ("De Werkplekarchitecten", "Werkplekarchitecten vzw"),
            ("De Werkplekarchitecten", "DE WERKPLEKARCHITECTEN"),
            ("Het Groene Atelier", "groene atelier cvba-so"),
            ("Café Zoë", "cafe zoe bv"),
            ("Atelier Noord", "vzw Atelier Noord"),
            ("Atelier Noord", "Atelier Noord (v.z.w.)"),
            ("Atelier Noord", "Atelier Noord, ivzw"),
            ("Atelier Noord", "Atelier-Noord Comm.V"),
            ("Atelier Noord", "Atelier Noord comm. v."),
            ("Atelier Noord", "Atelier Noord B.V.B.A."),
            ("Atelier Noord", "Atelier Noord cv-so"),
            ("Atelier Noord", "Atelier Noord bvba VSO"),
            ("Atelier Noord", "Atelier Noord ASBL"),
            ("Atelier Noord", "De vzw Atelier Noord"),
            ("Werk & Leven", "Werk en Leven nv"),
            ("’t Veer", "Het Veer"),
            ("'t Veer", "’t Veer vzw"),
            ("M.I.W.", "MIW vzw"),
            ("Cafe\u{301} Zoe\u{308}", "Café Zoë"),
            ("Bułka", "Bulka bv"),
            ("Werk\u{AD}plaats", "Werkplaats"),
        ];
        for (one, other) in same {
            assert_eq!(name_key(one), name_key(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        let different = [
            ("Atelier Noord", "Atelier Zuid"),
            ("De Brug", "De Bruggen"),
            // Prose around the form, not the form.
            ("Het Groene Atelier", "Het Groene Atelier CVBA met so"),
            ("Sofie so", "Sofie"),
            ("Het", "De"),
            ("vzw", "bv"),
            ("Nvision", "ision"),
        ];
        for (one, other) in different {
            assert_ne!(name_key(one), name_key(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn the_legal_form_is_not_part_of_the_shown_name() {
        let table = [
            ("Sterpunt Inclusief Ondernemen vzw", "Sterpunt Inclusief Ondernemen"),
            ("vzw De Springplank", "De Springplank"),
            ("De Springplank (vzw)", "De Springplank"),
            ("De Springplank, c.v.b.a.-so", "De Springplank"),
            ("De Springplank Comm.V", "De Springplank"),
            ("’t Veer", "’t Veer"),
            ("Wij!", "Wij!"),
            ("Wij! bv", "Wij"),
            ("vzw", "vzw"),
            ("", ""),
            ("  ... ", "..."),
        ];
        for (name, shown) in table {
            assert_eq!(without_legal_form(name), shown, "{name:?}");
        }
    }
}
