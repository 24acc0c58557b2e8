//! Bundels in SQLite: `bundels.sqlite` in the data folder.
//!
//! An operation is one transaction, and it is on the disk when it returns. Rights are checked inside
//! the transaction that uses them, so that a withdrawn key stops at once. Calls block: on a server
//! they belong on the blocking pool.

mod backup;
mod popularity;
mod rows;
mod schema;
mod upkeep;
mod visitors;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, ffi};

use super::{BundelId, Content, ContentFault, Key, Limits, SecretHash, VisitorSecret};
pub use backup::CheckedCopy;
pub use popularity::Bundled;
pub use upkeep::{Tidied, UNDO_DAYS};
pub use visitors::Summary;

/// Counts the changes of a bundel, from 1.
pub type Version = u32;

/// How many idle connections for reading are kept: as many as a server with two cores works with at
/// once, so that opening one (half a dozen settings) is rare.
const IDLE_READERS: usize = 8;

/// How exactly it is known when a bundel was last read: to the day, so that reading seldom writes.
const USE_IS_NOTED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A bundel as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundel {
    pub id: BundelId,
    /// Goes up by one with every change.
    pub version: Version,
    pub content: Content,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    /// When it was last read or changed, to the day, before it was read now.
    pub used_at: Timestamp,
    /// Whether what it was before its last change is still known.
    pub undoable: bool,
}

/// On what ground somebody changes a bundel.
#[derive(Debug, Clone, Copy)]
pub enum Right<'a> {
    Key(&'a Key),
    Visitor(&'a VisitorSecret),
}

/// Why the store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("deze bundel bestaat niet")]
    NotFound,
    /// Nobody used the bundel for too long, and it was removed.
    #[error("deze bundel is verwijderd omdat niemand hem nog las of wijzigde")]
    Expired { on: Timestamp },
    /// The key or visitor has no right to this bundel.
    #[error("deze sleutel geeft geen toegang tot de bundel")]
    Forbidden,
    /// The secret was never given out by this store.
    #[error("deze bezoeker is niet bekend")]
    UnknownVisitor,
    /// Somebody changed the bundel first; `current` is its version now.
    #[error("de bundel is intussen gewijzigd")]
    Changed { current: Version },
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<ContentFault>),
    #[error(
        "{} is van een nieuwere versie van bundelaar (gegevens versie {found}, hier gekend tot \
         {known}): werk bundelaar bij of zet een reservekopie terug met bundelaar restore",
        .path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is een databank van een ander programma", .path.display())]
    Foreign { path: PathBuf },
    /// Part of the file is not what was written: only a copy helps.
    #[error(
        "{} is beschadigd ({reason}): leg het bestand opzij en zet een reservekopie terug met \
         bundelaar restore",
        .path.display()
    )]
    Damaged { path: PathBuf, reason: String },
    #[error("{}: kan niet gebruikt worden", .path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    /// Another process held the database for too long; trying again may help.
    #[error("een ander programma houdt de databank met bundels bezet")]
    Busy,
    /// The disk is full or may not be written to; nothing changed. With room again it goes on.
    #[error("de databank met bundels kan niet geschreven worden: {0}")]
    Unwritable(rusqlite::Error),
    #[error("de databank met bundels: {0}")]
    Database(rusqlite::Error),
    #[error("het systeem geeft geen toevalsgetallen: {0}")]
    Random(#[from] getrandom::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy) => StoreError::Busy,
            Some(ErrorCode::DiskFull | ErrorCode::ReadOnly) => StoreError::Unwritable(error),
            Some(ErrorCode::SystemIoFailure) if is_of_writing(&error) => {
                StoreError::Unwritable(error)
            }
            _ => StoreError::Database(error),
        }
    }
}

/// Whether the system failed to write, rather than to read: a quota or a limit on the size of files
/// has no code of its own (<https://www.sqlite.org/rescode.html>).
fn is_of_writing(error: &rusqlite::Error) -> bool {
    let writing = [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_DIR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
    ];
    error.sqlite_error().is_some_and(|error| writing.contains(&error.extended_code))
}

/// All bundels, and the visitors who may change them.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// SQLite has one writer at a time. Waiting here rather than in SQLite is fair, and never ends
    /// in "busy" as long as this is the only process.
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    limits: Limits,
}

