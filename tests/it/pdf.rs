//! The PDF as others read it: qpdf, and the text that pdftotext takes out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use bundelaar::article::{Article, Block};
use bundelaar::bundel::{Part, Picture, Publication};
use bundelaar::render;
use jiff::civil::date;

use crate::structure::{self, Structure};

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
    let verdict = run(&checker(), &["check"], &file);
    assert!(verdict.contains("result: PASS (no findings)"), "{verdict}");
    let info = run("pdfinfo", &[], &file);
    for line in ["Tagged:          yes", "PDF version:     1.7"] {
        assert!(info.contains(line), "{line:?} in {info}");
    }
    assert!(info.contains(&format!("Pages:           {}\n", pdf.pages)), "{info}");
    // One line for each picture after two of head; the ninth column tells how it is stored.
    let images = run("pdfimages", &["-list"], &file);
    let images = images.lines().skip(2).filter_map(|line| line.split_whitespace().nth(8));
    Reading {
        structure: structure::check(&file),
        images: images.map(str::to_owned).collect(),
        pages: pdf.pages,
        whole: words(run("pdftotext", &["-raw"], &file)),
        page_texts: run("pdftotext", &TEXT_AREA, &file).split('\u{C}').map(str::to_owned).collect(),
        text: words(run("pdftotext", &TEXT_AREA, &file)),
    }
}

/// A4 in points without head and foot, where running titles would stand amid a text that crosses
/// a page.
const TEXT_AREA: [&str; 9] = ["-raw", "-x", "0", "-y", "80", "-W", "596", "-H", "690"];

/// The text of a file, as one line of words.
struct Reading {
    structure: Structure,
    pages: usize,
    /// How each picture is stored.
    images: Vec<String>,
    whole: String,
    /// Page by page, without running titles and page numbers.
    page_texts: Vec<String>,
    /// All of them, as one line of words.
    text: String,
}

impl Reading {
    #[track_caller]
    fn expect(&self, text: &str) {
        let text = words(text.to_owned());
        assert!(self.text.contains(&text), "{text:?} in {}", self.text);
    }
}

/// A hyphen at a line's end comes back as U+00AD, a break in an endless word as U+200B; a page ends
/// with U+000C. Lines also break behind the hyphen of a word and the slash of an address, which says
/// nothing of a space there.
fn words(text: String) -> String {
    let joined = text.replace("\n\u{C}", "\n").replace('\u{C}', "");
    let joined = joined.replace("\u{AD}\n", "").replace("\u{200B}\n", "").replace('\u{200B}', "");
    let spaced = joined.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.replace("- ", "-").replace("/ ", "/")
}

/// The article's own text, from lead to last paragraph, as it must come back.
fn written(article: &Article) -> String {
    let mut texts = vec![article.lead.clone()];
    for block in &article.body {
        let mark = if matches!(block, Block::List(_)) { "• " } else { "" };
        texts.extend(block.texts().map(|text| format!("{mark}{text}")));
    }
    texts.join("\n")
}

/// Where `.ci/tools` puts the checker of PDF/UA.
fn checker() -> String {
    let home = || Some(Path::new(&std::env::var_os("HOME")?).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    let program = cache.expect("a home").join("bundelaar/pdfua/bin/pdfua");
    program.to_str().expect("a path of text").to_owned()
}

fn run(program: &str, flags: &[&str], file: &Path) -> String {
    let mut command = Command::new(program);
    command.args(flags).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("{program} is needed for this test; .ci/tools installs it: {error}")
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
        reading.expect(expected);
    }
    let numbered = [2, reading.pages].map(|page| format!("{page} van {}", reading.pages));
    for expected in ["10 maart 2026", "1 artikel", &numbered[0], &numbered[1]] {
        assert!(reading.whole.contains(expected), "{expected:?} in {}", reading.whole);
    }
    assert!(!reading.whole.contains("Terug naar boven"));
}

/// One bundel of articles without groups: everything holds that holds of a document, and every text
/// comes back word by word.
fn check_articles(articles: Vec<Article>) -> Reading {
    let part = |article: &Article| Part::article(Arc::new(article.clone()), None);
    let reading = check(&publication(articles.iter().map(part).collect()));
    let titles = |title: &Article| words(title.title.clone());
    let top: Vec<_> = reading.structure.headings.iter().filter(|(level, _)| *level == 1).collect();
    let titled: Vec<String> = top.iter().map(|(_, title)| words(title.clone())).collect();
    let mut expected: Vec<String> = vec!["Vooraf".to_owned(), "Inhoud".to_owned()];
    expected.extend(articles.iter().map(titles));
    expected.push("Colofon".to_owned());
    assert_eq!(titled, expected, "one heading of the first level for each article");
    for article in &articles {
        reading.expect(&written(article));
    }
    reading
}

/// The real article under another title, with more of its own words.
pub fn longer(title: &str, words: usize) -> Article {
    let mut article = real_article();
    article.title = title.to_owned();
    let text: Vec<&str> = article.body.iter().flat_map(Block::texts).collect();
    let words: Vec<&str> =
        text.iter().flat_map(|text| text.split(' ')).cycle().take(words).collect();
    article.body = words.chunks(70).map(|words| Block::Paragraph(words.join(" "))).collect();
    article
}

