//! The program killed with `kill -9` while several clients write: what it acknowledged is there, and
//! nothing is half.
//!
//! `CRASHES` says how many times it is killed; 10 unless told otherwise, so that every run of
//! the tests has some.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::program::{Server, Workplace};

const WRITERS: usize = 4;

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

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_half() {
    let rounds: u32 = std::env::var("CRASHES").map_or(10, |text| {
        text.parse().unwrap_or_else(|_| panic!("CRASHES is {text:?}; expected a number"))
    });
    let place = Workplace::new([
        ("a.json", r#"{"titel": "De oven", "tekst": "Een alinea over brood."}"#),
        ("b.json", r#"{"titel": "Het meel", "tekst": "Een alinea over meel."}"#),
    ]);
    let mut ledgers = Vec::new();
    let mut checked = 0;
    for round in 0..rounds {
        let server = start(&place);
        // All are checked again at the end.
        check(&server, &ledgers[checked..]);
        checked = ledgers.len();
        let address = server.address.clone();
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let address = address.clone();
                thread::spawn(move || write_until_it_ends(&address))
            })
            .collect();
        // Spread over what a few dozen changes take, so that it ends in all kinds of moments.
        thread::sleep(Duration::from_millis(60 + u64::from(round * 37 % 240)));
        // Dropping a server is `kill -9`.
        drop(server);
        let made = writers.into_iter().flat_map(|writer| writer.join().expect("no panic"));
        ledgers.extend(made.collect::<Vec<_>>());
    }
    let server = start(&place);
    check(&server, &ledgers);
    drop(server);
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
    place.start(command.env("BUNDELAAR_RATE_LIMIT", "off"))
}

/// Makes bundels and changes them, one change at a time, until the program is gone.
fn write_until_it_ends(address: &str) -> Vec<Ledger> {
    let mut ledgers = Vec::new();
    while let Some((201, made)) = ask(address, "POST", "/api/v1/bundels", "", &body(0)) {
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        let path = format!("/api/v1/bundels/{}", text("id"));
        let mut ledger = Ledger { path, key: text("sleutel"), acknowledged: 0, asked: 0 };
        let mut alive = true;
        while alive && ledger.asked < CHANGES_PER_BUNDEL {
            ledger.asked += 1;
            match ask(address, "PATCH", &ledger.path, &ledger.key, &change(ledger.asked)) {
                Some((200, _)) => ledger.acknowledged = ledger.asked,
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
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         authorization: Bearer {key}\r\ncontent-type: application/json\r\n\
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
