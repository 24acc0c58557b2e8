//! The vocabulary of the whole program: what an article is, and the names of its parts.
//!
//! Values only. Nothing in here touches a disk, a clock or a network; reading bytes into an article
//! is `source`'s work. The JSON form (Dutch names) is the public contract; the Rust names are its
//! English equals, one for one.

mod block;
mod id;
mod kind;
mod moment;
#[cfg(test)]
mod sample;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use block::Block;
pub use id::{ArticleId, InvalidId};
pub use kind::{Kind, UnknownKind};
pub use moment::{InvalidMoment, Moment};

/// The months, January first, as they are written in the middle of a sentence.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// One published article, as a reader understands it. Text is kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Artikel)]
pub struct Article {
    /// Stable name, unique in a corpus; never derived from the title.
    #[schema(value_type = String)]
    pub id: ArticleId,
    /// Never empty.
    #[serde(rename = "titel")]
    pub title: String,
    /// `None` when the source does not say.
    #[serde(rename = "soort")]
    #[schema(required)]
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
    #[schema(required, value_type = Option<String>, format = Date)]
    pub published: Option<Date>,
    /// Whom a reader can turn to.
    #[schema(required)]
    pub contact: Option<Contact>,
    /// When and where, for an event.
    #[serde(rename = "evenement")]
    #[schema(required)]
    pub event: Option<Event>,
    /// Caption of the article's picture; also its alternative text.
    #[serde(rename = "bijschrift")]
    #[schema(required)]
    pub caption: Option<String>,
    /// Address of the original.
    #[serde(rename = "bron")]
    #[schema(required)]
    pub source: Option<String>,
    /// The picture beside the article's file: its path below the corpus folder, parts separated by
    /// `/`. It was a JPEG, PNG or WebP file when the corpus was listed. Where a file lies is nobody's
    /// business outside the program, so it is read from the index's own copy and never written to
    /// the JSON of the contract.
    #[serde(rename = "afbeelding", default, skip_serializing)]
    #[schema(ignore)]
    pub picture: Option<String>,
}

/// A contact person; every part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// First and last name, as written.
    #[serde(rename = "naam")]
    #[schema(required)]
    pub name: Option<String>,
    /// What they do there.
    #[serde(rename = "functie")]
    #[schema(required)]
    pub role: Option<String>,
    /// Where they work: a canonical name when it is registered.
    #[serde(rename = "organisatie")]
    #[schema(required)]
    pub organisation: Option<String>,
}

/// When and where an event takes place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Evenement)]
pub struct Event {
    /// `None` when the source does not say.
    #[serde(rename = "begint")]
    #[schema(required, value_type = Option<String>)]
    pub starts: Option<Moment>,
    /// The last moment; `None` for an event of one day or hour.
    #[serde(rename = "eindigt")]
    #[schema(required, value_type = Option<String>)]
    pub ends: Option<Moment>,
    /// Hall, street or town, as written.
    #[serde(rename = "plaats")]
    #[schema(required)]
    pub place: Option<String>,
}
