//! The forms a publication can be written in, and the one entry to all of them.

use std::sync::atomic::AtomicUsize;

use super::pdf::{Press, RenderError, Replaced};
use super::{epub, html, json, markdown, ris};
use crate::bundel::Publication;

/// What a publication can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Pdf,
    Epub,
    Html,
    Markdown,
    Json,
    Ris,
}

/// A publication, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub bytes: Vec<u8>,
    /// Characters that could not be shown; only a PDF, which brings its own fonts, has any.
    pub replaced: Vec<Replaced>,
}

impl Form {
    pub const ALL: [Form; 6] =
        [Form::Pdf, Form::Epub, Form::Html, Form::Markdown, Form::Json, Form::Ris];

    /// The form whose files end like this; capitals make no difference.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| extension.eq_ignore_ascii_case(form.extension()))
    }

    /// How its files end, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Form::Pdf => "pdf",
            Form::Epub => "epub",
            Form::Html => "html",
            Form::Markdown => "md",
            Form::Json => "json",
            Form::Ris => "ris",
        }
    }

    /// As IANA registers them; RIS is not registered, and this is what reference managers listen to.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Pdf => "application/pdf",
            Form::Epub => "application/epub+zip",
            Form::Html => "text/html; charset=utf-8",
            Form::Markdown => "text/markdown; charset=utf-8",
            Form::Json => "application/json",
            Form::Ris => "application/x-research-info-systems",
        }
    }
}

/// Writes a publication in this form; `press` is for a PDF.
///
/// # Errors
/// Only a PDF can fail, and not through its input: see [`RenderError`].
pub fn document(
    form: Form,
    publication: &Publication,
    press: &Press,
) -> Result<Document, RenderError> {
    document_watched(form, publication, press, &AtomicUsize::new(0))
}

/// The same, counting in `laid_out` the articles that are done: a long PDF can be followed by it.
///
/// # Errors
/// As [`document`].
pub fn document_watched(
    form: Form,
    publication: &Publication,
    press: &Press,
    laid_out: &AtomicUsize,
) -> Result<Document, RenderError> {
    let whole = |bytes| Document { bytes, replaced: Vec::new() };
    Ok(match form {
        Form::Pdf => {
            let pdf = press.pdf_watched(publication, laid_out)?;
            Document { bytes: pdf.bytes, replaced: pdf.replaced }
        }
        Form::Epub => whole(epub(publication)),
        Form::Html => whole(html(publication).into_bytes()),
        Form::Markdown => whole(markdown(publication).into_bytes()),
        Form::Json => whole(json(publication).into_bytes()),
        Form::Ris => whole(ris(publication).into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn every_form_is_found_by_its_extension() {
        for form in Form::ALL {
            assert_eq!(Form::of_extension(&form.extension().to_uppercase()), Some(form));
        }
        for unknown in ["", "docx", ".pdf", "pdf "] {
            assert_eq!(Form::of_extension(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn every_form_begins_as_its_readers_expect() {
        for (form, begin) in [
            (Form::Pdf, "%PDF-1.7"),
            (Form::Epub, "PK"),
            (Form::Html, "<!DOCTYPE html>"),
            (Form::Markdown, "# Bundel"),
            (Form::Json, "{"),
            (Form::Ris, "TY  - ELEC\r\n"),
        ] {
            let document =
                document(form, &sample::publication(), &Press::new(0)).expect("a document");
            assert!(document.bytes.starts_with(begin.as_bytes()), "{form:?}");
        }
    }
}
