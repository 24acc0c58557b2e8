//! Suggestions, other spellings and wider searches, over the sample corpus.

use std::collections::BTreeSet;
use std::path::Path;

use bundelaar::dutch::Vocabulary;
use bundelaar::index::{CorpusArticles, Layout, Options, update};
use bundelaar::journal::Journal;
use bundelaar::search::{Engine, Filters, SearchRequest, Sort, Weights};
use bundelaar::source::Corpus;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use tempfile::TempDir;

/// The sample corpus, opened for searching.
struct Sample {
    engine: Engine,
    /// Folded words of titles, and of everything; of four letters or more.
    title_words: BTreeSet<String>,
    words: BTreeSet<String>,
    _index: TempDir,
}

const TODAY: Date = date(2026, 1, 1);

impl Sample {
    fn open() -> Sample {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let corpus = Corpus::open(&folder).expect("the sample corpus");
        let (organisations, _) = corpus.organisations().expect("its organisations");
        let index = tempfile::tempdir().expect("a temporary folder");
        let articles =
            CorpusArticles { corpus, organisations: organisations.clone(), today: TODAY };
        let (generation, _) =
            update(index.path(), &articles, &Vocabulary::builtin(), Options::default())
                .expect("an index");
        let engine =
            Engine::open(&generation, organisations, Weights::default()).expect("an engine");
        let (mut title_words, mut words) = (BTreeSet::new(), BTreeSet::new());
        let (ids, _) = engine
            .select("", &Filters::default(), Sort::Relevance, 500, TODAY)
            .expect("all articles");
        for id in ids {
            let article = engine.article(&id).expect("readable").expect("listed");
            let take = |text: &str, words: &mut BTreeSet<String>| {
                let mut next = 0;
                generation.analyzer.analyse(text, |token| {
                    let word = &token.word.exact;
                    let plain = word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase());
                    if token.position >= next && !token.word.stop && plain {
                        words.insert(word.clone());
                    }
                    next = next.max(token.position + 1);
                });
            };
            take(&article.title, &mut title_words);
            Layout::of(&article).texts().for_each(|piece| take(piece.text, &mut words));
        }
        Sample { engine, title_words, words, _index: index }
    }

    fn suggestions(&self, text: &str) -> Vec<String> {
        let suggestions = self.engine.suggest(text, 10).expect("suggestions");
        suggestions.into_iter().map(|suggestion| suggestion.text).collect()
    }

    fn search(&self, query: &str) -> bundelaar::search::Answer {
        let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
        self.engine.search(&request, TODAY).expect("an answer")
    }
}

/// Every way of making one typing error in a word that exchanges, drops or doubles letters or hits
/// the letter beside the right one in the alphabet.
fn misspellings(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut made = BTreeSet::new();
    for at in 0..letters.len() {
        let mut change = |make: &dyn Fn(&mut Vec<char>)| {
            let mut wrong = letters.clone();
            make(&mut wrong);
            made.insert(wrong.into_iter().collect::<String>());
        };
        change(&|wrong| {
            wrong.remove(at);
        });
        change(&|wrong| wrong.insert(at, wrong[at]));
        change(&|wrong| {
            wrong[at] = if wrong[at] == 'z' { 'y' } else { (wrong[at] as u8 + 1) as char }
        });
        if at + 1 < letters.len() {
            change(&|wrong| wrong.swap(at, at + 1));
        }
    }
    made.remove(word);
    made.into_iter().collect()
}

#[test]
fn a_misspelt_title_word_is_suggested_and_real_words_are_left_alone() {
    let sample = Sample::open();
    let (mut tried, mut right) = (0, 0);
    for word in &sample.title_words {
        for wrong in misspellings(word) {
            tried += 1;
            right += usize::from(
                sample.suggestions(&wrong).iter().any(|text| text.to_lowercase() == *word),
            );
        }
    }
    assert!(tried > 1000, "{tried} misspellings");
    assert!(right * 100 >= tried * 95, "{right} of {tried} misspellings give the right word");
    let corrected: Vec<_> = sample
        .words
        .iter()
        .filter_map(|word| Some((word, sample.search(word).did_you_mean?)))
        .collect();
    assert!(corrected.len() * 100 < sample.words.len(), "{corrected:?}");
}

