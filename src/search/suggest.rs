//! What somebody who is typing may be about to ask: words, titles and organisations that occur.
//!
//! The last word typed is completed or corrected, those before it are kept. What is offered here
//! occurs in an article; whether a query with operators in it finds anything is checked by the
//! engine.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use super::answer::Suggestion;
use super::company::Company;
use super::correction::allowed_edits;
use super::words::{NameKind, WordId, Words};
use crate::dutch::Analyzer;

/// Longer input is no longer a query being typed, but a text.
const LONGEST_INPUT: usize = 200;
/// Of a list of ten, how many places names may take: most of it stays for words, which are what is
/// typed next.
const MOST_TITLES: usize = 3;
const MOST_ORGANISATIONS: usize = 2;
/// Of the places of words, how many are kept for words that are one typing error away from what
/// looks like a good beginning: `merkt` begins nothing but is also `markt`.
const FOR_ERRORS: usize = 3;
/// Of how many words is looked at whether they stand with those typed before: each is a posting list to
/// read, and what is meant is among the commonest that begin so.
const MOST_COMPARED: usize = 40;

/// What was typed, taken apart.
struct Typed<'t> {
    /// As typed, up to the last word.
    before: &'t str,
    /// The last word, folded; still being typed unless `complete`.
    last: String,
    complete: bool,
    /// As typed, from the last word on: a quotation mark that closes.
    after: &'t str,
    /// The words before it, folded, without stop words.
    others: Vec<String>,
    /// All words, folded, separated by spaces.
    folded: String,
}

/// A word of the list as a reading of the last word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    class: Class,
    weight: Reverse<u32>,
    word: WordId,
}

/// Surer readings first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Beginning,
    OneError,
    OneErrorInStopWord,
    OneErrorInBeginning,
    TwoErrors,
    TwoErrorsInBeginning,
}

/// At most `limit` suggestions, best first. `company` finds the articles that have the words typed before
/// the last.
pub(super) fn suggest<'a>(
    words: &Words,
    analyzer: &Analyzer,
    text: &str,
    limit: usize,
    company: &dyn Fn(&[String]) -> tantivy::Result<Option<Company<'a>>>,
) -> tantivy::Result<Vec<Suggestion>> {
    let Some(typed) = Typed::read(text, analyzer) else { return Ok(Vec::new()) };
    let company = company(&typed.others)?;
    let readings = read_last(words, &typed, company.as_ref(), limit)?;
    let names = names(words, &typed, &readings);
    let titles = names.iter().filter(|name| name.kind == NameKind::Title).take(MOST_TITLES);
    let organisations =
        names.iter().filter(|name| name.kind == NameKind::Organisation).take(MOST_ORGANISATIONS);
    let named: Vec<Suggestion> = organisations
        .chain(titles)
        .map(|name| Suggestion { text: name.shown.to_string(), kind: name.kind.name() })
        .collect();
    let word_places = limit.saturating_sub(named.len());
    let completed = readings.iter().take(word_places).map(|reading| {
        let shown = &words.get(reading.word).shown;
        let text = format!("{}{shown}{}", typed.before, typed.after);
        // An organisation of one word is offered once, as what it is.
        let lower = text.to_lowercase();
        let is_this = |name: &&Suggestion| {
            name.kind == NameKind::Organisation.name() && name.text.to_lowercase() == lower
        };
        named.iter().find(is_this).cloned().unwrap_or(Suggestion { text, kind: "woord" })
    });
    // Somebody who typed more than a word of a title is probably typing that title.
    let begun = names
        .iter()
        .filter(|name| typed.folded.contains(' ') && name.folded.starts_with(&typed.folded));
    let begun =
        begun.map(|name| Suggestion { text: name.shown.to_string(), kind: name.kind.name() });
    let mut seen: HashSet<String> = HashSet::new();
    let mut suggestions: Vec<Suggestion> =
        begun.chain(completed).chain(named.iter().cloned()).collect();
    suggestions.retain(|suggestion| seen.insert(suggestion.text.to_lowercase()));
    Ok(suggestions)
}

impl NameKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            NameKind::Organisation => "organisatie",
            NameKind::Title => "titel",
        }
    }
}

