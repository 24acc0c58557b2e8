//! The EPUB as epubcheck judges it: no error, no warning.

use std::process::Command;

use bundelaar::bundel::{Part, Picture, Publication};
use bundelaar::render;

use crate::pdf::{picture, publication, real_article};

fn check(publication: &Publication) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("uit.epub");
    std::fs::write(&file, render::epub(publication)).expect("the file is written");
    // Debian installs a jar under a program's name.
    let output = Command::new("java")
        .args(["-jar", "/usr/bin/epubcheck", "--failonwarnings"])
        .arg(&file)
        .output()
        .unwrap_or_else(|error| panic!("java and epubcheck are needed for this test: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stdout}{stderr}");
}

#[test]
fn epubcheck_finds_nothing() {
    let article = std::sync::Arc::new(real_article());
    let mut hostile = real_article();
    hostile.title = "<b> & \u{7} \"x\" 🎉".to_owned();
    hostile.lead = "]]> &amp; <script>".to_owned();
    hostile.source = Some("javascript:alert('x')".to_owned());
    hostile.body.clear();
    let note = Some("Een notitie.\n\nMet twee alinea's.".to_owned());
    check(&publication(vec![
        Part::article(article.clone(), note.clone()),
        Part::Heading("Groep".to_owned()),
        Part::article(hostile.into(), None),
        Part::Missing { title: "Weg".to_owned(), note },
        Part::Heading("Leeg".to_owned()),
    ]));
    check(&publication(Vec::new()));
    check(&publication(
        ["webp", "png", "jpg"]
            .map(|form| Part::Article {
                article: article.clone(),
                note: None,
                changed: true,
                picture: Some(Picture { stamp: String::new(), bytes: picture(form).into() }),
            })
            .into(),
    ));
}
