//! The piece of an article that shows best why it matches, as escaped HTML.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::plan::{Unit, Wording};
use crate::article::Article;
use crate::dutch::{Analyzer, Token, Word};
use crate::index::{Layout, Zone};

/// About three lines of a result on a laptop.
const LENGTH_CHARS: usize = 240;
/// How much of it may stand before the first match, so that it reads as a sentence.
const BEFORE_CHARS: usize = 80;

/// Which words to mark, and for which unit of the query.
pub(super) struct Marker<'a> {
    analyzer: &'a Analyzer,
    /// By term.
    terms: HashMap<&'a str, usize>,
    /// Parts of a typed compound, which stand in for it where it is missing.
    loose: HashMap<&'a str, usize>,
    /// As typed.
    words: HashMap<&'a str, usize>,
    prefixes: Vec<(&'a str, usize)>,
    sequences: Vec<Sequence<'a>>,
}

/// Words in order.
struct Sequence<'a> {
    words: &'a [String],
    /// Compared by their terms, not as typed.
    inflected: bool,
    unit: usize,
}

/// A stretch of a text that matched.
struct Match {
    range: Range<usize>,
    unit: usize,
}

impl<'a> Marker<'a> {
    pub fn new(analyzer: &'a Analyzer, units: &'a [Unit]) -> Marker<'a> {
        let mut marker = Marker {
            analyzer,
            terms: HashMap::new(),
            loose: HashMap::new(),
            words: HashMap::new(),
            prefixes: Vec::new(),
            sequences: Vec::new(),
        };
        for (number, unit) in units.iter().enumerate() {
            if !unit.term.is_empty() {
                marker.terms.entry(&unit.term).or_insert(number);
            }
            for part in &unit.parts {
                marker.loose.entry(part).or_insert(number);
            }
        }
        for (number, unit) in units.iter().enumerate() {
            for alternative in &unit.alternatives {
                marker.also(&alternative.wording, number);
            }
        }
        marker
    }

    fn also(&mut self, wording: &'a Wording, unit: usize) {
        match wording {
            Wording::Word { term, .. } => drop(self.terms.entry(term).or_insert(unit)),
            Wording::Prefix(prefix) => self.prefixes.push((prefix, unit)),
            Wording::Phrase(words) => match words.as_slice() {
                [word] => drop(self.words.entry(word).or_insert(unit)),
                words => self.sequences.push(Sequence { words, inflected: false, unit }),
            },
            Wording::Sequence(words) => {
                self.sequences.push(Sequence { words, inflected: true, unit });
            }
        }
    }

    /// The best piece of the article; the start of its text when nothing outside the title matched.
    pub fn fragment(&self, article: &Article) -> String {
        let proper = self.best(article, false).or_else(|| self.best(article, true));
        proper.unwrap_or_else(|| {
            let layout = Layout::of(article);
            let mut texts = layout.texts();
            let running = |zone| matches!(zone, Zone::Lead | Zone::Body);
            let start = texts.find(|piece| running(piece.zone) && !piece.text.is_empty());
            cut(start.map_or("", |piece| piece.text), &[], 0)
        })
    }

    /// The piece with the most words of the query near one another, the first of them.
    fn best(&self, article: &Article, loose: bool) -> Option<String> {
        let mut best: Option<(usize, &str, Vec<Match>, usize)> = None;
        for piece in Layout::of(article).texts().filter(|piece| piece.zone != Zone::Title) {
            let matches = self.matches(piece.text, loose);
            let (distinct, from) = densest(&matches);
            if distinct > best.as_ref().map_or(0, |(most, ..)| *most) {
                best = Some((distinct, piece.text, matches, from));
            }
        }
        best.map(|(_, text, matches, from)| cut(text, &matches, from))
    }

    fn matches(&self, text: &str, loose: bool) -> Vec<Match> {
        let stands_in = |term: &str| self.loose.get(term).copied().filter(|_| loose);
        let mut matches = Vec::new();
        // Of the sequences begun: which, how many of its words were seen, and where it began.
        let mut begun: Vec<(usize, usize, usize)> = Vec::new();
        let mut next = 0;
        self.analyzer.analyse(text, |token| {
            let whole = self.unit_of(token.word).or_else(|| stands_in(&token.word.term));
            if let Some(unit) = whole {
                matches.push(Match { range: token.range.clone(), unit });
            } else {
                for part in &token.word.parts {
                    let known = self.terms.get(part.term.as_str()).copied();
                    if let Some(unit) = known.or_else(|| stands_in(&part.term)) {
                        let start = token.range.start;
                        let range = start + part.range.start..start + part.range.end;
                        matches.push(Match { range, unit });
                    }
                }
            }
            // What a coordination stands for is not part of a sequence.
            if token.position == next {
                next += 1;
                self.follow(&token, &mut begun, &mut matches);
            }
        });
        if !self.sequences.is_empty() {
            // A sequence is known at its last word; the longest match at a place counts.
            matches.sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
        }
        matches
    }

    fn unit_of(&self, word: &Word) -> Option<usize> {
        let known =
            self.terms.get(word.term.as_str()).or_else(|| self.words.get(word.exact.as_str()));
        known.copied().or_else(|| {
            let begins = |(prefix, _): &&(&str, usize)| word.exact.starts_with(prefix);
            self.prefixes.iter().find(begins).map(|(_, unit)| *unit)
        })
    }

    /// Takes sequences one word further.
    fn follow(
        &self,
        token: &Token,
        begun: &mut Vec<(usize, usize, usize)>,
        matches: &mut Vec<Match>,
    ) {
        begun.extend((0..self.sequences.len()).map(|number| (number, 0, token.range.start)));
        begun.retain_mut(|(number, seen, start)| {
            let Sequence { words, inflected, unit } = self.sequences[*number];
            let word = if inflected { &token.word.term } else { &token.word.exact };
            let fits = words.get(*seen) == Some(word);
            *seen += 1;
            if fits && *seen == words.len() {
                matches.push(Match { range: *start..token.range.end, unit });
            }
            fits && *seen < words.len()
        });
    }
}

