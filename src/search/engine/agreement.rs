//! Whether what is marked and told is what was counted.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::date;

use super::{Count, Engine, Within};
use crate::dutch::Vocabulary;
use crate::index::{CorpusArticles, Layout, Options, WORD_GAP, update};
use crate::search::evidence::Occurrence;
use crate::search::lookup::look_up;
use crate::search::prepared::Prepared;
use crate::search::ranking::Ranking;
use crate::search::relation::Relation;
use crate::search::request::{Filters, Sort};
use crate::search::sightings::{Sighting, Sought};
use crate::search::weights::Weights;
use crate::source::Corpus;

const CASES: &str = include_str!("../../../tests/it/cases/queries.tsv");

/// Of either of two words, prefixes, synonyms, coordinations and phrases, each in several standings.
const MORE: &[&str] = &[
    "fiets OF auto",
    "stages OF markt",
    "kop* OF fiets",
    "velo",
    "velo OF jobcoach*",
    "\"beschutte werkplaats\" OF auto OF werk*",
    "beschutte werkplaats sociale werkplaats",
    "werkgever* OF taal",
    "cvba-so cvba so",
    "auto-industrie OF taalcoach",
    "a* OF e* OF de",
    "koffie OF arbeidsmarktopleiding OF velo",
    "arbeidsmarktbeleid werkplekleren taalcoaching jobcoach",
    "\"de sociale\" sociale onderneming",
];

/// The nearest relation at each place; parts of a compound are told as parts, near or not.
type Places = BTreeMap<u32, Relation>;

fn note(places: &mut Places, place: u32, relation: Relation) {
    let relation = if relation == Relation::Apart { Relation::Loose } else { relation };
    places.entry(place).and_modify(|best| *best = relation.min(*best)).or_insert(relation);
}

fn counted(occurrences: &[Occurrence]) -> Places {
    let mut places = Places::new();
    for occurrence in occurrences {
        note(&mut places, occurrence.place(), occurrence.relation());
    }
    places
}

fn seen(prepared: &Prepared, sightings: &[Sighting], unit: usize) -> Places {
    let mut starts = Vec::new();
    let mut start = 0;
    for (_, words) in Layout::of(&prepared.article).texts().zip(&prepared.pieces) {
        starts.push(start);
        let written = words.words().iter().filter(|word| !word.completed).count() as u32;
        start += if written > 0 { written + WORD_GAP } else { 0 };
    }
    let mut places = Places::new();
    for sighting in sightings.iter().filter(|sighting| sighting.unit == unit) {
        let words = prepared.pieces[sighting.piece].words();
        // What a coordination stands for shares the place of its fragment.
        let before = words[..=sighting.first].iter().filter(|word| !word.completed).count() as u32;
        note(&mut places, starts[sighting.piece] + before - 1, sighting.relation);
    }
    places
}

fn sample() -> (tempfile::TempDir, Engine) {
    let corpus = Corpus::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let corpus = corpus.expect("the sample corpus");
    let (organisations, _) = corpus.organisations().expect("a registry");
    let (synonyms, _) = corpus.synonyms().expect("a list of synonyms");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let articles =
        CorpusArticles { corpus, organisations: organisations.clone(), today: date(2026, 6, 1) };
    let (generation, _) =
        update(folder.path(), &articles, &Vocabulary::builtin(), Options::default())
            .expect("an index");
    let engine = Engine::open(&generation, organisations, Weights::default()).expect("an engine");
    engine.set_synonyms(&synonyms);
    (folder, engine)
}

#[test]
fn what_is_seen_is_what_was_counted() {
    let (_folder, engine) = sample();
    let snapshot = engine.snapshot();
    let filters = Filters::default();
    let within = Within { filters: &filters, today: date(2026, 6, 1), facets: Count::Nothing };
    let cases = CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let cases = cases.filter_map(|line| line.split('\t').next());
    let mut relations: BTreeMap<Relation, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for query in cases.chain(MORE.iter().copied()) {
        let ranked = engine.rank_in(&snapshot, query, within, Sort::Relevance, 100).expect(query);
        let (fields, analyzer) = (&engine.0.fields, &engine.0.analyzer);
        let (units, required) = (&ranked.plan.units, &ranked.plan.required);
        let lookups =
            look_up(&snapshot.searcher, fields, &snapshot.columns, &snapshot.words, units);
        let lookups = lookups.expect(query);
        let weights = &engine.0.weights;
        let (searcher, columns) = (&snapshot.searcher, &snapshot.columns);
        let ranking = Ranking::new(searcher, fields, columns, weights, units, &lookups);
        let any = Sought::new(analyzer, units, &[]);
        let insisted = Sought::new(analyzer, units, required);
        for candidate in &ranked.matches {
            let prepared = engine.prepared(&snapshot, candidate.row).expect(query);
            let (all, narrow) = (any.sightings(&prepared), insisted.sightings(&prepared));
            for (unit, occurrences) in ranking.occurrences(candidate.row).expect(query) {
                let (counted, seen_all) = (counted(&occurrences), seen(&prepared, &all, unit));
                counted.values().for_each(|one| *relations.entry(*one).or_default() += 1);
                let id = &prepared.article.id;
                // Near parts are counted once, at the last, and all of them are seen.
                let more = |(place, relation): (&u32, &Relation)| {
                    *relation == Relation::Loose || counted.contains_key(place)
                };
                let has_all = counted.iter().all(|(place, one)| seen_all.get(place) == Some(one));
                if !has_all || !seen_all.iter().all(more) {
                    wrong.push(format!("{query}, {id}: {counted:?} counted, {seen_all:?} seen"));
                }
                // A word of a phrase is seen in the phrase alone, but then it is.
                let seen = seen(&prepared, &narrow, unit);
                if seen.is_empty() != counted.is_empty() {
                    wrong.push(format!("{query}, {id}: unit {unit} counted and not seen"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    // Every relation was met, so that none can differ unseen.
    assert_eq!(relations.len(), Relation::ALL.len() - 1, "{relations:?}");
}
