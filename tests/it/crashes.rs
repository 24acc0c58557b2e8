//! The program may end at any moment: the index opens all the same, and after the next run it is what
//! a rebuild gives, document by document and answer by answer.

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
use serde_json::{Value, json};
use tantivy::columnar::StrColumn;
use tantivy::postings::Postings;
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument};

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

/// Of each article its file, all that is kept of it, and its terms with their positions, by field.
type Content = BTreeMap<String, BTreeSet<(String, String, Vec<u32>)>>;

fn content(index: &Path) -> Content {
    let generation = Generation::open(index, &Vocabulary::builtin()).expect("it can be read");
    let generation = generation.expect("it was made");
    let searcher = generation.searcher().expect("it opens");
    let mut content = Content::new();
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let [ids, files] = ["id", "file"]
            .map(|name| segment.fast_fields().str(name).expect("a column").expect("a column"));
        let id = |doc: u32| column(&ids, doc);
        let fields = &generation.fields;
        for doc in segment.doc_ids_alive() {
            let kept: TantivyDocument = searcher.doc(DocAddress::new(ord, doc)).expect("kept");
            let article = kept.get_first(fields.article).and_then(|article| article.as_bytes());
            let article = str::from_utf8(article.expect("bytes")).expect("JSON").to_owned();
            let about = [("file", column(&files, doc)), ("article", article)];
            let about = about.map(|(name, kept)| (name.to_owned(), kept, Vec::new()));
            assert!(content.insert(id(doc), about.into()).is_none(), "twice in the index");
        }
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

/// What an article has in a column.
fn column(column: &StrColumn, doc: u32) -> String {
    let mut text = String::new();
    let ord = column.ords().first(doc).expect("every article has one");
    column.ord_to_str(ord, &mut text).expect("text");
    text
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
    let run = place.run(&["index"]);
    let index = place.path("index");
    let generations = fs::read_dir(&index).expect("a folder").flatten();
    let generations = generations.filter(|entry| entry.path().is_dir()).count();
    assert_eq!(generations, 1, "{what}: what was half made is still there");
    let corpus = Corpus::open(&place.path("corpus")).expect("a folder");
    let (organisations, _) = corpus.organisations().expect("none");
    let articles = CorpusArticles { corpus, organisations, today: date(2026, 11, 24) };
    let fresh = tempfile::tempdir().expect("a temporary folder");
    let made = update(fresh.path(), &articles, &Vocabulary::builtin(), Options::default());
    let (_, report) = made.expect("made");
    let failures: String =
        report.failures.iter().map(|one| format!("bundelaar: {one}\n")).collect();
    let failed = run.err.lines().filter(|line| line.starts_with("bundelaar: "));
    let failed: String = failed.map(|line| format!("{line}\n")).collect();
    assert_eq!(failed, failures, "{what}");
    assert_eq!(run.code, Some(i32::from(!failures.is_empty())), "{what}: {}", run.err);
    assert_eq!(content(&index), content(fresh.path()), "{what}");
    for (found, expect) in answers(&index).iter().zip(answers(fresh.path())) {
        assert_eq!(*found, expect, "{what}");
    }
}

/// Some files come, change, go or get another name. Some hold an id that another has as well, and one
/// holds several articles.
fn edit(place: &Workplace, random: &mut Random) {
    for _ in 0..1 + random.below(5) {
        let name = format!("corpus/{}.json", random.below(FILES));
        match random.below(8) {
            0 | 1 => drop(fs::remove_file(place.path(&name))),
            2 => {
                let to = format!("corpus/{}.json", random.below(FILES));
                fs::rename(place.path(&name), place.path(&to)).ok();
            }
            3 => {
                let lines: String = (0..random.below(4)).map(|_| article(random) + "\n").collect();
                place.write("corpus/z.jsonl", lines);
            }
            _ => place.write(&name, article(random)),
        }
    }
}

fn article(random: &mut Random) -> String {
    let id = if random.below(4) == 0 { Some(format!("x{}", random.below(3))) } else { None };
    let mut word = || random.one_of(&WORDS);
    let text = format!("{} {} {} en {}", word(), word(), word(), word());
    json!({"id": id, "titel": word(), "tekst": text}).to_string()
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