#[test]
fn what_is_typed_is_completed_or_corrected() {
    let sample = Sample::open();
    let check = |typed: &str, expect: &str| {
        let found = sample.suggestions(typed);
        assert!(found.iter().any(|text| text == expect), "{typed}: {found:?}");
    };
    check("arbeidsm", "arbeidsmarkt");
    check("abreidsm", "arbeidsmarkt");
    check("sociale econ", "sociale economie");
    check("sociale economei", "sociale economie");
    check("cooperat", "coöperatie");
    check("\"sociale econ", "\"sociale economie");
    check("vdab -arbeidsm", "vdab -arbeidsmarkt");
    check("soort:ev", "soort:evenement");
    check("soort:evenement koff", "soort:evenement koffie");
    check("organisatie:dakmoes sl", "organisatie:dakmoes sla");
    check("koffie organisatie:spa", "koffie organisatie:\"Fietsherstel De Spaak\"");
    check("Organisatie:dak", "Organisatie:Dakmoes");
    // A title that is being typed comes first, and what goes on with the words before it.
    assert_eq!(sample.suggestions("een auto voor elf g")[0], "Eén auto voor elf gezinnen");
    let goes_on = sample.suggestions("sla van het d");
    assert!(goes_on.contains(&"sla van het dak".to_owned()), "{goes_on:?}");
    // A function word is no misspelling.
    assert!(!sample.suggestions("koffie met").contains(&"koffie wet".to_owned()));
    for typed in ["", " ", "-", "\"", "…", "zzzzqqqq"] {
        assert_eq!(sample.suggestions(typed), [""; 0], "{typed}");
    }
}

#[test]
fn every_suggestion_finds_something() {
    let sample = Sample::open();
    let words: Vec<&String> = sample.words.iter().collect();
    let mut checked = 0;
    let texts = words
        .iter()
        .flat_map(|word| (1..=word.len()).map(|end| word[..end].to_owned()))
        .chain(words.windows(2).map(|pair| format!("{} {}", pair[0], pair[1])))
        .chain(words.windows(2).map(|pair| format!("-{} {}", pair[0], pair[1])))
        .chain(words.windows(2).map(|pair| format!("\"{} {}", pair[0], pair[1])))
        .chain(words.iter().map(|word| format!("{word} -{}", &word[..3])))
        .step_by(3);
    for text in texts {
        for suggestion in sample.suggestions(&text) {
            let (_, found) =
                sample.engine.rank(&suggestion, &Filters::default(), 1, TODAY).expect("an answer");
            assert!(found > 0, "{text} suggests {suggestion}");
            checked += 1;
        }
    }
    assert!(checked > 10_000, "{checked} suggestions");
}

#[test]
fn a_misspelt_query_says_what_may_be_meant() {
    let sample = Sample::open();
    let check = |query: &str, expect: Option<&str>| {
        let answer = sample.search(query);
        assert_eq!(answer.did_you_mean.as_deref(), expect, "{query}");
        if let Some(other) = expect {
            assert!(sample.search(other).total > 0, "{other}");
        }
    };
    check("arbiedsmarkt", Some("arbeidsmarkt"));
    check("Sociale  economei, nu", Some("Sociale  economie, nu"));
    check("coopratie", Some("coöperatie"));
    check("arbiedsmarkt -vdab", Some("arbeidsmarkt -vdab"));
    // Stands nowhere: its parts do, and one of them is misspelt.
    check("arbeidsmarktopleidng", Some("arbeidsmarktopleiding"));
    check("arbeidsmarkt", None);
    // A fragment is no word: another spelling of what it stands for must not replace it.
    check("jop- en taalcoaching", None);
    check("\"arbiedsmarkt\"", None);
    check("vdab -arbiedsmarkt", None);
    check("", None);
}

