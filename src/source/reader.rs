//! From a file's bytes to articles, whatever the form.

use std::io::{self, BufRead};
use std::path::Path;

use jiff::civil::Date;

use super::boilerplate::Boilerplate;
use super::complete::complete;
use super::decode::{Decoded, UTF_16, decode, decode_html};
use super::docx::read_document;
use super::form::Form;
use super::html;
use super::json;
use super::json_value::{read_value, read_values};
use super::line_reader::{Line, LineReader};
use super::lines::line_pieces;
use super::markdown::{merge, read_markdown};
use super::organisations::Organisations;
use super::page::compose;
use super::piece::Document;
use super::read_error::ReadError;
use super::warning::Warning;
use crate::article::{Article, ArticleId};

/// Reads articles. Pure: no clock, no disk.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub organisations: &'a Organisations,
    /// A publication after this day gets a warning.
    pub today: Date,
}

/// An article as read, and what looks wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub article: Article,
    pub warnings: Vec<Warning>,
}

/// One article of a file, read or not.
#[derive(Debug)]
pub struct Record {
    /// From 1, in a file of one article a line; `None` when the article is the whole file.
    pub line: Option<u64>,
    pub outcome: Result<Reading, ReadError>,
}

/// An article on one line may have this many bytes: a book has one million.
pub const MAX_LINE_BYTES: usize = 4 << 20;

