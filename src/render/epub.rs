//! EPUB 3.3, accessible: navigation, landmarks, language, accessibility metadata.
//!
//! Written over `zip` alone: a container is four fixed files, a package document and one XHTML file
//! for each part. The same publication gives the same bytes.

use std::io::{Cursor, Write};

use maud::{Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::html::colophon;
use super::hypertext::{self, Image, Shown, name, text};
use super::picture::Picture;
use crate::bundel::{Part, Publication};
use crate::hex::hex;

/// The publication as an EPUB file.
#[must_use]
pub fn epub(publication: &Publication) -> Vec<u8> {
    let (chapters, pictures) = chapters(publication);
    let mut files = vec![
        ("META-INF/container.xml".to_owned(), CONTAINER.into()),
        ("EPUB/stijl.css".to_owned(), hypertext::STYLE.into()),
        ("EPUB/inhoud.xhtml".to_owned(), navigation(publication, &chapters).into()),
    ];
    for chapter in &chapters {
        files.push((
            format!("EPUB/{}.xhtml", chapter.name),
            page(&chapter.title, chapter.role, &chapter.body).into(),
        ));
    }
    let names: Vec<String> = pictures.iter().map(|(name, _)| name.clone()).collect();
    files.extend(pictures.into_iter().map(|(name, jpeg)| (format!("EPUB/{name}"), jpeg)));
    let package = package(publication, &chapters, &names, &identifier(&files));
    files.push(("EPUB/pakket.opf".to_owned(), package.into()));
    pack(&files).expect("writing to memory does not fail")
}

/// Where the package document is (EPUB 3.3, 4.2.6.3.1).
const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/pakket.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"#;

/// The chapter that differs from day to day.
const COLOPHON: &str = "EPUB/colofon.xhtml";

struct Chapter {
    name: String,
    title: String,
    /// Value of `epub:type` on its section.
    role: &'static str,
    body: Markup,
    /// Whether it belongs below the group before it in the contents.
    grouped: bool,
}

/// A picture's file and its bytes.
type PictureFile = (String, Vec<u8>);

fn chapters(publication: &Publication) -> (Vec<Chapter>, Vec<PictureFile>) {
    let base_url = publication.base_url.as_deref();
    let mut chapters = vec![Chapter {
        name: "titel".to_owned(),
        title: publication.title.clone(),
        role: "titlepage",
        body: html! {
            (hypertext::heading(1, &name(&publication.title)))
            @if let Some(subtitle) = &publication.subtitle { p class="byline" { (text(subtitle)) } }
            (hypertext::texts(publication.introduction.as_deref()))
        },
        grouped: false,
    }];
    let mut pictures = Vec::new();
    let mut grouped = false;
    for (index, part) in publication.parts.iter().enumerate() {
        let (role, below, body) = match part {
            Part::Heading(title) => {
                grouped = true;
                ("part", false, hypertext::heading(1, &name(title)))
            }
            Part::Article { article, note, changed, picture } => {
                let (note, changed) = (note.as_deref(), *changed);
                let read = picture.as_ref().and_then(|found| Picture::read(&found.bytes));
                let picture = read.map(|picture| {
                    let address = format!("beeld-{}.jpg", index + 1);
                    let (width, height) = (picture.width, picture.height);
                    pictures.push((address.clone(), picture.jpeg));
                    Image { address, width, height }
                });
                let shown = Shown { article, note, changed, base_url, picture };
                ("chapter", grouped, hypertext::article(&shown, 1))
            }
            Part::Missing { title, note } => {
                ("chapter", grouped, hypertext::missing(title, note.as_deref(), 1))
            }
        };
        chapters.push(Chapter {
            name: format!("deel-{}", index + 1),
            title: part.title().to_owned(),
            role,
            body,
            grouped: below,
        });
    }
    chapters.push(Chapter {
        name: "colofon".to_owned(),
        title: "Colofon".to_owned(),
        role: "colophon",
        body: html! { h1 { "Colofon" } (colophon(publication)) },
        grouped: false,
    });
    (chapters, pictures)
}

fn page(title: &str, role: &str, body: &Markup) -> String {
    document(title, &html! { section epub:type=(role) { (body) } })
}

fn document(title: &str, body: &Markup) -> String {
    // A title without text is not allowed.
    let head = html! { title { (name(title)) } };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" \
         lang=\"nl-BE\" xml:lang=\"nl-BE\"><head>{}\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"stijl.css\"/></head>\
         <body>{}</body></html>\n",
        head.into_string(),
        body.0
    )
}

fn navigation(publication: &Publication, chapters: &[Chapter]) -> String {
    // A group holds the list of what follows it.
    let mut items = String::new();
    let mut open = false;
    for (index, chapter) in chapters.iter().enumerate() {
        if open && !chapter.grouped {
            items.push_str("</ol></li>");
            open = false;
        }
        let link = html! { a href=(format!("{}.xhtml", chapter.name)) { (name(&chapter.title)) } };
        items.push_str("<li>");
        items.push_str(&link.into_string());
        if chapter.role == "part" && chapters.get(index + 1).is_some_and(|next| next.grouped) {
            items.push_str("<ol>");
            open = true;
        } else {
            items.push_str("</li>");
        }
    }
    document(
        &publication.title,
        &html! {
            nav epub:type="toc" { h1 { "Inhoud" } ol { (PreEscaped(items)) } }
            nav epub:type="landmarks" hidden="hidden" {
                h2 { "Wegwijzer" }
                ol {
                    li { a epub:type="toc" href="inhoud.xhtml" { "Inhoud" } }
                    li { a epub:type="bodymatter" href=(format!("{}.xhtml", first_body(chapters))) { "Begin" } }
                }
            }
        },
    )
}

