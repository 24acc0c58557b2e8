//! One build of the index: a folder below `index/`, and the vocabulary that its words were split
//! with.
//!
//! `index/current` names the generation in use. A rebuild fills a new folder beside it and switches
//! by replacing that one small file, so readers always find a whole index.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tantivy::directory::error::LockError;
use tantivy::{Index, TantivyError};

use super::schema::{Fields, SCHEMA_VERSION};
use crate::dutch::{Analyzer, Vocabulary};

const CURRENT: &str = "current";
const VOCABULARY: &str = "vocabulary.tsv";

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
    pub index: Index,
    pub fields: Fields,
    pub analyzer: Analyzer,
    pub(super) folder: PathBuf,
}

impl Generation {
    /// Opens the generation in use, or `None` when there is none that today's schema, chain, lists
    /// and dictionary could have made.
    ///
    /// # Errors
    /// When the folder exists and cannot be read.
    pub fn open(index_folder: &Path, base: &Vocabulary) -> Result<Option<Generation>, IndexError> {
        let pointer = index_folder.join(CURRENT);
        let name = match fs::read_to_string(&pointer) {
            Ok(name) => name.trim().to_owned(),
            // Never made, or damaged: not text.
            Err(reason)
                if matches!(
                    reason.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::InvalidData
                ) =>
            {
                return Ok(None);
            }
            Err(reason) => return Err(IndexError::Folder { path: pointer, reason }),
        };
        // The pointer is a file like any other: it may only name a folder right below this one.
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Ok(None);
        }
        let folder = index_folder.join(name);
        let Ok(learned) = fs::read_to_string(folder.join(VOCABULARY)) else { return Ok(None) };
        let learned = learned.lines().filter_map(|line| {
            let (word, documents) = line.split_once('\t')?;
            Some((word, documents.parse().ok()?))
        });
        let analyzer = Analyzer::new(base.clone().learn(learned));
        let (schema, fields) = Fields::build();
        let Ok(index) = Index::open_in_dir(&folder) else { return Ok(None) };
        let made_by = index.load_metas().ok().and_then(|metas| metas.payload);
        let current = index.schema() == schema && made_by == Some(fingerprint(&analyzer));
        Ok(current.then_some(Generation { index, fields, analyzer, folder }))
    }

    /// Whether every file is as it was written, by the checksums that tantivy ends files with. Reads
    /// them all: 60 MB for 20,000 articles.
    pub(super) fn is_sound(&self) -> bool {
        match self.index.validate_checksum() {
            Ok(damaged) if damaged.is_empty() => true,
            Ok(damaged) => {
                tracing::warn!(folder = %self.folder.display(), ?damaged, "damaged; made anew");
                false
            }
            Err(reason) => {
                tracing::warn!(folder = %self.folder.display(), %reason, "damaged; made anew");
                false
            }
        }
    }

    /// Makes an empty generation beside the one in use; [`Generation::publish`] switches to it.
    pub(super) fn create(
        index_folder: &Path,
        vocabulary: &Vocabulary,
        analyzer: Analyzer,
    ) -> Result<Generation, IndexError> {
        fs::create_dir_all(index_folder).map_err(IndexError::folder(index_folder))?;
        let last = generation_numbers(index_folder)?.into_iter().max().unwrap_or(0);
        let folder = index_folder.join(generation_name(last + 1));
        fs::create_dir(&folder).map_err(IndexError::folder(&folder))?;
        let path = folder.join(VOCABULARY);
        let learned: String = vocabulary
            .learned()
            .map(|(word, documents)| format!("{word}\t{documents}\n"))
            .collect();
        write_durably(&path, learned.as_bytes()).map_err(IndexError::folder(&path))?;
        let (schema, fields) = Fields::build();
        let index = Index::create_in_dir(&folder, schema).map_err(IndexError::tantivy(&folder))?;
        Ok(Generation { index, fields, analyzer, folder })
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
        for number in generation_numbers(index_folder)? {
            let other = index_folder.join(generation_name(number));
            if other != self.folder {
                // A generation that stays behind costs room only, and goes at the next switch.
                if let Err(reason) = fs::remove_dir_all(&other) {
                    tracing::warn!(folder = %other.display(), %reason, "old index not removed");
                }
            }
        }
        Ok(())
    }

    /// What made this generation, as kept with every commit.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.analyzer)
    }
}

fn fingerprint(analyzer: &Analyzer) -> String {
    let made_by = format!("schema {SCHEMA_VERSION}\n{}", analyzer.fingerprint());
    hex(&Sha256::digest(made_by.as_bytes()))
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

/// Lowercase hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
