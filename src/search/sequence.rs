//! Words one directly after the other, read from the positions in one segment.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::postings::seek;
use crate::index::{Fields, Standing};

/// Calls back for every place at which `words` stand in order as typed, with the place of the first.
pub(super) fn phrase(
    segment: &SegmentReader,
    fields: &Fields,
    words: &[String],
    found: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    in_order(segment, fields.words, words, Some, found)
}

/// Calls back for every place at which words with these terms stand in order, with the place of the
/// first.
pub(super) fn sequence(
    segment: &SegmentReader,
    fields: &Fields,
    terms: &[String],
    found: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    in_order(segment, fields.terms, terms, whole_word, found)
}

/// The place of a position of the field of terms, when a word of its own stands there.
pub(super) fn whole_word(position: u32) -> Option<u32> {
    let whole = position % Standing::COUNT == Standing::Word as u32;
    whole.then_some(position / Standing::COUNT)
}

fn in_order(
    segment: &SegmentReader,
    field: Field,
    words: &[String],
    place: fn(u32) -> Option<u32>,
    mut found: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(field)?;
    let mut lists = Vec::with_capacity(words.len());
    for (offset, word) in (0..).zip(words) {
        let Some(postings) = open(&inverted, field, word)? else { return Ok(()) };
        lists.push(List { postings, offset });
    }
    // The rarest word leads.
    lists.sort_by_key(|list| list.postings.doc_freq());
    let Some((first, others)) = lists.split_first_mut() else { return Ok(()) };
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    let mut doc = first.postings.doc();
    while doc != TERMINATED {
        if others.iter_mut().all(|list| seek(&mut list.postings, doc)) {
            first.starts(place, &mut positions, &mut starts);
            for list in &mut *others {
                if starts.is_empty() {
                    break;
                }
                list.postings.positions(&mut positions);
                let offset = list.offset;
                let mut there = positions.iter().filter_map(|&at| place(at)).peekable();
                starts.retain(|start| {
                    while there.next_if(|at| *at < start + offset).is_some() {}
                    there.peek() == Some(&(start + offset))
                });
            }
            starts.iter().for_each(|&start| found(doc, start));
        }
        doc = first.postings.advance();
    }
    Ok(())
}

fn open(
    inverted: &InvertedIndexReader,
    field: Field,
    word: &str,
) -> tantivy::Result<Option<SegmentPostings>> {
    let term = Term::from_field_text(field, word);
    Ok(inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?)
}

/// The postings of one word of the sequence.
struct List {
    postings: SegmentPostings,
    /// Its place after the first word.
    offset: u32,
}

impl List {
    /// Where a sequence with this word would begin, each place once.
    fn starts(
        &mut self,
        place: fn(u32) -> Option<u32>,
        positions: &mut Vec<u32>,
        starts: &mut Vec<u32>,
    ) {
        self.postings.positions(positions);
        starts.clear();
        starts.extend(positions.iter().filter_map(|&at| place(at)?.checked_sub(self.offset)));
        starts.dedup();
    }
}
