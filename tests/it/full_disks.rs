//! Disks that are full or may not be written to: the reason is named, what was there stays in use, and
//! with room again the next run does its work.
//!
//! A small disk is one in memory (tmpfs), mounted where only the program sees it. Where nothing may be
//! mounted those tests say so and pass; a limit on the size of files stands in for a full disk anywhere.

use std::process::{Command, Stdio};

use crate::program::{Run, Workplace, may_mount};

/// More than a megabyte of index.
const ARTICLES: usize = 400;

fn workplace() -> Workplace {
    let place = Workplace::new([("goed.json", r#"{"titel": "Over een boomgaard"}"#)]);
    std::fs::create_dir(place.path("index")).expect("a folder");
    place
}

/// Different words in every article, so that they take room in the index.
fn articles() -> String {
    let article = |number: usize| {
        let words: Vec<String> =
            (0..300).map(|word| format!("w{:x}", (number * 300 + word) * 2_654_435_761)).collect();
        format!("{{\"titel\": \"Veel {number}\", \"tekst\": \"{}\"}}\n", words.join(" "))
    };
    (0..ARTICLES).map(article).collect()
}

/// Runs a shell script in the place; `$0` is the program.
fn shell(place: &Workplace, before: &[&str], script: &str) -> Run {
    let program = place.command(&[]);
    let mut words = before.iter().copied().chain(["bash", "-ec", script]);
    let mut command = Command::new(words.next().expect("at least bash"));
    command
        .args(words)
        .arg(program.get_program())
        .env("BUNDELAAR_DICTIONARY", "none")
        .current_dir(place.path("."))
        .stdin(Stdio::null());
    command.output().expect("a shell").into()
}

/// As `shell`, with a right to mount; `None` where there is none.
fn shell_that_mounts(place: &Workplace, script: &str) -> Option<Run> {
    may_mount().then(|| shell(place, &["unshare", "--map-root-user", "--mount"], script))
}

/// The lines that the program says to end with.
fn said(run: &Run) -> Vec<&str> {
    run.err.lines().filter(|line| line.starts_with("bundelaar: ")).collect()
}

#[test]
fn without_room_nothing_is_lost_and_nothing_stays_behind() {
    let place = workplace();
    place.write("veel.jsonl", articles());
    let run = shell_that_mounts(
        &place,
        r#"
        mount -t tmpfs -o size=2m none index
        "$0" index
        mv veel.jsonl corpus
        code=0; "$0" index || code=$?; echo "code $code"
        ls index | sort | tr '\n' ' '; echo
        code=0; "$0" search boomgaard --json > answer || code=$?; echo "code $code"
        grep -o '"totaal": 1' answer
        code=0; "$0" index --rebuild || code=$?; echo "code $code"
        ls index | sort | tr '\n' ' '; echo
        mount -o remount,size=100m index
        "$0" index
        "$0" index --rebuild
        "#,
    );
    let Some(run) = run else { return };
    let run = run.expect(0);
    for line in said(&run) {
        assert!(line.starts_with("bundelaar: index/gen-"), "{line}");
        assert!(line.contains("No space left on device"), "{line}");
    }
    assert_eq!(said(&run).len(), 3, "{}", run.err);
    let found: Vec<&str> = run.out.lines().map(str::trim_end).collect();
    assert_eq!(
        found,
        [
            "added 1, changed 0, removed 0, unchanged 0, failed 0",
            "code 3",
            "current gen-1 lock",
            "code 1",
            "\"totaal\": 1",
            "code 3",
            "current gen-1 lock",
            "added 400, changed 0, removed 0, unchanged 1, failed 0",
            "added 401, changed 0, removed 0, unchanged 0, failed 0",
        ]
    );
}

#[test]
fn a_file_that_may_not_grow_is_named() {
    let place = workplace();
    place.write("corpus/veel.jsonl", articles());
    // A program that does not ask for the signal is told by an error instead.
    let script = r#"trap "" XFSZ; ulimit -f 500; exec "$0" index"#;
    let run = shell(&place, &["env"], script).expect(3);
    let line = said(&run).join("\n");
    assert!(
        line.starts_with("bundelaar: index/gen-1") && line.contains("File too large"),
        "{line}"
    );
    place.run(&["index"]).expect(0);
    let generations = std::fs::read_dir(place.path("index")).expect("a folder").flatten();
    assert_eq!(generations.filter(|entry| entry.path().is_dir()).count(), 1);
}

#[test]
fn what_may_not_be_written_to_is_named() {
    let place = workplace();
    let run = shell_that_mounts(
        &place,
        r#"
        mount --bind corpus corpus; mount -o remount,bind,ro corpus
        "$0" index
        mount -t tmpfs -o ro none index
        code=0; "$0" index || code=$?; echo "code $code"
        "$0" check
        "#,
    );
    let Some(run) = run else { return };
    let run = run.expect(0);
    assert_eq!(said(&run), ["bundelaar: index/lock: Read-only file system (os error 30)"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "added 1, changed 0, removed 0, unchanged 0, failed 0");
    assert_eq!(lines[1], "code 3");
    let read = lines.iter().any(|line| line.starts_with("goed.json: \"Over een boomgaard\""));
    assert!(read, "{lines:?}");
}
