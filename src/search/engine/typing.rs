//! What the engine does for somebody who types: suggestions, another spelling, a wider search, and
//! why a result is there.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{Count, Engine, Inner, MOST_TYPED, Matches, Ranked, SearchError, Snapshot, Within};
use crate::dutch::is_particle;
use crate::search::answer::{ReasonKind, Suggestion};
use crate::search::company::Company;
use crate::search::correction::{Speller, allowed_edits};
use crate::search::explain::{Explained, Meant, Typed};
use crate::search::lookup::articles_with;
use crate::search::plan::{Plan, Unit};
use crate::search::query::is_plain;
use crate::search::ranking::Ranking;
use crate::search::request::{Filters, SearchRequest};
use crate::search::sightings::Sought;
use crate::search::suggest::suggest;
use crate::search::synonyms::Thesaurus;
use crate::search::values::values;

/// How many other spellings of one word a wider search tries: the likeliest is nearly always among
/// the first three, and each further one brings articles about something else.
const MOST_SPELLINGS: usize = 3;
/// A piece of an unknown word that stands in more than one in so many articles (`zeven` of
/// `zevenslaper`) says nothing of what was meant.
const TELLING_SHARE: usize = 5;
/// How many unknown words of one query a wider search tries other spellings of.
const MOST_UNKNOWN: usize = 8;
/// The shortest beginning of a word, or beginning or end of an unknown compound, that a wider search
/// takes for a word.
const SHORTEST_PIECE: usize = 5;

