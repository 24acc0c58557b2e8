//! Word documents, written here as Word writes them.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::package::MAX_PART_BYTES;
use super::*;

const STYLES: &str = r#"<w:styles xmlns:w="x">
  <w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
  <w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
  <w:style w:styleId="Eigen"><w:name w:val="Onze kop"/><w:basedOn w:val="Kop1"/></w:style>
  <w:style w:styleId="Rond"><w:name w:val="Rond"/><w:basedOn w:val="Rond"/></w:style>
  <w:style w:styleId="Ondertitel"><w:name w:val="Subtitle"/></w:style>
  <w:style w:styleId="Citaat"><w:name w:val="Quote"/></w:style>
  <w:style w:styleId="Duidelijkcitaat"><w:name w:val="Intense Quote"/></w:style>
  <w:style w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style>
  <w:style w:styleId="Kopinhopg"><w:name w:val="TOC Heading"/><w:basedOn w:val="Kop1"/></w:style>
  <w:style w:styleId="Opsomming"><w:name w:val="List Bullet"/></w:style>
</w:styles>"#;

fn docx(body: &str) -> Vec<u8> {
    let main = format!(r#"<w:document xmlns:w="x"><w:body>{body}</w:body></w:document>"#);
    archive(&[("word/document.xml", &main), ("word/styles.xml", STYLES)])
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A paragraph of one run, in a style when one is named.
fn p(style: &str, text: &str) -> String {
    let style = match style {
        "" => String::new(),
        style => format!(r#"<w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#),
    };
    format!("<w:p>{style}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// `=` title, `#` heading, `-` item, `>` quotation, `¶` paragraph, else a line.
fn outline(bytes: &[u8]) -> Result<String, String> {
    let document = read_document(bytes).map_err(|error| error.to_string())?;
    let mut lines: Vec<String> = document.title.iter().map(|title| format!("= {title}")).collect();
    lines.extend(document.pieces.iter().filter(|piece| **piece != Piece::Gap).map(|piece| {
        match piece {
            Piece::Heading(text) => format!("# {text}"),
            Piece::Item(text) => format!("- {text}"),
            Piece::Quote(text) => format!("> {text}"),
            Piece::Paragraph(text) => format!("¶ {text}"),
            piece => piece.text().to_owned(),
        }
    }));
    Ok(lines.join("\n"))
}

#[test]
fn styles_say_what_a_paragraph_is() {
    let check = |body: &str, expected: &str| {
        assert_eq!(outline(&docx(body)).expect("a document"), expected, "{body}");
    };
    check(
        &[p("Titel", "T"), p("", "L."), p("Kop1", "K"), p("", "A.")].concat(),
        "= T\nL.\n# K\nA.",
    );
    check(&p("Eigen", "Afgeleid"), "# Afgeleid");
    check(&p("Rond", "In een kring"), "In een kring");
    check(&p("Onbekend", "Zonder stijl"), "Zonder stijl");
    check(&[p("Opsomming", "een"), p("Opsomming", "twee")].concat(), "- een\n- twee");
    check(
        &[p("Titel", "T"), p("Ondertitel", "O"), p("Citaat", "C"), p("Duidelijkcitaat", "D")]
            .concat(),
        "= T\n¶ O\n> C\n> D",
    );
    check(&[p("Kopinhopg", "Inhoud"), p("Inhopg1", "Kop 3"), p("", "A.")].concat(), "A.");
    let numbered = r#"<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>een</w:t></w:r></w:p>"#;
    check(numbered, "- een");
    check(&numbered.replace("\"3\"", "\"0\""), "een");
}

#[test]
fn only_what_a_reader_sees() {
    let check = |runs: &str, expected: &str| {
        let body = format!("<w:p>{runs}</w:p>");
        assert_eq!(outline(&docx(&body)).expect("a document"), expected, "{runs}");
    };
    check("<w:r><w:t>Een </w:t></w:r><w:r><w:t>zin.</w:t></w:r>", "Een zin.");
    check("<w:r><w:t>a &amp; b &#8220;c&#8221; &onbekend;d</w:t></w:r>", "a & b “c” d");
    check("<w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>weg</w:delText></w:r></w:del>", "a");
    check("<w:ins><w:r><w:t>nieuw</w:t></w:r></w:ins>", "nieuw");
    check("<w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom><w:r><w:t>hier</w:t></w:r>", "hier");
    check("<w:r><w:instrText>PAGE</w:instrText><w:t>a</w:t></w:r>", "a");
    check("<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>", "link");
    check(
        "<w:r><w:t>een</w:t><w:br/><w:t>twee</w:t><w:tab/><w:t>drie</w:t></w:r>",
        "een\ntwee\tdrie",
    );
    let run = |properties: &str| {
        format!(
            "<w:r><w:rPr>{properties}</w:rPr><w:t>weg</w:t><w:br/></w:r><w:r><w:t>a</w:t></w:r>"
        )
    };
    check(&run("<w:b/><w:vanish/>"), "a");
    check(&run("<w:vanish w:val=\"1\"></w:vanish>"), "a");
    check(&run("<w:vanish w:val=\"0\"/>"), "weg\na");
    check("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r>", "a");
    check("<w:r><w:t>job</w:t><w:noBreakHyphen/><w:t>coach</w:t></w:r>", "job-coach");
    check(
        "<w:r><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>kader</w:t></w:r></w:p></mc:Choice>\
         <mc:Fallback><w:p><w:r><w:t>kader</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
         <w:t>tekst</w:t></w:r>",
        "kader\ntekst",
    );
}

#[test]
fn a_row_is_a_paragraph() {
    let cell = |content: &str| format!("<w:tc><w:tcPr/>{content}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl><w:tblGrid/>{}</w:tbl>", rows.concat());
    let check = |body: &str, expected: &str| {
        assert_eq!(outline(&docx(body)).expect("a document"), expected, "{body}");
    };
    let text = |text: &str| cell(&p("", text));
    check(
        &table(&[row(&[text("Jaar"), text("Deelnemers")]), row(&[text("2019"), text("31")])]),
        "¶ Jaar – Deelnemers\n¶ 2019 – 31",
    );
    check(&table(&[row(&[text("Jaar"), text(""), text("2019")])]), "¶ Jaar – 2019");
    let inner = table(&[row(&[text("a"), text("b")])]);
    check(&table(&[row(&[text("c"), cell(&(inner.clone() + &p("", "")))])]), "c\na\nb");
    check(&table(&[row(&[cell(&inner)])]), "a\nb");
    // A table around the whole page.
    let page = [p("Titel", "T"), p("Kop1", "K"), p("", "A."), p("Opsomming", "i")].concat();
    check(&table(&[row(&[cell(&page), cell(&p("", "Z"))])]), "= T\n# K\nA.\n- i\nZ");
}

#[test]
fn parts_are_where_the_package_says() {
    let relation = |usage: &str, target: &str| {
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(
            "<Relationships xmlns=\"{namespace}\"><Relationship Id=\"a\" Type=\"{office}/extended\" \
             Target=\"weg.xml\"/><Relationship Id=\"b\" Type=\"{office}/{usage}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let main =
        format!(r#"<w:document xmlns:w="x"><w:body>{}</w:body></w:document>"#, p("Kop1", "K"));
    for (target, styles) in
        [("word/document2.xml", "styles2.xml"), ("/word/document2.xml", "/word/styles2.xml")]
    {
        let bytes = archive(&[
            ("_rels/.rels", &relation("officeDocument", target)),
            ("word/document2.xml", &main),
            ("word/_rels/document2.xml.rels", &relation("styles", styles)),
            ("word/styles2.xml", STYLES),
        ]);
        assert_eq!(outline(&bytes).expect("a document"), "# K", "{target}");
    }
}

/// The real article, typed over in Word: title and headings styled, the rest as it comes.
#[test]
fn the_same_article_as_from_text() {
    use crate::source::{Form, Organisations, Reader, Reading};

    let text = include_str!("../../../corpus/000_aa740f08f09625b0.txt");
    let headings = ["Vermarkting zorgde", "Werkproces omgedraaid", "Werkvloer gaat", "Positieve"];
    let mut body = String::new();
    for (at, line) in text.lines().filter(|line| !line.is_empty()).enumerate() {
        let heading = headings.iter().any(|heading| line.starts_with(heading));
        let style = if at == 0 {
            "Titel"
        } else if heading {
            "Kop1"
        } else {
            ""
        };
        body.push_str(&p(style, line));
    }
    let (organisations, _) =
        Organisations::parse("[[organisatie]]\nnaam = \"De Werkplekarchitecten\"\n");
    let today = jiff::civil::date(2026, 1, 1);
    let reader = Reader { organisations: &organisations, today };
    let read = |path: &str, form, bytes: &[u8]| -> Reading {
        let mut found = Vec::new();
        reader.read(path.as_ref(), form, bytes, |record| found.push(record.outcome));
        found.pop().expect("one article").expect("readable")
    };
    assert_eq!(
        read("a.docx", Form::Word, &docx(&body)),
        read("a.txt", Form::Text, text.as_bytes())
    );
}

#[test]
fn what_is_no_document_says_why() {
    let check = |bytes: &[u8], expected: &str| {
        let error = outline(bytes).expect_err("an error");
        assert!(error.contains(expected), "{error}");
    };
    check(b"", "not a sound zip archive");
    check(b"PK\x03\x04 rommel", "not a sound zip archive");
    check(&archive(&[("ander.xml", "<a/>")]), "without the text of a Word document");
    check(&docx("<w:p>"), "not well-formed");
    check(&docx(""), "empty");
    check(&docx(&p("", " ")), "empty");
}

#[test]
fn a_zip_bomb_is_refused_in_time() {
    let bomb = archive(&[("word/document.xml", &" ".repeat(MAX_PART_BYTES as usize + 10))]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert!(matches!(read_document(&bomb), Err(ReadError::TooLarge { .. })));
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let check = |body: &str, expected: &str| {
        let error = outline(&docx(body)).expect_err("refused");
        assert!(error.contains(expected), "{error}");
    };
    check(&"<w:p>".repeat(1_000), "more than 256 levels of nesting");
    check(&"<w:del>".repeat(1_000), "more than 256 levels of nesting");
    check(&"<mc:Fallback>".repeat(1_000), "more than 256 levels of nesting");
    check(&"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(210_000), "more than 200000 paragraphs");
}

proptest! {
    #[test]
    fn any_markup_is_read_or_refused(body in "(<w:p>|</w:p>|<w:t>|</w:t>|<w:br/>|<w:tbl>|</w:tbl>|<w:tr>|</w:tr>|<w:tc>|</w:tc>|<w:r>|</w:r>|<w:vanish/>|<w:pStyle w:val=\"Kop1\"/>|&amp;|&#0;|[a-z <>&]){0,20}") {
        let _ = outline(&docx(&body));
    }

    #[test]
    fn damaged_bytes_are_read_or_refused(at in 0_usize..600, byte: u8) {
        let mut bytes = docx(&p("Kop1", "Een kop"));
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = outline(&bytes);
    }
}
