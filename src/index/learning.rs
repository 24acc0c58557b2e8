//! What a corpus teaches about words: in how many articles each stands.

use std::collections::HashMap;

use super::layout::Layout;
use crate::article::Article;
use crate::dutch::spellings;

/// Counts articles per word, as spelled before any vocabulary, so that order cannot matter.
#[derive(Debug, Default)]
pub(super) struct WordCounts {
    /// Index into `words` of every spelling met, capitals and accents included.
    spellings: HashMap<String, usize>,
    numbers: HashMap<String, usize>,
    words: Vec<WordCount>,
    articles: u64,
}

#[derive(Debug)]
struct WordCount {
    articles: u64,
    /// The last article counted, from 1.
    last: u64,
}

impl WordCounts {
    pub fn add(&mut self, article: &Article) {
        self.articles += 1;
        let WordCounts { spellings: known, numbers, words, articles } = self;
        for piece in Layout::of(article).texts() {
            for surface in spellings::of(piece.text) {
                let number = match known.get(surface) {
                    Some(number) => *number,
                    None => {
                        let folded = spellings::folded(surface);
                        let number = *numbers.entry(folded).or_insert_with(|| {
                            words.push(WordCount { articles: 0, last: 0 });
                            words.len() - 1
                        });
                        known.insert(surface.to_owned(), number);
                        number
                    }
                };
                let word = &mut words[number];
                if word.last != *articles {
                    word.last = *articles;
                    word.articles += 1;
                }
            }
        }
    }

    /// Each word, folded, with its number of articles.
    pub fn words(&self) -> impl Iterator<Item = (&str, u64)> {
        self.numbers.iter().map(|(word, number)| (word.as_str(), self.words[*number].articles))
    }
}
