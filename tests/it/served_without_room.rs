//! No room on the disk while it serves, and disks that cannot be written to: what is asked meanwhile
//! is done or refused, never half done, and all goes on by itself when there is room again.
//!
//! Twice over: in a small file system of its own, where the system lets us make one, and with a
//! limit on the size of files (`setrlimit`), which any system has.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::live::{Reply, Site, WRITING};
use crate::program::{Run, Server, Workplace, after, may_mount};

/// Longer than the program waits before it tries again what it could not write.
const SOON: Duration = Duration::from_secs(10);
/// Below the workplace: corpus, index and data together.
const ROOM: &str = "kamer";
/// Several times what the index of a few articles and an empty database take.
const ROOM_BYTES: &str = "24m";

/// How the room comes to be full.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scarcity {
    SmallDisk,
    FileSize,
}

struct Room {
    site: Site,
    scarcity: Scarcity,
}

impl Room {
    fn new(scarcity: Scarcity) -> Room {
        let place = Workplace::new([("a.json", r#"{"titel": "Appels plukken"}"#)]);
        let folders = ["corpus", "index", "data"].map(|name| format!("{ROOM}/{name}"));
        let mut program = place.command(&["serve", "--listen", "127.0.0.1:0", "--corpus"]);
        program.args([&folders[0], "--index", &folders[1], "--data", &folders[2]]);
        program.env("BUNDELAAR_RATE_LIMIT", "off").env("BUNDELAAR_TOKEN", &WRITING[0].1[7..]);
        fs::create_dir(place.path(ROOM)).expect("a folder");
        let mount = match scarcity {
            Scarcity::SmallDisk => format!("mount -t tmpfs -o size={ROOM_BYTES} klein {ROOM}"),
            // Else the system ends a program that writes too much.
            Scarcity::FileSize => "trap '' XFSZ".to_owned(),
        };
        let prepared = format!("{mount} && cp -r corpus {ROOM} && mkdir {ROOM}/index {ROOM}/data");
        let mut program = after(&prepared, &program, scarcity == Scarcity::SmallDisk);
        let server = place.start(&mut program);
        Room { site: Site { place, server }, scarcity }
    }

    /// A path in the room as it is seen from here.
    fn path(&self, below: &str) -> PathBuf {
        let path = self.site.place.path(ROOM).join(below);
        match self.scarcity {
            Scarcity::SmallDisk => seen_by(&self.site.server, path),
            Scarcity::FileSize => path,
        }
    }

    fn fill(&self) {
        match self.scarcity {
            Scarcity::SmallDisk => {
                let mut ballast = File::create(self.path("ballast")).expect("a file");
                while ballast.write_all(&[0; 4096]).is_ok() {}
            }
            Scarcity::FileSize => self.limit("0"),
        }
    }

    fn make_room(&self) {
        match self.scarcity {
            Scarcity::SmallDisk => fs::remove_file(self.path("ballast")).expect("it is there"),
            Scarcity::FileSize => self.limit("unlimited"),
        }
    }

    fn limit(&self, bytes: &str) {
        let pid = self.site.server.pid().to_string();
        let set = ["--pid", &pid, &format!("--fsize={bytes}:unlimited")];
        assert!(Command::new("prlimit").args(set).status().expect("prlimit").success());
    }
}

/// A path as this program sees it, on whatever disks it has.
fn seen_by(server: &Server, path: PathBuf) -> PathBuf {
    let below = path.strip_prefix("/").expect("an absolute path");
    PathBuf::from(format!("/proc/{}/root", server.pid())).join(below)
}

/// Done, or refused with when to come back: an article that is kept may be found only later.
#[track_caller]
fn is_done(what: &str, reply: &Reply) -> bool {
    let refused = reply.status == 503;
    assert!(refused || reply.status < 300, "{what}: {} {}", reply.head, reply.body);
    if refused {
        assert!(reply.head.contains("content-type: application/problem+json"), "{}", reply.head);
        assert_eq!(reply.body["status"], reply.status, "{what}");
        let (kind, seconds) = match reply.body["type"].as_str() {
            Some("/problemen/niet-te-bewaren") => ("not kept", 60),
            Some("/problemen/te-druk") => ("kept", 5),
            other => panic!("{what}: {other:?}"),
        };
        let retry = format!("retry-after: {seconds}\r\n");
        assert!(reply.head.contains(&retry), "{what}, {kind}: {}", reply.head);
    }
    !refused
}

fn walk(scarcity: Scarcity) {
    let room = Room::new(scarcity);
    let site = &room.site;
    let json = [WRITING[1]];
    let make = |title: &str| {
        site.ask(
            "POST",
            "/bundels",
            &json,
            &json!({"titel": title, "artikelen": ["a"]}).to_string(),
        )
    };
    let made = make("Eerste");
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/bundels/{}", made.body["id"].as_str().expect("an id"));
    let key = format!("Bearer {}", made.body["sleutel"].as_str().expect("a key"));
    let keyed = [json[0], ("Authorization", &*key)];
    let title = || site.ask("GET", &path, &[], "").body["titel"].clone();
    assert_eq!(site.ask("PUT", "/artikelen/b", &WRITING, r#"{"titel": "Bessen"}"#).status, 201);
    let text = "vol ".repeat(20_000);
    let lines = format!("{}\n", json!({"id": "c", "titel": "Citroenen", "tekst": text}));
    let batch = [WRITING[0], ("Content-Type", "application/x-ndjson")];

    room.fill();
    let (mut refused, mut refused_pages) = (0, 0);
    for round in 0..6 {
        let what = format!("{scarcity:?}, round {round}");
        refused += u32::from(!is_done(&what, &make(&text[..200])));
        let renamed = json!({"titel": format!("Ronde {round}"), "inleiding": &text[..2_000]});
        let before = title();
        let done = is_done(&what, &site.ask("PATCH", &path, &keyed, &renamed.to_string()));
        assert_eq!(title(), if done { renamed["titel"].clone() } else { before }, "{what}");
        refused += u32::from(!done);
        // A file that is whole, and at the latest found when there is room.
        let article = json!({"titel": "Dadels", "tekst": text}).to_string();
        let put = site.ask("PUT", "/artikelen/d", &WRITING, &article);
        refused += u32::from(!is_done(&what, &put));
        let put = site.ask("PUT", "/artikelen", &batch, &lines);
        assert_eq!(put.status, 200, "{what}");
        let status = put.body["regels"][0]["status"].as_u64().expect("a status");
        assert!([200, 201, 202, 503].contains(&status), "{what}: {}", put.body);
        is_done(&what, &site.ask("DELETE", "/artikelen/b", &WRITING, ""));
        let page = crate::cli::post_form(&site.server.address, "/bundel/artikelen", "artikel=a");
        if !page.starts_with("HTTP/1.1 303 ") {
            refused_pages += 1;
            for said in ["HTTP/1.1 503 ", "retry-after: 60\r\n", "Wij kunnen nu niets bewaren"] {
                assert!(page.contains(said), "{what}: {page}");
            }
        }
        // What only reads goes on, also where something would be kept or counted.
        for read in ["/artikelen?q=appels", "/artikelen?q=nergens", "/artikelen/a", "/organisaties"]
        {
            assert_eq!(site.ask("GET", read, &[], "").status, 200, "{what}: {read}");
        }
        for form in ["pdf", "md"] {
            let document =
                crate::cli::fetch_bytes(&site.server.address, &format!("/api/v1{path}/{form}"));
            assert!(document.starts_with(b"HTTP/1.1 200 "), "{what}: {form}");
        }
    }
    assert!(refused > 0 && refused_pages > 0, "{scarcity:?}: there was room all the time");
    let half = fs::read_dir(room.path("corpus/api")).expect("a folder").filter(|entry| {
        entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with('.')
    });
    assert_eq!(half.count(), 0, "nothing half written is left");

    room.make_room();
    assert_eq!(make("Later").status, 201);
    let renamed = json!({"titel": "Weer plaats"}).to_string();
    assert_eq!(site.ask("PATCH", &path, &keyed, &renamed).status, 200);
    assert_eq!(title(), "Weer plaats");
    let began = Instant::now();
    let put = || site.ask("PUT", "/artikelen/d", &WRITING, r#"{"titel": "Dadels"}"#).status;
    while ![200, 201].contains(&put()) {
        assert!(began.elapsed() < SOON, "{scarcity:?}: articles are still refused");
        std::thread::sleep(Duration::from_millis(100));
    }
    let put = site.ask("PUT", "/artikelen", &batch, &lines);
    assert_eq!(put.body["geweigerd"], 0, "{}", put.body);
    assert_eq!((site.count("dadels"), site.count("citroenen"), site.count("appels")), (1, 1, 1));

    if scarcity == Scarcity::SmallDisk {
        let corpus = site.place.path(ROOM).join("corpus");
        let corpus = corpus.display();
        within(
            &site.server,
            &format!("mount --bind {corpus} {corpus} && mount -o remount,bind,ro {corpus}"),
        );
        for (method, address) in [("PUT", "/artikelen/e"), ("DELETE", "/artikelen/d")] {
            let reply = site.ask(method, address, &WRITING, r#"{"titel": "Eikels"}"#);
            assert!(!is_done("read-only", &reply), "{method} {address}: {}", reply.head);
        }
        assert_eq!(site.ask("PUT", "/artikelen", &batch, &lines).body["geweigerd"], 1);
        assert_eq!(site.ask("PATCH", &path, &keyed, &renamed).status, 200);
        within(&site.server, &format!("umount {corpus}"));
        assert_eq!(site.ask("PUT", "/artikelen/e", &WRITING, r#"{"titel": "Eikels"}"#).status, 201);
    }
}

/// Runs a command of the shell among this program's disks.
fn within(server: &Server, command: &str) {
    let pid = server.pid().to_string();
    let among = ["-t", &pid, "-U", "-m", "--preserve-credentials", "sh", "-c", command];
    assert!(Command::new("nsenter").args(among).status().expect("nsenter").success(), "{command}");
}

#[test]
fn a_full_disk_stops_only_what_writes() {
    if may_mount() {
        walk(Scarcity::SmallDisk);
    }
}

#[test]
fn files_that_may_not_grow_stop_only_what_writes() {
    walk(Scarcity::FileSize);
}

#[test]
fn what_cannot_be_written_at_start_is_named() {
    if !may_mount() {
        return;
    }
    for (folder, said) in [("index", "index"), ("data", "data")] {
        let place = Workplace::new([("a.json", r#"{"titel": "Appels plukken"}"#)]);
        fs::create_dir(place.path(folder)).expect("a folder");
        let program = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        let only_to_read =
            format!("mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}");
        let output = after(&only_to_read, &program, true).output().expect("it runs");
        let run = Run::from(output).expect(3);
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn a_backup_that_does_not_fit_leaves_nothing() {
    let place = Workplace::new([("a.json", r#"{"titel": "Appels plukken"}"#)]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let made = crate::cli::post(&server.address, "/api/v1/bundels", r#"{"titel": "Bewaard"}"#);
    assert!(made.starts_with("HTTP/1.1 201 "), "{made}");
    let files = || {
        let mut names: Vec<_> = fs::read_dir(place.path("data"))
            .into_iter()
            .chain(fs::read_dir(place.path(".")))
            .flatten()
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        names
    };
    let before = files();
    let program = place.command(&["backup", "b.zip"]);
    let limited = "trap '' XFSZ && ulimit -f 8";
    Run::from(after(limited, &program, false).output().expect("it runs")).expect(3);
    assert_eq!(files(), before);
    place.run(&["backup", "b.zip"]).expect(0);
}
