//! Bringing the index up to date with the corpus.
//!
//! Articles are compared by the hash of their content, so a run that changes nothing writes nothing.
//! The vocabulary that compounds are split with is learned from all articles together; when it
//! changes, every article may be analysed differently and the index is made anew, beside the one in
//! use.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use sha2::{Digest, Sha256};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::document::{document, stored_form};
use super::generation::{Generation, IndexError, WriteLock, hex};
use super::learning::WordCounts;
use super::packed::{PACKED, PackedTokenizer};
use super::reading::{Articles, Place, Record, Remark};
use super::report::Report;
use crate::article::Article;
use crate::dutch::{Analyzer, Vocabulary};

/// Memory of the indexing thread before it writes a segment, in bytes. 64 MB keep a corpus of some
/// ten thousand articles in one segment and stay far below the memory of a small server.
const WRITER_MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// How an update should go about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Make the index anew even when nothing changed.
    pub rebuild: bool,
}

/// The hash of each article's content, by its id.
type Hashes = HashMap<String, String>;

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
    let reusable = || match options.rebuild {
        true => Ok(None),
        false => reusable(index_folder, base),
    };
    let current = reusable()?;
    // Words are counted on the way when the index must be made anew in any case.
    let mut counts = WordCounts::default();
    let counted = current.is_none();
    let Census { hashes, failures, warnings } = Census::take(corpus, |article| {
        if counted {
            counts.add(article);
        }
    });
    let mut report = Report { failures, warnings, ..Report::default() };
    if let Some((generation, known)) = current.as_ref().filter(|(_, known)| *known == hashes) {
        report.unchanged = known.len();
        return Ok((generation.clone(), report));
    }
    // Without an index to make do with, waiting for who is making it is all there is to do.
    let _lock = WriteLock::take(index_folder, current.is_none())?;
    // Whoever had the lock may have done the work.
    let (current, known) = match reusable()? {
        Some((generation, known)) => (Some(generation), known),
        None => (None, HashMap::new()),
    };
    if let Some(generation) = &current
        && hashes == known
    {
        report.unchanged = known.len();
        return Ok((generation.clone(), report));
    }
    if !counted {
        Census::take(corpus, |article| counts.add(article));
    }
    let vocabulary = base.clone().learn(counts.words());
    let analyzer = Analyzer::new(vocabulary.clone());
    let same_chain =
        |generation: &Generation| generation.analyzer.fingerprint() == analyzer.fingerprint();
    match current.filter(same_chain) {
        Some(generation) => {
            let report = change(&generation, corpus, &known, &hashes, report)?;
            Ok((generation, report))
        }
        None => rebuild(index_folder, corpus, &vocabulary, analyzer, &known, report),
    }
}

