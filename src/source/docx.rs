//! A Word document (`.docx`) as pieces: its paragraphs, with what their styles say.
//!
//! Follows ECMA-376 part 1 (WordprocessingML, §17): of the main document only the text a reader
//! sees; deleted text, field codes, notes, headers and comments are left out. Pictures too.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::result::ZipError;

use super::decode::clean;
use super::piece::{Document, Piece};
use super::read_error::ReadError;

/// Reads a document.
///
/// # Errors
/// [`ReadError::Damaged`] when it is no Word document, [`ReadError::TooLarge`] when unpacking gives
/// too much, [`ReadError::Empty`] when there is no text.
pub(super) fn read_document(bytes: &[u8]) -> Result<Document, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let main = unpack(&mut archive, "word/document.xml")?
        .ok_or(ReadError::Damaged("a zip archive without word/document.xml"))?;
    let styles = unpack(&mut archive, "word/styles.xml")?;
    let styles = styles.map(|xml| read_styles(&xml)).transpose()?.unwrap_or_default();
    let document = read_main(&main, &styles)?;
    if document.title.is_none() && document.pieces.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(document)
}

/// A part may unpack to this many bytes: a thousand pages with their formatting have some twenty
/// million, a zip bomb has thousands of times more.
const MAX_PART_BYTES: u64 = 64 << 20;

fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Option<String>, ReadError> {
    let part = match archive.by_name(name) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(error)),
    };
    let mut bytes = Vec::new();
    // The size that the archive states is not trusted.
    part.take(MAX_PART_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ReadError::Damaged("a part that does not unpack"))?;
    if bytes.len() as u64 > MAX_PART_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() as u64, limit: MAX_PART_BYTES });
    }
    String::from_utf8(bytes).map(Some).map_err(|_| ReadError::Damaged("a part that is not UTF-8"))
}

fn damaged(_: ZipError) -> ReadError {
    ReadError::Damaged("not a sound zip archive; a document with a password is none either")
}

fn not_xml(_: quick_xml::Error) -> ReadError {
    ReadError::Damaged("a part that is not well-formed XML")
}

/// What a paragraph's style makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Title,
    Heading,
    Item,
}

/// Style id → role, for the styles that have one.
type Styles = HashMap<String, Role>;

/// Built-in styles have English names in every language's Word (`heading 1` behind the id `Kop1`);
/// an own style is what it is based on.
fn read_styles(xml: &str) -> Result<Styles, ReadError> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut based_on: HashMap<String, String> = HashMap::new();
    let mut current = None;
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(not_xml)? {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "style" => current = attribute(&tag, "styleId"),
                "name" | "basedOn" => {
                    let map = if is(&tag, "name") { &mut names } else { &mut based_on };
                    if let (Some(id), Some(value)) = (&current, attribute(&tag, "val")) {
                        map.insert(id.clone(), value);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    let role = |id: &String| {
        let mut id = id;
        // Chains of styles are short; a longer one goes round in a circle.
        for _ in 0..10 {
            if let Some(role) = names.get(id).and_then(|name| role_of_name(name)) {
                return Some(role);
            }
            id = based_on.get(id)?;
        }
        None
    };
    Ok(names.keys().filter_map(|id| Some((id.clone(), role(id)?))).collect())
}

fn role_of_name(name: &str) -> Option<Role> {
    let name = name.to_lowercase();
    match name.as_str() {
        "title" => Some(Role::Title),
        name if name.starts_with("heading ") => Some(Role::Heading),
        name if name.starts_with("list bullet") || name.starts_with("list number") => {
            Some(Role::Item)
        }
        _ => None,
    }
}

/// A paragraph being read; a text box nests paragraphs in one.
#[derive(Default)]
struct Paragraph {
    text: String,
    role: Option<Role>,
    numbered: bool,
}

fn read_main(xml: &str, styles: &Styles) -> Result<Document, ReadError> {
    let mut document = Document::default();
    let mut open: Vec<Paragraph> = Vec::new();
    // How deep within elements whose content a reader does not see.
    let mut hidden = 0_usize;
    let mut in_text = false;
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(not_xml)?;
        match &event {
            Event::Eof => break,
            Event::Start(tag) if hidden > 0 || is_hidden(tag) => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            _ if hidden > 0 => {}
            Event::Start(tag) => match tag.local_name().as_ref() {
                "p" => open.push(Paragraph::default()),
                "t" => in_text = true,
                _ => mark(tag, open.last_mut(), styles),
            },
            Event::Empty(tag) => mark(tag, open.last_mut(), styles),
            Event::End(tag) => match tag.local_name().as_ref() {
                "p" => add(&mut document, open.pop().unwrap_or_default()),
                "t" => in_text = false,
                _ => {}
            },
            Event::Text(text) if in_text => push(open.last_mut(), &text.xml10_content()),
            Event::CData(text) if in_text => push(open.last_mut(), text),
            Event::GeneralRef(entity) if in_text => {
                push(open.last_mut(), entity_text(entity).as_str());
            }
            _ => {}
        }
    }
    Ok(document)
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

/// A mark within a paragraph: its style or number, a tab or a line break.
fn mark(tag: &BytesStart<'_>, paragraph: Option<&mut Paragraph>, styles: &Styles) {
    let Some(paragraph) = paragraph else { return };
    match tag.local_name().as_ref() {
        "pStyle" => {
            let style = attribute(tag, "val");
            paragraph.role = style.and_then(|id| styles.get(&id).copied());
        }
        // Number 0 takes a paragraph out of the list that its style puts it in.
        "numId" => paragraph.numbered = attribute(tag, "val").is_some_and(|id| id != "0"),
        "tab" if !paragraph.text.is_empty() => paragraph.text.push('\t'),
        "br" | "cr" => paragraph.text.push('\n'),
        "noBreakHyphen" => paragraph.text.push('-'),
        _ => {}
    }
}

fn push(paragraph: Option<&mut Paragraph>, text: &str) {
    if let Some(paragraph) = paragraph {
        paragraph.text.push_str(text);
    }
}

/// `&amp;`, `&#8220;`; XML in Word documents declares no entities of its own.
fn entity_text(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    resolve_predefined_entity(entity).unwrap_or_default().to_owned()
}

fn add(document: &mut Document, paragraph: Paragraph) {
    let text = clean(&paragraph.text);
    let lines: Vec<&str> =
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    let pieces = &mut document.pieces;
    match paragraph.role {
        Some(Role::Title) if document.title.is_none() && pieces.is_empty() => {
            document.title = Some(lines.join(" "));
        }
        Some(Role::Title | Role::Heading) => pieces.push(Piece::Heading(lines.join(" "))),
        Some(Role::Item) => pieces.push(Piece::Item(lines.join(" "))),
        None if paragraph.numbered => pieces.push(Piece::Item(lines.join(" "))),
        // Without a style it is what it looks like, as in a text.
        None => {
            pieces.extend(lines.iter().map(|line| Piece::Line((*line).to_owned())));
            pieces.push(Piece::Gap);
        }
    }
}

#[cfg(test)]
mod tests;
