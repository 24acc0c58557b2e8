//! Other spellings of what was typed: for "bedoelde u", and for a wider search when there is no
//! result.
//!
//! Works on visible words. A word that a dictionary or the articles know is left alone; so is all of
//! a query that is not just words, such as what stands in quotation marks or is left out.

use std::collections::HashSet;
use std::ops::Range;

use super::words::{LONGEST_CORRECTED, WordId, Words};
use crate::dutch::{Analyzer, Word, spellings};

/// Shorter words have neighbours everywhere: of three letters, nearly every one is a word.
const SHORTEST: usize = 4;
/// From here on two errors are tolerated in what is offered while typing and in a wider search.
const LONG: usize = 8;
/// From here on "bedoelde u" corrects two: of shorter words that stand nowhere in the articles, one
/// in twenty is within two edits of another by coincidence.
const LONG_ENOUGH_TO_BE_SURE: usize = 11;
/// A word that stands in more articles than this is no typing error of the writer.
const ARTICLES_OF_A_TYPO: u32 = 1;
/// How many times more articles another spelling must have than a word that stands in so few. Of the
/// 22,645 words in the LibreOffice help, "bedoelde u" appears for 1.3 % at 20 and for 0.6 % here.
const CLEARLY_MORE: u32 = 50;
/// Words of a query that are corrected at most: a text pasted from elsewhere is no typing error.
const MOST_CORRECTIONS: usize = 4;
/// Words of a query that are looked at, of those that may be misspelt: enough for any question, and each
/// may mean a walk through all words.
const MOST_LOOKED_AT: usize = 24;
/// The shortest part by which a compound is corrected: with parts of four letters, endings are taken
/// for words (`oplosbaar` for `oplosjaar`).
const SHORTEST_PART: usize = 5;
/// The shortest part that is corrected: one of five letters is near too many others (`zevenslater`
/// for `zevenslaper`).
const SHORTEST_WRONG_PART: usize = 6;

/// How many edits a word of this spelling may be away from what was meant.
pub(super) fn allowed_edits(folded: &str) -> u8 {
    match folded.len() {
        length if length < SHORTEST_TYPED => 0,
        length if length < LONG => 1,
        _ => 2,
    }
}

/// A word of four letters of which one was left out has three.
const SHORTEST_TYPED: usize = SHORTEST - 1;

/// What corrections are made from.
pub(super) struct Speller<'a> {
    pub words: &'a Words,
    pub analyzer: &'a Analyzer,
    /// In how many articles a term occurs.
    pub articles: &'a dyn Fn(&str) -> u32,
}

