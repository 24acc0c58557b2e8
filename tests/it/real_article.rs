//! The one real article, read from the corpus, field by field.

use std::path::Path;

use bundelaar::source::{Corpus, Found, Organisations, Reader};
use jiff::civil::date;

const REGISTRY: &str = "
[[organisatie]]
naam = \"De Werkplekarchitecten\"
aliassen = [\"Werkplekarchitecten vzw\"]
[[organisatie]]
naam = \"Sterpunt Inclusief Ondernemen\"
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn expected() -> String {
    std::fs::read_to_string(root().join("tests/data/real-article.json")).expect("readable")
}

/// The JSON that goes out comes in again as the same article.
#[test]
fn its_json_is_the_same_article() {
    let (organisations, _) = Organisations::parse(REGISTRY);
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let other = "een-andere-id".parse().expect("an id");
    let reading = reader.read_article(&other, &expected()).expect("an article");
    let expected: serde_json::Value = serde_json::from_str(&expected()).expect("JSON");
    assert_eq!(serde_json::to_value(&reading.article).expect("JSON"), expected);
    assert_eq!(reading.warnings, []);
}

#[test]
fn every_field_is_as_expected() {
    let expected: serde_json::Value = serde_json::from_str(&expected()).expect("JSON");

    let (organisations, faults) = Organisations::parse(REGISTRY);
    assert_eq!(faults, []);
    let corpus = Corpus::open(&root().join("corpus")).expect("the corpus folder");
    let listing = corpus.list();
    let real = Path::new("000_aa740f08f09625b0.txt");
    let file = listing.files.iter().find(|file| file.path == real).expect("the real article");
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let mut found = Vec::new();
    corpus.read(reader, file, |one| found.push(one));

    let [Found::Article { reading, line: None, .. }] = found.as_slice() else {
        panic!("one article, found {found:?}");
    };
    let article = serde_json::to_value(&reading.article).expect("an article is JSON");
    for (field, expected) in expected.as_object().expect("an object") {
        assert_eq!(&article[field], expected, "{field}");
    }
    assert_eq!(article, expected);
    assert_eq!(reading.warnings, []);
}
