//! The folder that fetched articles are kept in, and what is remembered of where they came from.
//!
//! `_fetch.json` beside the articles says for every address which file it became, what that file's
//! bytes were and what the site said to tell a change by. Both are written beside first and then moved
//! into place, the file that is replaced out of the way before: after a crash a file is at worst
//! missing, and is then fetched again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::client::Validators;
use crate::article::ArticleId;
use crate::hex::hex;

const LEDGER: &str = "_fetch.json";

/// A folder that articles cannot be fetched into.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{0} is not below the corpus folder {1}")]
    Outside(PathBuf, PathBuf),
    #[error("{0}: articles in a folder whose name begins with _ or . are not read")]
    Hidden(PathBuf),
    #[error("{path}: {reason}")]
    Unusable { path: PathBuf, reason: io::Error },
    #[error("{path}: not what fetch wrote ({reason}); mend it, or remove it and fetch all again")]
    Ledger { path: PathBuf, reason: serde_json::Error },
}

/// The folder, with what is remembered.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    ledger: Ledger,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Ledger {
    addresses: BTreeMap<String, Entry>,
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Of the article.
    id: ArticleId,
    /// Of the file as it was written, in hexadecimal.
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "lastModified")]
    last_modified: Option<String>,
}

/// How a file stands to what was last written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not there.
    Absent,
    AsWritten,
    /// Somebody changed it since, or made it.
    Edited,
}

/// What storing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    New,
    Changed,
    Same,
    /// The file is somebody's; nothing was written.
    Edited,
}

impl Store {
    /// Opens a folder below the corpus folder, making it where it is missing.
    ///
    /// # Errors
    /// When it would be outside the corpus or not be read as part of it, or cannot be used.
    pub fn open(corpus: &Path, folder: &Path) -> Result<Store, FolderError> {
        let unusable = |path: &Path| {
            let path = path.to_owned();
            move |reason| FolderError::Unusable { path, reason }
        };
        let root = corpus.canonicalize().map_err(unusable(corpus))?;
        // What is there decides where the folder is, links included; the rest are plain names.
        let there = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
        let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        let rest = folder.strip_prefix(there).unwrap_or(folder);
        let base = there.canonicalize().map_err(unusable(there))?;
        let outside = || FolderError::Outside(folder.to_owned(), root.clone());
        if !rest.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(outside());
        }
        let whole = base.join(rest);
        let below = whole.strip_prefix(&root).map_err(|_| outside())?;
        let hidden = |part: Component<'_>| {
            let name = part.as_os_str().as_encoded_bytes();
            name.starts_with(b"_") || name.starts_with(b".")
        };
        if below.components().any(hidden) {
            return Err(FolderError::Hidden(folder.to_owned()));
        }
        fs::create_dir_all(&whole).map_err(unusable(&whole))?;
        let path = whole.join(LEDGER);
        let ledger = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|reason| FolderError::Ledger { path, reason })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ledger::default(),
            Err(reason) => return Err(FolderError::Unusable { path, reason }),
        };
        Ok(Store { folder: whole, ledger })
    }

    /// What to ask an address with: only when the file is as it was written, since an unchanged page
    /// is not sent again.
    pub(super) fn validators(&self, address: &Url) -> Validators {
        match self.ledger.addresses.get(address.as_str()) {
            Some(entry) if self.state(address) == State::AsWritten => {
                Validators { etag: entry.etag.clone(), last_modified: entry.last_modified.clone() }
            }
            _ => Validators::default(),
        }
    }

    pub(super) fn state(&self, address: &Url) -> State {
        let Some(entry) = self.ledger.addresses.get(address.as_str()) else {
            // Only where both names that it could get are taken.
            let is_taken = self.file(&self.id_of(address)).exists();
            return if is_taken { State::Edited } else { State::Absent };
        };
        match fs::read(self.file(&entry.id)) {
            Ok(bytes) if hash(&bytes) == entry.sha256 => State::AsWritten,
            Ok(_) => State::Edited,
            Err(_) => State::Absent,
        }
    }

    /// The id of the article at an address: the one it has, or a new one that no file has.
    pub(super) fn id_of(&self, address: &Url) -> ArticleId {
        if let Some(id) = self.ledger.addresses.get(address.as_str()).map(|e| e.id.clone()) {
            return id;
        }
        let id = id_of_address(address, false);
        let is_taken =
            self.file(&id).exists() || self.ledger.addresses.values().any(|entry| entry.id == id);
        if is_taken { id_of_address(address, true) } else { id }
    }

    pub(super) fn file(&self, id: &ArticleId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// Keeps an article's file.
    pub(super) fn store(
        &mut self,
        address: &Url,
        id: &ArticleId,
        bytes: &[u8],
        validators: Validators,
    ) -> io::Result<Stored> {
        let before = self.ledger.addresses.get(address.as_str()).cloned();
        let state = self.state(address);
        if state == State::Edited {
            return Ok(Stored::Edited);
        }
        let sha256 = hash(bytes);
        let same = before.as_ref().is_some_and(|before| before.sha256 == sha256);
        let entry = Entry {
            id: id.clone(),
            sha256,
            etag: validators.etag,
            last_modified: validators.last_modified,
        };
        let is_known = before.as_ref() == Some(&entry);
        let stays = same && state == State::AsWritten;
        if stays && is_known {
            return Ok(Stored::Same);
        }
        self.ledger.addresses.insert(address.to_string(), entry);
        let written = if stays {
            self.beside_ledger().and_then(Beside::take_place)
        } else {
            self.replace(&self.file(id), bytes, state)
        };
        if let Err(error) = written {
            // The next address would save it.
            self.ledger.addresses.remove(address.as_str());
            self.ledger.addresses.extend(before.map(|before| (address.to_string(), before)));
            return Err(error);
        }
        Ok(match state {
            State::Absent => Stored::New,
            _ if stays => Stored::Same,
            _ => Stored::Changed,
        })
    }

    /// Puts a file in its place and the ledger beside it.
    fn replace(&self, path: &Path, bytes: &[u8], state: State) -> io::Result<()> {
        // What needs room comes first.
        let file = Beside::write(path.to_owned(), bytes)?;
        let ledger = self.beside_ledger()?;
        if state == State::AsWritten {
            // Beside a ledger that knows the new one it would look edited.
            fs::remove_file(path)?;
        }
        ledger.take_place()?;
        file.take_place()
    }

    fn beside_ledger(&self) -> io::Result<Beside> {
        let mut text = serde_json::to_vec_pretty(&self.ledger)?;
        text.push(b'\n');
        Beside::write(self.folder.join(LEDGER), &text)
    }
}

