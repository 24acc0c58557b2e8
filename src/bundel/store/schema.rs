//! How the database is opened, what its tables are, and how older data become today's.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, TransactionBehavior};

use super::StoreError;

/// Marks the file as bundelaar's own ("bndl"), so that a database of another program is recognised
/// instead of written into.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"bndl");

/// How long a connection waits for another process, such as one that makes a backup: longer than
/// any transaction here, short enough to answer a visitor.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// One step per version of the data, in order. A step that was ever released is never changed.
pub(super) const MIGRATIONS: [&str; 2] = [
    // Times are milliseconds since 1970, UTC. STRICT: a column holds what it says, nothing else.
    "CREATE TABLE bundels (
         id           TEXT    PRIMARY KEY NOT NULL,
         version      INTEGER NOT NULL,
         title        TEXT    NOT NULL,
         subtitle     TEXT,
         introduction TEXT,
         search       TEXT,
         key_hash     BLOB    NOT NULL CHECK (length(key_hash) = 32),
         created_at   INTEGER NOT NULL,
         changed_at   INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;

     -- A heading, or an article with the title and content it had when it was added.
     CREATE TABLE items (
         bundel_id TEXT    NOT NULL REFERENCES bundels ON DELETE CASCADE,
         position  INTEGER NOT NULL,
         heading   TEXT,
         article   TEXT,
         title     TEXT,
         note      TEXT,
         added_as  BLOB    CHECK (length(added_as) = 32),
         PRIMARY KEY (bundel_id, position),
         UNIQUE (bundel_id, article),
         CHECK ((heading IS NULL) <> (article IS NULL)),
         CHECK ((article IS NULL) = (title IS NULL) AND (article IS NULL) = (added_as IS NULL))
     ) STRICT, WITHOUT ROWID;

     CREATE TABLE visitors (
         secret_hash BLOB    PRIMARY KEY NOT NULL CHECK (length(secret_hash) = 32),
         current     TEXT    REFERENCES bundels ON DELETE SET NULL,
         made_at     INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;

     -- Which visitors may change which bundels.
     CREATE TABLE rights (
         visitor   BLOB NOT NULL REFERENCES visitors ON DELETE CASCADE,
         bundel_id TEXT NOT NULL REFERENCES bundels ON DELETE CASCADE,
         PRIMARY KEY (visitor, bundel_id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX rights_by_bundel ON rights (bundel_id);
     CREATE INDEX visitors_by_current ON visitors (current);",
    // Whether older bundels were read lately is not known: they count as used today.
    "ALTER TABLE bundels ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
     UPDATE bundels SET used_at = CAST(1000 * unixepoch('subsec') AS INTEGER);
     CREATE INDEX bundels_by_use ON bundels (used_at);

     -- Thrown away by its maker, who may still change their mind.
     ALTER TABLE bundels ADD COLUMN discarded_at INTEGER;

     -- A bundel as it was before its last change.
     CREATE TABLE former (
         bundel_id    TEXT PRIMARY KEY NOT NULL REFERENCES bundels ON DELETE CASCADE,
         title        TEXT NOT NULL,
         subtitle     TEXT,
         introduction TEXT,
         search       TEXT
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE former_items (
         bundel_id TEXT    NOT NULL REFERENCES former ON DELETE CASCADE,
         position  INTEGER NOT NULL,
         heading   TEXT,
         article   TEXT,
         title     TEXT,
         note      TEXT,
         added_as  BLOB    CHECK (length(added_as) = 32),
         PRIMARY KEY (bundel_id, position),
         CHECK ((heading IS NULL) <> (article IS NULL))
     ) STRICT, WITHOUT ROWID;

     -- What was removed because nobody used it. The hash of an id tells nobody anything, so that
     -- these 40 bytes may stay.
     CREATE TABLE expired (
         id_hash    BLOB    PRIMARY KEY NOT NULL CHECK (length(id_hash) = 32),
         expired_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;",
];

/// A connection with the safe settings.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let db = Connection::open(path)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    // Readers go on while somebody writes, and a crash leaves either all of a change or nothing.
    db.pragma_update(None, "journal_mode", "WAL")?;
    // WAL alone (NORMAL) may lose the last changes when the power fails. FULL waits for the disk at
    // every commit: what was acknowledged is kept.
    db.pragma_update(None, "synchronous", "FULL")?;
    // Off by default in SQLite; without it, items and rights of a deleted bundel would stay.
    db.pragma_update(None, "foreign_keys", true)?;
    // What is removed is overwritten: it was somebody's text.
    db.pragma_update(None, "secure_delete", true)?;
    // A file that was tampered with can hold functions in its schema, and damaged pages.
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    // No SQL, not even a mistake of ours, may write to the database's own structures.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(db)
}

/// Whether the file is a whole database. Reads all of it: 100 MB in about half a second.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(super) fn check(db: &Connection, path: &Path) -> Result<(), StoreError> {
    sound(db, path, "PRAGMA quick_check(1)")
}

/// The same for a file from elsewhere, with the order and uniqueness of keys too.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(super) fn check_thoroughly(db: &Connection, path: &Path) -> Result<(), StoreError> {
    sound(db, path, "PRAGMA integrity_check(1)")
}

fn sound(db: &Connection, path: &Path, check: &str) -> Result<(), StoreError> {
    match db.query_row(check, [], |row| row.get::<_, String>(0)) {
        Ok(found) if found == "ok" => Ok(()),
        Ok(reason) => Err(StoreError::Damaged { path: path.to_owned(), reason }),
        Err(error) => Err(named(error.into(), path)),
    }
}

/// Damage, with the file's name.
pub(super) fn named(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Database(cause)
            if matches!(
                cause.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ) =>
        {
            StoreError::Damaged { path: path.to_owned(), reason: cause.to_string() }
        }
        other => other,
    }
}

/// Writes the whole database, as it is at one moment, to a new file.
pub(super) fn copy(db: &Connection, file: &Path) -> Result<(), StoreError> {
    db.execute("VACUUM INTO ?1", [FileName(file)])?;
    Ok(())
}

/// A file's name as SQLite takes it: its bytes, which on Unix need not be UTF-8. With a replacement
/// character in it, it would be another file.
pub(super) struct FileName<'a>(pub(super) &'a Path);