#[test]
fn a_query_without_result_is_tried_again_and_says_so() {
    let sample = Sample::open();
    let check = |query: &str, widened: bool| {
        let answer = sample.search(query);
        assert_eq!((answer.widened, answer.total > 0), (widened, widened), "{query}");
        answer.total
    };
    assert_eq!(check("arbiedsmarkt", true), sample.search("arbeidsmarkt").total);
    check("arbeidsm", true);
    assert!(!sample.search("arbeidsmarkt").widened);
    check("zzzzqqqq", false);
    check("\"arbiedsmarkt\"", false);
    let ids = |query: &str| -> BTreeSet<String> {
        sample.search(query).hits.into_iter().map(|hit| hit.id.to_string()).collect()
    };
    assert!(ids("arbiedsmarkt -arbeidsmarkt").is_disjoint(&ids("\"arbeidsmarkt\"")));
    let filters = Filters {
        from: Some(date(1950, 1, 1)),
        to: Some(date(1950, 12, 31)),
        ..Filters::default()
    };
    let request =
        SearchRequest { query: "arbiedsmarkt".to_owned(), filters, ..SearchRequest::default() };
    let answer = sample.engine.search(&request, TODAY).expect("an answer");
    assert_eq!((answer.total, answer.widened, answer.did_you_mean), (0, false, None));
}

