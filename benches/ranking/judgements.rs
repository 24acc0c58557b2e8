//! The judged pages with their queries, and the scores of a ranking on them.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::ops::Sub;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bundelaar::article::{Article, Block};
use bundelaar::index::{Articles, Generation, Place, Record};
use bundelaar::search::{Engine, Filters, Weights};
use bundelaar::source::Organisations;
use jiff::civil::{Date, date};
use serde::Deserialize;

/// Any day: the pages are no events.
const TODAY: Date = date(2026, 1, 1);
const DEPTH: usize = 100;

pub struct Judgements {
    articles: Vec<Article>,
    queries: Vec<(String, Vec<String>)>,
}

/// Which queries count.
#[derive(Debug, Clone, Copy)]
pub enum Half {
    Even,
    Odd,
    Both,
}

/// Means over the queries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores {
    pub ndcg: f64,
    pub success: f64,
    pub recall: f64,
}

#[derive(Deserialize)]
struct Page {
    id: String,
    title: String,
    body: Vec<String>,
}

impl Judgements {
    /// `None` when the data is not here.
    pub fn load() -> Result<Option<Judgements>> {
        let named = std::env::var_os("EVAL_DATA").map(PathBuf::from);
        let data =
            named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval"));
        let folder = data.join("libreoffice-help-nl");
        if !folder.exists() {
            return Ok(None);
        }
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))
        };
        let articles = read("corpus.jsonl")?
            .lines()
            .map(|line| article(serde_json::from_str(line)?))
            .collect::<Result<_>>()?;
        let mut relevant: HashMap<String, Vec<String>> = HashMap::new();
        for line in read("qrels.dev.tsv")?.lines() {
            if let [query, _, page, "1"] = line.split_whitespace().collect::<Vec<_>>()[..] {
                relevant.entry(query.to_owned()).or_default().push(page.to_owned());
            }
        }
        let queries = read("queries.dev.tsv")?
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(id, text)| Some((text.to_owned(), relevant.remove(id)?)))
            .collect();
        Ok(Some(Judgements { articles, queries }))
    }

    pub fn score(&self, generation: &Generation, weights: &Weights, half: Half) -> Result<Scores> {
        let engine = Engine::open(generation, Organisations::default(), weights.clone())?;
        let (mut sum, mut count) = (Scores::default(), 0.0);
        for (number, (query, relevant)) in self.queries.iter().enumerate() {
            match half {
                Half::Even if number % 2 == 1 => continue,
                Half::Odd if number % 2 == 0 => continue,
                _ => count += 1.0,
            }
            let (ranked, _) = engine.rank(query, &Filters::default(), DEPTH, TODAY)?;
            let places: Vec<usize> = (0..ranked.len())
                .filter(|place| relevant.iter().any(|id| id == ranked[*place].0.as_str()))
                .collect();
            let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
            let ideal: f64 = (0..relevant.len().min(10)).map(gain).sum();
            let found: f64 =
                places.iter().filter(|place| **place < 10).map(|place| gain(*place)).sum();
            sum.ndcg += found / ideal;
            sum.success += f64::from(u8::from(places.first() == Some(&0)));
            sum.recall += places.len() as f64 / relevant.len() as f64;
        }
        let mean = |sum: f64| sum / f64::max(count, 1.0);
        Ok(Scores { ndcg: mean(sum.ndcg), success: mean(sum.success), recall: mean(sum.recall) })
    }
}

impl Articles for Judgements {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        for article in &self.articles {
            let place = Place { file: format!("{}.json", article.id), line: None };
            give(Record::Article { article: Box::new(article.clone()), place });
        }
    }
}

impl Sub for Scores {
    type Output = Scores;

    fn sub(self, other: Scores) -> Scores {
        Scores {
            ndcg: self.ndcg - other.ndcg,
            success: self.success - other.success,
            recall: self.recall - other.recall,
        }
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scores { ndcg, success, recall } = self;
        write!(f, "nDCG@10 {ndcg:+.4}  success@1 {success:+.4}  recall@100 {recall:+.4}")
    }
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
