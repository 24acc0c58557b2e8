//! How long a query takes in process, on one thread, beside a plain tantivy query of the same words.
//!
//! Both are asked in turns within one run. Plain tantivy only ranks documents; bundelaar's ranking
//! also reads the query's syntax, applies filters, counts facets and names the articles, and its
//! full search makes fragments too.

use std::collections::HashMap;

use anyhow::Result;
use bundelaar::index::{Options, update};
use bundelaar::search::{Engine, Filters, SearchRequest, Weights};
use bundelaar::source::Organisations;
use jiff::civil::{Date, date};

use crate::collection::{Collection, vocabularies};
use crate::percentiles::Sample;
use crate::plain::Plain;
use crate::texts::searchable_words;

const ROUNDS: usize = 3;
/// Results of a page.
const LIMIT: usize = 10;
/// A visitor who pastes a page of text.
const LONG_QUERY_WORDS: usize = 200;
const LONG_QUERIES: usize = 50;
/// Enough for a 99th percentile of a single query to be more than its slowest run.
const REPEATS: usize = 500;
/// Letters of a word that is hardly ever a function word.
const CONTENT_WORD_LETTERS: usize = 7;
/// Any day: the articles are no events.
const TODAY: Date = date(2026, 1, 1);

pub fn report(collection: &Collection) -> Result<()> {
    let (ours, plain) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let Some((name, vocabulary)) = vocabularies()?.pop() else { return Ok(()) };
    let (generation, _) = update(ours.path(), collection, &vocabulary, Options::default())?;
    let mut both = Both {
        engine: Engine::open(&generation, Organisations::default(), Weights::default())?,
        plain: Plain::index(plain.path(), &collection.articles, 1)?,
    };
    println!("\nQueries, milliseconds, {name}; × is the time against plain tantivy");
    both.compare("the collection's queries", &collection.queries, ROUNDS)?;
    both.compare(&format!("{LONG_QUERY_WORDS} words"), &long_queries(collection), ROUNDS)?;
    for (kind, letters) in [("word", 1), ("content word", CONTENT_WORD_LETTERS)] {
        let (word, share) = commonest_word(collection, letters);
        let name = format!("{kind} of {:.0}% ({word})", share * 100.0);
        both.compare(&name, &[word], REPEATS)?;
    }
    Ok(())
}

/// The same articles, indexed twice.
struct Both {
    engine: Engine,
    plain: Plain,
}

impl Both {
    fn compare(&mut self, name: &str, queries: &[String], rounds: usize) -> Result<()> {
        let (mut plain, mut ranking, mut search, mut page) =
            <(Sample, Sample, Sample, Sample)>::default();
        // The first round warms caches and is not counted.
        for round in 0..=rounds {
            if round == 1 {
                (plain, ranking, search, page) = Default::default();
            }
            for query in queries {
                plain.time(|| self.plain.search(query, LIMIT))?;
                ranking.time(|| self.engine.rank(query, &Filters::default(), LIMIT, TODAY))?;
                let request = SearchRequest { query: query.clone(), ..SearchRequest::default() };
                search.time(|| self.engine.search(&request, TODAY))?;
                let request = SearchRequest { explain: true, ..request };
                page.time(|| self.engine.search(&request, TODAY))?;
            }
        }
        println!("  {name}");
        row("plain tantivy", &plain, &plain);
        row("bundelaar, ranking", &ranking, &plain);
        row("bundelaar, facets, fragments", &search, &plain);
        row("… and why, as on the page", &page, &plain);
        Ok(())
    }
}

fn row(name: &str, sample: &Sample, base: &Sample) {
    let cells = [0.5, 0.95, 0.99].map(|share| {
        let milliseconds = sample.percentile(share);
        format!("{milliseconds:9.3} × {:<6.2}", milliseconds / base.percentile(share))
    });
    println!("    {name:<30} p50 {} p95 {} p99 {}", cells[0], cells[1], cells[2]);
}

/// Pieces of running text, from articles spread over the collection.
fn long_queries(collection: &Collection) -> Vec<String> {
    let step = (collection.articles.len() / LONG_QUERIES).max(1);
    let words: Vec<String> =
        collection.articles.iter().step_by(step).flat_map(searchable_words).collect();
    let pieces = words.chunks_exact(LONG_QUERY_WORDS).map(|piece| piece.join(" "));
    pieces.take(LONG_QUERIES).collect()
}

/// The word of at least so many letters that most articles have, and the share that has it.
fn commonest_word(collection: &Collection, letters: usize) -> (String, f64) {
    // Word → the articles that have it, and the last one counted.
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for (number, article) in collection.articles.iter().enumerate() {
        for word in searchable_words(article) {
            let word = word.to_lowercase();
            if word.chars().count() < letters {
                continue;
            }
            let (count, last) = counts.entry(word).or_insert((0, usize::MAX));
            *count += usize::from(*last != number);
            *last = number;
        }
    }
    let best = counts.into_iter().max_by(|(a, (m, _)), (b, (n, _))| m.cmp(n).then(b.cmp(a)));
    let (word, (count, _)) = best.unwrap_or_default();
    (word, count as f64 / collection.articles.len() as f64)
}