/// A file written beside the place that it is to have, so that it is there whole or not at all; gone
/// when it does not come to that.
struct Beside {
    beside: PathBuf,
    path: PathBuf,
}

impl Beside {
    fn write(path: PathBuf, bytes: &[u8]) -> io::Result<Beside> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let written = Beside { beside: path.with_file_name(format!("_{name}.part")), path };
        let mut file = File::create(&written.beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(written)
    }

    fn take_place(self) -> io::Result<()> {
        fs::rename(&self.beside, &self.path)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        fs::remove_file(&self.beside).ok();
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// An id made from an address: its host without `www.`, its path and query, everything else than
/// letters, digits and `._-` a hyphen. `https://www.a.example/praktijk/kaai/` is
/// `a.example-praktijk-kaai`.
fn id_of_address(address: &Url, exact: bool) -> ArticleId {
    // Leaves room for a hyphen and eight digits within an id's 120 characters.
    const LONGEST: usize = 111;
    let host = address.host_str().unwrap_or_default().trim_start_matches("www.");
    let path = address.path().trim_end_matches('/');
    let query = address.query().map(|query| format!("-{query}")).unwrap_or_default();
    let whole = format!("{host}{path}{query}").to_lowercase();
    let mut id = String::new();
    for c in whole.chars() {
        let known = c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        if known {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_matches(['-', '.', '_']);
    let cut = &id[..id.len().min(LONGEST)];
    let name = if exact || cut.len() < id.len() || cut.is_empty() {
        format!("{cut}-{}", &hash(address.as_str().as_bytes())[..8])
    } else {
        cut.to_owned()
    };
    let name = name.trim_start_matches('-');
    name.parse().expect("letters, digits and hyphens, at most 120, are an id")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_become_ids() {
        let check = |address: &str, expected: &str| {
            let address = address.parse().expect("an address");
            assert_eq!(id_of_address(&address, false).as_str(), expected, "{address}");
        };
        check("https://www.a.example/praktijk/kaai/", "a.example-praktijk-kaai");
        check("https://a.example", "a.example");
        check("https://a.example/?p=12&q=x", "a.example-p-12-q-x");
        check("https://a.example/Één/../b%20c.html", "a.example-b-20c.html");
        check("http://[::1]:8080/a", "1-a");
        let long = format!("https://a.example/{}", "x".repeat(300));
        let id = id_of_address(&long.parse().expect("an address"), false);
        assert_eq!(id.as_str().len(), 120);
    }

    #[test]
    fn only_folders_of_the_corpus_are_used() {
        let place = tempfile::tempdir().expect("a folder");
        let corpus = place.path().join("corpus");
        fs::create_dir_all(corpus.join("a")).expect("a folder");
        std::os::unix::fs::symlink(place.path(), corpus.join("weg")).expect("a link");
        let open = |folder: &str| match Store::open(&corpus, &place.path().join(folder)) {
            Ok(_) => "open",
            Err(FolderError::Outside(..)) => "outside",
            Err(FolderError::Hidden(_)) => "hidden",
            Err(FolderError::Unusable { .. }) => "unusable",
            Err(FolderError::Ledger { .. }) => "ledger",
        };
        assert_eq!(open("corpus"), "open");
        assert_eq!(open("corpus/a/b/c"), "open");
        assert_eq!(open("corpus/a/../d"), "open");
        assert_eq!(open("elders"), "outside");
        assert_eq!(open("corpus/../elders"), "outside");
        assert_eq!(open("corpus/nieuw/../../elders"), "outside");
        assert_eq!(open("corpus/weg/elders"), "outside");
        assert_eq!(open("corpus/_a"), "hidden");
        assert_eq!(open("corpus/.git/a"), "hidden");
        fs::write(corpus.join("a/_fetch.json"), "{").expect("a file");
        assert_eq!(open("corpus/a"), "ledger");
        assert!(!place.path().join("elders").exists());
    }

    #[test]
    fn what_somebody_wrote_is_never_replaced() {
        let place = tempfile::tempdir().expect("a folder");
        let open = || Store::open(place.path(), place.path()).expect("it opens");
        let address: Url = "https://a.example/b".parse().expect("an address");
        let store = |store: &mut Store, text: &str| {
            let id = store.id_of(&address);
            store.store(&address, &id, text.as_bytes(), Validators::default()).expect("room")
        };
        let read = |name: &str| fs::read_to_string(place.path().join(name)).expect("a file");
        let mut fetched = open();
        assert_eq!(store(&mut fetched, "een"), Stored::New);
        assert_eq!(store(&mut fetched, "een"), Stored::Same);
        assert_eq!(store(&mut fetched, "twee"), Stored::Changed);
        assert_eq!(store(&mut open(), "twee"), Stored::Same);
        // While the page was on its way.
        fs::write(place.path().join("a.example-b.json"), "anders").expect("a file");
        assert_eq!(store(&mut fetched, "drie"), Stored::Edited);
        assert_eq!(read("a.example-b.json"), "anders");
        // A ledger that cannot be replaced: nothing is, and what was known still is.
        fs::remove_file(place.path().join("a.example-b.json")).expect("a file");
        assert_eq!(store(&mut fetched, "twee"), Stored::New);
        let kept = fs::read(place.path().join(LEDGER)).expect("the ledger");
        let beside = place.path().join(format!("_{LEDGER}.part"));
        fs::create_dir(&beside).expect("a folder");
        let id = fetched.id_of(&address);
        let failed = fetched.store(&address, &id, b"drie", Validators::default());
        failed.expect_err("no place for the ledger");
        assert_eq!(read("a.example-b.json"), "twee");
        assert_eq!(fs::read(place.path().join(LEDGER)).expect("the ledger"), kept);
        fs::remove_dir(&beside).expect("a folder");
        assert_eq!(store(&mut fetched, "drie"), Stored::Changed);
        // Without the ledger nothing is known to be ours.
        fs::write(place.path().join("a.example-b.json"), "anders").expect("a file");
        for expected in [Stored::New, Stored::Edited] {
            fs::remove_file(place.path().join(LEDGER)).expect("the ledger");
            assert_eq!(store(&mut open(), "vier"), expected);
            fs::write(place.path().join(LEDGER), "{\"addresses\": {}}").expect("a file");
        }
        assert_eq!(read("a.example-b.json"), "anders");
        let left = fs::read_dir(place.path()).expect("a folder").count();
        assert_eq!(left, 3, "two articles and the ledger");
    }

    proptest! {
        #[test]
        fn any_address_has_an_id(path in "\\PC{0,200}", exact: bool) {
            if let Ok(address) = Url::parse(&format!("https://a.example/{path}")) {
                id_of_address(&address, exact);
            }
        }
    }
}
