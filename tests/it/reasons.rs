//! Why a result is there and what of it is shown, over the sample corpus and through the API.

use bundelaar::article::Article;
use serde_json::{Value, json};

use crate::queries::{encoded, marked, sample_engine};
use crate::site::{Site, engine};

/// The result with this id.
async fn result(site: &Site, query: &str, id: &str) -> Value {
    let path = format!("/api/v1/artikelen?perPagina=100&uitleg=true&q={}", encoded(query));
    let answer = site.get(&path).await.expect(200).json();
    let results = answer["resultaten"].as_array().expect("a list");
    results.iter().find(|hit| hit["id"] == id).unwrap_or_else(|| panic!("{query}: {id}")).clone()
}

fn reasons(hit: &Value) -> Vec<String> {
    let text = |reason: &Value, field: &str| reason[field].as_str().expect("text").to_owned();
    let told = |reason: &Value| {
        ["woord", "gevonden", "veld", "relatie"].map(|field| text(reason, field)).join("|")
    };
    hit["uitleg"].as_array().expect("a list").iter().map(told).collect()
}

#[tokio::test]
async fn a_reason_says_what_counted() {
    let site = Site::over_engine(sample_engine());
    let check = async |query: &str, id: &str, expect: &[&str]| {
        assert_eq!(reasons(&result(&site, query, id).await), expect, "{query}, {id}");
    };
    let autos = "2019-een-auto-voor-elf-gezinnen";
    let industry = "maatwerk-auto-industrie";
    let buying = "2026-dag-van-de-sociale-aankoop";
    let real = "000_aa740f08f09625b0";
    // Of either, the one that stands there, as a word or a part of one.
    check("fiets OF auto", autos, &["auto|auto|titel|zelfde woord"]).await;
    check("Fiets OF Auto", industry, &["Auto|auto-industrie|titel|deel van samenstelling"]).await;
    let part = "markt|arbeidsmarkt|inleiding|deel van samenstelling";
    check("stages OF markt", "wij-zijn-er-ook-nog", &[part]).await;
    let phrase = "sociale economie|sociale economie|tekst|zelfde woord";
    check("maatwerk OF \"sociale economie\"", "wij-zijn-er-ook-nog", &[phrase]).await;
    // A synonym stands for all that it means the same as, before a loose part.
    check("velo", "2020-helpdesk-op-wieltjes", &["velo|bakfiets|inleiding|synoniem"]).await;
    let synonym = "beschutte werkplaats|maatwerkbedrijf|tekst|synoniem";
    check("beschutte werkplaats", buying, &[synonym]).await;
    let synonym = "sociale werkplaats|maatwerkbedrijf|tekst|synoniem";
    check("sociale werkplaats", buying, &[synonym, "sociale|sociale|titel|zelfde woord"]).await;
    // A prefix.
    check("fiets*", "2012-roest", &["fiets|fietsen|inleiding|begin van woord"]).await;
    check("fiets*", "2019-repareerdag", &["fiets|fiets|titel|zelfde woord"]).await;
    // Each word once.
    let once = "jobcoach|jobcoach|titel|zelfde woord";
    check("jobcoach jobcoach jobcoach", "2023-koffie-met-de-jobcoach", &[once]).await;
    check("fotos", "2020-helpdesk-op-wieltjes", &["fotos|foto|tekst|tikfout"]).await;
    // Words that are more than one.
    let whole = "jobcoach|job- en taalcoaching|inleiding|deel van samenstelling";
    check("jobcoach", real, &[whole]).await;
    let same = "cvba-so|cvba-so|inleiding|zelfde woord";
    check("cvba-so", "2013-energie-van-de-buren", &[same]).await;
    let phrase = "sociale onderneming|sociale onderneming|inleiding|zelfde woord";
    check("\"sociale onderneming\"", "nieuwe-letters", &[phrase]).await;

    let page = site.get("/?q=fiets*+OF+auto").await.expect(200);
    let page = String::from_utf8(page.body).expect("a page in UTF-8");
    assert!(page.contains("“fietsen” in de inleiding begint met “fiets”."), "{page}");
    assert_eq!(page.matches("Waarom staat dit hier?").count(), 9, "one for each result");
}

#[tokio::test]
async fn a_fragment_marks_what_counted_and_nothing_else() {
    let site = Site::over_engine(sample_engine());
    let check = async |query: &str, id: &str, marks: &[&str]| {
        let hit = result(&site, query, id).await;
        let fragment = hit["fragment"].as_str().expect("a text");
        assert_eq!(marked(fragment), marks, "{query}, {id}: {fragment}");
    };
    let buying = "2026-dag-van-de-sociale-aankoop";
    // A synonym of two words of the query is shown for the one that stands nowhere itself.
    check("sociale werkplaats", buying, &["maatwerkbedrijf", "sociale"]).await;
    // A phrase is marked as one, and its words nowhere else.
    check("\"sociale onderneming\"", "nieuwe-letters", &["sociale onderneming"]).await;
    check("\"de sociale\"", "000_aa740f08f09625b0", &["de sociale"]).await;
    check("\"koe\"", "2018-zorghoeve", &["koe"]).await;
    // The pieces of a hyphenated word are one.
    check("cvba-so", "2013-energie-van-de-buren", &["cvba-so"]).await;
    // Only in the title.
    check("titel:\"sociale aankoop\"", buying, &[]).await;
}

#[tokio::test]
async fn an_organisation_is_named_as_such_and_the_lead_is_shown() {
    let article: Article = serde_json::from_value(json!({
        "id": "brug",
        "titel": "Een brug voor voetgangers",
        "soort": "inspiratie",
        "inleiding": "De oude brug is weer open.",
        "tekst": [{"alinea": "Drie lassers werkten er een winter aan."}],
        "organisaties": ["Lasgroep Vonkel"],
        "gepubliceerdOp": null,
        "contact": {"naam": "Mirte Zandloper"},
        "evenement": null,
        "bijschrift": "De brug in mei",
        "bron": null,
    }))
    .expect("the contract's form");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::over_engine(engine(folder.path(), vec![article]));
    let check = async |query: &str, reason: &str, fragment: &str| {
        let hit = result(&site, query, "brug").await;
        assert_eq!(reasons(&hit), [reason], "{query}");
        assert_eq!(hit["fragment"], fragment, "{query}");
    };
    let lead = "De oude brug is weer open.";
    check("vonkel", "vonkel|Vonkel|organisatie|zelfde woord", lead).await;
    let marked = "Mirte <mark>Zandloper</mark>";
    check("zandloper", "zandloper|Zandloper|contact|zelfde woord", marked).await;
    check("mei", "mei|mei|bijschrift|zelfde woord", "De brug in <mark>mei</mark>").await;
    let page = site.get("/?q=vonkel").await.expect(200);
    let page = String::from_utf8(page.body).expect("a page in UTF-8");
    assert!(page.contains("“vonkel” staat in de naam van de organisatie."), "{page}");
}
