//! What an article, or several, are about: their most telling terms.
//!
//! The weight of a term is how often it stands in the articles times how rare it is elsewhere (tf·idf:
//! Salton and Buckley 1988). Gathering and ordering what has those terms is left to the engine.

use std::collections::BTreeMap;

use super::lookup::Lookup;
use super::plan::Unit;
use crate::article::Article;
use crate::dutch::Analyzer;
use crate::index::{Layout, Zone};

/// The most articles of a bundel that are read: what thirty articles are about, fifty are too.
pub(super) const MAX_READ: usize = 50;

/// The most terms that count. More add words of the second rank, which every other article has too.
const MAX_TERMS: usize = 40;

/// A word of a title tells more of what an article is about than one of its text, but is not all that it
/// is about: set by judgement, far below what it counts when somebody looks for it.
const IN_TITLE: f32 = 3.0;

/// Factor for an article of the same organisation: set by judgement, so that it wins from one that is
/// about as much alike and loses from one that clearly is more.
pub(super) const SAME_ORGANISATION: f32 = 1.25;

/// The terms of articles with their frequencies, each between 0 and 1 per article and added up, and
/// the terms as units to look up.
pub(super) fn terms_of(analyzer: &Analyzer, articles: &[Article]) -> (Vec<f32>, Vec<Unit>) {
    let mut terms: BTreeMap<String, f32> = BTreeMap::new();
    for article in articles {
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        for piece in Layout::of(article).texts() {
            let count = if piece.zone == Zone::Title { IN_TITLE } else { 1.0 };
            analyzer.analyse(piece.text, |token| {
                if !token.word.stop {
                    *counts.entry(token.word.term.clone()).or_default() += count;
                }
            });
        }
        for (term, count) in counts {
            // A word said twice tells more than one said once, one said twenty times hardly more than
            // one said ten times.
            *terms.entry(term).or_default() += count / (count + 1.0);
        }
    }
    let unit = |term| Unit { term, ..Unit::default() };
    let (terms, frequencies): (Vec<String>, Vec<f32>) = terms.into_iter().unzip();
    (frequencies, terms.into_iter().map(unit).collect())
}

/// Keeps the lookups of the most telling terms and gives them their weights. A term as rare as
/// `unique` stands in no other article.
pub(super) fn telling(frequencies: &[f32], lookups: &mut Vec<Lookup>, unique: f32) {
    for (lookup, frequency) in lookups.iter_mut().zip(frequencies) {
        lookup.idf = if lookup.idf >= unique { 0.0 } else { lookup.idf * frequency };
    }
    lookups.retain(|lookup| lookup.idf > 0.0);
    // Terms came in order, and the sort is stable: the same articles give the same terms.
    lookups.sort_by(|a, b| b.idf.total_cmp(&a.idf));
    lookups.truncate(MAX_TERMS);
}
