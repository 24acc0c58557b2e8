//! Searches without results, for the editors: `journal.sqlite` in the data folder.
//!
//! Of a search without result only the normalised query and the day are kept, with a count: no
//! address, no cookie, no time of day. What is older than 90 days is removed, and what was not asked
//! on three different days is never shown, since one person may have typed it. Nothing else writes
//! here, and losing the file harms nobody.

mod normal;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, params};

/// How long a query is kept.
const KEPT_DAYS: i32 = 90;
/// On how many different days a query must have been asked before anybody sees it.
const SHOWN_FROM_DAYS: u32 = 3;
/// Different queries kept for one day: far more than visitors ask, little enough (some 2 MB) when a
/// program asks nonsense all day.
const MOST_A_DAY: u32 = 20_000;

/// The journal of searches without result.
#[derive(Debug)]
pub struct Journal(Mutex<Connection>);

/// A query that found nothing, on several days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    pub query: String,
    /// How often it was asked, and on how many days.
    pub times: u32,
    pub days: u32,
    pub last: Date,
}

/// The journal cannot be used; searching goes on without it.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", .path.display())]
pub struct JournalError {
    path: PathBuf,
    reason: rusqlite::Error,
}

impl Journal {
    /// The journal's file in a data folder.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join("journal.sqlite")
    }

    /// Opens the journal in a folder that exists, making it when it is not there.
    ///
    /// # Errors
    /// When the file cannot be opened or is something else.
    pub fn open(folder: &Path) -> Result<Journal, JournalError> {
        let path = Journal::file(folder);
        let open = || {
            let db = Connection::open(&path)?;
            // A count that is lost when the power fails is no loss; waiting for the disk would be.
            db.pragma_update(None, "journal_mode", "WAL")?;
            db.pragma_update(None, "synchronous", "OFF")?;
            // What is removed must be gone, not merely unreferenced.
            db.pragma_update(None, "secure_delete", true)?;
            // Days are written as 2016-08-10, which sorts as it should.
            db.execute_batch(
                "CREATE TABLE IF NOT EXISTS missed (
                     query TEXT    NOT NULL,
                     day   TEXT    NOT NULL,
                     times INTEGER NOT NULL,
                     PRIMARY KEY (query, day)
                 ) STRICT, WITHOUT ROWID;
                 CREATE INDEX IF NOT EXISTS missed_by_day ON missed (day);",
            )?;
            Ok(db)
        };
        match open() {
            Ok(db) => Ok(Journal(Mutex::new(db))),
            Err(reason) => Err(JournalError { path: path.clone(), reason }),
        }
    }

    /// Counts a search that found nothing. What looks like an e-mail address or a whole text is not
    /// kept.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note(&self, query: &str, today: Date) -> Result<(), rusqlite::Error> {
        let Some(query) = normal::normalised(query) else { return Ok(()) };
        self.forget(today)?;
        let db = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = today.to_string();
        let sql = "SELECT count(*) FROM missed WHERE day = ?1";
        let kept: u32 = db.prepare_cached(sql)?.query_row([&day], |row| row.get(0))?;
        let sql = if kept < MOST_A_DAY {
            "INSERT INTO missed VALUES (?1, ?2, 1)
             ON CONFLICT (query, day) DO UPDATE SET times = times + 1"
        } else {
            "UPDATE missed SET times = times + 1 WHERE query = ?1 AND day = ?2"
        };
        db.prepare_cached(sql)?.execute(params![query, day])?;
        Ok(())
    }

    /// Searches without results that were asked on at least three different days of the last ninety,
    /// most days first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missed(&self, today: Date) -> Result<Vec<Missed>, rusqlite::Error> {
        self.forget(today)?;
        let db = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut select = db.prepare_cached(
            "SELECT query, sum(times), count(*) AS days, max(day) FROM missed
             GROUP BY query HAVING days >= ?1
             ORDER BY days DESC, sum(times) DESC, query",
        )?;
        let rows = select.query_map([SHOWN_FROM_DAYS], |row| {
            let last: String = row.get(3)?;
            let last = last.parse().unwrap_or(Date::MIN);
            Ok(Missed { query: row.get(0)?, times: row.get(1)?, days: row.get(2)?, last })
        })?;
        rows.collect()
    }

    fn forget(&self, today: Date) -> Result<(), rusqlite::Error> {
        let oldest = today.saturating_sub(KEPT_DAYS.days()).to_string();
        let db = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        db.prepare_cached("DELETE FROM missed WHERE day <= ?1")?.execute([oldest])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The queries shown after these were noted, each with its times and days.
    fn check(noted: &[(&str, Date)], today: Date, expect: &[(&str, u32, u32)]) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::open(folder.path()).expect("a journal");
        for (query, day) in noted {
            journal.note(query, *day).expect("noted");
        }
        // What was kept outlives the program.
        drop(journal);
        let missed = Journal::open(folder.path()).expect("again").missed(today).expect("read");
        let shown: Vec<_> =
            missed.iter().map(|found| (found.query.as_str(), found.times, found.days)).collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn what_was_asked_on_three_days_is_shown() {
        let day = |number| date(2026, 3, number);
        check(&[], day(1), &[]);
        check(&[("Wolken", day(1)), ("wolken", day(1)), ("wolken", day(2))], day(2), &[]);
        check(
            &[
                ("Wolken", day(1)),
                ("  wolken ", day(1)),
                ("wolken", day(2)),
                ("WOLKEN", day(3)),
                ("jan@voorbeeld.be", day(1)),
                ("jan@voorbeeld.be", day(2)),
                ("jan@voorbeeld.be", day(3)),
            ],
            day(3),
            &[("wolken", 4, 3)],
        );
    }

    #[test]
    fn after_ninety_days_it_is_gone() {
        let noted = [
            ("wolken", date(2026, 1, 1)),
            ("wolken", date(2026, 1, 2)),
            ("wolken", date(2026, 1, 3)),
        ];
        check(&noted, date(2026, 3, 31), &[("wolken", 3, 3)]);
        check(&noted, date(2026, 4, 1), &[]);
    }

    #[test]
    fn a_file_of_another_kind_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(
            Journal::file(folder.path()),
            "no database at all, but long enough to be one",
        )
        .expect("written");
        assert!(Journal::open(folder.path()).is_err());
    }
}
