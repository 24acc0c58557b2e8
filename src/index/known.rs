//! The articles of the index, as far as the corpus is compared with them.

use std::collections::HashMap;
use std::sync::Arc;

/// An article of the index: where it comes from, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Of the article and its file, see `content_hash`.
    pub hash: u64,
    /// 0 when there is none.
    pub text_hash: u64,
    /// Below the corpus folder.
    pub file: Arc<str>,
    /// The place of its segment among those of the searcher that read it.
    pub segment: u32,
    /// Its number in the segment.
    pub document: u32,
}

/// The articles of the index by id.
pub(super) type KnownArticles = HashMap<String, Known>;
