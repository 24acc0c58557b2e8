//! A bundel as a value: title, introduction, and items in order, with the limits they keep to.
//!
//! Everything that changes a bundel is a method here, so that pages and API can not differ. Storing
//! is left to the store, which tidies and checks whatever it is given.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::entry::ContentHash;
use super::limits::Limits;
use super::selection::DEFAULT_TITLE;
use crate::article::{Article, ArticleId};

/// What a bundel holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub title: String,
    pub subtitle: Option<String>,
    pub introduction: Option<String>,
    /// In order; an article at most once.
    pub items: Vec<Item>,
    /// The search it was made from, in words.
    pub search: Option<String>,
}

/// One place in a bundel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A reference to an article, with what is needed when it changes or disappears.
    Article {
        id: ArticleId,
        /// Its title when it was added.
        title: String,
        /// The maker's note.
        note: Option<String>,
        /// Its content when it was added.
        added_as: ContentHash,
    },
    /// A subheading over the articles after it.
    Heading(String),
}

/// What became of articles that were to be added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    pub new: usize,
    /// Those that were there already.
    pub known: usize,
    /// Those that there was no room for.
    pub left_out: usize,
}

/// One place as somebody who rearranges a bundel asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Article { id: ArticleId, note: Option<String> },
    Heading(String),
}

/// Which part of a bundel a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Title,
    Subtitle,
    Introduction,
    Items,
    /// The item at this index, from 0.
    Item(usize),
}

/// Why a bundel is not stored as given. Items are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentFault {
    #[error("de titel mag niet leeg zijn")]
    TitleEmpty,
    #[error("de titel telt {0}")]
    TitleTooLong(Excess),
    #[error("de ondertitel telt {0}")]
    SubtitleTooLong(Excess),
    #[error("de inleiding telt {0}")]
    IntroductionTooLong(Excess),
    #[error("de notitie telt {excess}")]
    NoteTooLong { item: usize, excess: Excess },
    #[error("een tussentitel mag niet leeg zijn")]
    HeadingEmpty { item: usize },
    #[error("de tussentitel telt {excess}")]
    HeadingTooLong { item: usize, excess: Excess },
    #[error("het artikel {id} staat al in de bundel")]
    ArticleTwice { item: usize, id: ArticleId },
    #[error("het artikel {id} bestaat niet")]
    UnknownArticle { item: usize, id: ArticleId },
    #[error("de bundel telt {found} artikelen; ten hoogste {most} zijn toegelaten")]
    TooManyArticles { found: usize, most: usize },
    #[error("de bundel telt {found} tussentitels; ten hoogste {most} zijn toegelaten")]
    TooManyHeadings { found: usize, most: usize },
}

/// How long a text is, and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    pub chars: usize,
    pub most: usize,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tekens; ten hoogste {} zijn toegelaten", self.chars, self.most)
    }
}

impl Content {
    /// An empty bundel with this title.
    pub fn titled(title: impl Into<String>) -> Self {
        Content {
            title: title.into(),
            subtitle: None,
            introduction: None,
            items: Vec::new(),
            search: None,
        }
    }

    /// Whether nobody gave it a title yet.
    pub fn has_default_title(&self) -> bool {
        self.title == DEFAULT_TITLE
    }

    /// The ids of the articles, in order.
    pub fn articles(&self) -> impl Iterator<Item = &ArticleId> {
        self.items.iter().filter_map(|item| match item {
            Item::Article { id, .. } => Some(id),
            Item::Heading(_) => None,
        })
    }

    pub fn contains(&self, article: &ArticleId) -> bool {
        self.articles().any(|id| id == article)
    }

    /// Adds the article at the end; adding twice is adding once. Says whether it was new.
    pub fn add(&mut self, article: &Article) -> bool {
        let new = !self.contains(&article.id);
        if new {
            self.items.push(Item::of(article, None));
        }
        new
    }

    /// Adds those of these items that are not there yet, at the end, as far as there is room for so many.
    pub fn add_new(&mut self, items: Vec<Item>, mut room: usize) -> Added {
        let mut added = Added::default();
        for item in items {
            let Item::Article { id, .. } = &item else { continue };
            if self.contains(id) {
                added.known += 1;
            } else if room > 0 {
                self.items.push(item);
                room -= 1;
                added.new += 1;
            } else {
                added.left_out += 1;
            }
        }
        added
    }