impl ToSql for FileName<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0.as_os_str().as_encoded_bytes())))
    }
}

/// The version of the data that this program makes.
fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("a handful of migrations")
}

fn version_of(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Keeps data of an older version beside the file before it becomes today's, as
/// `bundels.version-1.sqlite`, or `.version-1.2.sqlite` when that is there already: a copy of another
/// moment is no copy of this one. It has its name when it is whole and on the disk.
///
/// # Errors
/// When there is no room for it, or it is not what was copied.
pub(super) fn keep_older(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let before = version_of(db)?;
    if !(1..known_version()).contains(&before) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = |source| StoreError::Folder { path: folder.to_owned(), source };
    let part = tempfile::Builder::new().prefix("copy-").suffix(".part").tempfile_in(folder);
    let mut part = part.map_err(failed)?;
    copy(db, part.path())?;
    let copied = Connection::open_with_flags(part.path(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check_thoroughly(&copied, part.path())?;
    if version_of(&copied)? != before {
        // Another program brought the data up to date at this moment, and kept its own copy.
        return Ok(());
    }
    part.as_file().sync_all().map_err(failed)?;
    for number in 1.. {
        let again = if number == 1 { String::new() } else { format!(".{number}") };
        let kept = path.with_extension(format!("version-{before}{again}.sqlite"));
        match part.persist_noclobber(&kept) {
            Ok(_) => break,
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => part = taken.file,
            Err(other) => return Err(failed(other.error)),
        }
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// Brings the data to the version this program knows; all steps or none.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let known = known_version();
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version_of(&transaction)?;
    let owner: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let path = || PathBuf::from(path);
    if owner != APPLICATION_ID && (owner != 0 || tables > 0) {
        return Err(StoreError::Foreign { path: path() });
    }
    if found > known {
        return Err(StoreError::Newer { path: path(), found, known });
    }
    for (version, step) in (1i64..).zip(MIGRATIONS) {
        if version > found {
            transaction.execute_batch(step)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}