fn first_body(chapters: &[Chapter]) -> &str {
    chapters.get(1).map_or("titel", |chapter| &chapter.name)
}

fn package(
    publication: &Publication,
    chapters: &[Chapter],
    pictures: &[String],
    identifier: &str,
) -> String {
    let element = |name: &str, value: &str| {
        let value = html! { (text(value)) }.into_string();
        format!("<{name}>{value}</{name}>")
    };
    let mut metadata = format!("<dc:identifier id=\"id\">{identifier}</dc:identifier>");
    metadata.push_str(&element("dc:title", &name(&publication.title)));
    metadata.push_str(&element("dc:language", "nl-BE"));
    metadata.push_str(&element("dc:publisher", &publication.site));
    metadata.push_str(&element("dc:date", &publication.made_on.to_string()));
    let summary = if pictures.is_empty() {
        "Doorlopende tekst met koppen, citaten en lijsten; geen beelden, geen tijdsgebonden media."
    } else {
        for (property, value) in
            [("schema:accessMode", "visual"), ("schema:accessibilityFeature", "alternativeText")]
        {
            metadata.push_str(&format!("<meta property=\"{property}\">{value}</meta>"));
        }
        "Doorlopende tekst met koppen, citaten en lijsten; beelden met een beschrijving; geen \
         tijdsgebonden media."
    };
    for (property, value) in [
        ("dcterms:modified", format!("{}T00:00:00Z", publication.made_on).as_str()),
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilitySummary", summary),
    ] {
        metadata.push_str(&format!("<meta property=\"{property}\">{value}</meta>"));
    }
    let mut manifest = String::from(
        "<item id=\"inhoud\" href=\"inhoud.xhtml\" media-type=\"application/xhtml+xml\" \
         properties=\"nav\"/><item id=\"stijl\" href=\"stijl.css\" media-type=\"text/css\"/>",
    );
    for (index, name) in pictures.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"beeld-{}\" href=\"{name}\" media-type=\"image/jpeg\"/>",
            index + 1
        ));
    }
    let mut spine = String::new();
    for (index, Chapter { name, .. }) in chapters.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"{name}\" href=\"{name}.xhtml\" media-type=\"application/xhtml+xml\"/>"
        ));
        spine.push_str(&format!("<itemref idref=\"{name}\"/>"));
        if index == 0 {
            spine.push_str("<itemref idref=\"inhoud\"/>");
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" \
         xml:lang=\"nl-BE\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">{metadata}\
         </metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>\n"
    )
}

/// A UUID made from the content (RFC 9562, version 8): the same book keeps its place in a reader. The
/// colophon is not looked at, as it says on which day the book was made.
fn identifier(files: &[(String, Vec<u8>)]) -> String {
    let mut hasher = Sha256::new();
    for (name, content) in files.iter().filter(|(name, _)| name != COLOPHON) {
        hasher.update(name.as_bytes());
        hasher.update(content);
    }
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let (a, b, c) = (&digits[..8], &digits[8..12], &digits[12..16]);
    let (d, e) = (&digits[16..20], &digits[20..]);
    format!("urn:uuid:{a}-{b}-{c}-{d}-{e}")
}

fn pack(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    // First and uncompressed, so that the file tells what it is (OCF 3.3, 4.3.2).
    zip.start_file("mimetype", options.compression_method(CompressionMethod::Stored))?;
    zip.write_all(b"application/epub+zip")?;
    for (name, content) in files {
        // A JPEG is compressed already.
        let method = if name.ends_with(".jpg") {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        zip.start_file(name.as_str(), options.compression_method(method))?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn same_publication_same_bytes() {
        let publication = sample::publication();
        let book = epub(&publication);
        assert_eq!(book, epub(&publication));
        // The name and content of the first file stand at fixed places: readers look there.
        assert_eq!(&book[30..58], b"mimetypeapplication/epub+zip");
    }

    #[test]
    fn the_same_book_is_known_on_another_day() {
        let known_as = |publication: &Publication| {
            let (chapters, _) = chapters(publication);
            let pages: Vec<(String, Vec<u8>)> = chapters
                .iter()
                .map(|chapter| {
                    (format!("EPUB/{}.xhtml", chapter.name), chapter.body.0.clone().into())
                })
                .collect();
            identifier(&pages)
        };
        let today = sample::publication();
        let mut tomorrow = today.clone();
        tomorrow.made_on = today.made_on.tomorrow().unwrap();
        assert_eq!(known_as(&today), known_as(&tomorrow));
        assert_ne!(epub(&today), epub(&tomorrow), "it says when it was made");
        let mut other = today.clone();
        other.title.push('!');
        assert_ne!(known_as(&today), known_as(&other));
    }

    #[test]
    fn groups_hold_what_follows_them() {
        let publication = sample::publication();
        let contents = navigation(&publication, &chapters(&publication).0);
        let nested = "<a href=\"deel-1.xhtml\">Groep</a><ol><li><a href=\"deel-2.xhtml\">";
        assert!(contents.contains(nested), "{contents}");
    }
}
