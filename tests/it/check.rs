//! `check` looks at what it is asked to look at, and says when there is nothing to look at.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::program::Workplace;

const SOUND: &str = r#"{"titel": "Een oven", "tekst": "Er is brood.", "soort": "inspiratie",
    "gepubliceerdOp": "2020-01-01"}"#;

#[test]
fn what_is_named_is_looked_at_or_refused() {
    let place = Workplace::new([
        ("goed.json", SOUND),
        ("map/stuk.json", "{"),
        ("map/diep/goed.json", SOUND),
        ("mapje.json", "{"),
        ("_bron.json", SOUND),
        ("_weg/a.json", SOUND),
        ("leeg/notities.odt", ""),
        ("foto.png", "geen foto"),
        ("p.html", "<h1>Een oven</h1><p>Er is brood."),
        ("p_files/x.html", "<h1>Reclame</h1>"),
    ]);
    fs::create_dir(place.path("corpus/niets")).expect("a folder");
    symlink("_bron.json", place.path("corpus/link.json")).expect("a link");
    symlink("nergens.json", place.path("corpus/dood.json")).expect("a link");
    symlink("corpus", place.path("langs")).expect("a link");
    let odd = std::ffi::OsStr::from_bytes(b"a\xff.json");
    fs::write(place.path("corpus").join(odd), SOUND).expect("room");
    let check = |named: &[&str], code: i32, expect: &str| {
        let run = place.run(&[&["check"], named].concat());
        let all = format!("{}{}", run.out, run.err);
        assert!(run.code == Some(code) && all.contains(expect), "{named:?}: {run:?}");
        assert!(code == 2 || !all.contains("mapje.json"), "{named:?}: {run:?}");
    };
    check(&["corpus/goed.json"], 0, "1 articles, 0 warnings, 0 failed");
    check(&["langs/goed.json"], 0, "1 articles, 0 warnings, 0 failed");
    check(&["corpus/link.json"], 0, "link.json: \"Een oven\"");
    check(&["corpus/map"], 1, "1 articles, 0 warnings, 1 failed");
    check(&["corpus/map/"], 1, "map/stuk.json: not JSON");
    check(&["corpus/map/diep/.."], 1, "1 articles, 0 warnings, 1 failed");
    check(&["corpus/map/diep", "corpus/link.json"], 0, "2 articles, 0 warnings, 0 failed");
    check(&["corpus/dood.json"], 1, "dood.json: cannot be looked at");
    check(&["corpus/leeg"], 0, "0 articles, 1 warnings, 0 failed");
    let hidden = "names that begin with _ or . are never articles";
    check(&["corpus/_bron.json"], 2, hidden);
    check(&["corpus/_weg"], 2, hidden);
    check(&["corpus/_weg/a.json"], 2, hidden);
    check(&["corpus/leeg/notities.odt"], 2, "not a form that articles come in");
    check(&["corpus/foto.png"], 2, "a picture without an article");
    check(&["corpus/p_files/x.html"], 2, "the pictures and scripts of a saved page");
    check(&["corpus/niets"], 2, "no articles in this folder");
    check(&["corpus/goed.json", "corpus/weg.json"], 2, "corpus/weg.json: no file below");
    check(&["."], 2, "no file below");
    let all = place.run(&["check", "corpus"]).expect(1);
    assert_eq!(all.out, place.run(&["check"]).expect(1).out);
    assert!(all.out.ends_with("\n4 articles, 5 warnings, 4 failed\n"), "{}", all.out);
}

#[test]
fn faults_of_both_lists_count() {
    let check = |name: &str, list: &[u8], faults: usize| {
        let place = Workplace::new([("a.json", SOUND)]);
        place.write(&format!("corpus/{name}"), list);
        let expect = format!("1 articles, {faults} warnings, 0 failed\n");
        let code = i32::from(faults > 0);
        let run = place.run(&["check", "--strict"]).expect(code);
        assert!(run.out.ends_with(&expect), "{name}: {run:?}");
        assert_eq!(run.err.matches(name).count(), faults, "{}", run.err);
    };
    check("_organisaties.toml", b"[[organisatie]]\nnaam = \"Spaak\"\n", 0);
    check("_organisaties.toml", b"titel = 1\n[[organisatie]]\nnaam = 3\n", 3);
    check("_organisaties.toml", b"[[organisatie]]\nnaam = \"Caf\xe9\"\n", 1);
    check("_synoniemen.txt", b"kroeg, caf\xe9\nalleen\n", 2);
}
