//! A publication as a document. Pure: values in, bytes out; no clock, no disk, no network.
//!
//! One file per form. What the forms share stands beside them: how dates and contacts are worded
//! (`wording`), how blocks become passages (`passage`), what an article is in hypertext
//! (`hypertext`). Who asked, and where the bytes go, is left to `web` and `command`.

mod epub;
mod fingerprint;
mod form;
mod html;
mod hypertext;
mod json;
mod markdown;
mod passage;
mod pdf;
mod picture;
mod ris;
mod wording;

pub use epub::epub;
pub use fingerprint::Fingerprint;
pub use form::{Document, Form, document, document_watched};
pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use passage::{Passage, passages};
pub use pdf::{Pdf, Press, RenderError, Replaced, pdf};
pub use picture::thumbnail;
pub use ris::ris;
pub use wording::{date, when};

#[cfg(test)]
mod sample;
