//! The documents of one term in one segment, and its places in them.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// Moves to a document and says whether it is there. Documents must be asked in ascending order.
pub(super) fn seek(postings: &mut SegmentPostings, doc: DocId) -> bool {
    let at = postings.doc();
    at != TERMINATED && (at == doc || (at < doc && postings.seek(doc) == doc))
}

/// Calls back for every document that has a term.
pub(super) fn documents(
    segment: &SegmentReader,
    field: Field,
    text: &str,
    mut found: impl FnMut(DocId),
) -> tantivy::Result<()> {
    let term = Term::from_field_text(field, text);
    let inverted = segment.inverted_index(field)?;
    let Some(mut block) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(());
    };
    while !block.docs().is_empty() {
        block.docs().iter().for_each(|&doc| found(doc));
        block.advance();
    }
    Ok(())
}

/// Calls back for every place of a term, as `place` makes it of the position.
pub(super) fn places(
    segment: &SegmentReader,
    field: Field,
    text: &str,
    place: fn(u32) -> Option<u32>,
    mut found: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    let term = Term::from_field_text(field, text);
    let inverted = segment.inverted_index(field)?;
    let positions = IndexRecordOption::WithFreqsAndPositions;
    let Some(mut postings) = inverted.read_postings(&term, positions)? else { return Ok(()) };
    let mut buffer = Vec::new();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        postings.positions(&mut buffer);
        buffer.iter().filter_map(|&position| place(position)).for_each(|at| found(doc, at));
        doc = postings.advance();
    }
    Ok(())
}
