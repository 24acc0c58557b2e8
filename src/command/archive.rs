//! A backup as a file: a zip with what is in the data folder, and a list with lengths and checksums.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::hex::hex;

/// The form of backups this program writes, and the newest it reads.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
/// The list is some hundred bytes a file.
const LONGEST_MANIFEST: u64 = 64 * 1024;

/// What is in a backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    program: String,
    files: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    bytes: u64,
    sha256: String,
}

/// Puts these files of a folder into an archive, which appears whole or not at all. It holds what
/// visitors wrote and hashes of their keys: only its owner may read it, wherever it is put.
pub(super) fn pack(folder: &Path, names: &[&str], archive: &Path) -> Result<(), anyhow::Error> {
    let place = archive.parent().filter(|place| !place.as_os_str().is_empty());
    // Made for the owner alone (mode 0600), and gone unless it is kept.
    let beside = tempfile::Builder::new()
        .prefix("backup-")
        .suffix(".part")
        .tempfile_in(place.unwrap_or(Path::new(".")))?;
    pack_into(beside.as_file(), folder, names)?;
    beside.persist(archive)?;
    Ok(())
}

fn pack_into(file: &File, folder: &Path, names: &[&str]) -> Result<(), anyhow::Error> {
    let mut zip = ZipWriter::new(file);
    // Above 4 GB too.
    let options = SimpleFileOptions::default().large_file(true);
    let mut files = Vec::new();
    for name in names {
        zip.start_file(*name, options)?;
        let mut hashing = Hashing { inner: &mut zip, hash: Sha256::new() };
        let bytes = std::io::copy(&mut File::open(folder.join(name))?, &mut hashing)?;
        files.push(Entry {
            name: (*name).to_owned(),
            bytes,
            sha256: hex(&hashing.hash.finalize()),
        });
    }
    zip.start_file(MANIFEST, options)?;
    let program = env!("CARGO_PKG_VERSION").to_owned();
    serde_json::to_writer_pretty(&mut zip, &Manifest { format: FORMAT, program, files })?;
    zip.finish()?.sync_all()?;
    Ok(())
}

/// Unpacks into a folder what has one of these names, after checking all of it.
pub(super) fn unpack(archive: &Path, names: &[&str], folder: &Path) -> Result<(), anyhow::Error> {
    let mut zip = ZipArchive::new(File::open(archive)?).context("this is no backup")?;
    let mut text = String::new();
    zip.by_name(MANIFEST)
        .context("this is no backup: it has no list of what is in it")?
        .take(LONGEST_MANIFEST)
        .read_to_string(&mut text)?;
    let manifest: Manifest = serde_json::from_str(&text).context("its list cannot be read")?;
    if manifest.format > FORMAT {
        bail!(
            "it was made by bundelaar {} in form {}; this program reads up to form {FORMAT}: \
             update bundelaar",
            manifest.program,
            manifest.format
        );
    }
    // A name is one of ours before it becomes a path.
    for entry in manifest.files.iter().filter(|entry| names.contains(&entry.name.as_str())) {
        let mut file = File::create(folder.join(&entry.name))?;
        let mut hashing = Hashing { inner: &mut file, hash: Sha256::new() };
        // One byte more than announced is enough to know that something is wrong.
        let packed = zip.by_name(&entry.name).with_context(|| entry.name.clone())?;
        let bytes = std::io::copy(&mut packed.take(entry.bytes.saturating_add(1)), &mut hashing)
            .with_context(|| format!("{} is damaged", entry.name))?;
        ensure!(
            bytes == entry.bytes && hex(&hashing.hash.finalize()) == entry.sha256,
            "{} is damaged: its checksum is another",
            entry.name
        );
    }
    ensure!(folder.join(names[0]).exists(), "it has no {}", names[0]);
    Ok(())
}

