//! The kinds of article.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an article is to a reader.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = Soort)]
pub enum Kind {
    /// What an organisation did, told as an example.
    #[serde(rename = "praktijkvoorbeeld")]
    PracticeExample,
    /// Background and ideas.
    #[serde(rename = "inspiratie")]
    Inspiration,
    /// Something that takes place at a moment.
    #[serde(rename = "evenement")]
    Event,
}

/// The text names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is geen soort: kies praktijkvoorbeeld, inspiratie of evenement")]
pub struct UnknownKind(String);

impl Kind {
    /// In the order in which they are shown.
    pub const ALL: [Kind; 3] = [Kind::PracticeExample, Kind::Inspiration, Kind::Event];

    /// The name in JSON, queries and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Kind::PracticeExample => "praktijkvoorbeeld",
            Kind::Inspiration => "inspiratie",
            Kind::Event => "evenement",
        }
    }

    /// The name as shown to a visitor.
    pub fn label(self) -> &'static str {
        match self {
            Kind::PracticeExample => "Praktijkvoorbeeld",
            Kind::Inspiration => "Inspiratie",
            Kind::Event => "Evenement",
        }
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| UnknownKind(text.chars().take(80).collect()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