impl Store {
    /// Opens `bundels.sqlite` in the folder, making both when they are not there and bringing older
    /// data up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Foreign`], or what the disk says.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        make_private_folder(folder)
            .map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        let path = folder.join("bundels.sqlite");
        let mut writer = schema::connect(&path).map_err(|error| schema::named(error, &path))?;
        schema::check(&writer, &path)?;
        schema::keep_older(&writer, &path)?;
        schema::migrate(&mut writer, &path)?;
        let (writer, readers) = (Mutex::new(writer), Mutex::new(Vec::new()));
        Ok(Store { path, writer, readers, limits: Limits::default() })
    }

    /// With other limits than the usual ones. Bundels that are over them already stay as they are, and
    /// can be changed where that makes nothing worse.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Store { limits, ..self }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether the store answers.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.read(|db| {
            db.prepare_cached("SELECT 1 FROM bundels LIMIT 1")?.exists([])?;
            Ok(())
        })
    }

    /// A new bundel, and the key to it, which is not kept.
    pub fn create(&self, content: Content) -> Result<(Bundel, Key), StoreError> {
        self.write(|db| insert(db, content, &self.limits))
    }

    /// A new bundel of this visitor, which becomes the visitor's current one.
    pub fn create_for(
        &self,
        visitor: &VisitorSecret,
        content: Content,
    ) -> Result<(Bundel, Key), StoreError> {
        self.write(|db| {
            let made = insert(db, content, &self.limits)?;
            visitors::grant(db, visitor, &made.0.id)?;
            Ok(made)
        })
    }

    /// The bundel, which is kept for another term because somebody reads it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or [`StoreError::Expired`] when it was removed for want of readers.
    pub fn get(&self, id: &BundelId) -> Result<Bundel, StoreError> {
        let bundel = self.read(|db| rows::load(db, id))?;
        self.note_use(&bundel)?;
        Ok(bundel)
    }

    /// Notes that somebody reads this bundel, when that can be written: on a full disk it can still be
    /// read, and is noted the next time.
    pub fn note_use(&self, bundel: &Bundel) -> Result<(), StoreError> {
        let used_at = Self::used_when_read(bundel.used_at);
        if used_at == bundel.used_at {
            return Ok(());
        }
        match self.write(|db| rows::set_used(db, &bundel.id, used_at)) {
            Err(StoreError::Unwritable(_) | StoreError::Busy) => Ok(()),
            noted => noted,
        }
    }

    /// When a bundel counts as last used that was used at this moment and is read now: reading is
    /// noted once a day.
    pub fn used_when_read(used_at: Timestamp) -> Timestamp {
        let now = now();
        if now.duration_since(used_at) < USE_IS_NOTED_AFTER { used_at } else { now }
    }

    /// Until when a bundel is kept that was last used at this moment.
    pub fn kept_until(&self, used_at: Timestamp) -> Timestamp {
        used_at.saturating_add(self.unused_time()).expect("a duration, which has no calendar units")
    }

    /// The version of a bundel that this right may change.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] before [`StoreError::Forbidden`].
    pub fn check_right(&self, id: &BundelId, right: Right<'_>) -> Result<Version, StoreError> {
        self.read(|db| {
            check_right(db, id, right)?;
            rows::version(db, id)
        })
    }

    /// Changes a bundel. What the change leaves as it was keeps its version. With `expected`, the
    /// change is made only to that version, so that nobody's change is lost in silence.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when the version is no longer the expected one;
    /// [`StoreError::Invalid`] with the faults of the change or of its outcome.
    pub fn update(
        &self,
        id: &BundelId,
        right: Right<'_>,
        expected: Option<Version>,
        change: impl FnOnce(&mut Content) -> Result<(), Vec<ContentFault>>,
    ) -> Result<Bundel, StoreError> {
        self.revise(id, right, |content, version| {
            check_version(version, expected)?;
            change(content).map_err(StoreError::Invalid)
        })?
    }

    /// The same for a change that depends on the version that it finds: it is told which, and nobody
    /// else changes the bundel before it is stored. What it refuses is given back, and nothing stored.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] with the faults of the outcome.
    pub fn revise<R>(
        &self,
        id: &BundelId,
        right: Right<'_>,
        change: impl FnOnce(&mut Content, Version) -> Result<(), R>,
    ) -> Result<Result<Bundel, R>, StoreError> {
        self.write(|db| {
            check_right(db, id, right)?;
            let mut bundel = rows::load(db, id)?;
            let before = bundel.content.clone();
            if let Err(refusal) = change(&mut bundel.content, bundel.version) {
                return Ok(Err(refusal));
            }
            bundel.content.tidy();
            refuse(bundel.content.faults_since(&before, &self.limits))?;
            if bundel.content != before {
                bundel.replaced(db)?;
            }
            Ok(Ok(bundel))
        })
    }

    /// Makes the bundel what it was before its last change; doing so twice changes nothing. A
    /// bundel that was never changed stays as it is.
    ///
    /// # Errors
    /// As [`Store::update`].
    pub fn undo(
        &self,
        id: &BundelId,
        right: Right<'_>,
        expected: Option<Version>,
    ) -> Result<Bundel, StoreError> {
        self.write(|db| {
            check_right(db, id, right)?;
            let mut bundel = rows::load(db, id)?;
            check_version(bundel.version, expected)?;
            if let Some(former) = rows::former(db, id)? {
                bundel.content = former;
                bundel.replaced(db)?;
            }
            Ok(bundel)
        })
    }

    /// A new key. The old one, and every visitor who was let in before, loses the right to change
    /// the bundel; only the visitor who asks keeps it.
    pub fn rotate_key(&self, id: &BundelId, right: Right<'_>) -> Result<Key, StoreError> {
        self.write(|db| {
            check_right(db, id, right)?;
            let key = Key::random()?;
            rows::set_key(db, id, &key.hash())?;
            visitors::withdraw(db, id, right)?;
            Ok(key)
        })
    }

    /// A copy with a key of its own, for whoever can read the bundel; with a visitor, it becomes
    /// that visitor's current bundel. `adapt` makes it differ from the original.
    pub fn copy(
        &self,
        id: &BundelId,
        visitor: Option<&VisitorSecret>,
        adapt: impl FnOnce(&mut Content),
    ) -> Result<(Bundel, Key), StoreError> {
        self.write(|db| {
            let mut content = rows::load(db, id)?.content;
            adapt(&mut content);
            let made = insert(db, content, &self.limits)?;
            if let Some(visitor) = visitor {
                visitors::grant(db, visitor, &made.0.id)?;
            }
            Ok(made)
        })
    }

    /// Removes the bundel for good.
    pub fn delete(
        &self,
        id: &BundelId,
        right: Right<'_>,
        expected: Option<Version>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            check_right(db, id, right)?;
            check_version(rows::version(db, id)?, expected)?;
            rows::delete(db, id)
        })
    }

    /// Runs `work` in a transaction that takes the right to write at its start: one that begins by
    /// reading could find its reading outdated when it comes to write.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let made = work(&transaction)?;
        transaction.commit()?;
        Ok(made)
    }

    /// Runs `work` in a transaction, so that all it reads is of one moment. Readers never wait for
    /// the writer.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = locked(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => schema::connect(&self.path)?,
        };
        let transaction = reader.transaction()?;
        let found = work(&transaction);
        transaction.finish()?;
        let mut idle = locked(&self.readers);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
        found
    }
}

