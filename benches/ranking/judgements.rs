//! The judged pages with their queries, and the scores of a ranking on them.

use std::collections::HashMap;
use std::fmt;
use std::ops::Sub;

use anyhow::Result;
use bundelaar::article::Article;
use bundelaar::index::{Articles, Generation, Record, SourcePlace};
use bundelaar::search::{Engine, Filters, Weights};
use bundelaar::source::Organisations;
use jiff::civil::{Date, date};

use crate::pages;

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

impl Judgements {
    /// `None` when the data is not here.
    pub fn load() -> Result<Option<Judgements>> {
        let Some(folder) = pages::folder() else { return Ok(None) };
        let mut relevant: HashMap<String, Vec<String>> = HashMap::new();
        for line in pages::read(&folder, "qrels.dev.tsv")?.lines() {
            if let [query, _, page, "1"] = line.split_whitespace().collect::<Vec<_>>()[..] {
                relevant.entry(query.to_owned()).or_default().push(page.to_owned());
            }
        }
        let judged = |(id, text)| Some((text, relevant.remove(&id)?));
        let queries = pages::queries(&folder)?.into_iter().filter_map(judged).collect();
        Ok(Some(Judgements { articles: pages::articles(&folder)?, queries }))
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
            let place = SourcePlace { file: format!("{}.json", article.id), line: None };
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
