//! What all handlers share.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::runtime::{self, Runtime};

use super::api::Description;
use super::client::{self, Client};
use super::documents::Documents;
use super::gate::{Full, Gate};
use super::guesses::{Guesses, Shown};
use super::metrics::Metrics;
use super::pages::{Remarks, Thumbnails};
use super::rate::{RateLimits, Work};
use super::sessions::Sessions;
use crate::bundel::{Imprint, SecretHash, Store};
use crate::journal::Journal;
use crate::live::Live;
use crate::search::{Answer, Engine, Filters, SearchRequest};
use crate::source::Corpus;

/// How many searches and store operations run per core. They take milliseconds, part of them
/// waiting for the disk.
const JOBS_PER_CORE: usize = 4;
/// How many of those wait: at 5 ms each, eight at once, they are gone within a second.
const JOBS_WAITING: usize = 1_024;
/// How long one of them waits before it is refused; reached only when something is stuck.
const JOB_PATIENCE: Duration = Duration::from_secs(10);

/// How many programs of the operator wait to write articles, one at a time: a queue of their own, as
/// the longest batch takes twenty seconds and no search is to stand behind it.
const WRITES_WAITING: usize = 64;
/// How long one of them waits before it is refused.
const WRITE_PATIENCE: Duration = Duration::from_secs(60);

/// The parts a site is made from.
pub struct Parts {
    pub live: Live,
    pub store: Store,
    /// Where searches without result are counted; without one they are not.
    pub journal: Option<Journal>,
    /// Name and public address; links in documents, feeds and sitemap are built from the address,
    /// never from a request's `Host`.
    pub imprint: Imprint,
    /// Without one, writing articles is off.
    pub operator_token: Option<SecretHash>,
    pub documents: Documents,
    pub defence: Defence,
}

/// Connections at once, where the system lets as many files be open.
pub const MOST_CONNECTIONS: usize = 900;

/// What the site defends itself with.
#[derive(Debug, Clone, Copy)]
pub struct Defence {
    /// Whether clients are counted and refused when they ask too often.
    pub rate_limit: bool,
    /// Whether `X-Forwarded-For` and `X-Request-Id` are believed: only behind a proxy that sets
    /// them, or clients could pass for others.
    pub trust_proxy: bool,
    /// Connections at once.
    pub connections: usize,
    /// Of those, from one address; not counted behind a proxy, nor from this machine.
    pub connections_per_client: usize,
    /// How long a client may take to send the head of a request, or to begin the next one.
    pub head_patience: Duration,
    /// How long a client may take for the next 32 kB of an answer.
    pub write_patience: Duration,
}

impl Default for Defence {
    fn default() -> Self {
        Defence {
            rate_limit: true,
            trust_proxy: false,
            // `serve` takes fewer where the system lets fewer files be open.
            connections: MOST_CONNECTIONS,
            // A browser opens six and lets go of them after seconds: some hundred people behind one
            // address.
            connections_per_client: 150,
            // What a bad mobile connection takes for a few kilobytes, several times over.
            head_patience: Duration::from_secs(15),
            write_patience: Duration::from_secs(30),
        }
    }
}

/// Shared by all handlers; cloning is cheap.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    parts: Parts,
    jobs: Gate,
    writes: Gate,
    rates: RateLimits,
    guesses: Guesses,
    metrics: Metrics,
    index_folder: OnceLock<PathBuf>,
    corpus: OnceLock<Corpus>,
    listens_at: OnceLock<SocketAddr>,
    sessions: Sessions,
    remarks: Remarks,
    thumbnails: Thumbnails,
    description: OnceLock<Description>,
}

impl State {
    pub fn new(parts: Parts) -> Self {
        let jobs = Gate::new(jobs_at_once(), JOBS_WAITING, JOB_PATIENCE);
        State(Arc::new(Shared {
            parts,
            jobs,
            writes: Gate::new(1, WRITES_WAITING, WRITE_PATIENCE),
            rates: RateLimits::new(),
            guesses: Guesses::default(),
            metrics: Metrics::new(),
            index_folder: OnceLock::new(),
            corpus: OnceLock::new(),
            listens_at: OnceLock::new(),
            sessions: Sessions::default(),
            remarks: Remarks::default(),
            thumbnails: Thumbnails::default(),
            description: OnceLock::new(),
        }))
    }

