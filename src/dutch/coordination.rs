//! Coordination that leaves a part out: `kop- en voetteksten` is about `kopteksten` as well,
//! `werkgevers en -nemers` about `werknemers`, `in- en uitstroom` about `instroom`.
//!
//! Finds the fragment and its neighbour in the text, and says which words the fragment may stand for,
//! the likeliest first. Which of them exists is left to the analyzer.

use std::ops::Range;

use super::Word;
use super::fold::is_hyphen;
use super::tokenize::words;

/// A word of which half stands in a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fragment<'t> {
    /// `kop-` before `voetteksten`; `next` follows that (`basis- en secundair onderwijs`).
    Begin { fragment: &'t str, whole: &'t str, next: Option<&'t str> },
    /// `-nemers` after `werkgevers`.
    End { fragment: &'t str, whole: &'t str },
}

impl<'t> Fragment<'t> {
    /// The neighbour of which the fragment takes a part.
    pub fn whole(&self) -> &'t str {
        match self {
            Fragment::Begin { whole, .. } | Fragment::End { whole, .. } => whole,
        }
    }
}

const CONJUNCTIONS: [&str; 6] = ["en", "of", "noch", "tot", "dan", "als"];

/// Particles that begin a word without being a part of a compound: one may replace another
/// (`in- en uitstroom`, `voor- en nadelen`).
const PARTICLES: [&str; 22] = [
    "aan", "achter", "af", "be", "bij", "binnen", "boven", "buiten", "door", "in", "mee", "na",
    "om", "onder", "ont", "op", "over", "tegen", "toe", "tussen", "uit", "voor",
];

/// Whether a text is a particle that makes another verb of a verb: `op` of `opzetten`.
pub fn is_particle(text: &str) -> bool {
    PARTICLES.contains(&text)
}

fn is_conjunction(word: &str) -> bool {
    CONJUNCTIONS.iter().any(|conjunction| word.eq_ignore_ascii_case(conjunction))
}

/// How many words from a fragment its whole may stand: `kop-, hoofd-, zij- en voetteksten`.
pub const COORDINATION_WORDS: usize = 8;

/// Whether the word at `range` of `text` is a fragment, and which neighbour completes it. `previous`
/// are the two words before it, nearest first.
pub fn fragment<'t>(
    text: &'t str,
    range: &Range<usize>,
    previous: &[Range<usize>; 2],
) -> Option<Fragment<'t>> {
    let hyphen_after = text[range.end..].chars().next().is_some_and(is_hyphen);
    if hyphen_after {
        return begin(text, range);
    }
    let mut before = text[..range.start].chars().rev();
    let hyphen_before = before.next().is_some_and(is_hyphen);
    let apart = before.next().is_some_and(|c| c.is_whitespace() || matches!(c, '/' | '('));
    if hyphen_before && apart { end(text, range, previous) } else { None }
}

fn begin<'t>(text: &'t str, range: &Range<usize>) -> Option<Fragment<'t>> {
    let fragment = &text[range.clone()];
    let mut at = range.end;
    let mut coordinated = false;
    let mut following = words(&text[at..])
        .map(|found| range.end + found.start..range.end + found.end)
        .take(COORDINATION_WORDS);
    while let Some(found) = following.next() {
        let gap = &text[at..found.start];
        if gap.contains(['.', '!', '?', ';', ':', '\n']) {
            return None;
        }
        coordinated |= gap.contains([',', '/']);
        let word = &text[found.clone()];
        at = found.end;
        if is_conjunction(word) {
            coordinated = true;
        } else if !text[at..].chars().next().is_some_and(is_hyphen) {
            let next = following
                .next()
                .filter(|next| text[at..next.start].trim().is_empty())
                .map(|next| &text[next]);
            return coordinated.then_some(Fragment::Begin { fragment, whole: word, next });
        }
    }
    None
}

fn end<'t>(
    text: &'t str,
    range: &Range<usize>,
    previous: &[Range<usize>; 2],
) -> Option<Fragment<'t>> {
    let fragment = &text[range.clone()];
    let [nearest, second] = previous;
    let gap = text[nearest.end..range.start].trim_end_matches(is_hyphen);
    let whole = match &text[nearest.clone()] {
        word if is_conjunction(word) && gap.trim().is_empty() => &text[second.clone()],
        word if gap == "/" => word,
        _ => return None,
    };
    (!whole.is_empty()).then_some(Fragment::End { fragment, whole })
}

/// What `fragment` may stand for, likeliest first; the last column says whether a word must be known
/// from elsewhere to count. `whole` is the analysis of the neighbour.
pub fn candidates(fragment: Fragment<'_>, whole: &Word) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    match fragment {
        Fragment::Begin { fragment, whole: written, next } => {
            // Known words with a longer rest first; the head alone always makes sense.
            for part in whole.parts.iter().skip(1) {
                found.push((join(fragment, &written[part.range.start..]), true));
            }
            if let Some(head) = whole.parts.last() {
                found.push((join(fragment, &written[head.range.start..]), false));
            }
            let particle = PARTICLES.contains(&fragment.to_lowercase().as_str());
            let longest = PARTICLES
                .iter()
                .filter(|particle| whole.exact.starts_with(**particle))
                .max_by_key(|particle| particle.len());
            if let Some(other) = longest {
                let rest = &whole.exact[other.len()..];
                found.push((join(fragment, rest), !particle));
            }
            if let Some(next) = next {
                found.push((join(fragment, next), true));
            }
        }
        Fragment::End { fragment, whole: written } => {
            for part in whole.parts.iter().rev().take(whole.parts.len().saturating_sub(1)) {
                found.push((join(&written[..part.range.start], fragment), true));
            }
            if let Some(head) = whole.parts.last() {
                found.push((join(&written[..head.range.start], fragment), false));
            }
        }
    }
    found
}

fn join(begin: &str, end: &str) -> String {
    format!("{}{}", begin.trim_end_matches(is_hyphen), end.trim_start_matches(is_hyphen))
}
