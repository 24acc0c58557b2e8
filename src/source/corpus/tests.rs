//! The corpus folder, on real folders.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;

fn folder(files: &[(&str, &[u8])]) -> (TempDir, Corpus) {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let corpus = Corpus::open(folder.path()).expect("a corpus");
    (folder, corpus)
}

fn files(listing: &Listing) -> Vec<String> {
    listing.files.iter().map(|file| file.path.display().to_string()).collect()
}

fn skipped(listing: &Listing) -> Vec<String> {
    listing
        .skipped
        .iter()
        .map(|skipped| format!("{}: {}", skipped.path.display(), skipped.why))
        .collect()
}

#[test]
fn articles_at_any_depth_in_the_order_of_their_paths() {
    let (_folder, corpus) = folder(&[
        ("b.txt", b"B"),
        ("a/z.json", b"{}"),
        ("a/deep/er/c.jsonl", b""),
        ("A.TXT", b"A"),
        ("_concept.txt", b"x"),
        (".verborgen.txt", b"x"),
        ("_verwijderd/d.txt", b"x"),
        (".git/e.txt", b"x"),
        ("notities.odt", b"x"),
    ]);
    let listing = corpus.list();
    assert_eq!(files(&listing), ["A.TXT", "a/deep/er/c.jsonl", "a/z.json", "b.txt"]);
    assert_eq!(skipped(&listing), ["notities.odt: not a form that articles come in; skipped"]);
    assert_eq!(listing.files[3].size_bytes, 1);
}

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR";
const WEBP: &[u8] = b"RIFF\x24\x00\x00\x00WEBPVP8 ";

