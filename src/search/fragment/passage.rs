//! Stretches of a text around matches: whole sentences where they fit, words otherwise.

use std::ops::Range;

use crate::dutch::is_hyphen;
use crate::search::sentences::Sentences;

/// Matches at most so far apart, in bytes, are shown together: what a passage among several has room
/// for.
const TOGETHER: usize = 110;
/// Sentences are looked for within so many bytes for each character of room: a sentence that is cut
/// off there is too long to be shown whole.
const REACH_BYTES: usize = 2;

/// A stretch of a text that matched.
pub(super) struct Match {
    /// Which piece of the article's text.
    pub piece: usize,
    /// Bytes of it.
    pub range: Range<usize>,
    pub unit: usize,
    pub shows: Shows,
}

/// What a match shows of its unit; more comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shows {
    /// Nothing that is not shown better elsewhere in the article.
    Nothing,
    /// A part of a compound that stands nowhere.
    Loose,
    Unit,
    /// It, in a phrase that the query insists on.
    Phrase,
}

/// How much matches that stand together show: units in phrases, and units in all.
pub(super) type Shown = (usize, usize);

/// How much of a text is shown.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Characters in all.
    pub chars: usize,
    /// Characters of a long sentence that may stand before the first match, so that it reads as one.
    pub before: usize,
    /// Whether neighbouring sentences fill the room that a short one leaves.
    pub fill: bool,
}

/// The stretch that is shown, and whether it begins or ends within a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub range: Range<usize>,
    pub begins_within: bool,
    pub ends_within: bool,
}

/// The most that matches show together, and the number of the first of those matches. Only matches
/// that `count` are counted; `None` when there are none.
pub(super) fn densest(matches: &[Match], count: impl Fn(&Match) -> bool) -> Option<(Shown, usize)> {
    let mut best: Option<(Shown, usize)> = None;
    let mut seen: Vec<usize> = Vec::new();
    for (from, first) in matches.iter().enumerate().filter(|(_, found)| count(found)) {
        seen.clear();
        let mut phrases = 0;
        let limit = first.range.start + TOGETHER;
        let near = matches[from + 1..].iter().take_while(|other| other.range.start <= limit);
        let near = near.filter(|other| other.range.end <= limit && count(other));
        for found in std::iter::once(first).chain(near) {
            if !seen.contains(&found.unit) {
                seen.push(found.unit);
                phrases += usize::from(found.shows == Shows::Phrase);
            }
        }
        let shown = (phrases, seen.len());
        if best.is_none_or(|(most, _)| shown > most) {
            best = Some((shown, from));
        }
    }
    best
}

/// The units that a stretch shows.
pub(super) fn units_in(matches: &[Match], extent: &Extent) -> impl Iterator<Item = usize> {
    let range = extent.range.clone();
    matches
        .iter()
        .filter(move |found| range.start <= found.range.start && found.range.end <= range.end)
        .filter(|found| found.shows != Shows::Nothing)
        .map(|found| found.unit)
}

/// The stretch around `anchor`, the byte where the first match begins.
pub(super) fn extent(text: &str, sentences: &Sentences, anchor: usize, room: Room) -> Extent {
    let sentences = sentences.around(text, anchor, room.chars * REACH_BYTES);
    let at = sentences.partition_point(|sentence| sentence.end <= anchor);
    let Some(sentence) = sentences.get(at) else {
        return Extent { range: 0..0, begins_within: false, ends_within: false };
    };
    let fits = |range: &Range<usize>| text[range.clone()].chars().count() <= room.chars;
    if !fits(sentence) {
        return within(text, sentence, anchor, room);
    }
    let mut range = sentence.clone();
    let (before, after) = (&sentences[..at], &sentences[at + 1..]);
    let ends = after.iter().map(|next| next.end).take_while(|end| fits(&(range.start..*end)));
    // A passage among several stays short, unless its other matches stand in the next sentence.
    let reach = if room.fill { usize::MAX } else { anchor + TOGETHER };
    range.end = ends.take_while(|end| *end <= reach).last().unwrap_or(range.end);
    if room.fill {
        let starts = before.iter().rev().map(|earlier| earlier.start);
        let end = range.end;
        range.start = starts.take_while(|start| fits(&(*start..end))).last().unwrap_or(range.start);
    }
    Extent { range, begins_within: false, ends_within: false }
}

/// The stretch of a sentence that is too long to be shown as a whole.
fn within(text: &str, sentence: &Range<usize>, anchor: usize, room: Room) -> Extent {
    let whole = &text[..sentence.end];
    let mut begin = back(whole, anchor, room.before).max(sentence.start);
    let end = forth(whole, begin, room.chars);
    if end == sentence.end {
        // Near its end there is room to show more of what precedes.
        begin = back(whole, end, room.chars).min(begin).max(sentence.start);
    }
    Extent {
        range: begin..end,
        begins_within: begin > sentence.start,
        ends_within: end < sentence.end,
    }
}

/// Writes a stretch with its matches marked, escaped.
pub(super) fn write(text: &str, extent: &Extent, matches: &[Match], html: &mut String) {
    let Range { start, end } = extent.range;
    if extent.begins_within {
        html.push_str("… ");
    }
    let shown = |found: &&Match| start <= found.range.start && found.range.end <= end;
    let mut matches = matches.iter().filter(shown).map(|found| found.range.clone()).peekable();
    let mut at = start;
    while let Some(mut marked) = matches.next() {
        // What overlaps is one mark, and so are the pieces of a hyphenated word.
        while let Some(next) = matches.next_if(|next| {
            next.start < marked.end || text.get(marked.end..next.start).is_some_and(joins)
        }) {
            marked.end = marked.end.max(next.end);
        }
        escape(&text[at..marked.start], html);
        html.push_str("<mark>");
        escape(&text[marked.clone()], html);
        html.push_str("</mark>");
        at = marked.end;
    }
    escape(&text[at..end], html);
    if extent.ends_within {
        html.push_str(" …");
    }
}

/// Whether what stands between two matches is a hyphen.
fn joins(between: &str) -> bool {
    let mut chars = between.chars();
    chars.next().is_some_and(is_hyphen) && chars.next().is_none()
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
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "De bakker opent om zes uur. Hij bakt brood, en hij bakt ook taart. \
        Daarna gaat de winkel open en komen de eerste klanten uit de buurt, die hun brood halen en \
        even blijven praten over het weer, de kinderen en de plannen voor het straatfeest van juni.";

    fn check(anchor: &str, room: Room, shown: &str) {
        let anchor = TEXT.find(anchor).expect("it stands in the text");
        let extent = extent(TEXT, &Sentences::default(), anchor, room);
        let mut html = String::new();
        write(TEXT, &extent, &[], &mut html);
        assert_eq!(html, shown);
    }

    #[test]
    fn sentences_are_shown_whole_where_they_fit() {
        let short = Room { chars: 60, before: 20, fill: false };
        check("taart", short, "Hij bakt brood, en hij bakt ook taart.");
        let filled = Room { chars: 80, before: 20, fill: true };
        check(
            "taart",
            filled,
            "De bakker opent om zes uur. Hij bakt brood, en hij bakt ook taart.",
        );
        check("klanten", short, "… en komen de eerste klanten uit de buurt, die hun brood …");
        check("juni", short, "… de kinderen en de plannen voor het straatfeest van juni.");
    }
}
