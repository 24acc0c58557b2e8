//! One state of the index, with what is known of it before any search.

use std::collections::HashMap;

use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::SearchError;
use crate::article::Article;
use crate::dutch::Analyzer;
use crate::index::Fields;
use crate::search::candidates::norms;
use crate::search::columns::{Columns, Row};
use crate::search::weights::Weights;
use crate::search::words::{Counting, Turnover, Words};
use crate::source::name_key;

/// One state of the index.
pub(super) struct Snapshot {
    pub searcher: Searcher,
    pub columns: Columns,
    pub norms: Vec<f32>,
    pub words: Words,
    /// Name key of an organisation with articles → its index in the columns.
    pub organisation_keys: HashMap<String, usize>,
}

impl Snapshot {
    /// Goes on from the articles that `before` counted, or counts all.
    pub fn of(
        searcher: Searcher,
        fields: &Fields,
        analyzer: &Analyzer,
        weights: &Weights,
        before: Option<(&Snapshot, Counting)>,
    ) -> Result<(Snapshot, Counting), SearchError> {
        let columns = Columns::load(&searcher)?;
        let norms = norms(&columns, weights);
        let organisation_keys = columns
            .organisations
            .iter()
            .enumerate()
            .map(|(at, name)| (name_key(name), at))
            .collect();
        let words = Words::default();
        let mut snapshot = Snapshot { searcher, columns, norms, words, organisation_keys };
        let mut counting = Counting::default();
        if let Some((before, counted)) = before {
            counting = counted;
            let turnover = Turnover::between(&before.searcher, &snapshot.searcher)?;
            for address in turnover.gone {
                counting.remove(analyzer, &before.stored_at(fields.article, address)?);
            }
            for address in turnover.come {
                counting.add(analyzer, &snapshot.stored_at(fields.article, address)?);
            }
        } else {
            let rows = 0..snapshot.columns.rows() as Row;
            for row in rows.filter(|row| snapshot.columns.alive[*row as usize]) {
                counting.add(analyzer, &snapshot.stored(fields.article, row)?);
            }
        }
        snapshot.words = counting.words();
        Ok((snapshot, counting))
    }

    pub fn stored(&self, field: Field, row: Row) -> Result<Article, SearchError> {
        let (ord, doc) = self.columns.address(row);
        self.stored_at(field, DocAddress::new(ord as u32, doc))
    }

    pub fn stored_at(&self, field: Field, address: DocAddress) -> Result<Article, SearchError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let json = document.get_first(field).and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(json).map_err(|reason| {
            let row = self.columns.segment(address.segment_ord as usize).start + address.doc_id;
            SearchError::Article { id: self.columns.ids[row as usize].to_string(), reason }
        })
    }
}
