//! From bytes to articles: the corpus folder, the forms articles come in, the organisations.
//!
//! A [`Corpus`] lists files and reads them through a [`Reader`]; the reader turns bytes of any
//! [`Form`] into an article and [`Warning`]s, or says why not ([`ReadError`]). A file that cannot be
//! read never stops the others. Only `corpus` and `picture`, which opens the files that `corpus` lists,
//! touch the disk, and nothing here knows the clock; words
//! and terms are left to `dutch`, what changed since last time to `index`.
//!
//! Steps, for a form that shows a page: bytes → `decode` → pieces (`lines`, `html`, `markdown`,
//! `docx`) → `page` (`boilerplate`, `contact`, `quotation`) → `complete` (organisations, `event`).

mod alike;
mod boilerplate;
mod complete;
mod contact;
mod corpus;
mod date;
mod decode;
mod docx;
mod event;
mod flow;
mod form;
mod html;
mod json;
mod json_value;
mod language;
mod line_reader;
mod lines;
mod list_fault;
mod markdown;
mod moments;
mod name;
mod organisations;
mod page;
mod picture;
mod piece;
mod quotation;
mod read_error;
mod reader;
mod scan;
mod synonyms;
mod warning;

pub use alike::{Alike, alike_names};
pub use corpus::{
    ContentHash, Corpus, Found, Listing, MAX_FILE_BYTES, REGISTRY_FILE, SkipReason, Skipped,
    SourceFile,
};
pub use decode::declared_utf8;
pub use form::Form;
pub use html::robots_directives;
pub use list_fault::ListFault;
pub use name::name_key;
pub use organisations::{Organisation, Organisations};
pub use picture::OpenPicture;
pub use read_error::{Fault, Faults, LineFault, Problem, ReadError};
pub use reader::{MAX_LINE_BYTES, Reader, Reading, Record};
pub use synonyms::{SYNONYMS_FILE, SynonymGroup, Synonyms};
pub use warning::Warning;
