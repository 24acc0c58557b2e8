//! A query as understood: what should match, what must, and what must not.
//!
//! Any input is a query; reading one never fails. The plan is a value of its own that knows nothing
//! of the engine that carries it out.

use crate::dutch::{Analyzer, Word};

/// What a query asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Words that count for ranking; any of them makes an article match. In order of the query.
    pub units: Vec<Unit>,
    /// Word sequences that must occur as typed.
    pub phrases: Vec<Vec<String>>,
    /// Terms that must not occur as words of their own (as a part of a compound they may).
    pub without_terms: Vec<String>,
    /// Word sequences that must not occur.
    pub without_phrases: Vec<Vec<String>>,
    /// Something was typed, but no word in it: nothing can match.
    pub wordless: bool,
}

/// One word of a query and the ways in which an article can have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The word as typed, lowercased and folded.
    pub exact: String,
    /// The term that all inflections of the word share.
    pub term: String,
    /// Terms of its parts, when it is a compound.
    pub parts: Vec<String>,
    /// A function word, kept because the query has no others or it stands in a phrase.
    pub stop: bool,
}

/// The most words of a query that count; later ones are left out. Whole paragraphs pasted into the
/// box stay well below it.
const MAX_UNITS: usize = 256;

impl Plan {
    pub fn read(query: &str, analyzer: &Analyzer) -> Plan {
        let mut plan = Plan::default();
        let mut words_seen = false;
        for clause in clauses(query) {
            let typed = words_of(clause.text, analyzer);
            words_seen |= !typed.is_empty();
            let exact = || typed.iter().map(|unit| unit.exact.clone()).collect::<Vec<_>>();
            match (clause.without, clause.quoted) {
                (true, true) if typed.len() > 1 => plan.without_phrases.push(exact()),
                (true, _) => plan.without_terms.extend(typed.into_iter().map(|unit| unit.term)),
                (false, true) => {
                    if !typed.is_empty() {
                        plan.phrases.push(exact());
                    }
                    plan.units.extend(typed);
                }
                (false, false) => plan.units.extend(typed),
            }
        }
        plan.wordless = !words_seen && !query.trim().is_empty();
        plan.drop_function_words();
        plan.units.truncate(MAX_UNITS);
        plan
    }

    /// Whether the query asks for nothing in particular: everything matches.
    pub fn lists_all(&self) -> bool {
        self.units.is_empty() && self.phrases.is_empty() && !self.wordless
    }

    /// Function words say little beside others, and would make nearly everything match; alone they
    /// are all there is ("Van alles en nog wat").
    fn drop_function_words(&mut self) {
        if self.units.iter().any(|unit| !unit.stop) {
            self.units.retain(|unit| !unit.stop);
        }
    }
}

/// A run of the query: one word-like piece or one quotation, wanted or not.
struct Clause<'q> {
    text: &'q str,
    quoted: bool,
    without: bool,
}

/// Cuts a query at quotation marks and `-` before a word. Marks that do not pair are mere text.
fn clauses(query: &str) -> Vec<Clause<'_>> {
    const QUOTES: [char; 5] = ['"', '“', '”', '„', '‟'];
    let mut clauses = Vec::new();
    let mut rest = query;
    let mut after_and = false;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        rest = &rest[start..];
        let dash = rest.strip_prefix(['-', '−']).filter(|after| {
            after.starts_with(|c: char| c.is_alphanumeric() || QUOTES.contains(&c))
        });
        // "werkgevers en -nemers": after "en" or "of" a leading hyphen joins, it does not exclude.
        let without = dash.is_some() && !after_and;
        let body = dash.unwrap_or(rest);
        if let Some(inside) = body.strip_prefix(QUOTES)
            && let Some(end) = inside.find(QUOTES)
        {
            clauses.push(Clause { text: &inside[..end], quoted: true, without });
            rest = inside[end..].trim_start_matches(|c| QUOTES.contains(&c));
            after_and = false;
            continue;
        }
        // Words up to the next exclusion or quotation stay one text, so that the analysis sees
        // neighbours such as "kop- en voetteksten" together.
        let text = if without { body } else { rest };
        let end =
            text.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(text.len());
        let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
        let word = &text[..end];
        after_and = matches!(word.to_lowercase().as_str(), "en" | "of" | "and" | "or" | "en/of");
        rest = &text[end..];
        match clauses.last_mut() {
            Some(Clause { text: run, quoted: false, without: false }) if !without => {
                // Both are slices of the query, the second after the first.
                let from = run.as_ptr() as usize - query.as_ptr() as usize;
                let to = rest.as_ptr() as usize - query.as_ptr() as usize;
                *run = &query[from..to];
            }
            _ => clauses.push(Clause { text: word, quoted: false, without }),
        }
    }
    clauses
}

/// The words of a piece of query. A coordination's fragment ("kop-" of "kop- en voetteksten") gives
/// way to the word that it stands for.
fn words_of(text: &str, analyzer: &Analyzer) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut next = 0;
    analyzer.analyse(text, |token| {
        if token.position < next {
            units.pop();
        }
        next = token.position + 1;
        match pieces(token.surface) {
            Some(pieces) => units.extend(pieces.map(|piece| Unit::of(&analyzer.word(piece)))),
            None => units.push(Unit::of(token.word)),
        }
    });
    units
}

/// The pieces of a hyphenated word, which one may as well write apart: "NPER-functie". Single letters
/// mean nothing on their own ("e-mail", "x-as"), so such a word stays whole.
fn pieces(surface: &str) -> Option<impl Iterator<Item = &str>> {
    let pieces = || surface.split('-').filter(|piece| !piece.is_empty());
    let apart = pieces().count() > 1 && pieces().all(|piece| piece.chars().nth(1).is_some());
    apart.then(pieces)
}

impl Unit {
    fn of(word: &Word) -> Unit {
        Unit {
            exact: word.exact.clone(),
            term: word.term.clone(),
            parts: word.parts.iter().map(|part| part.term.clone()).collect(),
            stop: word.stop,
        }
    }
}
