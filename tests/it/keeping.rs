//! Settings from all their places, and backups.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::{Value, json};
use sha2::Digest;

use crate::program::{Run, Workplace};

const BREAD: &str = r#"{"titel": "Brood voor de buurt", "tekst": "Twaalf bakkers."}"#;

#[test]
fn settings_come_from_flags_environment_file_and_defaults_in_that_order() {
    let place = Workplace::new([("brood.json", BREAD)]);
    place.write("s.toml", "# ons\nlisten = \"127.0.0.1:1111\"\nurl = \"https://a.example\"\n");
    let mut command =
        place.command(&["settings", "--settings", "s.toml", "--url", "https://b.example"]);
    command.env("BUNDELAAR_TRUST_PROXY", "on").env("BUNDELAAR_TOKEN", "heel-geheim-hier");
    let run = Run::from(command.output().expect("the program starts")).expect(0);
    for line in [
        "listen = \"127.0.0.1:1111\" # s.toml:2",
        "url = \"https://b.example\" # --url",
        "trust-proxy = \"on\" # BUNDELAAR_TRUST_PROXY",
        "rate-limit = \"on\" # default",
        "corpus = \"corpus\" # default",
        "# token-file is not set",
        "# the operator's token is set # BUNDELAAR_TOKEN",
    ] {
        assert!(run.out.lines().any(|found| found == line), "{line} in {}", run.out);
    }
    assert!(!run.out.contains("geheim"));
    // What is printed can be given back.
    place.write("again.toml", &run.out);
    let again = place.run(&["settings", "--settings", "again.toml"]).expect(0);
    assert!(again.out.contains("url = \"https://b.example\" # again.toml:"), "{}", again.out);
    // They are in force, for other commands too.
    place.write("index.toml", "index = \"elders\"\n");
    place.run(&["index", "--settings", "index.toml"]).expect(0);
    assert!(place.path("elders").exists() && !place.path("index").exists());
}

#[test]
fn a_wrong_setting_is_refused_with_its_line() {
    let place = Workplace::new([("brood.json", BREAD)]);
    for (text, said) in [
        ("\nlisten = \"hier\"\n", "s.toml:2: invalid value 'hier'"),
        ("lisen = \"127.0.0.1:0\"\n", "s.toml:1: lisen is no setting"),
        ("token = \"geheim\"\n", "s.toml:1: token is no setting"),
        ("max-articles = 0\n", "s.toml:1: invalid value '0'"),
        ("url = [1]\n", "s.toml:1: url: expected a text"),
        ("url = \n", "s.toml:1:"),
    ] {
        place.write("s.toml", text);
        for command in ["serve", "settings", "index"] {
            let run = place.run(&[command, "--settings", "s.toml"]).expect(2);
            assert!(run.err.contains(said), "{text}: {}", run.err);
        }
    }
    place.run(&["serve", "--settings", "weg.toml"]).expect(2);
}

/// The token of the environment comes before a file that the settings file names; two that are given
/// alike are a mistake, and so is a file that cannot be read. `settings` says so as `serve` does.
#[test]
fn the_operators_token_comes_from_one_place() {
    let place = Workplace::new([("brood.json", BREAD)]);
    place.write("token", "heel-geheim-en-lang-genoeg");
    place.write("s.toml", "token-file = \"token\"\n");
    place.write("weg.toml", "token-file = \"weg\"\n");
    let check = |arguments: &[&str], environment: &[(&str, &str)], code: i32, said: &str| {
        for command in ["settings", "serve"] {
            // It stops at its address, when its settings were right.
            let mut command = place.command(&[&[command], arguments].concat());
            command.env("BUNDELAAR_LISTEN", "192.0.2.1:1").envs(environment.iter().copied());
            let run = Run::from(command.output().expect("the program starts"));
            let serves = run.out.is_empty() && code == 0;
            assert_eq!(run.code, Some(if serves { 3 } else { code }), "{arguments:?}: {run:?}");
            assert!(serves || format!("{}{}", run.out, run.err).contains(said), "{run:?}");
        }
    };
    let token = ("BUNDELAAR_TOKEN", "ook-geheim-en-lang-genoeg");
    check(&["--settings", "s.toml"], &[], 0, "token-file = \"token\" # s.toml:1");
    check(&["--settings", "s.toml"], &[token], 0, "# token-file is not set");
    check(&["--settings", "weg.toml"], &[token], 0, "token is set # BUNDELAAR_TOKEN");
    check(&["--settings", "weg.toml"], &[], 2, "--token-file weg");
    check(&["--token-file", "token"], &[token], 2, "not both");
    check(&[], &[token, ("BUNDELAAR_TOKEN_FILE", "token")], 2, "not both");
    check(&[], &[("BUNDELAAR_TOKEN", " ")], 2, "is empty");
}

