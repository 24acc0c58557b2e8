//! What the index holds, read back: for comparing with the corpus, and for analysing again.

use std::collections::{BTreeSet, HashMap};

use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term,
};

use super::known::{Known, KnownArticles};
use super::schema::Fields;
use super::texts::Texts;
use crate::article::Article;
use crate::dutch::{Analyzer, Concern};

/// The articles of the index by id.
pub(super) fn known_articles(searcher: &Searcher) -> tantivy::Result<KnownArticles> {
    let mut known = HashMap::with_capacity(searcher.num_docs() as usize);
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let fast = reader.fast_fields();
        let (ids, files) = (Texts::of(fast.str("id")?)?, Texts::of(fast.str("file")?)?);
        let (hashes, text_hashes) = (fast.u64("hash")?, fast.u64("text_hash")?);
        for document in reader.doc_ids_alive() {
            let Some(file) = files.shared(document).cloned() else { continue };
            let id = ids.first(document).to_owned();
            let hash = hashes.first(document).unwrap_or_default();
            let text_hash = text_hashes.first(document).unwrap_or_default();
            known.insert(id, Known { hash, text_hash, file, segment, document });
        }
    }
    Ok(known)
}

/// The article that a document was made of.
pub(super) fn stored_article(
    searcher: &Searcher,
    fields: &Fields,
    known: &Known,
) -> tantivy::Result<Article> {
    let address = DocAddress::new(known.segment, known.document);
    let document: TantivyDocument = searcher.doc(address)?;
    let json = document.get_first(fields.article).and_then(|value| value.as_bytes());
    serde_json::from_slice(json.unwrap_or_default())
        .map_err(|error| TantivyError::InternalError(format!("a stored article: {error}")))
}

/// The ids of the articles that `before` and `now` analyse differently, in order. `turned` are the
/// words that one of them has learned and the other has not.
pub(super) fn analysed_differently(
    searcher: &Searcher,
    fields: &Fields,
    turned: &[String],
    before: &Analyzer,
    now: &Analyzer,
) -> tantivy::Result<BTreeSet<String>> {
    let concern = Concern::with(turned.iter().map(String::as_str));
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let words = segment.inverted_index(fields.words)?;
        let mut terms = words.terms().stream().map_err(TantivyError::from)?;
        let mut documents = BTreeSet::new();
        while terms.advance() {
            let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
            if concern.may_touch(word) && parts_differ(word, before, now) {
                let term = Term::from_field_text(fields.words, word);
                documents_with(segment, &term, &mut documents)?;
            }
        }
        for word in turned {
            let term = Term::from_field_text(fields.asks, word);
            documents_with(segment, &term, &mut documents)?;
        }
        let Some(ids) = segment.fast_fields().str("id")? else { continue };
        for document in documents {
            if let Some(ord) = ids.ords().first(document) {
                let mut id = String::new();
                ids.ord_to_str(ord, &mut id)?;
                found.insert(id);
            }
        }
    }
    Ok(found)
}

/// Whether a word is indexed with other parts.
fn parts_differ(word: &str, before: &Analyzer, now: &Analyzer) -> bool {
    let (before, now) = (before.word(word), now.word(word));
    let term = |part: usize| before.parts[part].term == now.parts[part].term;
    before.parts.len() != now.parts.len() || !(0..now.parts.len()).all(term)
}

/// Adds the documents of a segment that have a term and were not deleted.
fn documents_with(
    segment: &SegmentReader,
    term: &Term,
    documents: &mut BTreeSet<u32>,
) -> tantivy::Result<()> {
    let index = segment.inverted_index(term.field())?;
    let postings = index.read_postings(term, IndexRecordOption::Basic)?;
    let Some(mut postings) = postings else { return Ok(()) };
    let mut document = postings.doc();
    while document != TERMINATED {
        if !segment.is_deleted(document) {
            documents.insert(document);
        }
        document = postings.advance();
    }
    Ok(())
}
