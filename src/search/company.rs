//! The company that words keep: in how many articles a word stands together with others.

use tantivy::{DocId, Searcher};

use super::postings::documents;
use crate::dutch::Analyzer;
use crate::index::Fields;

/// The articles that have all of some words, in any inflection.
pub(super) struct Company<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    /// Per segment, ascending.
    docs: Vec<Vec<DocId>>,
}

impl<'a> Company<'a> {
    /// `None` when no words are given, or no article has them all.
    pub fn of(
        searcher: &'a Searcher,
        fields: &'a Fields,
        analyzer: &Analyzer,
        words: &[String],
    ) -> tantivy::Result<Option<Company<'a>>> {
        let Some((first, others)) = words.split_first() else { return Ok(None) };
        let mut docs = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let having = |word: &str| {
                let mut having = Vec::new();
                let term = &analyzer.word(word).term;
                documents(segment, fields.terms, term, |doc| having.push(doc))?;
                Ok::<_, tantivy::TantivyError>(having)
            };
            let mut here = having(first)?;
            here.retain(|doc| !segment.is_deleted(*doc));
            for other in others {
                let having = having(other)?;
                here.retain(|doc| having.binary_search(doc).is_ok());
            }
            docs.push(here);
        }
        let any = docs.iter().any(|here| !here.is_empty());
        Ok(any.then_some(Company { searcher, fields, docs }))
    }

    /// How many of these articles have a word as well, as it is written.
    pub fn articles_with(&self, word: &str) -> tantivy::Result<u32> {
        let mut count = 0;
        for (segment, here) in self.searcher.segment_readers().iter().zip(&self.docs) {
            let mut rest = here.as_slice();
            documents(segment, self.fields.words, word, |doc| {
                rest = &rest[rest.partition_point(|other| *other < doc)..];
                count += u32::from(rest.first() == Some(&doc));
            })?;
        }
        Ok(count)
    }
}
