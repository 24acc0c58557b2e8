//! `bundelaar fetch`

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Duration;

use url::Url;

use super::opened::articles;
use super::{Outcome, Trouble};
use crate::fetch::{self, FetchError, Fetched, Fetcher, FolderError, Politeness, Store};
use crate::settings::{FetchOptions, Settings};
use crate::source::Reader;

pub(super) fn run(settings: &Settings, options: FetchOptions) -> Result<Outcome, Trouble> {
    let addresses = addresses(&options.addresses)?;
    let (articles, _) = articles(settings)?;
    let store =
        Store::open(articles.corpus.root(), &options.into).map_err(|error| match error {
            FolderError::Outside(..) | FolderError::Hidden(_) => {
                Trouble::WrongCall(anyhow::anyhow!("--into {error}"))
            }
            error => error.into(),
        })?;
    let politeness = Politeness {
        pause: Duration::from_secs_f64(1.0 / options.rate),
        contact: options.contact,
        allow_private: options.allow_private,
    };
    let reader = Reader { organisations: &articles.organisations, today: articles.today };
    let mut fetcher = Fetcher::new(&politeness, store, reader, options.limit, options.only);
    let mut counts = Counts::default();
    for address in addresses {
        let mut written = Ok(());
        let fetched = fetcher.fetch(&address, |one| {
            if written.is_ok() {
                written = counts.take(&one, articles.corpus.root());
            }
        });
        fetched.map_err(|error| wrong(&address, &error))?;
        written?;
    }
    writeln!(
        std::io::stdout(),
        "added {}, changed {}, unchanged {}, failed {}",
        counts.added,
        counts.changed,
        counts.unchanged,
        counts.failed
    )?;
    Ok(if counts.failed == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

fn wrong(address: &Url, error: &FetchError) -> Trouble {
    Trouble::WrongCall(anyhow::anyhow!("{address}: {error}"))
}

/// The addresses of the call; `-` stands for those on standard input, one a line.
fn addresses(given: &[String]) -> Result<Vec<Url>, Trouble> {
    let mut lines: Vec<String> = Vec::new();
    for one in given {
        if one != "-" {
            lines.push(one.clone());
            continue;
        }
        for line in std::io::stdin().lock().lines() {
            let line = line?.trim().to_owned();
            if !line.is_empty() && !line.starts_with('#') {
                lines.push(line);
            }
        }
    }
    let parse = |line: String| {
        Url::parse(&line).map_err(|error| {
            let expected = "expected one such as https://voorbeeld.example/artikel";
            Trouble::WrongCall(anyhow::anyhow!("{line:?}: {error}; {expected}"))
        })
    };
    lines.into_iter().map(parse).collect()
}

#[derive(Default)]
struct Counts {
    added: usize,
    changed: usize,
    unchanged: usize,
    failed: usize,
}

impl Counts {
    /// Counts an address and says what became of it; an unchanged one is not worth a line.
    fn take(&mut self, one: &Fetched, corpus: &Path) -> std::io::Result<()> {
        let address = &one.address;
        let shown = |file: &Path| file.strip_prefix(corpus).unwrap_or(file).display().to_string();
        let mut out = std::io::stdout();
        match &one.outcome {
            Ok(fetch::Outcome::Added(file)) => {
                self.added += 1;
                writeln!(out, "added {} from {address}", shown(file))?;
            }
            Ok(fetch::Outcome::Changed(file)) => {
                self.changed += 1;
                writeln!(out, "changed {} from {address}", shown(file))?;
            }
            Ok(fetch::Outcome::Unchanged) => self.unchanged += 1,
            Ok(fetch::Outcome::Edited(file)) => {
                self.unchanged += 1;
                let file = shown(file);
                eprintln!(
                    "warning: {file}: changed since it was fetched from {address}; left as it is"
                );
            }
            Ok(fetch::Outcome::LeftOut { pages, sitemaps: 0 }) => {
                eprintln!("warning: {address}: {pages} further pages left out; see --limit");
            }
            Ok(fetch::Outcome::LeftOut { pages, sitemaps }) => {
                eprintln!(
                    "warning: {address}: {pages} further pages left out, and {sitemaps} sitemaps not \
                     read; see --limit"
                );
            }
            Ok(fetch::Outcome::SitemapsLeftOut(count)) => {
                let most = fetch::MAX_SITEMAPS;
                eprintln!(
                    "warning: {address}: {count} further sitemaps left out, as a run reads {most}; \
                     fetch them by their own addresses"
                );
            }
            Err(error) => {
                self.failed += 1;
                eprintln!("bundelaar: {address}: {error}");
            }
        }
        Ok(())
    }
}
