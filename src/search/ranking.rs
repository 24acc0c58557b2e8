//! Second pass of a search: the best candidates ranked anew with everything the positions tell.
//!
//! One document over weighted zones (BM25F: Robertson, Zaragoza and Taylor 2004), times the share of
//! the query that matched, plus bonuses for neighbours that stay neighbours (in the spirit of
//! Rasolofo and Savoy 2003), for titles that cover the query and are covered by it, and for an early
//! first occurrence.

mod explain;

use tantivy::Searcher;

use super::candidates::{Candidate, Lookup};
use super::columns::{Columns, Row};
use super::evidence::{Buffers, Headings, Occurrence, Relation, UnitPostings};
use super::plan::Unit;
use super::weights::Weights;
use crate::index::{Fields, Lengths, WORD_GAP};

/// The most words of a query that the second pass looks at, the rarest ones. Beyond it a word adds
/// cost without changing the order much; whole questions have about ten.
const MAX_RANKED_UNITS: usize = 24;

/// What a ranking needs to know besides the article.
pub(super) struct Ranking<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub columns: &'a Columns,
    pub weights: &'a Weights,
    /// The units looked at, with their postings, in order of the query.
    units: Vec<(&'a Unit, &'a Lookup)>,
    total_idf: f32,
    /// What nearness is worth at each distance.
    decay: [f32; WORD_GAP as usize],
}

impl<'a> Ranking<'a> {
    pub fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        columns: &'a Columns,
        weights: &'a Weights,
        units: &'a [Unit],
        lookups: &'a [Lookup],
    ) -> Ranking<'a> {
        let mut rarest: Vec<usize> = (0..units.len()).collect();
        rarest.sort_by(|&a, &b| lookups[b].idf.total_cmp(&lookups[a].idf).then(a.cmp(&b)));
        rarest.truncate(MAX_RANKED_UNITS);
        rarest.sort_unstable();
        let units: Vec<_> = rarest.into_iter().map(|at| (&units[at], &lookups[at])).collect();
        let total_idf = units.iter().map(|(_, lookup)| lookup.idf).sum::<f32>();
        let decay =
            std::array::from_fn(|distance| (distance.max(1) as f32).powf(-weights.near_decay));
        Ranking { searcher, fields, columns, weights, units, total_idf, decay }
    }

    /// Scores the candidates anew, in place.
    pub fn score(&self, candidates: &mut [Candidate]) -> tantivy::Result<()> {
        candidates.sort_unstable_by_key(|candidate| candidate.row);
        let mut scratch = Scratch::new(self.units.len());
        let mut rest = candidates;
        while let Some(first) = rest.first() {
            let (ord, _) = self.columns.address(first.row);
            let rows = self.columns.segment(ord);
            let split = rest.partition_point(|candidate| candidate.row < rows.end);
            let (here, later) = rest.split_at_mut(split);
            let mut postings = self.open(ord)?;
            let mut headings = Headings::open(self.searcher, ord, self.fields.terms)?;
            for candidate in here {
                let doc = candidate.row - rows.start;
                scratch.read(&mut postings, doc);
                headings.read(doc, &mut scratch.headings, &mut scratch.buffers);
                candidate.score = self.formula(candidate.row, &mut scratch);
            }
            rest = later;
        }
        Ok(())
    }

    fn open(&self, ord: usize) -> tantivy::Result<Vec<UnitPostings<'_>>> {
        let fields = (self.fields.terms, self.fields.words);
        self.units
            .iter()
            .map(|(unit, lookup)| UnitPostings::open(self.searcher, ord, fields, unit, lookup))
            .collect()
    }

    fn formula(&self, row: Row, scratch: &mut Scratch) -> f32 {
        let weights = self.weights;
        let heading = self.best_heading(scratch);
        let found = &scratch.found;
        let lengths = self.columns.lengths[row as usize];
        let norm = |b: f32, length: u32, mean: f32| 1.0 - b + b * length as f32 / mean;
        let text_norm = norm(weights.b_text, lengths.words, self.columns.mean_words);
        let title_norm = norm(weights.b_title, lengths.title_words, self.columns.mean_title_words);

        let (mut sum, mut matched, mut in_title) = (0.0, 0.0, 0.0);
        let mut first = u32::MAX;
        for ((_, lookup), occurrences) in self.units.iter().zip(found) {
            let Some(earliest) = occurrences.first() else { continue };
            let (mut title, mut text, mut best, mut best_in_title) = (0.0, 0.0, 0.0f32, 0.0f32);
            for occurrence in occurrences {
                let relation = weights.relation(occurrence.relation);
                best = best.max(relation);
                if occurrence.place < lengths.title_end {
                    title += relation;
                    best_in_title = best_in_title.max(relation);
                } else {
                    text += relation * weights.zone(occurrence.place, &lengths);
                }
            }
            let tf = weights.title * title / title_norm + text / text_norm;
            sum += lookup.idf * tf * (weights.k1 + 1.0) / (tf + weights.k1);
            matched += lookup.idf * best;
            in_title += lookup.idf * best_in_title;
            first = first.min(earliest.place);
        }
        let total = self.total_idf.max(f32::MIN_POSITIVE);
        let title_share = in_title / total;
        let covered = covered_title_words(found, &lengths) / lengths.title_words.max(1) as f32;
        sum * (matched / total).powf(weights.coverage)
            + weights.near * self.nearness(found)
            + total
                * (weights.title_has_query * title_share
                    + weights.query_has_title * title_share * covered.min(1.0)
                    + weights.heading_match * heading
                    + weights.early / (1.0 + (1.0 + first as f32).ln()))
    }

    /// How well the best heading fits the query, 0 to 1: the share of the query's weight in it times
    /// the share of its words that are the query's.
    fn best_heading(&self, scratch: &mut Scratch) -> f32 {
        let Scratch { found, headings, fits, .. } = scratch;
        fits.clear();
        fits.resize(headings.len(), (0.0, 0));
        for ((_, lookup), occurrences) in self.units.iter().zip(found.iter()) {
            let mut at = 0;
            let mut counted = None;
            for occurrence in occurrences {
                while headings.get(at).is_some_and(|(_, last)| *last < occurrence.place) {
                    at += 1;
                }
                let Some((first, _)) = headings.get(at) else { break };
                if *first <= occurrence.place {
                    let relation = self.weights.relation(occurrence.relation);
                    if counted != Some(at) {
                        fits[at].0 += lookup.idf * relation;
                        counted = Some(at);
                    }
                    fits[at].1 += 1;
                }
            }
        }
        let total = self.total_idf.max(f32::MIN_POSITIVE);
        fits.iter()
            .zip(headings.iter())
            .map(|((idf, words), (first, last))| {
                let length = (last - first + 1) as f32;
                idf / total * (*words as f32 / length).min(1.0)
            })
            .fold(0.0, f32::max)
    }

    /// Sum over neighbouring words of the query of how near they stand, weighed by the commoner one.
    fn nearness(&self, found: &[Vec<Occurrence>]) -> f32 {
        self.units
            .windows(2)
            .zip(found.windows(2))
            .map(|(units, pair)| {
                let idf = units[0].1.idf.min(units[1].1.idf);
                match nearest(&pair[0], &pair[1]) {
                    Some(distance) if distance < WORD_GAP => idf * self.decay[distance as usize],
                    _ => 0.0,
                }
            })
            .sum()
    }
}

