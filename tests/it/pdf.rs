//! The PDF as others read it: qpdf, and the text that pdftotext takes out.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bundelaar::article::{Article, Block};
use bundelaar::bundel::{Part, Publication};
use bundelaar::render;
use jiff::civil::date;

pub fn real_article() -> Article {
    let json = include_str!("../data/real-article.json");
    serde_json::from_str(json).expect("the article is in the contract's form")
}

pub fn publication(parts: Vec<Part>) -> Publication {
    Publication {
        title: "Sociaal ondernemen in de praktijk".to_owned(),
        subtitle: Some("Voor de teamdag".to_owned()),
        introduction: Some("Eerste alinea.\n\nTweede alinea.".to_owned()),
        parts,
        made_on: date(2026, 3, 10),
        search: Some("werkzoekenden, 2016".to_owned()),
        site: "Bundelaar".to_owned(),
        base_url: Some("https://bundel.example".to_owned()),
    }
}

/// Renders, lets qpdf judge the file, and reads it back.
fn check(publication: &Publication) -> Reading {
    let pdf = render::pdf(publication).expect("a PDF comes");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("uit.pdf");
    std::fs::write(&file, &pdf.bytes).expect("the file is written");
    run("qpdf", &["--check"], &file);
    let info = run("pdfinfo", &[], &file);
    for line in ["Tagged:          yes", "PDF version:     1.7"] {
        assert!(info.contains(line), "{line:?} in {info}");
    }
    assert!(info.contains(&format!("Pages:           {}\n", pdf.pages)), "{info}");
    Reading {
        pages: pdf.pages,
        whole: words(run("pdftotext", &["-raw"], &file)),
        text: words(run("pdftotext", &TEXT_AREA, &file)),
    }
}

/// A4 in points without head and foot, where running titles would stand amid a text that crosses
/// a page.
const TEXT_AREA: [&str; 9] = ["-raw", "-x", "0", "-y", "80", "-W", "596", "-H", "690"];

/// The text of a file, as one line of words.
struct Reading {
    pages: usize,
    whole: String,
    /// Without running titles and page numbers.
    text: String,
}

/// A hyphen at a line's end comes back as U+00AD, a break in an endless word as U+200B.
fn words(text: String) -> String {
    let joined = text.replace("\u{AD}\n", "").replace("\u{200B}\n", "").replace('\u{200B}', "");
    let joined = joined.replace('\u{C}', " ");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run(program: &str, flags: &[&str], file: &Path) -> String {
    let mut command = Command::new(program);
    command.args(flags).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("{program} is needed for this test (Debian: qpdf, poppler-utils): {error}")
    });
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {text}{complaint}");
    text
}

#[test]
fn the_real_article_comes_back_word_by_word() {
    let article = real_article();
    let reading = check(&publication(vec![Part::article(
        Arc::new(article.clone()),
        Some("Lees de passage over de ‘tenders’.".to_owned()),
    )]));
    let blocks = article.body.iter().flat_map(Block::texts);
    let organisations = article.organisations.iter().map(String::as_str);
    for expected in blocks
        .chain(organisations)
        .chain([article.title.as_str(), &article.lead, "10 augustus 2016", "Eerste alinea."])
        .chain(["Isabel Verhaert, algemeen directeur, Sterpunt Inclusief Ondernemen"])
        .chain(["Lees de passage over de ‘tenders’.", "werkzoekenden, 2016"])
        .chain(["https://bundel.example/artikelen/000_aa740f08f09625b0"])
    {
        assert!(reading.text.contains(expected), "{expected:?} in {}", reading.text);
    }
    let numbered = [2, reading.pages].map(|page| format!("{page} van {}", reading.pages));
    for expected in ["10 maart 2026", "1 artikel", &numbered[0], &numbered[1]] {
        assert!(reading.whole.contains(expected), "{expected:?} in {}", reading.whole);
    }
    assert!(!reading.whole.contains("Terug naar boven"));
}

#[test]
fn markup_and_unprintable_text_stay_text() {
    let mut article = real_article();
    let markup = "#import $x$ @ref <l> *a* _b_ [c] // & < >";
    article.title = markup.to_owned();
    article.body = vec![Block::Paragraph("Feest 🎉 met 中文 en een bel\u{7}.".to_owned())];
    let missing = Part::Missing { title: "Weg <b>".to_owned(), note: None };
    let reading = check(&publication(vec![Part::article(Arc::new(article), None), missing]));
    for expected in [
        markup,
        "Feest □ met □ en een bel□.",
        "Weg <b>",
        "Dit artikel is niet langer beschikbaar.",
        "U+1F389, in het artikel",
    ] {
        assert!(reading.text.contains(expected), "{expected:?} in {}", reading.text);
    }
}

#[test]
fn endless_words_stay_on_the_page() {
    let endless = "x".repeat(300);
    let mut article = real_article();
    article.body = vec![Block::Paragraph(format!("voor {endless} na"))];
    article.title = endless.clone();
    let mut whole = publication(vec![Part::article(Arc::new(article), None)]);
    whole.title = "Arbeidsmarktbegeleidingsdienstverleners".to_owned();
    let reading = check(&whole);
    assert!(reading.text.contains(&format!("voor {endless} na")), "{}", reading.text);
    assert!(reading.text.contains(&whole.title), "{}", reading.text);
}
