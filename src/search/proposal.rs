//! Filters that a query seems to mean: an organisation's name or a period typed among the words.
//!
//! They are offered, never applied: "zonder Halfom in 2016" may mean just that. How many articles each
//! would leave is counted by the engine.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{MAX_NAME_WORDS, named_kind};
use super::request::Filters;
use crate::article::{Kind, MONTHS};

/// The most filters offered at a time: more are in the way.
const MOST: usize = 3;
/// The most words of a query that are looked at; whole paragraphs are no names.
const MAX_WORDS: usize = 32;

/// Words that lead to a name or a period, and say nothing without it.
const PREPOSITIONS: [&str; 8] = ["in", "van", "uit", "op", "bij", "door", "sinds", "tijdens"];

/// A filter in place of words.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Filtervoorstel)]
pub struct FilterProposal {
    /// The words, as typed.
    #[serde(rename = "tekst")]
    pub text: String,
    pub filter: ProposedFilter,
    /// The query without them.
    #[serde(rename = "q")]
    pub query: String,
    /// How many articles would be left.
    #[serde(rename = "aantal")]
    pub count: usize,
}

/// What to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = VoorgesteldFilter)]
pub enum ProposedFilter {
    Organisation {
        #[serde(rename = "organisatie")]
        name: String,
    },
    Kind {
        #[serde(rename = "soort")]
        kind: Kind,
    },
    Days {
        #[serde(rename = "van")]
        #[schema(value_type = String, format = Date)]
        from: Date,
        #[serde(rename = "tot")]
        #[schema(value_type = String, format = Date)]
        to: Date,
    },
}

impl ProposedFilter {
    /// These filters and this one.
    pub fn added_to(&self, filters: &Filters) -> Filters {
        let mut filters = filters.clone();
        match self {
            ProposedFilter::Organisation { name } => filters.organisations.push(name.clone()),
            ProposedFilter::Kind { kind } => filters.kinds.push(*kind),
            ProposedFilter::Days { from, to } => {
                (filters.from, filters.to) = (Some(*from), Some(*to));
            }
        }
        filters
    }
}

/// What the words of a query may mean; `plain` are the stretches of it that are just words. Counts are
/// not known yet.
pub(super) fn proposals(
    query: &str,
    plain: &[Range<usize>],
    filters: &Filters,
    organisation: &dyn Fn(&str) -> Option<String>,
    today: Date,
) -> Vec<FilterProposal> {
    let mut found = Vec::new();
    for stretch in plain {
        let words = words(query, stretch);
        let mut at = 0;
        while at < words.len() && found.len() < MOST {
            let meant = meant(query, &words[at..], filters, organisation, today);
            let Some((filter, length)) = meant else {
                at += 1;
                continue;
            };
            let range = words[at].start..words[at + length - 1].end;
            let leads = |word: &&Range<usize>| {
                PREPOSITIONS.contains(&query[(*word).clone()].to_lowercase().as_str())
            };
            let before = at.checked_sub(1).and_then(|before| words.get(before)).filter(leads);
            let from = before.map_or(range.start, |word| word.start);
            at += length;
            let rest = format!("{} {}", &query[..from], &query[range.end..]);
            found.push(FilterProposal {
                text: query[range].to_owned(),
                filter,
                query: rest.split_whitespace().collect::<Vec<_>>().join(" "),
                count: 0,
            });
        }
    }
    found
}

/// Words between spaces, without the punctuation around them.
fn words(query: &str, stretch: &Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    for word in query[stretch.clone()].split_whitespace().take(MAX_WORDS) {
        let bare =
            word.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')'));
        // Both are slices of the query; the word is found where the last one ended.
        let from = words.last().map_or(stretch.start, |last: &Range<usize>| last.end);
        if let Some(offset) = query[from..stretch.end].find(bare).filter(|_| !bare.is_empty()) {
            words.push(from + offset..from + offset + bare.len());
        }
    }
    words
}

/// The filter that the first of these words begin to name, and how many words it takes.
fn meant(
    query: &str,
    words: &[Range<usize>],
    filters: &Filters,
    organisation: &dyn Fn(&str) -> Option<String>,
    today: Date,
) -> Option<(ProposedFilter, usize)> {
    if filters.organisations.is_empty() {
        for length in (1..=words.len().min(MAX_NAME_WORDS)).rev() {
            let text = &query[words[0].start..words[length - 1].end];
            if let Some(name) = organisation(text) {
                return Some((ProposedFilter::Organisation { name }, length));
            }
        }
    }
    let text = |at: usize| words.get(at).map(|word| query[word.clone()].to_lowercase());
    let first = text(0)?;
    if filters.kinds.is_empty()
        && let Some(kind) = named_kind(&first)
    {
        return Some((ProposedFilter::Kind { kind }, 1));
    }
    if filters.from.is_some() || filters.to.is_some() {
        return None;
    }
    let three = || one_day(&first, &text(1)?, &text(2)?);
    let two = || two_words(&first, &text(1)?, today);
    let (days, length) = three()
        .map(|days| (days, 3))
        .or_else(|| Some((two()?, 2)))
        .or_else(|| Some((year(&first)?, 1)))?;
    Some((ProposedFilter::Days { from: days.0, to: days.1 }, length))
}

