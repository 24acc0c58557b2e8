//! What the corpus holds now, as far as that must be read: which files changed, and which article has
//! which id.
//!
//! Of two articles with one id the first in the order of the files has it; the other is a failure
//! that names the first.
//!
//! Steps: what becomes of each file (`fates`) → reading those that changed (`claims`) → who has which
//! id (`ids`) → what stays of the articles that were not read (`remaining`) → what to remember.

mod claims;
mod fates;
mod ids;
mod remaining;

use std::collections::HashSet;
use std::io;

use self::claims::read_until_settled;
pub(super) use self::claims::{Reach, Reading};
pub(super) use self::fates::nothing_to_do;
use self::fates::{Fate, Files};
pub(super) use self::ids::ReadArticle;
use self::ids::{Assigned, Taken, assign_ids};
use self::remaining::{Remaining, compare_with_index};
use super::duplicates::same_texts;
use super::known::KnownArticles;
use super::manifest::{FileEntry, Manifest, SameText};
use super::options::Options;
use super::reading::{Articles, Listed, Record, Remark};

/// What a census is taken of, and what is known from the last one.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub corpus: &'a dyn Articles,
    /// The files of the corpus now.
    pub listed: &'a Listed,
    /// The files as they were read last.
    pub manifest: &'a Manifest,
    /// The articles of the index.
    pub known: &'a KnownArticles,
    pub options: &'a Options,
}

impl Subject<'_> {
    /// Whether the same bytes are still read as the same articles.
    fn same_reading(&self) -> bool {
        self.manifest.reading == self.listed.reading
    }

    fn is_unfinished(&self, path: &str) -> bool {
        self.options.unfinished.contains(path)
    }
}

/// What the corpus holds.
pub(super) struct Census {
    /// The articles of the files that were read.
    pub read: Vec<ReadArticle>,
    /// Articles of the index that the corpus no longer has.
    pub gone: Vec<String>,
    pub failures: Vec<Remark>,
    pub warnings: Vec<Remark>,
    pub manifest: Manifest,
}

impl Census {
    /// Reads what changed since last time.
    ///
    /// # Errors
    /// When a draft cannot be put away. A file that cannot be read is no error; it is a failure in
    /// the census.
    pub fn take(subject: Subject<'_>, mut reading: Reading<'_>) -> io::Result<Census> {
        let listed = subject.listed;
        let mut files = Files::of(subject);
        let claims = read_until_settled(subject, &mut files, &mut reading)?;
        let Assigned { read, taken, holders } = assign_ids(claims, subject.known, &files);
        let remaining = compare_with_index(subject, &files, &holders);
        let Remaining { gone, mut placed, kept_as_they_were, outlived } = remaining;
        let hidden = hidden_files(subject, &outlived);
        placed.extend(read.iter().map(ReadArticle::placed));
        let manifest = Manifest {
            reading: listed.reading.clone(),
            listed_at: listed.at,
            files: Vec::new(),
            same_texts: same_texts(placed),
        };
        let (failures, warnings) = (Vec::new(), Vec::new());
        let mut census = Census { read, gone, failures, warnings, manifest };
        listed.remarks.iter().cloned().for_each(|record| census.say(record));
        census.note_files(subject, files, taken, &kept_as_they_were);
        census.manifest.files.extend(hidden);
        census.warnings.extend(census.manifest.same_texts.iter().map(SameText::remark));
        Ok(census)
    }

    /// Takes every listed file into the manifest as it is now, and says what there is to say of it.
    fn note_files(
        &mut self,
        subject: Subject<'_>,
        files: Files<'_>,
        taken: Vec<Taken>,
        kept_as_they_were: &HashSet<usize>,
    ) {
        let listed = subject.listed;
        let mut taken = taken.into_iter().peekable();
        for (at, (fate, file)) in files.fates.into_iter().zip(&listed.files).enumerate() {
            let mut entry = match fate {
                Fate::Kept(entry) => {
                    let stamp = file.stamp.filter(|_| !subject.is_unfinished(&file.path));
                    // One that is still being written is kept whatever it would be read as now.
                    let again = entry.again || !subject.same_reading();
                    FileEntry { stamp: stamp.unwrap_or(entry.stamp), again, ..entry.clone() }
                }
                Fate::Read(entry) => entry,
                Fate::ToRead | Fate::Ignored => continue,
            };
            entry.again |= kept_as_they_were.contains(&at);
            entry.records(listed.today).for_each(|record| self.say(record));
            while let Some(taken) = taken.next_if(|taken| taken.file == at) {
                let Taken { here, remark, place, .. } = taken;
                self.failures.push(Remark { place, text: remark.text.clone(), until: None });
                if here {
                    // The same bytes say so again.
                    entry.remarks.push(remark);
                } else {
                    entry.again = true;
                }
            }
            if file.stamp.is_some() {
                self.manifest.files.push(entry);
            }
        }
    }

    fn say(&mut self, record: Record) {
        match record {
            Record::Failure(remark) => self.failures.push(remark),
            Record::Warning(remark) => self.warnings.push(remark),
            Record::Article { .. } => {}
        }
    }
}

/// The files that cannot be looked at now, so that they are known again when they are back. Those of
/// `outlived`, and all when the same bytes may be read otherwise by then, are read again.
fn hidden_files(subject: Subject<'_>, outlived: &HashSet<&str>) -> Vec<FileEntry> {
    let Subject { listed, manifest, options, .. } = subject;
    let hidden = manifest.hidden(listed, options).map(|entry| {
        let again =
            entry.again || !subject.same_reading() || outlived.contains(entry.path.as_str());
        FileEntry { again, ..entry.clone() }
    });
    hidden.collect()
}
