//! A Word document (`.docx`) as pieces: its paragraphs, with what their styles say.
//!
//! Follows ECMA-376 part 1 (WordprocessingML, §17): of the main document only the text a reader
//! sees; deleted and hidden text, field codes, notes, headers, comments and tables of contents are
//! left out. Pictures too. A row of a table is one paragraph, as it is in HTML.

mod package;
mod styles;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use self::package::Package;
use self::styles::{Role, Styles, read_styles};
use super::decode::clean;
use super::piece::{Document, Piece};
use super::read_error::ReadError;

/// Reads a document.
///
/// # Errors
/// [`ReadError::Damaged`] when it is no Word document, [`ReadError::TooLarge`] when unpacking gives
/// too much, [`ReadError::TooComplex`] when what it gives does, [`ReadError::Empty`] when there is no
/// text.
pub(super) fn read_document(bytes: &[u8]) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = package.main()?;
    let styles = package.styles()?;
    let styles = styles.map(|xml| read_styles(&xml)).transpose()?.unwrap_or_default();
    let document = read_main(&main, &styles)?;
    if document.title.is_none() && document.pieces.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(document)
}

/// Pieces of a document, each of which takes more room than its text: a thousand pages have twenty
/// thousand paragraphs, each with a gap behind it.
const MOST_PIECES: usize = 400_000;

fn not_xml(_: quick_xml::Error) -> ReadError {
    ReadError::Damaged("a part that is not well-formed XML")
}

/// How deep elements nest.
#[derive(Debug, Default)]
struct Depth(usize);

impl Depth {
    /// A text box in a cell of a table in a cell has some forty levels.
    const MOST: usize = 256;

    /// # Errors
    /// [`ReadError::TooComplex`]: the parser keeps a name for every level.
    fn follow(&mut self, event: &Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::Start(_) => self.0 += 1,
            Event::End(_) => self.0 = self.0.saturating_sub(1),
            _ => {}
        }
        if self.0 > Depth::MOST {
            return Err(ReadError::TooComplex { what: "levels of nesting", limit: Depth::MOST });
        }
        Ok(())
    }
}

/// A paragraph being read; a text box nests paragraphs in one.
#[derive(Default)]
struct Paragraph {
    text: String,
    role: Option<Role>,
    numbered: bool,
}

/// A row of a table being read; a cell may have a table in it, whose text is the cell's.
#[derive(Default)]
struct Row {
    /// Of each cell, its paragraphs.
    cells: Vec<Vec<Paragraph>>,
}

/// What is being read, from the outside in.
#[derive(Default)]
struct Main {
    document: Document,
    paragraphs: Vec<Paragraph>,
    rows: Vec<Row>,
    /// For each run, whether its text is hidden.
    runs: Vec<bool>,
    in_text: bool,
}

fn read_main(xml: &str, styles: &Styles) -> Result<Document, ReadError> {
    let mut main = Main::default();
    // How deep within elements whose content a reader does not see.
    let mut hidden = 0_usize;
    let mut depth = Depth::default();
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(not_xml)?;
        depth.follow(&event)?;
        match &event {
            Event::Eof => break,
            Event::Start(tag) if hidden > 0 || is_hidden(tag) => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            _ if hidden > 0 => {}
            Event::Start(tag) => main.start(tag, styles),
            Event::Empty(tag) => main.mark(tag, styles),
            Event::End(tag) => main.end(tag.local_name().as_ref()),
            Event::Text(text) => main.push(&text.xml10_content()),
            Event::CData(text) => main.push(text),
            Event::GeneralRef(entity) => main.push(entity_text(entity).as_str()),
            _ => {}
        }
        if main.document.pieces.len() > MOST_PIECES {
            let limit = MOST_PIECES / 2;
            return Err(ReadError::TooComplex { what: "paragraphs", limit });
        }
    }
    Ok(main.document)
}

