//! Writing what differs, as one commit.

use std::sync::Arc;
use std::{io, thread};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::Merging;
use super::run::{Changes, Run, Written};
use crate::index::document::Documents;
use crate::index::draft::Draft;
use crate::index::generation::{Current, Generation, IndexError};
use crate::index::packed::{Backlog, PACKED, PackedTokenizer};
use crate::index::progress::Step;
use crate::index::report::Report;
use crate::index::terms::{Terms, analysed_ahead};

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
/// Share of deleted articles at which a segment is rewritten: until then they cost a look each.
const DELETED_SHARE: f32 = 0.3;

impl Run<'_> {
    /// Writes what differs, and what the next update must know; all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit(
        &mut self,
        current: Current,
        changes: Changes,
        report: Report,
    ) -> Result<Written, IndexError> {
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
    ) -> Result<Written, IndexError> {
        let generation = current.generation.clone();
        let damaged = IndexError::tantivy(&generation.folder);
        let mut writer = open_writer(&generation).map_err(&damaged)?;
        // A run that was ended before its commit leaves files behind, under names that this one may
        // need again.
        writer.garbage_collect_files().wait().map_err(&damaged)?;
        for id in &changes.deleted {
            writer.delete_term(Term::from_field_text(generation.fields.id, id));
        }
        self.add(&changes.drafts, &generation, &writer).map_err(&damaged)?;
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

    /// Gives the writer the documents of drafts, analysed with the generation's vocabulary.
    fn add(
        &mut self,
        drafts: &[u64],
        generation: &Generation,
        writer: &IndexWriter<TantivyDocument>,
    ) -> tantivy::Result<()> {
        let backlog = Arc::new(Backlog::default());
        let tokenizer = PackedTokenizer::of(backlog.clone());
        generation.index.tokenizers().register(PACKED, tokenizer);
        let (fields, analyzer) = (generation.fields, &generation.analyzer);
        let (spool, spellings, listener) = (&mut self.spool, &self.spellings, &self.listener);
        let (mut articles, all_articles) = (0, drafts.len() as u64);
        thread::scope(|scope| {
            let analysed = analysed_ahead(scope, spellings, analyzer);
            let terms = Terms::new(spellings, analyzer, analysed);
            let mut documents = Documents::new(fields, spellings, terms);
            spool.read(drafts.iter().copied(), |draft: Draft<'_>| {
                let (document, packed_bytes) =
                    documents.document(&draft).map_err(io::Error::from)?;
                backlog.add(packed_bytes);
                articles += 1;
                listener.tell(Step::Writing { articles, all_articles });
                writer.add_document(document).map(drop)
            })
        })
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
