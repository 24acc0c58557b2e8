//! What `ARCHITECTURE.md` promises of the modules: which of them knows which, and what the pure ones
//! ask of the world.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The modules with those that each may know, which all stand before it.
const MAY_KNOW: [(&str, &[&str]); 13] = [
    ("article", &[]),
    ("source", &["article"]),
    ("fetch", &["article", "source"]),
    ("dutch", &[]),
    ("index", &["article", "source", "dutch"]),
    ("search", &["article", "source", "dutch", "index"]),
    ("bundel", &["article", "search"]),
    ("render", &["article", "bundel"]),
    ("journal", &[]),
    ("live", &["article", "source", "dutch", "index", "search"]),
    ("web", &["article", "source", "search", "bundel", "render", "journal", "live"]),
    ("settings", &["article", "source", "dutch", "search", "bundel", "web"]),
    (
        "command",
        &[
            "article", "source", "fetch", "dutch", "index", "search", "bundel", "render",
            "journal", "live", "web", "settings",
        ],
    ),
];

/// Single files that every module may know, and that know none.
const FOR_ALL: [&str; 2] = ["hex", "letters"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files below a folder, but for those of unit tests.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// What a file holds before its unit tests.
fn program(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("source");
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

#[test]
fn data_flows_one_way() {
    let mut before: Vec<&str> = Vec::new();
    for (module, may_know) in MAY_KNOW {
        for known in may_know {
            assert!(before.contains(known), "{known} does not stand before {module}");
        }
        before.push(module);
        for file in sources(&src().join(module)) {
            let below = file.strip_prefix(src()).expect("below the source").with_extension("");
            let depth = below.components().filter(|part| part.as_os_str() != "mod").count();
            for known in known_modules(&program(&file), depth) {
                let allowed =
                    known == module || FOR_ALL.contains(&&*known) || may_know.contains(&&*known);
                assert!(allowed, "{} knows {known}", file.display());
            }
        }
    }
    for file in FOR_ALL {
        let known = known_modules(&program(&src().join(file).with_extension("rs")), 1);
        assert_eq!(known, BTreeSet::new(), "{file}");
    }
    let folders: BTreeSet<PathBuf> = fs::read_dir(src())
        .expect("the source")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    assert_eq!(folders, before.iter().map(|module| src().join(module)).collect());
}

/// The modules of the program that code names in a path, when it stands so many modules deep.
fn known_modules(code: &str, depth: usize) -> BTreeSet<String> {
    let mut known = names_in(code, "crate");
    let tokens = tokens(code);
    let mut supers = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token == ":" && supers > 0 {
            continue;
        }
        supers = if token == "super" && goes_on(&tokens[at..]) { supers + 1 } else { 0 };
        if supers == depth {
            known.extend(heads(&tokens[at + 3..]));
        }
    }
    known
}

/// What code names right below a crate.
fn names_in(code: &str, of: &str) -> BTreeSet<String> {
    let tokens = tokens(code);
    let named = |at: &usize| tokens[*at] == of && goes_on(&tokens[*at..]);
    (0..tokens.len()).filter(named).flat_map(|at| heads(&tokens[at + 3..])).collect()
}

/// Whether more of a path follows.
fn goes_on(tokens: &[String]) -> bool {
    tokens.get(1..3).is_some_and(|next| next == [":", ":"])
}

/// The first name of each path in a list between braces, or of the one path.
fn heads(tokens: &[String]) -> Vec<String> {
    let mut open = 0;
    let mut heads = Vec::new();
    let mut begins = true;
    for token in tokens {
        match token.as_str() {
            "{" => open += 1,
            "}" => open -= 1,
            "," => begins = true,
            name if begins && (open == 1 || heads.is_empty()) => {
                heads.push(name.to_owned());
                begins = false;
            }
            _ => {}
        }
        if open == 0 {
            break;
        }
        // What stands between inner braces begins no path of the list.
        begins &= open == 1;
    }
    heads
}

/// The names and signs of Rust code; comments, texts and characters left out.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    flatten(code.parse().expect("Rust"), &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Ident(name) => tokens.push(name.to_string()),
            TokenTree::Punct(sign) => tokens.push(sign.to_string()),
            TokenTree::Literal(_) => {}
            TokenTree::Group(group) => {
                let braced = group.delimiter() == Delimiter::Brace;
                let [open, close] = if braced { ["{", "}"] } else { ["(", ")"] };
                tokens.push(open.to_owned());
                flatten(group.stream(), tokens);
                tokens.push(close.to_owned());
            }
        }
    }
}

/// Whatever way a module is named in, it is seen.
#[test]
fn every_path_is_looked_at() {
    let check = |code: &str, depth: usize, expect: &[&str]| {
        let found = known_modules(code, depth);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expect, "{code}");
    };
    check("use crate::web;", 1, &["web"]);
    check("pub(in crate::index) fn f() { crate :: hex::hex(&[]) }", 2, &["hex", "index"]);
    check(
        "use crate::{article, web::{self, Work}, search as s, index::Term};",
        1,
        &["article", "index", "search", "web"],
    );
    check(
        "use crate::{\n    // crate::render\n    web::{a::{b, c}, d},\n    live,\n};",
        1,
        &["live", "web"],
    );
    check("use crate::*;", 1, &["*"]);
    check("use super::web; fn f() { self::g() }", 1, &["web"]);
    check(
        "use super::super::{live, web::x}; use super::near; pub(super) fn f() {}",
        2,
        &["live", "web"],
    );
    check("fn f<'a>(x: &'a str) { (\"crate::a\", 'c', '\\'', '\"', crate::web::X) }", 1, &["web"]);
    check(
        "(r#\"\"crate::a\"#, b\"\\\"crate::b\", r\"\\\", br##\"crate::c\"##, /* crate::d */ crate::e)",
        1,
        &["e"],
    );
    check("let r#crate_x = 1; //! [`crate::web`]\n/// `crate::live`", 1, &[]);
}

/// What `article`, `dutch` and `render` promise: values in, values out.
#[test]
fn pure_modules_ask_nothing_of_the_world() {
    for module in ["article", "dutch", "render"] {
        for file in sources(&src().join(module)) {
            let text = program(&file);
            let named = names_in(&text, "std");
            for world in ["fs", "net", "env", "process"] {
                assert!(!named.contains(world), "{} asks for std::{world}", file.display());
            }
            for world in ["::now()", "tokio::"] {
                assert!(!text.contains(world), "{} asks for {world}", file.display());
            }
        }
    }
}

#[test]
fn only_the_web_knows_http() {
    let web = src().join("web");
    for file in sources(&src()).iter().filter(|file| !file.starts_with(&web)) {
        let text = fs::read_to_string(file).expect("source");
        for library in ["axum::", "tower::", "tower_http::", "hyper::"] {
            assert!(!text.contains(library), "{} uses {library}", file.display());
        }
    }
}
