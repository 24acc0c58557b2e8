//! What most commands begin with: the corpus, the index brought up to date with it, the engine.

use anyhow::Context;

use super::progress::UpdateProgress;
use super::{Outcome, Trouble};
use crate::dutch::Analyzer;
use crate::index::{CorpusArticles, Generation, IndexError, Options, Report, update};
use crate::search::{Engine, Weights};
use crate::settings::Settings;
use crate::source::{Corpus, Organisations, REGISTRY_FILE, SYNONYMS_FILE, Synonyms};
use crate::web::today;

/// An engine over the corpus as it is now.
pub(super) struct Opened {
    pub engine: Engine,
    /// What the engine searches.
    pub generation: Generation,
    /// Those that the engine was opened with.
    pub organisations: Organisations,
    /// Whether every article could be read.
    pub outcome: Outcome,
}

impl Opened {
    /// Brings the index up to date and opens it. While another process writes to the index, or it
    /// cannot be written, its last state is opened instead.
    pub fn up_to_date(settings: &Settings) -> Result<Opened, Trouble> {
        let (articles, _) = articles(settings)?;
        let organisations = articles.organisations.clone();
        let (synonyms, _) = synonyms(&articles.corpus)?;
        let engine = |generation: &Generation| -> Result<Engine, Trouble> {
            let engine = Engine::open(generation, organisations.clone(), Weights::default())?;
            engine.set_synonyms(&synonyms);
            Ok(engine)
        };
        let progress = UpdateProgress::new();
        let options = Options { listener: progress.listener(), ..Options::default() };
        let updated = update(&settings.index, &articles, &settings.vocabulary, options);
        progress.end();
        match updated {
            Ok((generation, report)) => {
                let outcome = outcome_of(&report);
                let engine = engine(&generation)?;
                Ok(Opened { engine, generation, organisations, outcome })
            }
            Err(error @ (IndexError::Locked(_) | IndexError::Folder { .. })) => {
                let last = Generation::open(&settings.index, &settings.vocabulary);
                let Ok(Some(generation)) = last else { return Err(error.into()) };
                let engine = engine(&generation)?;
                let outcome = if let IndexError::Locked(_) = error {
                    let what = "another bundelaar keeps the index up to date; using it as it is";
                    tracing::info!("{what}");
                    Outcome::Done
                } else {
                    eprintln!("bundelaar: {error}; what changed in the corpus is not found");
                    Outcome::SomeFailed
                };
                Ok(Opened { engine, generation, organisations, outcome })
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Brings the index up to date, naming on standard error what could not be taken in and what looks
/// wrong.
pub(super) fn update_index(
    settings: &Settings,
    options: Options,
) -> Result<(Generation, Report), Trouble> {
    let (articles, _) = articles(settings)?;
    let progress = UpdateProgress::new();
    let options = Options { listener: progress.listener(), ..options };
    let updated = update(&settings.index, &articles, &settings.vocabulary, options);
    progress.end();
    let (generation, report) = updated?;
    for warning in &report.warnings {
        eprintln!("warning: {warning}");
    }
    name_failures(&report);
    Ok((generation, report))
}

/// The corpus with its organisations, and how many faults of the registry were named and passed over.
pub(super) fn articles(settings: &Settings) -> Result<(CorpusArticles, usize), Trouble> {
    let named = || format!("corpus folder {}", settings.corpus.display());
    let corpus = Corpus::open(&settings.corpus).with_context(named)?;
    let (organisations, faults) = corpus.organisations().with_context(named)?;
    for fault in &faults {
        eprintln!("warning: {REGISTRY_FILE}: {fault}");
    }
    Ok((CorpusArticles { corpus, organisations, today: today() }, faults.len()))
}

/// The synonyms, and how many faulty lines were named and passed over.
pub(super) fn synonyms(corpus: &Corpus) -> Result<(Synonyms, usize), Trouble> {
    let named = || format!("corpus folder {}", corpus.root().display());
    let (synonyms, faults) = corpus.synonyms().with_context(named)?;
    for fault in &faults {
        eprintln!("warning: {SYNONYMS_FILE}: {fault}");
    }
    Ok((synonyms, faults.len()))
}

/// The analyzer as the index uses it: with what the corpus taught, when there is an index of it. And
/// whether every article could be read; those that could not are named.
pub(super) fn analyzer(settings: &Settings) -> Result<(Analyzer, Outcome), Trouble> {
    if Corpus::open(&settings.corpus).is_ok() {
        let (articles, _) = articles(settings)?;
        match update(&settings.index, &articles, &settings.vocabulary, Options::default()) {
            Ok((generation, report)) => return Ok((generation.analyzer, outcome_of(&report))),
            Err(IndexError::Locked(_)) => {
                let generation = Generation::open(&settings.index, &settings.vocabulary)?;
                if let Some(generation) = generation {
                    return Ok((generation.analyzer, Outcome::Done));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((Analyzer::new(settings.vocabulary.clone()), Outcome::Done))
}

/// Names what could not be read, and says whether there was any.
fn outcome_of(report: &Report) -> Outcome {
    name_failures(report);
    if report.failures.is_empty() { Outcome::Done } else { Outcome::SomeFailed }
}

fn name_failures(report: &Report) {
    for failure in &report.failures {
        eprintln!("bundelaar: {failure}");
    }
}
