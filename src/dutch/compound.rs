//! Splitting compounds into the words they are made of.
//!
//! A compound is covered by its parts from the first letter to the last: modifiers, each perhaps with
//! a linking element, and a head that may be inflected. Of several covers the one with the fewest
//! and surest parts wins. A split depends on the word and the vocabulary alone. What may be a part is
//! left to the lexicon.

use std::ops::Range;

use super::lexicon::{Found, Lexicon};
use super::skeleton;
use super::stemming::Stemming;
use super::vocabulary::Vocabulary;

/// One part of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the folded word, without its linking element.
    pub range: Range<usize>,
    /// What it is indexed as: the term of the same word on its own.
    pub term: String,
    /// The part as a dictionary would list it, where that is known; otherwise as written.
    pub lemma: String,
}

#[derive(Debug)]
pub struct Splitter {
    lexicon: Lexicon,
}

/// Shorter words are left whole: two parts of three letters is the least that is ever split.
const SHORTEST_COMPOUND: usize = 6;

impl Splitter {
    pub fn new(vocabulary: Vocabulary, stemming: &Stemming) -> Splitter {
        Splitter { lexicon: Lexicon::new(vocabulary, stemming) }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        self.lexicon.vocabulary()
    }

    /// Whether `word` is listed, in the built-in list or the dictionary, there also as a name.
    pub fn lists(&self, word: &str, stemming: &Stemming) -> bool {
        let dictionary = || self.vocabulary().dictionary();
        self.lexicon.has_whole(word, stemming)
            || dictionary().is_some_and(|known| known.has(word) || known.has_name(word))
    }

    /// The parts of `word` (folded), two or more, in order; none when it is not a compound.
    pub fn split(&self, word: &str, stemming: &Stemming) -> Option<Vec<Piece>> {
        let splittable = (SHORTEST_COMPOUND..=skeleton::LONGEST_WORD).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !splittable || self.lexicon.is_opaque(word, stemming) {
            return None;
        }
        self.cover(word, stemming).or_else(|| self.guess(word, stemming))
    }

    /// The cheapest cover by known parts.
    fn cover(&self, word: &str, stemming: &Stemming) -> Option<Vec<Piece>> {
        let mut seams = Seams::new(word, &self.lexicon)?;
        // Heads first: where none is found, no modifier need be looked at.
        let mut heads: Vec<Option<Found>> = vec![None; word.len()];
        for (start, head) in heads.iter_mut().enumerate() {
            if seams.has(start, word.len()) {
                *head = self.lexicon.head(&word[start..], &word[..start], stemming);
                if head.is_none() {
                    seams.remove(start, word.len());
                }
            }
        }
        seams.prune();
        let mut best: Vec<Option<Cover>> = vec![None; word.len() + 1];
        best[0] = Some(Cover { cost: 0, last: None });
        for start in 0..word.len() {
            let Some(cost_before) = best[start].as_ref().map(|cover| cover.cost) else { continue };
            for end in seams.ends_from(start) {
                let found = if end == word.len() {
                    heads[start].take()
                } else {
                    self.lexicon.modifier(&word[start..end], stemming)
                };
                let Some(Found { cost, length, term, lemma }) = found else { continue };
                let cost = cost_before + cost;
                // Of equals the last found: Dutch compounds grow to the left, so the head is short.
                if best[end].as_ref().is_none_or(|known| cost <= known.cost) {
                    let piece = Piece { range: start..start + length, term, lemma };
                    best[end] = Some(Cover { cost, last: Some((start, piece)) });
                }
            }
        }
        let mut pieces = Vec::new();
        let mut end = word.len();
        while let Some((start, piece)) = best[end].take()?.last {
            pieces.push(piece);
            end = start;
        }
        pieces.reverse();
        Some(pieces)
    }

    /// An unknown first part before a known head.
    fn guess(&self, word: &str, stemming: &Stemming) -> Option<Vec<Piece>> {
        let (seam, [modifier, head]) = self.lexicon.guess(word, stemming)?;
        // A built-in word that no known parts cover is not made of unknown ones.
        if self.lexicon.has_whole(word, stemming) {
            return None;
        }
        Some(vec![
            Piece { range: 0..modifier.length, term: modifier.term, lemma: modifier.lemma },
            Piece { range: seam..seam + head.length, term: head.term, lemma: head.lemma },
        ])
    }
}

#[derive(Debug, Clone)]
struct Cover {
    cost: u32,
    /// Where its last part begins, and the part.
    last: Option<(usize, Piece)>,
}

/// The seams that some cover may use, by a quick look: most words have none, and cost no more.
struct Seams {
    /// Bit `end` of `ends[start]`: `start..end` may be a part of a cover of the whole word.
    ends: Vec<u128>,
}

impl Seams {
    fn new(word: &str, lexicon: &Lexicon) -> Option<Seams> {
        let mut ends = vec![0u128; word.len()];
        let mut reached: u128 = 1;
        for (start, ends) in ends.iter_mut().enumerate() {
            if reached & 1 << start != 0 {
                *ends = lexicon.ends(word, start);
                reached |= *ends;
            }
        }
        // The word as its own only part is no cover.
        ends[0] &= !(1 << word.len());
        let mut seams = Seams { ends };
        seams.prune();
        (seams.ends[0] != 0).then_some(seams)
    }

    fn has(&self, start: usize, end: usize) -> bool {
        self.ends[start] & 1 << end != 0
    }

    fn remove(&mut self, start: usize, end: usize) {
        self.ends[start] &= !(1 << end);
    }

    /// Drops the parts from whose end the end of the word can no longer be reached.
    fn prune(&mut self) {
        let mut useful: u128 = 1 << self.ends.len();
        for (start, ends) in self.ends.iter_mut().enumerate().rev() {
            *ends &= useful;
            if *ends != 0 {
                useful |= 1 << start;
            }
        }
    }

    fn ends_from(&self, start: usize) -> impl Iterator<Item = usize> {
        (start + 1..=self.ends.len()).filter(move |end| self.has(start, *end))
    }
}
