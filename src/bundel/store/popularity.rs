//! Which articles visitors choose, for the editors: counts, and never who chose.

use rusqlite::params;

use super::{Store, StoreError};
use crate::article::ArticleId;

/// An article and in how many bundels it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundled {
    pub article: ArticleId,
    /// As it was when somebody added it.
    pub title: String,
    pub bundels: u32,
}

impl Store {
    /// The articles that are in most bundels, at most `limit`; ties by id. Bundels that were thrown
    /// away do not count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn most_bundled(&self, limit: u32) -> Result<Vec<Bundled>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(
                "SELECT article, max(items.title), count(*) AS times
                 FROM items JOIN bundels ON bundels.id = items.bundel_id
                 WHERE article IS NOT NULL AND discarded_at IS NULL
                 GROUP BY article ORDER BY times DESC, article LIMIT ?1",
            )?;
            let rows = select.query_map(params![limit], |row| {
                let article: String = row.get(0)?;
                Ok((article, row.get(1)?, row.get(2)?))
            })?;
            let mut bundled = Vec::new();
            for row in rows {
                let (article, title, bundels) = row?;
                // Only what was an id is ever written.
                let Ok(article) = article.parse() else { continue };
                bundled.push(Bundled { article, title, bundels });
            }
            Ok(bundled)
        })
    }

    /// How many bundels there are, apart from those that were thrown away.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(&self) -> Result<u32, StoreError> {
        self.read(|db| {
            let sql = "SELECT count(*) FROM bundels WHERE discarded_at IS NULL";
            Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }
}
