//! Articles that were read and wait for the vocabulary, which all of them teach together.
//!
//! A spool keeps them in memory as long as they are few, and in a file without a name in the index
//! folder beyond that: the corpus is read once, whatever its size, and what is counted is what is
//! indexed even when a file changes meanwhile.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::duplicates::text_hash;
use super::spelled::{Spelled, Spellings};
use super::stored_form::{reads_back, stored_form};
use crate::article::Article;

/// An article on its way into the index.
pub(super) struct Draft<'a> {
    /// The file it comes from, below the corpus folder.
    pub file: &'a str,
    /// See [`content_hash`].
    pub hash: u64,
    pub text_hash: u64,
    /// See `stored_form`.
    pub json: &'a [u8],
    pub spelled: Spelled,
}

/// Where a draft was put, and what tells the article from others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filed {
    /// Its place in the spool, which [`Spool::read`] takes.
    pub draft: u64,
    /// See [`content_hash`].
    pub hash: u64,
    /// See [`text_hash`]; 0 when there is none.
    pub text_hash: u64,
    /// Length of the article as JSON.
    pub bytes: u64,
}

/// The article was not put.
#[derive(Debug, thiserror::Error)]
pub(super) enum PutError {
    /// Found before the index is written, so that one article does not stop all others.
    #[error("what the index would keep of it cannot be read back: {0}")]
    NotReadBack(serde_json::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<PutError> for io::Error {
    fn from(error: PutError) -> io::Error {
        match error {
            PutError::NotReadBack(error) => error.into(),
            PutError::Io(error) => error,
        }
    }
}

/// Drafts by the place they were put at.
pub(super) struct Spool {
    path: PathBuf,
    file: Option<File>,
    /// Bytes in the file.
    stored: u64,
    /// What follows those.
    recent: Vec<u8>,
}

/// Bytes kept in memory: two thousand articles of the usual length, so that an ordinary site never
/// needs the file.
const MEMORY_BYTES: usize = 16 << 20;

/// Numbers before each draft: the lengths of file, JSON and codes, and the hashes.
const HEAD_BYTES: usize = 4 + 4 + 4 + 8 + 8;

impl Spool {
    /// An empty one; its file, when it comes to that, is in `folder`.
    pub fn new(folder: &Path) -> Spool {
        Spool { path: folder.join("spool"), file: None, stored: 0, recent: Vec::new() }
    }

    /// Puts an article.
    ///
    /// # Errors
    /// When the article would not come out as it went in, or the file cannot be written.
    pub fn put(
        &mut self,
        article: &Article,
        file: &str,
        spellings: &mut Spellings,
    ) -> Result<Filed, PutError> {
        let json = stored_form(article);
        // Texts, days and ids come back as they were; a moment is what might not. Few articles have one,
        // and reading all once more takes its time.
        if article.event.is_some() {
            reads_back(&json).map_err(PutError::NotReadBack)?;
        }
        let hash = content_hash(file, &json);
        let text_hash = text_hash(article).unwrap_or_default();
        let spelled = Spelled::of(article, spellings);
        let draft = self.stored + self.recent.len() as u64;
        for length in [file.len(), json.len(), spelled.codes().len()] {
            let length = u32::try_from(length).map_err(io::Error::other)?;
            self.recent.extend(length.to_le_bytes());
        }
        self.recent.extend(hash.to_le_bytes());
        self.recent.extend(text_hash.to_le_bytes());
        self.recent.extend(file.as_bytes());
        self.recent.extend(&json);
        self.recent.extend(spelled.codes().iter().flat_map(|code| code.to_le_bytes()));
        if self.recent.len() >= MEMORY_BYTES {
            self.store()?;
        }
        Ok(Filed { draft, hash, text_hash, bytes: json.len() as u64 })
    }

    /// Calls `take` for the drafts at `places`, in that order.
    ///
    /// # Errors
    /// When the file cannot be read, or `take` gives one.
    pub fn read<E: From<io::Error>>(
        &mut self,
        places: impl Iterator<Item = u64>,
        mut take: impl FnMut(Draft<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut stored = Vec::new();
        for place in places {
            if let Some(at) = place.checked_sub(self.stored) {
                take(Head::of(&self.recent[at as usize..])?.draft()?)?;
                continue;
            }
            let file = self.file.as_mut().ok_or_else(cut_short)?;
            file.seek(SeekFrom::Start(place))?;
            stored.resize(HEAD_BYTES, 0);
            file.read_exact(&mut stored)?;
            let rest = Head::of(&stored)?.rest_bytes();
            stored.resize(HEAD_BYTES + rest, 0);
            file.read_exact(&mut stored[HEAD_BYTES..])?;
            take(Head::of(&stored)?.draft()?)?;
        }
        Ok(())
    }

    fn store(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut options = File::options();
                let made = options.read(true).write(true).create(true).truncate(true);
                let file = made.open(&self.path)?;
                // Without a name it goes with the process, however that ends. Where a file that is
                // open keeps its name, the next run makes it empty.
                fs::remove_file(&self.path).ok();
                none.insert(file)
            }
        };
        file.seek(SeekFrom::Start(self.stored))?;
        file.write_all(&self.recent)?;
        self.stored += self.recent.len() as u64;
        self.recent.clear();
        Ok(())
    }
}

/// A draft as bytes.
struct Head<'a> {
    lengths: [usize; 3],
    hash: u64,
    text_hash: u64,
    rest: &'a [u8],
}

