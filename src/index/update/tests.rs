//! Updates of all kinds end at what a rebuild gives.

mod watched;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::civil::date;
use proptest::prelude::*;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::*;
use crate::article::{Event, Moment};
use crate::index::stored::{known_articles, stored_article};
use crate::index::{CorpusArticles, ListedFile, Record};
use crate::source::Corpus;

/// What an index holds: for each article its file and its terms with their positions, by field, and
/// the words that the corpus taught.
#[derive(Debug, PartialEq, Eq)]
struct Content {
    articles: BTreeMap<String, BTreeSet<(String, String, Vec<u32>)>>,
    learned: String,
}

fn content(folder: &Path, base: &Vocabulary) -> Content {
    let current = Current::open(folder, base).expect("it can be read").expect("it was made");
    let generation = &current.generation;
    let searcher = generation.searcher().expect("it opens");
    let known = known_articles(&searcher).expect("it is whole");
    let mut ids = BTreeMap::new();
    for (id, article) in &known {
        ids.insert((article.segment, article.document), id.clone());
    }
    let mut articles: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for (id, article) in &known {
        let stored = stored_article(&searcher, &generation.fields, article).expect("an article");
        let stored = serde_json::to_string(&stored).expect("JSON");
        let about = [(article.file.to_string(), stored, Vec::new())];
        articles.insert(id.clone(), about.into_iter().collect());
    }
    let fields = &generation.fields;
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        for (name, field) in [("terms", fields.terms), ("words", fields.words)] {
            let index = segment.inverted_index(field).expect("indexed");
            let mut terms = index.terms().stream().expect("terms");
            while let Some((term, info)) = terms.next() {
                let term = String::from_utf8(term.to_vec()).expect("text");
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings =
                    index.read_postings_from_terminfo(info, option).expect("postings");
                while postings.doc() != TERMINATED {
                    if let Some(id) = ids.get(&(ord, postings.doc())) {
                        let mut positions = Vec::new();
                        postings.positions(&mut positions);
                        let of = articles.get_mut(id).expect("known");
                        of.insert((name.to_owned(), term.clone(), positions));
                    }
                    postings.advance();
                }
            }
        }
    }
    Content { articles, learned: current.counts.to_text() }
}

/// A corpus folder with its index.
struct Place {
    folder: tempfile::TempDir,
    /// Each change at its own time: within a test the clock may not advance.
    time: SystemTime,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("corpus")).expect("a folder");
        Place { folder, time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000) }
    }

    fn index(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    fn write(&mut self, name: &str, text: &str) {
        let path = self.folder.path().join("corpus").join(name);
        fs::write(&path, text).expect("room");
        self.time += Duration::from_secs(1);
        let file = fs::File::options().write(true).open(&path).expect("just written");
        file.set_modified(self.time).expect("a time");
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.folder.path().join("corpus").join(name)).ok();
    }

    fn rename(&self, from: &str, to: &str) {
        let corpus = self.folder.path().join("corpus");
        fs::rename(corpus.join(from), corpus.join(to)).ok();
    }

    fn articles(&self) -> CorpusArticles {
        let corpus = Corpus::open(&self.folder.path().join("corpus")).expect("a folder");
        let (organisations, _) = corpus.organisations().expect("readable");
        CorpusArticles { corpus, organisations, today: date(2026, 11, 24) }
    }

    fn update(&self, options: Options) -> Report {
        let base = Vocabulary::builtin();
        let made = update(&self.index(), &self.articles(), &base, options);
        made.expect("the index is made").1
    }

    #[track_caller]
    fn check(&self, added: usize, changed: usize, removed: usize, unchanged: usize) {
        let report = self.update(Options::default());
        let counts = (report.added, report.changed, report.removed, report.unchanged);
        assert_eq!(counts, (added, changed, removed, unchanged));
        self.equals_a_fresh_one();
    }

    #[track_caller]
    fn equals_a_fresh_one(&self) {
        let base = Vocabulary::builtin();
        let fresh = tempfile::tempdir().expect("a temporary folder");
        update(fresh.path(), &self.articles(), &base, Options::default()).expect("it is made");
        assert_eq!(content(&self.index(), &base), content(fresh.path(), &base));
    }
}

fn article(title: &str, text: &str) -> String {
    serde_json::json!({"titel": title, "tekst": text}).to_string()
}

