//! What a run over the corpus did.

use std::fmt;

use super::manifest::{Manifest, SameText};
use super::reading::{Listed, Record, Remark};

/// Counts of articles, and what went wrong.
#[derive(Debug, Default)]
pub struct Report {
    /// Articles that were not in the index.
    pub added: usize,
    /// Articles of which the content or the file is another.
    pub changed: usize,
    /// Articles of the index that the corpus no longer has.
    pub removed: usize,
    /// Articles that are as they were.
    pub unchanged: usize,
    /// Articles and files that could not be taken in; all others were.
    pub failures: Vec<Remark>,
    /// What looks wrong in articles that were taken in.
    pub warnings: Vec<Remark>,
    /// The index was rebuilt, because what makes it had changed or there was none.
    pub rebuilt: bool,
}

impl Report {
    /// Says of a corpus that did not change what was said when it was read.
    pub(super) fn say_again(&mut self, listed: &Listed, manifest: &Manifest) {
        let entries = manifest.by_path();
        let read = listed.files.iter().filter_map(|file| entries.get(file.path.as_str()));
        let read = read.flat_map(|entry| entry.records(listed.today));
        let said = listed.remarks.iter().cloned().chain(read);
        for record in said {
            match record {
                Record::Failure(remark) => self.failures.push(remark),
                Record::Warning(remark) => self.warnings.push(remark),
                Record::Article { .. } => {}
            }
        }
        self.warnings.extend(manifest.same_texts.iter().map(SameText::remark));
    }

    /// Whether the run wrote to the index.
    pub fn wrote(&self) -> bool {
        self.rebuilt || self.added + self.changed + self.removed > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "added {}, changed {}, removed {}, unchanged {}, failed {}",
            self.added,
            self.changed,
            self.removed,
            self.unchanged,
            self.failures.len()
        )
    }
}
