//! A backup as a file: a zip with what is in the data folder, and a list with lengths and checksums.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

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

/// Puts these files of a folder into an archive, which appears whole or not at all.
pub(super) fn pack(folder: &Path, names: &[&str], archive: &Path) -> Result<(), anyhow::Error> {
    let mut beside = archive.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    let mut zip = ZipWriter::new(File::create(beside)?);
    // Above 4 GB too.
    let options = SimpleFileOptions::default().large_file(true);
    let mut files = Vec::new();
    for name in names {
        zip.start_file(*name, options)?;
        let mut hashing = Hashing { inner: &mut zip, hash: Sha256::new(), bytes: 0 };
        std::io::copy(&mut File::open(folder.join(name))?, &mut hashing)?;
        let Hashing { hash, bytes, .. } = hashing;
        files.push(Entry { name: (*name).to_owned(), bytes, sha256: hex(hash) });
    }
    zip.start_file(MANIFEST, options)?;
    let program = env!("CARGO_PKG_VERSION").to_owned();
    serde_json::to_writer_pretty(&mut zip, &Manifest { format: FORMAT, program, files })?;
    zip.finish()?.sync_all()?;
    fs::rename(beside, archive)?;
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
        let mut hashing = Hashing { inner: &mut file, hash: Sha256::new(), bytes: 0 };
        // One byte more than announced is enough to know that something is wrong.
        let packed = zip.by_name(&entry.name).with_context(|| entry.name.clone())?;
        std::io::copy(&mut packed.take(entry.bytes + 1), &mut hashing)
            .with_context(|| format!("{} is damaged", entry.name))?;
        let Hashing { hash, bytes, .. } = hashing;
        ensure!(
            bytes == entry.bytes && hex(hash) == entry.sha256,
            "{} is damaged: its checksum is another",
            entry.name
        );
    }
    ensure!(folder.join(names[0]).exists(), "it has no {}", names[0]);
    Ok(())
}

/// Writes on, and remembers what was written.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
