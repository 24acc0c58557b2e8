//! The judged pages and their queries, which are not part of this repository. See `eval/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bundelaar::article::{Article, Block};
use serde::Deserialize;

use crate::collection::Collection;

/// Where the pages are, when they are here.
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("EVAL_DATA").map(PathBuf::from);
    let data =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval"));
    Some(data.join("libreoffice-help-nl")).filter(|folder| folder.exists())
}

pub fn collection(folder: &Path) -> Result<Collection> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))
    };
    let articles = read("corpus.jsonl")?
        .lines()
        .map(|line| article(serde_json::from_str(line)?))
        .collect::<Result<Vec<Article>>>()?;
    let queries = read("queries.dev.tsv")?
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(_, query)| query.to_owned())
        .collect();
    Ok(Collection { name: "judged", articles, queries })
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
