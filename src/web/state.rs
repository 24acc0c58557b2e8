//! What all handlers share.

use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::documents::Documents;
use super::gate::{Full, Gate};
use super::synonyms::SynonymsFollower;
use crate::bundel::{Imprint, SecretHash, Store};
use crate::journal::Journal;
use crate::search::{Answer, Engine, Filters, SearchRequest};
use crate::source::Corpus;

/// How many searches and store operations run per core. They take milliseconds, part of them
/// waiting for the disk.
const JOBS_PER_CORE: usize = 4;
/// How many of those wait: at 5 ms each, eight at once, they are gone within a second.
const JOBS_WAITING: usize = 1_024;
/// How long one of them waits before it is refused; reached only when something is stuck.
const JOB_PATIENCE: Duration = Duration::from_secs(10);

/// The parts a site is made from.
pub struct Parts {
    pub engine: Engine,
    pub store: Store,
    /// Where searches without result are counted; without one they are not.
    pub journal: Option<Journal>,
    /// Name and public address; links in documents, feeds and sitemap are built from the address,
    /// never from a request's `Host`.
    pub imprint: Imprint,
    /// Without one, writing articles is off.
    pub operator_token: Option<SecretHash>,
    pub documents: Documents,
}

/// Shared by all handlers; cloning is cheap.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    parts: Parts,
    jobs: Gate,
    synonyms: OnceLock<SynonymsFollower>,
}

impl State {
    pub fn new(parts: Parts) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let jobs = Gate::new(cores * JOBS_PER_CORE, JOBS_WAITING, JOB_PATIENCE);
        State(Arc::new(Shared { parts, jobs, synonyms: OnceLock::new() }))
    }

    /// The engine, with the synonyms as they are now. May look at the disk.
    pub fn engine(&self) -> &Engine {
        let engine = &self.0.parts.engine;
        if let Some(follower) = self.0.synonyms.get() {
            follower.refresh(engine);
        }
        engine
    }

    /// From now on, takes over the list of synonyms of this corpus whenever it changes.
    pub fn follow_synonyms(&self, corpus: Corpus) {
        self.0.synonyms.get_or_init(|| SynonymsFollower::new(corpus));
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// Whether searches without result are counted.
    pub fn counts_missed(&self) -> bool {
        self.0.parts.journal.is_some()
    }

    /// Counts a search that found nothing as it was typed. With filters it says nothing of what is
    /// missing, and paging asks nothing new.
    pub fn note_missed(&self, request: &SearchRequest, answer: &Answer) {
        let missed = answer.total == 0 || answer.widened;
        if !missed || request.page > 1 || request.filters != Filters::default() {
            return;
        }
        if let Some(journal) = &self.0.parts.journal
            && let Err(error) = journal.note(&request.query, today())
        {
            tracing::warn!(%error, "a search without result is not counted");
        }
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.0.parts.documents
    }

    pub fn imprint(&self) -> &Imprint {
        &self.0.parts.imprint
    }

    pub fn is_operator(&self, token: &str) -> bool {
        self.0.parts.operator_token.is_some_and(|kept| kept.matches(&SecretHash::of(token)))
    }

    /// The address of a path of this site: absolute when its public address is known, else the path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.imprint().base_url.as_deref().unwrap_or_default())
    }

    /// Runs a search or a store operation where it may take its time.
    ///
    /// # Errors
    /// [`Full`] when the server is too busy.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<T, Full> {
        let state = self.clone();
        self.0.jobs.run(move || job(&state)).await
    }
}

/// Today where the site's readers live.
#[expect(clippy::disallowed_methods, reason = "the one place that knows which day it is")]
pub fn today() -> Date {
    day_of(Timestamp::now())
}

/// The day of a moment where the site's readers live; in UTC on a machine without time zones.
pub fn day_of(moment: Timestamp) -> Date {
    TimeZone::get("Europe/Brussels").unwrap_or(TimeZone::UTC).to_datetime(moment).date()
}
