//! The corpus folder: which files hold articles, and reading them one after another.
//!
//! Nothing is kept: a listing holds names and sizes, and articles are given as they are read, so a
//! corpus of any size fits. Two articles with one id are told by who keeps the ids.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::decode::{Decoded, decode};
use super::form::{Form, PICTURE_SIGNATURE_BYTES, is_picture, picture_media_type};
use super::list_fault::ListFault;
use super::organisations::Organisations;
use super::read_error::ReadError;
use super::reader::{Reader, Reading, Record};
use super::synonyms::{SYNONYMS_FILE, Synonyms};

/// The registry's name in the corpus folder.
pub const REGISTRY_FILE: &str = "_organisaties.toml";

/// A file that is read as a whole may have this many bytes; the collected works of Shakespeare have
/// five million. Files of one article a line are streams and have no limit.
pub const MAX_FILE_BYTES: u64 = 16 << 20;

/// A corpus folder.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// As it was named, made absolute: where a link leads may be another folder tomorrow.
    root: PathBuf,
}

/// A file with one or more articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Below the corpus folder.
    pub path: PathBuf,
    /// By its name; its content may show another one.
    pub form: Form,
    /// As it was when it was listed.
    pub size_bytes: u64,
    pub modified: SystemTime,
    /// The picture of the same stem beside it: its path below the corpus folder, parts separated by
    /// `/`. It belongs to the article when the file holds one.
    pub picture: Option<String>,
}

/// What a corpus folder holds, in the order of the paths.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those that are read.
    pub files: Vec<SourceFile>,
    /// What is not read, for whoever wonders where it went.
    pub skipped: Vec<Skipped>,
}

/// A file or folder that is not read.
#[derive(Debug)]
pub struct Skipped {
    /// Below the corpus folder.
    pub path: PathBuf,
    /// What to say of it.
    pub why: SkipReason,
}

/// Why a file or folder is not read.
#[derive(Debug, thiserror::Error)]
pub enum SkipReason {
    #[error("not a form that articles come in; skipped")]
    UnknownForm,
    #[error("a picture without an article of the same name beside it; skipped")]
    PictureAlone,
    #[error("a second picture of the same article; skipped")]
    SecondPicture,
    #[error("not a JPEG, PNG or WebP picture, whatever its name says; skipped")]
    NoPicture,
    #[error("a picture whose name is not UTF-8; give it another name; skipped")]
    OddPictureName,
    /// Two such names can look the same, and the index knows files by their name.
    #[error("its name is not UTF-8; give it another name")]
    OddName,
    #[error("the pictures and scripts of a saved page; skipped")]
    PageParts,
    #[error("a link to a folder or to outside the corpus; skipped")]
    Link,
    #[error("neither a file nor a folder; skipped")]
    Special,
    #[error("cannot be looked at: {0}")]
    Unreadable(#[source] io::Error),
}

impl SkipReason {
    /// Whether articles may be missing because of it, rather than that there was none.
    pub fn is_failure(&self) -> bool {
        matches!(self, SkipReason::Unreadable(_) | SkipReason::OddName)
    }
}

/// What reading a corpus gives, one after another.
#[derive(Debug)]
pub enum Found<'f> {
    /// An article of a file.
    Article {
        reading: Box<Reading>,
        file: &'f SourceFile,
        /// From 1, in a file of one article a line.
        line: Option<u64>,
    },
    /// An article, or a whole file, that could not be read.
    Failure { file: &'f SourceFile, line: Option<u64>, reason: ReadError },
}

/// The content of a file as it was when read: SHA-256 of its bytes.
pub type ContentHash = [u8; 32];

impl Corpus {
    /// # Errors
    /// When the folder is not there or is not a folder.
    pub fn open(root: &Path) -> io::Result<Corpus> {
        if fs::metadata(root)?.is_dir() {
            Ok(Corpus { root: std::path::absolute(root)? })
        } else {
            Err(io::Error::new(io::ErrorKind::NotADirectory, "not a folder"))
        }
    }

    /// Absolute; a part of it may be a link.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The registry of organisations; an absent one is empty.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn organisations(&self) -> io::Result<(Organisations, Vec<ListFault>)> {
        let Some((text, wrong)) = self.read_list(REGISTRY_FILE)? else {
            return Ok(Default::default());
        };
        let (organisations, mut faults) = Organisations::parse(&text);
        faults.splice(..0, wrong);
        Ok((organisations, faults))
    }

