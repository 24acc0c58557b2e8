//! Where the words of a query stand in a text.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::passage::Match;
use crate::dutch::Analyzer;
use crate::index::{Layout, Zone};
use crate::search::plan::{Alternative, Origin, Unit, Wording};
use crate::search::prepared::{Prepared, TextWord, Words, fingerprint};

/// Which words to mark, and for which unit of the query. Words and terms are known by fingerprint.
pub(in crate::search) struct Marker<'a> {
    analyzer: &'a Analyzer,
    terms: Units,
    /// Parts of a typed compound, which stand in for it where it is missing.
    loose: Units,
    /// As typed.
    words: Units,
    prefixes: Vec<(&'a str, usize)>,
    sequences: Vec<Sequence>,
}

/// The unit of each of some words; the first unit that has a word keeps it.
type Units = BTreeMap<u32, usize>;

/// Words in order.
struct Sequence {
    words: Vec<u32>,
    /// Compared by their terms, not as typed.
    inflected: bool,
    unit: usize,
}

/// A sequence of which the first words were seen.
struct Begun {
    sequence: usize,
    seen: usize,
    /// Where it began in the text.
    start: usize,
}

impl<'a> Marker<'a> {
    pub fn new(analyzer: &'a Analyzer, units: &'a [Unit]) -> Marker<'a> {
        let mut marker = Marker {
            analyzer,
            terms: Units::default(),
            loose: Units::default(),
            words: Units::default(),
            prefixes: Vec::new(),
            sequences: Vec::new(),
        };
        for (number, unit) in units.iter().enumerate() {
            if !unit.term.is_empty() {
                marker.terms.entry(fingerprint(&unit.term)).or_insert(number);
            }
            for part in &unit.parts {
                marker.loose.entry(fingerprint(part)).or_insert(number);
            }
        }
        for (number, unit) in units.iter().enumerate() {
            for alternative in &unit.alternatives {
                marker.also(alternative, number);
            }
        }
        marker
    }

    fn also(&mut self, alternative: &'a Alternative, unit: usize) {
        let all = |words: &[String]| words.iter().map(|word| fingerprint(word)).collect();
        match &alternative.wording {
            Wording::Word { term, parts, .. } => {
                self.terms.entry(fingerprint(term)).or_insert(unit);
                let typed = alternative.origin == Origin::Typed;
                for part in parts.iter().filter(|_| typed) {
                    self.loose.entry(fingerprint(part)).or_insert(unit);
                }
            }
            Wording::Prefix(prefix) => self.prefixes.push((prefix, unit)),
            Wording::Phrase(words) => match words.as_slice() {
                [word] => {
                    self.words.entry(fingerprint(word)).or_insert(unit);
                }
                words => {
                    self.sequences.push(Sequence { words: all(words), inflected: false, unit });
                }
            },
            Wording::Sequence(words) => {
                self.sequences.push(Sequence { words: all(words), inflected: true, unit });
            }
        }
    }

    /// Whether a typed compound has parts that may stand in for it.
    pub(super) fn has_loose(&self) -> bool {
        !self.loose.is_empty()
    }

    /// What matches in an article outside its title, in order of piece and place.
    pub(super) fn matches(&self, prepared: &Prepared, loose: bool) -> Vec<Match> {
        if self.words.is_empty() && self.prefixes.is_empty() && self.sequences.is_empty() {
            return self.matches_of_terms(prepared, loose);
        }
        let mut matches = Vec::new();
        let texts = Layout::of(&prepared.article).texts().zip(&prepared.pieces).enumerate();
        for (piece, (text, words)) in texts.filter(|(_, (text, _))| text.zone != Zone::Title) {
            self.matches_in(text.text, words, piece, loose, &mut matches);
        }
        matches
    }

    fn matches_in(
        &self,
        text: &str,
        words: &Words,
        piece: usize,
        loose: bool,
        matches: &mut Vec<Match>,
    ) {
        let from = matches.len();
        let stands_in = |term: u32| self.loose.get(&term).copied().filter(|_| loose);
        let mut begun: Vec<Begun> = Vec::new();
        for (word, parts) in words.iter() {
            if let Some(unit) = self.unit_of(word, text).or_else(|| stands_in(word.term)) {
                matches.push(Match { piece, range: word.range(), unit });
            } else {
                for part in parts {
                    let known = self.terms.get(&part.term).copied();
                    if let Some(unit) = known.or_else(|| stands_in(part.term)) {
                        matches.push(Match { piece, range: part.range(), unit });
                    }
                }
            }
            // What a coordination stands for is not part of a sequence.
            if !word.completed && !self.sequences.is_empty() {
                self.follow(word, piece, &mut begun, matches);
            }
        }
        if !self.sequences.is_empty() {
            // A sequence is known at its last word; the longest match at a place counts.
            matches[from..].sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
        }
    }

    /// What matches in an article by its terms alone: most queries are just words.
    fn matches_of_terms(&self, prepared: &Prepared, loose: bool) -> Vec<Match> {
        let loose = self.loose.iter().filter(|(term, _)| loose && !self.terms.contains_key(term));
        let mut matches: Vec<Match> = Vec::new();
        for (term, &unit) in self.terms.iter().chain(loose) {
            let places = prepared.with_term(*term);
            matches.extend(places.map(|(piece, range)| Match { piece, range, unit }));
        }
        let titles = Layout::of(&prepared.article).texts();
        let titles = titles.take_while(|piece| piece.zone == Zone::Title).count();
        matches.retain(|found| found.piece >= titles);
        matches.sort_unstable_by_key(|found| {
            (found.piece, found.range.start, Reverse(found.range.end))
        });
        // A compound that matches is marked as a whole.
        let mut end = (0, 0);
        matches.retain(|found| {
            let apart = (found.piece, found.range.start) >= end;
            end = end.max((found.piece, found.range.end));
            apart
        });
        matches
    }

    fn unit_of(&self, word: &TextWord, text: &str) -> Option<usize> {
        let known = self.terms.get(&word.term).or_else(|| self.words.get(&word.exact)).copied();
        if known.is_some() || self.prefixes.is_empty() {
            return known;
        }
        let written = self.analyzer.word(&text[word.range()]);
        let begins = |(prefix, _): &&(&str, usize)| written.exact.starts_with(prefix);
        self.prefixes.iter().find(begins).map(|(_, unit)| *unit)
    }

    /// Takes sequences one word further.
    fn follow(
        &self,
        word: &TextWord,
        piece: usize,
        begun: &mut Vec<Begun>,
        matches: &mut Vec<Match>,
    ) {
        let start = word.range().start;
        begun.extend((0..self.sequences.len()).map(|sequence| Begun { sequence, seen: 0, start }));
        begun.retain_mut(|begun| {
            let Sequence { words, inflected, unit } = &self.sequences[begun.sequence];
            let this = if *inflected { word.term } else { word.exact };
            let fits = words.get(begun.seen) == Some(&this);
            begun.seen += 1;
            if fits && begun.seen == words.len() {
                let range = begun.start..word.range().end;
                matches.push(Match { piece, range, unit: *unit });
            }
            fits && begun.seen < words.len()
        });
    }
}
