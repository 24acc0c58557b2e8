//! The structure tree of a PDF, walked as assistive software does, beside what stands on the pages.
//!
//! Checks what PDF/UA-1 (ISO 14289-1) asks and a program can see: language and title, everything
//! tagged or an artifact, in the order of the pages, headings that skip no level, links and pictures
//! with a description. Reads the file through `qpdf --json`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// What the tree holds, in its order.
#[derive(Debug, Default)]
pub struct Structure {
    /// Level and text.
    pub headings: Vec<(u8, String)>,
    /// What is read out instead of each picture.
    pub pictures: Vec<String>,
    /// What is read out for each link.
    pub links: Vec<String>,
    pub quotations: usize,
    /// Page and number of each piece of content.
    content: Vec<(usize, i64)>,
}

/// Checks the file and gives its structure.
pub fn check(file: &Path) -> Structure {
    let flags = ["--json=2", "--json-key=qpdf", "--json-stream-data=inline"];
    let output =
        Command::new("qpdf").args(flags).arg("--decode-level=generalized").arg(file).output();
    let output = output.unwrap_or_else(|error| panic!("qpdf is needed for this test: {error}"));
    let json: Value = serde_json::from_slice(&output.stdout).expect("qpdf gives JSON");
    let objects = json["qpdf"][1].as_object().expect("objects by name");
    let mut file = File { objects, pages: Vec::new() };
    let root = file.get(&objects["trailer"]["value"]["/Root"]);
    assert_eq!(text(&root["/Lang"]), "nl-BE");
    assert_eq!(root["/MarkInfo"]["/Marked"], true);
    assert_eq!(root["/ViewerPreferences"]["/DisplayDocTitle"], true);
    file.collect_pages(&root["/Pages"]);

    let mut structure = Structure::default();
    file.walk(&file.get(&root["/StructTreeRoot"])["/K"], None, &mut structure);
    let mut level = 0;
    for (next, heading) in &structure.headings {
        assert!(!heading.trim().is_empty(), "an empty heading");
        assert!(*next <= level + 1, "{heading:?} is of level {next} after one of level {level}");
        level = *next;
    }
    let pages: Vec<usize> = structure.content.iter().map(|(page, _)| *page).collect();
    assert!(pages.is_sorted(), "the tree does not follow the pages: {pages:?}");
    let tree: BTreeSet<_> = structure.content.iter().copied().collect();
    assert_eq!(tree.len(), structure.content.len(), "content that stands in the tree twice");
    let mut shown = BTreeSet::new();
    for (number, page) in file.pages.iter().enumerate() {
        shown.extend(marked(&file.content(page)).into_iter().map(|mark| (number, mark)));
        for link in list(&file.get(page)["/Annots"]) {
            let link = file.get(link);
            assert!(!text(&link["/Contents"]).is_empty(), "a link without a description: {link}");
            assert!(link["/StructParent"].is_i64(), "a link outside the tree: {link}");
        }
    }
    assert_eq!(shown, tree, "content on the pages, and in the tree");
    structure
}

struct File<'a> {
    objects: &'a Map<String, Value>,
    pages: Vec<&'a Value>,
}

