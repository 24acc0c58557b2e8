//! A document in pieces, between its form (lines, elements, styled paragraphs) and the article.
//!
//! Every form that shows a page as a reader sees it (text, HTML, Word) is first cut into pieces;
//! [`super::page`] makes the article of them. What a form says about a piece is kept, what it leaves
//! open ([`Piece::Line`]) is told from the text.

/// One piece, in reading order. Texts are trimmed and not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line of which the form does not say what it is.
    Line(String),
    /// A blank line.
    Gap,
    Heading(String),
    Paragraph(String),
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
            | Piece::Item(text) => text,
        }
    }
}