#[test]
fn what_two_articles_share_changes_how_others_are_split() {
    let mut place = Place::new();
    place.write("a.json", &article("Zwamkelder", "De zwamkelderwerking groeit."));
    place.write("b.json", &article("Over taart", "Niets daarvan."));
    place.check(2, 0, 0, 0);
    // Two articles now use `zwam`: the first one has it as a part.
    place.write("c.json", &article("Een zwam", "Kelder en zwam."));
    place.write("d.json", &article("Nog een zwam", "Meer zwammen."));
    place.check(2, 0, 0, 2);
    place.remove("d.json");
    place.check(0, 0, 1, 3);
}

#[test]
fn what_completes_a_fragment_is_followed() {
    let mut place = Place::new();
    place.write("a.json", &article("Zork- en blikhuizen", "Blork- en secundair onderwijs."));
    place.check(1, 0, 0, 0);
    place.write("b.json", &article("Een blorksecundair", "Blorksecundair."));
    place.write("c.json", &article("Weer blorksecundair", "Zorkhuizen."));
    place.check(2, 0, 0, 1);
    place.remove("b.json");
    place.check(0, 0, 1, 2);
}

#[test]
fn an_id_goes_to_the_first_file_that_has_it() {
    let mut place = Place::new();
    let named = |title: &str| format!(r#"{{"id": "x", "titel": "{title}"}}"#);
    place.write("b.json", &named("Van b"));
    place.check(1, 0, 0, 0);
    place.write("c.json", &named("Van c"));
    let report = place.update(Options::default());
    assert_eq!(report.failures.len(), 1);
    assert!(report.failures[0].to_string().starts_with("c.json: id \"x\" is taken by b.json"));
    assert!(!report.wrote());
    // Said again though nothing changed.
    assert_eq!(place.update(Options::default()).failures, report.failures);
    // One before both takes it over.
    place.write("a.json", &named("Van a"));
    place.check(0, 1, 0, 0);
    assert_eq!(place.update(Options::default()).failures.len(), 2);
    place.remove("a.json");
    place.check(0, 1, 0, 0);
    place.remove("b.json");
    place.check(0, 1, 0, 0);
    assert_eq!(place.update(Options::default()).failures, []);
    // It keeps its id wherever its file goes.
    place.rename("c.json", "z.json");
    place.check(0, 1, 0, 0);
}

#[test]
fn what_is_read_again_is_told_by_stamp_or_bytes() {
    let mut place = Place::new();
    place.write("a.json", &article("Eerste", "Tekst."));
    place.write("b.json", "geen artikel {");
    place.check(1, 0, 0, 0);
    // What was said of a file is said again.
    assert_eq!(place.update(Options::default()).failures.len(), 1);
    // The same bytes at another time.
    place.write("a.json", &article("Eerste", "Tekst."));
    place.check(0, 0, 0, 1);
    // Other bytes of the same length and time are seen by who looks.
    let time = place.time;
    place.write("a.json", &article("Anders", "Tekst."));
    let path = place.folder.path().join("corpus/a.json");
    let file = fs::File::options().write(true).open(path).expect("it is there");
    file.set_modified(time).expect("a time");
    assert!(!place.update(Options::default()).wrote());
    let report = place.update(Options { verify: true, ..Options::default() });
    assert_eq!(report.changed, 1);
    place.equals_a_fresh_one();
}

#[test]
fn another_registry_is_another_reading() {
    let mut place = Place::new();
    place.write("a.json", r#"{"titel": "T", "organisaties": ["De Spaak vzw"]}"#);
    place.write("b.json", r#"{"titel": "T"}"#);
    place.check(2, 0, 0, 0);
    place.write(
        "_organisaties.toml",
        "[[organisatie]]\nnaam = \"Spaak Gent\"\naliassen = [\"Spaak\"]\n",
    );
    place.check(0, 1, 0, 1);
}

/// A corpus that tells what is done with it: what it lists can be changed, what is read counted.
struct Told<'a> {
    articles: CorpusArticles,
    listed: &'a dyn Fn(&mut Listed),
    read: std::cell::Cell<usize>,
}

impl<'a> Told<'a> {
    fn by(place: &Place, listed: &'a dyn Fn(&mut Listed)) -> Told<'a> {
        Told { articles: place.articles(), listed, read: std::cell::Cell::new(0) }
    }

    fn update(&self, place: &Place, options: &Options) -> Report {
        let base = Vocabulary::builtin();
        update(&place.index(), self, &base, options.clone()).expect("the index is made").1
    }
}

impl Articles for Told<'_> {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        self.articles.for_each(give);
    }

    fn list(&self) -> Listed {
        let mut listed = self.articles.list();
        (self.listed)(&mut listed);
        listed
    }

    fn read(&self, file: &ListedFile, give: &mut dyn FnMut(Record)) -> Option<String> {
        self.read.set(self.read.get() + 1);
        self.articles.read(file, give)
    }

    fn hash(&self, file: &ListedFile) -> Option<String> {
        self.articles.hash(file)
    }
}

#[test]
fn an_id_twice_in_one_file_is_told_without_reading_it_again() {
    let mut place = Place::new();
    let line = |id: &str, title: &str| format!("{{\"id\": \"{id}\", \"titel\": \"{title}\"}}\n");
    place.write("b.jsonl", &(line("x", "Eerste") + &line("y", "Ander") + &line("x", "Tweede")));
    let check = |place: &Place, read: usize, failures: &[&str]| {
        let told = Told::by(place, &|_| {});
        let report = told.update(place, &Options::default());
        let said: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
        assert_eq!(said, failures);
        assert_eq!(told.read.get(), read, "files read");
        place.equals_a_fresh_one();
    };
    let here = "b.jsonl:3: id \"x\" is taken by b.jsonl:1; give one of them another";
    check(&place, 1, &[here]);
    check(&place, 0, &[here]);
    // Whatever else changes.
    place.write("c.json", &article("Los", ""));
    check(&place, 1, &[here]);
    // That of another file may be given up at any time.
    place.write("a.json", r#"{"id": "x", "titel": "Van a"}"#);
    let there = [1, 3].map(|line| {
        format!("b.jsonl:{line}: id \"x\" is taken by a.json; give one of them another")
    });
    let there = there.each_ref().map(String::as_str);
    check(&place, 2, &there);
    check(&place, 1, &there);
    place.remove("a.json");
    check(&place, 1, &[here]);
    check(&place, 0, &[here]);
}

#[test]
fn a_file_that_vanishes_while_it_is_read_costs_no_other() {
    let mut place = Place::new();
    place.write("b.json", &article("Er", ""));
    place.check(1, 0, 0, 0);
    place.write("a.json", &article("Weg", ""));
    place.write("c.json", &article("Nieuw", ""));
    // Gone between the list and the reading.
    let vanish = |_: &mut Listed| place.remove("a.json");
    let report = Told::by(&place, &vanish).update(&place, &Options::default());
    assert_eq!((report.added, report.failures.len()), (1, 1));
    assert_eq!(report.failures[0].place.file, "a.json");
    place.check(0, 0, 0, 2);
}

#[test]
fn the_same_text_twice_is_told_at_every_run() {
    let mut place = Place::new();
    let text = "Wie in de boomgaard plukt, krijgt een mand mee naar huis. ".repeat(4);
    let said = |report: &Report| -> Vec<String> {
        let warnings = report.warnings.iter().map(ToString::to_string);
        warnings.filter(|warning| warning.contains("the same text")).collect()
    };
    let expect = |file: &str, id: &str, first: &str| {
        format!(
            "{file}: article {id:?} has the same text as \"{first}\" of {first}.json; remove one of them"
        )
    };
    place.write("b.json", &article("Een", &text));
    place.write("c.json", &article("Twee", &text));
    place.write("d.json", &article("Drie", "Kort."));
    let made = place.update(Options::default());
    assert_eq!(said(&made), [expect("c.json", "c", "b")]);
    assert_eq!(said(&place.update(Options::default())), said(&made));
    // Found among those that are not read again, too.
    let line = format!("{{\"id\": \"e\", \"titel\": \"Vier\", \"tekst\": \"{text}\"}}\n");
    place.write("e.jsonl", &line);
    place.write("a.json", &article("Vijf", &text));
    let found = [("b.json", "b"), ("c.json", "c"), ("e.jsonl", "e")];
    let report = place.update(Options::default());
    assert_eq!(said(&report), found.map(|(file, id)| expect(file, id, "a")));
    for gone in ["a.json", "b.json", "e.jsonl"] {
        place.remove(gone);
    }
    assert_eq!(said(&place.update(Options::default())), Vec::<String>::new());
}

/// One step of an editor.
#[derive(Debug, Clone)]
enum Step {
    Write(u8, Vec<u8>),
    Remove(u8),
    Rename(u8, u8),
    Lines(Vec<Vec<u8>>),
}

const WORDS: [&str; 16] = [
    "zwam",
    "kelder",
    "zwamkelder",
    "zwamkelders",
    "werking",
    "zwamwerking",
    "plonk",
    "plonken",
    "plonkkelder",
    "de",
    "kelder- en zwamwerking",
    "plonk- en secundair",
    "plonksecundair",
    "zwams",
    "markt",
    "zwamsmarkt",
];

fn text(words: &[u8]) -> String {
    let words: Vec<&str> = words.iter().map(|word| WORDS[usize::from(*word) % 16]).collect();
    words.join(" ")
}

fn step() -> impl Strategy<Value = Step> {
    let words = || prop::collection::vec(any::<u8>(), 1..8);
    prop_oneof![
        4 => (0u8..6, words()).prop_map(|(file, words)| Step::Write(file, words)),
        2 => (0u8..6).prop_map(Step::Remove),
        1 => (0u8..6, 0u8..6).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => prop::collection::vec(words(), 0..5).prop_map(Step::Lines),
    ]
}

proptest! {
    // Each case makes some ten indexes.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn any_sequence_of_updates_equals_a_rebuild(
        batches in prop::collection::vec(prop::collection::vec(step(), 1..5), 1..6)
    ) {
        let mut place = Place::new();
        for batch in batches {
            for step in batch {
                match step {
                    Step::Write(file, words) => {
                        // Some give an id that another may give as well.
                        let id = (words.len() % 3 == 0).then(|| format!("x{}", words[0] % 2));
                        let article = serde_json::json!({"id": id, "titel": text(&words)});
                        place.write(&format!("{file}.json"), &article.to_string());
                    }
                    Step::Remove(file) => place.remove(&format!("{file}.json")),
                    Step::Rename(from, to) => {
                        place.rename(&format!("{from}.json"), &format!("{to}.json"));
                    }
                    Step::Lines(articles) => {
                        let lines: Vec<String> =
                            articles.iter().map(|words| article(&text(words), "")).collect();
                        place.write("z.jsonl", &lines.join("\n"));
                    }
                }
            }
            place.update(Options::default());
            place.equals_a_fresh_one();
        }
    }
}

/// One bad article is its own failure, said again by a run that changes nothing else.
#[test]
fn an_article_that_does_not_read_back_stops_no_other() {
    struct Two(CorpusArticles);
    impl Articles for Two {
        fn for_each(&self, give: &mut dyn FnMut(Record)) {
            self.0.for_each(&mut |record| {
                if let Record::Article { mut article, place } = record {
                    if article.title == "Fout" {
                        let starts = Moment::Hour(date(-1, 1, 1).at(10, 0, 0, 0));
                        article.event = Some(Event { starts: Some(starts), ..Event::default() });
                    }
                    give(Record::Article { article, place });
                }
            });
        }
    }
    let mut place = Place::new();
    place.write("a.txt", "Goed");
    place.write("b.txt", "Fout");
    for round in 0..2 {
        let articles = Two(place.articles());
        let base = Vocabulary::builtin();
        let (_, report) =
            update(&place.index(), &articles, &base, Options::default()).expect("an index");
        assert_eq!((report.added, report.unchanged), (1 - round, round));
        let [failure] = report.failures.as_slice() else { panic!("{:?}", report.failures) };
        assert!(failure.text.contains("cannot be read back"), "{failure}");
    }
}

/// What is said of a file that did not change holds on the day that it is said.
#[test]
fn the_future_ends() {
    let mut place = Place::new();
    place.write("a.txt", "Titel\n\nTekst.\n\nGepubliceerd op\n1 december 2026\n");
    let future = |today| {
        let articles = CorpusArticles { today, ..place.articles() };
        let base = Vocabulary::builtin();
        let made = update(&place.index(), &articles, &base, Options::default());
        let warnings = made.expect("an index").1.warnings;
        warnings.iter().filter(|warning| warning.text.contains("in the future")).count()
    };
    assert_eq!(future(date(2026, 11, 24)), 1);
    assert_eq!(future(date(2026, 11, 30)), 1);
    assert_eq!(future(date(2026, 12, 1)), 0);
}
