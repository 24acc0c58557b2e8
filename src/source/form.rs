//! The forms in which articles come, told by a file's extension and, where that is not enough, its
//! content.

use std::path::Path;

/// A form of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page as plain text.
    Text,
    /// A page as saved from a site.
    Html,
    /// Markdown, with or without front matter.
    Markdown,
    /// One article as JSON, or several.
    Json,
    /// An article on every line; read as a stream.
    JsonLines,
    /// A Word document.
    Word,
}

impl Form {
    /// `None` when no article can be in a file of this name.
    pub fn of_path(path: &Path) -> Option<Form> {
        match extension(path)?.as_str() {
            "txt" | "text" => Some(Form::Text),
            "html" | "htm" | "xhtml" => Some(Form::Html),
            "md" | "markdown" => Some(Form::Markdown),
            "json" => Some(Form::Json),
            "jsonl" | "ndjson" => Some(Form::JsonLines),
            "docx" => Some(Form::Word),
            _ => None,
        }
    }

    /// The form that the content shows, for a file whose extension says less: a `.txt` that holds
    /// an article as JSON.
    pub fn of_content(self, text: &str) -> Form {
        let text = text.trim_start();
        match self {
            Form::Text if text.starts_with('{') && text.contains("\"titel\"") => Form::Json,
            Form::Text if is_html(text) => Form::Html,
            form => form,
        }
    }
}

fn is_html(text: &str) -> bool {
    ["<!doctype html", "<html"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

/// Whether a file of this name is a picture, which may belong to an article of the same stem.
pub fn is_picture(path: &Path) -> bool {
    extension(path)
        .is_some_and(|extension| matches!(extension.as_str(), "jpg" | "jpeg" | "png" | "webp"))
}

/// How many of a file's first bytes [`picture_media_type`] looks at.
pub const PICTURE_SIGNATURE_BYTES: usize = 12;

/// What a file that begins with these bytes is when it is a JPEG, PNG or WebP picture, whatever its
/// name says. Signatures from the formats' specifications: JPEG's start of image and next marker (ISO
/// 10918-1, B.1.1), PNG's signature (W3C PNG, 5.2), WebP's RIFF header (RFC 9649, 2.4).
pub fn picture_media_type(first_bytes: &[u8]) -> Option<&'static str> {
    match first_bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