/// How many words of the title are words of the query.
fn covered_title_words(found: &[Vec<Occurrence>], lengths: &Lengths) -> f32 {
    let mut places: Vec<u32> = found
        .iter()
        .flat_map(|unit| unit.iter().take_while(|o| o.place < lengths.title_end))
        .map(|o| o.place)
        .collect();
    places.sort_unstable();
    places.dedup();
    places.len() as f32
}

/// The smallest distance in places between two words; the second before the first counts one more.
fn nearest(first: &[Occurrence], second: &[Occurrence]) -> Option<u32> {
    let (mut a, mut b) = (0, 0);
    let mut best: Option<u32> = None;
    while let (Some(x), Some(y)) = (first.get(a), second.get(b)) {
        let distance = if x.place <= y.place { y.place - x.place } else { x.place - y.place + 1 };
        best = Some(best.map_or(distance, |best| best.min(distance)));
        if x.place <= y.place {
            a += 1;
        } else {
            b += 1;
        }
    }
    best
}

impl Weights {
    pub(super) fn relation(&self, relation: Relation) -> f32 {
        match relation {
            Relation::Same => 1.0,
            Relation::Inflected => self.inflected,
            Relation::Synonym => self.synonym,
            Relation::Part => self.part,
            Relation::Apart => self.parts_together,
            Relation::Loose => self.loose,
        }
    }

    fn zone(&self, place: u32, lengths: &Lengths) -> f32 {
        if place < lengths.headings_end {
            self.heading
        } else if place < lengths.lead_end {
            self.lead
        } else {
            1.0
        }
    }
}

/// The occurrences of each unit in the article at hand.
struct Scratch {
    found: Vec<Vec<Occurrence>>,
    headings: Vec<(u32, u32)>,
    /// Of each heading, the weight and number of the query's words in it.
    fits: Vec<(f32, u32)>,
    buffers: Buffers,
}

impl Scratch {
    fn new(units: usize) -> Scratch {
        Scratch {
            found: vec![Vec::new(); units],
            headings: Vec::new(),
            fits: Vec::new(),
            buffers: Buffers::default(),
        }
    }

    fn read(&mut self, postings: &mut [UnitPostings<'_>], doc: u32) {
        for (unit, found) in postings.iter_mut().zip(&mut self.found) {
            unit.occurrences(doc, found, &mut self.buffers);
        }
    }
}
