//! `bundelaar check`

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::opened::{articles, synonyms};
use super::{Outcome, Trouble};
use crate::article::Article;
use crate::index::{Articles, CorpusArticles, Place, Record};
use crate::settings::{CheckOptions, Settings};

pub(super) fn run(settings: &Settings, options: &CheckOptions) -> Result<Outcome, Trouble> {
    let all = articles(settings)?;
    let wanted = wanted(&all, &options.files)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut found = Found::default();
    if wanted.is_none() {
        found.warnings += synonyms(&all.corpus)?.1;
    }
    let mut written = Ok(());
    all.for_each(&mut |record| {
        let place = record.place();
        if written.is_ok() && wanted.as_ref().is_none_or(|files| files.contains(&place.file)) {
            written = found.take(record, &mut out);
        }
    });
    written?;
    writeln!(
        out,
        "{} articles, {} warnings, {} failed",
        found.articles, found.warnings, found.failures
    )?;
    out.flush()?;
    let wrong = found.failures > 0 || (options.strict && found.warnings > 0);
    Ok(if wrong { Outcome::SomeFailed } else { Outcome::Done })
}

/// The files named on the command line, as paths below the corpus folder.
fn wanted(all: &CorpusArticles, files: &[PathBuf]) -> Result<Option<Vec<String>>, Trouble> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut below = Vec::new();
    for file in files {
        let inside = file
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.strip_prefix(all.corpus.root()).ok()?.to_owned()));
        match inside {
            Some(path) => below.push(path.to_string_lossy().into_owned()),
            None => {
                let root = all.corpus.root().display();
                let wrong = anyhow::anyhow!("{}: no file below {root}", file.display());
                return Err(Trouble::WrongCall(wrong));
            }
        }
    }
    Ok(Some(below))
}

#[derive(Default)]
struct Found {
    articles: usize,
    warnings: usize,
    failures: usize,
    ids: HashMap<String, Place>,
}

impl Found {
    fn take(&mut self, record: Record, out: &mut impl Write) -> std::io::Result<()> {
        match record {
            Record::Warning(remark) => {
                self.warnings += 1;
                writeln!(out, "  warning: {remark}")
            }
            Record::Failure(remark) => {
                self.failures += 1;
                out.flush()?;
                eprintln!("bundelaar: {remark}");
                Ok(())
            }
            Record::Article { article, place } => {
                if let Some(first) = self.ids.get(article.id.as_str()) {
                    self.failures += 1;
                    eprintln!(
                        "bundelaar: {place}: id {:?} is taken by {first}",
                        article.id.as_str()
                    );
                    return Ok(());
                }
                self.articles += 1;
                self.ids.insert(article.id.to_string(), place.clone());
                writeln!(out, "{place}: {}", summary(&article))
            }
        }
    }
}

/// How much of a title is shown: more than all but a handful of real ones have.
const TITLE_CHARS: usize = 120;

/// What was found in an article, in one line.
fn summary(article: &Article) -> String {
    let mut title: String = article.title.chars().take(TITLE_CHARS).collect();
    if title.len() < article.title.len() {
        title.push('…');
    }
    let mut parts = vec![format!("{title:?}")];
    parts.push(article.kind.map_or("no kind".to_owned(), |kind| kind.name().to_owned()));
    parts.push(article.published.map_or("no date".to_owned(), |day| day.to_string()));
    parts.push(match article.organisations.as_slice() {
        [] => "no organisation".to_owned(),
        names => names.join(" + "),
    });
    parts.push(format!("{} blocks", article.body.len()));
    parts.join(" · ")
}

impl Record {
    fn place(&self) -> &Place {
        match self {
            Record::Article { place, .. } => place,
            Record::Warning(remark) | Record::Failure(remark) => &remark.place,
        }
    }
}
