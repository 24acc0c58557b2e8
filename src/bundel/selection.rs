//! A bundel made from a search: the best articles up to a number, and what was left out.

use jiff::civil::Date;

use super::content::Content;
use crate::article::Kind;
use crate::search::{Engine, Filters, Period, SearchError, Sort};

/// The title of a bundel that was given none.
pub const DEFAULT_TITLE: &str = "Mijn bundel";

/// How many articles a search puts in a bundel unless another number is asked for.
pub const DEFAULT_MAXIMUM: usize = 50;

/// The longest query that is repeated in a title, in characters: longer ones are not words to look
/// up but pasted text, and would push the rest off the cover.
const LONGEST_QUERY_IN_TITLE: usize = 80;

/// How many organisations are named in the words of a search, and how long a name may be there, in
/// characters: a filter is whatever somebody typed, and the words stand on the first page.
const NAMED_ORGANISATIONS: usize = 5;
const LONGEST_NAME: usize = 80;

/// What a search yields for a bundel.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Titled after the search.
    pub content: Content,
    /// How many matches did not fit.
    pub left_out: usize,
}

/// What a bundel is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    pub query: &'a str,
    pub filters: &'a Filters,
    /// Which articles come first, and are the last to be left out.
    pub sort: Sort,
    /// The most articles.
    pub maximum: usize,
    /// The longest title, in characters.
    pub title_chars: usize,
}

impl Selection {
    /// The first `maximum` articles in the order that is asked.
    ///
    /// # Errors
    /// As [`Engine::select`].
    pub fn of(engine: &Engine, sought: &Sought<'_>, today: Date) -> Result<Self, SearchError> {
        let Sought { query, filters, sort, maximum, title_chars } = *sought;
        let (ids, total) = engine.select(query, filters, sort, maximum, today)?;
        let mut content = Content::titled(title(query, title_chars));
        content.search = in_words(query, filters);
        for id in &ids {
            if let Some(article) = engine.article(id)? {
                content.add(&article);
            }
        }
        Ok(Selection { content, left_out: total.saturating_sub(ids.len()) })
    }
}

/// A title of at most `most` characters, which have room for the usual one.
fn title(query: &str, most: usize) -> String {
    let query = query.trim();
    let title = format!("Artikelen over {}", quoted(query));
    let is_long = query.chars().count() > LONGEST_QUERY_IN_TITLE || title.chars().count() > most;
    if query.is_empty() || is_long { DEFAULT_TITLE.to_owned() } else { title }
}

/// The search as a reader of the document understands it; `None` when it asked for everything.
fn in_words(query: &str, filters: &Filters) -> Option<String> {
    let mut words = Vec::new();
    let query = query.trim();
    if !query.is_empty() {
        words.push(quoted(&shortened(query, LONGEST_QUERY_IN_TITLE)));
    }
    let organisations = &filters.organisations;
    if !organisations.is_empty() {
        let named = organisations.iter().take(NAMED_ORGANISATIONS);
        let mut names: Vec<_> = named.map(|name| shortened(name, LONGEST_NAME)).collect();
        if let more @ 1.. = organisations.len() - names.len() {
            names.push(format!("nog {more} andere"));
        }
        words.push(format!("organisatie {}", names.join(" of ")));
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| filters.kinds.contains(kind));
    let kinds: Vec<_> = kinds.map(Kind::name).collect();
    if !kinds.is_empty() {
        words.push(format!("soort {}", kinds.join(" of ")));
    }
    if let Some(from) = filters.from {
        words.push(format!("vanaf {}", from.strftime("%-d/%-m/%Y")));
    }
    if let Some(to) = filters.to {
        words.push(format!("tot en met {}", to.strftime("%-d/%-m/%Y")));
    }
    words.extend(filters.period.map(|period| match period {
        Period::Coming => "komende evenementen".to_owned(),
        Period::Past => "voorbije evenementen".to_owned(),
    }));
    (!words.is_empty()).then(|| words.join(", "))
}

fn shortened(text: &str, most_chars: usize) -> String {
    match text.char_indices().nth(most_chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// In quotation marks; a phrase that was typed in them does not get two pairs.
fn quoted(query: &str) -> String {
    let inner = query.strip_prefix('"').and_then(|query| query.strip_suffix('"'));
    match inner {
        Some(phrase) if !phrase.contains('"') => format!("“{phrase}”"),
        _ => format!("“{query}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_told_in_words() {
        let check = |query: &str, filters: &Filters, expect_title: &str, expect: Option<&str>| {
            assert_eq!(title(query, 200), expect_title);
            assert_eq!(in_words(query, filters).as_deref(), expect);
        };
        let everything = Filters::default();
        let longest = "Artikelen over “brood”".chars().count();
        assert_eq!(title("brood", longest), "Artikelen over “brood”");
        assert_eq!(title("brood", longest - 1), "Mijn bundel");
        check(" ", &everything, "Mijn bundel", None);
        check("bakkerij", &everything, "Artikelen over “bakkerij”", Some("“bakkerij”"));
        check("\"vers brood\"", &everything, "Artikelen over “vers brood”", Some("“vers brood”"));
        let pasted = "brood ".repeat(30);
        let shown = format!("“{}br…”", "brood ".repeat(13));
        check(&pasted, &everything, "Mijn bundel", Some(&shown));
        let filters = Filters {
            organisations: vec!["Brood & Co".into(), "Meel".into()],
            kinds: vec![Kind::Event],
            from: Some("2016-08-01".parse().unwrap()),
            to: Some("2016-08-31".parse().unwrap()),
            period: Some(Period::Past),
        };
        check(
            "",
            &filters,
            "Mijn bundel",
            Some(
                "organisatie Brood & Co of Meel, soort evenement, vanaf 1/8/2016, \
                 tot en met 31/8/2016, voorbije evenementen",
            ),
        );
        // A filter may be whatever a client sends; what is written down of it stays short.
        let filters = Filters {
            organisations: (0..50).map(|number| format!("{number}{}", "a".repeat(9_000))).collect(),
            kinds: vec![Kind::Event; 50],
            ..Filters::default()
        };
        let named: Vec<_> = (0..5).map(|number| format!("{number}{}…", "a".repeat(79))).collect();
        let named = named.join(" of ");
        let expect = format!("organisatie {named} of nog 45 andere, soort evenement");
        check("", &filters, "Mijn bundel", Some(&expect));
    }
}