impl Reader<'_> {
    /// Reads a whole file, giving every article in it. `path` is the path below the corpus folder,
    /// of which ids are made.
    pub fn read(&self, path: &Path, form: Form, bytes: &[u8], mut give: impl FnMut(Record)) {
        if form == Form::JsonLines {
            let read = self.read_lines(path, bytes, give);
            return read.expect("memory can always be read");
        }
        let mut give_whole = |outcome| give(Record { line: None, outcome });
        if form == Form::Word {
            return give_whole(self.read_word(path, bytes));
        }
        let (form, decoded) = match decode_form(form, bytes) {
            Ok(decoded) => decoded,
            Err(error) => return give_whole(Err(error)),
        };
        let warnings = Vec::from_iter(decoded.warning);
        match form {
            Form::Json => self.read_json(path, &decoded.text, warnings, give_whole),
            Form::Html => give_whole(self.read_html(path, &decoded.text, warnings)),
            Form::Markdown => give_whole(self.read_markdown(path, &decoded.text, warnings)),
            Form::Text | Form::JsonLines | Form::Word => {
                give_whole(self.read_text(path, &decoded.text, warnings));
            }
        }
    }

    /// Reads one article a line, holding one line at a time. Blank lines are skipped; a line that
    /// cannot be read is given as such and the rest goes on.
    ///
    /// # Errors
    /// When the input itself fails.
    pub fn read_lines(
        &self,
        path: &Path,
        input: impl BufRead,
        mut give: impl FnMut(Record),
    ) -> io::Result<()> {
        let mut lines = LineReader::new(input, MAX_LINE_BYTES)?;
        // Said once: it holds for the file.
        let mut warning = lines.is_utf16().then_some(Warning::NotUtf8 { encoding: UTF_16 });
        let mut line = Vec::new();
        let mut number = 0;
        while let Some(read) = lines.next(&mut line)? {
            number += 1;
            let mut outcome = match read {
                Line::TooLong { bytes } => {
                    Err(ReadError::TooLarge { bytes, limit: MAX_LINE_BYTES as u64 })
                }
                Line::Whole if line.iter().all(u8::is_ascii_whitespace) => continue,
                Line::Whole => self.read_line(path, number, &line),
            };
            if let Ok(reading) = &mut outcome {
                reading.warnings.extend(warning.take());
            }
            give(Record { line: Some(number), outcome });
        }
        Ok(())
    }

    /// Reads one article in the contract's JSON. `id` stands in when the article gives none.
    ///
    /// # Errors
    /// [`ReadError::NotJson`], or [`ReadError::Faults`] with everything that is wrong.
    pub fn read_article(&self, id: &ArticleId, text: &str) -> Result<Reading, ReadError> {
        self.finish_json(read_value(text)?, "", Some(id.clone()))
    }

    fn read_line(&self, path: &Path, number: u64, line: &[u8]) -> Result<Reading, ReadError> {
        let decoded = decode(line)?;
        let value = read_value(&decoded.text)?;
        let mut reading = self.finish_json(value, "", numbered_id(path, number))?;
        reading.warnings.extend(decoded.warning);
        Ok(reading)
    }

    /// One article, a list of articles, or articles after each other. The first that can be read gets
    /// the `warnings` about the file.
    fn read_json(
        &self,
        path: &Path,
        text: &str,
        mut warnings: Vec<Warning>,
        mut give: impl FnMut(Result<Reading, ReadError>),
    ) {
        let mut give = |mut outcome: Result<Reading, ReadError>| {
            if let Ok(reading) = &mut outcome {
                reading.warnings.append(&mut warnings);
            }
            give(outcome);
        };
        let (values, error) = read_values(text);
        if let Some(error) = error {
            give(Err(error));
        }
        let list = match <[serde_json::Value; 1]>::try_from(values) {
            Ok([serde_json::Value::Array(list)]) => list,
            Ok([one]) => return give(self.finish_json(one, "", ArticleId::from_path(path).ok())),
            Err(several) => several,
        };
        for (at, value) in list.into_iter().enumerate() {
            let place = format!("[{at}]");
            give(self.finish_json(value, &place, numbered_id(path, at as u64 + 1)));
        }
    }

    fn finish_json(
        &self,
        value: serde_json::Value,
        place: &str,
        id: Option<ArticleId>,
    ) -> Result<Reading, ReadError> {
        let mut warnings = Vec::new();
        let mut article = json::article(value, place, id, &mut warnings)?;
        complete(&mut article, None, self.organisations, self.today, &mut warnings);
        Ok(Reading { article, warnings })
    }

    fn read_text(
        &self,
        path: &Path,
        text: &str,
        warnings: Vec<Warning>,
    ) -> Result<Reading, ReadError> {
        check_lines(text)?;
        let document = Document { pieces: line_pieces(text), ..Document::default() };
        self.read_page(path, document, Boilerplate::default(), warnings)
    }

    fn read_word(&self, path: &Path, bytes: &[u8]) -> Result<Reading, ReadError> {
        let document = read_document(bytes)?;
        self.read_page(path, document, Boilerplate::default(), Vec::new())
    }

    fn read_html(
        &self,
        path: &Path,
        text: &str,
        mut warnings: Vec<Warning>,
    ) -> Result<Reading, ReadError> {
        let (document, beside) = html::read_page(text, &mut warnings)?;
        self.read_page(path, document, beside, warnings)
    }

    fn read_markdown(
        &self,
        path: &Path,
        text: &str,
        mut warnings: Vec<Warning>,
    ) -> Result<Reading, ReadError> {
        check_lines(text)?;
        let mut markdown = read_markdown(text)?;
        check_pieces(&markdown.document)?;
        let fields = std::mem::take(&mut markdown.fields);
        let id = ArticleId::from_path(path).ok();
        let given = json::article(fields, "", id, &mut warnings)
            .map_err(|error| markdown.with_lines(error))?;
        let document = std::mem::take(&mut markdown.document);
        let id = given.id.clone();
        let beside = Boilerplate::default();
        let page = compose(id, document, beside, self.organisations, &mut warnings)
            .ok_or(ReadError::NoTitle)?;
        let mut article = merge(given, page);
        complete(&mut article, None, self.organisations, self.today, &mut warnings);
        Ok(Reading { article, warnings })
    }

    fn read_page(
        &self,
        path: &Path,
        document: Document,
        beside: Boilerplate,
        mut warnings: Vec<Warning>,
    ) -> Result<Reading, ReadError> {
        check_pieces(&document)?;
        let id = ArticleId::from_path(path).map_err(|_| ReadError::NoId)?;
        let language = document.stated.language.clone();
        let language = language.as_deref();
        let mut article = compose(id, document, beside, self.organisations, &mut warnings)
            .ok_or(ReadError::NoTitle)?;
        complete(&mut article, language, self.organisations, self.today, &mut warnings);
        Ok(Reading { article, warnings })
    }
}

/// The id of an article in a collection: the file's, and its number.
fn numbered_id(path: &Path, number: u64) -> Option<ArticleId> {
    let id = ArticleId::from_path(path).ok()?;
    format!("{id}-{number}").parse().ok()
}

/// A file's text, and the form that it turns out to be in.
fn decode_form(form: Form, bytes: &[u8]) -> Result<(Form, Decoded), ReadError> {
    if form == Form::Html {
        return Ok((form, decode_html(bytes)?));
    }
    let decoded = decode(bytes)?;
    let shown = form.of_content(&decoded.text);
    // A page says itself in what encoding it is, whatever the file is called.
    let decoded = if shown == Form::Html { decode_html(bytes)? } else { decoded };
    Ok((shown, decoded))
}

/// Lines, and what a document is cut into, a blank line between two paragraphs counted too: a book of
/// a thousand pages has forty thousand of the one and half as many of the other.
const MOST_LINES: usize = 200_000;
const MOST_PIECES: usize = 2 * MOST_LINES;

