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
    /// Those that names are recognised by.
    pub organisations: &'a Organisations,
    /// A publication after this day gets a warning.
    pub today: Date,
}

/// An article as read, and what looks wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What was read, whatever looks wrong in it.
    pub article: Article,
    pub warnings: Vec<Warning>,
}

/// One article of a file, read or not.
#[derive(Debug)]
pub struct Record {
    /// From 1, in a file of one article a line; `None` when the article is the whole file.
    pub line: Option<u64>,
    /// The article, or why there is none.
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
mod tests;
