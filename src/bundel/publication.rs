//! A bundel joined with its articles: everything a document needs, and nothing else.

use std::sync::Arc;

use jiff::civil::Date;

use super::content::Content;
use super::entry::{Entry, ItemState, look_up};
use crate::article::Article;
use crate::search::{Engine, SearchError};

/// What is rendered. A value: rendering it twice gives the same document.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// Never empty.
    pub title: String,
    pub subtitle: Option<String>,
    pub introduction: Option<String>,
    /// In order. May be empty.
    pub parts: Vec<Part>,
    /// The day it is made, for cover and colophon.
    pub made_on: Date,
    /// The search it came from, in words, for the colophon.
    pub search: Option<String>,
    /// Name of the site, for running header and colophon.
    pub site: String,
    /// Public address of the site without a trailing slash; `None` when it has none, and then no
    /// link to the site is made.
    pub base_url: Option<String>,
}

/// One entry of a publication.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A subheading that groups the articles after it.
    Heading(String),
    Article {
        article: Arc<Article>,
        /// The maker's note, shown before the article.
        note: Option<String>,
        /// Whether it changed since it was added.
        changed: bool,
        picture: Option<Picture>,
    },
    /// An article that was removed since it was added: keeps its place and says so.
    Missing { title: String, note: Option<String> },
}

/// An article's picture, as it is in the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Another when the file is another.
    pub stamp: String,
    /// Nothing is known of them; empty where nobody needed more than the stamp.
    pub bytes: Arc<[u8]>,
}

/// What a document says of the site it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    /// Name of the site.
    pub site: String,
    /// Public address without a trailing slash, when there is one.
    pub base_url: Option<String>,
}

impl Publication {
    /// The bundel with its articles as they are now.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn assemble(
        content: &Content,
        engine: &Engine,
        imprint: &Imprint,
        made_on: Date,
    ) -> Result<Self, SearchError> {
        Ok(Publication {
            title: content.title.clone(),
            subtitle: content.subtitle.clone(),
            introduction: content.introduction.clone(),
            parts: look_up(&content.items, engine)?.into_iter().map(Part::from).collect(),
            made_on,
            search: content.search.clone(),
            site: imprint.site.clone(),
            base_url: imprint.base_url.clone(),
        })
    }

    /// Gives every article its picture, found by its path below the corpus folder.
    pub fn illustrate(&mut self, mut find: impl FnMut(&str) -> Option<Picture>) {
        for part in &mut self.parts {
            if let Part::Article { article, picture, .. } = part {
                *picture = article.picture.as_deref().and_then(&mut find);
            }
        }
    }
}

impl From<Entry> for Part {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Heading(text) => Part::Heading(text),
            Entry::Article { article: Some(article), note, state, .. } => {
                Part::Article { article, note, changed: state == ItemState::Changed, picture: None }
            }
            Entry::Article { article: None, title, note, .. } => Part::Missing { title, note },
        }
    }
}

impl Part {
    /// An article as it was added, without its picture.
    #[must_use]
    pub fn article(article: Arc<Article>, note: Option<String>) -> Self {
        Part::Article { article, note, changed: false, picture: None }
    }

    /// The title under which it is listed.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Part::Heading(title) | Part::Missing { title, .. } => title,
            Part::Article { article, .. } => &article.title,
        }
    }
}
