//! The words that stand in the articles, as a reader sees them: what suggestions, corrections and
//! wider searches choose from.
//!
//! Words, not terms: a suggestion is shown. Built once per opened index from the stored articles,
//! in memory, sorted by spelling, so that words with a beginning in common are neighbours.

mod near;
mod turnover;

use std::collections::HashMap;
use std::ops::Range;

use crate::article::Article;
use crate::dutch::Analyzer;
use crate::index::{Layout, Zone};

pub(super) use near::LONGEST_CORRECTED;
pub(super) use turnover::Turnover;

/// A word by its place in the list.
pub(super) type WordId = u32;

/// The list.
#[derive(Default)]
pub(super) struct Words {
    words: Vec<Entry>,
    /// Their folded spellings one after another: a search for misspelt words walks along many of them, and
    /// took a tenth longer from one place in memory to another.
    letters: Vec<u8>,
    /// Where each ends among the letters.
    ends: Vec<u32>,
    /// How many bytes each word begins with in common with the one before it.
    shared: Vec<u8>,
    names: Vec<Name>,
    /// For each word the names it stands in: `names_of[name_starts[word]..name_starts[word + 1]]`.
    name_starts: Vec<u32>,
    names_of: Vec<u32>,
}

/// A word and how often it is used.
pub(super) struct Entry {
    /// Lowercased and folded; what the list is sorted by.
    pub folded: Box<str>,
    /// As it is written most often.
    pub shown: Box<str>,
    /// How many articles have it.
    pub articles: u32,
    /// How many have it in their title.
    pub titles: u32,
    /// Made of letters, and no stop word: worth suggesting.
    pub offered: bool,
    /// Made of letters, but a stop word: worth suggesting to someone who misspells it.
    pub stop: bool,
}

/// A title or an organisation.
pub(super) struct Name {
    pub shown: Box<str>,
    /// Its folded words, separated by spaces.
    pub folded: Box<str>,
    pub kind: NameKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum NameKind {
    Organisation,
    Title,
}

impl Words {
    /// The words, titles and organisations of the given articles.
    #[cfg(test)]
    fn of<E>(
        analyzer: &Analyzer,
        articles: impl Iterator<Item = Result<Article, E>>,
    ) -> Result<Words, E> {
        let mut counting = Counting::default();
        for article in articles {
            counting.add(analyzer, &article?);
        }
        Ok(counting.words())
    }

    pub fn get(&self, id: WordId) -> &Entry {
        &self.words[id as usize]
    }

    /// The letters of a word's folded spelling.
    fn letters(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.letters[start..self.ends[at] as usize]
    }

    /// The word with this folded spelling.
    pub fn find(&self, folded: &str) -> Option<WordId> {
        let found = self.words.binary_search_by(|word| (*word.folded).cmp(folded));
        found.ok().map(|at| at as WordId)
    }

    /// The words that begin with `folded`.
    pub fn beginning_with(&self, folded: &str) -> Range<WordId> {
        let start = self.words.partition_point(|word| &*word.folded < folded);
        let length = self.words[start..].partition_point(|word| word.folded.starts_with(folded));
        start as WordId..(start + length) as WordId
    }

    /// The spellings that begin with `folded`, at most `limit`: those that most articles have.
    pub fn commonest(&self, folded: &str, limit: usize) -> Vec<&str> {
        let mut words: Vec<&Entry> = self.beginning_with(folded).map(|id| self.get(id)).collect();
        if words.len() > limit {
            // Equally common ones stay in order of spelling.
            words.sort_by_key(|word| std::cmp::Reverse(word.articles));
            words.truncate(limit);
        }
        words.into_iter().map(|word| &*word.folded).collect()
    }

    /// The names in which any of these neighbouring words stands, ascending.
    pub fn names_with(&self, words: Range<WordId>) -> Vec<u32> {
        if words.is_empty() {
            return Vec::new();
        }
        let start = self.name_starts[words.start as usize] as usize;
        let end = self.name_starts[words.end as usize] as usize;
        let mut names = self.names_of[start..end].to_vec();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub fn name(&self, number: u32) -> &Name {
        &self.names[number as usize]
    }

    #[cfg(test)]
    fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.words.iter()
    }
}

/// The counts over articles, to which others can be added and from which they can be taken away.
#[derive(Default)]
pub(super) struct Counting {
    words: HashMap<Box<str>, Count>,
    names: HashMap<(NameKind, Box<str>), NameCount>,
    article: u32,
}

/// How many articles have a name, and the words it consists of.
struct NameCount {
    articles: u32,
    words: Vec<Box<str>>,
}

/// Whether an article comes or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Comes,
    Goes,
}

impl Change {
    fn apply(self, count: &mut u32) {
        match self {
            Change::Comes => *count += 1,
            Change::Goes => *count = count.saturating_sub(1),
        }
    }
}

#[derive(Default)]
struct Count {
    articles: u32,
    titles: u32,
    last_article: u32,
    last_title: u32,
    stop: bool,
    /// Ways of writing it, with how often each was seen.
    forms: Vec<(Box<str>, u32)>,
}

