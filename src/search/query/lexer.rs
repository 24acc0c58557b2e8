//! Cuts a query at spaces, quotation marks, `-` before a word, fields and `OF`.
//!
//! Marks that do not pair and operators without anything to work on are mere text; lexing never
//! fails.

use std::ops::Range;

/// A piece of a query; ranges are bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    /// All that was typed for it, sign and field included.
    pub range: Range<usize>,
    /// The words themselves, without sign, field, quotation marks or star.
    pub text: Range<usize>,
    pub form: Form,
    pub without: bool,
    pub field: Option<Field>,
}

/// How the words of a lexeme are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Word,
    Quotation,
    /// A word that ends in `*`.
    Prefix,
    /// `OF` or `OR`.
    Or,
}

/// What stands before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) enum Field {
    Title,
    Organisation,
    Kind,
}

const QUOTES: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];
const FIELDS: [(&str, Field); 3] =
    [("titel:", Field::Title), ("organisatie:", Field::Organisation), ("soort:", Field::Kind)];

/// The fewest letters before a `*`: one would stand for a tenth of all words.
const SHORTEST_PREFIX: usize = 2;

/// `completes` says whether the last word of a text is the rest of a compound whose beginning stands
/// before it, as in "werkgevers en -nemers".
pub(super) fn lex(query: &str, completes: &dyn Fn(&str) -> bool) -> Vec<Lexeme> {
    let mut lexemes: Vec<Lexeme> = Vec::new();
    let mut at = 0;
    while let Some(found) = query[at..].find(|c: char| !c.is_whitespace()) {
        let mut lexeme = next(query, at + found);
        at = lexeme.range.end;
        if joins(query, &lexemes, &lexeme, completes) {
            lexeme.without = false;
            lexeme.text = lexeme.range.clone();
        }
        if !lexeme.text.is_empty() {
            lexemes.push(lexeme);
        }
    }
    lexemes
}

/// Whether the hyphen before a word joins it to what stands before "en" or "of", and excludes nothing.
fn joins(
    query: &str,
    before: &[Lexeme],
    lexeme: &Lexeme,
    completes: &dyn Fn(&str) -> bool,
) -> bool {
    let [.., whole, and] = before else { return false };
    let is_word = |lexeme: &Lexeme| lexeme.form == Form::Word && lexeme.field.is_none();
    let conjunction = &query[and.text.clone()];
    lexeme.without
        && [whole, and, lexeme].into_iter().all(is_word)
        && ["en", "of", "and", "or", "en/of"]
            .iter()
            .any(|and| conjunction.eq_ignore_ascii_case(and))
        && completes(&query[whole.range.start..lexeme.range.end])
}

/// The lexeme that begins at `start`, where no space is; its text is empty when nothing can be
/// looked for.
fn next(query: &str, start: usize) -> Lexeme {
    let mut at = start;
    let dash = query[at..]
        .strip_prefix(['-', '−'])
        .filter(|after| after.starts_with(|c: char| c.is_alphanumeric() || QUOTES.contains(&c)));
    let without = dash.is_some();
    if let Some(after) = dash {
        at = query.len() - after.len();
    }
    let field = field_at(&query[at..]);
    if let Some((length, _)) = field {
        at += length;
    }
    let field = field.map(|(_, field)| field);
    if let Some(inside) = query[at..].strip_prefix(QUOTES) {
        let from = query.len() - inside.len();
        return match inside.find(QUOTES) {
            Some(length) => {
                let mark = query[from + length..].chars().next().map_or(0, char::len_utf8);
                let (text, end) = (from..from + length, from + length + mark);
                let blank = query[text.clone()].trim().is_empty();
                let text = if blank { from..from } else { text };
                Lexeme { range: start..end, text, form: Form::Quotation, without, field }
            }
            // A mark that no other closes; what stands before it is text.
            None => Lexeme {
                range: start..from,
                text: start..at,
                form: Form::Word,
                without: false,
                field: None,
            },
        };
    }
    let ends = |c: char| c.is_whitespace() || QUOTES.contains(&c);
    let end = query[at..].find(ends).map_or(query.len(), |length| at + length);
    let word = &query[at..end];
    let (text, form) = match prefix(word) {
        Some(prefix) => (at..at + prefix.len(), Form::Prefix),
        None if at == start && matches!(word, "OF" | "OR") => (at..end, Form::Or),
        None => (at..end, Form::Word),
    };
    Lexeme { range: start..end, text, form, without, field }
}

/// Whether a text is nothing but words: no sign or field in it means anything.
pub(in crate::search) fn is_plain(text: &str) -> bool {
    let is_word =
        |lexeme: &Lexeme| lexeme.form == Form::Word && !lexeme.without && lexeme.field.is_none();
    lex(text, &|_| false).iter().all(is_word)
}

