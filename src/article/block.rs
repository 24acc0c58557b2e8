//! One block of an article's text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A block of text, in the contract's form: an object with one key that names what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Blok)]
pub enum Block {
    /// A heading within the text; there is one level.
    #[serde(rename = "tussentitel")]
    Heading(String),
    /// Running text without line breaks of its own.
    #[serde(rename = "alinea")]
    Paragraph(String),
    /// A paragraph that is wholly somebody's words; quotation marks stay as written. A quotation of
    /// several paragraphs is several blocks in a row.
    #[serde(rename = "citaat")]
    Quote(String),
    /// The items of a list, without bullets.
    #[serde(rename = "lijst")]
    List(Vec<String>),
}

impl Block {
    /// The pieces of text in this block, in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Quote(text) => {
                (Some(text.as_str()), [].as_slice())
            }
            Block::List(items) => (None, items.as_slice()),
        };
        one.into_iter().chain(many.iter().map(String::as_str))
    }
}
