//! What an analyzer makes of spelled words, each looked up once.

use super::spelled::{Completion, Spellings, WordId};
use crate::dutch::{Analyzer, Fragment};

/// A term by its number.
pub(super) type TermId = u32;

/// The terms of words by their numbers.
pub(super) struct Terms<'a> {
    analyzer: &'a Analyzer,
    /// Numbers of terms; terms are spellings like any other.
    terms: Spellings,
    words: Vec<Analysed>,
    parts: Vec<TermId>,
}

/// A word as it is indexed.
#[derive(Clone, Copy)]
pub(super) struct Analysed {
    pub term: TermId,
    /// Whether its parts are what stands between hyphens.
    pub hyphenated: bool,
    parts_start: u32,
    parts_end: u32,
}

const UNKNOWN: Analysed =
    Analysed { term: TermId::MAX, hyphenated: false, parts_start: 0, parts_end: 0 };

impl<'a> Terms<'a> {
    pub fn new(analyzer: &'a Analyzer) -> Terms<'a> {
        Terms { analyzer, terms: Spellings::default(), words: Vec::new(), parts: Vec::new() }
    }

    pub fn of(&mut self, word: WordId, spellings: &Spellings) -> Analysed {
        let at = word as usize;
        match self.words.get(at) {
            Some(known) if known.term != TermId::MAX => *known,
            _ => {
                let analysed = self.analyse(spellings.get(word));
                if at >= self.words.len() {
                    self.words.resize(spellings.len().max(at + 1), UNKNOWN);
                }
                self.words[at] = analysed;
                analysed
            }
        }
    }

    fn analyse(&mut self, folded: &str) -> Analysed {
        let word = self.analyzer.word(folded);
        let parts_start = self.parts.len() as u32;
        self.parts.extend(word.parts.iter().map(|part| self.terms.intern(&part.term)));
        Analysed {
            term: self.terms.intern(&word.term),
            hyphenated: folded.contains('-'),
            parts_start,
            parts_end: self.parts.len() as u32,
        }
    }

    pub fn parts(&self, word: Analysed) -> &[TermId] {
        &self.parts[word.parts_start as usize..word.parts_end as usize]
    }

    /// The term of the word that `fragment` stands for, when there is one. `asked` is given every word
    /// that decided by being known or unknown.
    pub fn complete(
        &mut self,
        fragment: WordId,
        completion: Completion,
        spellings: &Spellings,
        asked: impl FnMut(&str),
    ) -> Option<TermId> {
        let fragment = spellings.get(fragment);
        let fragment = match completion {
            Completion::Begin { whole, next } => Fragment::Begin {
                fragment,
                whole: spellings.get(whole),
                next: next.map(|next| spellings.get(next)),
            },
            Completion::End { whole } => Fragment::End { fragment, whole: spellings.get(whole) },
        };
        let completed = self.analyzer.complete(fragment, asked)?;
        Some(self.terms.intern(&completed.term))
    }

    pub fn text(&self, term: TermId) -> &str {
        self.terms.get(term)
    }
}