/// A thread that panicked left no transaction open (dropping one rolls it back), so that what it
/// held is still sound.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bundel {
    /// Stores its new content as its next version.
    fn replaced(&mut self, db: &Transaction<'_>) -> Result<(), StoreError> {
        self.version += 1;
        self.changed_at = now();
        self.used_at = self.changed_at;
        self.undoable = true;
        rows::update(db, self)
    }
}

fn insert(
    db: &Transaction<'_>,
    mut content: Content,
    limits: &Limits,
) -> Result<(Bundel, Key), StoreError> {
    check_content(&mut content, limits)?;
    let key = Key::random()?;
    let made_at = now();
    let bundel = Bundel {
        id: BundelId::random()?,
        version: 1,
        content,
        created_at: made_at,
        changed_at: made_at,
        used_at: made_at,
        undoable: false,
    };
    rows::insert(db, &bundel, &key.hash())?;
    Ok((bundel, key))
}

fn check_content(content: &mut Content, limits: &Limits) -> Result<(), StoreError> {
    content.tidy();
    refuse(content.faults(limits))
}

fn refuse(faults: Vec<ContentFault>) -> Result<(), StoreError> {
    if faults.is_empty() { Ok(()) } else { Err(StoreError::Invalid(faults)) }
}

fn check_version(current: Version, expected: Option<Version>) -> Result<(), StoreError> {
    match expected {
        Some(expected) if expected != current => Err(StoreError::Changed { current }),
        _ => Ok(()),
    }
}

fn check_right(db: &Transaction<'_>, id: &BundelId, right: Right<'_>) -> Result<(), StoreError> {
    let stored: SecretHash = rows::key_hash(db, id)?;
    let holds = match right {
        Right::Key(key) => stored.matches(&key.hash()),
        Right::Visitor(visitor) => visitors::has(db, visitor, id)?,
    };
    if holds { Ok(()) } else { Err(StoreError::Forbidden) }
}

/// Now, as precise as it is stored.
#[expect(clippy::disallowed_methods, reason = "the one place that dates changes of bundels")]
fn now() -> Timestamp {
    Timestamp::from_millisecond(Timestamp::now().as_millisecond())
        .expect("the present lies within the years 1 to 9999")
}

/// Notes and introductions are their makers': a folder made here is for the program's user alone.
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
