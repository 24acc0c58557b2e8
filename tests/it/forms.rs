//! Files as editors have them, in every form: what is read from each, field by field, and that the
//! same article in another form is the same article.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use bundelaar::source::{Form, Organisations, Reader, Reading};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const REGISTRY: &str = "[[organisatie]]\nnaam = \"Houtatelier De Zwaluw\"\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases/forms")
}

fn read(name: &str, bytes: &[u8]) -> Reading {
    let (organisations, faults) = Organisations::parse(REGISTRY);
    assert_eq!(faults, []);
    let today = "2026-06-01".parse().expect("a day");
    let reader = Reader { organisations: &organisations, today };
    let form = Form::of_path(Path::new(name)).expect("a known form");
    let mut found = Vec::new();
    reader.read(Path::new(name), form, bytes, |record| found.push(record.outcome));
    assert_eq!(found.len(), 1, "{name}");
    found.remove(0).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read_file(name: &str) -> Reading {
    read(name, &fs::read(folder().join(name)).expect("a file"))
}

/// With `name.expected.json` beside each. The Word document has styles as Word names them, and a subtitle,
/// contents, quotations, a table, hidden text.
const FILES: [&str; 5] = ["wordpress.html", "agenda.html", "kaai.html", "vrij.md", "spaak.docx"];

#[test]
fn each_file_gives_what_stands_beside_it() {
    let mut different = String::new();
    for name in FILES {
        let Reading { article, warnings } = read_file(name);
        let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        let found = json!({"artikel": article, "waarschuwingen": warnings});
        let file = folder().join(name).with_extension("expected.json");
        let expected = fs::read_to_string(&file).unwrap_or_default();
        let expected: Value = serde_json::from_str(&expected).unwrap_or_default();
        let shown = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
        if found != expected {
            different.push_str(&format!("{name} gives\n{}\n", shown(&found)));
        }
    }
    assert!(different.is_empty(), "{different}");
}

#[test]
fn the_same_article_in_every_form_is_the_same_article() {
    let expected = read_file("zwaluw.json");
    assert_eq!(expected.warnings, []);
    assert_eq!(expected.article.organisations, ["Houtatelier De Zwaluw"]);
    for name in ["zwaluw.txt", "zwaluw.jsonl", "zwaluw.md", "zwaluw.html"] {
        assert_eq!(read_file(name), expected, "{name}");
    }
    assert_eq!(read("zwaluw.docx", &word_document()), expected, "zwaluw.docx");
    // However it was saved.
    let text = fs::read_to_string(folder().join("zwaluw.txt")).expect("a file");
    let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(read("zwaluw.txt", marked.as_bytes()), expected, "with a mark and CR LF");
    let utf_16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("zwaluw.txt", &utf_16).article, expected.article, "UTF-16");
    let html = fs::read_to_string(folder().join("zwaluw.html")).expect("a file");
    let html = html.replace("utf-8", "windows-1252");
    let windows: Vec<u8> = html
        .chars()
        .map(|c| match c {
            '“' => 0x93,
            '”' => 0x94,
            '›' => 0x9b,
            c => u8::try_from(u32::from(c)).expect("a letter of Latin-1"),
        })
        .collect();
    assert_eq!(read("zwaluw.html", &windows), expected, "Windows-1252, as it declares");
}

/// The text form as somebody would lay it out in Word: title, headings and list in their styles,
/// the rest in paragraphs.
fn word_document() -> Vec<u8> {
    let text = fs::read_to_string(folder().join("zwaluw.txt")).expect("a file");
    let headings = ["Van bord naar werkbank", "Minder uitval"];
    let paragraph = |(at, line): (usize, &str)| {
        let (style, line) = match line.strip_prefix("- ") {
            Some(item) => {
                ("<w:pStyle w:val=\"Lijstalinea\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr>", item)
            }
            None if at == 0 => ("<w:pStyle w:val=\"Titel\"/>", line),
            None if headings.contains(&line) => ("<w:pStyle w:val=\"Kop2\"/>", line),
            None => ("", line),
        };
        // Word cuts a paragraph into runs wherever it was edited.
        let (half, rest) = line.split_at(line.floor_char_boundary(line.len() / 2));
        format!(
            "<w:p><w:pPr>{style}</w:pPr><w:r><w:t xml:space=\"preserve\">{half}</w:t></w:r>\
             <w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:lang w:val=\"nl-BE\"/></w:rPr>\
             <w:t xml:space=\"preserve\">{rest}</w:t></w:r></w:p>"
        )
    };
    let body: String =
        text.lines().filter(|line| !line.is_empty()).enumerate().map(paragraph).collect();
    let namespace = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let styles = format!(
        "<w:styles {namespace}>\
         <w:style w:styleId=\"Titel\"><w:name w:val=\"Title\"/></w:style>\
         <w:style w:styleId=\"Kop2\"><w:name w:val=\"heading 2\"/></w:style></w:styles>"
    );
    let document =
        format!("<w:document {namespace}><w:body>{body}<w:sectPr/></w:body></w:document>");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("word/document.xml", document), ("word/styles.xml", styles)] {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}
