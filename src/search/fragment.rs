//! The piece of an article that shows best why it matches, as escaped HTML.

use std::collections::HashMap;
use std::ops::Range;

use super::plan::Unit;
use crate::article::Article;
use crate::dutch::Analyzer;
use crate::index::{Layout, Zone};

/// About three lines of a result on a laptop.
const LENGTH_CHARS: usize = 240;
/// How much of it may stand before the first match, so that it reads as a sentence.
const BEFORE_CHARS: usize = 80;

/// Which terms to mark, and for which unit of the query.
pub(super) struct Marker<'a> {
    analyzer: &'a Analyzer,
    units: HashMap<&'a str, usize>,
}

/// A stretch of a text that matched.
struct Match {
    range: Range<usize>,
    unit: usize,
}

impl<'a> Marker<'a> {
    pub fn new(analyzer: &'a Analyzer, units: &'a [Unit]) -> Marker<'a> {
        let mut terms = HashMap::new();
        for (number, unit) in units.iter().enumerate() {
            terms.entry(unit.term.as_str()).or_insert(number);
            // Where a compound is missing its parts may stand in for it.
            for part in &unit.parts {
                terms.entry(part.as_str()).or_insert(number);
            }
        }
        Marker { analyzer, units: terms }
    }

    /// The best piece of the article; the start of its text when nothing outside the title matched.
    pub fn fragment(&self, article: &Article) -> String {
        let mut best: Option<(usize, &str, Vec<Match>, usize)> = None;
        let mut start = "";
        for piece in Layout::of(article).texts().filter(|piece| piece.zone != Zone::Title) {
            if start.is_empty() && piece.zone != Zone::Heading {
                start = piece.text;
            }
            if self.units.is_empty() {
                continue;
            }
            let matches = self.matches(piece.text);
            let (distinct, from) = densest(&matches);
            if distinct > best.as_ref().map_or(0, |(most, ..)| *most) {
                best = Some((distinct, piece.text, matches, from));
            }
        }
        match best {
            Some((_, text, matches, from)) => cut(text, &matches, from),
            None => cut(start, &[], 0),
        }
    }

    fn matches(&self, text: &str) -> Vec<Match> {
        let mut matches = Vec::new();
        self.analyzer.analyse(text, |token| {
            if let Some(&unit) = self.units.get(token.word.term.as_str()) {
                matches.push(Match { range: token.range.clone(), unit });
                return;
            }
            for part in &token.word.parts {
                if let Some(&unit) = self.units.get(part.term.as_str()) {
                    let start = token.range.start;
                    let range = start + part.range.start..start + part.range.end;
                    matches.push(Match { range, unit });
                }
            }
        });
        matches
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
