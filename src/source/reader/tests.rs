use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// Every article in a file, in short: line, id and title, or why not.
fn read(path: &str, bytes: &[u8]) -> Vec<String> {
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let path = Path::new(path);
    let form = Form::of_path(path).expect("a known form");
    let mut found = Vec::new();
    reader.read(path, form, bytes, |record| {
        let line = record.line.map(|line| format!("{line}: ")).unwrap_or_default();
        found.push(match record.outcome {
            Ok(reading) => format!("{line}{} {}", reading.article.id, reading.article.title),
            Err(error) => format!("{line}{error}"),
        });
    });
    found
}

#[track_caller]
fn check(path: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(path, bytes.as_ref()), expected, "{path}");
}

#[test]
fn a_file_is_read_by_its_form() {
    check("2019/Een Tekst.txt", "Titel\n\nTekst.", &["2019-een-tekst Titel"]);
    check("Belgi\u{eb}.TXT", b"Belgi\xEB\r\n\r\nTekst.", &["belgi- België"]);
    check("a.json", r#"{"titel": "Titel"}"#, &["a Titel"]);
    check("a.json", r#"{"titel": "Titel", "id": "Gegeven"}"#, &["Gegeven Titel"]);
    check("a.json", r#"[{"titel": "Een"}, {"titel": "Twee", "id": "b"}]"#, &["a-1 Een", "b Twee"]);
    check("a.json", "{\"titel\": \"Een\"}\n{\"titel\": \"Twee\"}\n", &["a-1 Een", "a-2 Twee"]);
    check("a.txt", r#"{"titel": "Toch JSON"}"#, &["a Toch JSON"]);
    check(
        "x/a.jsonl",
        "{\"titel\": \"Een\"}\r\n\n{\"titel\": \"Twee\"}",
        &["1: x-a-1 Een", "3: x-a-3 Twee"],
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let empty = "empty; an article needs at least a title";
    check("a.txt", "", &[empty]);
    check("a.json", " \n", &[empty]);
    check("a.jsonl", "", &[]);
    check("a.txt", b"\x89PNG\0\0", &["binary data, not text"]);
    check("a.txt", "Terug naar boven", &["no title"]);
    check("a.json", "{\"titel\": ", &["not JSON: EOF while parsing a value at line 1 column 10"]);
    check("a.json", "[{\"titel\": \"T\"}, {}]", &["a-1 T", "[1].titel is missing"]);
    check(
        "a.json",
        "[".repeat(100_000),
        &["not JSON: recursion limit exceeded at line 1 column 128"],
    );
    let no_id =
        "its path makes no id of 1 to 120 characters: shorten it, or give the article an id";
    check(&format!("{}.txt", "x".repeat(121)), "Titel", &[no_id]);
    check(&format!("{}.json", "x".repeat(121)), "{\"titel\": \"T\"}", &[no_id]);
}

#[test]
fn a_bad_line_is_one_failure_and_the_rest_goes_on() {
    let mut lines = b"{\"titel\": \"Een\"}\n{\"titel\": 3}\nrommel\n\xFF\x00\n".to_vec();
    lines.extend(vec![b'x'; MAX_LINE_BYTES + 10]);
    lines.extend(b"\n\"tekst\"\n{\"titel\": \"Zeven\"}");
    check(
        "a.jsonl",
        lines,
        &[
            "1: a-1 Een",
            "2: titel: expected a string, found a number",
            "3: not JSON: expected value at line 1 column 1",
            "4: binary data, not text",
            "5: 4194314 bytes; an article may have at most 4194304",
            "6: the article: expected an object, found a string",
            "7: a-7 Zeven",
        ],
    );
}

#[test]
fn lines_are_cut_in_any_encoding_and_end_as_on_any_system() {
    let lines = "\u{feff}{\"titel\": \"Twee ’s avonds € 5\"}\r\n\n{\"titel\": \"ഊ ⁊\"}\n";
    let expected = ["1: a-1 Twee ’s avonds € 5", "3: a-3 ഊ ⁊"];
    check("a.jsonl", lines, &expected);
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let utf16: Vec<u8> = lines.encode_utf16().flat_map(bytes).collect();
        check("a.jsonl", &utf16, &expected);
        // Without its mark it is told from the letters of ASCII.
        let plain: String = lines.chars().skip(1).filter(|c| c.is_ascii()).collect();
        let utf16: Vec<u8> = plain.encode_utf16().flat_map(bytes).collect();
        check("a.jsonl", &utf16, &["1: a-1 Twee s avonds  5", "3: titel is empty"]);
    }
    check(
        "a.jsonl",
        "{\"titel\": \"Een\"}\r{\"titel\": \"Twee\"}\r",
        &["1: a-1 Een", "2: a-2 Twee"],
    );
}

#[test]
fn an_encoding_is_warned_of_once_in_every_form() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let check = |path: &str, bytes: &[u8], expected: &[bool]| {
        let organisations = Organisations::default();
        let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
        let form = Form::of_path(Path::new(path)).expect("a known form");
        let mut found = Vec::new();
        reader.read(Path::new(path), form, bytes, |record| {
            let warnings = record.outcome.expect("an article").warnings;
            found.push(warnings.iter().any(|warning| {
                matches!(warning, Warning::NotUtf8 { .. } | Warning::BrokenUtf8 { .. })
            }));
        });
        assert_eq!(found, expected, "{path}");
    };
    let windows = b"{\"titel\": \"caf\xE9\"}";
    check("w.json", windows, &[true]);
    check("w.jsonl", windows, &[true]);
    check("w.txt", windows, &[true]);
    let broken = b"{\"titel\": \"\xC3\xA9\xC3\xA9n caf\xC3\"}";
    check("k.json", broken, &[true]);
    check("k.jsonl", broken, &[true]);
    check("l.json", b"[{\"titel\": \"caf\xE9\"}, {\"titel\": \"b\"}]", &[true, false]);
    let lines = utf16("\u{feff}{\"titel\": \"a\"}\n{\"titel\": \"b\"}\n");
    check("u.jsonl", &lines, &[true, false]);
    // A page says itself what it is in.
    let page = b"<!doctype html><meta charset=windows-1252><h1>caf\xE9</h1><p>a";
    check("p.html", page, &[false]);
    check("p.txt", page, &[false]);
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let lines = "more than 200000 lines: no article that was written as one has so many";
    check("a.txt", "a\n".repeat(200_001), &[lines]);
    check("a.md", "a\n\n".repeat(100_001), &[lines]);
    check(
        "a.md",
        "a<br>".repeat(450_000),
        &["more than 200000 paragraphs: no article that was written as one has so many"],
    );
    let text = "a\\n\\n".repeat(200_001);
    check(
        "a.json",
        format!("{{\"titel\": \"T\", \"tekst\": \"{text}\"}}"),
        &["tekst has more than 200000 paragraphs"],
    );
    let values = "more than 500000 values: no article that was written as one has so many";
    let many = format!("{{\"titel\": \"T\", \"tekst\": [{}0]}}", "{\"a\":0},".repeat(250_000));
    check("a.json", &many, &[values]);
    check("a.jsonl", many, &[&format!("1: {values}")]);
}

#[test]
fn an_article_of_many_organisations_is_read_in_time() {
    let names: Vec<String> = (0..60_000).map(|n| format!("\"organisatie {n}\"")).collect();
    let text = format!("{{\"titel\": \"T\", \"organisaties\": [{}]}}", names.join(","));
    let begin = std::time::Instant::now();
    check("a.json", text, &["a T"]);
    assert!(begin.elapsed() < std::time::Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[test]
fn a_message_lists_twenty_faults_and_counts_the_rest() {
    let blocks =
        |count: usize| format!("{{\"titel\": \"T\", \"tekst\": [{}\"a\"]}}", "3,".repeat(count));
    for (count, more) in [(20, None), (21, Some("; and 1 more")), (5_000, Some("; and 4980 more"))]
    {
        let [message] = read("a.json", blocks(count).as_bytes()).try_into().expect("one");
        assert_eq!(message.matches("tekst[").count(), 20);
        assert_eq!(message.find("; and ").map(|at| &message[at..]), more);
    }
    let fields = (0..30).map(|n| format!(", \"x{n}\": 1")).collect::<String>();
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let id = "a".parse().expect("an id");
    let reading = reader.read_article(&id, &format!("{{\"titel\": \"T\"{fields}}}"));
    let warnings = reading.expect("an article").warnings;
    let is_field = |warning: &&Warning| matches!(warning, Warning::UnknownField { .. });
    assert_eq!(warnings.iter().filter(is_field).count(), 20);
    assert!(warnings.contains(&Warning::UnknownFields { count: 10 }));
}

#[test]
fn a_line_of_the_longest_allowed_length_is_read() {
    let line = |length: usize| {
        let frame = "{\"titel\": \"\"}\n".len();
        format!("{{\"titel\": \"{}\"}}\n", "x".repeat(length - frame))
    };
    assert!(read("a.jsonl", line(MAX_LINE_BYTES).as_bytes())[0].starts_with("1: a-1 xxx"));
    assert!(read("a.jsonl", line(MAX_LINE_BYTES + 2).as_bytes())[0].contains("at most"));
}

#[test]
fn warnings_say_what_looks_wrong() {
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let check = |path: &str, bytes: &[u8], expected: &[&str]| {
        let form = Form::of_path(Path::new(path)).expect("a known form");
        reader.read(Path::new(path), form, bytes, |record| {
            let reading = record.outcome.expect("an article");
            let found: Vec<String> =
                reading.warnings.iter().map(|warning| warning.to_string()).collect();
            assert_eq!(found.len(), expected.len(), "{found:#?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found:?}, expected {expected:?}");
            }
        });
    };
    check("a.txt", b"Titel", &["no text", "no publication date", "no kind"]);
    check(
        "a.txt",
        b"Belgi\xEB\n\nTekst.\n\nVoeg deze column toe aan uw bundel.\nGepubliceerd op\n1 mei 2027",
        &["not UTF-8, read as Windows-1252", "unknown kind \"column\"", "published on 2027-05-01"],
    );
    check(
        "a.json",
        br#"{"titel": "T", "soort": "evenement", "tekst": "Klik op terug naar boven.",
             "gepubliceerdOp": "2016-01-01"}"#,
        &["an event without a day", "page boilerplate left in the text"],
    );
    let long = format!(
        r#"{{"titel": "{}", "soort": "inspiratie", "gepubliceerdOp": "2016-01-01", "tekst": "a"}}"#,
        "x".repeat(10_000)
    );
    check("a.json", long.as_bytes(), &["a title of 10000 characters"]);
}

#[test]
fn organisations_are_given_named_and_the_contacts() {
    let (organisations, _) = Organisations::parse(
        "[[organisatie]]\nnaam = \"De Spaak\"\n[[organisatie]]\nnaam = \"Atelier Noord\"\n",
    );
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let id = "a".parse().expect("an id");
    let reading = reader
        .read_article(
            &id,
            r#"{"titel": "Bij Atelier Noord", "inleiding": "Samen met Spaak vzw.",
                "organisaties": ["Derde bv", "derde"],
                "contact": {"organisatie": "atelier noord cvba"}}"#,
        )
        .expect("an article");
    assert_eq!(reading.article.organisations, ["Derde", "Atelier Noord", "De Spaak"]);
    let contact = reading.article.contact.expect("a contact");
    assert_eq!(contact.organisation.as_deref(), Some("Atelier Noord"));
}

proptest! {
    #[test]
    fn any_bytes_in_any_form_are_read_or_refused(bytes: Vec<u8>) {
        for path in ["a.txt", "a.json", "a.jsonl", "a.docx", "a.html", "a.md"] {
            read(path, &bytes);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|\n|“|”|Contactpersoon|Gepubliceerd op|10 mei 2016|- |Voeg dit evenement toe aan uw bundel){0,40}") {
        for path in ["a.txt", "a.json", "a.jsonl", "a.html", "a.md"] {
            read(path, text.as_bytes());
        }
    }

    #[test]
    fn any_json_is_read_or_refused(
        value in prop::collection::hash_map(
            "titel|soort|tekst|contact|evenement|organisaties|bron|id",
            "\"[a-z.]{0,5}\"|null|3|\\[\\]|\\{\\}|\\[\"a\",3\\]|\\{\"alinea\":\"a\"\\}",
            0..6,
        )
    ) {
        let fields: Vec<String> = value.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
        let article = format!("{{{}}}", fields.join(","));
        prop_assert_eq!(read("a.json", article.as_bytes()).len(), 1);
    }
}