    /// The engine of this moment.
    pub fn engine(&self) -> Engine {
        self.live().engine()
    }

    /// The engine and the corpus it follows.
    pub fn live(&self) -> &Live {
        &self.0.parts.live
    }

    /// From now on, shows the pictures of this corpus and what there is to say of it.
    pub fn know_corpus(&self, corpus: Corpus) {
        self.0.corpus.get_or_init(|| corpus);
    }

    /// From now on, measures the index in this folder.
    pub fn measure_index(&self, folder: PathBuf) {
        self.0.index_folder.get_or_init(|| folder);
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// The folder the articles come from, when the site knows it.
    pub fn corpus(&self) -> Option<&Corpus> {
        self.0.corpus.get()
    }

    pub fn journal(&self) -> Option<&Journal> {
        self.0.parts.journal.as_ref()
    }

    /// Editors who showed the operator's token.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// What there is to say of the corpus.
    pub fn remarks(&self) -> &Remarks {
        &self.0.remarks
    }

    /// Small pictures of articles.
    pub fn thumbnails(&self) -> &Thumbnails {
        &self.0.thumbnails
    }

    /// The description of the API, made once: it is the same as long as the program runs.
    pub fn description(&self) -> &Description {
        let base_url = self.imprint().base_url.as_deref();
        self.0.description.get_or_init(|| Description::new(self.store().limits(), base_url))
    }

    /// Whether there is a token for the operator.
    pub fn has_operator(&self) -> bool {
        self.0.parts.operator_token.is_some()
    }

    /// Whether searches without result are counted.
    pub fn counts_missed(&self) -> bool {
        self.0.parts.journal.is_some()
    }

    /// Whether a search that found nothing as it was typed is to be counted. With filters it says
    /// nothing of what is missing, and paging asks nothing new.
    pub fn is_missed(&self, request: &SearchRequest, answer: &Answer) -> bool {
        let missed = answer.total == 0 || answer.widened;
        missed && self.counts_missed() && request.page <= 1 && request.filters == Filters::default()
    }

    /// Counts a search that found nothing. Writes to the disk.
    pub fn note_missed(&self, query: &str) {
        if let Some(journal) = self.journal()
            && let Err(error) = journal.note(query, today())
        {
            tracing::warn!(%error, "a search without result is not counted");
        }
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.0.parts.documents
    }

    /// The last whole day that a bundel is kept which was used at this moment and is read now, if
    /// nobody uses it after that.
    pub fn kept_through(&self, used_at: Timestamp) -> Date {
        let end = self.store().kept_until(Store::used_when_read(used_at));
        // It may go at any hour of the day that this ends on.
        day_of(end).yesterday().unwrap_or(Date::MIN)
    }

    pub fn imprint(&self) -> &Imprint {
        &self.0.parts.imprint
    }

    /// Whether this is the operator's token. Wrong ones are counted by client.
    pub(super) fn show_operator_token(&self, token: &str, client: Client) -> Shown {
        let is_right = || self.matches_operator(token);
        match client.counted().filter(|_| self.defence().rate_limit) {
            Some(client) => self.0.guesses.judge(client, is_right),
            None if is_right() => Shown::Right,
            None => Shown::Wrong,
        }
    }

    /// Whether this is the operator's token, where it may as well be another key: nothing is counted,
    /// and a client who showed many wrong ones is not the operator.
    pub(super) fn is_operator(&self, token: &str, client: Option<IpAddr>) -> bool {
        let client = client.filter(|_| self.defence().rate_limit).map(client::counted_as);
        self.matches_operator(token)
            && !client.is_some_and(|client| self.0.guesses.shut_out(client))
    }

    fn matches_operator(&self, token: &str) -> bool {
        self.0.parts.operator_token.is_some_and(|kept| kept.matches(&SecretHash::of(token)))
    }

    /// The address of a path of this site: absolute when its public address is known, else the path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.imprint().base_url.as_deref().unwrap_or_default())
    }

