//! Which articles came and went between two states of an index, so that what was counted over all of
//! them need not be counted again.

use std::collections::HashMap;

use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::index::Texts;

/// Documents that came and went.
#[derive(Default)]
pub(in crate::search) struct Turnover {
    /// In the state of before.
    pub gone: Vec<DocAddress>,
    /// In the state of now.
    pub come: Vec<DocAddress>,
}

impl Turnover {
    /// Compares two states. A segment never changes but for what is deleted of it; documents that
    /// only moved to another one, with all their content, did neither come nor go.
    pub fn between(before: &Searcher, now: &Searcher) -> tantivy::Result<Turnover> {
        let known: HashMap<_, _> = (0..)
            .zip(before.segment_readers())
            .map(|(ord, s)| (s.segment_id(), (ord, s)))
            .collect();
        let mut turnover = Turnover::default();
        let mut arrived = Vec::new();
        let mut kept = Vec::new();
        for (ord, segment) in (0..).zip(now.segment_readers()) {
            match known.get(&segment.segment_id()) {
                Some((old_ord, old)) => {
                    kept.push(*old_ord);
                    let deleted = old.doc_ids_alive().filter(|doc| segment.is_deleted(*doc));
                    turnover.gone.extend(deleted.map(|doc| DocAddress::new(*old_ord, doc)));
                }
                None => arrived.push((ord, segment)),
            }
        }
        let mut left: HashMap<(String, u64), DocAddress> = HashMap::new();
        let others = (0..).zip(before.segment_readers()).filter(|(ord, _)| !kept.contains(ord));
        for (ord, segment) in others {
            for (doc, content) in contents(segment)? {
                left.insert(content, DocAddress::new(ord, doc));
            }
        }
        for (ord, segment) in arrived {
            for (doc, content) in contents(segment)? {
                if left.remove(&content).is_none() {
                    turnover.come.push(DocAddress::new(ord, doc));
                }
            }
        }
        turnover.gone.extend(left.into_values());
        Ok(turnover)
    }
}

/// What tells the content of each document: its id, and the hash of the rest.
fn contents(segment: &SegmentReader) -> tantivy::Result<Vec<(u32, (String, u64))>> {
    let fast = segment.fast_fields();
    let (ids, hashes) = (Texts::of(fast.str("id")?)?, fast.u64("hash")?);
    let content = |doc| (ids.first(doc).to_owned(), hashes.first(doc).unwrap_or_default());
    Ok(segment.doc_ids_alive().map(|doc| (doc, content(doc))).collect())
}
