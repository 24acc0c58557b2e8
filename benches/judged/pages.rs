//! The judged pages and their queries; each benchmark that needs them takes this file in.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bundelaar::article::{Article, Block};
use serde::Deserialize;

use crate::place;

/// Where the pages are, when they are here.
pub fn folder() -> Option<PathBuf> {
    place::folder("libreoffice-help-nl")
}

pub fn articles(folder: &Path) -> Result<Vec<Article>> {
    let lines = read(folder, "corpus.jsonl")?;
    lines.lines().map(|line| article(serde_json::from_str(line)?)).collect()
}

/// The queries, each with the id by which it was judged.
pub fn queries(folder: &Path) -> Result<Vec<(String, String)>> {
    let lines = read(folder, "queries.dev.tsv")?;
    let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs.map(|(id, text)| (id.to_owned(), text.to_owned())).collect())
}

/// The text of one of the files.
pub fn read(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))
}

#[derive(Deserialize)]
struct Page {
    id: String,
    title: String,
    body: Vec<String>,
}

fn article(page: Page) -> Result<Article> {
    Ok(Article {
        id: page.id.parse()?,
        title: page.title,
        kind: None,
        lead: String::new(),
        body: page.body.into_iter().map(Block::Paragraph).collect(),
        organisations: Vec::new(),
        published: None,
        contact: None,
        event: None,
        caption: None,
        source: None,
        picture: None,
    })
}
