//! One update: what the corpus holds is compared with the index, and what differs is written.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;
use std::{fs, mem};

use tantivy::Searcher;

use super::Merging;
use crate::article::Article;
use crate::dutch::{Analyzer, Vocabulary};
use crate::index::census::{Census, Reach, ReadArticle, Reading, Subject};
use crate::index::draft::Spool;
use crate::index::generation::{Current, Generation, IndexError, Payload};
use crate::index::known::KnownArticles;
use crate::index::learning::{CountChanges, WordCounts};
use crate::index::manifest::Manifest;
use crate::index::options::Options;
use crate::index::progress::Listener;
use crate::index::reading::{Articles, Listed};
use crate::index::report::Report;
use crate::index::schema::Fields;
use crate::index::spelled::{Spelled, Spellings};
use crate::index::stored::{analysed_differently, known_articles, stored_article};

/// One update that has something to do.
pub(super) struct Run<'a> {
    pub folder: &'a Path,
    pub base: &'a Vocabulary,
    pub spool: Spool,
    pub spellings: Spellings,
    pub listener: Listener,
}

/// The index as it is now, and what was done.
pub(super) type Written = (Current, Report, Merging);

/// What an update writes.
#[derive(Default)]
pub(super) struct Changes {
    /// Ids of documents to delete.
    pub deleted: Vec<String>,
    /// Drafts to add, by their place in the spool.
    pub drafts: Vec<u64>,
}

/// The index as the update found it.
#[derive(Default)]
struct Found {
    /// `None` when there was none.
    index: Option<(Searcher, Fields)>,
    known: KnownArticles,
}

impl<'a> Run<'a> {
    pub fn new(folder: &'a Path, base: &'a Vocabulary, listener: Listener) -> Run<'a> {
        let (spool, spellings) = (Spool::new(folder), Spellings::default());
        Run { folder, base, spool, spellings, listener }
    }

    /// Brings `current`, or a new index when there is none, up to date with the corpus.
    ///
    /// # Errors
    /// When the index cannot be read or written.
    pub fn run(
        &mut self,
        current: Option<Current>,
        corpus: &dyn Articles,
        listed: &Listed,
        options: &Options,
    ) -> Result<Written, IndexError> {
        let found = Found::of(current.as_ref()).map_err(IndexError::tantivy(self.folder))?;
        let nothing = Manifest::default();
        let manifest = current.as_ref().map_or(&nothing, |current| &current.manifest);
        let subject = Subject { corpus, listed, manifest, known: &found.known, options };
        let reach = Reach::new(&options.listener);
        let reading = Reading { spool: &mut self.spool, spellings: &mut self.spellings, reach };
        let census = Census::take(subject, reading).map_err(IndexError::folder(self.folder))?;
        let mut report =
            Report { failures: census.failures, warnings: census.warnings, ..Report::default() };
        let changes = sort_out(&census.read, census.gone, &found.known, &mut report);
        match current {
            None => self.make(changes, census.manifest, report),
            Some(current) if changes.is_empty() => self.note(current, census.manifest, report),
            Some(mut current) => {
                current.manifest = census.manifest;
                self.change(current, &found, changes, report)
            }
        }
    }

    /// Fills a new generation and switches to it.
    fn make(
        &mut self,
        changes: Changes,
        manifest: Manifest,
        report: Report,
    ) -> Result<Written, IndexError> {
        let report = Report { rebuilt: true, ..report };
        let mut counted = CountChanges::default();
        self.count(&changes.drafts, &mut counted)?;
        let mut counts = WordCounts::default();
        counts.apply(&counted, &self.spellings);
        let analyzer = Analyzer::new(counts.teach(self.base));
        let generation = Generation::create(self.folder, analyzer)?;
        let folder = generation.folder.clone();
        let payload = Payload::none();
        let current = Current { generation, payload, counts, manifest };
        let made = self.commit(current, changes, report).and_then(|made| {
            made.0.generation.publish(self.folder)?;
            Ok(made)
        });
        if made.is_err() {
            // Room may be what was lacking.
            fs::remove_dir_all(&folder).ok();
        }
        made
    }

    /// Remembers other stamps, or other remarks, of the same articles.
    fn note(
        &mut self,
        mut current: Current,
        manifest: Manifest,
        report: Report,
    ) -> Result<Written, IndexError> {
        if current.manifest.says_the_same(&manifest) {
            let merging = Merging { writer: None, folder: current.generation.folder.clone() };
            return Ok((current, report, merging));
        }
        current.manifest = manifest;
        self.commit(current, Changes::default(), report)
    }

    /// Writes articles that differ, and those that hold a word which is analysed differently now.
    fn change(
        &mut self,
        mut current: Current,
        found: &Found,
        mut changes: Changes,
        report: Report,
    ) -> Result<Written, IndexError> {
        let damaged = IndexError::tantivy(self.folder);
        let mut counted = CountChanges::default();
        for id in &changes.deleted {
            if let Some(article) = found.article(id).map_err(&damaged)? {
                counted.remove(&Spelled::of(&article, &mut self.spellings));
            }
        }
        self.count(&changes.drafts, &mut counted)?;
        let turned = current.counts.apply(&counted, &self.spellings);
        if !turned.is_empty() {
            let now = Analyzer::new(current.counts.teach(self.base));
            let before = mem::replace(&mut current.generation.analyzer, now);
            let now = &current.generation.analyzer;
            let concerned = found.concerned(&turned, &before, now).map_err(&damaged)?;
            self.put_again(concerned, found, &mut changes)?;
        }
        self.commit(current, changes, report)
    }

    /// Writes articles again as they stand in the index, but for those that are written or deleted
    /// already.
    fn put_again(
        &mut self,
        ids: BTreeSet<String>,
        found: &Found,
        changes: &mut Changes,
    ) -> Result<(), IndexError> {
        let done: HashSet<String> = changes.deleted.iter().cloned().collect();
        for id in ids.into_iter().filter(|id| !done.contains(id)) {
            let Some(known) = found.known.get(&id) else { continue };
            let article = found.article(&id).map_err(IndexError::tantivy(self.folder))?;
            let Some(article) = article else { continue };
            let put = self.spool.put(&article, &known.file, &mut self.spellings);
            let filed = put.map_err(|error| IndexError::folder(self.folder)(error.into()))?;
            changes.drafts.push(filed.draft);
            changes.deleted.push(id);
        }
        Ok(())
    }

    /// Counts the words of drafts.
    fn count(&mut self, drafts: &[u64], counted: &mut CountChanges) -> Result<(), IndexError> {
        let read: io::Result<()> = self.spool.read(drafts.iter().copied(), |draft| {
            counted.add(&draft.spelled);
            Ok(())
        });
        read.map_err(IndexError::folder(self.folder))
    }
}

