//! Bringing the index up to date with the corpus.
//!
//! What is read again are the files that changed; what is written are the articles that differ, and
//! those that hold a word which is analysed differently now, as the vocabulary that compounds are
//! split with is learned from all articles together. The result is that of making the index anew,
//! document by document. A run that finds nothing changed writes nothing.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::census::{Census, KnownArticles, Reach, ReadArticle, Reading, nothing_to_do};
use super::document::Documents;
use super::draft::{Draft, Spool};
use super::generation::{Current, Generation, IndexError, Payload, WriteLock};
use super::learning::{CountChanges, WordCounts};
use super::manifest::Manifest;
use super::packed::{Backlog, PACKED, PackedTokenizer};
use super::progress::{Listener, Step};
use super::reading::{Articles, Listed};
use super::report::Report;
use super::spelled::{Spelled, Spellings};
use super::stored::{analysed_differently, known_articles, stored_article};
use super::terms::{Terms, analysed_ahead};
use crate::dutch::{Analyzer, Vocabulary};

/// Memory of the indexing thread before it writes a segment, in bytes. 64 MB keep a corpus of some
/// ten thousand articles in one segment and stay far below the memory of a small server.
const WRITER_MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// Segments of about one size that become one. With the largest that are merged they bound the memory
/// that a merge maps: 400 MB for articles of the usual length, twice that with tantivy's eight.
const MERGED_SEGMENTS: usize = 4;
/// A segment of more articles stays as it is: it searches as fast by itself.
const LARGEST_MERGED_ARTICLES: usize = 20_000;
/// Segments of fewer articles count as one size: what is edited while the site is served makes many
/// of one article, which are merged with each other before the large ones are rewritten.
const SMALL_SEGMENT_ARTICLES: u32 = 1_000;
/// Share of deleted articles at which a segment is written anew: until then they cost a look each.
const DELETED_SHARE: f32 = 0.3;

/// How an update should go about it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Make the index anew even when nothing changed.
    pub rebuild: bool,
    /// Look at the bytes of every file, whatever its size and time of change say.
    pub verify: bool,
    /// Files, below the corpus folder, that are still being written: they stay as they were.
    pub unfinished: HashSet<String>,
    /// Articles that can no longer be read stay as they were, until a run without this.
    pub keep_last_good: bool,
    /// Who is told how far it is.
    pub listener: Listener,
}

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
        // Without an index to make do with, waiting for who is making it is all there is to do.
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
        let (current, report, merging) = run.run(current, corpus, listed, options)?;
        let generation = current.generation.clone();
        self.current = Some(current);
        Ok((generation, report, merging))
    }

    /// Opens the generation in use, unless it is open or all is to be made anew.
    fn open(&mut self, options: &Options) -> Result<(), IndexError> {
        if options.rebuild {
            self.current = None;
        } else if self.current.as_ref().is_none_or(|current| !current.is_latest(&self.folder)) {
            let opened = Current::open(&self.folder, &self.base)?;
            self.current = opened.filter(|current| current.generation.is_sound());
        }
        Ok(())
    }

    /// Removes what a run left behind that was ended while it made the index anew. It costs room only:
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

/// One update that has something to do.
struct Run<'a> {
    folder: &'a Path,
    base: &'a Vocabulary,
    spool: Spool,
    spellings: Spellings,
    listener: Listener,
}

/// What an update writes.
#[derive(Default)]
struct Changes {
    /// Ids of documents to delete.
    deleted: Vec<String>,
    /// Drafts to add, by their place in the spool.
    drafts: Vec<u64>,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, base: &'a Vocabulary, listener: Listener) -> Run<'a> {
        let (spool, spellings) = (Spool::new(folder), Spellings::default());
        Run { folder, base, spool, spellings, listener }
    }

    fn run(
        &mut self,
        current: Option<Current>,
        corpus: &dyn Articles,
        listed: Listed,
        options: &Options,
    ) -> Result<(Current, Report, Merging), IndexError> {
        let damaged = IndexError::tantivy(self.folder);
        let searcher = current.as_ref().map(|current| current.generation.searcher());
        let searcher = searcher.transpose().map_err(&damaged)?;
        let known = searcher.as_ref().map(known_articles).transpose().map_err(&damaged)?;
        let known = known.unwrap_or_default();
        let nothing = Manifest::default();
        let manifest = current.as_ref().map_or(&nothing, |current| &current.manifest);
        let reach = Reach::new(&options.listener);
        let reading = Reading { spool: &mut self.spool, spellings: &mut self.spellings, reach };
        let census = Census::take(corpus, listed, manifest, &known, options, reading);
        let census = census.map_err(IndexError::folder(self.folder))?;
        let mut report =
            Report { failures: census.failures, warnings: census.warnings, ..Report::default() };
        let mut changes = sort_out(&census.read, census.gone, &known, &mut report);
        let manifest = census.manifest;
        let Some(mut current) = current else {
            report.rebuilt = true;
            return self.make(changes, manifest, report);
        };
        if changes.is_empty() {
            // Other stamps, or other remarks, of the same articles.
            let merging = Merging { writer: None, folder: current.generation.folder.clone() };
            if !current.manifest.says_the_same(&manifest) {
                current.manifest = manifest;
                return self.commit(current, Changes::default(), report);
            }
            return Ok((current, report, merging));
        }
        let searcher = searcher.expect("opened with the generation");
        let fields = current.generation.fields;
        let mut counted = CountChanges::default();
        for id in &changes.deleted {
            let article = stored_article(&searcher, &fields, &known[id]).map_err(&damaged)?;
            counted.remove(&Spelled::of(&article, &mut self.spellings));
        }
        self.count(&changes.drafts, &mut counted)?;
        let turned = current.counts.apply(&counted, &self.spellings);
        if !turned.is_empty() {
            let before = current.generation.analyzer;
            let now = Analyzer::new(current.counts.teach(self.base));
            let concerned = analysed_differently(&searcher, &fields, &turned, &before, &now);
            let done: HashSet<String> = changes.deleted.iter().cloned().collect();
            for id in concerned.map_err(&damaged)?.into_iter().filter(|id| !done.contains(id)) {
                let Some(known) = known.get(&id) else { continue };
                let article = stored_article(&searcher, &fields, known).map_err(&damaged)?;
                let put = self.spool.put(&article, &known.file, &mut self.spellings);
                let filed = put.map_err(|error| IndexError::folder(self.folder)(error.into()))?;
                changes.drafts.push(filed.draft);
                changes.deleted.push(id);
            }
            current.generation.analyzer = now;
        }
        current.manifest = manifest;
        self.commit(current, changes, report)
    }

