//! The command line: each command's answer, exit codes, settings, and serving as a process.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use crate::program::{Run, Workplace};

const BAKERY: &str = r#"{"titel": "De oven van de wijk", "soort": "praktijkvoorbeeld",
    "inleiding": "Twaalf werkzoekenden bakken er “zuurdesem” voor Zoë.",
    "tekst": ["De oven brandt om vier uur.", {"citaat": "“Brood verbindt.”"}],
    "organisaties": ["Zonnebrood vzw"], "gepubliceerdOp": "2016-08-10"}"#;
const MILL: &str = r#"{"titel": "Meel malen met de buurt", "soort": "inspiratie",
    "tekst": "Van graan tot brood.", "organisaties": ["Molen & Co"],
    "gepubliceerdOp": "2019-03-02"}"#;
const REGISTRY: &str = "[[organisatie]]\nnaam = \"Zonnebrood\"\naliassen = [\"Zon en Brood\"]\n";

fn bakery() -> Workplace {
    Workplace::new([("oven.json", BAKERY), ("meel.json", MILL), ("_organisaties.toml", REGISTRY)])
}

fn ids(run: &Run) -> Vec<String> {
    let answer = run.json();
    let hits = answer["resultaten"].as_array().expect("a list");
    hits.iter().map(|hit| hit["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn exit_codes_tell_what_a_caller_can_do() {
    let place = bakery();
    place.write("bestand.txt", "");
    let long = "a".repeat(100_000);
    for (arguments, code, said) in [
        (vec!["--help"], 0, "Usage"),
        (vec!["--version"], 0, "bundelaar"),
        (vec!["help", "bundel"], 0, "--artikel"),
        (vec!["search", "brood"], 0, "De oven van de wijk"),
        (vec!["search", "?!...", "--json"], 0, "\"totaal\": 0"),
        (vec!["niets"], 2, "niets"),
        (vec!["search"], 2, "QUERY"),
        (vec!["search", "brood", "--van", "2026-02-31"], 2, "2026-02-31"),
        (vec!["search", "brood", "--soort", "nieuws"], 2, "nieuws"),
        (vec!["search", "brood", "--sorteer", "mooiste"], 2, "mooiste"),
        (vec!["search", "brood", "--per-pagina", "101"], 2, "101"),
        (vec!["search", "brood", "--pagina", "0"], 2, "pagina"),
        (vec!["search", &long], 2, "100000"),
        (vec!["search", "brood", "--trec"], 2, "--trec"),
        (vec!["search", "--trec"], 2, "--queries"),
        (vec!["search", "--queries", "weg.tsv", "--trec"], 2, "weg.tsv"),
        (vec!["search", "--queries", "corpus/oven.json", "--trec"], 2, "qid<TAB>text"),
        (vec!["bundel", "brood"], 2, "--output"),
        (vec!["bundel", "-o", "uit.pdf"], 2, "--artikel"),
        (vec!["bundel", "brood", "-o", "uit.docx"], 2, "pdf, epub, html, md, json"),
        (vec!["bundel", "--artikel", "../oven", "-o", "uit.pdf"], 2, "../oven"),
        (vec!["bundel", "--artikel", "weg", "-o", "uit.pdf"], 2, "weg"),
        (vec!["check", "weg.txt"], 2, "weg.txt"),
        (vec!["serve", "--listen", "hier"], 2, "hier"),
        (vec!["serve", "--listen", "localhost:8080"], 2, "127.0.0.1:8080 for this machine"),
        (vec!["serve", "--url", "https://a.example/bundels"], 2, "without a path"),
        (vec!["serve", "--url", "bundels.example"], 2, "https://"),
        (vec!["index", "--dictionary", "weg.dic"], 2, "weg.dic"),
        (vec!["bundel", "xqzvwk", "-o", "uit.pdf"], 3, "xqzvwk"),
        (vec!["bundel", "brood", "-o", "weg/uit.md"], 3, "weg/uit.md"),
        (vec!["index", "--corpus", "weg"], 3, "weg"),
        (vec!["serve", "--corpus", "weg"], 3, "weg"),
        (vec!["check", "--corpus", "weg"], 3, "weg"),
        (vec!["search", "brood", "--index", "bestand.txt"], 3, "bestand.txt"),
        (vec!["serve", "--data", "bestand.txt", "--listen", "127.0.0.1:0"], 3, "bestand.txt"),
    ] {
        let run = place.run(&arguments);
        let shown: String = arguments.join(" ").chars().take(80).collect();
        assert_eq!(run.code, Some(code), "{shown}: {}{}", run.out, run.err);
        let (said_in, silent) = if code == 0 { (&run.out, "") } else { (&run.err, &*run.out) };
        assert!(said_in.contains(said), "{shown}: {said:?} in {said_in}");
        assert_eq!(silent, "", "{shown}: results only on standard output");
    }
    // An article that cannot be read: all others are answered for, and the code remembers.
    place.write("corpus/stuk.json", "{");
    for arguments in [
        &["index"][..],
        &["search", "brood"],
        &["check"],
        &["bundel", "brood", "-o", "uit.md"],
        &["analyse"],
    ] {
        let run = place.run(arguments).expect(1);
        assert!(run.err.contains("stuk.json"), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn help_names_every_setting() {
    let place = bakery();
    for command in ["serve", "index", "search", "bundel", "check", "analyse"] {
        let help = place.run(&[command, "--help"]).expect(0).out;
        for setting in ["CORPUS", "INDEX", "DATA", "DICTIONARY"] {
            assert!(help.contains(&format!("BUNDELAAR_{setting}")), "{command}: {setting}");
            assert!(help.contains(&format!("--{}", setting.to_lowercase())), "{command}");
        }
    }
}

#[test]
fn settings_come_from_flags_before_the_environment() {
    let place = bakery();
    place.write("elders/a.json", r#"{"titel": "Elders", "tekst": "Heel ergens anders."}"#);
    let totals = |command: &mut Command| {
        let run = Run::from(command.output().expect("the program starts"));
        run.expect(0).out
    };
    let environment = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("BUNDELAAR_CORPUS", "elders").env("BUNDELAAR_INDEX", "elders-index");
        command
    };
    assert!(totals(&mut environment(&["index"])).contains("added 1,"));
    assert!(place.path("elders-index").exists() && !place.path("index").exists());
    let flags = ["index", "--corpus", "corpus", "--index", "index"];
    assert!(totals(&mut environment(&flags)).contains("added 2,"));
    // A flag may stand before the command as well.
    assert!(totals(&mut place.command(&["--index", "derde", "index"])).contains("added 2,"));
}

#[test]
fn the_index_says_what_changed() {
    let place = bakery();
    let check = |expect: &str| {
        assert_eq!(place.run(&["index"]).expect(0).out.trim_end(), expect);
    };
    check("added 2, changed 0, removed 0, unchanged 0, failed 0");
    check("added 0, changed 0, removed 0, unchanged 2, failed 0");
    place.write("corpus/meel.json", MILL.replace("graan", "spelt"));
    place.write("corpus/nieuw.json", r#"{"titel": "Nieuw", "tekst": "Vers."}"#);
    fs::remove_file(place.path("corpus/oven.json")).expect("it was there");
    check("added 1, changed 1, removed 1, unchanged 0, failed 0");
    let rebuilt = place.run(&["index", "--rebuild"]).expect(0).out;
    assert!(rebuilt.starts_with("added 2,"), "{rebuilt}");
}

#[test]
fn a_search_is_filtered_and_answered_as_the_api_does() {
    let place = bakery();
    let check = |filters: &[&str], expect: &[&str]| {
        let run = place.run(&[&["search", "brood", "--json"], filters].concat()).expect(0);
        let mut found = ids(&run);
        found.sort();
        assert_eq!(found, expect, "{filters:?}");
        run
    };
    let all = check(&[], &["meel", "oven"]).json();
    for key in ["totaal", "pagina", "perPagina", "resultaten", "facetten", "bedoeldeU"] {
        assert!(all.get(key).is_some(), "{key}");
    }
    check(&["--organisatie", "Zonnebrood"], &["oven"]);
    check(&["--organisatie", "zon en brood"], &["oven"]);
    check(&["--organisatie", "Zonnebrood", "--organisatie", "Molen & Co"], &["meel", "oven"]);
    check(&["--soort", "inspiratie"], &["meel"]);
    check(&["--van", "2016-08-10", "--tot", "2016-08-10"], &["oven"]);
    check(&["--van", "2017-01-01", "--tot", "2017-12-31"], &[]);
    let page = check(&["--sorteer", "oudste", "--per-pagina", "1", "--pagina", "2"], &["meel"]);
    assert_eq!((&page.json()["totaal"], &page.json()["pagina"]), (&2.into(), &2.into()));
}

#[test]
fn a_file_of_queries_becomes_a_trec_run() {
    let place = bakery();
    place.write("vragen.tsv", "a1\tbrood\n\nb2\twerkzoekende\nc3\txqzvwk\n");
    let run = place.run(&["search", "--queries", "vragen.tsv", "--trec"]).expect(0);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(rows.len(), 3, "{}", run.out);
    for row in &rows {
        let [_, "Q0", "oven" | "meel", "1" | "2", score, "bundelaar"] = row[..] else {
            panic!("{row:?}");
        };
        assert!(score.parse::<f32>().is_ok_and(|score| score > 0.0), "{row:?}");
    }
    assert_eq!(rows[2][..4], ["b2", "Q0", "oven", "1"]);
}

#[test]
fn words_are_analysed_one_a_line() {
    let place = bakery();
    let run = place.run_with_input(&["analyse", "--tsv"], "opleiding\n\nopleidingen\n");
    let rows: Vec<&str> = run.out.lines().collect();
    assert_eq!((run.code, rows.len()), (Some(0), 3), "{run:?}");
    assert!(rows.iter().all(|row| row.split('\t').count() == 3), "{rows:?}");
    let term = |row: &str| row.split('\t').nth(1).map(str::to_owned);
    assert_eq!((rows[1], term(rows[0])), ("\t\t", term(rows[2])), "one term for both");
    let steps = place.run_with_input(&["analyse"], "Opleidingen\n").expect(0).out;
    assert!(steps.starts_with("Opleidingen\n") && steps.contains("opleiding"), "{steps}");
}

#[test]
fn a_check_writes_nothing_and_can_be_strict() {
    let place = bakery();
    let run = place.run(&["check"]).expect(0);
    assert!(run.out.ends_with("2 articles, 0 warnings, 0 failed\n"), "{}", run.out);
    assert!(!place.path("index").exists() && !place.path("data").exists());
    place.run(&["check", "--strict"]).expect(0);
    place.write("corpus/kaal.json", r#"{"titel": "Enkel een titel"}"#);
    place.run(&["check"]).expect(0);
    let strict = place.run(&["check", "--strict"]).expect(1);
    assert!(strict.out.contains("kaal.json: no text"), "{}", strict.out);
    let one = place.run(&["check", "--strict", "corpus/oven.json"]).expect(0);
    assert!(one.out.ends_with("1 articles, 0 warnings, 0 failed\n"), "{}", one.out);
}

#[test]
fn a_bundel_is_written_in_the_form_its_name_ends_in() {
    let place = bakery();
    for (file, begin) in [
        ("uit.pdf", "%PDF-1.7"),
        ("UIT.PDF", "%PDF-1.7"),
        ("uit.epub", "PK"),
        ("uit.html", "<!DOCTYPE html>"),
        ("uit.md", "# Brood"),
        ("uit.json", "{"),
        ("uit.ris", "TY  - ELEC"),
    ] {
        let arguments = ["bundel", "brood", "--artikel", "meel", "--titel", "Brood", "-o", file];
        let run = place.run(&arguments).expect(0);
        assert_eq!(run.out, "");
        let bytes = fs::read(place.path(file)).expect("the file is there");
        assert!(bytes.starts_with(begin.as_bytes()), "{file}");
    }
    let json = fs::read_to_string(place.path("uit.json")).expect("text");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let articles: Vec<_> = json["onderdelen"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|part| part["artikel"]["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(articles, ["meel", "oven"], "what was named comes first, and once");
    // Filters alone are a search too, beside named articles as well.
    for (arguments, expect) in [
        (&["--soort", "inspiratie"][..], &["Meel malen met de buurt"][..]),
        (&["--van", "2015-01-01", "--tot", "2017-01-01"], &["De oven van de wijk"]),
        (
            &["--artikel", "oven", "--soort", "inspiratie"],
            &["De oven van de wijk", "Meel malen met de buurt"],
        ),
        (&["--artikel", "oven"], &["De oven van de wijk"]),
    ] {
        place.run(&[&["bundel", "-o", "uit.md"], arguments].concat()).expect(0);
        let text = fs::read_to_string(place.path("uit.md")).expect("text");
        let titles: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(titles, expect, "{arguments:?}");
    }
    place.run(&["bundel", "--soort", "evenement", "-o", "uit.md"]).expect(3);
    assert!(fs::read_dir(place.path("")).expect("a folder").all(|entry| {
        !entry.expect("an entry").file_name().to_string_lossy().ends_with(".part")
    }));
}

#[test]
fn the_server_tells_where_it_listens_and_stops_when_asked() {
    let place = bakery();
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(!server.address.ends_with(":0"), "{}", server.address);
    assert!(fetch(&server.address, "/").contains("De oven van de wijk"));
    // Another process reads the same folders meanwhile.
    let run = place.run(&["search", "brood", "--json"]).expect(0);
    assert_eq!(ids(&run).len(), 2);
    assert_eq!(server.terminate(), Some(0));
    // Alone it is the same, with its settings from the environment.
    let mut alone = place.command(&[]);
    let server = place.start(alone.env("BUNDELAAR_LISTEN", "127.0.0.1:0"));
    assert!(fetch(&server.address, "/healthz").contains("200 OK"));
    assert_eq!(server.terminate(), Some(0));
}

pub fn fetch(address: &str, path: &str) -> String {
    String::from_utf8(fetch_bytes(address, path)).expect("an answer in text")
}

/// An answer that need not be text.
pub fn fetch_bytes(address: &str, path: &str) -> Vec<u8> {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
}

pub fn post(address: &str, path: &str, json: &str) -> String {
    let length = json.len();
    let answer = exchange(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{json}"
        ),
    );
    String::from_utf8(answer).expect("an answer in text")
}

/// What a page of the site sends when a visitor without a bundel presses a button.
pub fn post_form(address: &str, path: &str, fields: &str) -> String {
    let length = fields.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n\r\n{fields}"
    );
    String::from_utf8(exchange(address, &request)).expect("a page")
}

pub fn exchange(address: &str, request: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    answer
}

#[test]
fn check_compares_articles_and_names() {
    let place = bakery();
    let text = "Twaalf mensen uit de buurt bakken er brood. Het deeg rijst de hele nacht, en om vier \
                uur gaat de oven aan. Wie wil, leert er een vak en neemt een brood mee naar huis. \
                Over een jaar moet de bakkerij het zonder hulp kunnen redden.";
    let article = |title: &str, organisation: &str, text: &str| {
        serde_json::json!({"titel": title, "soort": "inspiratie", "tekst": text,
            "organisaties": [organisation], "gepubliceerdOp": "2020-01-01"})
        .to_string()
    };
    place.write("corpus/a.json", article("A", "Zonebrood vzw", text));
    place.write("corpus/b.json", article("B", "Bakkerij Het Eiland", &text.replace(", ", " – ")));
    place.write("corpus/c.json", article("C", "Bakkerij Het Eyland", "Kort."));
    let french = "Chaque matin, l'équipe cuit du pain pour tout le village. Celui qui le souhaite y \
                  apprend un métier, et ce n'est pas facile. Après un an, il part travailler chez un \
                  boulanger du quartier, mais la porte de l'atelier reste toujours ouverte pour lui.";
    place.write("corpus/d.json", article("D", "Zonnebrood", french));
    let run = place.run(&["check"]).expect(0);
    for expected in [
        "b.json: a.json has the same text",
        "a.json: organisation \"Zonebrood\" looks like \"Zonnebrood\", which is registered",
        "c.json: organisation \"Bakkerij Het Eyland\" looks like \"Bakkerij Het Eiland\", which is not",
        "d.json: looks French, not Dutch",
    ] {
        assert!(run.out.contains(&format!("  warning: {expected}")), "{expected}: {}", run.out);
    }
    assert!(run.out.ends_with("6 articles, 4 warnings, 0 failed\n"), "{}", run.out);
    assert_eq!(place.run(&["check", "--strict"]).code, Some(1));
}

#[test]
fn check_reads_standard_input() {
    let place = bakery();
    let check = |form: &[&str], input: &str, code: i32, expected: &str| {
        let run = place.run_with_input(&[&["check", "-"], form].concat(), input).expect(code);
        assert!(format!("{}{}", run.out, run.err).contains(expected), "{form:?}: {run:?}");
    };
    check(&[], "Titel\n\nTekst.\n", 0, "stdin: \"Titel\"");
    check(&[], BAKERY, 0, "stdin: \"De oven van de wijk\"");
    check(&["--form", "html"], "<h1>Titel</h1><p>Tekst.", 0, "stdin: \"Titel\"");
    check(&["--form", "md"], "---\ntitel: 3\n---\n", 1, "stdin: line 2: titel: expected a string");
    check(&["--form", "jsonl"], "{\"titel\": \"A\"}\n{}\n", 1, "stdin:2: titel is missing");
    check(&["--form", "pdf"], "", 2, "expected txt, html");
    assert_eq!(place.run(&["check", "-", "corpus/oven.json"]).code, Some(2));
}