impl<'a> File<'a> {
    /// The object referred to, or the value itself.
    fn get(&self, value: &'a Value) -> &'a Value {
        match value.as_str().and_then(|name| self.objects.get(&format!("obj:{name}"))) {
            Some(object) => object.get("value").unwrap_or(&object["stream"]["dict"]),
            None => value,
        }
    }

    fn collect_pages(&mut self, node: &'a Value) {
        let kids = list(&self.get(node)["/Kids"]);
        if kids.is_empty() {
            self.pages.push(node);
        }
        for kid in kids {
            self.collect_pages(kid);
        }
    }

    /// The instructions that draw a page.
    fn content(&self, page: &'a Value) -> Vec<u8> {
        let contents = &self.get(page)["/Contents"];
        let streams = if contents.is_array() { list(contents) } else { vec![contents] };
        let mut bytes = Vec::new();
        for stream in streams {
            let name = stream.as_str().expect("a reference");
            let data = self.objects[&format!("obj:{name}")]["stream"]["data"].as_str();
            bytes.extend(STANDARD.decode(data.expect("data")).expect("base64"));
            bytes.push(b'\n');
        }
        bytes
    }

    fn walk(&self, value: &'a Value, page: Option<&'a Value>, found: &mut Structure) {
        if let Some(kids) = value.as_array() {
            for kid in kids {
                self.walk(kid, page, found);
            }
            return;
        }
        let element = self.get(value);
        let page = element.get("/Pg").or(page);
        let number = |page: Option<&Value>| {
            let page = page.expect("content is on a page");
            self.pages.iter().position(|known| *known == page).expect("a page of the file")
        };
        if let Some(mark) = element.as_i64().or_else(|| element["/MCID"].as_i64()) {
            found.content.push((number(page), mark));
        } else if element["/Type"] == "/OBJR" {
            found.links.push(text(&self.get(&element["/Obj"])["/Contents"]));
        } else {
            match element["/S"].as_str().expect("an element has a role") {
                "/Figure" => {
                    let alternative = text(&element["/Alt"]);
                    assert!(!alternative.is_empty(), "a picture without a description");
                    found.pictures.push(alternative);
                }
                "/BlockQuote" => found.quotations += 1,
                role => {
                    if let Some(level) =
                        role.strip_prefix("/H").and_then(|level| level.parse().ok())
                    {
                        found.headings.push((level, text(&element["/T"])));
                    }
                }
            }
            self.walk(&element["/K"], page, found);
        }
    }
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map(|values| values.iter().collect()).unwrap_or_default()
}

/// A string, as qpdf marks it; empty when there is none.
fn text(value: &Value) -> String {
    value.as_str().and_then(|text| text.strip_prefix("u:")).unwrap_or_default().to_owned()
}

/// The numbers of a page's pieces of content. Text and pictures that stand in none, and are no
/// artifact either, are a fault.
fn marked(instructions: &[u8]) -> Vec<i64> {
    let mut numbers = Vec::new();
    // For every piece that is open: whether it is in the tree or an artifact.
    let mut open: Vec<bool> = Vec::new();
    let mut operands: Vec<&[u8]> = Vec::new();
    for token in Tokens(instructions) {
        match token {
            b"BDC" | b"BMC" => {
                let key = operands.iter().position(|operand| operand == b"/MCID");
                let number = key.and_then(|key| std::str::from_utf8(operands.get(key + 1)?).ok());
                let number = number.and_then(|number| number.parse::<i64>().ok());
                numbers.extend(number);
                open.push(number.is_some() || operands.first() == Some(&&b"/Artifact"[..]));
            }
            b"EMC" => assert!(open.pop().is_some(), "an end without a begin"),
            b"Tj" | b"TJ" | b"'" | b"\"" | b"Do" => {
                assert!(open.contains(&true), "something to see outside the tree: {operands:?}");
            }
            operand => {
                operands.push(operand);
                continue;
            }
        }
        operands.clear();
    }
    assert!(open.is_empty(), "a begin without an end");
    numbers
}

/// The tokens of a content stream (ISO 32000-1, 7.2 and 7.8.2); strings are one token, and other
/// operators than those above pile up as operands.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let begin = self.0.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0)?;
        self.0 = &self.0[begin..];
        let delimiter = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]/%\0".contains(byte);
        let end_of_name = |from: usize| {
            self.0[from..].iter().position(delimiter).map_or(self.0.len(), |at| from + at)
        };
        let length = match self.0[0] {
            b'(' => string_length(self.0),
            b'<' | b'>' if self.0.get(1) == Some(&self.0[0]) => 2,
            b'<' => self.0.iter().position(|&byte| byte == b'>').map_or(self.0.len(), |at| at + 1),
            b'[' | b']' | b')' | b'>' => 1,
            b'%' => self.0.iter().position(|&byte| byte == b'\n').unwrap_or(self.0.len()),
            _ => end_of_name(1),
        };
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(token)
    }
}

fn string_length(bytes: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

#[test]
fn faults_on_a_page_are_seen() {
    let check = |instructions: &str, expect: Option<Vec<i64>>| {
        let found = std::panic::catch_unwind(|| marked(instructions.as_bytes())).ok();
        assert_eq!(found, expect, "{instructions}");
    };
    check("/P <</MCID 3>> BDC [(a)] TJ EMC /Artifact BMC (b) Tj EMC", Some(vec![3]));
    check("/P<</MCID 3>>BDC (EMC \\) (BMC)) Tj /Span <</X 1>> BDC (c) Tj EMC EMC", Some(vec![3]));
    check("(a) Tj", None);
    check("/P <</MCID 3>> BDC EMC /Im Do", None);
    check("/P <</MCID 3>> BDC", None);
    check("/Span BMC (a) Tj EMC", None);
}
