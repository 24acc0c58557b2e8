//! A document in pieces, between its form (lines, elements, styled paragraphs) and the article.
//!
//! Every form that shows a page as a reader sees it (text, HTML, Markdown, Word) is first cut into
//! pieces; [`super::page`] makes the article of them. What a form says about a piece is kept, what
//! it leaves open ([`Piece::Line`]) is told from the text.

use jiff::civil::Date;

use crate::article::{Contact, Event, Kind};

/// A document in pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// `None` when the form marks none: then the first piece is the title.
    pub title: Option<String>,
    pub pieces: Vec<Piece>,
    pub stated: Stated,
}

/// One piece, in reading order. Texts are trimmed and not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line of which the form does not say what it is.
    Line(String),
    /// A blank line.
    Gap,
    Heading(String),
    Paragraph(String),
    /// A paragraph that the form marks as a quotation; one between quotation marks needs no mark.
    Quote(String),
    Item(String),
}

impl Piece {
    /// Empty for a gap.
    pub fn text(&self) -> &str {
        match self {
            Piece::Gap => "",
            Piece::Line(text)
            | Piece::Heading(text)
            | Piece::Paragraph(text)
            | Piece::Quote(text)
            | Piece::Item(text) => text,
        }
    }
}

/// What a form says about an article beside its text. Boilerplate that a reader sees in the text
/// itself goes before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stated {
    pub kind: Option<Kind>,
    pub published: Option<Date>,
    pub contact: Option<Contact>,
    /// In order of importance, as written.
    pub organisations: Vec<String>,
    pub event: Option<Event>,
    pub caption: Option<String>,
    pub source: Option<String>,
    /// The language as a tag of BCP 47: `nl`, `nl-BE`.
    pub language: Option<String>,
}
