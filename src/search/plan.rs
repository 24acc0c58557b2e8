//! A query as understood: what should match, what must, and what must not.
//!
//! The plan is a value of its own that knows nothing of the engine that carries it out; how a text
//! becomes a plan is left to `query`.

use std::ops::Range;

use crate::article::Kind;
use crate::dutch::Word;

/// What a query asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plan {
    /// The places of the query that count for ranking; any of them makes an article match. In order
    /// of the query.
    pub units: Vec<Unit>,
    /// Of each list, one condition at least must hold.
    pub required: Vec<Vec<Condition>>,
    /// None of these may hold. A word here means the word and its inflections; as a part of a
    /// compound it may occur.
    pub excluded: Vec<Condition>,
    /// Something was typed, but no word in it: nothing can match.
    pub wordless: bool,
    /// How the query was understood, in Dutch; `None` when it is just words.
    pub understood: Option<String>,
    /// The stretches of the query that are just words, in bytes.
    pub plain: Vec<Range<usize>>,
}

/// One place of a query and the ways in which an article can have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Unit {
    /// The word as typed, lowercased and folded; empty when only alternatives hold the place.
    pub exact: String,
    /// The term that all inflections of the word share; empty when only alternatives hold the place.
    pub term: String,
    /// Terms of its parts, when it is a compound.
    pub parts: Vec<String>,
    /// A stop word, kept because the query has no others or it stands in a phrase.
    pub stop: bool,
    /// What may stand here as well.
    pub alternatives: Vec<Alternative>,
}

/// Another wording for a place of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alternative {
    pub wording: Wording,
    pub origin: Origin,
}

/// Where an alternative comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The query says so: as good as the word itself.
    Typed,
    /// The list of synonyms does.
    Synonym,
}

/// What can be looked for in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wording {
    /// A word or its inflections; of a compound also the terms of its parts, near one another.
    Word { exact: String, term: String, parts: Vec<String> },
    /// Words as typed, in order; one or more.
    Phrase(Vec<String>),
    /// Words or their inflections, in order, by their terms; two or more.
    Sequence(Vec<String>),
    /// Words that begin so, as written.
    Prefix(String),
}

/// What an article has or has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Text {
        wording: Wording,
        scope: Scope,
    },
    /// By its canonical name.
    Organisation(String),
    Kind(Kind),
}

/// Where a text is looked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Anywhere,
    Title,
}

impl Plan {
    /// Whether the query names nothing to rank by: everything that its conditions allow matches.
    pub fn lists_all(&self) -> bool {
        self.units.is_empty() && !self.wordless
    }
}

impl Unit {
    pub fn of(word: &Word) -> Unit {
        Unit {
            exact: word.exact.clone(),
            term: word.term.clone(),
            parts: parts_of(word),
            stop: word.stop,
            alternatives: Vec::new(),
        }
    }

    /// The words that were typed for this place, as typed, with their terms.
    pub fn typed_words(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = (!self.term.is_empty()).then_some((self.exact.as_str(), self.term.as_str()));
        let others = self.alternatives.iter().filter_map(|alternative| match alternative {
            Alternative { wording: Wording::Word { exact, term, .. }, origin: Origin::Typed } => {
                Some((exact.as_str(), term.as_str()))
            }
            _ => None,
        });
        own.into_iter().chain(others)
    }
}

impl Wording {
    pub fn word(word: &Word) -> Wording {
        let parts = parts_of(word);
        Wording::Word { exact: word.exact.clone(), term: word.term.clone(), parts }
    }
}

/// The terms of a compound's parts.
fn parts_of(word: &Word) -> Vec<String> {
    word.parts.iter().map(|part| part.term.clone()).collect()
}
