//! One build of the index: a folder below `index/`, with what its articles taught and which files
//! they came from.
//!
//! `index/current` names the generation in use. A rebuild fills a new folder beside it and switches
//! by replacing that one small file, so readers always find a whole index. Within a generation each
//! commit names the files that belong to it, which are written before it: whatever moment a run ends
//! at, the last commit is whole.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::directory::error::LockError;
use tantivy::index::SegmentComponent;
use tantivy::{Index, ReloadPolicy, Searcher, TantivyError};

use super::learning::WordCounts;
use super::manifest::Manifest;
use super::schema::{Fields, SCHEMA_VERSION};
use crate::dutch::{Analyzer, Vocabulary, base_fingerprint};
use crate::hex::hex;

const CURRENT: &str = "current";

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be read or written; the operator must look.
    #[error("{path}: {reason}")]
    Folder { path: PathBuf, reason: io::Error },
    /// Another process is writing to the index.
    #[error("{0}: another bundelaar is writing to this index; stop it or choose another --index")]
    Locked(PathBuf),
    /// tantivy reports damage; deleting the folder is safe, it is made again from the corpus.
    #[error(
        "{path}: the index cannot be used ({reason}); delete the folder, it will be made again"
    )]
    Damaged { path: PathBuf, reason: TantivyError },
}

impl IndexError {
    pub(super) fn folder(path: &Path) -> impl Fn(io::Error) -> IndexError + '_ {
        move |reason| IndexError::Folder { path: path.to_owned(), reason }
    }

    pub(super) fn tantivy(path: &Path) -> impl Fn(TantivyError) -> IndexError + '_ {
        move |reason| match reason {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                IndexError::Locked(path.to_owned())
            }
            // Even who only reads takes a lock, so that no file goes while it is being opened.
            TantivyError::LockFailure(LockError::IoError(reason), _) => IndexError::Folder {
                path: path.to_owned(),
                reason: io::Error::new(reason.kind(), reason.to_string()),
            },
            reason => IndexError::Damaged { path: path.to_owned(), reason },
        }
    }
}

/// An open index with the analyzer that made it.
#[derive(Clone)]
pub struct Generation {
    /// Its files, below the folder of the generation.
    pub index: Index,
    pub fields: Fields,
    /// With the words that its articles taught.
    pub analyzer: Analyzer,
    pub(super) folder: PathBuf,
    /// Number of the last commit, from 1.
    pub(super) commit: u64,
}

/// What a commit carries: what made it, and the files beside it that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    /// Schema, chain, lists and dictionary.
    pub made_by: String,
    /// Number of the files of this commit.
    pub number: u64,
    /// SHA-256 of those files.
    pub words: String,
    /// Of the manifest.
    pub files: String,
}

impl Payload {
    /// Before the first commit.
    pub fn none() -> Payload {
        let nothing = String::new();
        Payload { made_by: nothing.clone(), number: 0, words: nothing.clone(), files: nothing }
    }
}

/// An open generation with all that an update goes on from.
pub(super) struct Current {
    pub generation: Generation,
    pub payload: Payload,
    pub counts: WordCounts,
    pub manifest: Manifest,
}

impl Generation {
    /// Opens the generation in use, or `None` when there is none that today's schema, chain, lists
    /// and dictionary could have made.
    ///
    /// # Errors
    /// When the folder exists and cannot be read.
    pub fn open(index_folder: &Path, base: &Vocabulary) -> Result<Option<Generation>, IndexError> {
        Ok(Current::open(index_folder, base)?.map(|current| current.generation))
    }