#[test]
fn a_wrong_log_is_refused() {
    let place = Workplace::new([("brood.json", BREAD)]);
    for (directives, code) in [("warn,bundelaar=debug", 0), ("bundelaar=luid", 2)] {
        let mut command = place.command(&["index"]);
        command.env("BUNDELAAR_LOG", directives);
        let run = Run::from(command.output().expect("the program starts")).expect(code);
        assert_eq!(run.err.contains("BUNDELAAR_LOG"), code == 2, "{}", run.err);
    }
}

/// What comes with the systemd unit can be used, and says where things are for every command.
#[test]
fn the_units_settings_are_all_in_the_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/systemd");
    let place = Workplace::new([("brood.json", BREAD)]);
    place.write("s.toml", fs::read(folder.join("settings.toml")).expect("a file"));
    let run = place.run(&["settings", "--settings", "s.toml"]).expect(0);
    for line in
        ["data = \"/var/lib/bundelaar/data\" # s.toml:", "corpus = \"/var", "index = \"/var"]
    {
        assert!(run.out.lines().any(|found| found.starts_with(line)), "{line} in {}", run.out);
    }
    let unit = fs::read_to_string(folder.join("bundelaar.service")).expect("text");
    let set: Vec<&str> = unit.lines().filter(|line| line.starts_with("Environment=")).collect();
    assert_eq!(set, ["Environment=BUNDELAAR_TOKEN_FILE=%d/token"]);
}

fn bundel(address: &str) -> String {
    let answer = crate::cli::post(address, "/api/v1/bundels", r#"{"artikelen": ["brood"]}"#);
    let body: Value =
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
    body["id"].as_str().expect("an id").to_owned()
}

#[test]
fn bundels_are_backed_up_and_restored_while_served() {
    let place = Workplace::new([("brood.json", BREAD)]);
    place.run(&["backup", "niets.zip"]).expect(3);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let exists = |id: &str| {
        crate::cli::fetch(&server.address, &format!("/api/v1/bundels/{id}")).contains("200 OK")
    };
    let first = bundel(&server.address);
    place.run(&["backup", "b.zip"]).expect(0);
    place.run(&["backup", "b.zip"]).expect(2);
    let second = bundel(&server.address);
    assert!(exists(&first) && exists(&second));
    place.run(&["restore", "b.zip"]).expect(0);
    assert!(exists(&first) && !exists(&second), "as it was");
    assert!(place.path("data/bundels.before-restore.sqlite").exists());
    assert!(exists(&bundel(&server.address)), "and on from there");

    // What is no whole backup changes nothing: what was made since stays.
    let mut since = bundel(&server.address);
    let whole = fs::read(place.path("b.zip")).expect("a file");
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        place.write("stuk.zip", broken);
        let run = place.run(&["restore", "stuk.zip"]);
        assert!(run.code == Some(3) || run.code == Some(0), "{at}: {run:?}");
        assert_eq!(exists(&since), run.code == Some(3), "{at}: {run:?}");
        assert!(exists(&first), "{at}");
        if !exists(&since) {
            since = bundel(&server.address);
        }
    }
    place.write("half.zip", &whole[..whole.len() / 2]);
    place.run(&["restore", "half.zip"]).expect(3);
    place.write("tekst.zip", "geen zip");
    place.run(&["restore", "tekst.zip"]).expect(3);
    place.run(&["restore", "weg.zip"]).expect(2);
    assert!(exists(&first) && exists(&since));
    assert_eq!(server.terminate(), Some(0));
    let left = fs::read_dir(place.path("data")).expect("a folder").filter(|entry| {
        entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with("work-")
    });
    assert_eq!(left.count(), 0, "nothing half-made is left");
}

#[cfg(unix)]
#[test]
fn what_visitors_made_is_for_the_programs_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new([("brood.json", BREAD)]);
    let mode = |name: &str| {
        let found = fs::metadata(place.path(name)).expect("it is there");
        found.permissions().mode() & 0o777
    };
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    bundel(&server.address);
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(mode("data"), 0o700);
    // A backup is put anywhere, and whatever others may read there.
    let open = place.command(&["backup", "b.zip"]);
    let made = crate::program::after("umask 0", &open, false).output().expect("it runs");
    Run::from(made).expect(0);
    assert_eq!(mode("b.zip"), 0o600);
    for (open_to, told) in [(0o700, false), (0o750, false), (0o755, true)] {
        fs::set_permissions(place.path("data"), PermissionsExt::from_mode(open_to)).expect("ours");
        // It stops at its address, when all there is to say was said.
        let run = place.run(&["serve", "--listen", "192.0.2.1:1"]).expect(3);
        assert_eq!(run.err.contains("chmod 700"), told, "{open_to:o}: {}", run.err);
    }
}

