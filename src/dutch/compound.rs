//! Splitting compounds into the words they are made of.
//!
//! A compound is covered by its parts from the first letter to the last: modifiers, each perhaps with
//! a linking element (`s`, `en`, `e`, `er`), and a head that may be inflected. Of several covers the
//! cheapest wins. A split depends on the word and the vocabulary alone.

use std::collections::HashMap;
use std::ops::Range;

use super::stemming::Stemming;
use super::vocabulary::{Place, Vocabulary};

/// One part of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the folded word, without its linking element.
    pub range: Range<usize>,
    /// What it is indexed as: the term of the same word on its own.
    pub term: String,
}

#[derive(Debug)]
pub struct Splitter {
    vocabulary: Vocabulary,
    /// Terms of the vocabulary's words, so that inflected parts are recognised.
    terms: HashMap<String, Place>,
}

/// Shorter words are left whole: two parts of three letters is the least that is ever split.
const SHORTEST_COMPOUND: usize = 6;
const SHORTEST_PART: usize = 3;
const LINKS: [&str; 5] = ["", "s", "en", "e", "er"];

impl Splitter {
    pub fn new(vocabulary: Vocabulary, stemming: &Stemming) -> Splitter {
        let mut terms = HashMap::new();
        for (word, place) in vocabulary.builtin_words() {
            terms.insert(stemming.term(word), place);
        }
        for word in vocabulary.learned_words() {
            if word.len() >= SHORTEST_PART && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                terms.entry(stemming.term(word)).or_insert(Place::Anywhere);
            }
        }
        Splitter { vocabulary, terms }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Whether `word` is a word of the vocabulary in itself.
    pub fn knows(&self, word: &str) -> bool {
        self.vocabulary.knows(word)
    }

    /// The parts of `word` (folded letters), two or more, in order; none when it is not a compound.
    pub fn split(&self, word: &str, stemming: &Stemming) -> Option<Vec<Piece>> {
        if word.len() < SHORTEST_COMPOUND || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let mut best: Vec<Option<(u32, Vec<Piece>)>> = vec![None; word.len() + 1];
        best[0] = Some((0, Vec::new()));
        for start in 0..word.len() {
            let Some((cost, pieces)) = best[start].clone() else { continue };
            for end in start + SHORTEST_PART..=word.len() {
                let last = end == word.len();
                if last && start == 0 {
                    continue;
                }
                let Some(term) = self.part(&word[start..end], last, stemming) else { continue };
                for link in LINKS {
                    // A linking element links: something follows.
                    let ends = end + link.len() == word.len();
                    if !word[end..].starts_with(link) || (ends && !link.is_empty()) {
                        continue;
                    }
                    let next = end + link.len();
                    let total = cost + 10 + link.len() as u32;
                    if best[next].as_ref().is_none_or(|(known, _)| total < *known) {
                        let mut pieces = pieces.clone();
                        pieces.push(Piece { range: start..end, term: term.clone() });
                        best[next] = Some((total, pieces));
                    }
                }
            }
        }
        best.pop().flatten().map(|(_, pieces)| pieces).filter(|pieces| pieces.len() > 1)
    }

    fn part(&self, part: &str, last: bool, stemming: &Stemming) -> Option<String> {
        let term = stemming.term(part);
        let fits = match self.terms.get(&term) {
            Some(Place::Anywhere) => true,
            Some(Place::Last) => last,
            Some(Place::First) => !last,
            None => self.vocabulary.dictionary().is_some_and(|dictionary| dictionary.has(part)),
        };
        fits.then_some(term)
    }
}
