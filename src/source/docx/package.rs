//! A Word document's archive: its parts, and how they name each other (ECMA-376 part 2, Open Packaging
//! Conventions).

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{attribute, is, not_xml};
use crate::source::read_error::ReadError;

/// A part may unpack to this many bytes: a thousand pages with their formatting have some twenty
/// million, a zip bomb has thousands of times more.
pub(super) const MAX_PART_BYTES: u64 = 64 << 20;

/// The parts of a document, by name.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    main: String,
}

impl<'b> Package<'b> {
    /// # Errors
    /// [`ReadError::Damaged`] when it is no archive.
    pub fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut package = Package { archive, main: String::new() };
        // Word calls it so; other programs, and web versions of Word, name it otherwise.
        let named = package.related("", "officeDocument")?;
        package.main = named.unwrap_or_else(|| "word/document.xml".to_owned());
        Ok(package)
    }

    /// The part with the text.
    ///
    /// # Errors
    /// When there is none, or it does not unpack.
    pub fn main(&mut self) -> Result<String, ReadError> {
        let main = self.main.clone();
        let part = self.part(&main)?;
        part.ok_or(ReadError::Damaged("a zip archive without the text of a Word document"))
    }

    /// The part with the styles.
    ///
    /// # Errors
    /// When it does not unpack.
    pub fn styles(&mut self) -> Result<Option<String>, ReadError> {
        let main = self.main.clone();
        let named = self.related(&main, "styles")?;
        self.part(named.as_deref().unwrap_or("word/styles.xml"))
    }

    /// The part that another one, or the package as a whole, names for a use. The same uses have other
    /// addresses in the strict form of the standard, which end in the same word.
    fn related(&mut self, part: &str, usage: &str) -> Result<Option<String>, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let below = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let Some(xml) = self.part(&below(&format!("_rels/{name}.rels")))? else { return Ok(None) };
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().map_err(not_xml)? {
                Event::Eof => return Ok(None),
                Event::Start(tag) | Event::Empty(tag) if is(&tag, "Relationship") => {
                    let used = attribute(&tag, "Type");
                    let used = used.as_deref().and_then(|used| used.rsplit('/').next());
                    if let (Some(target), true) = (attribute(&tag, "Target"), used == Some(usage)) {
                        let absolute = target.strip_prefix('/').map(str::to_owned);
                        return Ok(Some(absolute.unwrap_or_else(|| below(&target))));
                    }
                }
                _ => {}
            }
        }
    }

    fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let part = match self.archive.by_name(name) {
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
        let text = String::from_utf8(bytes);
        text.map(Some).map_err(|_| ReadError::Damaged("a part that is not UTF-8"))
    }
}

fn damaged(_: ZipError) -> ReadError {
    ReadError::Damaged("not a sound zip archive; a document with a password is none either")
}