    /// The list of synonyms; an absent one is empty.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn synonyms(&self) -> io::Result<(Synonyms, Vec<ListFault>)> {
        let Some((text, wrong)) = self.read_list(SYNONYMS_FILE)? else {
            return Ok(Default::default());
        };
        let (synonyms, mut faults) = Synonyms::parse(&text);
        faults.splice(..0, wrong);
        Ok((synonyms, faults))
    }

    /// The text of a list, and what is wrong with its bytes. `None` when there is none.
    fn read_list(&self, name: &str) -> io::Result<Option<(String, Option<ListFault>)>> {
        let bytes = match fs::read(self.root.join(name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(match decode(&bytes) {
            Ok(Decoded { text, warning }) => (text, warning.map(ListFault::Encoding)),
            Err(ReadError::Empty) => (String::new(), None),
            Err(_) => (String::new(), Some(ListFault::Binary)),
        }))
    }

    /// What tells whether the list of synonyms changed: its time of change and length in bytes.
    /// `None` when there is none.
    pub fn synonyms_stamp(&self) -> Option<(SystemTime, u64)> {
        let file = fs::metadata(self.root.join(SYNONYMS_FILE)).ok()?;
        Some((file.modified().ok()?, file.len()))
    }

    /// Every file with articles, recursively; what cannot be looked at is among the skipped.
    pub fn list(&self) -> Listing {
        let mut listing = Listing::default();
        // A stack of folders rather than recursion: depth is bounded by memory, not by the stack.
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            if let Err(error) = self.list_folder(&folder, &mut listing, &mut folders) {
                listing.skip(folder, SkipReason::Unreadable(error));
            }
        }
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        listing.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        listing
    }

    fn list_folder(
        &self,
        folder: &Path,
        listing: &mut Listing,
        folders: &mut Vec<PathBuf>,
    ) -> io::Result<()> {
        let mut files = Vec::new();
        let mut pictures = Vec::new();
        for entry in fs::read_dir(self.root.join(folder))? {
            let entry = match entry {
                Ok(entry) => entry,
                // What was found before it is kept.
                Err(error) => {
                    listing.skip(folder.to_owned(), SkipReason::Unreadable(error));
                    continue;
                }
            };
            let path = folder.join(entry.file_name());
            if is_hidden(&path) {
                continue;
            }
            let metadata = match self.look_at(&entry) {
                Ok(metadata) => metadata,
                Err(why) => {
                    listing.skip(path, why);
                    continue;
                }
            };
            let odd_name = entry.file_name().to_str().is_none();
            if is_picture(&path) && !metadata.is_dir() {
                pictures.push(path);
            } else if odd_name && (metadata.is_dir() || Form::of_path(&path).is_some()) {
                listing.skip(path, SkipReason::OddName);
            } else if metadata.is_dir() {
                folders.push(path);
            } else if let Some(form) = Form::of_path(&path) {
                let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                let size_bytes = metadata.len();
                files.push(SourceFile { path, form, size_bytes, modified, picture: None });
            } else {
                listing.skip(path, SkipReason::UnknownForm);
            }
        }
        for part in take_page_parts(&files, folders) {
            listing.skip(part, SkipReason::PageParts);
        }
        self.give_pictures(&mut files, pictures, listing);
        listing.files.append(&mut files);
        Ok(())
    }

    /// Metadata of an entry, a link followed only to a file within the corpus: folders behind links
    /// could lead out, or round in circles.
    fn look_at(&self, entry: &fs::DirEntry) -> Result<fs::Metadata, SkipReason> {
        let metadata = entry.metadata().map_err(SkipReason::Unreadable)?;
        let metadata = if metadata.is_symlink() {
            let target = entry.path().canonicalize().map_err(SkipReason::Unreadable)?;
            let behind = fs::metadata(&target).map_err(SkipReason::Unreadable)?;
            let root = self.root.canonicalize().map_err(SkipReason::Unreadable)?;
            if !target.starts_with(root) || behind.is_dir() {
                return Err(SkipReason::Link);
            }
            behind
        } else {
            metadata
        };
        if metadata.is_file() || metadata.is_dir() {
            Ok(metadata)
        } else {
            Err(SkipReason::Special)
        }
    }

    /// Gives every picture to the article of the same stem. Files of one article a line are
    /// collections, which have no picture.
    fn give_pictures(
        &self,
        files: &mut [SourceFile],
        mut pictures: Vec<PathBuf>,
        listing: &mut Listing,
    ) {
        pictures.sort();
        let mut by_stem: HashMap<PathBuf, Vec<usize>> = HashMap::new();
        for (at, file) in files.iter().enumerate().filter(|(_, f)| f.form != Form::JsonLines) {
            by_stem.entry(file.path.with_extension("")).or_default().push(at);
        }
        for picture in pictures {
            let given = by_stem
                .get(&picture.with_extension(""))
                .ok_or(SkipReason::PictureAlone)
                .and_then(|owners| Ok((owners, self.picture_text(&picture)?)))
                .and_then(|(owners, text)| {
                    let free = owners.iter().filter(|&&at| files[at].picture.is_none());
                    let free: Vec<usize> = free.copied().collect();
                    for &at in &free {
                        files[at].picture = Some(text.clone());
                    }
                    if free.is_empty() { Err(SkipReason::SecondPicture) } else { Ok(()) }
                });
            if let Err(why) = given {
                listing.skip(picture, why);
            }
        }
    }

    /// The path of a picture as text, when the file is one.
    fn picture_text(&self, picture: &Path) -> Result<String, SkipReason> {
        let text = path_text(picture).ok_or(SkipReason::OddPictureName)?;
        let mut first_bytes = Vec::with_capacity(PICTURE_SIGNATURE_BYTES);
        File::open(self.root.join(picture))
            .and_then(|file| {
                file.take(PICTURE_SIGNATURE_BYTES as u64).read_to_end(&mut first_bytes)
            })
            .map_err(SkipReason::Unreadable)?;
        picture_media_type(&first_bytes).map(|_| text).ok_or(SkipReason::NoPicture)
    }

    /// Reads every article of every file, in the order of the listing.
    pub fn for_each(&self, reader: Reader<'_>, mut give: impl FnMut(Found<'_>)) {
        for file in &self.list().files {
            self.read(reader, file, &mut give);
        }
    }

    /// Reads the articles of one file. What was read is told by the hash, which is `None` when the
    /// file could not be read to its end.
    pub fn read<'f>(
        &self,
        reader: Reader<'_>,
        file: &'f SourceFile,
        mut give: impl FnMut(Found<'f>),
    ) -> Option<ContentHash> {
        let give_record = |record: Record| {
            let line = record.line;
            give(match record.outcome {
                Ok(reading) => Found::Article { reading: Box::new(reading), file, line },
                Err(reason) => Found::Failure { file, line, reason },
            });
        };
        match self.read_records(reader, file, give_record) {
            Ok(hash) => Some(hash),
            Err(reason) => {
                give(Found::Failure { file, line: None, reason });
                None
            }
        }
    }

    fn read_records(
        &self,
        reader: Reader<'_>,
        file: &SourceFile,
        give: impl FnMut(Record),
    ) -> Result<ContentHash, ReadError> {
        let input = File::open(self.root.join(&file.path))?;
        if file.form == Form::JsonLines {
            let mut hashing = Hashing { input, hasher: Sha256::new() };
            // Lines of some kilobytes: a larger buffer than the default saves system calls.
            reader.read_lines(&file.path, BufReader::with_capacity(1 << 18, &mut hashing), give)?;
            return Ok(hashing.hasher.finalize().into());
        }
        let mut bytes = Vec::new();
        input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            let bytes = file.size_bytes.max(bytes.len() as u64);
            return Err(ReadError::TooLarge { bytes, limit: MAX_FILE_BYTES });
        }
        let hash = Sha256::digest(&bytes).into();
        let mut records = Vec::new();
        reader.read(&file.path, file.form, &bytes, |record| records.push(record));
        // Of several articles in a file, none is the one that the picture shows.
        if let [Record { outcome: Ok(reading), .. }] = records.as_mut_slice() {
            reading.article.picture.clone_from(&file.picture);
        }
        records.into_iter().for_each(give);
        Ok(hash)
    }

    /// The hash of a file's bytes, without reading articles.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hash(&self, file: &SourceFile) -> io::Result<ContentHash> {
        let input = File::open(self.root.join(&file.path))?;
        let mut hashing = Hashing { input, hasher: Sha256::new() };
        io::copy(&mut hashing, &mut io::sink())?;
        Ok(hashing.hasher.finalize().into())
    }
}

impl Listing {
    fn skip(&mut self, path: PathBuf, why: SkipReason) {
        self.skipped.push(Skipped { path, why });
    }
}

/// Names that begin with `_` or `.` are never articles.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.as_encoded_bytes());
    name.is_none_or(|name| name.starts_with(b"_") || name.starts_with(b"."))
}

/// The folders that a browser makes beside a page it saves: `artikel_files`, `artikel_bestanden`
/// beside `artikel.html`.
fn take_page_parts(files: &[SourceFile], folders: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    let pages = files.iter().filter(|file| file.form == Form::Html);
    let parts: HashSet<PathBuf> = pages
        .flat_map(|page| {
            let stem = page.path.file_stem().unwrap_or_default().to_string_lossy();
            [format!("{stem}_files"), format!("{stem}_bestanden")]
                .map(|name| page.path.with_file_name(name))
        })
        .collect();
    folders.extract_if(.., |folder| parts.contains(folder)).collect()
}

/// The path as text, its parts separated by `/`.
fn path_text(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Hashes what is read through it.
struct Hashing<R> {
    input: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
