//! Front matter and text, faults with their lines.

use std::path::Path;

use proptest::prelude::*;

use crate::source::{Form, Organisations, Reader};

/// The article as JSON without empty fields, or why not.
fn read(text: &str) -> Result<serde_json::Value, String> {
    let organisations = Organisations::default();
    let today = jiff::civil::date(2026, 1, 1);
    let reader = Reader { organisations: &organisations, today };
    let mut found = Err("no record".to_owned());
    reader.read(Path::new("a.md"), Form::Markdown, text.as_bytes(), |record| {
        found = record.outcome.map_err(|error| error.to_string()).map(|reading| reading.article);
    });
    let mut article = serde_json::to_value(found?).expect("JSON");
    let fields = article.as_object_mut().expect("an object");
    fields.retain(|_, value| !value.is_null() && *value != "" && *value != serde_json::json!([]));
    Ok(article)
}

#[test]
fn front_matter_goes_before_the_text() {
    let check = |text: &str, expected: serde_json::Value| {
        assert_eq!(read(text).expect("an article"), expected, "{text}");
    };
    check("# T\n\nLead.\n", serde_json::json!({"id": "a", "titel": "T", "inleiding": "Lead."}));
    check("T\n\nLead.\n", serde_json::json!({"id": "a", "titel": "T", "inleiding": "Lead."}));
    check(
        "---\nid: b\ntitel: \"T: één\"\n# ter zake\n---\n# T: één\n\nLead.\n\n## Kop\n\nTekst\nloopt door.\n",
        serde_json::json!({"id": "b", "titel": "T: één", "inleiding": "Lead.",
            "tekst": [{"tussentitel": "Kop"}, {"alinea": "Tekst loopt door."}]}),
    );
    check(
        "---\ninleiding: Lead.\n---\n# T\n\nTekst.\n",
        serde_json::json!({"id": "a", "titel": "T", "inleiding": "Lead.", "tekst": [{"alinea": "Tekst."}]}),
    );
    check(
        "---\ntitel: T\ncontact: {naam: An, organisatie: null}\nevenement:\n  begint: 2026-05-21T10:00\n---\n",
        serde_json::json!({"id": "a", "titel": "T",
            "contact": {"naam": "An", "functie": null, "organisatie": null},
            "evenement": {"begint": "2026-05-21T10:00", "eindigt": null, "plaats": null}}),
    );
    // What stands above the title is neither the title nor the lead.
    check(
        "Door An Claes\n\n# De echte titel\n\nLead.\n\nTekst.\n",
        serde_json::json!({"id": "a", "titel": "De echte titel", "inleiding": "Lead.",
            "tekst": [{"alinea": "Door An Claes"}, {"alinea": "Tekst."}]}),
    );
    check(
        "---\ntitel: T\n---\nDoor An Claes\n\n# T\n\nLead.\n",
        serde_json::json!({"id": "a", "titel": "T", "inleiding": "Lead.",
            "tekst": [{"alinea": "Door An Claes"}]}),
    );
    let long = "Een lange inleiding. ".repeat(20).trim_end().to_owned();
    check(
        &format!("T\n\n{long}\n\n# Kop\n\nTekst.\n"),
        serde_json::json!({"id": "a", "titel": "T", "inleiding": long,
            "tekst": [{"tussentitel": "Kop"}, {"alinea": "Tekst."}]}),
    );
    // A rule at the beginning is no front matter.
    check("---\n\nT\n\nLead.", serde_json::json!({"id": "a", "titel": "T", "inleiding": "Lead."}));
    check(
        "# T\n\n| a | b |\n|---|---|\n| c | d |\n\n<p>e <b>f</b></p>\n\ng<br>h ~~i~~ `j` <u>k</u>\n",
        serde_json::json!({"id": "a", "titel": "T", "inleiding": "a – b",
            "tekst": [{"alinea": "c – d"}, {"alinea": "e f"}, {"alinea": "g"}, {"alinea": "h i j k"}]}),
    );
}

#[test]
fn faults_name_their_line() {
    let check = |text: &str, expected: &str| {
        let error = read(text).expect_err("a fault");
        assert!(error.contains(expected), "{text}: {error}");
    };
    check("---\ntitel: [T\n---\n", "line ");
    check("---\ntitel: T\n  naam: x: y\n---\n", "line 3: not YAML");
    check("---\n- T\n---\na", "line 2: the front matter: expected keys and values");
    check(
        "---\ntitel: T\ngepubliceerdOp: 2021-02-31\ncontact:\n  naam: 3\n---\n",
        "line 3: gepubliceerdOp: expected a day like 2016-08-10, found \"2021-02-31\"; line 5: contact.naam: expected a string, found a number",
    );
    check("---\ntitel: T\norganisaties:\n  - a\n  - 3\n---\n", "line 3: organisaties[1]");
    check("---\nsoort: inspiratie\n---\n", "no title");
    check("---\na: &a [x]\nb: *a\n---\n# T", "line 3");
    check(&format!("---\ntitel: {}\n---\n", "[".repeat(5_000)), "line 2");
}

proptest! {
    #[test]
    fn any_markdown_is_read_or_refused(text in "(---\n|titel: |\\[|\\{|\"|: |- |> |# |\\*|`|~|<div>|</div>|!\\[|\\]\\(|\\||\n|[a-c&*!%@]{1,3}| ){0,50}") {
        let _ = read(&text);
    }
}
