//! What becomes of each listed file: it is passed over, or read.

use std::collections::HashMap;

use super::Subject;
use crate::index::manifest::{FileEntry, Freshness, Manifest};
use crate::index::options::Options;
use crate::index::reading::{Articles, Listed, ListedFile};

/// What becomes of a listed file.
pub(super) enum Fate<'m> {
    /// Its articles are those of the index.
    Kept(&'m FileEntry),
    ToRead,
    Read(FileEntry),
    /// Still being written, and unknown: as if it were not there.
    Ignored,
}

/// The listed files, each by its place in the listing.
pub(super) struct Files<'a> {
    pub fates: Vec<Fate<'a>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Files<'a> {
    /// Tells by stamps and hashes which files are to be read; reads no articles.
    pub fn of(subject: Subject<'a>) -> Files<'a> {
        let files = &subject.listed.files;
        let entries = subject.manifest.by_path();
        let fate = |file: &ListedFile| {
            let entry = entries.get(file.path.as_str()).copied();
            fate_of(subject, file, entry)
        };
        let places = files.iter().enumerate().map(|(at, file)| (file.path.as_str(), at));
        Files { fates: files.iter().map(fate).collect(), places: places.collect() }
    }

    /// The place of a file, when it is listed.
    pub fn place(&self, path: &str) -> Option<usize> {
        self.places.get(path).copied()
    }

    /// The place of a file, when it is listed and passed over.
    pub fn kept(&self, path: &str) -> Option<usize> {
        self.place(path).filter(|at| matches!(self.fates[*at], Fate::Kept(_)))
    }

    /// Whether a file was read and something of it was left out.
    pub fn failed(&self, at: usize) -> bool {
        match &self.fates[at] {
            Fate::Read(entry) => entry.remarks.iter().any(|remark| remark.failure),
            _ => false,
        }
    }
}

/// What becomes of a file with this entry in the manifest.
fn fate_of<'a>(subject: Subject<'a>, file: &ListedFile, entry: Option<&'a FileEntry>) -> Fate<'a> {
    let Subject { corpus, manifest, options, .. } = subject;
    if subject.is_unfinished(&file.path) {
        return entry.map_or(Fate::Ignored, Fate::Kept);
    }
    let Some(entry) = entry.filter(|_| subject.same_reading()) else { return Fate::ToRead };
    match manifest.freshness(entry, file, options.verify) {
        Freshness::Same => Fate::Kept(entry),
        Freshness::Unsure if corpus.hash(file).as_ref() == Some(&entry.hash) => Fate::Kept(entry),
        _ => Fate::ToRead,
    }
}

/// Whether every file may be passed over and none is gone; reads no articles.
pub(in crate::index) fn nothing_to_do(
    listed: &Listed,
    manifest: &Manifest,
    corpus: &dyn Articles,
    options: &Options,
) -> bool {
    let known = manifest.by_path();
    manifest.covers(listed, options)
        && listed.files.iter().all(|file| {
            known.get(file.path.as_str()).is_some_and(|entry| {
                match manifest.freshness(entry, file, options.verify) {
                    Freshness::Same => true,
                    // Other stamps are worth remembering.
                    Freshness::Unsure => {
                        Some(entry.stamp) == file.stamp
                            && corpus.hash(file).is_some_and(|hash| hash == entry.hash)
                    }
                    Freshness::New => false,
                }
            })
        })
}
