//! What is known of the files that were read last, so that a file that did not change need not be
//! read again.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::options::Options;
use super::reading::{Listed, ListedFile, Record, Remark, SourcePlace, Stamp};

/// The files as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// See [`Listed::reading`](super::reading::Listed).
    pub reading: String,
    /// When the files were listed, in nanoseconds since 1970.
    pub listed_at: u64,
    /// In the order of the paths.
    pub files: Vec<FileEntry>,
    /// What there was to say of articles with the same text, in the order of the files.
    pub same_texts: Vec<SameText>,
}

/// A warning about an article with the text of another one. It is no remark of its file, as it can
/// come and go with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SameText {
    /// Of the article, below the corpus folder.
    pub file: String,
    /// The warning in words.
    pub text: String,
}

impl SameText {
    /// As what is said of its file.
    pub fn remark(&self) -> Remark {
        let place = SourcePlace { file: self.file.clone(), line: None };
        Remark { place, text: self.text.clone(), until: None }
    }
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Below the corpus folder.
    pub path: String,
    /// As it was when it was listed.
    pub stamp: Stamp,
    /// The picture beside it.
    pub picture: Option<String>,
    /// SHA-256 of its bytes in hexadecimal; empty when it could not be read to its end.
    pub hash: String,
    /// Read again each time: an article of it was left out for an id that another file has, or it is
    /// kept as it was before it became unreadable.
    pub again: bool,
    /// What there was to say of it.
    pub remarks: Vec<SavedRemark>,
}

/// Something to say of a file, without its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedRemark {
    /// Rather than a warning.
    pub failure: bool,
    /// From 1, in a file of one article a line.
    pub line: Option<u64>,
    pub text: String,
    /// See [`Remark`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl SavedRemark {
    /// What is kept of a remark; a `failure` or a warning.
    pub fn of(remark: Remark, failure: bool) -> SavedRemark {
        let Remark { place, text, until } = remark;
        SavedRemark { failure, line: place.line, text, until }
    }
}

/// A time stamp this close to the time of listing may hide a later change: the coarsest clock of a
/// file system in use (FAT) ticks every two seconds.
const UNSURE_NANOSECONDS: u64 = 2_000_000_000;

/// Whether a listed file changed since it was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// It is as it was.
    Same,
    /// It may be as it was: its bytes tell.
    Unsure,
    /// It is to be read.
    New,
}

impl Manifest {
    /// The entries by their paths.
    pub fn by_path(&self) -> HashMap<&str, &FileEntry> {
        self.files.iter().map(|entry| (entry.path.as_str(), entry)).collect()
    }

    /// Whether `file` changed since it was read as `entry`, which has its path. With `verify`, no stamp is
    /// trusted.
    pub fn freshness(&self, entry: &FileEntry, file: &ListedFile, verify: bool) -> Freshness {
        let Some(stamp) = file.stamp else { return Freshness::New };
        if entry.picture.as_deref() != file.picture() {
            return Freshness::New;
        }
        if entry.again || entry.hash.is_empty() || entry.stamp.size != stamp.size {
            return Freshness::New;
        }
        let unsure = verify
            || entry.stamp != stamp
            || stamp.modified.saturating_add(UNSURE_NANOSECONDS) >= self.listed_at;
        if unsure { Freshness::Unsure } else { Freshness::Same }
    }

    /// Whether nothing but the time of listing differs.
    pub fn says_the_same(&self, other: &Manifest) -> bool {
        self.reading == other.reading
            && self.files == other.files
            && self.same_texts == other.same_texts
    }

    /// Whether these may be the files that were read, in the way they are read now.
    pub fn covers(&self, listed: &Listed, options: &Options) -> bool {
        let hidden = self.hidden(listed, options).count();
        self.reading == listed.reading && self.files.len() == listed.files.len() + hidden
    }

    /// The files that are not listed because they could not be looked at, when these stay as they
    /// were.
    pub fn hidden<'a>(
        &'a self,
        listed: &'a Listed,
        options: &Options,
    ) -> impl Iterator<Item = &'a FileEntry> {
        let may_be = options.keep_last_good && !listed.unseen.is_empty();
        let seen: HashSet<&str> = match may_be {
            true => listed.files.iter().map(|file| file.path.as_str()).collect(),
            false => HashSet::new(),
        };
        self.files.iter().filter(move |entry| {
            may_be && listed.may_hide(&entry.path) && !seen.contains(entry.path.as_str())
        })
    }
}

impl FileEntry {
    /// What there was to say of the file, as if it were read today.
    pub fn records(&self, today: Option<Date>) -> impl Iterator<Item = Record> {
        let holds = move |remark: &&SavedRemark| match (remark.until, today) {
            (Some(until), Some(today)) => today < until,
            _ => true,
        };
        self.remarks.iter().filter(holds).map(|remark| {
            let place = SourcePlace { file: self.path.clone(), line: remark.line };
            let said = Remark { place, text: remark.text.clone(), until: remark.until };
            if remark.failure { Record::Failure(said) } else { Record::Warning(said) }
        })
    }
}