    /// From now on, the site is reached at this address when it has no public one.
    pub fn listens_at(&self, address: SocketAddr) {
        self.0.listens_at.get_or_init(|| address);
    }

    /// The absolute address of a path of this site, for what is read elsewhere (feeds, sitemap): under
    /// the public address, or else where the program listens; never what a request says.
    pub fn absolute(&self, path: &str) -> String {
        match (&self.imprint().base_url, self.0.listens_at.get()) {
            (Some(base_url), _) => format!("{base_url}{path}"),
            (None, Some(address)) => format!("http://{address}{path}"),
            (None, None) => format!("http://localhost{path}"),
        }
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
        let done = self.0.jobs.run(move || job(&state)).await;
        done.inspect_err(|full| self.0.metrics.refused(JOBS, *full))
    }

    /// Runs a search on this very thread. Nothing in it may wait for the disk: a write belongs to
    /// [`State::run`].
    ///
    /// # Errors
    /// [`Full`] when the server is too busy.
    pub async fn run_here<T>(&self, job: impl FnOnce(&State) -> T) -> Result<T, Full> {
        let done = self.0.jobs.run_here(|| job(self)).await;
        done.inspect_err(|full| self.0.metrics.refused(JOBS, *full))
    }

    /// Runs what writes articles, when those before have done so. Searches do not wait for it.
    ///
    /// # Errors
    /// [`Full`] when too many write.
    pub(super) async fn run_write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<T, Full> {
        let state = self.clone();
        let done = self.0.writes.run(move || job(&state)).await;
        done.inspect_err(|full| self.0.metrics.refused(WRITES, *full))
    }

    pub fn defence(&self) -> &Defence {
        &self.0.parts.defence
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// All measurements, those of this moment included. Looks at the disk.
    pub(super) fn measurements(&self) -> String {
        let metrics = &self.0.metrics;
        metrics.queue(JOBS, self.0.jobs.load());
        metrics.queue(WRITES, self.0.writes.load());
        metrics.queue(RENDERS, self.documents().load());
        metrics.index(self.live().engine().len(), self.0.index_folder.get().map(PathBuf::as_path));
        metrics.page()
    }

    /// Counts work that a client asks for; without an address there is nobody to count.
    ///
    /// # Errors
    /// How long to wait, when this client asked too often.
    pub(super) fn count(&self, work: Work, client: Option<IpAddr>) -> Result<(), Duration> {
        let Some(address) = client.filter(|_| self.defence().rate_limit) else { return Ok(()) };
        let counted = self.0.rates.count(work, client::counted_as(address));
        counted.inspect_err(|_| self.0.metrics.rate_limited(work))
    }

    /// What is to be done now and then, so that memory does not grow.
    pub(super) fn tidy(&self) {
        self.0.metrics.sum_up();
        self.0.rates.forget_idle();
        self.0.guesses.forget_idle();
    }
}

fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

fn jobs_at_once() -> usize {
    cores() * JOBS_PER_CORE
}

/// What the site is served on. However many searches run on its threads, there is a thread for each
/// core that carries connections meanwhile.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> io::Result<Runtime> {
    let threads = jobs_at_once() + cores();
    runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()
}

/// The names of the queues in measurements.
const JOBS: &str = "search";
const WRITES: &str = "write";
pub(super) const RENDERS: &str = "render";

/// Today where the site's readers live.
#[expect(clippy::disallowed_methods, reason = "the one place that knows which day it is")]
pub fn today() -> Date {
    day_of(Timestamp::now())
}

/// The day of a moment where the site's readers live; in UTC on a machine without time zones.
pub fn day_of(moment: Timestamp) -> Date {
    TimeZone::get("Europe/Brussels").unwrap_or(TimeZone::UTC).to_datetime(moment).date()
}
