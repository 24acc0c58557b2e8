//! What a corpus teaches about words: in how many articles each stands.

use std::collections::HashMap;
use std::fmt::Write;

use foldhash::fast::RandomState;

use super::spelled::{Spelled, SpelledWord, Spellings};
use crate::dutch::{DOCUMENTS_TO_LEARN, Vocabulary};

/// Articles per word, as spelled before any vocabulary, so that order cannot matter.
#[derive(Default)]
pub(super) struct WordCounts {
    words: HashMap<Box<str>, u64, RandomState>,
}

impl WordCounts {
    /// Reads what [`WordCounts::to_text`] wrote; `None` when it is something else.
    pub fn parse(text: &str) -> Option<WordCounts> {
        let count = |line: &str| {
            let (word, articles) = line.rsplit_once('\t')?;
            Some((word.into(), articles.parse().ok()?))
        };
        Some(WordCounts { words: text.lines().map(count).collect::<Option<_>>()? })
    }

    /// One word a line, with its number of articles; sorted, so that equal counts are equal text.
    pub fn to_text(&self) -> String {
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_unstable();
        words.iter().fold(String::new(), |mut text, (word, articles)| {
            writeln!(text, "{word}\t{articles}").expect("writing to a string cannot fail");
            text
        })
    }

    /// Takes over what an update counted. Gives the words that are learned or unlearned by it.
    pub fn apply(&mut self, changes: &CountChanges, spellings: &Spellings) -> Vec<String> {
        let mut turned = Vec::new();
        for (number, change) in (0..).zip(&changes.by_word) {
            if *change == 0 {
                continue;
            }
            let word = spellings.get(number);
            let before = self.words.get(word).copied().unwrap_or_default();
            let after = before.saturating_add_signed(*change);
            if after == 0 {
                self.words.remove(word);
            } else if let Some(articles) = self.words.get_mut(word) {
                *articles = after;
            } else {
                self.words.insert(word.into(), after);
            }
            if (before >= DOCUMENTS_TO_LEARN) != (after >= DOCUMENTS_TO_LEARN) {
                turned.push(word.to_owned());
            }
        }
        turned
    }

    /// `base` with what the corpus teaches.
    pub fn teach(&self, base: &Vocabulary) -> Vocabulary {
        let learned = self.words.iter().filter(|(_, articles)| **articles >= DOCUMENTS_TO_LEARN);
        base.clone().learn(learned.map(|(word, articles)| (&**word, *articles)))
    }
}

/// How an update changes the counts.
#[derive(Default)]
pub(super) struct CountChanges {
    by_word: Vec<i64>,
    /// The last article in which each word was met, from 1.
    last: Vec<u64>,
    articles: u64,
}

impl CountChanges {
    /// Counts the words of an article that is added.
    pub fn add(&mut self, article: &Spelled) {
        self.change(article, 1);
    }

    /// Takes back the words of an article that is removed.
    pub fn remove(&mut self, article: &Spelled) {
        self.change(article, -1);
    }

    fn change(&mut self, article: &Spelled, by: i64) {
        self.articles += 1;
        for piece in article.pieces() {
            for SpelledWord { word, .. } in piece.words() {
                let at = word as usize;
                if at >= self.last.len() {
                    self.last.resize(at + 1, 0);
                    self.by_word.resize(at + 1, 0);
                }
                if self.last[at] != self.articles {
                    self.last[at] = self.articles;
                    self.by_word[at] += by;
                }
            }
        }
    }
}
