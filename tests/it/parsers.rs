//! What clients send, nearly right: whatever it is, the site does it or says what is wrong with it,
//! without a fault of its own.
//!
//! How long each is tried is told by `PARSERS_SECONDS`. What an operator hands over (settings,
//! backups) is tried where it is read, in `src/settings` and `src/command`.

use axum::http::{HeaderValue, Uri};
use serde_json::{Value, json};

use crate::damage::{Random, Trial, damaged};
use crate::live;
use crate::site::{OPERATOR_TOKEN, Reply, Site};

const SECONDS: &str = "PARSERS_SECONDS";

/// Done or refused, never a fault of ours; a refusal of the API is a problem.
#[track_caller]
fn check(what: &str, reply: &Reply, of_api: bool) -> bool {
    let status = reply.status;
    assert!(status < 500, "{what}: {status} {}", String::from_utf8_lossy(&reply.body));
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
    if of_api && status >= 400 && !reply.body.is_empty() {
        assert_eq!(reply.header("content-type"), "application/problem+json", "{what}: {status}");
        if !reply.header("content-encoding").is_empty() {
            return false;
        }
        let problem = reply.json();
        assert_eq!(problem["status"], status, "{what}");
        let listed = problem["errors"].as_array().map_or(0, Vec::len);
        assert!(listed <= 50, "{what}: {listed} faults");
    }
    status < 400
}

#[tokio::test]
async fn query_strings() {
    let site = Site::new();
    let mut random = Random::new();
    let right = [
        "q=oven&organisatie=Zonnebrood&van=2016-01-01&tot=2020-01-01&soort=inspiratie",
        "q=%22vroeg+op%22+-script+titel%3Aoven+OF+meel*&pagina=2&perPagina=5&uitleg=true",
        "periode=komend&sorteer=titel&organisatie=Molen+%26+Co&soort=evenement&soort=inspiratie",
        "q=br%C3%B6%C3%B6d",
    ];
    let signs = [
        "%00",
        "%ff",
        "%C3",
        "%",
        "&",
        "=",
        "+",
        "q=",
        "q=%22",
        "%22",
        "titel%3A",
        "OF+",
        "-",
        "*",
        "%F0%9F%98%80",
        "[]=",
        ";",
        "pagina=",
        "van=9999-99-99",
        "%0d%0a",
        "perPagina=1e9",
        "(",
        ")",
    ];
    let (mut trial, mut taken) = (Trial::new(SECONDS), 0);
    while trial.goes_on() {
        let query: String = damaged(&right, &signs, &mut random).iter().map(printable).collect();
        let route = random.one_of(&["/api/v1/artikelen", "/api/v1/suggesties", "/", "/feed.atom"]);
        let address = format!("{route}?{query}");
        if address.parse::<Uri>().is_ok() {
            let reply = site.get(&address).await;
            taken += u64::from(check(&address, &reply, route.starts_with("/api")));
        }
    }
    trial.report("query strings", taken);
}

/// As it can stand in an address.
fn printable(byte: &u8) -> String {
    match byte {
        0x21..=0x7e if !b"\"<>\\^`{|}#".contains(byte) => char::from(*byte).to_string(),
        _ => format!("%{byte:02x}"),
    }
}

/// For bodies here, and for files of the corpus in `readers`.
pub const JSON_SIGNS: [&str; 19] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "1e999",
    "-0",
    "\\ud800",
    "\\u0000",
    "\"titel\":",
    "\"id\":",
    "{\"lijst\":[",
    "[[[[",
    "{\"a\":",
    "\n",
    "\u{feff}",
];

#[tokio::test]
async fn bodies_about_bundels() {
    let site = Site::new();
    let (bundel, key) = site.bundel(&["oven"]).await;
    let mut random = Random::new();
    let new = [
        r#"{"titel": "Brood", "artikelen": ["oven", "meel"], "maximum": 4}"#,
        r#"{"zoekopdracht": {"q": "oven -meel", "soort": ["inspiratie"], "van": "2016-01-01"}}"#,
        "{}",
    ];
    let change = [
        r#"{"titel": "Wijziging", "ondertitel": null, "inleiding": "Over \"brood\"."}"#,
        r#"{"onderdelen": [{"tussentitel": "Eerst"}, {"artikel": "meel", "notitie": "Ja"}]}"#,
    ];
    let (mut trial, mut taken) = (Trial::new(SECONDS), 0);
    while trial.goes_on() {
        let (method, path, right) = match random.below(2) {
            0 => ("POST", "/api/v1/bundels", &new[..]),
            _ => ("PATCH", &*bundel, &change[..]),
        };
        let body = damaged(right, &JSON_SIGNS, &mut random);
        let what = format!("{method} {}", String::from_utf8_lossy(&body));
        let ask = site.ask(method, path).key(&key).header("content-type", "application/json");
        taken += u64::from(check(&what, &ask.body(body).send().await, true));
    }
    site.get(&bundel).await.expect(200);
    trial.report("bodies about bundels", taken);
}

