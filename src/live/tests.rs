//! What becomes of those who wait.

use std::fs;

use jiff::civil::date;

use super::*;
use crate::search::{SearchRequest, Weights};

/// A keeper of a corpus in a temporary folder.
fn keeper(place: &std::path::Path) -> Keeper {
    let corpus = place.join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    fs::write(corpus.join("a.json"), r#"{"titel": "Appels"}"#).expect("room");
    let today = || date(2026, 11, 24);
    let opened = Corpus::open(&corpus).expect("a corpus");
    let articles =
        CorpusArticles { corpus: opened, organisations: Organisations::default(), today: today() };
    let (index, vocabulary) = (place.join("index"), Vocabulary::builtin());
    let made = crate::index::update(&index, &articles, &vocabulary, Options::default());
    let generation = made.expect("the index is made").0;
    let organisations = Organisations::default();
    let engine = Engine::open(&generation, organisations.clone(), Weights::default());
    Keeper {
        live: Live::still(engine.expect("it opens")),
        updater: Updater::new(&index, vocabulary.clone()),
        followed: Followed { corpus, index, vocabulary, generation, organisations, today },
        orders: mpsc::channel().0,
        watch: None,
        unfinished: Unfinished::default(),
        synonyms_stamp: None,
        said: Said::default(),
    }
}

#[test]
fn all_who_wait_for_one_update_are_told_the_same() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut keeper = keeper(place.path());
    let mut told = || -> Vec<String> {
        let (said, heard) = mpsc::channel();
        keeper.take_in(vec![said.clone(), said.clone(), said]);
        heard
            .iter()
            .map(|it| it.map_or_else(|error| error.to_string(), |()| "found".into()))
            .collect()
    };
    assert_eq!(told(), ["found"; 3]);
    fs::rename(place.path().join("corpus"), place.path().join("weg")).expect("it is there");
    let told = told();
    assert!(told[0].starts_with("corpus folder: "), "{told:?}");
    assert!(told.len() == 3 && told.iter().all(|one| *one == told[0]), "{told:?}");
}

/// Half a list of organisations would read all articles again, twice.
#[test]
fn a_half_written_registry_waits() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut keeper = keeper(place.path());
    let registry = place.path().join("corpus").join(REGISTRY_FILE);
    fs::write(&registry, "[[organisatie]]\nnaam = \"Spaak\"\n[[organis").expect("room");
    let unfinished = HashSet::from([REGISTRY_FILE.to_owned()]);
    let mut names = |unfinished: &HashSet<String>| -> Vec<String> {
        keeper.update(unfinished.clone()).expect("it is taken in");
        keeper.followed.organisations.iter().map(|it| it.name.clone()).collect()
    };
    assert_eq!(names(&unfinished), [""; 0]);
    fs::write(&registry, "[[organisatie]]\nnaam = \"De Spaak\"\n").expect("room");
    assert_eq!(names(&HashSet::new()), ["De Spaak"]);
    fs::write(&registry, "").expect("room");
    assert_eq!(names(&unfinished), ["De Spaak"]);
    assert_eq!(names(&HashSet::new()), [""; 0]);
}

/// Half a list would lose synonyms for as long as it is being written.
#[test]
fn half_written_synonyms_wait() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut keeper = keeper(place.path());
    let list = place.path().join("corpus").join(SYNONYMS_FILE);
    let mut found = |text: &str, unfinished: &[&str]| {
        fs::write(&list, text).expect("room");
        let unfinished = unfinished.iter().map(|name| (*name).to_owned()).collect();
        keeper.update(unfinished).expect("it is taken in");
        let request = SearchRequest { query: "ooft".to_owned(), ..SearchRequest::default() };
        keeper.live.engine().search(&request, date(2026, 11, 24)).expect("an answer").total
    };
    assert_eq!(found("ooft, appels\n", &[SYNONYMS_FILE]), 0);
    assert_eq!(found("ooft, appels\n", &[]), 1);
    assert_eq!(found("", &[SYNONYMS_FILE]), 1);
    assert_eq!(found("", &[]), 0);
}