impl Main {
    fn start(&mut self, tag: &BytesStart<'_>, styles: &Styles) {
        match tag.local_name().as_ref() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.runs.push(false),
            "t" => self.in_text = true,
            "tr" => self.rows.push(Row::default()),
            "tc" => {
                if let Some(row) = self.rows.last_mut() {
                    row.cells.push(Vec::new());
                }
            }
            _ => self.mark(tag, styles),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default();
                match self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
                    Some(cell) => cell.push(paragraph),
                    None => self.add(paragraph),
                }
            }
            "r" => {
                self.runs.pop();
            }
            "t" => self.in_text = false,
            "tr" => {
                let row = self.rows.pop().unwrap_or_default();
                self.add_row(row);
            }
            _ => {}
        }
    }

    /// A mark within a paragraph: its style or number, a tab or a line break.
    fn mark(&mut self, tag: &BytesStart<'_>, styles: &Styles) {
        let is_seen = self.is_seen();
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match tag.local_name().as_ref() {
            "pStyle" => {
                let style = attribute(tag, "val");
                paragraph.role = style.and_then(|id| styles.get(&id).copied());
            }
            // Number 0 takes a paragraph out of the list that its style puts it in.
            "numId" => paragraph.numbered = attribute(tag, "val").is_some_and(|id| id != "0"),
            // Outside a run it is the mark at the paragraph's end that is hidden.
            "vanish" => {
                if let Some(hidden) = self.runs.last_mut() {
                    *hidden = is_on(tag);
                }
            }
            "tab" if is_seen && !paragraph.text.is_empty() => paragraph.text.push('\t'),
            "br" | "cr" if is_seen => paragraph.text.push('\n'),
            "noBreakHyphen" if is_seen => paragraph.text.push('-'),
            _ => {}
        }
    }

    fn is_seen(&self) -> bool {
        !self.runs.contains(&true)
    }

    fn push(&mut self, text: &str) {
        if self.in_text
            && self.is_seen()
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.text.push_str(text);
        }
    }

    fn add(&mut self, paragraph: Paragraph) {
        let text = clean(&paragraph.text);
        let lines: Vec<&str> =
            text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        let pieces = &mut self.document.pieces;
        let whole = || lines.join(" ");
        match paragraph.role {
            Some(Role::Title) if self.document.title.is_none() && pieces.is_empty() => {
                self.document.title = Some(whole());
            }
            Some(Role::Contents) => {}
            Some(Role::Title | Role::Heading) => pieces.push(Piece::Heading(whole())),
            Some(Role::Paragraph) => pieces.push(Piece::Paragraph(whole())),
            Some(Role::Quote) => {
                pieces.extend(lines.iter().map(|line| Piece::Quote((*line).to_owned())));
            }
            Some(Role::Item) => pieces.push(Piece::Item(whole())),
            None if paragraph.numbered => pieces.push(Piece::Item(whole())),
            // Without a style it is what it looks like, as in a text.
            None => {
                pieces.extend(lines.iter().map(|line| Piece::Line((*line).to_owned())));
                pieces.push(Piece::Gap);
            }
        }
    }

    /// A row of one paragraph a cell is one paragraph. Cells of several are there for where they stand
    /// on the page.
    fn add_row(&mut self, row: Row) {
        let mut cells = row.cells;
        for cell in &mut cells {
            cell.retain(|paragraph| !paragraph.text.trim().is_empty());
        }
        cells.retain(|cell| !cell.is_empty());
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.extend(cells.into_iter().flatten());
        } else if cells.len() > 1 && cells.iter().all(|cell| cell.len() == 1) {
            let texts = cells.iter().flatten().map(|paragraph| clean(&paragraph.text));
            let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let texts: Vec<String> = texts.map(|text| one_line(&text)).collect();
            self.document.pieces.push(Piece::Paragraph(texts.join(" – ")));
        } else {
            cells.into_iter().flatten().for_each(|paragraph| self.add(paragraph));
        }
    }
}

/// Moved away, or there for programs that do not understand the same content in newer form. Deleted
/// text is in elements of its own (`delText`).
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    matches!(tag.local_name().as_ref(), "Fallback" | "moveFrom")
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    let local: &str = tag.local_name().into_inner();
    local == name
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|attribute| {
            let local: &str = attribute.key.local_name().into_inner();
            local == name
        })
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
        .map(|value| value.into_owned())
}

/// A property that is there is on, unless it says that it is off (17.17.4).
fn is_on(tag: &BytesStart<'_>) -> bool {
    !attribute(tag, "val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"))
}

/// `&amp;`, `&#8220;`; XML in Word documents declares no entities of its own.
fn entity_text(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    resolve_predefined_entity(entity).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
