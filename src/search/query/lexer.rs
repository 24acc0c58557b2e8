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
pub(super) enum Field {
    Title,
    Organisation,
    Kind,
}

const QUOTES: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];
const FIELDS: [(&str, Field); 3] =
    [("titel:", Field::Title), ("organisatie:", Field::Organisation), ("soort:", Field::Kind)];

/// The fewest letters before a `*`: one would stand for a tenth of all words.
const SHORTEST_PREFIX: usize = 2;

pub(super) fn lex(query: &str) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    let mut after_and = false;
    while let Some(found) = query[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + found;
        let lexeme = next(query, start, after_and);
        let word = &query[lexeme.text.clone()];
        after_and = lexeme.form == Form::Word
            && ["en", "of", "and", "or", "en/of"].iter().any(|and| word.eq_ignore_ascii_case(and));
        at = lexeme.range.end;
        if !lexeme.text.is_empty() {
            lexemes.push(lexeme);
        }
    }
    lexemes
}

/// The lexeme that begins at `start`, where no space is; its text is empty when nothing can be
/// looked for.
fn next(query: &str, start: usize, after_and: bool) -> Lexeme {
    let mut at = start;
    let dash = query[at..]
        .strip_prefix(['-', '−'])
        .filter(|after| after.starts_with(|c: char| c.is_alphanumeric() || QUOTES.contains(&c)));
    // "werkgevers en -nemers": after "en" or "of" a leading hyphen joins, it does not exclude.
    let without = dash.is_some() && !after_and;
    if let Some(after) = dash.filter(|_| without) {
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

    /// Lexemes as `[-][field:]form(text)`.
    #[track_caller]
    fn check(query: &str, expect: &str) {
        let shown: Vec<String> = lex(query)
            .into_iter()
            .map(|lexeme| {
                let field = lexeme.field.map(|field| format!("{field:?}:")).unwrap_or_default();
                let sign = if lexeme.without { "-" } else { "" };
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
        check("stage -leren \"sociale economie\"", "stage -leren <sociale economie>");
        check("-\"op de werkvloer\" „zo” «en zo»", "-<op de werkvloer> <zo> <en zo>");
        check("fiets OF auto OR bus of trein", "fiets | auto | bus of trein");
        check(
            "Titel:markt -titel:\"de markt\" soort:evenement",
            "Title:markt -Title:<de markt> Kind:evenement",
        );
        check("organisatie:\"De Spaak\"", "Organisation:<De Spaak>");
        check("titel: markt naam:x titel:", "titel: markt naam:x titel:");
        check("werk* -werk** a* *werk w*rk **", "werk* -werk* a* *werk w*rk **");
        check("titel:werk*", "Title:werk*");
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
        check("fiets OF -auto", "fiets | -auto");
        check("OF", "|");
        check("x\"y\"z", "x <y> z");
        check("-\"", "-");
        check("titel:\"", "titel:");
        check("", "");
    }
}