/// Writes on, and sums up what was written.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::bundel::{CheckedCopy, Content, Store};
    use crate::damage::{Random, Trial, change};

    const NAME: &str = "bundels.sqlite";

    /// A backup that is nearly right is restored, or refused, and the bundels stay as they were.
    #[test]
    fn backups() {
        let folder = tempfile::tempdir().unwrap();
        let [data, other, work] = ["data", "other", "work"].map(|name| folder.path().join(name));
        let store = Store::open(&data).unwrap();
        let given = Store::open(&other).unwrap();
        let (kept, _) = given.create(Content::titled("Uit de reservekopie")).unwrap();
        fs::create_dir(&work).unwrap();
        given.copy_to(&work.join(NAME)).unwrap();
        let database = fs::read(work.join(NAME)).unwrap();
        let archive = folder.path().join("b.zip");
        pack(&work, &[NAME], &archive).unwrap();
        let whole = fs::read(&archive).unwrap();
        let signs =
            ["PK\u{1}\u{2}", "PK\u{5}\u{6}", "\0", "{", "\"bytes\": 9", NAME, "../", "SQLite"];
        let mut random = Random::new();
        let (mut trial, mut taken) = (Trial::new("PARSERS_SECONDS"), 0);
        while trial.goes_on() {
            let whole_copy = CheckedCopy::of(&work_copy(&work, &database)).unwrap();
            store.replace_with(&whole_copy).unwrap();
            // Damaged as an archive, or as a database with the right checksum.
            let mut bytes = if random.below(2) == 0 { whole.clone() } else { database.clone() };
            let as_archive = bytes.len() == whole.len();
            for _ in 0..random.below(3) {
                change(&mut bytes, &signs, &mut random);
            }
            if as_archive {
                fs::write(&archive, &bytes).unwrap();
            } else {
                fs::remove_file(&archive).ok();
                work_copy(&work, &bytes);
                pack(&work, &[NAME], &archive).unwrap();
            }
            let unpacked = folder.path().join("unpacked");
            fs::create_dir(&unpacked).unwrap();
            let restored = unpack(&archive, &[NAME], &unpacked)
                .and_then(|()| Ok(CheckedCopy::of(&unpacked.join(NAME))?))
                .and_then(|copy| Ok(store.replace_with(&copy)?));
            fs::remove_dir_all(&unpacked).unwrap();
            match restored {
                // Whatever it holds now, it can be asked.
                Ok(()) => {
                    taken += 1;
                    store.ping().unwrap();
                    store.get(&kept.id).ok();
                }
                Err(_) => assert_eq!(store.get(&kept.id).unwrap().content, kept.content),
            }
        }
        trial.report("backups", taken);
    }

    /// A list that announces more than there can be is a wrong one like any other.
    #[test]
    fn a_length_beyond_all_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("b.zip");
        let mut zip = ZipWriter::new(File::create(&archive).unwrap());
        let options = SimpleFileOptions::default();
        zip.start_file(NAME, options).unwrap();
        zip.write_all(b"SQLite").unwrap();
        zip.start_file(MANIFEST, options).unwrap();
        let entry = Entry { name: NAME.to_owned(), bytes: u64::MAX, sha256: String::new() };
        let manifest = Manifest { format: FORMAT, program: String::new(), files: vec![entry] };
        serde_json::to_writer(&mut zip, &manifest).unwrap();
        zip.finish().unwrap();
        let error = unpack(&archive, &[NAME], folder.path()).unwrap_err().to_string();
        assert_eq!(error, "bundels.sqlite is damaged: its checksum is another");
    }

    /// A fresh database of these bytes; what SQLite kept beside the one before is gone.
    fn work_copy(work: &Path, bytes: &[u8]) -> std::path::PathBuf {
        for beside in ["-wal", "-shm"] {
            fs::remove_file(work.join(format!("{NAME}{beside}"))).ok();
        }
        let path = work.join(NAME);
        fs::write(&path, bytes).unwrap();
        path
    }
}
