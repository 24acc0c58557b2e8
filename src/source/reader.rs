//! From a file's bytes to articles, whatever the form.

use std::io::{self, BufRead, Read};
use std::path::Path;

use jiff::civil::Date;

use super::complete::complete;
use super::decode::decode;
use super::form::Form;
use super::json;
use super::lines::line_pieces;
use super::organisations::Organisations;
use super::page::compose;
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
        let decoded = match decode(bytes) {
            Ok(decoded) => decoded,
            Err(error) => return give_whole(Err(error)),
        };
        match form.of_content(&decoded.text) {
            Form::Text => give_whole(self.read_text(path, &decoded.text, decoded.warning)),
            Form::Json | Form::JsonLines => self.read_json(path, &decoded.text, give_whole),
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
        mut input: impl BufRead,
        mut give: impl FnMut(Record),
    ) -> io::Result<()> {
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            // One byte more than allowed tells a line that is too long.
            let limit = MAX_LINE_BYTES as u64 + 1;
            let read = input.by_ref().take(limit).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            let outcome = if line.last() != Some(&b'\n') && read > MAX_LINE_BYTES {
                let skipped = skip_line(&mut input)?;
                let bytes = read as u64 + skipped;
                Err(ReadError::TooLarge { bytes, limit: MAX_LINE_BYTES as u64 })
            } else if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            } else {
                self.read_line(path, number, &line)
            };
            give(Record { line: Some(number), outcome });
        }
    }

    /// Reads one article in the contract's JSON. `id` stands in when the article gives none.
    ///
    /// # Errors
    /// [`ReadError::NotJson`], or [`ReadError::Faults`] with everything that is wrong.
    pub fn read_article(&self, id: &ArticleId, text: &str) -> Result<Reading, ReadError> {
        let value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
        self.finish_json(value, "", Some(id.clone()))
    }

    fn read_line(&self, path: &Path, number: u64, line: &[u8]) -> Result<Reading, ReadError> {
        let decoded = decode(line)?;
        let value = serde_json::from_str(&decoded.text).map_err(ReadError::NotJson)?;
        let mut reading = self.finish_json(value, "", numbered_id(path, number))?;
        reading.warnings.extend(decoded.warning);
        Ok(reading)
    }

    /// One article, a list of articles, or articles after each other.
    fn read_json(&self, path: &Path, text: &str, mut give: impl FnMut(Result<Reading, ReadError>)) {
        let mut values = Vec::new();
        for value in serde_json::Deserializer::from_str(text).into_iter() {
            match value {
                Ok(value) => values.push(value),
                Err(error) => {
                    give(Err(ReadError::NotJson(error)));
                    break;
                }
            }
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
        complete(&mut article, self.organisations, self.today, &mut warnings);
        Ok(Reading { article, warnings })
    }

    fn read_text(
        &self,
        path: &Path,
        text: &str,
        warning: Option<Warning>,
    ) -> Result<Reading, ReadError> {
        let id = ArticleId::from_path(path).map_err(|_| ReadError::NoId)?;
        let mut warnings = Vec::from_iter(warning);
        let pieces = line_pieces(text);
        let mut article = compose(id, None, pieces, self.organisations, &mut warnings)
            .ok_or(ReadError::NoTitle)?;
        complete(&mut article, self.organisations, self.today, &mut warnings);
        Ok(Reading { article, warnings })
    }
}

/// The id of an article in a collection: the file's, and its number.
fn numbered_id(path: &Path, number: u64) -> Option<ArticleId> {
    let id = ArticleId::from_path(path).ok()?;
    format!("{id}-{number}").parse().ok()
}

/// Reads on to the end of the line without keeping it; the number of bytes.
fn skip_line(input: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        skipped += used as u64;
        if end.is_some() || used == 0 {
            return Ok(skipped);
        }
    }
}
