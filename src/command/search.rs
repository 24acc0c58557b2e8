//! `bundelaar search`

use std::fs;
use std::io::{BufWriter, Write};

use anyhow::Context;

use super::opened::Opened;
use super::{Outcome, Trouble};
use crate::search::{Answer, Engine, Filters, SearchError, SearchRequest};
use crate::settings::{SearchOptions, Settings};
use crate::web::today;

pub(super) fn run(settings: &Settings, options: SearchOptions) -> Result<Outcome, Trouble> {
    let request = SearchRequest {
        query: options.query.join(" "),
        filters: options.filters.into(),
        sort: options.sorteer,
        page: options.pagina,
        per_page: options.per_pagina,
        explain: false,
    };
    let faults = request.faults();
    if !faults.is_empty() {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(Trouble::WrongCall(anyhow::anyhow!("{}", faults.join("; "))));
    }
    let opened = Opened::up_to_date(settings)?;
    let out = BufWriter::new(std::io::stdout().lock());
    if let Some(queries) = options.queries {
        let queries = fs::read_to_string(&queries)
            .with_context(|| format!("{}: cannot be read", queries.display()))
            .map_err(Trouble::WrongCall)?;
        write_run(out, &opened.engine, &queries, &request)?;
    } else {
        let answer = opened.engine.search(&request, today())?;
        if options.json {
            write_json(out, &answer)?;
        } else {
            write_text(out, &answer)?;
        }
    }
    Ok(opened.outcome)
}

/// One TREC run: `qid Q0 id rank score bundelaar`.
fn write_run(
    mut out: impl Write,
    engine: &Engine,
    queries: &str,
    request: &SearchRequest,
) -> Result<(), Trouble> {
    for (number, line) in queries.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let Some((qid, query)) = line.split_once('\t') else {
            let wrong =
                anyhow::anyhow!("line {}: expected qid<TAB>text, found {line:?}", number + 1);
            return Err(Trouble::WrongCall(wrong));
        };
        for (rank, (id, score)) in
            best(engine, query, &request.filters, request.per_page)?.into_iter().enumerate()
        {
            writeln!(out, "{qid} Q0 {id} {} {score} bundelaar", rank + 1)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn best(
    engine: &Engine,
    query: &str,
    filters: &Filters,
    limit: usize,
) -> Result<Vec<(crate::article::ArticleId, f32)>, SearchError> {
    engine.rank(query, filters, limit, today()).map(|(best, _)| best)
}

fn write_json(mut out: impl Write, answer: &Answer) -> Result<(), Trouble> {
    serde_json::to_writer_pretty(&mut out, answer)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// For a person: a numbered list, the fragment as plain text.
fn write_text(mut out: impl Write, answer: &Answer) -> Result<(), Trouble> {
    let articles = if answer.total == 1 { "artikel" } else { "artikelen" };
    writeln!(out, "{} {articles}", answer.total)?;
    let first = (answer.page - 1) * answer.per_page;
    for (number, hit) in answer.hits.iter().enumerate() {
        writeln!(out, "\n{}. {}", first + number + 1, hit.title)?;
        let mut about = vec![hit.id.to_string()];
        about.extend(hit.published.map(|day| day.to_string()));
        about.extend(hit.kind.map(|kind| kind.name().to_owned()));
        about.extend(hit.organisations.iter().cloned());
        writeln!(out, "   {}", about.join(" · "))?;
        writeln!(out, "   {}", plain(&hit.fragment))?;
    }
    out.flush()?;
    Ok(())
}

/// The text of a fragment: marks and entities undone.
fn plain(fragment: &str) -> String {
    fragment
        .replace("<mark>", "")
        .replace("</mark>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
