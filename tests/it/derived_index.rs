//! The index is derived: it may be deleted, damaged or outdated, and comes back by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::program::{Run, Workplace, snapshot};

fn orchard() -> Workplace {
    Workplace::new([
        ("a.json", r#"{"titel": "Appels plukken", "tekst": "In de boomgaard."}"#),
        ("b.json", r#"{"titel": "Peren persen", "tekst": "Sap van de boomgaard."}"#),
    ])
}

/// Both articles are found, whatever became of the index.
#[track_caller]
fn check(place: &Workplace, what: &str) {
    let run = place.run(&["search", "boomgaard", "--json"]);
    assert_eq!(run.code, Some(0), "{what}: {}", run.err);
    assert_eq!(run.json()["totaal"], 2, "{what}");
}

fn files(place: &Workplace) -> Vec<PathBuf> {
    snapshot(&place.path("index")).into_iter().map(|(path, ..)| path).collect()
}

#[test]
fn a_second_run_writes_nothing() {
    let place = orchard();
    check(&place, "at first");
    let before = snapshot(&place.path("index"));
    place.run(&["index"]).expect(0);
    check(&place, "again");
    assert_eq!(snapshot(&place.path("index")), before);
}

#[test]
fn it_may_be_deleted_at_any_time() {
    let place = orchard();
    check(&place, "at first");
    fs::remove_dir_all(place.path("index")).expect("it was made");
    check(&place, "deleted");
    // While it is served, too: what is open stays open.
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    // Its first look at the corpus may put a file there at this very moment.
    let removed = (0..50).any(|_| {
        let removed = fs::remove_dir_all(place.path("index")).is_ok();
        if !removed {
            thread::sleep(Duration::from_millis(20));
        }
        removed
    });
    assert!(removed, "the index folder can not be removed while it is served");
    check(&place, "deleted under a server");
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn any_damaged_file_leads_to_a_new_one() {
    let place = orchard();
    check(&place, "at first");
    let pristine = snapshot(&place.path("index"));
    // The index as it was made, but for one file.
    let damage = |file: &Path, what: &str, bytes: Option<&[u8]>| {
        fs::remove_dir_all(place.path("index")).expect("it was made");
        for (path, whole, _) in &pristine {
            fs::create_dir_all(path.parent().expect("below a folder")).expect("a folder");
            fs::write(path, whole).expect("room");
        }
        match bytes {
            Some(bytes) => fs::write(file, bytes).expect("room"),
            None => fs::remove_file(file).expect("it is there"),
        }
        check(&place, &format!("{what}: {}", file.display()));
    };
    let (mut damaged, mut names) = (0, Vec::new());
    for (file, whole, _) in &pristine {
        damage(file, "removed", None);
        // Locks are empty as it is.
        if whole.is_empty() {
            continue;
        }
        let name = file.file_name().expect("a name").to_string_lossy();
        names.push(name.rsplit('.').next().unwrap_or_default().to_owned());
        for (what, bytes) in [
            ("truncated", &whole[..whole.len() / 2]),
            ("emptied", &[][..]),
            ("overwritten", &vec![0xff; whole.len()][..]),
            ("a bit is another at the beginning", &flipped(whole, 0)[..]),
            ("a bit is another in the middle", &flipped(whole, whole.len() / 2)[..]),
            ("a bit is another at the end", &flipped(whole, whole.len() - 1)[..]),
        ] {
            damage(file, what, Some(bytes));
            damaged += 1;
        }
    }
    // All that there is: the words of one segment, the files and words of the corpus, what is in use.
    names.sort();
    let expect = [
        "current",
        "fast",
        "fieldnorm",
        "idx",
        "json",
        "json",
        "json",
        "pos",
        "store",
        "term",
        "tsv",
    ];
    assert_eq!(names, expect);
    assert_eq!(damaged, 6 * names.len());
}

fn flipped(whole: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    bytes[at] ^= 1;
    bytes
}

/// Whatever becomes of the index: bundels are kept elsewhere.
#[test]
fn a_damaged_index_is_made_anew_before_it_is_served_and_bundels_stay() {
    let place = orchard();
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let made = crate::cli::post(&server.address, "/api/v1/bundels", r#"{"artikelen": ["a", "b"]}"#);
    let id = made.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let path = format!("/api/v1/bundels/{}", id.expect("a bundel"));
    let body = |answer: String| answer.split("\r\n\r\n").nth(1).expect("a body").to_owned();
    let bundel = body(crate::cli::fetch(&server.address, &path));
    assert!(bundel.contains("\"onderdelen\":[{"), "{bundel}");
    assert_eq!(server.terminate(), Some(0));
    let largest = |place: &Workplace| {
        let sizes =
            files(place).into_iter().map(|file| (fs::read(&file).map_or(0, |b| b.len()), file));
        sizes.max().expect("an index").1
    };
    for what in ["a bit is another", "removed", "all are removed"] {
        let file = largest(&place);
        match what {
            "removed" => fs::remove_file(&file).expect("it is there"),
            "all are removed" => {
                fs::remove_dir_all(place.path("index")).expect("it is there");
            }
            _ => {
                let whole = fs::read(&file).expect("it can be read");
                fs::write(&file, flipped(&whole, whole.len() / 2)).expect("it can be written");
            }
        }
        let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
        let found = body(crate::cli::fetch(&server.address, "/api/v1/artikelen?q=boomgaard"));
        assert!(found.contains("\"totaal\":2"), "{what}: {found}");
        assert_eq!(body(crate::cli::fetch(&server.address, &path)), bundel, "{what}");
        assert_eq!(server.terminate(), Some(0));
    }
}

#[test]
fn two_that_begin_at_once_do_not_hinder_each_other() {
    let place = orchard();
    let started: Vec<_> = (0..4)
        .map(|_| {
            let mut command = place.command(&["search", "boomgaard", "--json"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
        })
        .collect();
    for child in started {
        let run = Run::from(child.wait_with_output().expect("it ends")).expect(0);
        assert_eq!(run.json()["totaal"], 2);
    }
    // One of them made it, and nothing half-made stays behind.
    let generations = fs::read_dir(place.path("index")).expect("a folder");
    let generations = generations.filter(|entry| {
        let entry = entry.as_ref().expect("an entry");
        entry.file_type().expect("a type").is_dir()
    });
    assert_eq!(generations.count(), 1);
}

#[test]
fn another_chain_rebuilds_it() {
    let place = orchard();
    check(&place, "at first");
    let before = files(&place);
    place.write("nl.dic", "2\nboom\ngaard\n");
    place.write("nl.aff", "SET UTF-8\n");
    let run = place.run(&["index", "--dictionary", "nl.dic"]).expect(0);
    assert_eq!(run.out.trim_end(), "added 2, changed 0, removed 0, unchanged 0, failed 0");
    assert_ne!(files(&place), before);
    let run = place.run(&["index", "--dictionary", "nl.dic"]).expect(0);
    assert_eq!(run.out.trim_end(), "added 0, changed 0, removed 0, unchanged 2, failed 0");
}
