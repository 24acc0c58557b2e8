//! What an analyzer makes of spelled words, each looked up once.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::Scope;

use super::spelled::{Completion, SpellingId, Spellings};
use crate::dutch::{Analyzer, Fragment, Word};

/// A term by its number.
pub(super) type TermId = u32;

/// The terms of words by their numbers.
pub(super) struct Terms<'a> {
    spellings: &'a Spellings,
    analyzer: &'a Analyzer,
    /// The next words, in order of their numbers.
    analysed: Receiver<Vec<Arc<Word>>>,
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

/// Words that are analysed at a time: at 300 bytes a word, a few of these wait in a megabyte.
const BATCH: usize = 1024;

/// Batches that may wait for whoever needs them.
const WAITING: usize = 4;

/// All words of `spellings` as `analyzer` sees them, in order of their numbers: as that is the order in
/// which articles first have them, a thread of its own stays ahead of whoever makes documents of those.
pub(super) fn analysed_ahead<'scope>(
    scope: &'scope Scope<'scope, '_>,
    spellings: &'scope Spellings,
    analyzer: &'scope Analyzer,
) -> Receiver<Vec<Arc<Word>>> {
    let (batches, analysed) = mpsc::sync_channel(WAITING);
    scope.spawn(move || {
        let all = spellings.len();
        for start in (0..all).step_by(BATCH) {
            let words = start..all.min(start + BATCH);
            let batch =
                words.map(|word| analyzer.word(spellings.get(word as SpellingId))).collect();
            if batches.send(batch).is_err() {
                return;
            }
        }
    });
    analysed
}

impl<'a> Terms<'a> {
    /// Of the words of `spellings`, as [`analysed_ahead`] gives them.
    pub fn new(
        spellings: &'a Spellings,
        analyzer: &'a Analyzer,
        analysed: Receiver<Vec<Arc<Word>>>,
    ) -> Terms<'a> {
        Terms {
            spellings,
            analyzer,
            analysed,
            terms: Spellings::default(),
            words: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub fn of(&mut self, word: SpellingId) -> Analysed {
        while self.words.len() <= word as usize {
            let batch = self.analysed.recv();
            self.number(&batch.expect("every word is analysed, unless that thread panicked"));
        }
        self.words[word as usize]
    }

    /// Takes in the next words.
    fn number(&mut self, analysed: &[Arc<Word>]) {
        for word in analysed {
            let spelling = self.spellings.get(self.words.len() as SpellingId);
            let parts_start = self.parts.len() as u32;
            self.parts.extend(word.parts.iter().map(|part| self.terms.intern(&part.term)));
            self.words.push(Analysed {
                term: self.terms.intern(&word.term),
                hyphenated: spelling.contains('-'),
                parts_start,
                parts_end: self.parts.len() as u32,
            });
        }
    }

    /// The terms of the parts of a compound; none of other words.
    pub fn parts(&self, word: Analysed) -> &[TermId] {
        &self.parts[word.parts_start as usize..word.parts_end as usize]
    }

    /// The term of the word that `fragment` stands for, when there is one. `asked` is given every word
    /// that decided by being known or unknown.
    pub fn complete(
        &mut self,
        fragment: SpellingId,
        completion: Completion,
        asked: impl FnMut(&str),
    ) -> Option<TermId> {
        let spellings = self.spellings;
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

    /// The term of a number that was given here.
    pub fn text(&self, term: TermId) -> &str {
        self.terms.get(term)
    }
}