#[test]
fn a_picture_belongs_to_the_article_of_its_stem() {
    let (_folder, corpus) = folder(&[
        ("a.txt", b"A"),
        ("a.jpg", JPEG),
        ("a.png", PNG),
        ("c.txt", b"C"),
        ("c.jpg", b"geen foto"),
        ("c.png", b""),
        ("d.txt", b"D"),
        // Named wrongly, but a picture.
        ("d.png", JPEG),
        ("e.jsonl", b"{}"),
        ("e.jpg", JPEG),
        ("f.json", br#"[{"titel": "Een"}, {"titel": "Twee"}]"#),
        ("f.jpg", JPEG),
        ("x/b.json", br#"{"titel": "B"}"#),
        ("x/b.WEBP", WEBP),
        ("b.jpg", JPEG),
    ]);
    assert_eq!(
        skipped(&corpus.list()),
        [
            "a.png: a second picture of the same article; skipped",
            "b.jpg: a picture without an article of the same name beside it; skipped",
            "c.jpg: not a JPEG, PNG or WebP picture, whatever its name says; skipped",
            "c.png: not a JPEG, PNG or WebP picture, whatever its name says; skipped",
            "e.jpg: a picture without an article of the same name beside it; skipped",
        ]
    );
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let mut pictures = Vec::new();
    corpus.for_each(reader, |found| {
        if let Found::Article { reading, .. } = found {
            let picture = reading.article.picture.unwrap_or_default();
            pictures.push(format!("{} {picture}", reading.article.id));
        }
    });
    let expected = ["a a.jpg", "c ", "d d.png", "f-1 ", "f-2 ", "x-b x/b.WEBP"];
    assert_eq!(pictures, expected);
}

#[test]
fn links_lead_neither_out_nor_in_circles() {
    let (outside, _) = folder(&[("geheim.txt", b"Geheim")]);
    let (inside, corpus) = folder(&[("a.txt", b"A"), ("x/b.txt", b"B")]);
    symlink(inside.path(), inside.path().join("x/kring")).expect("a link");
    symlink(outside.path(), inside.path().join("buiten")).expect("a link");
    symlink(outside.path().join("geheim.txt"), inside.path().join("geheim.txt")).expect("a link");
    symlink("nergens.txt", inside.path().join("stuk.txt")).expect("a link");
    symlink("a.txt", inside.path().join("zelfde.txt")).expect("a link");
    let listing = corpus.list();
    assert_eq!(files(&listing), ["a.txt", "x/b.txt", "zelfde.txt"]);
    let link = "a link to a folder or to outside the corpus; skipped";
    let skipped = skipped(&listing);
    assert_eq!(skipped[..2], [format!("buiten: {link}"), format!("geheim.txt: {link}")]);
    assert!(skipped[2].starts_with("stuk.txt: cannot be looked at"), "{skipped:?}");
    assert_eq!(skipped[3..], [format!("x/kring: {link}")]);
}

/// Names that differ in bytes alone would look like one file.
#[test]
fn a_name_that_is_not_utf8_is_refused() {
    let (folder, corpus) = folder(&[("a.json", b"{}")]);
    let odd = |name: &'static [u8]| folder.path().join(OsStr::from_bytes(name));
    fs::create_dir(odd(b"map\xff")).expect("a folder");
    for name in [&b"a\xfe.json"[..], b"a\xff.json", b"a\xff.odt", b"a\xff.png", b"map\xff/b.txt"] {
        fs::write(odd(name), "{}").expect("a file");
    }
    let listing = corpus.list();
    assert_eq!(files(&listing), ["a.json"]);
    assert_eq!(
        skipped(&listing),
        [
            "a\u{fffd}.json: its name is not UTF-8; give it another name",
            "a\u{fffd}.json: its name is not UTF-8; give it another name",
            "a\u{fffd}.odt: not a form that articles come in; skipped",
            "a\u{fffd}.png: a picture without an article of the same name beside it; skipped",
            "map\u{fffd}: its name is not UTF-8; give it another name",
        ]
    );
    assert_eq!(listing.skipped.iter().filter(|skipped| skipped.why.is_failure()).count(), 3);
}

/// Where a link leads may be another folder tomorrow.
#[test]
fn a_folder_is_the_one_that_has_its_name_now() {
    let (place, _) = folder(&[("een/a.txt", b"A"), ("twee/b.txt", b"B")]);
    let corpus = place.path().join("corpus");
    symlink("een", &corpus).expect("a link");
    let opened = Corpus::open(&corpus).expect("a corpus");
    assert_eq!(files(&opened.list()), ["a.txt"]);
    fs::remove_file(&corpus).expect("a link");
    symlink("twee", &corpus).expect("a link");
    symlink("b.txt", place.path().join("twee/zelfde.txt")).expect("a link");
    assert_eq!(files(&opened.list()), ["b.txt", "zelfde.txt"]);
}

#[test]
fn what_a_browser_saves_beside_a_page_is_no_article() {
    let (_folder, corpus) = folder(&[
        ("a.html", b"<h1>A</h1>"),
        ("a_bestanden/saved_resource.html", b"<h1>Reclame</h1>"),
        ("x/b.htm", b"<h1>B</h1>"),
        ("x/b_files/c.txt", b"C"),
        ("c_files/d.txt", b"D"),
    ]);
    let listing = corpus.list();
    assert_eq!(files(&listing), ["a.html", "c_files/d.txt", "x/b.htm"]);
    let parts = "the pictures and scripts of a saved page; skipped";
    assert_eq!(skipped(&listing), [format!("a_bestanden: {parts}"), format!("x/b_files: {parts}")]);
}

/// What reading the whole corpus gives, in short.
fn read(corpus: &Corpus) -> Vec<String> {
    let (organisations, _) = corpus.organisations().expect("the registry");
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let mut found = Vec::new();
    corpus.for_each(reader, |one| {
        found.push(match one {
            Found::Article { reading, file, line } => {
                let (id, names) = (&reading.article.id, &reading.article.organisations);
                format!("{} {line:?} {id} {names:?}", file.path.display())
            }
            Found::Failure { file, line, reason } => {
                format!("{} {line:?} {reason}", file.path.display())
            }
        });
    });
    found
}

#[test]
fn everything_readable_is_read_and_the_rest_named() {
    let registry = "[[organisatie]]\nnaam = \"Atelier Noord\"\n";
    let (folder, corpus) = folder(&[
        ("_organisaties.toml", registry.as_bytes()),
        ("a.txt", b"Bij atelier noord vzw\n\nTekst."),
        ("b.txt", b""),
        ("c.jsonl", b"{\"titel\": \"C\"}\n{}\n{\"titel\": \"D\", \"id\": \"d\"}\n"),
    ]);
    // Sparse: sixteen megabytes and more that take no room.
    let large = fs::File::create(folder.path().join("groot.txt")).expect("a file");
    large.set_len(2 << 30).expect("a length");
    assert_eq!(
        read(&corpus),
        [
            "a.txt None a [\"Atelier Noord\"]",
            "b.txt None empty; an article needs at least a title",
            "c.jsonl Some(1) c-1 []",
            "c.jsonl Some(2) titel is missing",
            "c.jsonl Some(3) d []",
            "groot.txt None 2147483648 bytes; an article may have at most 16777216",
        ]
    );
}

#[test]
fn lists_are_read_in_any_encoding_and_say_so() {
    let check =
        |registry: &[u8], synonyms: &[u8], names: &[&str], words: &[&str], faults: [&str; 2]| {
            let (_folder, corpus) = folder(&[(REGISTRY_FILE, registry), (SYNONYMS_FILE, synonyms)]);
            let (organisations, wrong) = corpus.organisations().expect("it can be read");
            let known: Vec<&str> = organisations.iter().map(|known| known.name.as_str()).collect();
            assert_eq!(known, names);
            let (list, also_wrong) = corpus.synonyms().expect("it can be read");
            assert_eq!(list.groups.first().map_or(&[][..], |group| &group.from), words);
            let wrong = wrong.first().map(ToString::to_string).unwrap_or_default();
            let also_wrong = also_wrong.first().map(ToString::to_string).unwrap_or_default();
            assert_eq!([wrong.as_str(), also_wrong.as_str()], faults);
        };
    let utf8 = "\u{feff}[[organisatie]]\nnaam = \"Café\"\n";
    let (names, words) = (&["Café"][..], &["café", "kroeg"][..]);
    check(utf8.as_bytes(), "café, kroeg".as_bytes(), names, words, [""; 2]);
    let windows = "not UTF-8, read as Windows-1252; save the file as UTF-8";
    let registry = b"[[organisatie]]\nnaam = \"Caf\xe9\"\n";
    check(registry, b"caf\xe9, kroeg", names, words, [windows; 2]);
    let utf16: Vec<u8> = utf8.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sixteen = "not UTF-8, read as UTF-16; save the file as UTF-8";
    check(&utf16, b"", names, &[], [sixteen, ""]);
    let binary = "binary data, not text";
    check(b"\x00\x01\x02 \x00", b"\x00\x01\x02 \x00", &[], &[], [binary; 2]);
}

#[test]
fn a_file_that_vanishes_is_a_failure() {
    let (folder, corpus) = folder(&[("a.txt", b"A"), ("b.txt", b"B")]);
    let listing = corpus.list();
    fs::remove_file(folder.path().join("a.txt")).expect("removed");
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    let hashes: Vec<bool> =
        listing.files.iter().map(|file| corpus.read(reader, file, |_| {}).is_some()).collect();
    assert_eq!(hashes, [false, true]);
}

#[test]
fn the_hash_is_of_the_bytes_read() {
    let (_folder, corpus) =
        folder(&[("a.txt", b"Titel"), ("b.jsonl", b"{\"titel\": \"T\"}\nrommel")]);
    let organisations = Organisations::default();
    let reader = Reader { organisations: &organisations, today: date(2026, 1, 1) };
    for file in &corpus.list().files {
        let read = corpus.read(reader, file, |_| {}).expect("a hash");
        assert_eq!(read, corpus.hash(file).expect("a hash"), "{}", file.path.display());
    }
}

#[test]
fn a_corpus_is_a_folder() {
    let (folder, _) = folder(&[("a.txt", b"A")]);
    assert!(Corpus::open(&folder.path().join("a.txt")).is_err());
    assert!(Corpus::open(&folder.path().join("nergens")).is_err());
}