#[test]
fn bodies_about_articles() {
    let site = live::Site::new();
    let mut random = Random::new();
    let right = [
        r#"{"id": "x", "titel": "Brood", "tekst": [{"alinea": "a"}, "b", {"lijst": ["c"]}]}"#,
        r#"{"id": "x", "titel": "Feest", "soort": "evenement", "evenement": {"begint": "2019-09-14"}}"#,
        r#"{"id": "x", "titel": "T", "contact": {"naam": "N"}, "gepubliceerdOp": "2016-08-10"}"#,
    ];
    let (mut trial, mut taken) = (Trial::new(SECONDS), 0);
    while trial.goes_on() {
        let body = damaged(&right, &JSON_SIGNS, &mut random);
        let text = String::from_utf8_lossy(&body);
        let (path, media_type) = match random.below(2) {
            0 => ("/artikelen/x", "application/json"),
            _ => ("/artikelen", "application/x-ndjson"),
        };
        let headers = [live::WRITING[0], ("Content-Type", media_type)];
        let reply = site.ask("PUT", path, &headers, &text);
        assert!(reply.status < 500, "{path} {text}: {}", reply.body);
        assert!(reply.body.is_object(), "{path} {text}: {}", reply.head);
        if path == "/artikelen" {
            for line in reply.body["regels"].as_array().into_iter().flatten() {
                assert!(line["status"].as_u64().is_some_and(|status| status < 500), "{line}");
            }
        }
        let none = json!(0);
        let written = reply.body.get("geschreven").unwrap_or(&Value::Null) != &none;
        taken += u64::from(reply.status < 300 && written);
    }
    trial.report("bodies about articles", taken);
}

#[tokio::test]
async fn headers_and_cookies() {
    let site = Site::new();
    let (bundel, key) = site.bundel(&["oven"]).await;
    let mut browser = crate::browser::Browser::new(&site);
    browser.add("oven").await.expect(303);
    let cookie = browser.cookie.clone().expect("a cookie comes with a bundel");
    let tag = site.get(&bundel).await.header("etag").to_owned();
    let bearer = format!("Bearer {key}");
    let operator = format!("Bearer {OPERATOR_TOKEN}");
    let id = format!("{cookie}; a=b; __Host-redactie=00");
    let known: [(&str, &[&str]); 17] = [
        ("accept", &["text/markdown;q=0.5, application/json, */*;q=0.1"]),
        ("accept-encoding", &["gzip, br;q=0.5, identity;q=0"]),
        ("accept-language", &["nl-BE, nl;q=0.9"]),
        ("if-match", &[&tag, "*", "\"a\", W/\"b\""]),
        ("if-none-match", &[&tag, "*", "\"a\", W/\"b\""]),
        ("if-modified-since", &["Tue, 24 Nov 2026 14:00:00 GMT"]),
        ("range", &["bytes=0-99", "bytes=-1", "bytes=0-,5-9"]),
        ("cookie", &[&cookie, &id]),
        ("authorization", &[&bearer, &operator, "Basic YTpi"]),
        ("content-type", &["application/json; charset=utf-8", "application/x-www-form-urlencoded"]),
        ("content-encoding", &["identity", "gzip"]),
        ("origin", &["https://bundels.example", "null"]),
        ("access-control-request-method", &["PATCH"]),
        ("sec-fetch-site", &["same-origin", "cross-site"]),
        ("x-forwarded-for", &["192.0.2.1, 2001:db8::1", "[::1]:80"]),
        ("x-request-id", &["0b4d-77"]),
        ("host", &["bundels.example:443", "[::1]"]),
    ];
    let signs = [
        ",", ";", "\"", "=", " ", "*", "/", "W/\"", "q=", "Bearer ", "\t", "\u{e9}", "é", "-", "0",
    ];
    let routes = [
        ("GET", "/api/v1/artikelen/oven"),
        ("GET", "/api/v1/artikelen?q=oven"),
        ("GET", &*bundel),
        ("HEAD", &*bundel),
        ("PATCH", &*bundel),
        ("POST", "/api/v1/bundels"),
        ("OPTIONS", "/api/v1/bundels"),
        ("GET", "/"),
        ("GET", "/bundel"),
        ("GET", "/redactie"),
        ("POST", "/bundel/artikelen"),
        ("GET", "/metrics"),
    ];
    let mut random = Random::new();
    let (mut trial, mut taken) = (Trial::new(SECONDS), 0);
    while trial.goes_on() {
        let (method, path) = routes[random.below(routes.len())];
        let mut ask = site.ask(method, path);
        let mut what = format!("{method} {path}");
        for _ in 0..1 + random.below(4) {
            let (name, right) = known[random.below(known.len())];
            let value = damaged(right, &signs, &mut random);
            // What no header can hold, the library refuses.
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                what.push_str(&format!(" {name}: {value:?}"));
                ask = ask.raw_header(name, value);
            }
        }
        let body = if ["GET", "HEAD"].contains(&method) { "" } else { "{}" };
        let reply = ask.body(body).send().await;
        taken += u64::from(check(&what, &reply, path.starts_with("/api")));
    }
    site.get(&bundel).await.expect(200);
    trial.report("headers and cookies", taken);
}
