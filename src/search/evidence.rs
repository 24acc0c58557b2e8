//! Where the words of a query stand in one article, read from the positions in the index.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::lookup::Lookup;
use super::plan::Unit;
use super::postings::seek;
use super::relation::Relation;
use super::sequence::whole_word;
use crate::index::Standing;

/// One occurrence: a place in the layout of the article and how the word there relates to the query's.
///
/// One number, the place above the relation, so that common words are counted several occurrences at
/// a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence(u32);

impl Occurrence {
    const RELATION_BITS: u32 = 3;

    pub fn new(place: u32, relation: Relation) -> Occurrence {
        Occurrence(place << Occurrence::RELATION_BITS | relation as u32)
    }

    /// Of a term that stands at a position of the field of terms; a word of its own may yet turn out
    /// to be another form.
    pub fn of_term(position: u32) -> Occurrence {
        let relation = Relation::of(Standing::of(position), true);
        Occurrence::new(position / Standing::COUNT, relation)
    }

    pub fn place(self) -> u32 {
        self.0 >> Occurrence::RELATION_BITS
    }

    pub fn relation(self) -> Relation {
        Relation::ALL[self.number()]
    }

    pub fn is(self, relation: Relation) -> bool {
        self.number() == relation as usize
    }

    fn number(self) -> usize {
        (self.0 & ((1 << Occurrence::RELATION_BITS) - 1)) as usize
    }
}

/// How many places the parts of a compound may span when they stand apart: with an article, a
/// preposition and an adjective between them ("markt van de sociale arbeid").
pub(super) const APART_WINDOW: u32 = 5;

/// The postings of one unit in one segment.
pub(super) struct UnitPostings<'a> {
    term: Option<SegmentPostings>,
    exact: Option<SegmentPostings>,
    /// Of the parts that occur in this segment.
    parts: Vec<SegmentPostings>,
    /// Whether those are all of them.
    all_parts: bool,
    /// Occurrences of its alternatives in this segment that were not read yet.
    others: &'a [(u32, Occurrence)],
}

impl<'a> UnitPostings<'a> {
    pub fn open(
        searcher: &Searcher,
        ord: usize,
        (terms, words): (Field, Field),
        unit: &Unit,
        lookup: &'a Lookup,
    ) -> tantivy::Result<UnitPostings<'a>> {
        let segment = searcher.segment_reader(ord as u32);
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let terms = segment.inverted_index(terms)?;
        let term = match &lookup.term[ord] {
            Some(info) => Some(terms.read_postings_from_terminfo(info, positions)?),
            None => None,
        };
        let exact = match &term {
            Some(_) => {
                let word = Term::from_field_text(words, &unit.exact);
                segment.inverted_index(words)?.read_postings(&word, positions)?
            }
            None => None,
        };
        let mut parts = Vec::new();
        for info in lookup.parts.iter().filter_map(|part| part.term[ord].as_ref()) {
            parts.push(terms.read_postings_from_terminfo(info, positions)?);
        }
        let all_parts = parts.len() == lookup.parts.len();
        let others = lookup.others.in_segment(ord);
        Ok(UnitPostings { term, exact, parts, all_parts, others })
    }

    /// Fills `found` with the occurrences in `doc`, in order of place. Documents must be asked in
    /// ascending order.
    pub fn occurrences(&mut self, doc: u32, found: &mut Vec<Occurrence>, buffers: &mut Buffers) {
        found.clear();
        if let Some(term) = &mut self.term
            && seek(term, doc)
        {
            term.positions(&mut buffers.positions);
            found.reserve(buffers.positions.len());
            let rest = take_repeated(&buffers.positions, found);
            found.extend(rest.iter().map(|&position| Occurrence::of_term(position)));
            let words: u32 = found.iter().map(|one| u32::from(one.is(Relation::Same))).sum();
            let exact = self.exact.as_mut().and_then(|exact| seek(exact, doc).then_some(exact));
            // With as many words as typed as there are words, none is another form, and as many
            // positions need not be read.
            if exact.as_ref().map_or(0, |exact| exact.term_freq()) != words {
                buffers.exact.clear();
                if let Some(exact) = exact {
                    exact.positions(&mut buffers.exact);
                }
                tell_forms(found, &buffers.exact);
            }
        }
        self.alternatives(doc, found);
        if found.is_empty() && !self.parts.is_empty() {
            self.apart(doc, found, buffers);
        }
    }

    /// Adds the occurrences of alternatives; of several at one place the best counts.
    fn alternatives(&mut self, doc: u32, found: &mut Vec<Occurrence>) {
        let skip = self.others.partition_point(|(other, _)| *other < doc);
        let here = self.others[skip..].partition_point(|(other, _)| *other == doc);
        let (here, later) = self.others[skip..].split_at(here);
        self.others = later;
        if !here.is_empty() {
            found.extend(here.iter().map(|(_, occurrence)| *occurrence));
            found.sort_unstable();
            found.dedup_by_key(|occurrence| occurrence.place());
        }
    }

    /// Occurrences of the parts of a compound: all near one another in any order, or any alone.
    fn apart(&mut self, doc: u32, found: &mut Vec<Occurrence>, buffers: &mut Buffers) {
        read_parts(&mut self.parts, doc, buffers);
        let count = self.parts.len();
        let Buffers { places, latest, .. } = buffers;
        windows(places, count, latest, |place, together| {
            let relation =
                if together && self.all_parts { Relation::Apart } else { Relation::Loose };
            found.push(Occurrence::new(place, relation));
        });
    }
}

