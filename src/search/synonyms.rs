//! Synonyms as they are applied to a query: by terms, so that inflections share them.

use std::collections::HashMap;

use super::plan::{Alternative, Origin, Unit, Wording};
use crate::dutch::Analyzer;
use crate::source::Synonyms;

/// The list of synonyms, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Thesaurus {
    /// First term of a wording → the wordings that begin with it.
    entries: HashMap<String, Vec<Entry>>,
}

/// A wording and what is found as well.
#[derive(Debug)]
struct Entry {
    terms: Vec<String>,
    also: Vec<Wording>,
}

impl Thesaurus {
    pub fn new(synonyms: &Synonyms, analyzer: &Analyzer) -> Thesaurus {
        let mut thesaurus = Thesaurus::default();
        for group in &synonyms.groups {
            let to: Vec<Wording> =
                group.to.iter().filter_map(|text| wording(text, analyzer)).collect();
            for text in &group.from {
                let Some(own) = wording(text, analyzer) else { continue };
                let also = to.iter().filter(|other| !same(other, &own)).cloned().collect();
                thesaurus.add(own, also);
            }
        }
        thesaurus
    }

    fn add(&mut self, own: Wording, also: Vec<Wording>) {
        let terms = match own {
            Wording::Word { term, .. } => vec![term],
            Wording::Sequence(terms) | Wording::Phrase(terms) => terms,
            Wording::Prefix(_) => return,
        };
        let Some(first) = terms.first().cloned() else { return };
        let entries = self.entries.entry(first).or_default();
        match entries.iter_mut().find(|entry| entry.terms == terms) {
            Some(entry) => entry.also.extend(also),
            None => entries.push(Entry { terms, also }),
        }
    }

    /// Gives the units of a run of words their synonyms. Those of a phrase may stand for each of its
    /// words, so that an article with the synonym alone has them all.
    pub fn widen(&self, units: &mut [Unit]) {
        if self.entries.is_empty() {
            return;
        }
        for at in 0..units.len() {
            let Some(entries) = self.entries.get(&units[at].term) else { continue };
            for entry in entries {
                let Some(run) = units.get_mut(at..at + entry.terms.len()) else { continue };
                if run.iter().zip(&entry.terms).all(|(unit, term)| unit.term == *term) {
                    run.iter_mut().for_each(|unit| unit.also(&entry.also));
                }
            }
        }
    }

    /// The wordings, by their terms, for which another is looked for too; with a word of this term,
    /// when there is one.
    pub fn widened_by(&self, term: &str, other: &Wording) -> impl Iterator<Item = &[String]> {
        let has_both = move |entry: &&Entry| {
            let has_term = term.is_empty() || entry.terms.iter().any(|own| own == term);
            entry.also.contains(other) && has_term
        };
        self.entries.values().flatten().filter(has_both).map(|entry| entry.terms.as_slice())
    }
}

impl Unit {
    fn also(&mut self, wordings: &[Wording]) {
        for wording in wordings {
            let known = self.alternatives.iter().any(|known| known.wording == *wording);
            if !known {
                let origin = Origin::Synonym;
                self.alternatives.push(Alternative { wording: wording.clone(), origin });
            }
        }
    }
}

/// What to look for; `None` when there are no words in it.
fn wording(text: &str, analyzer: &Analyzer) -> Option<Wording> {
    let mut words = Vec::new();
    analyzer.written(text, |token| words.push(token.word.clone()));
    match words.as_slice() {
        [] => None,
        [word] => Some(Wording::word(word)),
        words => Some(Wording::Sequence(words.iter().map(|word| word.term.clone()).collect())),
    }
}

/// Whether two wordings are found in the same places.
fn same(one: &Wording, other: &Wording) -> bool {
    match (one, other) {
        (Wording::Word { term: one, .. }, Wording::Word { term: other, .. }) => one == other,
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dutch::Vocabulary;

    #[test]
    fn units_are_widened_by_their_terms() {
        let analyzer = Analyzer::new(Vocabulary::empty());
        let list = "maatwerkbedrijf, beschutte werkplaats, sociale werkplaats\n\
                    baas => werkgever\nbaas, chef\nwijk-werken, wijkwerken\n";
        let (synonyms, faults) = Synonyms::parse(list);
        assert_eq!(faults, []);
        let thesaurus = Thesaurus::new(&synonyms, &analyzer);
        let check = |query: &str, expect: &[usize]| {
            let mut units = Vec::new();
            analyzer.analyse(query, |token| units.push(Unit::of(token.word)));
            thesaurus.widen(&mut units);
            let found: Vec<usize> = units.iter().map(|unit| unit.alternatives.len()).collect();
            assert_eq!(found, expect, "{query}");
        };
        check("maatwerkbedrijven", &[2]);
        check("de beschutte werkplaatsen", &[0, 2, 2]);
        check("werkplaats beschutte", &[0, 0]);
        check("beschutte", &[0]);
        check("een baas", &[0, 2]);
        check("werkgevers", &[0]);
        check("chef", &[1]);
        check("wijkwerken", &[0]);
    }
}