/// Signs that queries are made of, in any order, among words and letters of any script.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,12}",
        "\\PC{0,6}",
        prop::sample::select(vec![
            "\"",
            "“",
            "„",
            "-",
            "−",
            "*",
            ":",
            "titel:",
            "organisatie:",
            "soort:",
            "OF",
            "OR",
            " ",
            "\t",
            "\0",
            "'",
            "’",
            "&",
            "(",
            ")",
            "\\",
            "/",
            "<b>",
            "%00",
            "arbeidsmarkt",
            "sociale",
            "de",
            "2016",
            "\u{200B}",
            "\u{AD}",
            "e\u{301}",
            "ĳ",
            "ß",
            "👩‍🏭",
            "ж",
            "-ste",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_input_is_a_query() {
    let sample = Sample::open();
    let long = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if long { 100_000 } else { 3_000 };
    let mut times = Vec::with_capacity(cases as usize);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let times_kept = std::cell::RefCell::new(&mut times);
    runner
        .run(&hostile(), |query| {
            let began = std::time::Instant::now();
            let answer = sample.search(&query);
            times_kept.borrow_mut().push(began.elapsed());
            prop_assert!(answer.hits.len() <= 10 && answer.hits.len() <= answer.total);
            sample.suggestions(&query);
            Ok(())
        })
        .expect("an answer to every query");
    times.sort_unstable();
    let slow = times[times.len() * 999 / 1000];
    println!("{cases} queries, p99.9 {slow:?}, longest {:?}", times[times.len() - 1]);
}

#[tokio::test]
async fn the_api_suggests_and_explains() {
    let site = crate::site::Site::new();
    let texts = async |query: &str| -> Vec<String> {
        let answer = site.get(&format!("/api/v1/suggesties?q={query}")).await.expect(200).json();
        let list = answer["suggesties"].as_array().expect("a list").clone();
        let text = |of: &serde_json::Value| {
            format!(
                "{} ({})",
                of["tekst"].as_str().expect("text"),
                of["soort"].as_str().expect("kind")
            )
        };
        list.iter().map(text).collect()
    };
    assert_eq!(texts("zonneb").await, ["Zonnebrood (organisatie)"]);
    assert!(texts("").await.is_empty());
    site.get("/api/v1/suggesties?q=a&limiet=3").await.problem(400, "ongeldige-vraag");
    site.get(&format!("/api/v1/suggesties?q={}", "a".repeat(8193)))
        .await
        .problem(400, "ongeldige-vraag");

    let answer = site.get("/api/v1/artikelen?q=ovens&uitleg=true").await.expect(200).json();
    let reason = &answer["resultaten"][0]["uitleg"][0];
    assert_eq!(reason["woord"], "ovens", "{answer}");
    assert_eq!(reason["relatie"], "verbogen vorm", "{answer}");
    assert_eq!(reason["aandeel"], 1.0, "{answer}");
    let answer = site.get("/api/v1/artikelen?q=ovne&uitleg=true").await.expect(200).json();
    assert_eq!(answer["verruimd"], true, "{answer}");
    assert_eq!(answer["resultaten"][0]["uitleg"][0]["relatie"], "tikfout", "{answer}");
    let answer = site.get("/api/v1/artikelen?q=brood").await.expect(200).json();
    assert_eq!(answer["verruimd"], false);
    assert!(answer["resultaten"][0].get("uitleg").is_none(), "{answer}");
    site.get("/api/v1/artikelen?q=brood&uitleg=ja").await.problem(400, "ongeldige-vraag");

    let page = site.get("/?q=ovne").await.expect(200);
    let page = String::from_utf8(page.body).expect("text");
    assert!(page.contains("vonden we niets. Hieronder staan artikelen"), "{page}");
    assert!(page.contains("lijkt op “ovne”"), "{page}");
}

#[test]
fn the_shares_of_a_result_make_one() {
    let sample = Sample::open();
    let corpus = Corpus::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let (synonyms, _) = corpus.and_then(|corpus| corpus.synonyms()).expect("synonyms");
    sample.engine.set_synonyms(&synonyms);
    for query in [
        "sociale economie arbeidsmarkt",
        "jobcoach opleiding",
        "markt",
        "arbiedsmarkt",
        "fiets OF auto",
        "stages OF markt koffie",
        "kop* OF fiets",
        "velo",
        "fiets* markt",
        "beschutte werkplaats",
        "sociale werkplaats",
        "\"sociale onderneming\" coöperatie",
        "jobcoach jobcoach cvba-so",
    ] {
        let request =
            SearchRequest { query: query.to_owned(), explain: true, ..SearchRequest::default() };
        let answer = sample.engine.search(&request, TODAY).expect("an answer");
        assert!(answer.total > 0, "{query}");
        for hit in answer.hits {
            let reasons = hit.reasons.expect("asked for");
            let sum: f32 = reasons.iter().map(|reason| reason.share).sum();
            assert!((sum - 1.0).abs() < 0.001, "{query}: {reasons:?}");
        }
    }
}

#[tokio::test]
async fn searches_without_result_are_counted_by_day() {
    let site = crate::site::Site::new();
    for path in [
        "/?q=Vliegtuig",
        "/api/v1/artikelen?q=vliegtuig",
        "/api/v1/artikelen?q=vliegtuig&pagina=2",
        "/api/v1/artikelen?q=vliegtuig&soort=evenement",
        "/api/v1/artikelen?q=brood",
    ] {
        site.get(path).await.expect(200);
    }
    let journal = Journal::open(site.data()).expect("the journal");
    let today = bundelaar::web::today();
    assert_eq!(journal.missed(today).expect("read"), [], "what was asked on one day stays unseen");
    for ago in 1..3 {
        let day = today.saturating_sub(ago.days());
        journal.note("vliegtuig", day).expect("noted");
    }
    let missed = journal.missed(today).expect("read");
    let shown: Vec<_> = missed.iter().map(|m| (m.query.as_str(), m.times, m.days)).collect();
    assert_eq!(shown, [("vliegtuig", 4, 3)]);
    let page = site.get("/privacy").await.expect(200);
    assert!(String::from_utf8_lossy(&page.body).contains("Zoekopdrachten zonder resultaat"));
}
