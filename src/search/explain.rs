//! Why an article is among the results: for each word of the query what it was found as, and where.
//!
//! Reads the article's text again, as fragments do: what a reader is shown must be what is written.
//! How much a word counted is told by `ranking`.

use super::answer::{Place, Reason, Relation};
use super::plan::Unit;
use crate::article::Article;
use crate::dutch::{Analyzer, Word};
use crate::index::{Layout, Zone};

/// A word that was looked for instead of one that stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    pub unit: Unit,
    /// The word in the query, folded.
    pub typed: String,
    pub relation: Relation,
}

/// What was found for one unit.
struct Found {
    relation: Relation,
    zone: Zone,
    surface: String,
}

/// The reasons for one article, the strongest first. `shares` says how much each unit brought.
pub(super) fn reasons(
    analyzer: &Analyzer,
    query: &str,
    article: &Article,
    shares: &[(&Unit, f32)],
    meant: &[Meant],
) -> Vec<Reason> {
    let mut found: Vec<Option<Found>> = shares.iter().map(|_| None).collect();
    for piece in Layout::of(article).texts() {
        analyzer.analyse(piece.text, |token| {
            for ((unit, _), best) in shares.iter().zip(&mut found) {
                let Some(relation) = relation(unit, token.word) else { continue };
                let better = |best: &Found| (relation, piece.zone) < (best.relation, best.zone);
                if best.as_ref().is_none_or(better) {
                    let surface = token.surface.to_owned();
                    *best = Some(Found { relation, zone: piece.zone, surface });
                }
            }
        });
    }
    let mut reasons: Vec<Reason> = shares
        .iter()
        .zip(found)
        .filter_map(|((unit, share), found)| {
            let found = found?;
            let instead = meant.iter().find(|meant| meant.unit == **unit);
            Some(Reason {
                word: as_typed(analyzer, query, instead.map_or(&unit.exact, |meant| &meant.typed)),
                found: found.surface,
                place: place(found.zone),
                relation: instead.map_or(found.relation, |meant| meant.relation),
                share: *share,
            })
        })
        .collect();
    reasons.sort_by(|a, b| b.share.total_cmp(&a.share));
    reasons
}

fn relation(unit: &Unit, word: &Word) -> Option<Relation> {
    let has_part = |term: &String| word.parts.iter().any(|part| part.term == *term);
    if word.exact == unit.exact {
        Some(Relation::Same)
    } else if word.term == unit.term {
        Some(Relation::Inflected)
    } else if has_part(&unit.term) {
        Some(Relation::Part)
    } else if unit.parts.iter().any(|term| word.term == *term || has_part(term)) {
        Some(Relation::Apart)
    } else {
        None
    }
}

/// The word as the visitor wrote it.
fn as_typed(analyzer: &Analyzer, query: &str, folded: &str) -> String {
    let mut typed = None;
    analyzer.analyse(query, |token| {
        if typed.is_none() && token.word.exact == folded {
            typed = Some(token.surface.to_owned());
        }
    });
    typed.unwrap_or_else(|| folded.to_owned())
}

fn place(zone: Zone) -> Place {
    match zone {
        Zone::Title => Place::Title,
        Zone::Heading => Place::Heading,
        Zone::Lead => Place::Lead,
        Zone::Body => Place::Body,
    }
}