/// The generation in use with the hash of each article, when all of it can be read.
fn reusable(
    index_folder: &Path,
    base: &Vocabulary,
) -> Result<Option<(Generation, Hashes)>, IndexError> {
    let Some(generation) = Generation::open(index_folder, base)? else { return Ok(None) };
    if !generation.is_sound() {
        return Ok(None);
    }
    match known_hashes(&generation) {
        Ok(known) => Ok(Some((generation, known))),
        Err(IndexError::Damaged { path, reason }) => {
            tracing::warn!(folder = %path.display(), %reason, "damaged; made anew");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes what differs into the generation in use.
fn change(
    generation: &Generation,
    corpus: &dyn Articles,
    known: &Hashes,
    wanted: &Hashes,
    mut report: Report,
) -> Result<Report, IndexError> {
    let damaged = IndexError::tantivy(&generation.folder);
    let mut writer = Writer::open(generation)?;
    for id in known.keys().filter(|id| !wanted.contains_key(*id)) {
        writer.delete(id);
        report.removed += 1;
    }
    let mut result = Ok(());
    let mut taken = HashSet::new();
    corpus.for_each(&mut |record| {
        let Record::Article { article, place } = record else { return };
        if result.is_err() || !taken.insert(article.id.to_string()) {
            return;
        }
        let hash = content_hash(&article, &place.file);
        match known.get(article.id.as_str()) {
            Some(before) if *before == hash => report.unchanged += 1,
            Some(_) => {
                writer.delete(article.id.as_str());
                report.changed += 1;
                result = writer.add(&article, &hash, &place.file);
            }
            None => {
                report.added += 1;
                result = writer.add(&article, &hash, &place.file);
            }
        }
    });
    result.and_then(|()| writer.commit()).map_err(damaged)?;
    Ok(report)
}

/// Fills a new generation and switches to it.
fn rebuild(
    index_folder: &Path,
    corpus: &dyn Articles,
    vocabulary: &Vocabulary,
    analyzer: Analyzer,
    known: &Hashes,
    mut report: Report,
) -> Result<(Generation, Report), IndexError> {
    let generation = Generation::create(index_folder, vocabulary, analyzer)?;
    let damaged = IndexError::tantivy(&generation.folder);
    let mut writer = Writer::open(&generation)?;
    let mut result = Ok(());
    let mut taken = HashSet::new();
    corpus.for_each(&mut |record| {
        let Record::Article { article, place } = record else { return };
        if result.is_err() || !taken.insert(article.id.to_string()) {
            return;
        }
        let hash = content_hash(&article, &place.file);
        match known.get(article.id.as_str()) {
            None => report.added += 1,
            Some(before) if *before == hash => report.unchanged += 1,
            Some(_) => report.changed += 1,
        }
        result = writer.add(&article, &hash, &place.file);
    });
    report.removed = known.keys().filter(|id| !taken.contains(*id)).count();
    result.and_then(|()| writer.commit()).map_err(damaged)?;
    generation.publish(index_folder)?;
    report.rebuilt = true;
    Ok((generation, report))
}

/// tantivy's writer with what every document needs.
struct Writer<'a> {
    generation: &'a Generation,
    writer: IndexWriter<TantivyDocument>,
}

impl<'a> Writer<'a> {
    fn open(generation: &'a Generation) -> Result<Writer<'a>, IndexError> {
        // One thread: reading and analysis take the other, and one segment searches fastest.
        let writer = generation
            .index
            .writer_with_num_threads(1, WRITER_MEMORY_BYTES)
            .map_err(IndexError::tantivy(&generation.folder))?;
        generation.index.tokenizers().register(PACKED, PackedTokenizer::default());
        Ok(Writer { generation, writer })
    }

    fn add(&mut self, article: &Article, hash: &str, file: &str) -> tantivy::Result<()> {
        let Generation { fields, analyzer, .. } = self.generation;
        self.writer.add_document(document(fields, analyzer, article, hash, file)).map(drop)
    }

    fn delete(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.generation.fields.id, id));
    }

    /// The commit carries what made the index, so the two can never disagree.
    fn commit(mut self) -> tantivy::Result<()> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&self.generation.fingerprint());
        prepared.commit()?;
        self.writer.wait_merging_threads()
    }
}

/// What the corpus holds: the hash of each article by id, and what there is to say of it.
struct Census {
    hashes: Hashes,
    failures: Vec<Remark>,
    warnings: Vec<Remark>,
}

impl Census {
    /// Reads the corpus once, calling back for every article that is taken in.
    fn take(corpus: &dyn Articles, mut taken: impl FnMut(&Article)) -> Census {
        let (mut failures, mut warnings) = (Vec::new(), Vec::new());
        let mut hashes = HashMap::new();
        let mut places: HashMap<String, Place> = HashMap::new();
        corpus.for_each(&mut |record| match record {
            Record::Failure(remark) => failures.push(remark),
            Record::Warning(remark) => warnings.push(remark),
            Record::Article { article, place } => {
                let id = article.id.to_string();
                if let Some(first) = places.get(&id) {
                    let text = format!("id {id:?} is taken by {first}; give one of them another");
                    failures.push(Remark { place, text });
                } else {
                    taken(&article);
                    hashes.insert(id.clone(), content_hash(&article, &place.file));
                    places.insert(id, place);
                }
            }
        });
        Census { hashes, failures, warnings }
    }
}

/// Tells whether an article, or the file it comes from, differs from what is in the index.
fn content_hash(article: &Article, file: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(file.as_bytes());
    digest.update([0]);
    digest.update(stored_form(article));
    hex(&digest.finalize()[..16])
}

/// What is in the index.
fn known_hashes(generation: &Generation) -> Result<Hashes, IndexError> {
    read_hashes(generation).map_err(IndexError::tantivy(&generation.folder))
}

fn read_hashes(generation: &Generation) -> tantivy::Result<Hashes> {
    let searcher = generation.index.reader()?.searcher();
    let mut hashes = HashMap::with_capacity(searcher.num_docs() as usize);
    for segment in searcher.segment_readers() {
        let fast = segment.fast_fields();
        let (Some(ids), Some(column)) = (fast.str("id")?, fast.str("hash")?) else { continue };
        for doc in segment.doc_ids_alive() {
            let (mut id, mut hash) = (String::new(), String::new());
            if let (Some(id_ord), Some(hash_ord)) =
                (ids.ords().first(doc), column.ords().first(doc))
            {
                ids.ord_to_str(id_ord, &mut id)?;
                column.ord_to_str(hash_ord, &mut hash)?;
            }
            hashes.insert(id, hash);
        }
    }
    Ok(hashes)
}
