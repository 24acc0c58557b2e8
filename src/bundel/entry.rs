//! An item of a bundel beside the article as it is now: a bundel refers to articles, which change
//! and disappear.

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::content::Item;
use crate::article::{Article, ArticleId};
use crate::search::{Engine, SearchError};

/// An item, joined with its article.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Heading(String),
    Article {
        id: ArticleId,
        /// The article's title now, or when it was added if it is gone.
        title: String,
        note: Option<String>,
        state: ItemState,
        /// `None` when it disappeared.
        article: Option<Arc<Article>>,
    },
}

/// How an article stands to what was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Toestand)]
pub enum ItemState {
    #[serde(rename = "actueel")]
    Current,
    #[serde(rename = "gewijzigd")]
    Changed,
    #[serde(rename = "verdwenen")]
    Missing,
}

/// The items with their articles, in order.
///
/// # Errors
/// When the index can not be read.
pub fn look_up(items: &[Item], engine: &Engine) -> Result<Vec<Entry>, SearchError> {
    items.iter().map(|item| join(item, engine)).collect()
}

/// SHA-256 of what a reader sees of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    pub fn of(article: &Article) -> Self {
        // The fields are named one by one, so that a field that a later version adds to articles
        // does not mark every article in every bundel as changed.
        let seen = (
            &article.title,
            &article.kind,
            &article.lead,
            &article.body,
            &article.organisations,
            &article.published,
            &article.contact,
            &article.event,
            &article.caption,
            &article.source,
        );
        let json = serde_json::to_vec(&seen).expect("strings, lists and dates always serialise");
        ContentHash(Sha256::digest(json).into())
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        ContentHash(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn join(item: &Item, engine: &Engine) -> Result<Entry, SearchError> {
    Ok(match item {
        Item::Heading(text) => Entry::Heading(text.clone()),
        Item::Article { id, title, note, added_as } => {
            let article = engine.article(id)?;
            Entry::Article {
                id: id.clone(),
                title: article.as_ref().map_or(title, |article| &article.title).clone(),
                note: note.clone(),
                state: match &article {
                    None => ItemState::Missing,
                    Some(article) if ContentHash::of(article) == *added_as => ItemState::Current,
                    Some(_) => ItemState::Changed,
                },
                article,
            }
        }
    })
}
