//! The tantivy index in `index/`: its schema, what is kept of an article, and bringing it up to date
//! with the corpus.
//!
//! The index is derived: it may be deleted at any time, and it rebuilds itself whenever the schema,
//! the analysis chain or the vocabulary that made it differ from today's. How matches are found and
//! ranked is `search`'s work.

mod census;
mod document;
mod draft;
mod duplicates;
mod generation;
mod known;
mod layout;
mod learning;
mod manifest;
mod options;
mod packed;
mod progress;
mod reading;
mod report;
mod schema;
mod spelled;
mod stored;
mod stored_form;
mod terms;
mod texts;
mod update;

pub use document::{Lengths, Standing, WORD_GAP};
pub use duplicates::text_hash;
pub use generation::{Generation, IndexError};
pub use layout::{Around, Layout, Zone, ZoneText};
pub use options::Options;
pub use progress::{Listener, Step};
pub use reading::{
    Articles, CorpusArticles, Listed, ListedFile, Record, Remark, SourcePlace, Stamp,
};
pub use report::Report;
pub use schema::{Fields, NO_DATE, day_number};
pub use texts::Texts;
pub use update::{Merging, Updater, update};
