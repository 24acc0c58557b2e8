//! What a PDF must survive, and what it must hold. Its text as a reader gets it back is tested
//! from outside, in `tests/it/pdf.rs`.

use std::sync::Arc;

use jiff::civil::date;

use super::typeface::Typeface;
use super::*;
use crate::article::{Article, Block, Contact, Event};
use crate::bundel::Part;

fn article(title: &str, body: Vec<Block>) -> Article {
    Article { body, ..Article::sample(title) }
}

fn part(article: Article) -> Part {
    Part::article(Arc::new(article), None)
}

fn publication(parts: Vec<Part>) -> Publication {
    Publication {
        title: "Proefbundel".to_owned(),
        subtitle: None,
        introduction: None,
        parts,
        made_on: date(2026, 3, 10),
        search: None,
        site: "Bundelaar".to_owned(),
        base_url: None,
    }
}

/// Renders, and checks what holds of every document.
fn check(publication: &Publication) -> Pdf {
    let pdf = pdf(publication).unwrap_or_else(|error| panic!("{}: {error}", publication.title));
    assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
    assert!(pdf.pages >= 3, "cover, contents and colophon");
    pdf
}

fn check_body(body: Vec<Block>) -> Pdf {
    check(&publication(vec![part(article("Artikel", body))]))
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}

#[test]
fn hostile_text_never_costs_the_document() {
    for text in [
        "#import \"x\": * $x$ @ref <l> *a* _b_ `c` // d /* e */ \\u{0}",
        "= Kop\n- lijst\n#pagebreak()",
        "& < > # $ @ _ * [ ] { } \\ \" ' ~",
        "🎉👨‍👩‍👧‍👦🏳️‍🌈 ☺️",
        "中文字 مرحبا بالعالم שלום हिन्दी ไทย",
        "\u{0}\u{7}\u{1b}[31m\u{7f}\u{85}",
        "\u{E000}\u{F8FF}\u{10FFFD}\u{FFFE}\u{FFFF}",
        "\u{202E}achterstevoren\u{202C}\u{200B}\u{FEFF}\u{AD}",
        "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
        "\u{2028}\u{2029}\u{B}\u{C}",
        "   ",
        "",
    ] {
        let mut hostile = article(
            text,
            vec![
                Block::Heading(text.into()),
                paragraph(text),
                Block::Quote(text.into()),
                Block::List(vec![text.into(), text.into()]),
            ],
        );
        hostile.lead = text.into();
        hostile.organisations = vec![text.into()];
        hostile.caption = Some(text.into());
        hostile.source = Some(format!("https://voorbeeld.example/{text}"));
        hostile.contact =
            Some(Contact { name: Some(text.into()), role: None, organisation: Some(text.into()) });
        hostile.event = Some(Event { starts: None, ends: None, place: Some(text.into()) });
        let mut hostile = publication(vec![
            Part::Heading(text.into()),
            Part::article(Arc::new(hostile), Some(text.into())),
            Part::Missing { title: text.into(), note: Some(text.into()) },
            Part::Heading(text.into()),
        ]);
        hostile.title = text.into();
        hostile.subtitle = Some(text.into());
        hostile.introduction = Some(text.into());
        hostile.search = Some(text.into());
        hostile.site = text.into();
        hostile.base_url = Some(text.into());
        check(&hostile);
    }
}

#[test]
fn every_character_called_printable_is() {
    let shown = Typeface::get().characters();
    let words: Vec<String> = shown.chunks(8).map(|chunk| chunk.iter().collect()).collect();
    let text = words.join(" ");
    let pdf = check_body(vec![
        Block::Heading("Alles".into()),
        paragraph(text.clone()),
        Block::Quote(text.clone()),
        Block::List(vec![text]),
    ]);
    assert!(shown.len() > 1000, "{}", shown.len());
    assert!(pdf.pages > 3);
}