/// Takes the positions that the words of title and headings stand at several times, each once, as they
/// are counted several times; returns the others. Those zones come first, so that the first word that
/// is counted once ends them; parts of compounds are counted once everywhere.
fn take_repeated<'p>(positions: &'p [u32], found: &mut Vec<Occurrence>) -> &'p [u32] {
    let mut rest = positions;
    while let [first, ..] = rest {
        let times = rest.iter().take_while(|position| *position == first).count();
        if times == 1 && whole_word(*first).is_some() {
            break;
        }
        found.push(Occurrence::of_term(*first));
        rest = &rest[times..];
    }
    rest
}

/// Marks as another form each word that does not stand at one of the places of the word as typed.
fn tell_forms(found: &mut [Occurrence], as_typed: &[u32]) {
    let mut as_typed = as_typed.iter().copied().peekable();
    for occurrence in found {
        let place = occurrence.place();
        while as_typed.next_if(|typed| *typed < place).is_some() {}
        if occurrence.is(Relation::Same) && as_typed.peek() != Some(&place) {
            *occurrence = Occurrence::new(place, Relation::Inflected);
        }
    }
}

/// Whether all of a compound's parts stand near one another in a document. Documents must be asked in
/// ascending order.
pub(super) fn stand_together(
    parts: &mut [SegmentPostings],
    doc: u32,
    buffers: &mut Buffers,
) -> bool {
    // Nearly all compounds have two parts, which need no sorting.
    if let [first, second] = parts {
        if !seek(first, doc) || !seek(second, doc) {
            return false;
        }
        first.positions(&mut buffers.positions);
        second.positions(&mut buffers.exact);
        return any_within_window(&buffers.positions, &buffers.exact);
    }
    let mut near = false;
    places_together(parts, doc, buffers, |_| near = true);
    near
}

/// Calls back for every place in a document at which all of a compound's parts stand near one another.
/// Documents must be asked in ascending order.
pub(super) fn places_together(
    parts: &mut [SegmentPostings],
    doc: u32,
    buffers: &mut Buffers,
    mut found: impl FnMut(u32),
) {
    read_parts(parts, doc, buffers);
    let Buffers { places, latest, .. } = buffers;
    windows(places, parts.len(), latest, |place, together| {
        if together {
            found(place);
        }
    });
}

/// Whether a position of one list is near one of the other; both are in order.
fn any_within_window(first: &[u32], second: &[u32]) -> bool {
    let (mut a, mut b) = (0, 0);
    while let (Some(x), Some(y)) = (first.get(a), second.get(b)) {
        let (x, y) = (x / Standing::COUNT, y / Standing::COUNT);
        if x.abs_diff(y) <= APART_WINDOW {
            return true;
        }
        if x < y { a += 1 } else { b += 1 }
    }
    false
}

/// Reads the places of the parts in a document, in order, each with the number of its part.
fn read_parts(parts: &mut [SegmentPostings], doc: u32, buffers: &mut Buffers) {
    let Buffers { positions, places, .. } = buffers;
    places.clear();
    for (number, part) in parts.iter_mut().enumerate() {
        if seek(part, doc) {
            part.positions(positions);
            places.extend(positions.iter().map(|at| (at / Standing::COUNT, number)));
        }
    }
    places.sort_unstable();
    places.dedup();
}

/// Calls back for every place, saying whether the smallest window that ends there and holds every
/// part is narrow enough.
pub(super) fn windows(
    places: &[(u32, usize)],
    parts: usize,
    latest: &mut Vec<Option<u32>>,
    mut found: impl FnMut(u32, bool),
) {
    latest.clear();
    latest.resize(parts, None);
    for &(place, number) in places {
        latest[number] = Some(place);
        let start = latest.iter().copied().min().flatten();
        found(place, start.is_some_and(|start| place - start <= APART_WINDOW));
    }
}

/// Reused between documents, so that reading positions allocates nothing.
#[derive(Default)]
pub(super) struct Buffers {
    positions: Vec<u32>,
    exact: Vec<u32>,
    places: Vec<(u32, usize)>,
    latest: Vec<Option<u32>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_taken_once() {
        let at = |place: u32, standing: Standing| place * Standing::COUNT + standing as u32;
        let mut positions = vec![at(0, Standing::Part)];
        positions.extend([at(2, Standing::Word); 16]);
        positions.push(at(3, Standing::Piece));
        positions.extend([at(20, Standing::Word); 2]);
        let once = [at(40, Standing::Word), at(41, Standing::Part), at(60, Standing::Word)];
        positions.extend(once);
        let mut found = Vec::new();
        assert_eq!(take_repeated(&positions, &mut found), once);
        let expect = [(0, Relation::Part), (2, Relation::Same), (3, Relation::Piece)]
            .into_iter()
            .chain([(20, Relation::Same)])
            .map(|(place, relation)| Occurrence::new(place, relation));
        assert_eq!(found, expect.collect::<Vec<_>>());
        assert_eq!((found[0].place(), found[0].relation()), (0, Relation::Part));
    }
}
