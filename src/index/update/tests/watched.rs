//! What stays in the index while somebody is served from it.

use super::*;

#[test]
fn while_watched_the_unreadable_stays_as_it_was() {
    let mut place = Place::new();
    place.write("a.json", &article("Goed", "Tekst."));
    place.check(1, 0, 0, 0);
    place.write("a.json", "{\"titel\": ");
    let live = Options { keep_last_good: true, ..Options::default() };
    let report = place.update(live.clone());
    assert_eq!((report.removed, report.unchanged, report.failures.len()), (0, 1, 1));
    let unfinished = Options { unfinished: ["a.json".to_owned()].into(), ..live.clone() };
    place.write("a.json", &article("Half", ""));
    assert!(!place.update(unfinished).wrote());
    assert_eq!(place.update(live).changed, 1);
    place.equals_a_fresh_one();
    place.write("a.json", "{\"titel\": ");
    place.check(0, 0, 1, 0);
}

#[test]
fn an_unfinished_file_keeps_its_ids_until_it_is_whole() {
    let mut place = Place::new();
    let line =
        |id: &str| format!("{{\"id\": \"{id}\", \"titel\": \"T\", \"tekst\": \"Van {id}.\"}}\n");
    place.write("b.jsonl", &(line("x") + &line("y")));
    place.check(2, 0, 0, 0);
    // Half of it is written when a file before it comes with an id of it.
    place.write("b.jsonl", &line("x"));
    place.write("a.jsonl", &line("x"));
    let live = Options { keep_last_good: true, ..Options::default() };
    let unfinished = Options { unfinished: ["b.jsonl".to_owned()].into(), ..live.clone() };
    let report = place.update(unfinished);
    assert_eq!((report.removed, report.unchanged, report.failures.len()), (0, 2, 1));
    place.write("b.jsonl", &line("y"));
    let report = place.update(live);
    assert_eq!((report.changed, report.unchanged, report.failures.len()), (1, 1, 0));
    place.equals_a_fresh_one();
}

#[test]
fn while_watched_what_cannot_be_looked_at_stays_as_it_was() {
    let mut place = Place::new();
    fs::create_dir(place.folder.path().join("corpus/map")).expect("a folder");
    place.write("map/a.json", &article("In de map", "Tekst."));
    place.write("map/b.json", &article("Ook in de map", "Tekst."));
    place.write("mapje.json", &article("Er naast", "Tekst."));
    place.check(3, 0, 0, 0);
    let live = Options { keep_last_good: true, ..Options::default() };
    let check = |place: &Place, hidden: &str, options: &Options, expect: (usize, usize, usize)| {
        let hide = |listed: &mut Listed| {
            listed.files.retain(|file| !file.path.starts_with(hidden));
            listed.unseen.insert(hidden.trim_end_matches('/').to_owned());
        };
        let report = Told::by(place, &hide).update(place, options);
        assert_eq!((report.removed, report.changed, report.unchanged), expect, "{hidden}");
    };
    // Neither is written, nor looked for a second time.
    for hidden in ["map/", "map/", "map/b.json", ""] {
        check(&place, hidden, &live, (0, 0, 3));
    }
    // What else changes is taken in.
    place.remove("mapje.json");
    check(&place, "map/", &live, (1, 0, 2));
    // Back again, it is as it was, or as it became.
    place.write("map/b.json", &article("Anders", "Tekst."));
    place.check(0, 1, 0, 1);
    // Another file takes an id over, and gives it back.
    check(&place, "map/", &live, (0, 0, 2));
    place.write("z.json", r#"{"id": "map-a", "titel": "Van z"}"#);
    check(&place, "map/", &live, (0, 1, 1));
    check(&place, "map/", &live, (0, 0, 2));
    place.check(0, 1, 0, 1);
    // A run that nobody is served from removes it.
    check(&place, "map/", &Options::default(), (1, 1, 0));
}

#[test]
fn a_link_that_leads_nowhere_for_a_while_costs_no_article() {
    let mut place = Place::new();
    place.write("_bron.json", &article("Langs een link", "Tekst."));
    let link = place.folder.path().join("corpus/k.json");
    std::os::unix::fs::symlink("_bron.json", &link).expect("a link");
    place.check(1, 0, 0, 0);
    place.remove("_bron.json");
    let live = Options { keep_last_good: true, ..Options::default() };
    let report = place.update(live.clone());
    assert_eq!((report.removed, report.unchanged, report.failures.len()), (0, 1, 1));
    // Removed on purpose.
    place.remove("k.json");
    assert_eq!(place.update(live).removed, 1);
    place.equals_a_fresh_one();
}
