//! Second pass of a search: the best candidates ranked again with everything the positions tell.
//!
//! One document over weighted zones (BM25F: Robertson, Zaragoza and Taylor 2004), times the share of
//! the query that matched, plus bonuses for neighbours that stay neighbours (in the spirit of
//! Rasolofo and Savoy 2003), for titles that cover the query and are covered by it, and for an early
//! first occurrence.

mod explain;

use tantivy::Searcher;

use super::candidates::Candidate;
use super::columns::{Columns, Row};
use super::evidence::{Buffers, Occurrence, UnitPostings};
use super::lookup::Lookup;
use super::plan::Unit;
use super::relation::Relation;
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
    /// Which of the query's units they are.
    numbers: Vec<usize>,
    total_idf: f32,
    /// What nearness is worth at each distance.
    decay: [f32; WORD_GAP as usize],
    /// What an occurrence is worth, by its relation.
    relations: [f32; Relation::ALL.len()],
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
        let numbers = rarest;
        let units: Vec<_> = numbers.iter().map(|&at| (&units[at], &lookups[at])).collect();
        let total_idf = units.iter().map(|(_, lookup)| lookup.idf).sum::<f32>();
        let mut decay = [0.0; WORD_GAP as usize];
        if units.len() > 1 {
            for (distance, decay) in decay.iter_mut().enumerate() {
                *decay = (distance.max(1) as f32).powf(-weights.near_decay);
            }
        }
        let relations = Relation::ALL.map(|relation| weights.relation(relation));
        Ranking { searcher, fields, columns, weights, units, numbers, total_idf, decay, relations }
    }

    /// Whether the query is a single word.
    pub fn is_one_word(&self) -> bool {
        self.units.len() == 1
    }

    /// Scores the candidates again, in place.
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
            for candidate in here {
                let doc = candidate.row - rows.start;
                scratch.read(&mut postings, doc);
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
        let Scratch { found, places, .. } = scratch;
        let found: &[Vec<Occurrence>] = found;
        let lengths = self.columns.lengths[row as usize];
        let norm = |b: f32, length: u32, mean: f32| 1.0 - b + b * length as f32 / mean;
        let text_norm = norm(weights.b_text, lengths.words, self.columns.mean_words);
        let title_norm = norm(weights.b_title, lengths.title_words, self.columns.mean_title_words);

        let (mut sum, mut matched, mut in_title) = (0.0, 0.0, 0.0);
        let mut first = u32::MAX;
        for ((_, lookup), occurrences) in self.units.iter().zip(found) {
            let Some(earliest) = occurrences.first() else { continue };
            let (in_the_title, rest) = split_at_place(occurrences, lengths.title_end);
            let (in_headings, rest) = split_at_place(rest, lengths.headings_end);
            let (in_lead, in_body) = split_at_place(rest, lengths.lead_end);
            let (title, best_in_title) = self.tally(in_the_title);
            let (headings, best_in_headings) = self.tally(in_headings);
            let (lead, best_in_lead) = self.tally(in_lead);
            let (body, best_in_body) = self.tally(in_body);
            let text = weights.heading * headings + weights.lead * lead + body;
            let best = best_in_title.max(best_in_headings).max(best_in_lead).max(best_in_body);
            let tf = weights.title * title / title_norm + text / text_norm;
            sum += lookup.idf * tf * (weights.k1 + 1.0) / (tf + weights.k1);
            matched += lookup.idf * best;
            in_title += lookup.idf * best_in_title;
            first = first.min(earliest.place());
        }
        let total = self.total_idf.max(f32::MIN_POSITIVE);
        let title_share = in_title / total;
        let covered =
            covered_title_words(found, &lengths, places) / lengths.title_words.max(1) as f32;
        sum * weights.coverage(matched / total)
            + weights.near * self.nearness(found)
            + total
                * (weights.title_has_query * title_share
                    + weights.query_has_title * title_share * covered.min(1.0)
                    + weights.early / (1.0 + (1.0 + first as f32).ln()))
    }

    /// What occurrences are worth together, and the best of them.
    fn tally(&self, occurrences: &[Occurrence]) -> (f32, f32) {
        let (mut sum, mut best) = (0.0, 0.0f32);
        // Counting one relation after another is faster than adding up one occurrence after another:
        // the processor counts several at once, and most are of one relation.
        let mut left = occurrences.len() as u32;
        for (relation, worth) in Relation::ALL.into_iter().zip(self.relations) {
            if left == 0 {
                break;
            }
            let count: u32 = occurrences.iter().map(|found| u32::from(found.is(relation))).sum();
            if count > 0 {
                sum += count as f32 * worth;
                best = best.max(worth);
                left -= count;
            }
        }
        (sum, best)
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

/// Those before a place, and the others.
fn split_at_place(occurrences: &[Occurrence], place: u32) -> (&[Occurrence], &[Occurrence]) {
    occurrences.split_at(occurrences.partition_point(|found| found.place() < place))
}

/// How many words of the title are words of the query.
fn covered_title_words(found: &[Vec<Occurrence>], lengths: &Lengths, places: &mut Vec<u32>) -> f32 {
    places.clear();
    for unit in found {
        let in_title = unit.iter().take_while(|found| found.place() < lengths.title_end);
        places.extend(in_title.map(|found| found.place()));
    }
    places.sort_unstable();
    places.dedup();
    places.len() as f32
}

/// The smallest distance in places between two words; the second before the first counts one more.
fn nearest(first: &[Occurrence], second: &[Occurrence]) -> Option<u32> {
    let (mut a, mut b) = (0, 0);
    let mut best: Option<u32> = None;
    while let (Some(x), Some(y)) = (first.get(a), second.get(b)) {
        let (x, y) = (x.place(), y.place());
        let distance = if x <= y { y - x } else { x - y + 1 };
        best = Some(best.map_or(distance, |best| best.min(distance)));
        if x <= y {
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
            Relation::Inflected | Relation::Piece => self.inflected,
            Relation::Synonym => self.synonym,
            Relation::Part => self.part,
            Relation::Apart => self.parts_together,
            Relation::Loose => self.loose,
        }
    }
}

/// The occurrences of each unit in the article at hand.
struct Scratch {
    found: Vec<Vec<Occurrence>>,
    /// Places of the query's words in the title.
    places: Vec<u32>,
    buffers: Buffers,
}

impl Scratch {
    fn new(units: usize) -> Scratch {
        Scratch { found: vec![Vec::new(); units], places: Vec::new(), buffers: Buffers::default() }
    }

    fn read(&mut self, postings: &mut [UnitPostings<'_>], doc: u32) {
        for (unit, found) in postings.iter_mut().zip(&mut self.found) {
            unit.occurrences(doc, found, &mut self.buffers);
        }
    }
}