    /// The index as it was committed last.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn searcher(&self) -> tantivy::Result<Searcher> {
        let builder = self.index.reader_builder().reload_policy(ReloadPolicy::Manual);
        Ok(builder.try_into()?.searcher())
    }

    /// Whether the other one is the same commit of the same generation.
    pub fn is_same(&self, other: &Generation) -> bool {
        self.folder == other.folder && self.commit == other.commit
    }

    /// Writes the files of the commit that is to come, and gives what that one must carry.
    pub(super) fn prepare(
        &self,
        base: &Vocabulary,
        number: u64,
        counts: &WordCounts,
        manifest: &Manifest,
    ) -> Result<Payload, IndexError> {
        let manifest = serde_json::to_vec(manifest).expect("names and numbers are always JSON");
        let write = |name: String, bytes: &[u8]| {
            let path = self.folder.join(name);
            write_durably(&path, bytes).map_err(IndexError::folder(&path))?;
            Ok::<_, IndexError>(hex(&Sha256::digest(bytes)))
        };
        let words = write(words_name(number), counts.to_text().as_bytes())?;
        let files = write(files_name(number), &manifest)?;
        fs::File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(IndexError::folder(&self.folder))?;
        Ok(Payload { made_by: made_by(base), number, words, files })
    }

    /// Removes the files of other commits. What stays behind costs room only.
    pub(super) fn tidy(&self, payload: &Payload) {
        let keep = [words_name(payload.number), files_name(payload.number)];
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = name.starts_with("words-") || name.starts_with("files-");
            if ours && !keep.contains(&name) {
                fs::remove_file(entry.path()).ok();
            }
        }
    }

    /// Whether every file is as it was written, by the checksums that tantivy ends files with. Reads
    /// them all: 60 MB for 20,000 articles.
    pub(super) fn is_sound(&self) -> bool {
        match self.damaged_files() {
            Ok(damaged) if damaged.is_empty() => true,
            Ok(damaged) => {
                tracing::warn!(folder = %self.folder.display(), ?damaged, "damaged; rebuilt");
                false
            }
            Err(reason) => {
                tracing::warn!(folder = %self.folder.display(), %reason, "damaged; rebuilt");
                false
            }
        }
    }

    fn damaged_files(&self) -> tantivy::Result<HashSet<PathBuf>> {
        let mut damaged = self.index.validate_checksum()?;
        // That leaves out which documents were deleted.
        for segment in self.index.load_metas()?.segments.iter().filter(|one| one.has_deletes()) {
            let path = segment.relative_path(SegmentComponent::Delete);
            if !self.index.directory().validate_checksum(&path)? {
                damaged.insert(path);
            }
        }
        Ok(damaged)
    }

    /// Makes an empty generation beside the one in use; [`Generation::publish`] switches to it.
    pub(super) fn create(
        index_folder: &Path,
        analyzer: Analyzer,
    ) -> Result<Generation, IndexError> {
        fs::create_dir_all(index_folder).map_err(IndexError::folder(index_folder))?;
        let last = generation_numbers(index_folder)?.into_iter().max().unwrap_or(0);
        let folder = index_folder.join(generation_name(last + 1));
        fs::create_dir(&folder).map_err(IndexError::folder(&folder))?;
        let (schema, fields) = Fields::build();
        let index = Index::create_in_dir(&folder, schema).map_err(IndexError::tantivy(&folder))?;
        Ok(Generation { index, fields, analyzer, folder, commit: 0 })
    }

    /// Tells what a failure to write was about, where tantivy only says that its thread ended.
    pub(super) fn explain(&self, error: IndexError) -> IndexError {
        match (error, refusal(&self.folder)) {
            (IndexError::Damaged { .. }, Some(reason)) => {
                IndexError::Folder { path: self.folder.clone(), reason }
            }
            (error, _) => error,
        }
    }

    /// Removes what a failed commit left behind: room may be what it lacked.
    pub(super) fn sweep(&self, payload: &Payload) {
        self.tidy(payload);
        let mut index = self.index.clone();
        let Ok(metas) = index.load_metas() else { return };
        let segments: HashSet<_> =
            metas.segments.iter().map(|one| one.id().uuid_string()).collect();
        let mut living = index.directory().list_managed_files();
        living.retain(|path| {
            let name = path.to_string_lossy();
            name == "meta.json" || segments.contains(name.split('.').next().unwrap_or_default())
        });
        if let Err(reason) = index.directory_mut().garbage_collect(|| living) {
            tracing::warn!(folder = %self.folder.display(), %reason, "leftovers not removed");
        }
    }

    /// Makes this generation the one in use and removes all others.
    pub(super) fn publish(&self, index_folder: &Path) -> Result<(), IndexError> {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let pointer = index_folder.join(CURRENT);
        let beside = index_folder.join("current.new");
        write_durably(&beside, name.as_bytes())
            .and_then(|()| fs::rename(&beside, &pointer))
            .and_then(|()| fs::File::open(index_folder)?.sync_all())
            .map_err(IndexError::folder(&pointer))?;
        self.remove_others(index_folder)
    }

    /// Whether there are generations beside this one.
    pub(super) fn has_others(&self, index_folder: &Path) -> bool {
        self.others(index_folder).is_ok_and(|others| !others.is_empty())
    }

    /// Removes all other generations; needs the right to write.
    pub(super) fn remove_others(&self, index_folder: &Path) -> Result<(), IndexError> {
        for other in self.others(index_folder)? {
            // A generation that stays behind costs room only, and is tried again by every run.
            if let Err(reason) = fs::remove_dir_all(&other) {
                tracing::warn!(folder = %other.display(), %reason, "old index not removed");
            }
        }
        Ok(())
    }

    fn others(&self, index_folder: &Path) -> Result<Vec<PathBuf>, IndexError> {
        let numbers = generation_numbers(index_folder)?;
        let folders = numbers.into_iter().map(|number| index_folder.join(generation_name(number)));
        Ok(folders.filter(|folder| *folder != self.folder).collect())
    }
}

