//! Copies of all bundels, as a file, and bundels taken back from one.

use std::path::{Path, PathBuf};

use rusqlite::TransactionBehavior;

use super::{Store, StoreError, locked, schema};

/// A copy that was found whole and is of today's version.
#[derive(Debug)]
pub struct CheckedCopy(PathBuf);

impl CheckedCopy {
    /// Checks all of a copy. One from an older version is brought up to date, in its file.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Newer`] or [`StoreError::Foreign`] for a copy that
    /// cannot be used.
    pub fn of(copy: &Path) -> Result<CheckedCopy, StoreError> {
        let mut given = schema::connect(copy).map_err(|error| schema::named(error, copy))?;
        schema::check_thoroughly(&given, copy)?;
        schema::migrate(&mut given, copy)?;
        given.close().map_err(|(_, error)| error)?;
        Ok(CheckedCopy(copy.to_owned()))
    }
}

impl Store {
    /// Writes all bundels, as they are at one moment, to a new file. Nobody has to wait for it.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        schema::copy(&schema::connect(&self.path)?, file)
    }

    /// Replaces all bundels by those of a copy, in one change: whoever reads meanwhile finds the old
    /// ones or the new ones.
    ///
    /// # Errors
    /// When the copy holds what a database cannot; nothing changed then.
    pub fn replace_with(&self, copy: &CheckedCopy) -> Result<(), StoreError> {
        let mut writer = locked(&self.writer);
        writer.execute("ATTACH ?1 AS given", [schema::FileName(&copy.0)])?;
        let replaced = replace(&mut writer);
        writer.execute("DETACH given", [])?;
        replaced
    }
}

/// Every table of the database, whichever there are in this version.
fn replace(db: &mut rusqlite::Connection) -> Result<(), StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Tables refer to one another; only the outcome has to hold.
    transaction.pragma_update(None, "defer_foreign_keys", true)?;
    let tables: Vec<String> = transaction
        .prepare(
            "SELECT name FROM main.sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in &tables {
        transaction.execute(&format!("DELETE FROM main.\"{table}\""), [])?;
    }
    for table in &tables {
        // With a condition, SQLite looks at each row as at any that is inserted. Without, it takes over
        // records as they lie between tables of one form, with what is wrong in them
        // (https://sqlite.org/src/doc/trunk/src/insert.c, "xfer optimization").
        let copy =
            format!("INSERT INTO main.\"{table}\" SELECT * FROM given.\"{table}\" WHERE true");
        transaction.execute(&copy, [])?;
    }
    transaction.commit()?;
    Ok(())
}