    /// Takes the article out. Says whether it was there.
    pub fn remove(&mut self, article: &ArticleId) -> bool {
        let before = self.items.len();
        self.items.retain(|item| !matches!(item, Item::Article { id, .. } if id == article));
        self.items.len() < before
    }

    /// Puts the items in the wanted order, with the wanted notes and subheadings; what is not
    /// wanted goes. An article that was in the bundel stays what it was when it was added, even if
    /// it no longer exists; a new one is found with `find`.
    ///
    /// # Errors
    /// Every article that is neither in the bundel nor found, or wanted twice; nothing is changed
    /// then.
    pub fn arrange(
        &mut self,
        wanted: Vec<Wanted>,
        find: impl Fn(&ArticleId) -> Option<Arc<Article>>,
    ) -> Result<(), Vec<ContentFault>> {
        let mut items = Vec::with_capacity(wanted.len());
        let mut seen = HashSet::new();
        let mut faults = Vec::new();
        for (index, wanted) in wanted.into_iter().enumerate() {
            match wanted {
                Wanted::Heading(text) => items.push(Item::Heading(text)),
                Wanted::Article { id, .. } if !seen.insert(id.clone()) => {
                    faults.push(ContentFault::ArticleTwice { item: index, id });
                }
                Wanted::Article { id, note } => match self.kept(&id, note.clone()) {
                    Some(item) => items.push(item),
                    None => match find(&id) {
                        Some(article) => items.push(Item::of(&article, note)),
                        None => faults.push(ContentFault::UnknownArticle { item: index, id }),
                    },
                },
            }
        }
        if faults.is_empty() {
            self.items = items;
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Spaces and line ends as they should be, control characters gone, empty texts absent.
    pub fn tidy(&mut self) {
        self.title = one_line(&self.title);
        tidy_optional(&mut self.subtitle, one_line);
        tidy_optional(&mut self.introduction, several_lines);
        tidy_optional(&mut self.search, one_line);
        for item in &mut self.items {
            match item {
                Item::Heading(text) => *text = one_line(text),
                Item::Article { note, .. } => tidy_optional(note, several_lines),
            }
        }
    }

    /// Every fault; an empty list means it can be stored.
    pub fn faults(&self, limits: &Limits) -> Vec<ContentFault> {
        let mut faults = Vec::new();
        if self.title.is_empty() {
            faults.push(ContentFault::TitleEmpty);
        }
        let mut check = |text: Option<&String>, most, fault: &dyn Fn(Excess) -> ContentFault| {
            let chars = text.map_or(0, |text| text.chars().count());
            if chars > most {
                faults.push(fault(Excess { chars, most }));
            }
        };
        check(Some(&self.title), limits.title_chars, &ContentFault::TitleTooLong);
        check(self.subtitle.as_ref(), limits.title_chars, &ContentFault::SubtitleTooLong);
        check(
            self.introduction.as_ref(),
            limits.introduction_chars,
            &ContentFault::IntroductionTooLong,
        );
        for (item, entry) in self.items.iter().enumerate() {
            match entry {
                Item::Article { note, .. } => check(note.as_ref(), limits.note_chars, &|excess| {
                    ContentFault::NoteTooLong { item, excess }
                }),
                Item::Heading(text) => check(Some(text), limits.title_chars, &|excess| {
                    ContentFault::HeadingTooLong { item, excess }
                }),
            }
        }
        for (item, entry) in self.items.iter().enumerate() {
            if matches!(entry, Item::Heading(text) if text.is_empty()) {
                faults.push(ContentFault::HeadingEmpty { item });
            }
        }
        let mut seen = HashSet::new();
        for (item, entry) in self.items.iter().enumerate() {
            if let Item::Article { id, .. } = entry
                && !seen.insert(id)
            {
                faults.push(ContentFault::ArticleTwice { item, id: id.clone() });
            }
        }
        let articles = self.articles().count();
        if articles > limits.articles {
            let most = limits.articles;
            faults.push(ContentFault::TooManyArticles { found: articles, most });
        }
        let headings = self.items.len() - articles;
        if headings > limits.headings {
            let most = limits.headings;
            faults.push(ContentFault::TooManyHeadings { found: headings, most });
        }
        faults
    }

    /// The faults that this content did not have before, or not as bad: limits may have been lowered
    /// since it was stored, and what is above them may become smaller step by step.
    pub fn faults_since(&self, before: &Content, limits: &Limits) -> Vec<ContentFault> {
        let mut known: Vec<_> =
            before.faults(limits).iter().filter_map(|fault| before.excess(fault)).collect();
        let faults = self.faults(limits);
        let mut sized: Vec<_> = faults
            .iter()
            .enumerate()
            .filter_map(|(at, fault)| self.excess(fault).map(|(of, size)| (at, of, size)))
            .collect();
        // The worst first, so that one that became worse does not pass for another.
        sized.sort_by_key(|(_, _, size)| Reverse(*size));
        let mut excused = HashSet::new();
        for (at, subject, size) in sized {
            let as_bad =
                known.iter().enumerate().filter(|(_, (of, was))| *of == subject && *was >= size);
            if let Some((which, _)) = as_bad.min_by_key(|(_, (_, was))| *was) {
                known.swap_remove(which);
                excused.insert(at);
            }
        }
        let faults = faults.into_iter().enumerate();
        faults.filter(|(at, _)| !excused.contains(at)).map(|(_, fault)| fault).collect()
    }

    /// What is too large, and how large; `None` for a fault that no limit makes.
    fn excess(&self, fault: &ContentFault) -> Option<(Subject, usize)> {
        Some(match fault {
            ContentFault::TitleTooLong(excess) => (Subject::Title, excess.chars),
            ContentFault::SubtitleTooLong(excess) => (Subject::Subtitle, excess.chars),
            ContentFault::IntroductionTooLong(excess) => (Subject::Introduction, excess.chars),
            ContentFault::NoteTooLong { item, excess } => match &self.items[*item] {
                Item::Article { id, .. } => (Subject::Note(id.clone()), excess.chars),
                Item::Heading(_) => return None,
            },
            ContentFault::HeadingTooLong { excess, .. } => (Subject::Heading, excess.chars),
            ContentFault::TooManyArticles { found, .. } => (Subject::Articles, *found),
            ContentFault::TooManyHeadings { found, .. } => (Subject::Headings, *found),
            ContentFault::TitleEmpty
            | ContentFault::HeadingEmpty { .. }
            | ContentFault::ArticleTwice { .. }
            | ContentFault::UnknownArticle { .. } => return None,
        })
    }

    fn kept(&self, wanted: &ArticleId, new_note: Option<String>) -> Option<Item> {
        self.items.iter().find_map(|item| match item {
            Item::Article { id, title, added_as, .. } if id == wanted => Some(Item::Article {
                id: id.clone(),
                title: title.clone(),
                note: new_note.clone(),
                added_as: *added_as,
            }),
            _ => None,
        })
    }
}

/// What can be above a limit.
#[derive(Debug, PartialEq, Eq)]
enum Subject {
    Title,
    Subtitle,
    Introduction,
    Note(ArticleId),
    /// One of the subheadings, which have no names.
    Heading,
    Articles,
    Headings,
}

impl Item {
    /// The article as it is now, about to be added.
    pub fn of(article: &Article, note: Option<String>) -> Self {
        Item::Article {
            id: article.id.clone(),
            title: article.title.clone(),
            note,
            added_as: ContentHash::of(article),
        }
    }
}

impl ContentFault {
    pub fn place(&self) -> Place {
        match self {
            ContentFault::TitleEmpty | ContentFault::TitleTooLong(_) => Place::Title,
            ContentFault::SubtitleTooLong(_) => Place::Subtitle,
            ContentFault::IntroductionTooLong(_) => Place::Introduction,
            ContentFault::TooManyArticles { .. } | ContentFault::TooManyHeadings { .. } => {
                Place::Items
            }
            ContentFault::NoteTooLong { item, .. }
            | ContentFault::HeadingEmpty { item }
            | ContentFault::HeadingTooLong { item, .. }
            | ContentFault::ArticleTwice { item, .. }
            | ContentFault::UnknownArticle { item, .. } => Place::Item(*item),
        }
    }
}

fn tidy_optional(text: &mut Option<String>, tidy: fn(&str) -> String) {
    *text = text.as_deref().map(tidy).filter(|text| !text.is_empty());
}

/// Text without line ends: every run of spaces and control characters is one space.
fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that keeps its line ends, in one form, and loses its other control characters.
fn several_lines(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.replace(|c: char| c.is_control() && c != '\n', " ").trim().to_owned()
}

#[cfg(test)]
mod tests;