/// The field whose value a text ends in, as far as it is typed: what stands up to and including the
/// colon, and the value, without the quotation mark that opens it. `None` when the value has ended.
pub(in crate::search) fn value_being_typed(text: &str) -> Option<(Field, &str, &str)> {
    let lower = text.to_ascii_lowercase();
    let found = FIELDS.into_iter().filter_map(|(name, field)| {
        let start = lower.rfind(name)?;
        let apart = text[..start].chars().next_back().is_none_or(char::is_whitespace);
        apart.then_some((start + name.len(), field))
    });
    let (at, field) = found.max_by_key(|(at, _)| *at)?;
    let (before, value) = text.split_at(at);
    let value = value.strip_prefix(QUOTES).unwrap_or(value);
    (!value.contains(QUOTES)).then_some((field, before, value))
}

/// The field that a text begins with and its length, when a value follows directly.
fn field_at(text: &str) -> Option<(usize, Field)> {
    FIELDS.into_iter().find_map(|(name, field)| {
        let head = text.get(..name.len())?;
        let value = text[name.len()..].chars().next()?;
        let valued = value.is_alphanumeric() || QUOTES.contains(&value);
        (head.eq_ignore_ascii_case(name) && valued).then_some((name.len(), field))
    })
}

/// What stands before the star or stars at the end of a word, when it is enough.
fn prefix(word: &str) -> Option<&str> {
    let prefix = word.trim_end_matches('*');
    let enough = prefix.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_PREFIX;
    (prefix.len() < word.len() && enough && prefix.ends_with(char::is_alphanumeric))
        .then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lexemes as `[!][field:]form(text)`; `!` leaves out.
    #[track_caller]
    fn check(query: &str, expect: &str) {
        let shown: Vec<String> = lex(query, &|text| text.ends_with("werkgevers en -nemers"))
            .into_iter()
            .map(|lexeme| {
                let field = lexeme.field.map(|field| format!("{field:?}:")).unwrap_or_default();
                let sign = if lexeme.without { "!" } else { "" };
                let text = &query[lexeme.text];
                match lexeme.form {
                    Form::Word => format!("{sign}{field}{text}"),
                    Form::Quotation => format!("{sign}{field}<{text}>"),
                    Form::Prefix => format!("{sign}{field}{text}*"),
                    Form::Or => "|".to_owned(),
                }
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{query}");
    }

    #[test]
    fn marks_are_told_from_text() {
        check("stage -leren \"sociale economie\"", "stage !leren <sociale economie>");
        check("-\"op de werkvloer\" „zo” «en zo»", "!<op de werkvloer> <zo> <en zo>");
        check("fiets OF auto OR bus of trein", "fiets | auto | bus of trein");
        check(
            "Titel:markt -titel:\"de markt\" soort:evenement",
            "Title:markt !Title:<de markt> Kind:evenement",
        );
        check("organisatie:\"De Spaak\"", "Organisation:<De Spaak>");
        check("titel: markt naam:x titel:", "titel: markt naam:x titel:");
        check("werk* -werk** a* *werk w*rk **", "werk* !werk* a* *werk w*rk **");
        check("titel:werk*", "Title:werk*");
    }

    #[test]
    fn only_words_are_plain() {
        for text in ["", "sociale economie", "kop- en voetteksten", "titel: x", "a*", "\"x"] {
            assert!(is_plain(text), "{text}");
        }
        for text in ["-x", "\"a b\"", "«a»", "a OF b", "werk*", "soort:evenement", "−\"a\""] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn a_value_is_typed_until_it_is_closed() {
        let check = |text: &str, expect: Option<(Field, &str, &str)>| {
            assert_eq!(value_being_typed(text), expect, "{text}");
        };
        check("koe Organisatie:de sp", Some((Field::Organisation, "koe Organisatie:", "de sp")));
        check("organisatie:“De", Some((Field::Organisation, "organisatie:", "De")));
        check("organisatie:x soort:ev", Some((Field::Kind, "organisatie:x soort:", "ev")));
        check("soort:x titel:ma", Some((Field::Title, "soort:x titel:", "ma")));
        check("organisatie:\"De Spaak\" k", None);
        check("organisaties zijn", None);
        check("xsoort:ev", None);
    }

    #[test]
    fn marks_that_mean_nothing_are_text() {
        check("\"open", "open");
        check("a \"b\" \"c", "a <b> c");
        check("\"\" x \" \"", "x");
        check("- x -", "- x -");
        check("--x", "--x");
        check("kop- en voetteksten", "kop- en voetteksten");
        check("werkgevers en -nemers", "werkgevers en -nemers");
        check("werkgevers en -\"nemers\"", "werkgevers en !<nemers>");
        check("koffie en -jobcoach", "koffie en !jobcoach");
        check("werkgevers en -titel:nemers", "werkgevers en !Title:nemers");
        check("fiets OF -auto", "fiets | !auto");
        check("OF", "|");
        check("x\"y\"z", "x <y> z");
        check("-\"", "-");
        check("titel:\"", "titel:");
        check("", "");
    }
}
