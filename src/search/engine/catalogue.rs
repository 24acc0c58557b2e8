//! What is in the index apart from any query: an article by its id, the organisations.

use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::{Engine, SearchError, Snapshot};
use crate::article::{Article, ArticleId};
use crate::search::answer::OrganisationCount;
use crate::search::columns::Row;
use crate::source::{Organisation, name_key};

impl Engine {
    /// The article, or `None` when there is none with this id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn article(&self, id: &ArticleId) -> Result<Option<Arc<Article>>, SearchError> {
        let snapshot = self.snapshot();
        let row = self.row(&snapshot, id)?;
        row.map(|row| self.stored(&snapshot, row).map(Arc::new)).transpose()
    }

    /// The file that an article comes from, below the corpus folder.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn file_of(&self, id: &ArticleId) -> Result<Option<String>, SearchError> {
        let snapshot = self.snapshot();
        let Some(row) = self.row(&snapshot, id)? else { return Ok(None) };
        let (ord, doc) = snapshot.columns.address(row);
        let files = snapshot.searcher.segment_reader(ord as u32).fast_fields().str("file")?;
        let Some(files) = files else { return Ok(None) };
        let mut file = String::new();
        if let Some(ord) = files.ords().first(doc) {
            files.ord_to_str(ord, &mut file).map_err(tantivy::TantivyError::from)?;
        }
        Ok(Some(file))
    }

    /// All organisations with the number of their articles, by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn organisations(&self) -> Result<Vec<OrganisationCount>, SearchError> {
        let snapshot = self.snapshot();
        let columns = &snapshot.columns;
        let mut counts = vec![0; columns.organisations.len()];
        for row in (0..columns.rows() as Row).filter(|row| columns.alive[*row as usize]) {
            for &organisation in columns.organisations_of(row) {
                counts[organisation as usize] += 1;
            }
        }
        Ok(columns
            .organisations
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| OrganisationCount { name: name.clone(), count })
            .collect())
    }

    /// The organisation that is known by this name or alias, when it is registered or an article is
    /// about it.
    pub fn organisation_named(&self, name: &str) -> Option<Organisation> {
        let registered = self.0.organisations.get(name).cloned();
        let named = || {
            let name = self.organisation(&self.snapshot(), name)?;
            Some(Organisation { name, website: None })
        };
        registered.or_else(named)
    }

    /// How many articles can be found.
    pub fn len(&self) -> usize {
        self.snapshot().columns.alive_count
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the organisation that is known by this name or alias.
    pub(super) fn organisation(&self, snapshot: &Snapshot, name: &str) -> Option<String> {
        let registered = self.0.organisations.resolve(name);
        let named = || {
            let at = *snapshot.organisation_keys.get(&name_key(name))?;
            Some(snapshot.columns.organisations[at].as_str())
        };
        registered.or_else(named).map(str::to_owned)
    }

    pub(super) fn row(
        &self,
        snapshot: &Snapshot,
        id: &ArticleId,
    ) -> Result<Option<Row>, SearchError> {
        let term = tantivy::Term::from_field_text(self.0.fields.id, id.as_str());
        for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
            let postings = segment
                .inverted_index(self.0.fields.id)?
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    return Ok(Some(snapshot.columns.segment(ord).start + doc));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }
}
