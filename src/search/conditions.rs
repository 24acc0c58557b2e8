//! What a query insists on: what an article must have, and what it must not.

use tantivy::{DocId, Searcher};

use super::columns::{Columns, Row};
use super::plan::{Condition, Plan, Scope, Wording};
use super::postings::{documents, places};
use super::sequence::{phrase, sequence, whole_word};
use super::words::Words;
use crate::index::{Fields, Standing};

/// Which rows the conditions of a plan allow.
pub(super) struct Conditions {
    /// `None` when the plan has no conditions.
    allowed: Option<Vec<bool>>,
}

/// Whether a word may be a part of a compound.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    Count,
    DoNotCount,
}

impl Conditions {
    pub fn of(
        plan: &Plan,
        searcher: &Searcher,
        fields: &Fields,
        columns: &Columns,
        words: &Words,
    ) -> tantivy::Result<Conditions> {
        if plan.required.is_empty() && plan.excluded.is_empty() {
            return Ok(Conditions { allowed: None });
        }
        let rows = Rows { searcher, fields, columns, words };
        // Of each row, how many requirements it meets, in order: a row that fails one stays behind.
        let mut met = vec![0u32; columns.rows()];
        let mut wanted = 0;
        for any in distinct(&plan.required) {
            for condition in any {
                rows.of(condition, Parts::Count, &mut |row| {
                    let met = &mut met[row as usize];
                    *met += u32::from(*met == wanted);
                })?;
            }
            wanted += 1;
        }
        let mut allowed: Vec<bool> = met.into_iter().map(|met| met == wanted).collect();
        for condition in distinct(&plan.excluded) {
            rows.of(condition, Parts::DoNotCount, &mut |row| allowed[row as usize] = false)?;
        }
        Ok(Conditions { allowed: Some(allowed) })
    }

    /// Keeps what is allowed.
    pub fn retain<T>(&self, items: &mut Vec<T>, row_of: impl Fn(&T) -> Row) {
        if let Some(allowed) = &self.allowed {
            items.retain(|item| allowed[row_of(item) as usize]);
        }
    }
}

/// Each once: a query may repeat itself a thousand times.
fn distinct<T: PartialEq + std::fmt::Debug>(all: &[T]) -> impl Iterator<Item = &T> {
    let mut seen = std::collections::HashSet::new();
    all.iter().filter(move |one| seen.insert(format!("{one:?}")))
}

/// Finds rows by a condition.
struct Rows<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    columns: &'a Columns,
    words: &'a Words,
}

impl Rows<'_> {
    /// Calls back for every row for which the condition holds, perhaps more than once.
    fn of(
        &self,
        condition: &Condition,
        parts: Parts,
        found: &mut impl FnMut(Row),
    ) -> tantivy::Result<()> {
        let columns = self.columns;
        match condition {
            Condition::Text { wording, scope } => self.with_text(wording, *scope, parts, found),
            Condition::Organisation(name) => {
                if let Ok(index) = columns.organisations.binary_search(name) {
                    let index = index as u32;
                    (0..columns.rows() as Row)
                        .filter(|row| columns.organisations_of(*row).contains(&index))
                        .for_each(found);
                }
                Ok(())
            }
            Condition::Kind(kind) => {
                (0..columns.rows() as Row)
                    .filter(|row| columns.kind[*row as usize] == Some(*kind))
                    .for_each(found);
                Ok(())
            }
        }
    }

    fn with_text(
        &self,
        wording: &Wording,
        scope: Scope,
        parts: Parts,
        found: &mut impl FnMut(Row),
    ) -> tantivy::Result<()> {
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let first = self.columns.segment(ord).start;
            let mut at = |doc: DocId, place: u32| {
                let row = first + doc;
                let title_end = self.columns.lengths[row as usize].title_end;
                if scope == Scope::Anywhere || place < title_end {
                    found(row);
                }
            };
            match wording {
                Wording::Phrase(words) if words.len() > 1 || scope == Scope::Title => {
                    phrase(segment, self.fields, words, at)?;
                }
                Wording::Phrase(words) => {
                    for word in words {
                        documents(segment, self.fields.words, word, |doc| at(doc, 0))?;
                    }
                }
                Wording::Sequence(terms) => sequence(segment, self.fields, terms, at)?,
                Wording::Word { term, .. } if (scope, parts) == (Scope::Anywhere, Parts::Count) => {
                    documents(segment, self.fields.terms, term, |doc| at(doc, 0))?;
                }
                Wording::Word { term, .. } => {
                    let place = match parts {
                        Parts::Count => |position| Some(position / Standing::COUNT),
                        Parts::DoNotCount => whole_word,
                    };
                    places(segment, self.fields.terms, term, place, at)?;
                }
                Wording::Prefix(prefix) => {
                    for id in self.words.beginning_with(prefix) {
                        let word = &self.words.get(id).folded;
                        match scope {
                            Scope::Anywhere => {
                                documents(segment, self.fields.words, word, |doc| at(doc, 0))?;
                            }
                            Scope::Title => {
                                places(segment, self.fields.words, word, Some, &mut at)?;
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
