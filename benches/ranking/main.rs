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

/// What a weight was found by.
#[derive(Clone, Copy)]
enum Goal {
    /// The order of the first ten.
    Ndcg,
    /// How much of what is relevant is among the first hundred: what a first pass is for.
    Recall,
    /// Not by the ascent: its docstring says how.
    Otherwise,
}

/// The weights, with the value that takes each out of the ranking and what it was found by.
const FIELDS: [(&str, Field, f32, Goal); 22] = [
    ("reach of the second pass (all that may)", |w| &mut w.reach, 0.0, Goal::Otherwise),
    ("near-linear first pass (k1 as in BM25)", |w| &mut w.first_k1, 1.2, Goal::Recall),
    ("first_b: length, first pass", |w| &mut w.first_b, 0.0, Goal::Recall),
    ("loose parts, first pass", |w| &mut w.first_loose, 0.0, Goal::Recall),
    ("share of the query, first pass", |w| &mut w.first_coverage, 0.0, Goal::Recall),
    ("k1: saturation (hardly any)", |w| &mut w.k1, 1000.0, Goal::Ndcg),
    ("b_text: length of the text", |w| &mut w.b_text, 0.0, Goal::Ndcg),
    ("b_title: length of the title", |w| &mut w.b_title, 0.0, Goal::Ndcg),
    ("title above text", |w| &mut w.title, 1.0, Goal::Ndcg),
    ("heading above text", |w| &mut w.heading, 1.0, Goal::Otherwise),
    ("lead above text", |w| &mut w.lead, 1.0, Goal::Otherwise),
    ("inflected forms", |w| &mut w.inflected, 0.0, Goal::Ndcg),
    ("inflected below the word as typed", |w| &mut w.inflected, 1.0, Goal::Otherwise),
    ("parts of compounds", |w| &mut w.part, 0.0, Goal::Ndcg),
    ("parts of a typed compound together", |w| &mut w.parts_together, 0.0, Goal::Ndcg),
    ("loose parts", |w| &mut w.loose, 0.0, Goal::Ndcg),
    ("share of the query that matched", |w| &mut w.coverage, 0.0, Goal::Ndcg),
    ("nearness", |w| &mut w.near, 0.0, Goal::Ndcg),
    ("nearness that falls with distance", |w| &mut w.near_decay, 0.0, Goal::Ndcg),
    ("title that has the query", |w| &mut w.title_has_query, 0.0, Goal::Ndcg),
    ("query that has the title", |w| &mut w.query_has_title, 0.0, Goal::Ndcg),
    ("early first occurrence", |w| &mut w.early, 0.0, Goal::Ndcg),
];

/// Factors that the ascent tries on each weight, the large ones first.
const FACTORS: [f32; 4] = [0.7, 1.4, 0.85, 1.2];
const ROUNDS: usize = 2;
/// Gains below this are noise: in nDCG@10, half a query of three thousand by one place.
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
    for (name, field, without, _) in FIELDS {
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
        for _ in 0..ROUNDS {
            for (_, field, _, goal) in FIELDS {
                weights = climb(weights, field, goal, |weights| score(weights, fitted))?;
            }
        }
        println!("fitted on {fitted:?}: {}", score(&weights, fitted)?);
        println!("  {held_out:?}: {}", score(&weights, held_out)?);
        println!("  {weights:?}");
    }
    Ok(())
}

/// The weights with one of them moved as far as it gains.
fn climb(
    mut weights: Weights,
    field: Field,
    goal: Goal,
    score: impl Fn(&Weights) -> Result<Scores>,
) -> Result<Weights> {
    let reached: fn(Scores) -> f64 = match goal {
        Goal::Ndcg => |scores| scores.ndcg,
        Goal::Recall => |scores| scores.recall,
        Goal::Otherwise => return Ok(weights),
    };
    let mut best = reached(score(&weights)?);
    for factor in FACTORS {
        loop {
            let mut tried = weights.clone();
            *field(&mut tried) *= factor;
            let gained = reached(score(&tried)?);
            if gained < best + LEAST_GAIN {
                break;
            }
            (best, weights) = (gained, tried);
        }
    }
    Ok(weights)
}
