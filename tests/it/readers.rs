//! Every reader against files that are nearly right: whatever the bytes, it reads or refuses them,
//! soon, without a panic.
//!
//! Real files are damaged in ways that files are: bytes changed, parts lost, doubled or moved, signs
//! of the form put where they do not belong. The order is the same each time; how far it goes is
//! told by `READERS_SECONDS`, for each form. `make long` gives them ten minutes.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bundelaar::fetch::{Found, recognise};
use bundelaar::source::{Form, Organisations, Reader, Synonyms};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::damage::{Random, Trial, change};
use crate::parsers::JSON_SIGNS;

/// Slower than any reader is on a file of a few pages, unoptimised and with other tests beside it.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn text() {
    let signs = [
        "\n\n",
        "“",
        "”",
        "- ",
        "1. ",
        "Gepubliceerd op",
        "Contactpersoon",
        "31 februari 2020",
        "Waar: ",
        "\r",
        "\u{feff}",
        "\0",
    ];
    damage("txt", &["zwaluw.txt"], &signs, bytes);
}

#[test]
fn json() {
    damage("json", &["zwaluw.json"], &JSON_SIGNS, bytes);
}

#[test]
fn json_lines() {
    let signs = ["\n", "{", "}", "\"", "\\u0000", "\r\n\r\n", "\u{feff}"];
    damage("jsonl", &["zwaluw.jsonl"], &signs, bytes);
}

#[test]
fn markdown() {
    let signs = [
        "---\n",
        "> ",
        "* ",
        "`",
        "[",
        "](",
        "![",
        "<div>",
        "| a |\n|-|\n",
        "&amp;",
        "- &a",
        "*a",
        "? ",
        ": ",
        "{",
        "\t",
    ];
    damage("md", &["zwaluw.md", "vrij.md"], &signs, bytes);
}

#[test]
fn html() {
    let signs = [
        "<div>",
        "</div>",
        "<p>",
        "<b>",
        "</b>",
        "<table><tr><td>",
        "</table>",
        "<svg>",
        "<select>",
        "<template>",
        "<main>",
        "<article>",
        "<!--",
        "-->",
        "<script type=\"application/ld+json\">",
        "</script>",
        "<blockquote><cite>",
        "&nbsp;",
        "&#x110000;",
        "<li>",
        "<h1>",
        "\"",
        "=",
        ">",
        "<time datetime=2019-02-30>",
        "<meta property=og:title content=",
        "<math><mi>",
        "<title>",
    ];
    damage("html", &["zwaluw.html", "wordpress.html", "agenda.html", "kaai.html"], &signs, bytes);
}

#[test]
fn word() {
    let signs = [
        "<w:p>",
        "</w:p>",
        "<w:r><w:t>",
        "</w:t></w:r>",
        "<w:pStyle w:val=\"Titel\"/>",
        "<w:br/>",
        "<mc:Fallback>",
        "<w:numId w:val=\"1\"/>",
        "&#0;",
        "<![CDATA[",
        "]]>",
        "<w:del>",
        "<!--",
    ];
    damage("docx", &["zwaluw.txt"], &signs, archive);
}

#[test]
fn registry() {
    let file = "[[organisatie]]\nnaam = \"De Spaak\"\naliassen = [\"Spaak vzw\", \"Spaak Gent\"]\n\
                website = \"https://spaak.example\"\n\n[[organisatie]]\nnaam = \"Het Anker cv\"\n";
    let signs = [
        "[[organisatie]]",
        "naam = ",
        "aliassen = [",
        "\"",
        "'''",
        "\n",
        "[",
        "]",
        "{",
        "#",
        "\\u",
        " vzw",
    ];
    let names = ["De Spaak", "spaak gent vzw", "Bij het Anker en de Spaak vandaag."];
    damage_files("_organisaties.toml", &[file.into()], &signs, |content, _| {
        let input = Input { bytes: content, extension: "toml" };
        let (organisations, _) = Organisations::parse(&String::from_utf8_lossy(&input.bytes));
        names.iter().for_each(|name| drop(organisations.canonical(name)));
        names.iter().map(|name| organisations.mentioned_in(name).len() as u64).sum()
    });
}

#[test]
fn synonyms() {
    let file = "# van de redactie\nzorgboerderij, zorghoeve\nvzw => vereniging zonder winstoogmerk\n\
                fietsen, met de fiets, per rijwiel\n";
    let signs = [",", "=>", "#", "\n", "\r\n", ", ,", "=> =>", "\u{feff}", "\0", " "];
    damage_files("_synoniemen.txt", &[file.into()], &signs, |content, _| {
        let input = Input { bytes: content, extension: "synonyms" };
        Synonyms::parse(&String::from_utf8_lossy(&input.bytes)).0.groups.len() as u64
    });
}

