//! PDF/UA-1 and PDF/A-2a through typst.
//!
//! The pipeline: clean every text against what the fonts can show (`legible`), word it as data
//! (`data`), lay out each article as a document of its own, several at once (`layout`), join their
//! pages, add contents and running titles now that page numbers are known (`assembly`), export.
//! The look is in `bundel.typ`; this code knows no size and no colour.

mod assembly;
mod data;
mod layout;
mod legible;
mod shelf;
mod typeface;

use std::sync::atomic::AtomicUsize;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::bundel::Publication;

pub(super) use layout::TEMPLATE;
pub use legible::Replaced;
use shelf::Shelf;

/// A document ready to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    /// Number of pages, cover included.
    pub pages: usize,
    /// Characters that no font could show, in order of appearance; also listed in the colophon.
    pub replaced: Vec<Replaced>,
}

/// No document came. Input does not cause this: text is cleaned before it is typeset, so whoever
/// asked can only report it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error("zetten van {document} mislukte: {reason}")]
    Layout { document: String, reason: String },
    #[error("schrijven van de PDF mislukte: {reason}")]
    Export { reason: String },
}

/// Typesets publications, and keeps the pages of the articles it laid out last.
///
/// What is kept changes only the time a document takes: the same publication gives the same bytes.
/// Safe to share between threads.
pub struct Press {
    shelf: Shelf,
}

impl Press {
    /// `max_pages` bounds what is kept; a page of text takes some 0.4 MB.
    #[must_use]
    pub fn new(max_pages: usize) -> Self {
        Press { shelf: Shelf::new(max_pages) }
    }

    /// Typesets a publication.
    ///
    /// # Errors
    /// When typst refuses its own template or finds the result short of the standards; see
    /// [`RenderError`].
    pub fn pdf(&self, publication: &Publication) -> Result<Pdf, RenderError> {
        self.pdf_watched(publication, &AtomicUsize::new(0))
    }

    /// The same, counting the articles as they are laid out.
    pub(super) fn pdf_watched(
        &self,
        publication: &Publication,
        laid_out: &AtomicUsize,
    ) -> Result<Pdf, RenderError> {
        let (sheets, replaced) = data::sheets(publication);
        let document = assembly::assemble(&sheets, &self.shelf, laid_out)?;
        Ok(Pdf { bytes: export(&document)?, pages: document.pages().len(), replaced })
    }

    /// Gives the memory of the kept pages back.
    pub fn clear(&self) {
        self.shelf.clear();
        typst::comemo::evict(0);
    }
}

/// Typesets one publication, keeping nothing.
///
/// # Errors
/// See [`Press::pdf`].
pub fn pdf(publication: &Publication) -> Result<Pdf, RenderError> {
    Press::new(0).pdf(publication)
}

fn export(document: &PagedDocument) -> Result<Vec<u8>, RenderError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .expect("PDF/UA-1 and PDF/A-2a go together");
    let options = PdfOptions {
        creator: Smart::Custom(Some("bundelaar".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options)
        .map_err(|errors| RenderError::Export { reason: layout::reasons(&errors) })
}

#[cfg(test)]
mod tests;
