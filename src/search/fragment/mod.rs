//! What of an article shows best why it matches, as escaped HTML.

mod matching;
mod passage;

use matching::matches;
use passage::{Extent, Match, Room, Shown, Shows, densest, extent, units_in, write};

use super::prepared::Prepared;
use super::sentences::Sentences;
use super::sightings::Sought;
use crate::index::{Layout, Zone, ZoneText};

/// The most passages of one fragment.
const MOST_PASSAGES: usize = 3;
/// A single passage: about three lines of a result on a laptop.
const ALONE: Room = Room { chars: 240, before: 80, fill: true };
/// One of several.
const AMONG_OTHERS: Room = Room { chars: 150, before: 40, fill: false };

/// A piece of text that shows something of the query.
struct Piece<'a> {
    text: &'a str,
    sentences: &'a Sentences,
    matches: &'a [Match],
}

/// A passage that is shown.
struct Passage {
    /// Which of the pieces.
    piece: usize,
    extent: Extent,
}

/// The best passages of the article, in order; the start of its text when nothing outside the title
/// and the names of its organisations matched.
pub(super) fn fragment(sought: &Sought, prepared: &Prepared) -> String {
    passages(sought, prepared).unwrap_or_else(|| {
        let layout = Layout::of(&prepared.article);
        let mut texts = layout.texts().zip(&prepared.pieces);
        let running =
            |text: &ZoneText| matches!(text.zone, Zone::Lead | Zone::Body) && text.around.is_none();
        let first = texts.find(|(piece, _)| running(piece) && !piece.text.is_empty());
        let mut html = String::new();
        if let Some((ZoneText { text, .. }, words)) = first {
            write(text, &extent(text, &words.sentences, 0, ALONE), &[], &mut html);
        }
        html
    })
}

/// Up to three passages that together show the most of the query; `None` when none shows any.
fn passages(sought: &Sought, prepared: &Prepared) -> Option<String> {
    let matches = matches(sought, prepared);
    if matches.is_empty() {
        return None;
    }
    let layout = Layout::of(&prepared.article);
    let mut by_piece = matches.chunk_by(|a, b| a.piece == b.piece).peekable();
    let mut pieces: Vec<Piece> = Vec::new();
    // A `for` would ask each of so many chained iterators for every piece.
    layout.texts().enumerate().for_each(|(number, ZoneText { text, .. })| {
        if let Some(matches) = by_piece.next_if(|matches| matches[0].piece == number) {
            let sentences = &prepared.pieces[number].sentences;
            pieces.push(Piece { text, sentences, matches });
        }
    });
    let mut covered: Vec<usize> = Vec::new();
    let mut passages: Vec<Passage> = Vec::new();
    // Loose parts are marked where they stand, and shown when there is nothing better.
    let least = matches.iter().map(|found| found.shows).max()?.min(Shows::Unit);
    while passages.len() < MOST_PASSAGES {
        let counts = |found: &Match| found.shows >= least && !covered.contains(&found.unit);
        let Some((piece, from)) = best(&pieces, counts) else { break };
        let Piece { text, sentences, matches } = pieces[piece];
        let anchor = &matches[from].range;
        let mut extent = extent(text, sentences, anchor.start, AMONG_OTHERS);
        // A match longer than a passage is still a match.
        extent.range.end = extent.range.end.max(anchor.end);
        covered.extend(units_in(matches, &extent));
        passages.push(Passage { piece, extent });
    }
    if let [Passage { piece, extent: alone }] = passages.as_mut_slice() {
        let range = alone.range.clone();
        let Piece { text, sentences, matches } = pieces[*piece];
        let first = matches.iter().find(|found| found.range.start >= range.start);
        *alone =
            extent(text, sentences, first.map_or(range.start, |found| found.range.start), ALONE);
        alone.range.end = alone.range.end.max(first.map_or(0, |found| found.range.end));
    }
    passages.sort_by_key(|shown| (shown.piece, shown.extent.range.start));
    passages.dedup_by(|next, before| {
        let overlap =
            next.piece == before.piece && next.extent.range.start <= before.extent.range.end;
        if overlap && next.extent.range.end > before.extent.range.end {
            before.extent.range.end = next.extent.range.end;
            before.extent.ends_within = next.extent.ends_within;
        }
        overlap
    });
    let mut html = String::new();
    for Passage { piece, extent } in &passages {
        let Piece { text, matches, .. } = pieces[*piece];
        if !html.is_empty() {
            html.push_str(if html.ends_with('…') || extent.begins_within {
                " "
            } else {
                " … "
            });
        }
        write(text, extent, matches, &mut html);
    }
    (!passages.is_empty()).then_some(html)
}

/// The first of the pieces that show the most of what counts, and its match to begin with.
fn best(pieces: &[Piece], counts: impl Fn(&Match) -> bool) -> Option<(usize, usize)> {
    let mut best: Option<(Shown, usize, usize)> = None;
    for (number, piece) in pieces.iter().enumerate() {
        if let Some((shown, from)) = densest(piece.matches, &counts)
            && best.is_none_or(|(most, ..)| shown > most)
        {
            best = Some((shown, number, from));
        }
    }
    best.map(|(_, piece, from)| (piece, from))
}