impl Counting {
    pub fn add(&mut self, analyzer: &Analyzer, article: &Article) {
        self.change(analyzer, article, Change::Comes);
    }

    /// Takes away an article that was added before.
    pub fn remove(&mut self, analyzer: &Analyzer, article: &Article) {
        self.change(analyzer, article, Change::Goes);
    }

    fn change(&mut self, analyzer: &Analyzer, article: &Article, change: Change) {
        self.article = self.article.wrapping_add(1);
        for piece in Layout::of(article).texts() {
            self.count_text(analyzer, piece.text, piece.zone == Zone::Title, change);
        }
        self.count_name(analyzer, NameKind::Title, &article.title, change);
        for organisation in &article.organisations {
            self.count_name(analyzer, NameKind::Organisation, organisation, change);
        }
    }

    fn count_text(&mut self, analyzer: &Analyzer, text: &str, title: bool, change: Change) {
        analyzer.written(text, |token| {
            if !self.words.contains_key(token.word.exact.as_str()) {
                self.words.insert(token.word.exact.as_str().into(), Count::default());
            }
            let count = self.words.get_mut(token.word.exact.as_str()).expect("just inserted");
            count.stop = token.word.stop;
            if count.last_article != self.article {
                count.last_article = self.article;
                change.apply(&mut count.articles);
            }
            if title && count.last_title != self.article {
                count.last_title = self.article;
                change.apply(&mut count.titles);
            }
            match count.forms.iter_mut().find(|(form, _)| **form == *token.surface) {
                Some((_, seen)) => change.apply(seen),
                None => count.forms.push((token.surface.into(), 1)),
            }
        });
    }

    fn count_name(&mut self, analyzer: &Analyzer, kind: NameKind, name: &str, change: Change) {
        let count = self
            .names
            .entry((kind, Box::from(name.trim())))
            .or_insert_with(|| NameCount { articles: 0, words: name_words(analyzer, name) });
        change.apply(&mut count.articles);
    }

    /// The list as it is now.
    pub fn words(&mut self) -> Words {
        self.words.retain(|_, count| count.articles > 0);
        self.names.retain(|_, name| name.articles > 0);
        let mut words: Vec<Entry> = self
            .words
            .iter_mut()
            .map(|(folded, count)| {
                count.forms.retain(|(_, seen)| *seen > 0);
                let word = is_word(folded);
                Entry {
                    folded: folded.clone(),
                    shown: count.shown(),
                    articles: count.articles,
                    titles: count.titles,
                    offered: word && !count.stop,
                    stop: word && count.stop,
                }
            })
            .collect();
        words.sort_unstable_by(|a, b| a.folded.cmp(&b.folded));
        let shared = shared_beginnings(&words);
        let mut list = Words { shared, ..Words::default() };
        for word in &words {
            list.letters.extend_from_slice(word.folded.as_bytes());
            list.ends.push(list.letters.len() as u32);
        }
        list.words = words;
        let mut names: Vec<_> =
            self.names.iter().map(|(name, count)| (name, &count.words)).collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        let mut pairs: Vec<(WordId, u32)> = Vec::new();
        names.retain(|(_, words)| !words.is_empty());
        for (number, ((kind, shown), words)) in names.into_iter().enumerate() {
            pairs.extend(words.iter().filter_map(|word| Some((list.find(word)?, number as u32))));
            let folded = words.join(" ").into();
            list.names.push(Name { shown: shown.clone(), folded, kind: *kind });
        }
        pairs.sort_unstable();
        pairs.dedup();
        list.name_starts = vec![0; list.words.len() + 1];
        for (word, _) in &pairs {
            list.name_starts[*word as usize + 1] += 1;
        }
        for at in 1..list.name_starts.len() {
            list.name_starts[at] += list.name_starts[at - 1];
        }
        list.names_of = pairs.into_iter().map(|(_, name)| name).collect();
        list
    }
}

impl Count {
    /// The form most seen; of equals the one in small letters, which sorts last in ASCII.
    fn shown(&self) -> Box<str> {
        let best = self
            .forms
            .iter()
            .max_by(|(a, seen_a), (b, seen_b)| seen_a.cmp(seen_b).then_with(|| a.cmp(b)));
        best.map(|(form, _)| form.clone()).unwrap_or_default()
    }
}

fn name_words(analyzer: &Analyzer, name: &str) -> Vec<Box<str>> {
    let mut words: Vec<Box<str>> = Vec::new();
    analyzer.written(name, |token| words.push(token.word.exact.as_str().into()));
    words
}

/// Addresses, identifiers and numbers are found when typed, but nobody wants them offered; nor words
/// of one letter.
fn is_word(folded: &str) -> bool {
    folded.chars().nth(1).is_some()
        && folded.starts_with(char::is_alphabetic)
        && folded.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\''))
}

fn shared_beginnings(words: &[Entry]) -> Vec<u8> {
    let mut shared = Vec::with_capacity(words.len());
    let mut before: &[u8] = &[];
    for word in words {
        let bytes = word.folded.as_bytes();
        let same = bytes.iter().zip(before).take_while(|(a, b)| a == b).count();
        shared.push(u8::try_from(same).unwrap_or(u8::MAX));
        before = bytes;
    }
    shared
}
