//! From a page's pieces to an article: title, caption, lead, headings, quotations, boilerplate.
//!
//! The order of the steps stands in [`compose`]. What holds for every article whatever its form
//! (organisations, an event's day) is [`super::complete`]'s.

use super::boilerplate::take_boilerplate;
use super::contact::read_contact;
use super::event::is_event_line;
use super::lines::{ends_closed, settle_lines, unwrap_lines};
use super::organisations::Organisations;
use super::piece::Piece;
use super::quotation::{Voice, opens_without_closing, voices};
use super::warning::{Warning, excerpt};
use crate::article::{Article, ArticleId, Block};

/// Makes the article of the pieces; `None` when there is no text that can be its title.
pub(super) fn compose(
    id: ArticleId,
    title: Option<String>,
    pieces: Vec<Piece>,
    organisations: &Organisations,
    warnings: &mut Vec<Warning>,
) -> Option<Article> {
    let (said, mut pieces) = take_boilerplate(pieces, warnings);
    let title = title.or_else(|| take_first(&mut pieces))?;
    let mut pieces = unwrap_lines(pieces);
    let caption = take_caption(&mut pieces);
    let mut pieces = settle_lines(pieces, warnings);
    let lead = take_lead(&mut pieces).unwrap_or_default();
    Some(Article {
        id,
        title,
        kind: said.kind,
        lead,
        body: blocks(pieces, warnings),
        organisations: Vec::new(),
        published: said.published,
        contact: read_contact(&said.contact, organisations, warnings),
        event: None,
        caption,
        source: None,
    })
}

fn take_first(pieces: &mut Vec<Piece>) -> Option<String> {
    let at = pieces.iter().position(|piece| *piece != Piece::Gap)?;
    let title = pieces.remove(at).text().to_owned();
    pieces.drain(..at);
    Some(title)
}

/// The caption: a short line without closing punctuation between title and text.
fn take_caption(pieces: &mut Vec<Piece>) -> Option<String> {
    // A caption describes a picture in a sentence at most.
    const LONGEST: usize = 200;
    let mut texts = pieces.iter().enumerate().filter(|(_, piece)| **piece != Piece::Gap);
    let (at, first) = texts.next()?;
    let followed = texts.next().is_some();
    let Piece::Line(line) = first else { return None };
    let short = line.chars().count() <= LONGEST && !ends_closed(line);
    if !followed || !short || is_event_line(line) || opens_without_closing(line) {
        return None;
    }
    Some(pieces.remove(at).text().to_owned())
}

/// The first paragraph, unless the text begins with a heading or a quotation that runs on. A line
/// with an event's day may stand before it.
fn take_lead(pieces: &mut Vec<Piece>) -> Option<String> {
    let at = pieces
        .iter()
        .position(|piece| !matches!(piece, Piece::Paragraph(text) if is_event_line(text)))?;
    let Piece::Paragraph(text) = &pieces[at] else { return None };
    if opens_without_closing(text) {
        return None;
    }
    Some(pieces.remove(at).text().to_owned())
}

/// The blocks of the text; quotations are told over runs of paragraphs.
fn blocks(pieces: Vec<Piece>, warnings: &mut Vec<Warning>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(pieces.len());
    for run in pieces.chunk_by(|a, b| is_paragraph(a) == is_paragraph(b)) {
        if is_paragraph(&run[0]) {
            let texts: Vec<&str> = run.iter().map(Piece::text).collect();
            for (text, voice) in texts.iter().zip(voices(&texts)) {
                let text = (*text).to_owned();
                if voice == Voice::QuotedOpen {
                    warnings.push(Warning::OpenQuotation { text: excerpt(&text) });
                }
                blocks.push(match voice {
                    Voice::Author => Block::Paragraph(text),
                    Voice::Quoted | Voice::QuotedOpen => Block::Quote(text),
                });
            }
            continue;
        }
        for piece in run {
            let text = piece.text().to_owned();
            match (piece, blocks.last_mut()) {
                (Piece::Item(_), Some(Block::List(items))) => items.push(text),
                (Piece::Item(_), _) => blocks.push(Block::List(vec![text])),
                (Piece::Heading(_), _) => blocks.push(Block::Heading(text)),
                _ => blocks.push(Block::Paragraph(text)),
            }
        }
    }
    blocks
}

fn is_paragraph(piece: &Piece) -> bool {
    matches!(piece, Piece::Paragraph(_))
}
