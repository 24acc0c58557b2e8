//! The vocabulary of the whole program: what an article is, and the names of its parts.
//!
//! Values only. Nothing in here touches a disk, a clock or a network; reading bytes into an article
//! is `source`'s work. The JSON form (Dutch names) is the public contract; the Rust names are its
//! English equals, one for one.

mod block;
mod id;
mod kind;
mod moment;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use block::Block;
pub use id::{ArticleId, InvalidId};
pub use kind::{Kind, UnknownKind};
pub use moment::{InvalidMoment, Moment};

/// One published article, as a reader understands it. Text is kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Stable name, unique in a corpus; never derived from the title.
    pub id: ArticleId,
    /// Never empty.
    #[serde(rename = "titel")]
    pub title: String,
    /// `None` when the source does not say.
    #[serde(rename = "soort")]
    pub kind: Option<Kind>,
    /// The paragraph that introduces the article; empty when there is none.
    #[serde(rename = "inleiding")]
    pub lead: String,
    /// The article's own text, in reading order, without boilerplate.
    #[serde(rename = "tekst")]
    pub body: Vec<Block>,
    /// Canonical names, in order of importance, each once.
    #[serde(rename = "organisaties")]
    pub organisations: Vec<String>,
    /// Day of publication.
    #[serde(rename = "gepubliceerdOp")]
    pub published: Option<Date>,
    /// Whom a reader can turn to.
    pub contact: Option<Contact>,
    /// When and where, for an event.
    #[serde(rename = "evenement")]
    pub event: Option<Event>,
    /// Caption of the article's picture; also its alternative text.
    #[serde(rename = "bijschrift")]
    pub caption: Option<String>,
    /// Address of the original.
    #[serde(rename = "bron")]
    pub source: Option<String>,
    /// The picture beside the article's file: its path below the corpus folder, parts separated by
    /// `/`. It was a JPEG, PNG or WebP file when the corpus was listed. Where a file lies is nobody's
    /// business outside the program, so it is read from the index's own copy and never written to
    /// the JSON of the contract.
    #[serde(rename = "afbeelding", default, skip_serializing)]
    pub picture: Option<String>,
}

/// A contact person; every part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    #[serde(rename = "naam")]
    pub name: Option<String>,
    #[serde(rename = "functie")]
    pub role: Option<String>,
    #[serde(rename = "organisatie")]
    pub organisation: Option<String>,
}

/// When and where an event takes place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    #[serde(rename = "begint")]
    pub starts: Option<Moment>,
    #[serde(rename = "eindigt")]
    pub ends: Option<Moment>,
    #[serde(rename = "plaats")]
    pub place: Option<String>,
}
