//! A site that is served follows its corpus: what is saved is found, what is half written is not, and
//! what comes over the API is kept like what editors write.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::damage::Random;
use crate::program::{Server, Workplace};

const TOKEN: &str = "een sleutel voor de beheerder";

/// What is promised of a saved file; machines that test are busy, so twice that is a failure.
const SOON: Duration = Duration::from_secs(2);
/// Longer than a change takes to be found.
const LONG_ENOUGH: Duration = Duration::from_millis(1_200);

/// The program, serving a corpus that may be written to.
pub struct Site {
    pub place: Workplace,
    pub server: Server,
}

pub struct Reply {
    pub status: u16,
    /// In small letters.
    pub head: String,
    pub body: Value,
}

impl Site {
    pub fn new() -> Site {
        Site::of(Workplace::new([("a.json", r#"{"titel": "Appels plukken"}"#)]), Some(TOKEN))
    }

    fn of(place: Workplace, token: Option<&str>) -> Site {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("BUNDELAAR_RATE_LIMIT", "off");
        if let Some(token) = token {
            command.env("BUNDELAAR_TOKEN", token);
        }
        let server = place.start(&mut command);
        Site { place, server }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        ask(&self.server.address, method, path, headers, body)
    }

    fn put(&self, id: &str, article: &Value) -> Reply {
        self.ask("PUT", &format!("/artikelen/{id}"), &WRITING, &article.to_string())
    }

    pub fn count(&self, query: &str) -> u64 {
        let reply = self.ask("GET", &format!("/artikelen?q={query}"), &[], "");
        reply.body["totaal"].as_u64().unwrap_or_else(|| panic!("{}", reply.head))
    }

    /// Waits until so many articles are found.
    #[track_caller]
    fn soon(&self, query: &str, expect: u64) {
        self.within(SOON, query, expect);
    }

    #[track_caller]
    fn within(&self, limit: Duration, query: &str, expect: u64) {
        let started = Instant::now();
        while self.count(query) != expect {
            let found = self.count(query);
            assert!(started.elapsed() < limit, "{query}: {found} found, {expect} expected");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(
        stream,
        "{method} /api/v1{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    // Without a length the body comes in chunks; ours have one.
    let body = serde_json::from_str(body).unwrap_or(Value::Null);
    Reply { status, head: head.to_ascii_lowercase(), body }
}

pub const WRITING: [(&str, &str); 2] = [
    ("Authorization", "Bearer een sleutel voor de beheerder"),
    ("Content-Type", "application/json"),
];

#[test]
fn what_is_saved_is_found() {
    let site = Site::new();
    site.soon("appels", 1);
    site.place.write("corpus/b.json", r#"{"titel": "Peren persen"}"#);
    site.soon("peren", 1);
    site.place.write("corpus/b.json", r#"{"titel": "Pruimen drogen"}"#);
    site.soon("pruimen", 1);
    assert_eq!(site.count("peren"), 0);
    // A folder of its own, and a word that now two articles use.
    site.place.write("corpus/x/c.json", r#"{"titel": "Zwamkelder"}"#);
    site.place.write("corpus/x/d.json", r#"{"titel": "Zwam in de kelder", "tekst": "zwam"}"#);
    site.place.write("corpus/x/e.json", r#"{"titel": "Nog een zwam"}"#);
    site.soon("zwam", 3);
    fs::rename(site.place.path("corpus/x"), site.place.path("corpus/y")).expect("it is there");
    fs::remove_file(site.place.path("corpus/y/e.json")).expect("it is there");
    site.soon("zwam", 2);
    site.place.write(
        "corpus/_organisaties.toml",
        "[[organisatie]]\nnaam = \"Zwamkelder Gent\"\naliassen = [\"Zwamkelder\"]\n",
    );
    let started = Instant::now();
    let named = || site.ask("GET", "/organisaties", &[], "").body["organisaties"].to_string();
    while !named().contains("Zwamkelder Gent") {
        assert!(started.elapsed() < SOON, "{}", named());
    }
    assert_eq!(site.server.terminate(), Some(0));
}

/// The state that changes led to answers as one that was made at once: nothing of what went before
/// shows, in ranking, facets, corrections or suggestions.
#[test]
fn what_changed_shows_only_in_what_there_is() {
    const WORDS: [&str; 6] = ["zwam", "kelder", "zwamkelder", "plonk", "plonkmarkt", "markt"];
    let site = Site::new();
    let mut random = Random::new();
    for round in 0..5 {
        for _ in 0..4 {
            for _ in 0..3 {
                let name = format!("corpus/{}.json", random.below(9));
                if random.below(3) == 0 {
                    fs::remove_file(site.place.path(&name)).ok();
                    continue;
                }
                let mut word = || random.one_of(&WORDS);
                let (title, text) = (word(), format!("{} en {} of {}", word(), word(), word()));
                site.place.write(&name, json!({"titel": title, "tekst": text}).to_string());
            }
            std::thread::sleep(Duration::from_millis(random.below(300) as u64));
        }
        let index = format!("vers-{round}");
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--index", &index];
        let fresh = site.place.serve(&arguments);
        let asks =
            ["zwam", "zwamkelder", "plonkmarkt", "zwam*", "zwamkeldr", "markt -zwam", "plonk"]
                .map(|query| query.replace(' ', "%20"));
        let asks = asks.iter().flat_map(|query| {
            [format!("/artikelen?q={query}&perPagina=50"), format!("/suggesties?q={query}")]
        });
        for path in asks.chain(["/artikelen".to_owned()]) {
            let expect = ask(&fresh.address, "GET", &path, &[], "").body;
            assert!(expect.is_object(), "{path}: {expect}");
            let started = Instant::now();
            let mut found = Value::Null;
            while found != expect {
                assert!(started.elapsed() < SOON, "{round} {path}: {found:#} {expect:#}");
                found = site.ask("GET", &path, &[], "").body;
            }
        }
    }
}

#[test]
fn what_is_half_written_waits() {
    let site = Site::new();
    site.place.write("corpus/b.json", r#"{"titel": "Peren persen"}"#);
    site.soon("peren", 1);
    let path = site.place.path("corpus/c.txt");
    let mut file = fs::File::create(path).expect("it can be made");
    file.write_all(b"Halve pruimen\n\nEerste ").expect("room");
    file.flush().expect("room");
    let registry = site.place.path("corpus/_organisaties.toml");
    let mut registry = fs::File::create(registry).expect("it can be made");
    registry.write_all(b"[[organisatie]]\nnaam = \"Bak").expect("room");
    // It is read with every update, whatever that is for.
    std::thread::sleep(Duration::from_millis(200));
    site.place.write("corpus/d.json", r#"{"titel": "Kersen", "organisaties": ["Bakhof"]}"#);
    std::thread::sleep(LONG_ENOUGH);
    assert_eq!((site.count("pruimen"), site.count("kersen")), (0, 1));
    let registered = || site.ask("GET", "/organisaties", &[], "").body["organisaties"].to_string();
    assert!(!registered().contains("Gent"), "{}", registered());
    registry.write_all(b"hof Gent\"\naliassen = [\"Bakhof\"]\n").expect("room");
    drop(registry);
    file.write_all(b"helft en tweede helft.").expect("room");
    drop(file);
    site.soon("pruimen", 1);
    let started = Instant::now();
    while !registered().contains("Bakhof Gent") {
        assert!(started.elapsed() < SOON, "{}", registered());
    }
    // What became unreadable stays as it was.
    site.place.write("corpus/b.json", r#"{"titel": "Per"#);
    std::thread::sleep(LONG_ENOUGH);
    assert_eq!(site.count("peren"), 1);
}

/// Saving the list is enough: no reindexing, no restart; and half of it is no list.
#[test]
fn synonyms_follow_the_file() {
    let site = Site::new();
    site.soon("appels", 1);
    assert_eq!(site.count("ooft"), 0);
    let list = "corpus/_synoniemen.txt";
    site.place.write(list, "ooft, appels\nfout\n");
    site.soon("ooft", 1);
    let mut file = fs::File::create(site.place.path(list)).expect("it can be made");
    file.write_all(b"krieken, ker").expect("room");
    std::thread::sleep(LONG_ENOUGH);
    assert_eq!(site.count("ooft"), 1);
    file.write_all(b"sen, appels\n").expect("room");
    drop(file);
    site.soon("krieken", 1);
    assert_eq!(site.count("ooft"), 0);
    fs::remove_file(site.place.path(list)).expect("it is there");
    site.soon("krieken", 0);
}

#[test]
fn what_cannot_be_looked_at_stays_as_it_was() {
    let place = Workplace::new([("_bron.json", r#"{"titel": "Appels plukken"}"#)]);
    symlink("_bron.json", place.path("corpus/k.json")).expect("a link");
    let site = Site::of(place, None);
    site.soon("appels", 1);
    fs::remove_file(site.place.path("corpus/_bron.json")).expect("it is there");
    site.place.write("corpus/b.json", r#"{"titel": "Peren persen"}"#);
    site.soon("peren", 1);
    assert_eq!(site.count("appels"), 1);
}

/// New editions of a corpus are often made beside the old one and put in its place.
#[test]
fn a_corpus_that_is_replaced_is_followed() {
    /// Another folder is looked for every two seconds.
    const WITHIN: Duration = Duration::from_secs(5);
    let place = Workplace::new([("a.json", r#"{"titel": "Appels plukken"}"#)]);
    for (name, title) in [("nieuw", "Peren persen"), ("v2", "Kersen drogen")] {
        place.write(&format!("{name}/b.json"), json!({"titel": title}).to_string());
    }
    let site = Site::of(place, Some(TOKEN));
    site.soon("appels", 1);
    let path = |name: &str| site.place.path(name);
    fs::rename(path("corpus"), path("oud")).expect("it is there");
    fs::rename(path("nieuw"), path("corpus")).expect("it is there");
    site.within(WITHIN, "peren", 1);
    assert_eq!(site.count("appels"), 0);
    site.place.write("corpus/c.json", r#"{"titel": "Pruimen stoven"}"#);
    site.soon("pruimen", 1);
    // What happens to the old one is nothing to it.
    site.place.write("oud/d.json", r#"{"titel": "Appels schillen"}"#);
    // A link, which is then made to lead elsewhere.
    fs::rename(path("corpus"), path("v1")).expect("it is there");
    symlink("v1", path("corpus")).expect("a link");
    site.place.write("corpus/c.json", r#"{"titel": "Vijgen stoven"}"#);
    site.within(WITHIN, "vijgen", 1);
    symlink("v2", path("link")).expect("a link");
    fs::rename(path("link"), path("corpus")).expect("a link");
    site.within(WITHIN, "kersen", 1);
    assert_eq!((site.count("vijgen"), site.count("appels")), (0, 0));
    site.place.write("v2/c.json", r#"{"titel": "Bessen plukken"}"#);
    site.soon("bessen", 1);
    assert_eq!(site.put("oven", &json!({"titel": "Over de oven"})).status, 201);
    assert!(path("v2/api/oven.json").is_file());
    assert_eq!(site.count("oven"), 1);
}

#[test]
fn a_thousand_at_once_are_found_together() {
    let site = Site::new();
    for number in 0..1_000 {
        site.place.write(
            &format!("corpus/veel/{number}.json"),
            format!(r#"{{"titel": "Mand nummer {number}", "tekst": "Vol kersen."}}"#),
        );
    }
    let started = Instant::now();
    let mut seen = Vec::new();
    while seen.last() != Some(&1_000) {
        let found = site.count("kersen");
        if seen.last() != Some(&found) {
            seen.push(found);
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{seen:?}");
    }
    // Not one by one: each state is one update.
    assert!(seen.len() <= 6, "{seen:?}");
}

#[test]
fn the_api_writes_articles_of_its_own() {
    let site = Site::new();
    let article = json!({"titel": "Over de oven", "tekst": "Brood."});
    let made = site.put("oven-1", &article);
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["titel"], "Over de oven");
    // Found at once, and kept where the contract says.
    assert_eq!(site.count("oven"), 1);
    assert!(site.place.path("corpus/api/oven-1.json").is_file());
    let again = site.put("oven-1", &json!({"titel": "Over het vuur"}));
    assert_eq!(again.status, 200);
    assert_eq!((site.count("oven"), site.count("vuur")), (0, 1));
    let tag = again.head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag");
    let stale = [WRITING[0], WRITING[1], ("If-Match", "\"0011223344556677\"")];
    let path = "/artikelen/oven-1";
    assert_eq!(site.ask("PUT", path, &stale, &article.to_string()).status, 412);
    assert_eq!(site.ask("DELETE", path, &stale, "").status, 412);
    // As a client knows it that takes answers packed.
    let packed = format!("{}-gzip\"", tag.trim_end_matches('"'));
    let fresh = [WRITING[0], WRITING[1], ("If-Match", &packed)];
    assert_eq!(site.ask("PUT", path, &fresh, &article.to_string()).status, 200);
    assert_eq!(site.ask("DELETE", path, &WRITING, "").status, 204);
    assert_eq!(site.count("oven"), 0);
    assert!(site.place.path("corpus/api/_verwijderd/oven-1.json").is_file());
    assert_eq!(site.ask("DELETE", path, &WRITING, "").status, 404);
}

#[test]
fn the_api_refuses_what_is_not_its_own() {
    let site = Site::new();
    let article = json!({"titel": "Een titel"}).to_string();
    let check = |method: &str, path: &str, headers: &[(&str, &str)], body: &str, expect: u16| {
        let reply = site.ask(method, path, headers, body);
        assert_eq!(reply.status, expect, "{method} {path} {body}: {}", reply.body);
        reply.body
    };
    let json = [("Content-Type", "application/json")];
    check("PUT", "/artikelen/b", &json, &article, 401);
    let other = [("Authorization", "Bearer een andere sleutel"), json[0]];
    check("PUT", "/artikelen/b", &other, &article, 403);
    check("DELETE", "/artikelen/b", &other, "", 403);
    // An editor's article.
    let elsewhere = check("PUT", "/artikelen/a", &WRITING, &article, 409);
    assert!(elsewhere["detail"].as_str().is_some_and(|text| text.contains("a.json")));
    check("DELETE", "/artikelen/a", &WRITING, "", 409);
    assert!(site.place.path("corpus/a.json").is_file());
    for id in ["..%2F..%2Fetc", "%2e%2e%2fa", ".a", "a%00b", "a%20b"] {
        check("PUT", &format!("/artikelen/{id}"), &WRITING, &article, 404);
        check("DELETE", &format!("/artikelen/{id}"), &WRITING, "", 404);
    }
    check("PUT", "/artikelen/_b", &WRITING, &article, 422);
    check("PUT", "/artikelen/b", &WRITING, "{", 400);
    let wrong = json!({"id": "c", "titel": 3, "tekst": [{"alinea": 4}], "soort": []}).to_string();
    let faults = check("PUT", "/artikelen/b", &WRITING, &wrong, 422);
    let pointers: Vec<&str> = faults["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|fault| fault["pointer"].as_str())
        .collect();
    assert_eq!(pointers, ["#/id", "#/titel", "#/soort", "#/tekst/0/alinea"]);
    assert!(!site.place.path("corpus/api").exists());
    // Without an operator nobody writes.
    let closed = Site::of(Workplace::new([("a.json", r#"{"titel": "T"}"#)]), None);
    assert_eq!(closed.put("b", &json!({"titel": "T"})).status, 403);
}
