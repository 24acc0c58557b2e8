//! What each unit of a query has in the index: where its postings are, and how rare it is.

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::alternatives::{Alternatives, Others};
use super::columns::Columns;
use super::plan::Unit;
use super::words::Words;
use crate::index::Fields;

/// Where the postings of a unit are, per segment, and what it is worth.
pub(super) struct Lookup {
    /// The unit's term, per segment.
    pub term: Vec<Option<TermInfo>>,
    /// The parts of a compound that occur anywhere; empty when it is none.
    pub parts: Vec<PartLookup>,
    /// Where its alternatives stand.
    pub others: Others,
    /// Inverse document frequency of the unit.
    pub idf: f32,
}

/// A part of a compound in the query.
pub(super) struct PartLookup {
    pub term: Vec<Option<TermInfo>>,
    pub idf: f32,
}

/// Finds the postings of each unit.
pub(super) fn look_up(
    searcher: &Searcher,
    fields: &Fields,
    columns: &Columns,
    words: &Words,
    units: &[Unit],
) -> tantivy::Result<Vec<Lookup>> {
    let mut alternatives = Alternatives::new(searcher, fields, words);
    units
        .iter()
        .map(|unit| {
            let others = alternatives.find(unit)?;
            Lookup::of(searcher, fields.terms, columns, unit, others)
        })
        .collect()
}

impl Lookup {
    fn of(
        searcher: &Searcher,
        field: Field,
        columns: &Columns,
        unit: &Unit,
        others: Others,
    ) -> tantivy::Result<Lookup> {
        let docs = columns.alive_count;
        let term = infos(searcher, field, &unit.term)?;
        let mut parts = Vec::new();
        for part in &unit.parts {
            let term = infos(searcher, field, part)?;
            let df = live_frequency(searcher, field, &term)?;
            parts.push(PartLookup { term, idf: idf(df, docs) });
        }
        let df = live_frequency(searcher, field, &term)?.saturating_add(others.typed_docs);
        // A compound that stands nowhere is as rare as the rarest of its parts, which stand in for
        // it; without that it would weigh as much as a typing error.
        let idf = match parts.iter().map(|part| part.idf).max_by(f32::total_cmp) {
            Some(rarest) if df == 0 => rarest,
            // Nor is a word that only its synonyms stand in for.
            None if df == 0 => idf(others.synonym_docs, docs),
            _ => idf(df, docs),
        };
        Ok(Lookup { term, parts, others, idf })
    }

    /// Whether its own term is all that can match.
    pub fn is_one_word(&self) -> bool {
        self.parts.is_empty() && self.others.segments.is_empty()
    }
}

/// Robertson and Spärck Jones's weight in the form that is never negative, as in Lucene's BM25.
pub(super) fn idf(df: u32, docs: usize) -> f32 {
    let (df, docs) = (df.min(docs as u32) as f32, docs as f32);
    (1.0 + (docs - df + 0.5).max(0.0) / (df + 0.5)).ln()
}

/// In how many articles a term occurs.
pub(super) fn articles_with(searcher: &Searcher, field: Field, text: &str) -> tantivy::Result<u32> {
    live_frequency(searcher, field, &infos(searcher, field, text)?)
}

fn infos(searcher: &Searcher, field: Field, text: &str) -> tantivy::Result<Vec<Option<TermInfo>>> {
    let term = Term::from_field_text(field, text);
    searcher
        .segment_readers()
        .iter()
        .map(|segment| Ok(segment.inverted_index(field)?.get_term_info(&term)?))
        .collect()
}

/// In how many living articles a term occurs. The dictionary's own count includes deleted ones until
/// a merge, and ranking must not depend on an index's history.
fn live_frequency(
    searcher: &Searcher,
    field: Field,
    infos: &[Option<TermInfo>],
) -> tantivy::Result<u32> {
    let mut count = 0;
    for (segment, info) in searcher.segment_readers().iter().zip(infos) {
        let Some(info) = info else { continue };
        count += match segment.alive_bitset() {
            None => info.doc_freq,
            Some(alive) => segment
                .inverted_index(field)?
                .read_postings_from_terminfo(info, IndexRecordOption::Basic)?
                .doc_freq_given_deletes(alive),
        };
    }
    Ok(count)
}
