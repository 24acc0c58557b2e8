//! The API's description is true: every route is in it, and its examples are answers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bundelaar::bundel::Limits;
use bundelaar::web::{ProblemKind, description};
use serde_json::{Value, json};

use crate::program::Workplace;
use crate::site::Site;

/// Replaces what differs from one site to another by what the example has there.
fn settle(answer: &mut Value, example: &Value) {
    match (answer, example) {
        (Value::Object(answer), Value::Object(example)) => {
            for (key, value) in answer {
                let Some(known) = example.get(key) else { continue };
                let text = value.as_str().unwrap_or_default();
                let varies = matches!(key.as_str(), "sleutel" | "gewijzigdOp" | "bewaardTot")
                    // Ids of bundels, and addresses with one; articles have ids of their own.
                    || key == "id" && text.len() == 26
                    || key == "url" && text.contains("/bundels/");
                if varies && known.is_string() {
                    *value = known.clone();
                } else {
                    settle(value, known);
                }
            }
        }
        (Value::Array(answer), Value::Array(example)) => {
            for (value, known) in answer.iter_mut().zip(example) {
                settle(value, known);
            }
        }
        _ => {}
    }
}

/// Run with `UPDATE_EXAMPLES=1`, this writes the answers down.
#[tokio::test]
async fn examples_are_answers() {
    let site = Site::new();
    let body = json!({"titel": "Brood", "artikelen": ["oven", "meel"]});
    let made = site.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201).json();
    let (id, key) = (made["id"].as_str().unwrap(), made["sleutel"].as_str().unwrap());
    let bundel = format!("/api/v1/bundels/{id}");
    let new_key = site.ask("POST", &format!("{bundel}/sleutel")).key(key).send().await;
    let get = async |path: &str| site.get(path).await.expect(200).json();
    for (operation, answer) in [
        ("zoekArtikelen", get("/api/v1/artikelen?q=oven&perPagina=2&uitleg=true").await),
        ("leesArtikel", get("/api/v1/artikelen/oven").await),
        ("zoekVerwanteArtikelen", get("/api/v1/artikelen/oven/verwant").await),
        ("leesOrganisaties", get("/api/v1/organisaties").await),
        ("leesSuggesties", get("/api/v1/suggesties?q=ove").await),
        ("maakBundel", made.clone()),
        ("leesBundel", get(&bundel).await),
        ("maakSleutel", new_key.expect(200).json()),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/api/description/examples");
        let file = folder.join(format!("{operation}.json"));
        let mut answer = answer;
        if std::env::var_os("UPDATE_EXAMPLES").is_some() {
            let text = serde_json::to_string_pretty(&answer).expect("JSON");
            fs::write(&file, format!("{text}\n")).expect("written");
        }
        let example = fs::read_to_string(&file).expect("an example");
        let example: Value = serde_json::from_str(&example).expect("JSON");
        settle(&mut answer, &example);
        assert_eq!(answer, example, "{operation}");
    }
}

#[tokio::test]
async fn the_description_is_served_and_printed() {
    let site = Site::new();
    let reply = site.get("/api/v1/openapi.json").await.expect(200);
    let served = reply.json();
    assert_eq!(served["openapi"], "3.1.0");
    assert_eq!(served["servers"][0]["url"], "https://bundels.example/api/v1");
    assert_eq!(served["info"]["version"], reply.header("api-version"));
    let tag = reply.header("etag").to_owned();
    let again = site.ask("GET", "/api/v1/openapi.json").header("if-none-match", &tag).send().await;
    again.expect(304);
    let place = Workplace::new::<&str>([]);
    let printed = place.run(&["openapi", "--url", "https://bundels.example/"]).expect(0).json();
    assert_eq!(printed, served);
}

/// What is described exists: each operation answers something else than "no such address" and "no
/// such method".
#[tokio::test]
async fn every_described_route_exists() {
    let site = Site::new();
    let (bundel, _) = site.bundel(&["oven"]).await;
    let id = bundel.rsplit('/').next().expect("an id");
    let document = description(&Limits::default(), None);
    for (path, item) in document["paths"].as_object().expect("paths") {
        let article = path.starts_with("/artikelen");
        let address = path.replace("{id}", if article { "oven" } else { id });
        let address = format!("/api/v1{}", address.replace("{artikelId}", "oven"));
        for method in item.as_object().expect("methods").keys() {
            let reply = site.ask(&method.to_uppercase(), &address).send().await;
            assert!(![404, 405].contains(&reply.status), "{method} {address}: {}", reply.status);
        }
    }
}

/// What exists is described: the routes that the source names are those of the description.
#[test]
fn every_route_is_described() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/api");
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the source") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(path).expect("source");
            for rest in text.split(".route(").skip(1) {
                // A route that is made in a loop has no text here.
                if let Some(rest) = rest.trim_start().strip_prefix('"') {
                    named.insert(rest.split('"').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    assert!(named.contains("/artikelen/{id}"), "not the routes of the API: {named:?}");
    let document = description(&Limits::default(), None);
    for route in named {
        assert!(document["paths"].get(&route).is_some(), "{route} is not described");
    }
}

#[tokio::test]
async fn the_page_tells_all_of_it() {
    let site = Site::new();
    let page = site.get("/api").await.expect(200);
    assert!(page.header("content-security-policy").contains("style-src 'self'"));
    let page = String::from_utf8(page.body).expect("text");
    let document = description(&Limits::default(), Some("https://bundels.example"));
    for (path, item) in document["paths"].as_object().expect("paths") {
        assert!(page.contains(&format!("/api/v1{path}")), "{path}");
        for operation in item.as_object().expect("methods").values() {
            let id = operation["operationId"].as_str().expect("an id");
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    for kind in ProblemKind::ALL {
        assert!(page.contains(&format!("id=\"probleem-{}\"", kind.code())), "{kind:?}");
    }
    assert!(!page.contains("<script>"), "examples are text");
}

#[test]
fn shells_complete_commands_and_flags() {
    let place = Workplace::new::<&str>([]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).expect(0).out;
        assert!(script.contains("openapi") && script.contains("rate-limit"), "{shell}");
    }
    place.run(&["completions", "csh"]).expect(2);
}
