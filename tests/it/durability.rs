//! The program killed with `kill -9` while twenty clients write bundels and articles: what it
//! acknowledged is there, and nothing is half.
//!
//! `CRASHES` says how many times it is killed; 10 unless told otherwise, so that every run of
//! the tests has some.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::damage::number;
use crate::program::{Server, Workplace};

const BUNDEL_WRITERS: usize = 12;
const ARTICLE_WRITERS: usize = 8;

/// The articles that a writer changes in turn.
const ARTICLES_EACH: u32 = 3;

/// How many changes are acknowledged at least before the program is killed, and how long they are
/// waited for.
const ENOUGH: u32 = 25;
const PATIENCE: Duration = Duration::from_secs(20);

const TOKEN: &str = "sleutel van de beheerder";

/// Changes to a bundel before its writer begins another one, so that making bundels is interrupted
/// as well as changing them.
const CHANGES_PER_BUNDEL: u32 = 8;

/// A bundel as its writer knows it.
struct Ledger {
    path: String,
    key: String,
    /// The last change that was acknowledged, from 0 for the making of it.
    acknowledged: u32,
    /// The last change that was asked for.
    asked: u32,
}

/// An article as its writer knows it, under its id.
#[derive(Debug, Default, Clone, Copy)]
struct Written {
    acknowledged: u32,
    asked: u32,
}

type Articles = BTreeMap<String, Written>;

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_half() {
    let rounds = u32::try_from(number("CRASHES", 10)).expect("not that many");
    let place = Workplace::new([
        ("a.json", r#"{"titel": "De oven", "tekst": "Een alinea over brood."}"#),
        ("b.json", r#"{"titel": "Het meel", "tekst": "Een alinea over meel."}"#),
    ]);
    let mut ledgers = Vec::new();
    let mut articles = vec![Articles::new(); ARTICLE_WRITERS];
    let mut checked = 0;
    for round in 0..rounds {
        let server = start(&place);
        // All are checked again at the end.
        check(&server, &ledgers[checked..]);
        articles.iter_mut().for_each(|articles| check_articles(&server, articles));
        checked = ledgers.len();
        let address = server.address.clone();
        let acknowledged = Arc::new(AtomicU32::new(0));
        let article_writers: Vec<_> = (0..)
            .zip(std::mem::take(&mut articles))
            .map(|(number, mut articles)| {
                let (address, count) = (address.clone(), Arc::clone(&acknowledged));
                thread::spawn(move || {
                    write_articles_until_it_ends(&address, number, &mut articles, &count);
                    articles
                })
            })
            .collect();
        let writers: Vec<_> = (0..BUNDEL_WRITERS)
            .map(|_| {
                let (address, count) = (address.clone(), Arc::clone(&acknowledged));
                thread::spawn(move || write_until_it_ends(&address, &count))
            })
            .collect();
        // After some dozens of changes, and at any moment of the next.
        let enough = ENOUGH + round * 7 % ENOUGH;
        let began = Instant::now();
        while acknowledged.load(Ordering::Relaxed) < enough && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(u64::from(round * 37 % 101)));
        // Dropping a server is `kill -9`.
        drop(server);
        let made = writers.into_iter().flat_map(|writer| writer.join().expect("no panic"));
        ledgers.extend(made.collect::<Vec<_>>());
        let written = article_writers.into_iter().map(|writer| writer.join().expect("no panic"));
        articles.extend(written);
    }
    let server = start(&place);
    check(&server, &ledgers);
    articles.iter_mut().for_each(|articles| check_articles(&server, articles));
    drop(server);
    let written: u32 = articles.iter().flat_map(BTreeMap::values).map(|one| one.acknowledged).sum();
    assert!(written >= rounds, "only {written} articles in {rounds} rounds: nothing was tested");
    let changes: u32 = ledgers.iter().map(|ledger| ledger.acknowledged).sum();
    assert!(changes >= rounds, "only {changes} changes in {rounds} rounds: nothing was tested");
    let db = Connection::open(place.path("data/bundels.sqlite")).expect("the store's file");
    let sound: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("SQLite checks its file");
    assert_eq!(sound, "ok");
    let dangling = db.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([]));
    assert_eq!(dangling, Ok(false), "rows of a bundel that is not there");
}

fn start(place: &Workplace) -> Server {
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    place.start(command.env("BUNDELAAR_RATE_LIMIT", "off").env("BUNDELAAR_TOKEN", TOKEN))
}

