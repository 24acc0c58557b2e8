//! Finished documents on disk, so that what did not change is not made again.
//!
//! A document bears the day it was made on, so those of another day are of no use any more and go,
//! with the notes of visitors that stand in them; so do those of another program. Beyond a number of
//! bytes the longest unused go. Memory holds only their names: what is asked often, the system keeps
//! in its own cache of files.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::render::Fingerprint;

/// How the names of these files end; no other file of the folder is touched.
const EXTENSION: &str = "document";
/// How the name of a file being written ends.
const UNFINISHED: &str = "deel";
/// SHA-256 of what follows it stands first: a file that a crash or a full disk cut short is not served.
const DIGEST_BYTES: usize = 32;

/// See the module.
pub(super) struct Kept {
    folder: PathBuf,
    max_bytes: u64,
    build: String,
    files: Mutex<Files>,
}

/// A finished document, opened at its beginning.
#[derive(Debug)]
pub(in crate::web) struct KeptFile {
    pub file: File,
    /// How long it is.
    pub bytes: u64,
}

#[derive(Default)]
struct Files {
    bytes: u64,
    /// Counts uses, to know which was longest ago.
    uses: u64,
    by_name: HashMap<String, Account>,
}

#[derive(Clone, Copy)]
struct Account {
    last_use: u64,
    bytes: u64,
}