/// The most distinct units within one fragment's length, and the match it begins with.
fn densest(matches: &[Match]) -> (usize, usize) {
    let mut best = (0, 0);
    let mut seen: Vec<usize> = Vec::new();
    for (from, first) in matches.iter().enumerate() {
        seen.clear();
        let limit = first.range.start + LENGTH_CHARS - BEFORE_CHARS;
        for other in matches[from..].iter().take_while(|other| other.range.end <= limit) {
            if !seen.contains(&other.unit) {
                seen.push(other.unit);
            }
        }
        // A match longer than a fragment is still a match.
        let distinct = seen.len().max(1);
        if distinct > best.0 {
            best = (distinct, from);
        }
    }
    best
}

/// Cuts the text around match number `from` at word boundaries, escapes it and marks the matches.
fn cut(text: &str, matches: &[Match], from: usize) -> String {
    let anchor = matches.get(from).map_or(0, |first| first.range.start);
    let mut begin = back(text, anchor, BEFORE_CHARS);
    let mut end = forth(text, begin, LENGTH_CHARS);
    if end == text.len() {
        // Near the end there is room to show more of what precedes.
        begin = back(text, end, LENGTH_CHARS).min(begin);
    } else {
        end = end.max(matches.get(from).map_or(0, |first| first.range.end)).min(text.len());
    }
    let mut html = String::with_capacity(end - begin + 64);
    if begin > 0 {
        html.push_str("… ");
    }
    let mut at = begin;
    for found in matches.iter().filter(|m| m.range.start >= begin && m.range.end <= end) {
        if found.range.start < at {
            continue;
        }
        escape(&text[at..found.range.start], &mut html);
        html.push_str("<mark>");
        escape(&text[found.range.clone()], &mut html);
        html.push_str("</mark>");
        at = found.range.end;
    }
    escape(&text[at..end], &mut html);
    if end < text.len() {
        html.push_str(" …");
    }
    html
}

/// The start of a word at most `chars` characters before `from`.
fn back(text: &str, from: usize, chars: usize) -> usize {
    let start = text[..from].char_indices().rev().nth(chars.saturating_sub(1));
    let Some((start, _)) = start else { return 0 };
    text[start..from].find(char::is_whitespace).map_or(start, |space| {
        let after = start + space;
        after + text[after..].chars().next().map_or(0, char::len_utf8)
    })
}

/// The end of a word at most `chars` characters after `from`.
fn forth(text: &str, from: usize, chars: usize) -> usize {
    let Some((end, _)) = text[from..].char_indices().nth(chars) else { return text.len() };
    let end = from + end;
    text[from..end].rfind(char::is_whitespace).map_or(end, |space| from + space)
}

/// Text is data: the five characters that could be markup are written as entities.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}