impl Found {
    fn of(current: Option<&Current>) -> tantivy::Result<Found> {
        let Some(current) = current else { return Ok(Found::default()) };
        let searcher = current.generation.searcher()?;
        let known = known_articles(&searcher)?;
        Ok(Found { index: Some((searcher, current.generation.fields)), known })
    }

    /// An article by its id.
    fn article(&self, id: &str) -> tantivy::Result<Option<Article>> {
        let (Some((searcher, fields)), Some(known)) = (&self.index, self.known.get(id)) else {
            return Ok(None);
        };
        stored_article(searcher, fields, known).map(Some)
    }

    /// See [`analysed_differently`].
    fn concerned(
        &self,
        turned: &[String],
        before: &Analyzer,
        now: &Analyzer,
    ) -> tantivy::Result<BTreeSet<String>> {
        let Some((searcher, fields)) = &self.index else { return Ok(BTreeSet::new()) };
        analysed_differently(searcher, fields, turned, before, now)
    }
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.deleted.is_empty() && self.drafts.is_empty()
    }
}

/// What of that which was read differs from the index.
fn sort_out(
    read: &[ReadArticle],
    gone: Vec<String>,
    known: &KnownArticles,
    report: &mut Report,
) -> Changes {
    report.removed = gone.len();
    let mut changes = Changes { deleted: gone, drafts: Vec::new() };
    for article in read {
        match known.get(&article.id) {
            Some(before) if before.hash == article.hash => continue,
            Some(_) => {
                report.changed += 1;
                changes.deleted.push(article.id.clone());
            }
            None => report.added += 1,
        }
        changes.drafts.push(article.draft);
    }
    report.unchanged = known.len() - report.removed - report.changed;
    changes
}
