//! Why an article is among the results: for each word of the query what it was found as, and where.
//!
//! How much a word counted is told by `ranking`, where it stands by `sightings`, as for the marks.

mod typed;

use std::ops::Range;

pub(super) use self::typed::Typed;
use super::answer::{Place, Reason, ReasonKind};
use super::columns::Row;
use super::plan::{Alternative, Origin, Unit, Wording};
use super::prepared::{Prepared, TextWord, Words, fingerprint};
use super::ranking::Ranking;
use super::relation::Relation;
use super::sightings::{Sighting, Sought};
use super::synonyms::Thesaurus;
use crate::dutch::{Analyzer, COORDINATION_WORDS, is_hyphen};
use crate::index::{Around, Layout, Zone, ZoneText};

/// A word that was looked for instead of one that stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    pub unit: Unit,
    /// The word in the query, folded.
    pub typed: String,
    pub kind: ReasonKind,
}

/// A query, how it was understood, and what ranked its results.
pub(super) struct Explained<'a> {
    pub analyzer: &'a Analyzer,
    pub thesaurus: &'a Thesaurus,
    pub ranking: Ranking<'a>,
    pub typed: Typed<'a>,
    pub units: &'a [Unit],
    pub sought: &'a Sought<'a>,
    pub meant: &'a [Meant],
}

impl Explained<'_> {
    /// The reasons for one article, the strongest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn reasons(&self, row: Row, prepared: &Prepared) -> tantivy::Result<Vec<Reason>> {
        let sightings = self.sought.sightings(prepared);
        let texts: Vec<ZoneText> = Layout::of(&prepared.article).texts().collect();
        let mut reasons: Vec<Reason> = Vec::new();
        for (unit, share) in self.ranking.shares(row)? {
            let nearest = sightings
                .iter()
                .filter(|sighting| sighting.unit == unit)
                .map(|sighting| (self.relation(sighting, prepared), sighting))
                .min_by_key(|(relation, sighting)| (*relation, sighting.piece));
            let Some((relation, sighting)) = nearest else { continue };
            let text = texts[sighting.piece];
            let words = &prepared.pieces[sighting.piece];
            let reason = Reason {
                word: self.word(sighting, relation),
                found: text.text[self.span(text.text, words, sighting)].to_owned(),
                place: place(&text),
                kind: self.kind(sighting, relation, words),
                share,
            };
            let same = |other: &&mut Reason| {
                other.word.to_lowercase() == reason.word.to_lowercase()
                    && other.found.to_lowercase() == reason.found.to_lowercase()
            };
            match reasons.iter_mut().find(same) {
                Some(told) => told.share += share,
                None => reasons.push(reason),
            }
        }
        reasons.sort_by(|a, b| b.share.total_cmp(&a.share));
        Ok(reasons)
    }

    /// A piece of a hyphenated word is that word where it was typed so too.
    fn relation(&self, sighting: &Sighting, prepared: &Prepared) -> Relation {
        let word = &prepared.pieces[sighting.piece].words()[sighting.first];
        let whole = self.typed.hyphenated(&self.units[sighting.unit].exact);
        let is_whole = whole.is_some_and(|whole| fingerprint(&whole.exact) == word.exact);
        if sighting.relation == Relation::Piece && is_whole {
            Relation::Same
        } else {
            sighting.relation
        }
    }

    /// What was typed, of which this was found.
    fn word(&self, sighting: &Sighting, relation: Relation) -> String {
        let unit = &self.units[sighting.unit];
        if let Some(meant) = self.meant.iter().find(|meant| meant.unit == *unit) {
            return self.typed.word(&meant.typed);
        }
        if let Some(words) = self.sought.phrase(sighting.unit) {
            return self.typed.phrase(words);
        }
        match sighting.alternative.map(|at| &unit.alternatives[at]) {
            Some(Alternative { wording, origin: Origin::Typed }) => self.typed.wording(wording),
            Some(Alternative { wording, origin: Origin::Synonym }) => {
                let widened = self.thesaurus.widened_by(&unit.term, wording);
                self.typed.longest(widened).unwrap_or_else(|| {
                    let first = unit.typed_words().next();
                    self.typed.word(first.map_or(&unit.exact, |(exact, _)| exact))
                })
            }
            None => match self.typed.hyphenated(&unit.exact) {
                Some(whole) if relation == Relation::Same && sighting.relation != relation => {
                    whole.surface.to_owned()
                }
                _ => self.typed.word(&unit.exact),
            },
        }
    }

    fn kind(&self, sighting: &Sighting, relation: Relation, words: &Words) -> ReasonKind {
        let unit = &self.units[sighting.unit];
        if let Some(meant) = self.meant.iter().find(|meant| meant.unit == *unit) {
            return meant.kind;
        }
        let wording = sighting.alternative.map(|at| &unit.alternatives[at].wording);
        match (wording, relation) {
            (Some(Wording::Prefix(prefix)), _)
                if fingerprint(prefix) != words.words()[sighting.first].exact =>
            {
                ReasonKind::Beginning
            }
            (_, Relation::Same) => ReasonKind::Same,
            (_, Relation::Inflected) => ReasonKind::Inflected,
            (_, Relation::Piece | Relation::Part) => ReasonKind::Part,
            (_, Relation::Synonym) => ReasonKind::Synonym,
            (_, Relation::Apart | Relation::Loose) => ReasonKind::Apart,
        }
    }

    /// What a reader sees as the word: a coordination as a whole.
    fn span(&self, text: &str, words: &Words, sighting: &Sighting) -> Range<usize> {
        let (first, last) = (&words.words()[sighting.first], &words.words()[sighting.last]);
        if !first.completed {
            return first.range().start..last.range().end;
        }
        let fragment = first.range();
        let is_function = |range: &Range<usize>| self.analyzer.word(&text[range.clone()]).stop;
        let written = |word: &&TextWord| !word.completed;
        if text[..fragment.start].ends_with(is_hyphen) {
            // "werkgevers en -nemers"; directly before it stands the fragment itself.
            let before = words.words()[..sighting.first].iter().rev().filter(written).skip(1);
            let whole =
                before.map(TextWord::range).take(COORDINATION_WORDS).find(|at| !is_function(at));
            whole.map_or(fragment.start, |whole| whole.start)..fragment.end
        } else {
            // "kop-, hoofd- en voetteksten".
            let after = words.words()[sighting.first + 1..].iter().filter(written);
            let whole = after
                .map(TextWord::range)
                .take(COORDINATION_WORDS)
                .find(|at| !text[at.end..].starts_with(is_hyphen) && !is_function(at));
            fragment.start..whole.map_or(fragment.end, |whole| whole.end)
        }
    }
}

fn place(text: &ZoneText) -> Place {
    match (text.around, text.zone) {
        (Some(Around::Organisation), _) => Place::Organisation,
        (Some(Around::Contact), _) => Place::Contact,
        (Some(Around::Venue), _) => Place::Venue,
        (Some(Around::Caption), _) => Place::Caption,
        (None, Zone::Title) => Place::Title,
        (None, Zone::Heading) => Place::Heading,
        (None, Zone::Lead) => Place::Lead,
        (None, Zone::Body) => Place::Body,
    }
}
