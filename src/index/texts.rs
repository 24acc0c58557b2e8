//! The texts of a column of a segment, read at once.
//!
//! tantivy looks one up by unpacking the block of the dictionary that it stands in: for ids, files and
//! titles of 20,000 articles, most of the time that a change took to be found.

use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::columnar::{Column, StrColumn};

/// The texts of every document.
pub struct Texts {
    /// Numbers of texts; `None` when no document has one.
    numbers: Option<Column<u64>>,
    /// In the order of their numbers.
    texts: Vec<Arc<str>>,
}

impl Texts {
    /// Reads a column; an absent one has no texts.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(column: Option<StrColumn>) -> tantivy::Result<Texts> {
        let Some(column) = column else { return Ok(Texts { numbers: None, texts: Vec::new() }) };
        let mut texts = Vec::with_capacity(column.num_terms());
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            let text = std::str::from_utf8(stream.key());
            texts.push(text.map_err(|_| TantivyError::InternalError("no text".to_owned()))?.into());
        }
        Ok(Texts { numbers: Some(column.ords().clone()), texts })
    }

    /// The first text of a document; empty when it has none.
    pub fn first(&self, document: u32) -> &str {
        self.shared(document).map_or("", |text| text)
    }

    /// The first text of a document, to be kept.
    pub fn shared(&self, document: u32) -> Option<&Arc<str>> {
        self.texts.get(self.numbers.as_ref()?.first(document)? as usize)
    }

    /// All texts of a document.
    pub fn all(&self, document: u32) -> impl Iterator<Item = &str> {
        let numbers = self.numbers.iter().flat_map(move |column| column.values_for_doc(document));
        numbers.filter_map(|number| self.texts.get(number as usize)).map(|text| &**text)
    }
}
