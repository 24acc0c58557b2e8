//! What a query insists on: phrases that must occur, words and phrases that must not.

use tantivy::postings::Postings;
use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use super::columns::{Columns, Row};
use super::plan::Plan;
use crate::index::{Fields, Standing};

/// Which rows the conditions of a plan allow.
pub(super) struct Conditions {
    allowed: Option<Vec<bool>>,
}

impl Conditions {
    pub fn of(
        plan: &Plan,
        searcher: &Searcher,
        fields: &Fields,
        columns: &Columns,
    ) -> tantivy::Result<Conditions> {
        let mut conditions = Conditions { allowed: None };
        for phrase in &plan.phrases {
            let rows = phrase_rows(phrase, searcher, fields, columns)?;
            conditions.narrow(columns, |row, allowed| allowed && rows[row]);
        }
        for phrase in &plan.without_phrases {
            let rows = phrase_rows(phrase, searcher, fields, columns)?;
            conditions.narrow(columns, |row, allowed| allowed && !rows[row]);
        }
        for term in &plan.without_terms {
            let rows = whole_word_rows(term, searcher, fields, columns)?;
            conditions.narrow(columns, |row, allowed| allowed && !rows[row]);
        }
        Ok(conditions)
    }

    pub fn allow(&self, row: Row) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed[row as usize])
    }

    fn narrow(&mut self, columns: &Columns, keep: impl Fn(usize, bool) -> bool) {
        let allowed = self.allowed.get_or_insert_with(|| vec![true; columns.rows()]);
        for (row, allow) in allowed.iter_mut().enumerate() {
            *allow = keep(row, *allow);
        }
    }
}

/// Rows in which the words stand in sequence, as typed.
fn phrase_rows(
    words: &[String],
    searcher: &Searcher,
    fields: &Fields,
    columns: &Columns,
) -> tantivy::Result<Vec<bool>> {
    let terms: Vec<Term> =
        words.iter().map(|word| Term::from_field_text(fields.words, word)).collect();
    let query: Box<dyn Query> = match terms.as_slice() {
        [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new(terms)),
    };
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut rows = vec![false; columns.rows()];
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let first = columns.segment(ord).start;
        weight.for_each_no_score(segment, &mut |docs| {
            for &doc in docs {
                rows[(first + doc) as usize] = true;
            }
        })?;
    }
    Ok(rows)
}

/// Rows in which a term occurs as a word of its own, not as a part of a compound.
fn whole_word_rows(
    term: &str,
    searcher: &Searcher,
    fields: &Fields,
    columns: &Columns,
) -> tantivy::Result<Vec<bool>> {
    let term = Term::from_field_text(fields.terms, term);
    let mut rows = vec![false; columns.rows()];
    let mut positions = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let first = columns.segment(ord).start;
        let inverted = segment.inverted_index(fields.terms)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut postings) = inverted.read_postings(&term, option)? else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            postings.positions(&mut positions);
            rows[(first + doc) as usize] = positions
                .iter()
                .any(|position| position % Standing::COUNT == Standing::Word as u32);
            doc = postings.advance();
        }
    }
    Ok(rows)
}
