//! `bundelaar check`

mod named;

use std::collections::{BTreeMap, HashMap};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use self::named::keep_named;
use super::opened::{articles, synonyms};
use super::progress::Progress;
use super::{Outcome, Trouble};
use crate::article::Article;
use crate::index::{Articles, CorpusArticles, Record, Remark, SourcePlace, text_hash};
use crate::settings::{CheckOptions, Settings};
use crate::source::{
    self, Alike, Form, MAX_FILE_BYTES, Organisations, ReadError, Reader, Reading, alike_names,
};

pub(super) fn run(settings: &Settings, options: &CheckOptions) -> Result<Outcome, Trouble> {
    let (all, faults) = articles(settings)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut found = Found { warnings: faults, ..Found::default() };
    if options.files.iter().any(|file| file.as_os_str() == "-") {
        if options.files.len() > 1 {
            let wrong = "- stands alone: standard input is read instead of files";
            return Err(Trouble::WrongCall(anyhow::anyhow!(wrong)));
        }
        read_input(&all, options.form, &mut found, &mut out)?;
    } else {
        read_files(&all, &options.files, &mut found, &mut out)?;
    }
    found.compare_names(&all.organisations, &mut out)?;
    writeln!(
        out,
        "{} articles, {} warnings, {} failed",
        found.articles, found.warnings, found.failures
    )?;
    out.flush()?;
    let wrong = found.failures > 0 || (options.strict && found.warnings > 0);
    Ok(if wrong { Outcome::SomeFailed } else { Outcome::Done })
}

/// Reads the files named on the command line, or all.
fn read_files(
    all: &CorpusArticles,
    files: &[PathBuf],
    found: &mut Found,
    out: &mut impl Write,
) -> Result<(), Trouble> {
    let mut listed = all.list();
    if files.is_empty() {
        found.warnings += synonyms(&all.corpus)?.1;
    } else {
        keep_named(&mut listed, all.corpus.root(), files)?;
    }
    let progress = Progress::of_files(|| listed.files.len());
    let mut written = Ok(());
    let mut take = |record: Record| {
        if written.is_ok() {
            progress.at(record.place());
            written = progress.aside(|| {
                found.take(record, out)?;
                if progress.is_shown() { out.flush() } else { Ok(()) }
            });
        }
    };
    listed.remarks.into_iter().for_each(&mut take);
    for file in &listed.files {
        all.read(file, &mut take);
    }
    progress.end();
    Ok(written?)
}

/// Reads what stands on standard input, as one file would be.
fn read_input(
    all: &CorpusArticles,
    form: Form,
    found: &mut Found,
    out: &mut impl Write,
) -> Result<(), Trouble> {
    let reader = Reader { organisations: &all.organisations, today: all.today };
    let input = std::io::stdin().lock();
    let mut written = Ok(());
    let mut give = |record: source::Record| {
        let place = SourcePlace { file: STANDARD_INPUT.to_owned(), line: record.line };
        if written.is_ok() {
            written = found.take_reading(place, record.outcome, out);
        }
    };
    let path = Path::new(STANDARD_INPUT);
    if form == Form::JsonLines {
        reader.read_lines(path, input, give)?;
        return Ok(written?);
    }
    let mut bytes = Vec::new();
    input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES;
        let outcome = Err(ReadError::TooLarge { bytes: bytes.len() as u64, limit });
        give(source::Record { line: None, outcome });
    } else {
        reader.read(path, form, &bytes, give);
    }
    Ok(written?)
}

/// Stands in for a path; the id of an article that gives none.
const STANDARD_INPUT: &str = "stdin";

#[derive(Default)]
struct Found {
    articles: usize,
    warnings: usize,
    failures: usize,
    ids: HashMap<String, SourcePlace>,
    /// Hash of a text → where it stood first.
    texts: HashMap<u64, SourcePlace>,
    /// Name of an organisation → where it stood first.
    names: BTreeMap<String, SourcePlace>,
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
                for name in &article.organisations {
                    self.names.entry(name.clone()).or_insert_with(|| place.clone());
                }
                if let Some(hash) = text_hash(&article) {
                    match self.texts.get(&hash) {
                        Some(first) => {
                            let what = "the same text; remove one of them";
                            self.warnings += 1;
                            writeln!(out, "  warning: {place}: {first} has {what}")?;
                        }
                        None => {
                            self.texts.insert(hash, place.clone());
                        }
                    }
                }
                writeln!(out, "{place}: {}", summary(&article))
            }
        }
    }

    fn take_reading(
        &mut self,
        place: SourcePlace,
        outcome: Result<Reading, ReadError>,
        out: &mut impl Write,
    ) -> std::io::Result<()> {
        match outcome {
            Ok(reading) => {
                for warning in &reading.warnings {
                    let text = warning.to_string();
                    self.take(
                        Record::Warning(Remark { place: place.clone(), text, until: None }),
                        out,
                    )?;
                }
                self.take(Record::Article { article: Box::new(reading.article), place }, out)
            }
            Err(reason) => self.take(
                Record::Failure(Remark { place, text: reason.to_string(), until: None }),
                out,
            ),
        }
    }

    /// Names the organisations that look like another one's misspelling.
    fn compare_names(
        &mut self,
        organisations: &Organisations,
        out: &mut impl Write,
    ) -> std::io::Result<()> {
        for alike in alike_names(self.names.keys().map(String::as_str), organisations) {
            let Alike { name, other, registered } = alike;
            let place = &self.names[&name];
            let advice = if registered {
                format!("is registered; add {name:?} to its aliassen if it is the same")
            } else {
                "is not registered either; register one and make the other its alias if they are the same".to_owned()
            };
            self.warnings += 1;
            writeln!(
                out,
                "  warning: {place}: organisation {name:?} looks like {other:?}, which {advice}"
            )?;
        }
        Ok(())
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
