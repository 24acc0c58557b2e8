//! The words of the index that begin in a certain way.

use std::collections::BTreeMap;

use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};

/// Calls back for every word of a segment that begins with `prefix`, in order, with the number of
/// documents that have it.
pub(super) fn words_with(
    segment: &SegmentReader,
    words: Field,
    prefix: &str,
    mut found: impl FnMut(&str, u32),
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(words)?;
    let mut stream = inverted.terms().range().ge(prefix).into_stream()?;
    while stream.advance() {
        if !stream.key().starts_with(prefix.as_bytes()) {
            break;
        }
        if let Ok(word) = std::str::from_utf8(stream.key()) {
            found(word, stream.value().doc_freq);
        }
    }
    Ok(())
}

/// The words that begin with `prefix`, at most `limit`: those that most documents have.
pub(super) fn commonest(
    searcher: &Searcher,
    words: Field,
    prefix: &str,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        words_with(segment, words, prefix, |word, docs| match frequencies.get_mut(word) {
            Some(sum) => *sum += docs,
            None => drop(frequencies.insert(word.to_owned(), docs)),
        })?;
    }
    let mut words: Vec<(String, u32)> = frequencies.into_iter().collect();
    if words.len() > limit {
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.truncate(limit);
    }
    Ok(words.into_iter().map(|(word, _)| word).collect())
}