#[test]
fn feeds() {
    let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>N</title>\
               <item><link>https://b.example/1</link><title>Een</title></item><item>\
               <guid>https://b.example/2</guid><link>/2</link></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>N</title><id>n</id><entry>\
                <id>1</id><title>E</title><link href=\"/1\"/></entry></feed>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"N\",\"items\":\
                [{\"id\":\"1\",\"url\":\"https://b.example/1\",\"content_text\":\"T\"}]}";
    listings("feed", &[rss.into(), atom.into(), json.into()]);
}

#[test]
fn sitemaps() {
    let map = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
               <url><loc>https://a.example/1</loc><lastmod>2020-01-01</lastmod></url></urlset>";
    let index =
        "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
    listings("sitemap", &[map.into(), index.into()]);
}

fn listings(name: &str, files: &[Vec<u8>]) {
    let signs = [
        "<item>",
        "</item>",
        "<url>",
        "<loc>",
        "</loc>",
        "<link>",
        "<link href=\"",
        "<entry>",
        "<!--",
        "]]>",
        "<![CDATA[",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>",
        "&a;",
        "&#0;",
        "<?xml",
        "xmlns:x=\"",
        "<rss>",
        "<feed>",
        "<urlset>",
        "http://[",
        "{",
        "[",
        "\"",
        "2020-13-99",
    ];
    let address = "https://a.example/x/".parse().expect("an address");
    damage_files(name, files, &signs, |content, _| {
        let input = Input { bytes: content, extension: name };
        match recognise(&address, "text/xml", &input.bytes) {
            Ok(Found::Feed(pages)) => pages.len() as u64,
            Ok(Found::Sitemap { pages, sitemaps }) => (pages.len() + sitemaps.len()) as u64,
            Ok(Found::Article(_)) | Err(_) => 0,
        }
    });
}

fn bytes(content: Vec<u8>, _: &mut Random) -> Vec<u8> {
    content
}

/// A document of the lines, every other one then damaged as an archive too.
fn archive(content: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let text = String::from_utf8_lossy(&content);
    let paragraphs: String =
        text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
    archive.write_all(document.as_bytes()).expect("written");
    let mut bytes = archive.finish().expect("an archive").into_inner();
    if random.below(2) == 0 {
        let at = random.below(bytes.len());
        bytes[at] = random.below(256) as u8;
    }
    bytes
}

/// Damages the cases of a form of article.
fn damage(
    extension: &str,
    files: &[&str],
    signs: &[&str],
    pack: fn(Vec<u8>, &mut Random) -> Vec<u8>,
) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases/forms");
    let files: Vec<Vec<u8>> =
        files.iter().map(|name| fs::read(folder.join(name)).expect("a file")).collect();
    let path = Path::new("a").with_extension(extension);
    let form = Form::of_path(&path).expect("a known form");
    let (organisations, _) =
        Organisations::parse("[[organisatie]]\nnaam = \"Houtatelier De Zwaluw\"\n");
    let today = "2026-06-01".parse().expect("a day");
    let reader = Reader { organisations: &organisations, today };
    damage_files(extension, &files, signs, |content, random| {
        let input = Input { bytes: pack(content, random), extension };
        let mut read = 0;
        reader.read(&path, form, &input.bytes, |record| read += u64::from(record.outcome.is_ok()));
        read
    });
}

/// Reads damaged files for as long as was asked; `read` gives how much came of one. Of some it is
/// nothing.
fn damage_files(
    name: &str,
    files: &[Vec<u8>],
    signs: &[&str],
    read: impl Fn(Vec<u8>, &mut Random) -> u64,
) {
    let mut random = Random::new();
    let (mut trial, mut taken) = (Trial::new("READERS_SECONDS"), 0);
    while trial.goes_on() {
        let mut content = files[random.below(files.len())].clone();
        for _ in 0..=random.below(6) {
            change(&mut content, signs, &mut random);
        }
        let begin = Instant::now();
        taken += u64::from(read(content, &mut random) > 0);
        assert!(begin.elapsed() < LONGEST, "{name}: {:?}", begin.elapsed());
    }
    trial.report(name, taken);
}

/// The file being read: kept for whoever looks into a panic.
struct Input<'e> {
    bytes: Vec<u8>,
    extension: &'e str,
}

impl Drop for Input<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let path = std::env::temp_dir().join("unreadable").with_extension(self.extension);
            fs::write(&path, &self.bytes).ok();
            eprintln!("what was read is in {}", path.display());
        }
    }
}