#[test]
fn sizes_beyond_reason_come_out() {
    let long_word = "onverantwoordelijkheidsgevoelsmens".repeat(9);
    let consonants = "x".repeat(300);
    for (title, body) in [
        ("", vec![]),
        ("t".repeat(10_000).as_str(), vec![]),
        ("lange titel ".repeat(900).as_str(), vec![paragraph("kort")]),
        (&long_word, vec![paragraph(long_word.clone()), paragraph(consonants)]),
        ("Kop", vec![Block::Heading("kop ".repeat(20_000))]),
        ("Woorden", vec![paragraph("woord voor woord ".repeat(17_000))]),
        ("Alinea's", (0..9_000).map(|n| paragraph(n.to_string())).collect()),
    ] {
        check(&publication(vec![part(article(title, body))]));
    }
    check(&publication(Vec::new()));
    check(&publication(vec![Part::Heading("Alleen een kop".to_owned())]));
}

#[test]
fn same_publication_same_bytes() {
    let whole = publication(
        (0..9).map(|n| part(article(&format!("Artikel {n}"), vec![paragraph("Tekst.")]))).collect(),
    );
    assert_eq!(check(&whole), check(&whole));
}

#[test]
fn kept_pages_change_nothing() {
    let numbered = |numbers: &[usize]| {
        publication(
            numbers
                .iter()
                .map(|n| part(article(&format!("Artikel {n}"), vec![paragraph("Tekst.")])))
                .collect(),
        )
    };
    let press = Press::new(3);
    for numbers in [&[1, 2][..], &[2, 1, 3, 4], &[4, 1], &[5, 5, 5, 5, 5], &[1, 5]] {
        let whole = numbered(numbers);
        assert_eq!(press.pdf(&whole), pdf(&whole), "{numbers:?}");
    }
    press.clear();
    assert_eq!(press.pdf(&numbered(&[1])), pdf(&numbered(&[1])));
}

#[test]
fn losses_are_reported_by_article() {
    let mut whole = publication(vec![part(article("Feest", vec![paragraph("🎉 en 🎉")]))]);
    whole.title = "Bundel 中".to_owned();
    let lost: Vec<_> = check(&whole)
        .replaced
        .into_iter()
        .map(|lost| (lost.character, lost.place, lost.times))
        .collect();
    assert_eq!(
        lost,
        [
            ("中".to_owned(), "de titelpagina".to_owned(), 1),
            ("🎉".to_owned(), "het artikel “Feest”".to_owned(), 2),
        ]
    );
}

#[test]
fn data_has_the_shape_the_template_reads() {
    let mut real = article(
        "Titel",
        vec![
            Block::Heading("Kop".into()),
            Block::Quote("“Een.".into()),
            Block::Quote("Twee.”".into()),
        ],
    );
    real.source = Some("https://voorbeeld.example/één artikel".into());
    let whole = publication(vec![Part::Heading("Groep".into()), part(real)]);
    let (sheets, replaced) = data::sheets(&whole);
    assert!(replaced.is_empty());
    insta::assert_json_snapshot!(sheets.entries[0]);
}

#[test]
fn what_a_heading_cannot_hold_stands_below_it() {
    let long = "woord ".repeat(100).trim().to_owned();
    let mut whole = publication(vec![
        Part::Heading(long.clone()),
        part(article("Artikel", vec![paragraph("Tekst.")])),
    ]);
    whole.subtitle = Some(long.clone());
    check(&whole);
    let (sheets, _) = data::sheets(&whole);
    let back = serde_json::to_value(&sheets.back).unwrap();
    assert_eq!(back["full_subtitle"], long);
    let entry = serde_json::to_value(&sheets.entries[0]).unwrap();
    let group = &entry["before"][0];
    let shown = [&group["title"], &group["title_rest"]].map(|text| text.as_str().unwrap());
    assert_eq!(shown.concat().matches("woord").count(), 100, "{group}");
}

#[test]
fn lines_end_where_their_maker_ended_them() {
    let article = Arc::new(article("Artikel", vec![paragraph("Tekst.")]));
    let note = "Eén.\nTwee.\n\nDrie.".to_owned();
    let mut whole = publication(vec![Part::article(article, Some(note.clone()))]);
    whole.introduction = Some(note);
    check(&whole);
    let (sheets, _) = data::sheets(&whole);
    let expect = serde_json::json!([["Eén.", "Twee."], ["Drie."]]);
    assert_eq!(serde_json::to_value(&sheets.entries[0]).unwrap()["note"], expect);
    assert_eq!(serde_json::to_value(&sheets.front).unwrap()["introduction"], expect);
}
