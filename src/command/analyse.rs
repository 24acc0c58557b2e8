//! `bundelaar analyse`

use std::io::{BufRead, BufWriter, Write};

use super::opened::analyzer;
use super::{Outcome, Trouble};
use crate::dutch::Analyzer;
use crate::settings::{AnalyseOptions, Settings};

pub(super) fn run(settings: &Settings, options: &AnalyseOptions) -> Result<Outcome, Trouble> {
    let (analyzer, outcome) = analyzer(settings)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let word = line.trim();
        if options.tsv {
            write_row(&mut out, &analyzer, word)?;
        } else if !word.is_empty() {
            write_steps(&mut out, &analyzer, word)?;
        }
    }
    out.flush()?;
    Ok(outcome)
}

fn write_row(out: &mut impl Write, analyzer: &Analyzer, word: &str) -> std::io::Result<()> {
    let analysed = analyzer.word(word);
    let parts: Vec<&str> = analysed.parts.iter().map(|part| part.lemma.as_str()).collect();
    writeln!(out, "{word}\t{}\t{}", analysed.term, parts.join(" "))
}

fn write_steps(out: &mut impl Write, analyzer: &Analyzer, word: &str) -> std::io::Result<()> {
    writeln!(out, "{word}")?;
    for step in analyzer.explain(word) {
        writeln!(out, "  {:<24} {}", step.name, step.result)?;
    }
    Ok(())
}