impl<'t> Typed<'t> {
    fn read(text: &'t str, analyzer: &Analyzer) -> Option<Typed<'t>> {
        if text.len() > LONGEST_INPUT {
            return None;
        }
        let mut spelled: Vec<(Range<usize>, String, bool)> = Vec::new();
        analyzer.written(text, |token| {
            // The name of a field is no word of an article either.
            let aside = token.word.stop || text[token.range.end..].starts_with(':');
            spelled.push((token.range.clone(), token.word.exact.clone(), aside));
        });
        let words: Vec<&str> = spelled.iter().map(|(_, folded, _)| folded.as_str()).collect();
        let folded = words.join(" ");
        let (range, last, _) = spelled.pop()?;
        let others = spelled.into_iter().filter(|(_, _, aside)| !aside).map(|(_, word, _)| word);
        Some(Typed {
            before: &text[..range.start],
            last,
            complete: range.end != text.len(),
            after: text[range.end..].trim_end(),
            others: others.collect(),
            folded,
        })
    }
}

/// The words that the last word may be or become.
fn read_last(
    words: &Words,
    typed: &Typed<'_>,
    company: Option<&Company<'_>>,
    limit: usize,
) -> tantivy::Result<Vec<Reading>> {
    let last = typed.last.as_str();
    let reading =
        |class, word: WordId| Reading { class, weight: Reverse(weight(words, word)), word };
    let beginning = if typed.complete {
        let exact = words.find(last);
        exact.map_or(0..0, |word| word..word + 1)
    } else {
        words.beginning_with(last)
    };
    let offered = |word: &WordId| words.get(*word).offered;
    let mut readings: Vec<Reading> =
        beginning.filter(offered).map(|word| reading(Class::Beginning, word)).collect();
    keep_best_with(words, company, &mut readings, limit)?;
    // The word as typed, when it is one, comes first: it may be all that is wanted.
    if let Some(exact) = words.find(last)
        && let Some(at) = readings.iter().position(|reading| reading.word == exact)
    {
        readings[..=at].rotate_right(1);
    }
    let edits = allowed_edits(last);
    // A stop word is no misspelling of another word.
    let stop = words.find(last).is_some_and(|word| words.get(word).stop);
    if edits == 0 || stop {
        return Ok(readings);
    }
    let mut errors: Vec<Reading> = words
        .near(last, edits, !typed.complete)
        .into_iter()
        .filter(|near| near.of_beginning > 0 || near.of_whole.is_some_and(|edits| edits > 0))
        .filter(|near| !words.get(near.word).folded.starts_with(last))
        .filter(|near| {
            let stop = words.get(near.word).stop && near.of_whole == Some(1);
            offered(&near.word) || stop
        })
        .map(|near| {
            let class = match (near.of_whole, near.of_beginning) {
                (Some(1), _) if words.get(near.word).stop => Class::OneErrorInStopWord,
                (Some(1), _) => Class::OneError,
                (_, 0 | 1) => Class::OneErrorInBeginning,
                (Some(_), _) => Class::TwoErrors,
                (None, _) => Class::TwoErrorsInBeginning,
            };
            reading(class, near.word)
        })
        .collect();
    keep_best_with(words, company, &mut errors, limit)?;
    let whole = errors.iter().filter(|reading| reading.class == Class::OneError).count();
    readings.truncate(limit - whole.min(FOR_ERRORS).min(limit));
    readings.extend(errors);
    Ok(readings)
}

/// How much a word is used; what stands in titles is what articles are about, and counts double.
fn weight(words: &Words, word: WordId) -> u32 {
    let entry = words.get(word);
    entry.articles + entry.titles
}

/// The best, those first that stand in most articles with the words typed before; those that stand in
/// none only when all do.
fn keep_best_with(
    words: &Words,
    company: Option<&Company<'_>>,
    readings: &mut Vec<Reading>,
    limit: usize,
) -> tantivy::Result<()> {
    if let Some(company) = company {
        keep_best(readings, MOST_COMPARED);
        let mut together = Vec::with_capacity(readings.len());
        for reading in readings.iter() {
            let articles = company.articles_with(&words.get(reading.word).folded)?;
            if articles > 0 {
                together.push(Reading { weight: Reverse(articles), ..*reading });
            }
        }
        if !together.is_empty() {
            *readings = together;
        }
    }
    keep_best(readings, limit);
    Ok(())
}

fn keep_best(readings: &mut Vec<Reading>, limit: usize) {
    if readings.len() > limit && limit > 0 {
        readings.select_nth_unstable(limit - 1);
        readings.truncate(limit);
    }
    readings.sort_unstable();
}

/// Titles and organisations that have all the words typed, best first.
fn names<'w>(
    words: &'w Words,
    typed: &Typed<'_>,
    readings: &[Reading],
) -> Vec<&'w super::words::Name> {
    let last = typed.last.as_str();
    let range = if typed.complete {
        words.find(last).map_or(0..0, |word| word..word + 1)
    } else {
        words.beginning_with(last)
    };
    let mut numbers = words.names_with(range);
    if numbers.is_empty() {
        // Nothing is called so: the best correction may be.
        let best = readings.iter().find(|reading| reading.class > Class::Beginning);
        numbers = best.map_or_else(Vec::new, |best| words.names_with(best.word..best.word + 1));
    }
    for other in &typed.others {
        let Some(word) = words.find(other) else { return Vec::new() };
        let having = words.names_with(word..word + 1);
        numbers.retain(|number| having.binary_search(number).is_ok());
    }
    let rank = |number: &u32| {
        let name = words.name(*number);
        let begins = name.folded.starts_with(&typed.folded);
        (!begins, name.folded.len(), *number)
    };
    // Only a handful is shown of each kind, so the others need not be in order.
    let (mut best, mut rest): (Vec<u32>, Vec<u32>) =
        numbers.into_iter().partition(|number| words.name(*number).kind == NameKind::Organisation);
    for (list, most) in [(&mut best, MOST_ORGANISATIONS), (&mut rest, MOST_TITLES)] {
        if list.len() > most {
            list.select_nth_unstable_by_key(most - 1, rank);
            list.truncate(most);
        }
        list.sort_unstable_by_key(rank);
    }
    best.into_iter().chain(rest).map(|number| words.name(number)).collect()
}
