//! Files that would take all memory or all time, read with little of both: each is named, and the
//! article beside them is found.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::{Run, Workplace, after};

/// Address space for the program, in kilobytes. The unoptimised program takes a quarter of it before
/// it reads anything.
const MEMORY_KB: u64 = 1_500_000;

#[test]
fn heavy_files_are_named_and_the_rest_is_read() {
    let place = Workplace::new([("goed.txt", "Een goed artikel\n\nOver een boomgaard.\n")]);
    let mut expected: Vec<(&str, &str)> = Vec::new();
    // Sparse: two gigabytes that take no room on the disk. A file of lines is read to its end.
    let too_large = "2147483648 bytes; an article may have at most 16777216";
    for (name, file, length, reason) in [
        ("groot.txt", "groot.txt", 2 << 30, too_large),
        ("groot.html", "groot.html", 2 << 30, too_large),
        ("groot.docx", "groot.docx", 2 << 30, too_large),
        ("groot.json", "groot.json", 2 << 30, too_large),
        (
            "groot.jsonl:1",
            "groot.jsonl",
            1 << 26,
            "67108864 bytes; an article may have at most 4194304",
        ),
    ] {
        let large = File::create(place.path(&format!("corpus/{file}"))).expect("a file");
        large.set_len(length).expect("a length");
        expected.push((name, reason));
    }
    let bomb = bomb(200 << 20);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let unclosed = document("<w:p>".repeat(12 << 20).as_bytes());
    let values = "more than 500000 values";
    let heavy: [(&str, Vec<u8>, &str); 11] = [
        ("bom.docx", bomb, "an article may have at most 67108864"),
        ("open.docx", unclosed, "more than 256 levels of nesting"),
        (
            "blokken.json",
            format!("{{\"titel\": \"T\", \"tekst\": [{}0]}}", "{\"a\":0},".repeat(1_900_000))
                .into(),
            values,
        ),
        (
            "veld.json",
            format!("{{\"titel\": \"T\", \"x\": [{}0]}}", "{\"a\":0},".repeat(1_900_000)).into(),
            values,
        ),
        ("regels.txt", "a\n\n".repeat(5 << 20).into(), "more than 200000 lines"),
        ("diep.json", "[".repeat(8 << 20).into(), "recursion limit exceeded"),
        ("diep.md", format!("---\ntitel: {}\n---\n", "[".repeat(1 << 20)).into(), "not YAML"),
        ("diep.html", "<div>".repeat(2 << 20).into(), "more than 512 levels of nesting"),
        ("breed.html", "<p>a".repeat(3 << 20).into(), "more than 200000 elements"),
        (
            "stijl.html",
            format!(
                "<p>{}",
                (0..400).map(|n| format!("<b id=a{n}>")).collect::<String>()
                    + &"<p>a".repeat(1 << 20)
            )
            .into(),
            "more than 200000 elements",
        ),
        (
            "kenmerk.html",
            format!("<p {}>", (0..1 << 20).map(|n| format!("a{n} ")).collect::<String>()).into(),
            "more than 5000 attributes in a tag",
        ),
    ];
    for (name, bytes, reason) in heavy {
        fs::write(place.path(&format!("corpus/{name}")), bytes).expect("a file");
        expected.push((name, reason));
    }
    symlink(".", place.path("corpus/kring")).expect("a link");

    let limit = format!("ulimit -v {MEMORY_KB}");
    let mut limited = after(&limit, &place.command(&["check"]), false);
    let begin = Instant::now();
    let run = Run::from(limited.output().expect("a shell")).expect(1);
    let took = begin.elapsed();
    for (name, reason) in expected {
        let line = run.err.lines().find(|line| line.starts_with(&format!("bundelaar: {name}: ")));
        let line = line.unwrap_or_else(|| panic!("{name} in {}", run.err));
        assert!(line.contains(reason), "{line}");
    }
    assert!(run.out.contains("goed.txt: \"Een goed artikel\""), "{}", run.out);
    assert!(run.out.contains("kring: a link to a folder"), "{}", run.out);
    // Two seconds on a machine with nothing else to do.
    assert!(took < Duration::from_secs(60), "{took:?}");
}

/// A Word document of a few kilobytes that unpacks to so many bytes.
fn bomb(length: usize) -> Vec<u8> {
    document(&vec![b' '; length])
}

/// A Word document with this as its text's part.
fn document(main: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
    archive.write_all(main).expect("written");
    archive.finish().expect("an archive").into_inner()
}

/// Files that are read, and would take hours if their text was gone through again for each part of it.
#[test]
fn long_texts_are_read_in_one_pass() {
    let sentence = "Een zin over de boomgaard. ".repeat(60_000);
    let event = format!(
        "Een evenement\n\nKom naar x 14 september 2019 {}\n\nVoeg dit evenement toe aan uw bundel.",
        "in ".repeat(65_000)
    );
    let around =
        |tag: &str, times: usize| format!("<main><h1>T</h1>{}{sentence}", tag.repeat(times));
    let place = Workplace::new([
        ("evenement.txt", event),
        ("koppen.html", around("<h1><div>", 200)),
        ("tijden.html", around("<time>", 400)),
        ("menus.html", around("<div class=menu>", 400)),
    ]);
    let begin = Instant::now();
    let run = place.run(&["check"]).expect(0);
    let took = begin.elapsed();
    for file in ["evenement.txt", "koppen.html", "tijden.html", "menus.html"] {
        assert!(run.out.contains(&format!("{file}: \"")), "{}", run.out);
    }
    assert!(took < Duration::from_secs(30), "{took:?}");
}
