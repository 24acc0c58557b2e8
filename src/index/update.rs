//! Bringing the index up to date with the corpus.
//!
//! What is read again are the files that changed; what is written are the articles that differ, and
//! those that hold a word which is analysed differently now, as the vocabulary that compounds are
//! split with is learned from all articles together. The result is that of a rebuild,
//! document by document. A run that finds nothing changed writes nothing.

mod commit;
mod run;

use std::path::{Path, PathBuf};

use tantivy::{IndexWriter, TantivyDocument};

use self::run::Run;
use super::census::nothing_to_do;
use super::generation::{Current, Generation, IndexError, WriteLock};
use super::options::Options;
use super::progress::Step;
use super::reading::{Articles, Listed};
use super::report::Report;
use crate::dutch::Vocabulary;

/// Brings the index in `index_folder` up to date with `corpus` and returns it, opened.
///
/// # Errors
/// When the folder cannot be read or written. An article that cannot be taken in is no error; it is
/// a failure in the report.
pub fn update(
    index_folder: &Path,
    corpus: &dyn Articles,
    base: &Vocabulary,
    options: Options,
) -> Result<(Generation, Report), IndexError> {
    let mut updater = Updater::new(index_folder, base.clone());
    let (generation, report, merging) = updater.update(corpus, &options)?;
    options.listener.tell(Step::Merging);
    merging.finish()?;
    Ok((generation, report))
}

/// Updates one index again and again, keeping what the next update goes on from.
pub struct Updater {
    folder: PathBuf,
    base: Vocabulary,
    current: Option<Current>,
}

/// Segments that are being merged after a commit. What was committed can be searched already.
#[must_use = "a merge that is not waited for is lost"]
pub struct Merging {
    writer: Option<IndexWriter<TantivyDocument>>,
    folder: PathBuf,
}

impl Updater {
    /// Opens nothing yet; the folder need not be there.
    pub fn new(index_folder: &Path, base: Vocabulary) -> Updater {
        Updater { folder: index_folder.to_owned(), base, current: None }
    }

    /// Brings the index up to date with `corpus`.
    ///
    /// # Errors
    /// As [`update`].
    pub fn update(
        &mut self,
        corpus: &dyn Articles,
        options: &Options,
    ) -> Result<(Generation, Report, Merging), IndexError> {
        self.open(options)?;
        let mut listed = corpus.list();
        if let Some(report) = self.up_to_date(&listed, corpus, options)? {
            self.clear_away();
            return Ok(report);
        }
        // Without an index to make do with, waiting for whoever is making it is all there is to do.
        let _lock = WriteLock::take(&self.folder, self.current.is_none())?;
        // Whoever had the lock may have done the work.
        if self.current.as_ref().is_none_or(|current| !current.is_latest(&self.folder)) {
            self.current = None;
            self.open(options)?;
            listed = corpus.list();
            if let Some(report) = self.up_to_date(&listed, corpus, options)? {
                return Ok(report);
            }
        }
        if let Some(current) = &self.current {
            current.generation.remove_others(&self.folder)?;
        }
        // Whatever ends this early, the next update opens what was committed last.
        let current = self.current.take();
        let mut run = Run::new(&self.folder, &self.base, options.listener.clone());
        let (current, report, merging) = run.run(current, corpus, &listed, options)?;
        let generation = current.generation.clone();
        self.current = Some(current);
        Ok((generation, report, merging))
    }

    /// Opens the generation in use, unless it is open or all is to be rebuilt.
    fn open(&mut self, options: &Options) -> Result<(), IndexError> {
        if options.rebuild {
            self.current = None;
        } else if self.current.as_ref().is_none_or(|current| !current.is_latest(&self.folder)) {
            let opened = Current::open(&self.folder, &self.base)?;
            self.current = opened.filter(|current| current.generation.is_sound());
        }
        Ok(())
    }

    /// Removes what a run left behind that was ended while it rebuilt the index. It costs room only:
    /// where it cannot be removed, it stays.
    fn clear_away(&self) {
        let Some(current) = &self.current else { return };
        if !current.generation.has_others(&self.folder) {
            return;
        }
        // Whoever has the lock may be filling it this moment.
        let Ok(_lock) = WriteLock::take(&self.folder, false) else { return };
        if current.is_latest(&self.folder) {
            current.generation.remove_others(&self.folder).ok();
        }
    }

    /// What to answer when nothing changed.
    fn up_to_date(
        &mut self,
        listed: &Listed,
        corpus: &dyn Articles,
        options: &Options,
    ) -> Result<Option<(Generation, Report, Merging)>, IndexError> {
        let Some(current) = &mut self.current else { return Ok(None) };
        if !nothing_to_do(listed, &current.manifest, corpus, options) {
            return Ok(None);
        }
        // Bytes that were looked at for a doubtful stamp are beyond doubt from now on.
        current.manifest.listed_at = listed.at;
        let generation = current.generation.clone();
        let metas = generation.index.load_metas();
        let metas = metas.map_err(IndexError::tantivy(&generation.folder))?;
        let unchanged = metas.segments.iter().map(|segment| segment.num_docs() as usize).sum();
        let mut report = Report { unchanged, ..Report::default() };
        report.say_again(listed, &current.manifest);
        let merging = Merging { writer: None, folder: generation.folder.clone() };
        Ok(Some((generation, report, merging)))
    }
}

impl Merging {
    /// Waits until segments are merged.
    ///
    /// # Errors
    /// When that fails; what was committed stays as it is.
    pub fn finish(self) -> Result<(), IndexError> {
        let Merging { writer, folder } = self;
        writer.map_or(Ok(()), |writer| {
            writer.wait_merging_threads().map_err(IndexError::tantivy(&folder))
        })
    }
}

#[cfg(test)]
mod tests;
