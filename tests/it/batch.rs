//! Many articles in one request, one a line, each with an answer of its own.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::live::{Reply, Site, WRITING};

const LINES: (&str, &str) = ("Content-Type", "application/x-ndjson");

fn put(site: &Site, lines: &str) -> Reply {
    site.ask("PUT", "/artikelen", &[WRITING[0], LINES], lines)
}

/// Line, id, status and the places of the faults, of each line.
fn told(reply: &Reply) -> Vec<(u64, Value, u64, Vec<String>)> {
    let lines = reply.body["regels"].as_array().unwrap_or_else(|| panic!("{}", reply.head));
    let place = |fault: &Value| fault["pointer"].as_str().unwrap_or_default().to_owned();
    lines
        .iter()
        .map(|line| {
            let faults = line["fouten"].as_array().expect("a list").iter().map(place).collect();
            let number = |key: &str| line[key].as_u64().expect("a number");
            (number("regel"), line["id"].clone(), number("status"), faults)
        })
        .collect()
}

#[test]
fn each_line_has_its_own_answer() {
    let site = Site::new();
    let long = "x".repeat(121);
    let lines = [
        r#"{"id": "peer", "titel": "Peren persen"}"#,
        "",
        r#"{"id": "pruim", "titel": "Pruimen drogen", "tekst": ["Op zolder."]}"#,
        "geen JSON",
        "[1]",
        r#"{"titel": "Zonder id"}"#,
        r#"{"id": "../a", "titel": "Weg"}"#,
        r#"{"id": "kers", "titel": 3, "tekst": [{"alinea": 4}]}"#,
        r#"{"id": "peer", "titel": "Nog eens"}"#,
        r#"{"id": "a", "titel": "Van de redactie"}"#,
        r#"{"id": "_los", "titel": "Geen artikel"}"#,
        &format!(r#"{{"id": "{long}", "titel": "Te lang"}}"#),
        "\r",
    ];
    let reply = put(&site, &lines.join("\n"));
    assert_eq!(reply.status, 200, "{}", reply.head);
    let shortened = format!("{}…", &long[..80]);
    let expect = [
        (1, json!("peer"), 201, vec![]),
        (3, json!("pruim"), 201, vec![]),
        (4, Value::Null, 400, vec!["#"]),
        (5, Value::Null, 422, vec!["#"]),
        (6, Value::Null, 422, vec!["#/id"]),
        (7, json!("../a"), 422, vec!["#/id"]),
        (8, json!("kers"), 422, vec!["#/titel", "#/tekst/0/alinea"]),
        (9, json!("peer"), 422, vec!["#/id"]),
        (10, json!("a"), 409, vec!["#"]),
        (11, json!("_los"), 422, vec!["#/id"]),
        (12, json!(shortened), 422, vec!["#/id"]),
    ];
    let expect = expect.map(|(line, id, status, faults)| {
        (line, id, status, faults.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(told(&reply), expect);
    assert_eq!((&reply.body["geschreven"], &reply.body["geweigerd"]), (&json!(2), &json!(9)));
    // What was answered is found, and is a file that one may delete and replace.
    assert_eq!((site.count("peren"), site.count("pruimen"), site.count("kers")), (1, 1, 0));
    assert_eq!(site.ask("GET", "/artikelen/peer", &[], "").body["titel"], "Peren persen");
    assert!(site.place.path("corpus/api/pruim.json").is_file());
    let again = "{\"id\": \"peer\", \"titel\": \"Appelen persen\"}\n{\"id\": \"noot\", \"titel\": \"Noten\"}";
    let new_alone = [WRITING[0], LINES, ("If-None-Match", "*")];
    let reply = site.ask("PUT", "/artikelen", &new_alone, again);
    let statuses: Vec<u64> = told(&reply).into_iter().map(|(_, _, status, _)| status).collect();
    assert_eq!(statuses, [412, 201]);
    let reply = put(&site, again);
    let statuses: Vec<u64> = told(&reply).into_iter().map(|(_, _, status, _)| status).collect();
    assert_eq!((statuses, site.count("peren")), (vec![200, 200], 0));
    assert_eq!(told(&put(&site, "")), []);
}

#[test]
fn what_is_no_batch_is_refused_whole() {
    let site = Site::new();
    let line = r#"{"id": "peer", "titel": "Peren persen"}"#;
    let check = |path: &str, headers: &[(&str, &str)], body: &str, expect: u16, said: &str| {
        let reply = site.ask("PUT", path, headers, body);
        assert_eq!(reply.status, expect, "{headers:?}: {}", reply.body);
        let detail = reply.body["detail"].as_str().expect("a problem");
        assert!(detail.contains(said), "{said} in {detail}");
    };
    let all = "/artikelen";
    check(all, &[LINES], line, 401, "sleutel");
    check(all, &[("Authorization", "Bearer geraden"), LINES], line, 403, "beheerder");
    check(all, &[WRITING[0], WRITING[1]], line, 415, "application/x-ndjson");
    check(all, &[WRITING[0]], line, 415, "application/x-ndjson");
    check("/artikelen?q=a", &[WRITING[0], LINES], line, 400, "parameter");
    let many: String =
        (0..1001).map(|n| format!("{{\"id\": \"n{n}\", \"titel\": \"N\"}}\n")).collect();
    check(all, &[WRITING[0], LINES], &many, 413, "1000 artikelen");
    let answer = of_length(&site, "16777217");
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("16777216 bytes"), "{answer}");
    assert!(!site.place.path("corpus/api").exists(), "nothing was written");
}

/// Sends a head that promises so many bytes, and gives the answer.
fn of_length(site: &Site, length: &str) -> String {
    let mut stream = TcpStream::connect(&site.server.address).expect("a connection");
    let (name, token) = WRITING[0];
    write!(
        stream,
        "PUT /api/v1/artikelen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         {name}: {token}\r\nContent-Length: {length}\r\n\r\n"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// Run with `UPDATE_EXAMPLES=1`, this writes the answer down.
#[test]
fn the_example_is_an_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/api/description/examples");
    let sent = fs::read_to_string(folder.join("schrijfArtikelen.jsonl")).expect("an example");
    let answer = put(&Site::new(), &sent).body;
    let file = folder.join("schrijfArtikelen.json");
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        let text = serde_json::to_string_pretty(&answer).expect("JSON");
        fs::write(&file, format!("{text}\n")).expect("written");
    }
    let example = fs::read_to_string(&file).expect("an example");
    let example: Value = serde_json::from_str(&example).expect("JSON");
    assert_eq!(answer, example);
}
