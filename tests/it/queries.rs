//! Queries over the sample corpus, through the API: what is found, how it was understood, what is
//! marked. The cases are in `cases/queries.tsv`.

use std::path::Path;
use std::sync::OnceLock;

use bundelaar::dutch::Vocabulary;
use bundelaar::index::{CorpusArticles, Options, update};
use bundelaar::search::{Engine, Weights};
use bundelaar::source::Corpus;
use jiff::civil::date;
use serde_json::Value;

use crate::site::Site;

const CASES: &str = include_str!("cases/queries.tsv");

/// An engine over the sample corpus with its synonyms; made once, since every test only reads it.
fn sample_engine() -> Engine {
    static ENGINE: OnceLock<(tempfile::TempDir, Engine)> = OnceLock::new();
    let (_, engine) = ENGINE.get_or_init(|| {
        let corpus = Corpus::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
        let corpus = corpus.expect("the sample corpus");
        let (organisations, faults) = corpus.organisations().expect("a registry");
        assert_eq!(faults, []);
        let (synonyms, faults) = corpus.synonyms().expect("a list of synonyms");
        assert_eq!(faults, []);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let today = date(2026, 6, 1);
        let articles = CorpusArticles { corpus, organisations: organisations.clone(), today };
        let (generation, report) =
            update(folder.path(), &articles, &Vocabulary::builtin(), Options::default())
                .expect("the index is made");
        assert_eq!(report.failures, []);
        let engine = Engine::open(&generation, organisations, Weights::default()).expect("opens");
        engine.set_synonyms(&synonyms);
        (folder, engine)
    });
    engine.clone()
}

/// Whether the ids found are as a case expects.
fn holds(found: &[&str], expect: &str) -> bool {
    let (relation, ids) = expect.split_once(' ').unwrap_or((expect, ""));
    let ids: Vec<&str> = ids.split_whitespace().collect();
    match relation {
        "first" => found.starts_with(&ids),
        "only" => found.len() == ids.len() && ids.iter().all(|id| found.contains(id)),
        "among" => ids.iter().all(|id| found.contains(id)),
        "without" => !found.is_empty() && !ids.iter().any(|id| found.contains(id)),
        "all" => found.len() == sample_engine().len(),
        _ => panic!("{relation:?} is no relation"),
    }
}

/// The texts between marks, each once.
fn marked(fragment: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for piece in fragment.split("<mark>").skip(1) {
        let text = piece.split("</mark>").next().expect("a mark that ends").to_lowercase();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn encoded(query: &str) -> String {
    query.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn every_case_is_answered_as_expected() {
    let site = Site::over_engine(sample_engine());
    let mut count = 0;
    // All at once: a change to the ranking shows what it does by the cases that go together.
    let mut wrong = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [query, ids, understood, marks] = cells.as_slice() else {
            panic!("four columns, separated by tabs: {line:?}")
        };
        let path = format!("/api/v1/artikelen?perPagina=100&q={}", encoded(query));
        let answer = site.get(&path).await.expect(200).json();
        let results = answer["resultaten"].as_array().expect("a list");
        let found: Vec<&str> = results.iter().map(|hit| hit["id"].as_str().expect("id")).collect();
        if !holds(&found, ids) || answer["totaal"] != found.len() {
            wrong.push(format!("{query}: {ids}, found {found:?}"));
        }
        let expect = if *understood == "-" { Value::Null } else { (*understood).into() };
        if answer["begrepenAls"] != expect {
            wrong.push(format!("{query}: {expect}, understood {}", answer["begrepenAls"]));
        }
        let fragment = results.first().and_then(|hit| hit["fragment"].as_str()).unwrap_or("");
        let marked = marked(fragment);
        if *marks != "-" && !marks.split('|').all(|mark| marked.iter().any(|text| text == mark)) {
            wrong.push(format!("{query}: {marks:?} marked, found {fragment:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 100, "{count} cases");
}