#[test]
fn a_damaged_database_is_refused_and_can_be_restored() {
    let place = Workplace::new([("brood.json", BREAD)]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let id = bundel(&server.address);
    place.run(&["backup", "b.zip"]).expect(0);
    assert_eq!(server.terminate(), Some(0));
    place.write(
        "data/bundels.sqlite",
        "dit is geen databank, en lang genoeg om er een kop in te zien ".repeat(40),
    );
    let run = place.run(&["serve", "--listen", "127.0.0.1:0"]).expect(3);
    assert!(run.err.contains("beschadigd") && run.err.contains("bundelaar restore"), "{}", run.err);
    place.run(&["restore", "b.zip"]).expect(0);
    assert!(place.path("data/bundels.sqlite.damaged").exists());
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let answer = crate::cli::fetch(&server.address, &format!("/api/v1/bundels/{id}"));
    assert!(answer.contains("200 OK"), "{answer}");
}

/// A backup with this database in it, as the program packs one.
fn packed(database: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("bundels.sqlite", options).expect("memory");
    zip.write_all(database).expect("memory");
    let digest: String =
        sha2::Sha256::digest(database).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = json!({"name": "bundels.sqlite", "bytes": database.len(), "sha256": digest});
    zip.start_file("manifest.json", options).expect("memory");
    let manifest = json!({"format": 1, "program": "9.9", "files": [file]});
    zip.write_all(manifest.to_string().as_bytes()).expect("memory");
    zip.finish().expect("memory").into_inner()
}

/// A database with one bundel, as a stopped server leaves it, and the bundel's id.
fn stopped() -> (Workplace, String) {
    let place = Workplace::new([("brood.json", BREAD)]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let id = bundel(&server.address);
    place.run(&["backup", "b.zip"]).expect(0);
    assert_eq!(server.terminate(), Some(0));
    (place, id)
}

/// Makes the data those of a version that nobody knows yet.
fn make_newer(database: &Path) {
    let db = rusqlite::Connection::open(database).expect("a database");
    db.pragma_update(None, "user_version", 99).expect("it can be written");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_newer_backup_leaves_a_damaged_database_where_it_is() {
    let (place, _) = stopped();
    let database = place.path("data/bundels.sqlite");
    make_newer(&database);
    place.write("newer.zip", packed(&fs::read(&database).expect("a file")));
    let damaged = "geen databank, en lang genoeg om er een kop in te zien ".repeat(40);
    place.write("data/bundels.sqlite", &damaged);
    let before = names(&place.path("data"));
    let run = place.run(&["restore", "newer.zip"]).expect(3);
    assert!(
        run.err.contains("newer version (data 99") && run.err.contains("update"),
        "{}",
        run.err
    );
    assert_eq!(names(&place.path("data")), before);
    assert_eq!(fs::read_to_string(&database).expect("as it was"), damaged);
}

#[test]
fn a_database_of_a_newer_version_is_put_aside() {
    let (place, id) = stopped();
    let database = place.path("data/bundels.sqlite");
    for aside in ["bundels.sqlite.newer", "bundels.sqlite.newer.2"] {
        make_newer(&database);
        let run = place.run(&["serve", "--listen", "127.0.0.1:0"]).expect(3);
        assert!(run.err.contains("bundelaar restore"), "{}", run.err);
        let newer = fs::read(&database).expect("a file");
        place.run(&["restore", "b.zip"]).expect(0);
        assert_eq!(fs::read(place.path("data").join(aside)).expect("put aside"), newer);
    }
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let answer = crate::cli::fetch(&server.address, &format!("/api/v1/bundels/{id}"));
    assert!(answer.contains("200 OK"), "{answer}");
}

#[test]
fn bundels_are_restored_where_the_server_looks_for_them() {
    let (place, id) = stopped();
    // In another folder than the server's, nobody would find them.
    let elsewhere = ["restore", "b.zip", "--data", "elders"];
    let run = place.run(&elsewhere).expect(2);
    assert!(run.err.contains("elders: there is no such folder"), "{}", run.err);
    assert!(run.err.contains("--settings") && run.err.contains("--create"), "{}", run.err);
    let run = place.run(&["backup", "c.zip", "--data", "elders"]).expect(3);
    assert!(run.err.contains("--settings"), "{}", run.err);
    place.write("tekst.zip", "geen zip");
    place.run(&["restore", "tekst.zip", "--data", "elders", "--create"]).expect(3);
    assert!(!place.path("elders").exists());
    place.run(&[&elsewhere[..], &["--create"]].concat()).expect(0);
    assert_eq!(names(&place.path("elders")), ["bundels.sqlite"]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0", "--data", "elders"]);
    let answer = crate::cli::fetch(&server.address, &format!("/api/v1/bundels/{id}"));
    assert!(answer.contains("200 OK"), "{answer}");
}