impl<'a> Head<'a> {
    fn of(bytes: &'a [u8]) -> io::Result<Head<'a>> {
        let (numbers, rest) = bytes.split_at_checked(HEAD_BYTES).ok_or_else(cut_short)?;
        let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| numbers[at + byte]));
        let lengths = [0, 4, 8].map(|at| number(at) as usize);
        let [hash, text_hash] =
            [12, 20].map(|at| u64::from(number(at + 4)) << 32 | u64::from(number(at)));
        Ok(Head { lengths, hash, text_hash, rest })
    }

    fn rest_bytes(&self) -> usize {
        let [file, json, codes] = self.lengths;
        file + json + codes * 4
    }

    fn draft(self) -> io::Result<Draft<'a>> {
        let [file, json, codes] = self.lengths;
        let (file, rest) = self.rest.split_at_checked(file).ok_or_else(cut_short)?;
        let (json, rest) = rest.split_at_checked(json).ok_or_else(cut_short)?;
        let codes = rest.get(..codes * 4).ok_or_else(cut_short)?;
        let codes = codes
            .chunks_exact(4)
            .map(|code| u32::from_le_bytes(std::array::from_fn(|byte| code[byte])))
            .collect();
        let file = std::str::from_utf8(file).map_err(io::Error::other)?;
        let Head { hash, text_hash, .. } = self;
        Ok(Draft { file, hash, text_hash, json, spelled: Spelled::from_codes(codes) })
    }
}

fn cut_short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "a draft is cut short")
}

/// Tells whether an article, or the file it comes from, differs from what is in the index: 64 bits of
/// SHA-256. Versions of one article are compared, and nobody gains by making two look alike.
pub(super) fn content_hash(file: &str, json: &[u8]) -> u64 {
    let mut digest = Sha256::new();
    digest.update(file.as_bytes());
    digest.update([0]);
    digest.update(json);
    let digest = digest.finalize();
    u64::from_le_bytes(std::array::from_fn(|byte| digest[byte]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_come_back_from_memory_and_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut spool = Spool::new(folder.path());
        let mut spellings = Spellings::default();
        let mut article = Article::sample("");
        let mut places = Vec::new();
        for number in 0..6 {
            article.title = format!("Titel {number}");
            let file = format!("{number}.json");
            places.push(spool.put(&article, &file, &mut spellings).expect("room").draft);
            if number == 1 || number == 3 {
                spool.store().expect("room");
            }
        }
        let mut found = Vec::new();
        let wanted = places.iter().copied().skip(1);
        let read: io::Result<()> = spool.read(wanted, |draft| {
            let article: Article = serde_json::from_slice(draft.json)?;
            assert_eq!(draft.hash, content_hash(draft.file, draft.json));
            found.push(format!("{} {} {}", draft.file, article.title, draft.spelled.codes().len()));
            Ok(())
        });
        read.expect("what was written");
        let expect: Vec<String> =
            (1..6).map(|number| format!("{number}.json Titel {number} 6")).collect();
        assert_eq!(found, expect);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