    /// Fills a new generation and switches to it.
    fn make(
        &mut self,
        changes: Changes,
        manifest: Manifest,
        report: Report,
    ) -> Result<(Current, Report, Merging), IndexError> {
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

    /// Counts the words of drafts.
    fn count(&mut self, drafts: &[u64], counted: &mut CountChanges) -> Result<(), IndexError> {
        let read: io::Result<()> = self.spool.read(drafts.iter().copied(), |draft| {
            counted.add(&draft.spelled);
            Ok(())
        });
        read.map_err(IndexError::folder(self.folder))
    }

    /// Writes what differs, and what the next update must know; all of it or nothing.
    fn commit(
        &mut self,
        current: Current,
        changes: Changes,
        report: Report,
    ) -> Result<(Current, Report, Merging), IndexError> {
        let generation = current.generation.clone();
        let payload = current.payload.clone();
        self.write(current, changes, report).map_err(|error| {
            let error = generation.explain(error);
            generation.sweep(&payload);
            error
        })
    }

    fn write(
        &mut self,
        mut current: Current,
        changes: Changes,
        report: Report,
    ) -> Result<(Current, Report, Merging), IndexError> {
        let generation = current.generation.clone();
        let damaged = IndexError::tantivy(&generation.folder);
        let mut writer = open_writer(&generation).map_err(&damaged)?;
        let backlog = Arc::new(Backlog::default());
        let tokenizer = PackedTokenizer::of(backlog.clone());
        generation.index.tokenizers().register(PACKED, tokenizer);
        // A run that was ended before its commit leaves files behind, under names that this one may
        // need again.
        writer.garbage_collect_files().wait().map_err(&damaged)?;
        for id in &changes.deleted {
            writer.delete_term(Term::from_field_text(generation.fields.id, id));
        }
        let (fields, analyzer) = (generation.fields, &generation.analyzer);
        let (spool, spellings, listener) = (&mut self.spool, &self.spellings, &self.listener);
        let (mut articles, all_articles) = (0, changes.drafts.len() as u64);
        let written = thread::scope(|scope| {
            let analysed = analysed_ahead(scope, spellings, analyzer);
            let terms = Terms::new(spellings, analyzer, analysed);
            let mut documents = Documents::new(fields, spellings, terms);
            spool.read(changes.drafts.iter().copied(), |draft: Draft<'_>| {
                let (document, packed_bytes) =
                    documents.document(&draft).map_err(io::Error::from)?;
                backlog.add(packed_bytes);
                articles += 1;
                listener.tell(Step::Writing { articles, all_articles });
                writer.add_document(document).map(drop)
            })
        });
        written.map_err(&damaged)?;
        let number = current.payload.number + 1;
        let payload = generation.prepare(self.base, number, &current.counts, &current.manifest)?;
        let text = serde_json::to_string(&payload).expect("names and numbers are always JSON");
        let committed = writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&text);
            prepared.commit()
        });
        committed.map_err(&damaged)?;
        generation.tidy(&payload);
        let merging = Merging { writer: Some(writer), folder: generation.folder.clone() };
        current.generation.commit = number;
        current.payload = payload;
        Ok((current, report, merging))
    }
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.deleted.is_empty() && self.drafts.is_empty()
    }
}

fn open_writer(generation: &Generation) -> tantivy::Result<IndexWriter<TantivyDocument>> {
    let options = IndexWriterOptions::builder()
        // Reading and analysis take the other processor, and one segment searches fastest.
        .num_worker_threads(1)
        .memory_budget_per_thread(WRITER_MEMORY_BYTES)
        // What is merged is mapped into memory.
        .num_merge_threads(1)
        .build();
    let writer = generation.index.writer_with_options(options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(MERGED_SEGMENTS);
    policy.set_max_docs_before_merge(LARGEST_MERGED_ARTICLES);
    policy.set_min_layer_size(SMALL_SEGMENT_ARTICLES);
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
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

#[cfg(test)]
mod tests;