/// "11 juni 2024".
fn one_day(day: &str, month: &str, of_year: &str) -> Option<(Date, Date)> {
    let (first, _) = month_of(month, of_year)?;
    let day = day.parse().ok().filter(|_| day.bytes().all(|byte| byte.is_ascii_digit()))?;
    let day = Date::new(first.year(), first.month(), day).ok()?;
    Some((day, day))
}

/// "juni 2024".
fn month_of(month: &str, of_year: &str) -> Option<(Date, Date)> {
    let month = MONTHS.iter().position(|known| *known == month)?;
    let (from, _) = year(of_year)?;
    whole_month(Date::new(from.year(), month as i8 + 1, 1).ok()?)
}

fn two_words(first: &str, second: &str, today: Date) -> Option<(Date, Date)> {
    let month_before = || today.first_of_month().checked_sub(1.month()).ok();
    match (first, second) {
        ("dit", "jaar") => whole_year(today.year()),
        ("vorig", "jaar") => whole_year(today.year() - 1),
        ("deze", "maand") => whole_month(today),
        ("vorige", "maand") => whole_month(month_before()?),
        _ => month_of(first, second),
    }
}

/// A year in which an article may have been published; other numbers are numbers.
fn year(text: &str) -> Option<(Date, Date)> {
    let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    if (1900..2100).contains(&number) { whole_year(number) } else { None }
}

fn whole_year(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

fn whole_month(day: Date) -> Option<(Date, Date)> {
    Some((day.first_of_month(), day.last_of_month()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(query: &str, filters: &Filters, expect: &[(&str, &str, &str)]) {
        let organisation = |name: &str| {
            let known = ["De Spaak", "Spaak"].iter().any(|known| known.eq_ignore_ascii_case(name));
            known.then(|| "Fietsherstel De Spaak".to_owned())
        };
        let whole = 0..query.len();
        let found = proposals(query, &[whole], filters, &organisation, date(2026, 1, 15));
        let shown: Vec<(String, String, String)> = found
            .into_iter()
            .map(|proposal| {
                let filter = match proposal.filter {
                    ProposedFilter::Organisation { name } => name,
                    ProposedFilter::Kind { kind } => kind.name().to_owned(),
                    ProposedFilter::Days { from, to } => format!("{from}/{to}"),
                };
                (proposal.text, filter, proposal.query)
            })
            .collect();
        let shown: Vec<(&str, &str, &str)> =
            shown.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(shown, expect, "{query}");
    }

    #[test]
    fn names_and_periods_are_found_among_the_words() {
        let none = Filters::default();
        check("fiets herstellen", &none, &[]);
        check(
            "stage  in 2016, brood",
            &none,
            &[("2016", "2016-01-01/2016-12-31", "stage , brood")],
        );
        check("Augustus 2016", &none, &[("Augustus 2016", "2016-08-01/2016-08-31", "")]);
        check("februari 2024 x", &none, &[("februari 2024", "2024-02-01/2024-02-29", "x")]);
        check("stage vorig jaar", &none, &[("vorig jaar", "2025-01-01/2025-12-31", "stage")]);
        check("dit jaar", &none, &[("dit jaar", "2026-01-01/2026-12-31", "")]);
        check("vorige maand", &none, &[("vorige maand", "2025-12-01/2025-12-31", "")]);
        check("de spaak fiets", &none, &[("de spaak", "Fietsherstel De Spaak", "fiets")]);
        check("11 juni 2024", &none, &[("11 juni 2024", "2024-06-11/2024-06-11", "")]);
        check("31 juni 2024", &none, &[("juni 2024", "2024-06-01/2024-06-30", "31")]);
        check("Evenementen in Gent", &none, &[("Evenementen", "evenement", "in Gent")]);
        check("van de spaak", &none, &[("de spaak", "Fietsherstel De Spaak", "")]);
        check("augustus 180 jaar 1234 +2016", &none, &[]);
        check(
            "spaak 2016",
            &none,
            &[
                ("spaak", "Fietsherstel De Spaak", "2016"),
                ("2016", "2016-01-01/2016-12-31", "spaak"),
            ],
        );
        let set = Filters {
            organisations: vec!["Halfom".to_owned()],
            from: Some(date(2020, 1, 1)),
            ..Filters::default()
        };
        check("spaak 2016", &set, &[]);
    }
}
