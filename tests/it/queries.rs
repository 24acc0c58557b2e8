//! Queries over the sample corpus, through the API: what is found, how it was understood, what is
//! marked. The cases are in `cases/queries.tsv`.

use std::path::Path;
use std::sync::OnceLock;

use bundelaar::article::ArticleId;
use bundelaar::dutch::Vocabulary;
use bundelaar::index::{CorpusArticles, Options, update};
use bundelaar::search::{Engine, Weights};
use bundelaar::source::Corpus;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::site::Site;

const CASES: &str = include_str!("cases/queries.tsv");

/// An engine over the sample corpus with its synonyms; made once, since every test only reads it.
pub fn sample_engine() -> Engine {
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

/// The texts between marks, each once, in order of the alphabet.
pub fn marked(fragment: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for piece in fragment.split("<mark>").skip(1) {
        let text = piece.split("</mark>").next().expect("a mark that ends").to_lowercase();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.sort();
    texts
}

pub fn encoded(query: &str) -> String {
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
        let mut expect: Vec<&str> = marks.split('|').collect();
        expect.sort_unstable();
        if *marks != "-" && marked(fragment) != expect {
            wrong.push(format!("{query}: {marks:?} marked, found {fragment:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 100, "{count} cases");
}

/// The ids found, and the whole answer.
async fn answer(site: &Site, query: &str) -> (Vec<String>, Value) {
    let path = format!("/api/v1/artikelen?perPagina=100&{query}");
    let answer = site.get(&path).await.expect(200).json();
    let results = answer["resultaten"].as_array().expect("a list").iter();
    (results.map(|hit| hit["id"].as_str().expect("id").to_owned()).collect(), answer)
}

#[tokio::test]
async fn either_is_as_much_as_each_in_any_order() {
    let site = Site::over_engine(sample_engine());
    // A synonym finds some, parts that stand apart others, a typing error the third kind.
    for (one, other) in [
        ("kringloopwinkel", "zzz"),
        ("ziekenfonds", "wegenwacht"),
        ("winkelkassa", "zzz"),
        ("kringwinkle", "zzz"),
        ("velo", "kalf"),
        ("kalf*", "winkelkassa"),
    ] {
        let (found, there) = answer(&site, &format!("q={one}+OF+{other}")).await;
        let (swapped, back) = answer(&site, &format!("q={other}+OF+{one}")).await;
        assert_eq!(found, swapped, "{one} OF {other}");
        let scores = |answer: &Value| -> Vec<Value> {
            let results = answer["resultaten"].as_array().expect("a list").iter();
            results.map(|hit| hit["score"].clone()).collect()
        };
        assert_eq!(scores(&there), scores(&back), "{one} OF {other}");
        for alone in [one, other] {
            let (ids, alone_answer) = answer(&site, &format!("q={alone}")).await;
            let wider = alone_answer["verruimd"] == true;
            let missing = ids.iter().find(|id| !found.contains(id));
            assert!(wider || missing.is_none(), "{alone} of {one} OF {other}: {missing:?}");
        }
    }
    // Beside a phrase, too, which is a condition.
    let (expect, _) = answer(&site, "q=kringloopwinkel").await;
    let (found, _) = answer(&site, "q=%22staat+nergens%22+OF+kringloopwinkel").await;
    assert_eq!(found, expect);
}

#[tokio::test]
async fn loose_parts_of_a_compound_are_a_wider_search() {
    let site = Site::over_engine(sample_engine());
    for (query, wider) in [("voedselmarkt", true), ("winkelkassa", false), ("kalf", false)] {
        let (found, answer) = answer(&site, &format!("q={query}")).await;
        assert!(!found.is_empty(), "{query}");
        assert_eq!(answer["verruimd"], wider, "{query}");
    }
    // A verb is not searched without its particle.
    assert_eq!(answer(&site, "q=opzetten").await.0, Vec::<String>::new());
}

#[tokio::test]
async fn an_organisation_has_each_of_its_names() {
    let site = Site::over_engine(sample_engine());
    let (expect, _) = answer(&site, "organisatie=Fietsherstel+De+Spaak").await;
    assert!(!expect.is_empty());
    for name in ["fietsherstel de spaak", "FIETSHERSTEL DE SPAAK VZW", "Fietsherstel%20de%20Spaak"]
    {
        assert_eq!(answer(&site, &format!("organisatie={name}").replace(' ', "+")).await.0, expect);
    }
}

#[tokio::test]
async fn filters_are_offered_for_names_and_periods() {
    let site = Site::over_engine(sample_engine());
    let check = async |query: &str, expect: Value| {
        let answer = site.get(&format!("/api/v1/artikelen?{query}")).await.expect(200).json();
        assert_eq!(answer["filtervoorstellen"], expect, "{query}");
    };
    let year = json!({"van": "2018-01-01", "tot": "2018-12-31"});
    check("q=koe+2018", json!([{"tekst": "2018", "filter": year, "q": "koe", "aantal": 1}])).await;
    let dakmoes = json!({"organisatie": "Dakmoes"});
    check(
        "q=Stadsboerderij+Dakmoes+sla",
        json!([{"tekst": "Stadsboerderij Dakmoes", "filter": dakmoes, "q": "sla", "aantal": 2}]),
    )
    .await;
    let events = json!({"soort": "evenement"});
    check(
        "q=evenementen+koffie",
        json!([{"tekst": "evenementen", "filter": events, "q": "koffie", "aantal": 2}]),
    )
    .await;
    let day = json!({"van": "2024-06-11", "tot": "2024-06-11"});
    check(
        "q=sla+op+11+juni+2024",
        json!([{"tekst": "11 juni 2024", "filter": day, "q": "sla", "aantal": 1}]),
    )
    .await;
    // Nothing in secret, nothing twice, nothing that leads to nothing.
    check("q=koe", json!([])).await;
    check("q=koe+1999", json!([])).await;
    check("q=koe+2018&van=2018-01-01", json!([])).await;
    check("q=dakmoes&organisatie=Dakmoes", json!([])).await;
    check("q=koe+-2018", json!([])).await;
    check("q=koe+%222018%22", json!([])).await;

    let page = site.get("/?q=koe+2018&soort=praktijkvoorbeeld").await.expect(200);
    let page = String::from_utf8(page.body).expect("a page in UTF-8");
    let link = "href=\"/?q=koe&amp;soort=praktijkvoorbeeld&amp;van=2018-01-01&amp;tot=2018-12-31\"";
    assert!(page.contains(link), "{page}");
}

#[tokio::test]
async fn similar_articles_are_given_without_the_article_itself() {
    let site = Site::over_engine(sample_engine());
    let similar = async |id: &str| -> Vec<String> {
        let path = format!("/api/v1/artikelen/{id}/verwant");
        let answer = site.get(&path).await.expect(200).json();
        let results = answer["resultaten"].as_array().expect("a list");
        results.iter().map(|hit| hit["id"].as_str().expect("an id").to_owned()).collect()
    };
    for (id, like) in [
        ("2018-zorghoeve", "2026-open-stal"),
        ("2026-dag-van-de-sociale-aankoop", "2016-sociaal-inkopen"),
        ("2014-avond-over-impact", "impact-meten-in-vijf-vragen"),
        ("2013-energie-van-de-buren", "nieuwe-letters"),
        ("000_aa740f08f09625b0", "2023-koffie-met-de-jobcoach"),
    ] {
        let found = similar(id).await;
        assert!(found.len() <= 10 && !found.iter().any(|other| other == id), "{id}: {found:?}");
        assert!(found.iter().take(3).any(|other| other == like), "{id}: {found:?}");
    }
    site.get("/api/v1/artikelen/onbekend/verwant").await.problem(404, "niet-gevonden");

    let bundel: Vec<ArticleId> =
        ["2018-zorghoeve", "2024-sla-van-het-dak"].map(|id| id.parse().expect("an id")).into();
    let found = sample_engine().similar(&bundel, 3).expect("similar articles");
    assert!(!found.is_empty() && found.iter().all(|hit| !bundel.contains(&hit.id)));
    let page = site.get("/artikelen/2018-zorghoeve").await.expect(200);
    let page = String::from_utf8(page.body).expect("a page in UTF-8");
    assert!(page.contains("Verwante artikelen") && page.contains("/artikelen/2026-open-stal"));
}