#[test]
fn two_hundred_articles_come_back_word_by_word() {
    // Of every length, so that everything ends up at the end of a page once.
    let article = |number: usize| longer(&format!("Artikel {number}"), 400 + 3 * number);
    let reading = check_articles((1..=200).map(article).collect());
    // What stands below an article never stands alone.
    for page in reading.page_texts.iter().filter(|page| page.contains("Online")) {
        assert!(!page.trim_start().starts_with("Contact"), "{page}");
    }
}

#[test]
fn odd_articles_come_back_word_by_word() {
    let titled = |title: &str| Article { title: title.to_owned(), ..real_article() };
    let mut empty = titled("Zonder tekst");
    (empty.lead, empty.body) = (String::new(), Vec::new());
    check_articles(vec![
        real_article(),
        titled("& < > # $ @ _ * [ ] \\ ` ~ { } // /* */ #let"),
        titled("= #pagebreak() $x$ <label> @ref"),
        empty,
        longer("Vijftigduizend woorden", 50_000),
    ]);
    for (text, shown) in [
        ("Feest 🎉👨‍👩‍👧 hier", "Feest □ hier"),
        ("مرحبا بالعالم", "□ □"),
        ("中文字 in Gent", "□ in Gent"),
        ("bel\u{7} en \u{1b}[31m rood\u{0}", "bel□ en □[31m rood□"),
    ] {
        let mut odd = titled(text);
        odd.lead = text.to_owned();
        odd.body = vec![Block::Heading(text.to_owned()), Block::Quote(text.to_owned())];
        let reading = check(&publication(vec![Part::article(Arc::new(odd), None)]));
        let expected = format!("{shown} {shown} {shown}");
        reading.expect(&expected);
        assert!(reading.structure.headings.contains(&(1, shown.to_owned())));
    }
}

#[test]
fn the_tree_says_what_things_are() {
    let mut article = real_article();
    article.caption = Some("Een bakker & zijn oven".to_owned());
    let picture = Picture { stamp: String::new(), bytes: picture("jpg").into() };
    let reading = check(&publication(vec![
        Part::Heading("Groep".to_owned()),
        Part::Article {
            article: article.into(),
            note: None,
            changed: true,
            picture: Some(picture),
        },
        Part::Missing { title: "Weg".to_owned(), note: None },
        Part::Missing { title: "Ook weg".to_owned(), note: Some("Jammer.".to_owned()) },
        Part::article(
            Arc::new(Article { title: "Daarna".to_owned(), body: vec![], ..real_article() }),
            None,
        ),
    ]));
    let Structure { headings, pictures, links, quotations, .. } = &reading.structure;
    let levels: Vec<u8> = headings.iter().map(|(level, _)| *level).collect();
    // Introduction, contents, group; article and its own headings; two missing ones and the one on
    // whose page they stand; colophon.
    assert_eq!(levels, [1, 1, 1, 2, 3, 3, 3, 3, 2, 2, 2, 1]);
    assert_eq!(pictures, &["Een bakker & zijn oven"]);
    // Quotations that follow one another are one.
    assert_eq!(*quotations, 5);
    let title = &headings[3].1;
    let listed = ["Groep, pagina 3", &format!("{title}, pagina 3"), "Weg, pagina 6"];
    assert_eq!(links[..3], listed);
    assert_eq!(links[3..5], ["Ook weg, pagina 6", "Daarna, pagina 6"]);
    for said in ["Dit artikel werd gewijzigd", "Dit artikel is niet langer beschikbaar.", "Jammer."]
    {
        reading.expect(said);
    }
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
        reading.expect(expected);
    }
}

#[test]
fn a_picture_comes_with_its_caption_and_a_bad_one_costs_nothing() {
    let mut article = real_article();
    article.caption = Some("Een bakker & zijn oven".to_owned());
    let illustrated = |picture: Vec<u8>| {
        let picture = Picture { stamp: picture.len().to_string(), bytes: picture.into() };
        let article = Arc::new(article.clone());
        Part::Article { article, note: None, changed: false, picture: Some(picture) }
    };
    let good = ["png", "webp", "jpg"].map(|form| illustrated(picture(form)));
    let reading = check(&publication(good.into()));
    assert_eq!(reading.images, ["jpeg", "jpeg", "jpeg"]);
    // Below the picture, and not again below the article.
    assert_eq!(reading.text.matches("Een bakker & zijn oven").count(), 3);
    let cut = picture("png")[..60].to_vec();
    let bad = [Vec::new(), b"\xFF\xD8\xFF\xE0".to_vec(), cut].map(illustrated);
    let reading = check(&publication(bad.into()));
    assert_eq!(reading.images, [""; 0]);
    assert_eq!(reading.text.matches("Een bakker & zijn oven").count(), 3);
}

/// A drawing of a few pixels, in one of the forms a corpus may hold.
pub fn picture(form: &str) -> Vec<u8> {
    let form = image::ImageFormat::from_extension(form).expect("a form");
    let drawn = image::RgbImage::from_fn(60, 40, |x, y| image::Rgb([x as u8 * 4, y as u8 * 6, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, form).expect("it is written");
    bytes.into_inner()
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
    reading.expect(&format!("voor {endless} na"));
    reading.expect(&whole.title);
}