impl Engine {
    /// What somebody who typed `text` may be about to ask, best first. Each suggestion finds at least
    /// one article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let snapshot = self.snapshot();
        let Inner { fields, analyzer, .. } = &*self.0;
        let company = |before: &[String]| Company::of(&snapshot.searcher, fields, analyzer, before);
        let mut suggestions = match values(&snapshot.words, analyzer, text, limit) {
            Some(values) => values,
            None => suggest(&snapshot.words, analyzer, text, limit, &company)?,
        };
        // A plain word or title that occurs is found; operators may exclude it again.
        let mut checked = Vec::with_capacity(suggestions.len());
        for suggestion in suggestions.drain(..) {
            if is_plain(&suggestion.text) || self.finds(&snapshot, &suggestion.text)? {
                checked.push(suggestion);
            }
        }
        Ok(checked)
    }

    /// Another spelling of the query, when words of it are misspelt and the other finds something.
    pub(super) fn did_you_mean(
        &self,
        snapshot: &Snapshot,
        request: &SearchRequest,
        plan: &Plan,
        today: Date,
    ) -> Result<Option<String>, SearchError> {
        if plan.units.len() > MOST_TYPED {
            return Ok(None);
        }
        // What the synonyms know, or what is a part of the word that follows, is not misspelt.
        let asked = plan.units.iter().filter(|unit| unit.alternatives.is_empty());
        let asked: HashSet<&str> = asked.map(|unit| unit.exact.as_str()).collect();
        let articles = |term: &str| self.articles_with(snapshot, term);
        let speller = self.speller(snapshot, &articles);
        let Some(other) = speller.correct(&request.query, &plan.plain, &asked) else {
            return Ok(None);
        };
        let within = Within { filters: &request.filters, today, facets: Count::Nothing };
        let found = self.find(snapshot, &other, within)?;
        Ok((!found.matches.is_empty()).then_some(other))
    }

    /// What was found or, when that is nothing, what a wider search finds, with what it took to be
    /// meant.
    pub(super) fn or_wider(
        &self,
        snapshot: &Snapshot,
        found: Matches,
        within: Within,
    ) -> Result<(Matches, Vec<Meant>), SearchError> {
        if !found.in_vain {
            return Ok((found, Vec::new()));
        }
        let meant = self.meant(snapshot, &found.plan);
        if meant.is_empty() {
            return Ok((found, meant));
        }
        let mut wider = found.plan.clone();
        wider.units.extend(meant.iter().map(|meant| meant.unit.clone()));
        let widened = self.carry_out(snapshot, wider, within)?;
        Ok(if !widened.in_vain { (widened, meant) } else { (found, Vec::new()) })
    }

    /// What may have been meant by the words of a plan that stand nowhere; nothing when all do.
    fn meant(&self, snapshot: &Snapshot, plan: &Plan) -> Vec<Meant> {
        let articles = |term: &str| self.articles_with(snapshot, term);
        let speller = self.speller(snapshot, &articles);
        let mut meant: Vec<Meant> = Vec::new();
        let typed = plan.units.iter().flat_map(Unit::typed_words);
        let unknown = typed.filter(|(_, term)| articles(term) == 0);
        for (typed, _) in unknown.take(MOST_UNKNOWN) {
            for (word, kind) in self.readings(snapshot, &speller, typed) {
                for unit in self.read(snapshot, &word).units {
                    if !meant.iter().any(|known| known.unit == unit) {
                        meant.push(Meant { unit, typed: typed.to_owned(), kind });
                    }
                }
            }
        }
        meant
    }

    /// What tells the reasons for each result.
    pub(super) fn explained<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        query: &'a str,
        ranked: &'a Ranked,
        sought: &'a Sought<'a>,
        thesaurus: &'a Thesaurus,
    ) -> Explained<'a> {
        let Inner { fields, weights, analyzer, .. } = &*self.0;
        let Snapshot { searcher, columns, .. } = snapshot;
        let Ranked { plan, lookups, meant, .. } = ranked;
        let units = &plan.units;
        let ranking = Ranking::new(searcher, fields, columns, weights, units, lookups);
        let typed = Typed::of(query, analyzer);
        Explained { analyzer, thesaurus, ranking, typed, units, sought, meant }
    }

    /// Words that an unknown word may stand for, with what they are to it.
    fn readings(
        &self,
        snapshot: &Snapshot,
        speller: &Speller<'_>,
        folded: &str,
    ) -> Vec<(String, ReasonKind)> {
        let words = &snapshot.words;
        let analyzer = &self.0.analyzer;
        let mut readings = Vec::new();
        if !analyzer.lists(folded) {
            let correction = speller.correction(&analyzer.word(folded));
            let near = speller.neighbours(folded, allowed_edits(folded));
            let near = near.into_iter().take(MOST_SPELLINGS);
            let spelled = near.map(|near| words.get(near).folded.to_string());
            readings
                .extend(correction.into_iter().chain(spelled).map(|word| (word, ReasonKind::Typo)));
        }
        if folded.len() >= SHORTEST_PIECE {
            let mut longer: Vec<_> =
                words.beginning_with(folded).map(|word| words.get(word)).collect();
            longer.retain(|word| word.offered);
            longer.sort_by_key(|word| std::cmp::Reverse(word.articles));
            let longer = longer.iter().take(MOST_SPELLINGS);
            readings.extend(longer.map(|word| (word.folded.to_string(), ReasonKind::Beginning)));
        }
        if readings.is_empty() {
            let alive = snapshot.columns.alive_count;
            let pieces = longest_pieces(folded, |piece| {
                words.find(piece).is_some_and(|word| {
                    let word = words.get(word);
                    word.offered && word.articles as usize * TELLING_SHARE <= alive
                })
            });
            readings.extend(pieces.into_iter().map(|piece| (piece, ReasonKind::Apart)));
        }
        readings
    }

    fn speller<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        articles: &'a dyn Fn(&str) -> u32,
    ) -> Speller<'a> {
        Speller { words: &snapshot.words, analyzer: &self.0.analyzer, articles }
    }

    /// In how many articles a term occurs. A dictionary that cannot be read has none.
    fn articles_with(&self, snapshot: &Snapshot, term: &str) -> u32 {
        articles_with(&snapshot.searcher, self.0.fields.terms, term).unwrap_or_default()
    }

    fn finds(&self, snapshot: &Snapshot, query: &str) -> Result<bool, SearchError> {
        let filters = Filters::default();
        let within = Within { filters: &filters, today: Date::MIN, facets: Count::Nothing };
        let found = self.find(snapshot, query, within)?;
        Ok(!found.matches.is_empty())
    }
}

/// The longest beginning and the longest end of a word that are words. A verb without its particle is
/// another verb.
fn longest_pieces(folded: &str, is_word: impl Fn(&str) -> bool) -> Vec<String> {
    let long = |piece: &&str| piece.chars().nth(SHORTEST_PIECE - 1).is_some();
    let seams = || folded.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    let beginning = seams().rev().map(|at| &folded[..at]).filter(long).find(|piece| is_word(piece));
    let verb = |at: &usize| is_particle(&folded[..*at]);
    let end = seams().filter(|at| !verb(at)).map(|at| &folded[at..]).filter(long);
    let end = end.into_iter().find(|piece| is_word(piece));
    beginning.into_iter().chain(end).map(str::to_owned).collect()
}
