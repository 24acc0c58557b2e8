//! A publication as a document. Pure: values in, bytes out; no clock, no disk, no network.
//!
//! One file per form. What the forms share stands beside them: how dates and contacts are worded
//! (`wording`) and how blocks become passages (`passage`). Who asked, and where the bytes go, is
//! left to `web` and `command`.

mod passage;
mod pdf;
mod wording;

pub use pdf::{Pdf, RenderError, Replaced, pdf};