/// Changes a few articles in turn, one by one and several at once, until the program is gone.
fn write_articles_until_it_ends(
    address: &str,
    writer: u32,
    articles: &mut Articles,
    count: &AtomicU32,
) {
    for step in 0.. {
        let mut ask = |place: u32| {
            let id = format!("w{writer}-{}", place % ARTICLES_EACH);
            let written = articles.entry(id.clone()).or_default();
            written.asked += 1;
            (id, written.asked)
        };
        let article = |number: u32| {
            let text = format!("Versie {number}");
            json!({"titel": text, "inleiding": text, "tekst": [{"alinea": text}]})
        };
        let done = if step % 4 == 3 {
            let asked: Vec<(String, u32)> = (0..ARTICLES_EACH).map(&mut ask).collect();
            let lines = asked.iter().map(|(id, number)| {
                let mut line = article(*number);
                line["id"] = json!(id);
                format!("{line}\n")
            });
            let lines: String = lines.collect();
            let answer = send(address, "PUT", "/api/v1/artikelen", TOKEN, LINES, &lines);
            let Some((200, report)) = answer else { return };
            assert_eq!(report["geweigerd"], 0, "{report}");
            asked
        } else {
            let (id, number) = ask(step);
            let path = format!("/api/v1/artikelen/{id}");
            match send(address, "PUT", &path, TOKEN, JSON, &article(number).to_string()) {
                Some((200 | 201, _)) => vec![(id, number)],
                // The thread that keeps the index may end a moment before the rest.
                Some((503, _)) | None => return,
                Some((status, problem)) => panic!("{path}: {status}: {problem}"),
            }
        };
        for (id, number) in done {
            articles.get_mut(&id).expect("asked for").acknowledged = number;
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What is found now counts as acknowledged from now on: it must not go back.
#[track_caller]
fn check_articles(server: &Server, articles: &mut Articles) {
    for (id, written) in articles {
        let path = format!("/api/v1/artikelen/{id}");
        let (status, found) =
            ask(&server.address, "GET", &path, "", &Value::Null).expect("the program answers");
        if status == 404 {
            assert_eq!(written.acknowledged, 0, "{path} was acknowledged");
            continue;
        }
        let title = found["titel"].as_str().unwrap_or_else(|| panic!("{path}: {found}"));
        let number = title.strip_prefix("Versie ").and_then(|text| text.parse().ok());
        let number: u32 = number.unwrap_or_else(|| panic!("{path} is called {title:?}"));
        let Written { acknowledged, asked } = *written;
        assert!((acknowledged..=asked).contains(&number), "{path}: {written:?}, found {number}");
        assert_eq!(
            (&found["inleiding"], &found["tekst"][0]["alinea"]),
            (&json!(title), &json!(title))
        );
        written.acknowledged = number;
    }
}

/// Makes bundels and changes them, one change at a time, until the program is gone.
fn write_until_it_ends(address: &str, count: &AtomicU32) -> Vec<Ledger> {
    let mut ledgers = Vec::new();
    while let Some((status, made)) = ask(address, "POST", "/api/v1/bundels", "", &body(0)) {
        assert_eq!(status, 201, "{made}");
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        let path = format!("/api/v1/bundels/{}", text("id"));
        let mut ledger = Ledger { path, key: text("sleutel"), acknowledged: 0, asked: 0 };
        let mut alive = true;
        while alive && ledger.asked < CHANGES_PER_BUNDEL {
            ledger.asked += 1;
            match ask(address, "PATCH", &ledger.path, &ledger.key, &change(ledger.asked)) {
                Some((200, _)) => {
                    ledger.acknowledged = ledger.asked;
                    count.fetch_add(1, Ordering::Relaxed);
                }
                Some((status, problem)) => panic!("{status}: {problem}"),
                None => alive = false,
            }
        }
        ledgers.push(ledger);
        if !alive {
            break;
        }
    }
    ledgers
}

/// A new bundel has the same texts as change 0.
fn body(number: u32) -> Value {
    json!({"titel": format!("Wijziging {number}"), "artikelen": ["a", "b"]})
}

/// The number stands in every part, so that half a change shows.
fn change(number: u32) -> Value {
    let text = format!("Wijziging {number}");
    json!({
        "titel": text,
        "inleiding": text,
        "onderdelen": [
            {"artikel": "b", "notitie": text},
            {"tussentitel": text},
            {"artikel": "a", "notitie": text},
        ],
    })
}

#[track_caller]
fn check(server: &Server, ledgers: &[Ledger]) {
    for Ledger { path, key: _, acknowledged, asked } in ledgers {
        let (status, found) =
            ask(&server.address, "GET", path, "", &Value::Null).expect("the program answers");
        assert_eq!(status, 200, "{path} was acknowledged: {found}");
        let title = found["titel"].as_str().expect("a title");
        let number = title.strip_prefix("Wijziging ").and_then(|text| text.parse().ok());
        let number: u32 = number.unwrap_or_else(|| panic!("{path} is called {title:?}"));
        assert!(
            (*acknowledged..=*asked).contains(&number),
            "{path}: change {acknowledged} was acknowledged and {asked} asked for; found {number}"
        );
        let parts = found["onderdelen"].as_array().expect("parts");
        if number == 0 {
            assert_eq!((parts.len(), &found["inleiding"]), (2, &Value::Null), "{found}");
            continue;
        }
        assert_eq!((parts.len(), &found["inleiding"]), (3, &found["titel"]), "{found}");
        for part in parts {
            let text = part.get("notitie").or_else(|| part.get("tussentitel"));
            assert_eq!(text, Some(&found["titel"]), "{found}");
        }
    }
}

/// One request on a connection of its own; `None` when no whole answer came.
fn ask(address: &str, method: &str, path: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(address, method, path, key, JSON, &body)
}

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

fn send(
    address: &str,
    method: &str,
    path: &str,
    key: &str,
    media_type: &str,
    body: &str,
) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         authorization: Bearer {key}\r\ncontent-type: {media_type}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, content) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    // Half an answer is no acknowledgement; it is no whole JSON either.
    Some((status, serde_json::from_str(content).ok()?))
}