impl Kept {
    /// Takes over what is in the folder of today and this program, and removes the rest; `build` is of
    /// letters and digits.
    ///
    /// # Errors
    /// When the folder cannot be made or listed, or a file cannot be removed.
    pub fn open(folder: &Path, max_bytes: u64, build: &str, today: Date) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(&format!(".{EXTENSION}")) {
                let metadata = entry.metadata()?;
                found.push((metadata.modified()?, name, metadata.len()));
            } else if name.ends_with(&format!(".{UNFINISHED}")) {
                fs::remove_file(entry.path())?;
            }
        }
        // When each was used last is not known any more; the youngest are the likeliest to be asked.
        found.sort();
        let mut files = Files::default();
        for (_, name, bytes) in found {
            files.insert(name, bytes);
        }
        let kept = Kept {
            folder: folder.to_owned(),
            max_bytes,
            build: build.to_owned(),
            files: Mutex::new(files),
        };
        kept.forget_past(today)?;
        kept.shrink(&mut kept.files())?;
        Ok(kept)
    }

    /// The document, when it is there and whole.
    pub fn get(&self, fingerprint: &Fingerprint) -> Option<KeptFile> {
        let name = self.files().touch(&self.suffix(fingerprint))?;
        match open_whole(&self.folder.join(&name)) {
            Ok(Some(whole)) => return Some(whole),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // With too many files open, for one: that says nothing about this one.
            Err(error) => {
                tracing::warn!(%error, name, "a kept document cannot be read");
                return None;
            }
        }
        // Cut short, or removed by somebody: as if it was never there.
        if let Err(error) = self.remove(&mut self.files(), &name) {
            tracing::warn!(%error, name, "a kept document is spoilt and cannot be removed");
        }
        None
    }

    /// Keeps a document made on this day, and lets go what has to make room for it.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    pub fn put(&self, day: Date, fingerprint: &Fingerprint, document: &[u8]) -> io::Result<()> {
        let bytes = (DIGEST_BYTES + document.len()) as u64;
        if bytes > self.max_bytes {
            return Ok(());
        }
        let name = format!("{day}{}", self.suffix(fingerprint));
        let mut whole = Vec::with_capacity(DIGEST_BYTES + document.len());
        whole.extend_from_slice(&Sha256::digest(document));
        whole.extend_from_slice(document);
        let beside = self.folder.join(format!("{name}.{UNFINISHED}"));
        let written =
            fs::write(&beside, whole).and_then(|()| fs::rename(&beside, self.folder.join(&name)));
        if written.is_err() {
            // On a full disk what is half there takes the room that others need.
            fs::remove_file(&beside).ok();
        }
        written?;
        self.files().insert(name, bytes);
        self.forget_past(day)?;
        self.shrink(&mut self.files())
    }

    /// Removes what was made on another day, or by another program: nobody is given it any more, and
    /// notes of visitors stand in it.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn forget_past(&self, today: Date) -> io::Result<()> {
        let mut files = self.files();
        let of_now = format!("{today}-{}-", self.build);
        let past = files.by_name.keys().filter(|name| !name.starts_with(&of_now));
        for name in past.cloned().collect::<Vec<_>>() {
            self.remove(&mut files, &name)?;
        }
        Ok(())
    }

    fn shrink(&self, files: &mut Files) -> io::Result<()> {
        while files.bytes > self.max_bytes {
            let oldest = files.by_name.iter().min_by_key(|(_, file)| file.last_use);
            let Some(name) = oldest.map(|(name, _)| name.clone()) else { return Ok(()) };
            self.remove(files, &name)?;
        }
        Ok(())
    }

    fn remove(&self, files: &mut Files, name: &str) -> io::Result<()> {
        files.remove(name);
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A document's name behind its day.
    fn suffix(&self, fingerprint: &Fingerprint) -> String {
        format!("-{}-{fingerprint}.{EXTENSION}", self.build)
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        // Every change leaves the account whole, so a panic elsewhere does not spoil it.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The document of a file, when its digest is that of the rest. It is read in pieces: it may be large,
/// and many may be asked for at once.
fn open_whole(path: &Path) -> io::Result<Option<KeptFile>> {
    const PIECE_BYTES: usize = 64 * 1024;
    let mut file = File::open(path)?;
    let mut digest = Vec::new();
    (&mut file).take(DIGEST_BYTES as u64).read_to_end(&mut digest)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
    file.seek(SeekFrom::Start(DIGEST_BYTES as u64))?;
    Ok((hash.finalize().as_slice() == digest).then_some(KeptFile { file, bytes }))
}

impl Files {
    fn insert(&mut self, name: String, bytes: u64) {
        self.uses += 1;
        self.bytes += bytes;
        if let Some(before) = self.by_name.insert(name, Account { last_use: self.uses, bytes }) {
            self.bytes -= before.bytes;
        }
    }

    fn remove(&mut self, name: &str) {
        if let Some(file) = self.by_name.remove(name) {
            self.bytes -= file.bytes;
        }
    }

    /// The name that ends like this, marked as used now. The day a fingerprint is of is part of it, so
    /// there is at most one.
    fn touch(&mut self, suffix: &str) -> Option<String> {
        let (name, file) = self.by_name.iter_mut().find(|(name, _)| name.ends_with(suffix))?;
        self.uses += 1;
        file.last_use = self.uses;
        Some(name.clone())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2026, 3, 10);

    fn fingerprint(number: u8) -> Fingerprint {
        Fingerprint::from([number; 32])
    }

    fn read(kept: &Kept, number: u8) -> Option<Vec<u8>> {
        let KeptFile { mut file, bytes } = kept.get(&fingerprint(number))?;
        let mut document = Vec::new();
        file.read_to_end(&mut document).unwrap();
        assert_eq!(document.len() as u64, bytes);
        Some(document)
    }

    fn known(kept: &Kept) -> Vec<u8> {
        (0..10).filter(|&number| kept.get(&fingerprint(number)).is_some()).collect()
    }

    #[test]
    fn the_longest_unused_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open(folder.path(), 300, "a1", DAY).unwrap();
        for number in [1, 2] {
            kept.put(DAY, &fingerprint(number), &[number; 100]).unwrap();
        }
        assert_eq!(read(&kept, 1), Some(vec![1; 100]));
        kept.put(DAY, &fingerprint(3), &[3; 100]).unwrap();
        assert_eq!(known(&kept), [1, 3]);
        kept.put(DAY, &fingerprint(4), &[4; 300]).unwrap();
        assert_eq!(known(&kept), [1, 3], "what is larger than the room is not kept");
        // Those that are there are found again, as far as they fit.
        assert_eq!(known(&Kept::open(folder.path(), 300, "a1", DAY).unwrap()), [1, 3]);
        assert_eq!(known(&Kept::open(folder.path(), 140, "a1", DAY).unwrap()).len(), 1);
        assert_eq!(known(&Kept::open(folder.path(), 0, "a1", DAY).unwrap()).len(), 0);
    }

    #[test]
    fn another_day_or_another_program_begins_again() {
        let folder = tempfile::tempdir().unwrap();
        let open = |build| Kept::open(folder.path(), 10_000, build, DAY).unwrap();
        fs::write(folder.path().join("iets.txt"), "van iemand anders").unwrap();
        let files = || fs::read_dir(folder.path()).unwrap().count();
        open("a1").put(DAY, &fingerprint(1), b"een").unwrap();
        assert_eq!((known(&open("b2")).len(), files()), (0, 1), "gone from the disk too");
        open("b2").put(DAY, &fingerprint(2), b"twee").unwrap();
        assert_eq!(known(&open("b2")), [2]);
        let kept = open("b2");
        let next = DAY.tomorrow().unwrap();
        kept.put(next, &fingerprint(3), b"drie").unwrap();
        assert_eq!((known(&kept), files()), (vec![3], 2), "one document, one other file");
        // Without anybody asking for a document.
        kept.forget_past(next).unwrap();
        assert_eq!(known(&kept), [3]);
        kept.forget_past(next.tomorrow().unwrap()).unwrap();
        assert_eq!((known(&kept).len(), files()), (0, 1));
    }

    #[test]
    fn what_cannot_be_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open(folder.path(), 10_000, "a1", DAY).unwrap();
        kept.put(DAY, &fingerprint(1), b"een").unwrap();
        let files = || fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let [name] = files().collect::<Vec<_>>().try_into().unwrap();
        // A folder cannot be written over.
        fs::remove_file(&name).unwrap();
        fs::create_dir(&name).unwrap();
        kept.put(DAY, &fingerprint(1), b"een").unwrap_err();
        assert_eq!(files().collect::<Vec<_>>(), [name]);
    }

    #[test]
    fn what_is_not_whole_is_not_served() {
        for damage in ["", "te kort", "lang genoeg voor een controlegetal, maar het klopt niet"] {
            let folder = tempfile::tempdir().unwrap();
            let kept = Kept::open(folder.path(), 10_000, "a1", DAY).unwrap();
            kept.put(DAY, &fingerprint(1), b"een").unwrap();
            let [file] =
                fs::read_dir(folder.path()).unwrap().collect::<Vec<_>>().try_into().unwrap();
            fs::write(file.unwrap().path(), damage).unwrap();
            assert_eq!(read(&kept, 1), None, "{damage}");
            kept.put(DAY, &fingerprint(1), b"opnieuw").unwrap();
            assert_eq!(read(&kept, 1), Some(b"opnieuw".to_vec()));
        }
    }
}
