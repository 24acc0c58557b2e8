//! How the weights of the ranking were found, and what each is worth, on the judged queries.
//!
//! `cargo bench --bench ranking -- ablate` takes each weight away in turn; `… -- fit` runs the
//! coordinate ascent that the weights come from, on each half of the queries with the other half held
//! out, and on all. Without the judged data (see `eval/`) nothing is done.

mod judgements;
#[path = "../judged/pages.rs"]
mod pages;
#[path = "../judged/place.rs"]
mod place;

use anyhow::Result;
use bundelaar::dutch::Vocabulary;
use bundelaar::index::{Options, update};
use bundelaar::search::Weights;

use judgements::{Half, Judgements, Scores};

type Field = fn(&mut Weights) -> &mut f32;

/// The weights, with the value that takes each out of the ranking.
const FIELDS: [(&str, Field, f32); 17] = [
    ("reach of the second pass (all that may)", |w| &mut w.reach, 0.0),
    ("near-linear first pass (k1 as in BM25)", |w| &mut w.first_k1, 1.2),
    ("k1: saturation (hardly any)", |w| &mut w.k1, 1000.0),
    ("b_text: length of the text", |w| &mut w.b_text, 0.0),
    ("b_title: length of the title", |w| &mut w.b_title, 0.0),
    ("title above text", |w| &mut w.title, 1.0),
    ("heading above text", |w| &mut w.heading, 1.0),
    ("inflected forms", |w| &mut w.inflected, 0.0),
    ("inflected below the word as typed", |w| &mut w.inflected, 1.0),
    ("parts of compounds", |w| &mut w.part, 0.0),
    ("parts of a typed compound together", |w| &mut w.parts_together, 0.0),
    ("loose parts, first pass", |w| &mut w.first_loose, 0.0),
    ("share of the query that matched", |w| &mut w.coverage, 0.0),
    ("nearness", |w| &mut w.near, 0.0),
    ("title that has the query", |w| &mut w.title_has_query, 0.0),
    ("query that has the title", |w| &mut w.query_has_title, 0.0),
    ("early first occurrence", |w| &mut w.early, 0.0),
];

/// Factors that the ascent tries on each weight, the large ones first.
const FACTORS: [f32; 4] = [0.7, 1.4, 0.85, 1.2];
const ROUNDS: usize = 2;
/// Gains in nDCG@10 below this are noise: half a query of three thousand by one place.
const LEAST_GAIN: f64 = 1e-4;

fn main() -> Result<()> {
    let Some(judgements) = Judgements::load()? else {
        println!("Skipped: the judged pages are not in ../shared/eval or EVAL_DATA.");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    // Without a dictionary, so that the figures are the same everywhere.
    let (generation, _) =
        update(folder.path(), &judgements, &Vocabulary::builtin(), Options::default())?;
    let score = |weights: &Weights, half: Half| judgements.score(&generation, weights, half);
    match std::env::args().find(|argument| argument == "fit") {
        Some(_) => fit(score),
        None => ablate(score),
    }
}

fn ablate(score: impl Fn(&Weights, Half) -> Result<Scores>) -> Result<()> {
    let whole = score(&Weights::default(), Half::Both)?;
    println!("{:<42} {whole}", "as it is");
    for (name, field, without) in FIELDS {
        let mut weights = Weights::default();
        *field(&mut weights) = without;
        println!("{:<42} {}", format!("without {name}"), score(&weights, Half::Both)? - whole);
    }
    Ok(())
}

fn fit(score: impl Fn(&Weights, Half) -> Result<Scores>) -> Result<()> {
    for (fitted, held_out) in
        [(Half::Even, Half::Odd), (Half::Odd, Half::Even), (Half::Both, Half::Both)]
    {
        let mut weights = Weights::default();
        let mut best = score(&weights, fitted)?.ndcg;
        for _ in 0..ROUNDS {
            for (_, field, _) in FIELDS {
                for factor in FACTORS {
                    loop {
                        let mut tried = weights.clone();
                        *field(&mut tried) *= factor;
                        let ndcg = score(&tried, fitted)?.ndcg;
                        if ndcg < best + LEAST_GAIN {
                            break;
                        }
                        (best, weights) = (ndcg, tried);
                    }
                }
            }
        }
        println!("fitted on {fitted:?}: {best:.4}; {held_out:?}: {}", score(&weights, held_out)?);
        println!("  {weights:?}");
    }
    Ok(())
}