impl Current {
    /// As [`Generation::open`].
    pub fn open(index_folder: &Path, base: &Vocabulary) -> Result<Option<Current>, IndexError> {
        let Some(folder) = current_folder(index_folder)? else { return Ok(None) };
        let Ok(index) = Index::open_in_dir(&folder) else { return Ok(None) };
        let Some(payload) = payload(&index) else { return Ok(None) };
        let (schema, fields) = Fields::build();
        if index.schema() != schema || payload.made_by != made_by(base) {
            return Ok(None);
        }
        let read = |name: String, sum: &str| {
            let bytes = fs::read(folder.join(name)).ok()?;
            (hex(&Sha256::digest(&bytes)) == sum).then_some(bytes)
        };
        let counts = || {
            let bytes = read(words_name(payload.number), &payload.words)?;
            WordCounts::parse(std::str::from_utf8(&bytes).ok()?)
        };
        let Some(counts) = counts() else { return Ok(None) };
        let manifest = read(files_name(payload.number), &payload.files)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(manifest) = manifest else { return Ok(None) };
        let analyzer = Analyzer::new(counts.teach(base));
        let commit = payload.number;
        let generation = Generation { index, fields, analyzer, folder, commit };
        Ok(Some(Current { generation, payload, counts, manifest }))
    }

    /// Whether this is still the last commit of the generation in use.
    pub fn is_latest(&self, index_folder: &Path) -> bool {
        let in_use = current_folder(index_folder).ok().flatten();
        in_use.as_ref() == Some(&self.generation.folder)
            && payload(&self.generation.index).as_ref() == Some(&self.payload)
    }
}

/// The folder that `index/current` names.
fn current_folder(index_folder: &Path) -> Result<Option<PathBuf>, IndexError> {
    let pointer = index_folder.join(CURRENT);
    let name = match fs::read_to_string(&pointer) {
        Ok(name) => name.trim().to_owned(),
        // Never made, or damaged: not text.
        Err(reason)
            if matches!(reason.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) =>
        {
            return Ok(None);
        }
        Err(reason) => return Err(IndexError::Folder { path: pointer, reason }),
    };
    // The pointer is a file like any other: it may only name a folder right below this one.
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    Ok(is_name.then(|| index_folder.join(name)))
}

fn payload(index: &Index) -> Option<Payload> {
    serde_json::from_str(&index.load_metas().ok()?.payload?).ok()
}

/// What an index must be made by to be used: schema, chain, lists and dictionary.
fn made_by(base: &Vocabulary) -> String {
    let made_by = format!("schema {SCHEMA_VERSION}\n{}", base_fingerprint(base));
    hex(&Sha256::digest(made_by.as_bytes()))
}

fn words_name(number: u64) -> String {
    format!("words-{number}.tsv")
}

fn files_name(number: u64) -> String {
    format!("files-{number}.json")
}

/// The right to write to the index, until dropped.
pub(super) struct WriteLock {
    _file: fs::File,
}

impl WriteLock {
    /// Takes the right, waiting for another process to give it back when `patient`.
    ///
    /// # Errors
    /// [`IndexError::Locked`] when another process has it and there is no patience.
    pub(super) fn take(index_folder: &Path, patient: bool) -> Result<WriteLock, IndexError> {
        fs::create_dir_all(index_folder).map_err(IndexError::folder(index_folder))?;
        let path = index_folder.join("lock");
        let file = fs::File::options().create(true).append(true).open(&path);
        let file = file.map_err(IndexError::folder(&path))?;
        let taken = if patient {
            file.lock()
        } else {
            match file.try_lock() {
                Ok(()) => Ok(()),
                Err(fs::TryLockError::WouldBlock) => {
                    return Err(IndexError::Locked(index_folder.to_owned()));
                }
                Err(fs::TryLockError::Error(reason)) => Err(reason),
            }
        };
        taken.map_err(IndexError::folder(&path))?;
        Ok(WriteLock { _file: file })
    }
}

/// Why nothing can be written to a folder; `None` when it can.
fn refusal(folder: &Path) -> Option<io::Error> {
    // More than the buffers of whoever found no room.
    const BYTES: usize = 1 << 20;
    let path = folder.join("room");
    let tried = write_durably(&path, &vec![0; BYTES]);
    fs::remove_file(&path).ok();
    tried.err()
}

fn generation_name(number: u32) -> String {
    format!("gen-{number}")
}

fn generation_numbers(index_folder: &Path) -> Result<Vec<u32>, IndexError> {
    let entries = fs::read_dir(index_folder).map_err(IndexError::folder(index_folder))?;
    Ok(entries
        .filter_map(|entry| {
            entry.ok()?.file_name().to_str()?.strip_prefix("gen-")?.parse::<u32>().ok()
        })
        .collect())
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