/// # Errors
/// [`ReadError::TooComplex`]: every line takes room of its own beside its text.
fn check_lines(text: &str) -> Result<(), ReadError> {
    match text.lines().nth(MOST_LINES) {
        Some(_) => Err(ReadError::TooComplex { what: "lines", limit: MOST_LINES }),
        None => Ok(()),
    }
}

fn check_pieces(document: &Document) -> Result<(), ReadError> {
    if document.pieces.len() > MOST_PIECES {
        return Err(ReadError::TooComplex { what: "paragraphs", limit: MOST_LINES });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Every article in a file, in short: line, id and title, or why not.
    fn read(path: &str, bytes: &[u8]) -> Vec<String> {
        let organisations = Organisations::default();
        let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
        let path = Path::new(path);
        let form = Form::of_path(path).expect("a known form");
        let mut found = Vec::new();
        reader.read(path, form, bytes, |record| {
            let line = record.line.map(|line| format!("{line}: ")).unwrap_or_default();
            found.push(match record.outcome {
                Ok(reading) => format!("{line}{} {}", reading.article.id, reading.article.title),
                Err(error) => format!("{line}{error}"),
            });
        });
        found
    }

    #[track_caller]
    fn check(path: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
        assert_eq!(read(path, bytes.as_ref()), expected, "{path}");
    }

    #[test]
    fn a_file_is_read_by_its_form() {
        check("2019/Een Tekst.txt", "Titel\n\nTekst.", &["2019-een-tekst Titel"]);
        check("Belgi\u{eb}.TXT", b"Belgi\xEB\r\n\r\nTekst.", &["belgi- België"]);
        check("a.json", r#"{"titel": "Titel"}"#, &["a Titel"]);
        check("a.json", r#"{"titel": "Titel", "id": "Gegeven"}"#, &["Gegeven Titel"]);
        check(
            "a.json",
            r#"[{"titel": "Een"}, {"titel": "Twee", "id": "b"}]"#,
            &["a-1 Een", "b Twee"],
        );
        check("a.json", "{\"titel\": \"Een\"}\n{\"titel\": \"Twee\"}\n", &["a-1 Een", "a-2 Twee"]);
        check("a.txt", r#"{"titel": "Toch JSON"}"#, &["a Toch JSON"]);
        check(
            "x/a.jsonl",
            "{\"titel\": \"Een\"}\r\n\n{\"titel\": \"Twee\"}",
            &["1: x-a-1 Een", "3: x-a-3 Twee"],
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let empty = "empty; an article needs at least a title";
        check("a.txt", "", &[empty]);
        check("a.json", " \n", &[empty]);
        check("a.jsonl", "", &[]);
        check("a.txt", b"\x89PNG\0\0", &["binary data, not text"]);
        check("a.txt", "Terug naar boven", &["no title"]);
        check(
            "a.json",
            "{\"titel\": ",
            &["not JSON: EOF while parsing a value at line 1 column 10"],
        );
        check("a.json", "[{\"titel\": \"T\"}, {}]", &["a-1 T", "[1].titel is missing"]);
        check(
            "a.json",
            "[".repeat(100_000),
            &["not JSON: recursion limit exceeded at line 1 column 128"],
        );
        let no_id =
            "its path makes no id of 1 to 120 characters: shorten it, or give the article an id";
        check(&format!("{}.txt", "x".repeat(121)), "Titel", &[no_id]);
        check(&format!("{}.json", "x".repeat(121)), "{\"titel\": \"T\"}", &[no_id]);
    }

    #[test]
    fn a_bad_line_is_one_failure_and_the_rest_goes_on() {
        let mut lines = b"{\"titel\": \"Een\"}\n{\"titel\": 3}\nrommel\n\xFF\x00\n".to_vec();
        lines.extend(vec![b'x'; MAX_LINE_BYTES + 10]);
        lines.extend(b"\n\"tekst\"\n{\"titel\": \"Zeven\"}");
        check(
            "a.jsonl",
            lines,
            &[
                "1: a-1 Een",
                "2: titel: expected a string, found a number",
                "3: not JSON: expected value at line 1 column 1",
                "4: binary data, not text",
                "5: 4194314 bytes; an article may have at most 4194304",
                "6: the article: expected an object, found a string",
                "7: a-7 Zeven",
            ],
        );
    }

    #[test]
    fn lines_are_cut_in_any_encoding_and_end_as_on_any_system() {
        let lines = "\u{feff}{\"titel\": \"Twee ’s avonds € 5\"}\r\n\n{\"titel\": \"ഊ ⁊\"}\n";
        let expected = ["1: a-1 Twee ’s avonds € 5", "3: a-3 ഊ ⁊"];
        check("a.jsonl", lines, &expected);
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let utf16: Vec<u8> = lines.encode_utf16().flat_map(bytes).collect();
            check("a.jsonl", &utf16, &expected);
            // Without its mark it is told from the letters of ASCII.
            let plain: String = lines.chars().skip(1).filter(|c| c.is_ascii()).collect();
            let utf16: Vec<u8> = plain.encode_utf16().flat_map(bytes).collect();
            check("a.jsonl", &utf16, &["1: a-1 Twee s avonds  5", "3: titel is empty"]);
        }
        check(
            "a.jsonl",
            "{\"titel\": \"Een\"}\r{\"titel\": \"Twee\"}\r",
            &["1: a-1 Een", "2: a-2 Twee"],
        );
    }

    #[test]
    fn an_encoding_is_warned_of_once_in_every_form() {
        let utf16 =
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let check = |path: &str, bytes: &[u8], expected: &[bool]| {
            let organisations = Organisations::default();
            let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
            let form = Form::of_path(Path::new(path)).expect("a known form");
            let mut found = Vec::new();
            reader.read(Path::new(path), form, bytes, |record| {
                let warnings = record.outcome.expect("an article").warnings;
                found.push(warnings.iter().any(|warning| {
                    matches!(warning, Warning::NotUtf8 { .. } | Warning::BrokenUtf8 { .. })
                }));
            });
            assert_eq!(found, expected, "{path}");
        };
        let windows = b"{\"titel\": \"caf\xE9\"}";
        check("w.json", windows, &[true]);
        check("w.jsonl", windows, &[true]);
        check("w.txt", windows, &[true]);
        let broken = b"{\"titel\": \"\xC3\xA9\xC3\xA9n caf\xC3\"}";
        check("k.json", broken, &[true]);
        check("k.jsonl", broken, &[true]);
        check("l.json", b"[{\"titel\": \"caf\xE9\"}, {\"titel\": \"b\"}]", &[true, false]);
        let lines = utf16("\u{feff}{\"titel\": \"a\"}\n{\"titel\": \"b\"}\n");
        check("u.jsonl", &lines, &[true, false]);
        // A page says itself what it is in.
        let page = b"<!doctype html><meta charset=windows-1252><h1>caf\xE9</h1><p>a";
        check("p.html", page, &[false]);
        check("p.txt", page, &[false]);
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let lines = "more than 200000 lines: no article that was written as one has so many";
        check("a.txt", "a\n".repeat(200_001), &[lines]);
        check("a.md", "a\n\n".repeat(100_001), &[lines]);
        check(
            "a.md",
            "a<br>".repeat(450_000),
            &["more than 200000 paragraphs: no article that was written as one has so many"],
        );
        let text = "a\\n\\n".repeat(200_001);
        check(
            "a.json",
            format!("{{\"titel\": \"T\", \"tekst\": \"{text}\"}}"),
            &["tekst has more than 200000 paragraphs"],
        );
        let values = "more than 500000 values: no article that was written as one has so many";
        let many = format!("{{\"titel\": \"T\", \"tekst\": [{}0]}}", "{\"a\":0},".repeat(250_000));
        check("a.json", &many, &[values]);
        check("a.jsonl", many, &[&format!("1: {values}")]);
    }

    #[test]
    fn an_article_of_many_organisations_is_read_in_time() {
        let names: Vec<String> = (0..60_000).map(|n| format!("\"organisatie {n}\"")).collect();
        let text = format!("{{\"titel\": \"T\", \"organisaties\": [{}]}}", names.join(","));
        let begin = std::time::Instant::now();
        check("a.json", text, &["a T"]);
        assert!(begin.elapsed() < std::time::Duration::from_secs(10), "{:?}", begin.elapsed());
    }

    #[test]
    fn a_message_lists_twenty_faults_and_counts_the_rest() {
        let blocks = |count: usize| {
            format!("{{\"titel\": \"T\", \"tekst\": [{}\"a\"]}}", "3,".repeat(count))
        };
        for (count, more) in
            [(20, None), (21, Some("; and 1 more")), (5_000, Some("; and 4980 more"))]
        {
            let [message] = read("a.json", blocks(count).as_bytes()).try_into().expect("one");
            assert_eq!(message.matches("tekst[").count(), 20);
            assert_eq!(message.find("; and ").map(|at| &message[at..]), more);
        }
        let fields = (0..30).map(|n| format!(", \"x{n}\": 1")).collect::<String>();
        let organisations = Organisations::default();
        let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
        let id = "a".parse().expect("an id");
        let reading = reader.read_article(&id, &format!("{{\"titel\": \"T\"{fields}}}"));
        let warnings = reading.expect("an article").warnings;
        let is_field = |warning: &&Warning| matches!(warning, Warning::UnknownField { .. });
        assert_eq!(warnings.iter().filter(is_field).count(), 20);
        assert!(warnings.contains(&Warning::UnknownFields { count: 10 }));
    }

    #[test]
    fn a_line_of_the_longest_allowed_length_is_read() {
        let line = |length: usize| {
            let frame = "{\"titel\": \"\"}\n".len();
            format!("{{\"titel\": \"{}\"}}\n", "x".repeat(length - frame))
        };
        assert!(read("a.jsonl", line(MAX_LINE_BYTES).as_bytes())[0].starts_with("1: a-1 xxx"));
        assert!(read("a.jsonl", line(MAX_LINE_BYTES + 2).as_bytes())[0].contains("at most"));
    }

    #[test]
    fn warnings_say_what_looks_wrong() {
        let organisations = Organisations::default();
        let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
        let check = |path: &str, bytes: &[u8], expected: &[&str]| {
            let form = Form::of_path(Path::new(path)).expect("a known form");
            reader.read(Path::new(path), form, bytes, |record| {
                let reading = record.outcome.expect("an article");
                let found: Vec<String> =
                    reading.warnings.iter().map(|warning| warning.to_string()).collect();
                assert_eq!(found.len(), expected.len(), "{found:#?}");
                for (found, expected) in found.iter().zip(expected) {
                    assert!(found.starts_with(expected), "{found:?}, expected {expected:?}");
                }
            });
        };
        check("a.txt", b"Titel", &["no text", "no publication date", "no kind"]);
        check(
            "a.txt",
            b"Belgi\xEB\n\nTekst.\n\nVoeg deze column toe aan uw bundel.\nGepubliceerd op\n1 mei 2027",
            &["not UTF-8, read as Windows-1252", "unknown kind \"column\"", "published on 2027-05-01"],
        );
        check(
            "a.json",
            br#"{"titel": "T", "soort": "evenement", "tekst": "Klik op terug naar boven.",
                 "gepubliceerdOp": "2016-01-01"}"#,
            &["an event without a day", "page boilerplate left in the text"],
        );
        let long = format!(
            r#"{{"titel": "{}", "soort": "inspiratie", "gepubliceerdOp": "2016-01-01", "tekst": "a"}}"#,
            "x".repeat(10_000)
        );
        check("a.json", long.as_bytes(), &["a title of 10000 characters"]);
    }

    #[test]
    fn organisations_are_given_named_and_the_contacts() {
        let (organisations, _) = Organisations::parse(
            "[[organisatie]]\nnaam = \"De Spaak\"\n[[organisatie]]\nnaam = \"Atelier Noord\"\n",
        );
        let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
        let id = "a".parse().expect("an id");
        let reading = reader
            .read_article(
                &id,
                r#"{"titel": "Bij Atelier Noord", "inleiding": "Samen met Spaak vzw.",
                    "organisaties": ["Derde bv", "derde"],
                    "contact": {"organisatie": "atelier noord cvba"}}"#,
            )
            .expect("an article");
        assert_eq!(reading.article.organisations, ["Derde", "Atelier Noord", "De Spaak"]);
        let contact = reading.article.contact.expect("a contact");
        assert_eq!(contact.organisation.as_deref(), Some("Atelier Noord"));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_form_are_read_or_refused(bytes: Vec<u8>) {
            for path in ["a.txt", "a.json", "a.jsonl", "a.docx", "a.html", "a.md"] {
                read(path, &bytes);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(\\PC|\n|“|”|Contactpersoon|Gepubliceerd op|10 mei 2016|- |Voeg dit evenement toe aan uw bundel){0,40}") {
            for path in ["a.txt", "a.json", "a.jsonl", "a.html", "a.md"] {
                read(path, text.as_bytes());
            }
        }

        #[test]
        fn any_json_is_read_or_refused(
            value in prop::collection::hash_map(
                "titel|soort|tekst|contact|evenement|organisaties|bron|id",
                "\"[a-z.]{0,5}\"|null|3|\\[\\]|\\{\\}|\\[\"a\",3\\]|\\{\"alinea\":\"a\"\\}",
                0..6,
            )
        ) {
            let fields: Vec<String> = value.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
            let article = format!("{{{}}}", fields.join(","));
            prop_assert_eq!(read("a.json", article.as_bytes()).len(), 1);
        }
    }
}
