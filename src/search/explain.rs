//! Why an article is among the results: for each word of the query what it was found as, and where.
//!
//! Reads the article's text again, as fragments do: what a reader is shown must be what is written.
//! How much a word counted is told by `ranking`.

use std::ops::Range;

use super::answer::{Place, Reason, Relation};
use super::plan::{Alternative, Origin, Unit, Wording};
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
        let mut words: Vec<Spelled> = Vec::new();
        analyzer.analyse(piece.text, |token| {
            for ((unit, _), best) in shares.iter().zip(&mut found) {
                if let Some(relation) = relation(unit, token.word) {
                    keep(best, relation, piece.zone, token.surface);
                }
            }
            let (exact, term) = (token.word.exact.clone(), token.word.term.clone());
            words.push(Spelled { exact, term, range: token.range.clone() });
        });
        for ((unit, _), best) in shares.iter().zip(&mut found) {
            for alternative in &unit.alternatives {
                if let Some((relation, range)) = stands(alternative, &words) {
                    keep(best, relation, piece.zone, &piece.text[range]);
                }
            }
        }
    }
    let mut reasons: Vec<Reason> = shares
        .iter()
        .zip(found)
        .filter_map(|((unit, share), found)| {
            let found = found?;
            let instead = meant.iter().find(|meant| meant.unit == **unit);
            Some(Reason {
                word: match instead {
                    Some(meant) => as_typed(analyzer, query, &meant.typed),
                    None if unit.exact.is_empty() => found.surface.clone(),
                    None => as_typed(analyzer, query, &unit.exact),
                },
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

/// A word of a text.
struct Spelled {
    exact: String,
    term: String,
    range: Range<usize>,
}

fn keep(best: &mut Option<Found>, relation: Relation, zone: Zone, surface: &str) {
    if best.as_ref().is_none_or(|best| (relation, zone) < (best.relation, best.zone)) {
        *best = Some(Found { relation, zone, surface: surface.to_owned() });
    }
}

/// Where an alternative first stands among the words of a text, and how.
fn stands(alternative: &Alternative, words: &[Spelled]) -> Option<(Relation, Range<usize>)> {
    let first = |relation, length: usize, is: &dyn Fn(&[Spelled]) -> bool| {
        let at = words.windows(length.max(1)).position(is)?;
        Some((relation, words[at].range.start..words[at + length.max(1) - 1].range.end))
    };
    let all = |window: &[Spelled], terms: &[String], of: fn(&Spelled) -> &String| {
        window.iter().zip(terms).all(|(word, term)| of(word) == term)
    };
    let (relation, range) = match &alternative.wording {
        Wording::Word { exact, term, .. } => first(Relation::Same, 1, &|w| w[0].exact == *exact)
            .or_else(|| first(Relation::Inflected, 1, &|w| w[0].term == *term))?,
        Wording::Phrase(exact) => {
            first(Relation::Same, exact.len(), &|w| all(w, exact, |word| &word.exact))?
        }
        Wording::Sequence(terms) => {
            first(Relation::Inflected, terms.len(), &|w| all(w, terms, |word| &word.term))?
        }
        Wording::Prefix(prefix) => {
            first(Relation::Inflected, 1, &|w| w[0].exact.starts_with(prefix.as_str()))?
        }
    };
    match alternative.origin {
        Origin::Synonym => Some((Relation::Synonym, range)),
        Origin::Typed => Some((relation, range)),
    }
}

fn relation(unit: &Unit, word: &Word) -> Option<Relation> {
    let has_part = |term: &String| word.parts.iter().any(|part| part.term == *term);
    if unit.term.is_empty() {
        None
    } else if word.exact == unit.exact {
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
