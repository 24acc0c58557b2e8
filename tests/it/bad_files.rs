//! A folder of bad files beside good ones: each failure is named with its reason, nothing stops, and
//! what is odd but readable can be found and printed.

use std::process::Command;

use serde_json::json;

use crate::program::Workplace;

/// Files that hold no article, and what is said of each.
const FAILURES: [(&str, &[u8], &str); 11] = [
    ("leeg.txt", b"", "empty; an article needs at least a title"),
    ("witruimte.txt", b" \n\t\n", "empty; an article needs at least a title"),
    ("binair.txt", b"\x00\x01\x02\xff\xfe\x00\x10", "binary data, not text"),
    ("binair.json", b"\x00\x01\x02\xff\xfe\x00\x10", "binary data, not text"),
    ("geen.docx", b"geen zip", "not a readable Word document"),
    ("stuk.json", b"{\"titel\": \"Half\",", "not JSON"),
    ("naamloos.json", b"{\"tekst\": \"Zonder titel.\"}", "titel is missing"),
    ("id.json", b"{\"id\": \"../../weg\", \"titel\": \"Buiten\"}", "found \"../../weg\""),
    (
        "dag.json",
        b"{\"titel\": \"Dag\", \"gepubliceerdOp\": \"2021-02-31\"}",
        "expected a day like 2016-08-10, found \"2021-02-31\"",
    ),
    (
        "jaar.json",
        b"{\"titel\": \"Jaar\", \"evenement\": {\"begint\": \"-000001-01-01T10:00\"}}",
        "expected a moment like 2019-09-14 or 2019-09-14T10:00, found \"-000001-01-01T10:00\"",
    ),
    (
        "zz-dubbel.json",
        b"{\"id\": \"goed\", \"titel\": \"Dubbel\"}",
        "\"goed\" is taken by goed.txt",
    ),
];

/// Text that typst, HTML or a font could trip over.
const HOSTILE: &str = "#import \"@preview/x:1.0.0\": y, $x^2$ en #panic(\"weg\"), *vet* @ref <label> \
                       `code` \\u{41} // 🎉 \u{7}\u{1b}[31m einde";

fn workplace() -> Workplace {
    let long_title = "lang ".repeat(2_000);
    // In Latin-1, as older editors save it.
    let latin: Vec<u8> = "Een café voor Zoë\n\nDe uitbaatster schenkt er vlierbessensap.\n"
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin-1"))
        .collect();
    let good: [(&'static str, Vec<u8>); 7] = [
        ("goed.txt", b"Een goed artikel\n\nOver een boomgaard.\n".to_vec()),
        ("latin.txt", latin),
        ("lang.json", json!({"titel": long_title.trim(), "tekst": "Kort."}).to_string().into()),
        (
            "februari.txt",
            b"Februari\n\nOver wintergroenten.\n\nGepubliceerd op\n31 februari 2021\n".to_vec(),
        ),
        (
            "script.json",
            json!({"titel": "<script>alert('x')</script>", "tekst": HOSTILE}).to_string().into(),
        ),
        (
            "regels.jsonl",
            b"{\"titel\": \"Regel een\"}\nkapot\n{\"titel\": \"Regel drie\"}\n".to_vec(),
        ),
        ("vreemd.xyz", b"van niemand".to_vec()),
    ];
    let bad = FAILURES.map(|(name, bytes, _)| (name, bytes.to_vec()));
    Workplace::new(good.into_iter().chain(bad))
}

#[test]
fn each_failure_is_named_and_the_rest_is_found() {
    let place = workplace();
    for command in [["check"], ["index"]] {
        let run = place.run(&command).expect(1);
        let named: Vec<&str> =
            run.err.lines().filter_map(|line| line.strip_prefix("bundelaar: ")).collect();
        for (file, _, reason) in FAILURES {
            let line = named.iter().find(|line| line.starts_with(&format!("{file}: ")));
            let line = line.unwrap_or_else(|| panic!("{command:?}: {file} in {named:#?}"));
            assert!(line.contains(reason), "{line}");
        }
        // The line that is no article is named with its number.
        assert!(named.iter().any(|line| line.starts_with("regels.jsonl:2: not JSON")), "{named:?}");
        assert_eq!(named.len(), FAILURES.len() + 1, "{named:#?}");
        let said = format!("{}{}", run.out, run.err);
        for warning in [
            "latin.txt: not UTF-8, read as Windows-1252",
            "lang.json: a title of 9999 characters",
            "februari.txt: \"31 februari 2021\" is not a day of the calendar",
            "vreemd.xyz: not a form that articles come in",
        ] {
            assert!(
                said.contains(&format!("warning: {warning}")),
                "{command:?}: {warning}\n{said}"
            );
        }
        // A message is a line, whatever was found in the file.
        assert!(said.lines().all(|line| line.chars().count() < 1_000), "{command:?}");
        assert!(!said.contains(['\u{7}', '\u{1b}']), "{command:?}");
    }
    for (query, id) in [
        ("boomgaard", "goed"),
        ("café", "latin"),
        ("lang", "lang"),
        ("wintergroenten", "februari"),
        ("script", "script"),
        ("\"regel drie\"", "regels-3"),
    ] {
        let run = place.run(&["search", query, "--json"]);
        let answer = run.json();
        let hits = answer["resultaten"].as_array().expect("a list");
        assert!(hits.iter().any(|hit| hit["id"] == id), "{query}: {id} in {answer:#}");
        // Of an answer, only fragments are markup.
        let fragments = hits.iter().map(|hit| hit["fragment"].as_str().expect("a text"));
        for fragment in fragments {
            let text = fragment.replace("<mark>", "").replace("</mark>", "");
            assert!(!text.contains(['<', '>']), "{query}: {fragment}");
        }
    }
}

#[test]
fn a_pdf_comes_of_whatever_can_be_read() {
    let place = workplace();
    place.run(&[
        "bundel",
        "--artikel",
        "script",
        "--artikel",
        "lang",
        "--artikel",
        "latin",
        "--titel",
        "#import \u{7}🎉 $titel$",
        "-o",
        "uit.pdf",
    ]);
    let file = place.path("uit.pdf");
    let checked = Command::new("qpdf").arg("--check").arg(&file).output().expect("qpdf");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let text = Command::new("pdftotext").arg(&file).arg("-").output().expect("pdftotext").stdout;
    let text = String::from_utf8(text).expect("text").replace("\u{ad}\n", "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "<script>alert('x')</script>",
        "#import \"@preview/x:1.0.0\": y, $x^2$ en #panic(\"weg\"), *vet* @ref <label> `code`",
        "einde",
        "café voor Zoë",
        "$titel$",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
}
