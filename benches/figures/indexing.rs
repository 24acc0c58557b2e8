//! How fast articles become an index, beside plain tantivy given the same articles.
//!
//! Articles are in memory; what is timed ends with the last merge. bundelaar goes through them
//! several times (what is there, what they teach about words, indexing), plain tantivy once.

use std::num::NonZeroUsize;

use anyhow::Result;
use bundelaar::index::{Options, update};

use crate::collection::{Collection, vocabularies};
use crate::percentiles::Sample;
use crate::plain::Plain;

/// Times that each is measured, in turns, so that a busy moment of the machine hits all alike.
const ROUNDS: usize = 5;

pub fn report(collection: &Collection) -> Result<()> {
    let vocabularies = vocabularies()?;
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut one_thread = Sample::default();
    let mut all_threads = Sample::default();
    let mut ours: Vec<Sample> = vocabularies.iter().map(|_| Sample::default()).collect();
    for _ in 0..ROUNDS {
        for (threads, sample) in [(1, &mut one_thread), (processors, &mut all_threads)] {
            let folder = tempfile::tempdir()?;
            sample.time(|| Plain::index(folder.path(), &collection.articles, threads))?;
        }
        for ((_, vocabulary), sample) in vocabularies.iter().zip(&mut ours) {
            let folder = tempfile::tempdir()?;
            sample.time(|| update(folder.path(), collection, vocabulary, Options::default()))?;
        }
    }
    println!(
        "\nIndexing, median of {ROUNDS} runs; × is the speed against plain tantivy, one thread"
    );
    row(collection, "plain tantivy, one thread", &one_thread, &one_thread);
    row(collection, &format!("plain tantivy, {processors} threads"), &all_threads, &one_thread);
    for ((name, _), sample) in vocabularies.iter().zip(&ours) {
        row(collection, &format!("bundelaar, {name}"), sample, &one_thread);
    }
    Ok(())
}

fn row(collection: &Collection, name: &str, sample: &Sample, base: &Sample) {
    let seconds = sample.median() / 1000.0;
    let articles = collection.articles.len() as f64 / seconds;
    let megabytes = collection.bytes() as f64 / 1e6 / seconds;
    let speed = base.median() / sample.median();
    println!(
        "  {name:<28} {seconds:7.2} s {articles:9.0} articles/s {megabytes:7.2} MB/s  × {speed:.2}"
    );
}
