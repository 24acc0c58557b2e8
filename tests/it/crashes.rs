//! The program may end at any moment: the index opens all the same, and after the next run it is what
//! making it anew gives, document by document and answer by answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use bundelaar::dutch::Vocabulary;
use bundelaar::index::{CorpusArticles, Generation, Options, update};
use bundelaar::search::{Engine, SearchRequest, Sort, Weights};
use bundelaar::source::{Corpus, Organisations};
use jiff::civil::date;
use serde_json::Value;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use crate::damage::{Random, number};
use crate::program::Workplace;

/// How often the program is ended, unless `CRASHES` says another number.
const CRASHES: u64 = 20;
/// A run over these few articles takes about this long; it is ended at some moment in it.
const RUN_MILLISECONDS: usize = 250;
const FILES: usize = 12;
const WORDS: [&str; 8] =
    ["zwam", "kelder", "zwamkelder", "plonk", "plonkmarkt", "markt", "zwamwerking", "werking"];
/// Words, compounds of which only parts may be left, a beginning, a typing error, a phrase.
const QUERIES: [&str; 9] = [
    "",
    "zwam",
    "zwamkelder",
    "plonkmarkt zwamwerking",
    "kelder -markt",
    "zwam*",
    "zwamkeldr",
    "\"zwam en\"",
    "werking OF plonk",
];

/// The terms of each article with their positions, by field.
type Content = BTreeMap<String, BTreeSet<(String, String, Vec<u32>)>>;

fn content(index: &Path) -> Content {
    let generation = Generation::open(index, &Vocabulary::builtin()).expect("it can be read");
    let generation = generation.expect("it was made");
    let searcher = generation.searcher().expect("it opens");
    let mut content = Content::new();
    for segment in searcher.segment_readers() {
        let ids = segment.fast_fields().str("id").expect("a column").expect("a column");
        let id = |doc: u32| {
            let mut id = String::new();
            let ord = ids.ords().first(doc).expect("every article has one");
            ids.ord_to_str(ord, &mut id).expect("a name");
            id
        };
        for doc in segment.doc_ids_alive() {
            assert!(content.insert(id(doc), BTreeSet::new()).is_none(), "twice in the index");
        }
        let fields = &generation.fields;
        for (name, field) in [("terms", fields.terms), ("words", fields.words)] {
            let index = segment.inverted_index(field).expect("indexed");
            let mut terms = index.terms().stream().expect("terms");
            while let Some((term, info)) = terms.next() {
                let term = String::from_utf8(term.to_vec()).expect("text");
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings =
                    index.read_postings_from_terminfo(info, option).expect("postings");
                while postings.doc() != TERMINATED {
                    if !segment.is_deleted(postings.doc()) {
                        let mut positions = Vec::new();
                        postings.positions(&mut positions);
                        let of = content.get_mut(&id(postings.doc())).expect("alive");
                        of.insert((name.to_owned(), term.clone(), positions));
                    }
                    postings.advance();
                }
            }
        }
    }
    content
}

/// What is found, with scores and facets, and what is suggested: nothing of it may tell what was
/// deleted or changed before.
fn answers(index: &Path) -> Vec<Value> {
    let generation = Generation::open(index, &Vocabulary::builtin()).expect("it can be read");
    let generation = generation.expect("it was made");
    let engine = Engine::open(&generation, Organisations::default(), Weights::default());
    let engine = engine.expect("it opens");
    let mut answers = Vec::new();
    for query in QUERIES {
        for sort in [Sort::Relevance, Sort::Title] {
            let query = query.to_owned();
            let request = SearchRequest { query, sort, per_page: 20, ..SearchRequest::default() };
            let answer = engine.search(&request, date(2026, 11, 24)).expect("it is answered");
            answers.push(serde_json::to_value(answer).expect("JSON"));
        }
        let suggestions = engine.suggest(query, 20).expect("it is answered");
        answers.push(serde_json::to_value(suggestions).expect("JSON"));
    }
    answers
}

#[track_caller]
fn check(place: &Workplace, what: &str) {
    place.run(&["index"]).expect(0);
    let index = place.path("index");
    let generations = fs::read_dir(&index).expect("a folder").flatten();
    let generations = generations.filter(|entry| entry.path().is_dir()).count();
    assert_eq!(generations, 1, "{what}: what was half made is still there");
    let corpus = Corpus::open(&place.path("corpus")).expect("a folder");
    let (organisations, _) = corpus.organisations().expect("none");
    let articles = CorpusArticles { corpus, organisations, today: date(2026, 11, 24) };
    let fresh = tempfile::tempdir().expect("a temporary folder");
    update(fresh.path(), &articles, &Vocabulary::builtin(), Options::default()).expect("made");
    assert_eq!(content(&index), content(fresh.path()), "{what}");
    for (found, expect) in answers(&index).iter().zip(answers(fresh.path())) {
        assert_eq!(*found, expect, "{what}");
    }
}

/// Some files come, change or go.
fn edit(place: &Workplace, random: &mut Random) {
    for _ in 0..1 + random.below(5) {
        let name = format!("corpus/{}.json", random.below(FILES));
        if random.below(4) == 0 {
            fs::remove_file(place.path(&name)).ok();
            continue;
        }
        let mut word = || random.one_of(&WORDS);
        let text = format!("{} {} {} en {}", word(), word(), word(), word());
        place.write(&name, format!(r#"{{"titel": "{}", "tekst": "{text}"}}"#, word()));
    }
}

#[test]
fn the_next_run_brings_it_right() {
    let place = Workplace::new([("0.json", r#"{"titel": "Zwam"}"#)]);
    let mut random = Random::new();
    for crash in 0..number("CRASHES", CRASHES) {
        edit(&place, &mut random);
        let live = crash % 2 == 1;
        let arguments: &[&str] = match crash % 4 {
            0 => &["index"],
            2 => &["index", "--rebuild"],
            _ => &["serve", "--listen", "127.0.0.1:0"],
        };
        let mut command = place.command(arguments);
        if live {
            let server = place.start(&mut command);
            // Taken in one after another, until the last are not.
            for _ in 0..=random.below(4) {
                edit(&place, &mut random);
                sleep(Duration::from_millis(random.below(RUN_MILLISECONDS) as u64));
            }
            drop(server);
        } else {
            let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = quiet.spawn().expect("the program starts");
            sleep(Duration::from_millis(random.below(RUN_MILLISECONDS) as u64));
            child.kill().expect("it can be ended");
            child.wait().expect("it ends");
        }
        check(&place, &format!("crash {crash}: {arguments:?}"));
    }
}