impl Speller<'_> {
    /// The query with its misspelt words corrected, or `None` when nothing looks misspelt. Only the
    /// words in `asked` (folded) within the stretches `plain` are looked at: those that the query is
    /// about.
    pub fn correct(
        &self,
        query: &str,
        plain: &[Range<usize>],
        asked: &HashSet<&str>,
    ) -> Option<String> {
        let mut replaced: Vec<(Range<usize>, String)> = Vec::new();
        let mut looked_at = 0;
        self.analyzer.written(query, |token| {
            let candidate = replaced.len() < MOST_CORRECTIONS
                && looked_at < MOST_LOOKED_AT
                && asked.contains(token.word.exact.as_str())
                && replaced.last().is_none_or(|(range, _)| range.end <= token.range.start)
                && plain.iter().any(|stretch| stretch.contains(&token.range.start));
            if candidate && self.may_be_misspelt(token.word) {
                looked_at += 1;
                if let Some(right) = self.likeliest(token.word) {
                    replaced.push((token.range.clone(), right));
                }
            }
        });
        if replaced.is_empty() {
            return None;
        }
        let mut corrected = String::with_capacity(query.len() + 8);
        let mut at = 0;
        for (range, right) in replaced {
            corrected.push_str(&query[at..range.start]);
            corrected.push_str(&right);
            at = range.end;
        }
        corrected.push_str(&query[at..]);
        Some(corrected)
    }

    /// The word that was probably meant, as articles write it.
    pub fn correction(&self, word: &Word) -> Option<String> {
        self.may_be_misspelt(word).then(|| self.likeliest(word)).flatten()
    }

    fn may_be_misspelt(&self, word: &Word) -> bool {
        let folded = word.exact.as_str();
        folded.len() >= SHORTEST_TYPED
            && folded.bytes().all(|byte| byte.is_ascii_alphabetic())
            && self.count(word) <= ARTICLES_OF_A_TYPO
            && !self.is_word(word)
    }

    fn likeliest(&self, word: &Word) -> Option<String> {
        let folded = word.exact.as_str();
        let found = self.count(word);
        let least = (found * CLEARLY_MORE).max(1);
        let edits = if folded.len() < LONG_ENOUGH_TO_BE_SURE { 1 } else { allowed_edits(folded) };
        let best = self.neighbours(folded, edits).into_iter().find(|near| {
            let entry = self.words.get(*near);
            // A short word with another first letter is more often another word.
            let initial = entry.folded.as_bytes()[0] == folded.as_bytes()[0];
            entry.articles >= least
                && (initial || folded.len() >= LONG)
                && self.analyzer.word(&entry.folded).term != word.term
        });
        match best {
            Some(near) => Some(self.words.get(near).shown.to_string()),
            None if found == 0 => self.compound(folded),
            None => None,
        }
    }

    /// Words within so many edits of a spelling, the likeliest first.
    pub fn neighbours(&self, folded: &str, edits: u8) -> Vec<WordId> {
        let mut near = self.words.near(folded, edits, false);
        near.retain(|near| {
            let entry = self.words.get(near.word);
            entry.offered && entry.folded.len() >= SHORTEST && *entry.folded != *folded
        });
        near.sort_unstable_by_key(|near| {
            let entry = self.words.get(near.word);
            let other_initial = entry.folded.as_bytes()[0] != folded.as_bytes()[0];
            let rare = u32::MAX - entry.articles - entry.titles;
            (near.of_whole, other_initial, rare, near.word)
        });
        near.into_iter().map(|near| near.word).collect()
    }

    /// In how many articles the word, or an inflection of it, stands.
    fn count(&self, word: &Word) -> u32 {
        (self.articles)(&word.term)
    }

    /// Whether it is a word, wherever it occurs: listed, or made of words that are.
    fn is_word(&self, word: &Word) -> bool {
        if self.analyzer.lists(&word.exact) {
            return true;
        }
        !word.parts.is_empty()
            && word.parts.iter().all(|part| {
                self.analyzer.lists(&spellings::folded(&part.surface))
                    || (self.articles)(&part.term) > ARTICLES_OF_A_TYPO
            })
    }

    /// A compound that stands nowhere, with one part misspelt: the part corrected.
    fn compound(&self, folded: &str) -> Option<String> {
        if folded.len() < SHORTEST_PART * 2 || folded.len() > LONGEST_CORRECTED {
            return None;
        }
        let mut best: Option<(u8, u32, String)> = None;
        for seam in SHORTEST_PART..=folded.len() - SHORTEST_PART {
            let (first, last) = folded.split_at(seam);
            let mut consider = |known: &str, wrong: &str, whole: &dyn Fn(&str) -> String| {
                let corrigible = wrong.len() >= SHORTEST_WRONG_PART && !self.is_part(wrong);
                if !corrigible || !self.is_part(known) {
                    return;
                }
                for near in self.words.near(wrong, 1, false) {
                    let right = self.words.get(near.word);
                    let candidate = whole(&right.folded);
                    let edits = near.of_whole.unwrap_or(u8::MAX);
                    // Longer known parts are surer; then what is more used.
                    let rank =
                        (edits, u32::MAX - (known.len() as u32 * 1_000_000 + right.articles));
                    let better = best.as_ref().is_none_or(|(e, r, _)| rank < (*e, *r));
                    if right.offered
                        && right.folded.as_bytes()[0] == wrong.as_bytes()[0]
                        && right.folded.len() >= SHORTEST_PART
                        && better
                        && self.is_compound(&candidate)
                    {
                        best = Some((rank.0, rank.1, candidate));
                    }
                }
            };
            consider(first, last, &|right| format!("{first}{right}"));
            consider(last, first, &|right| format!("{right}{last}"));
        }
        best.map(|(_, _, candidate)| candidate)
    }

    fn is_part(&self, text: &str) -> bool {
        let known = |text: &str| {
            let found = self.words.find(text);
            found.is_some_and(|word| self.words.get(word).articles > ARTICLES_OF_A_TYPO)
                || self.analyzer.lists(text)
        };
        // With its link: `werkgelegenheids`, `artikelen`.
        known(text)
            || text.strip_suffix('s').is_some_and(|bare| bare.len() >= SHORTEST_PART && known(bare))
    }

    /// Whether the parts of a compound all occur, so that looking for it finds something.
    fn is_compound(&self, folded: &str) -> bool {
        let word = self.analyzer.word(folded);
        !word.parts.is_empty() && word.parts.iter().all(|part| (self.articles)(&part.term) > 0)
    }
}
