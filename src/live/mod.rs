//! The index and its engine, kept as the corpus is while the site is served.
//!
//! One thread does all the work, so that changes come one after another; searches go on in the engine
//! of before until the next one stands. What becomes of a change in the corpus folder is `index`'s
//! work; who asks for articles to be written, and whether they may, is the site's.

mod api_folder;
mod watch;

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::civil::Date;

pub use api_folder::{ApiFolder, file_of};

use self::watch::{Identity, Unfinished, Watch};
use crate::dutch::Vocabulary;
use crate::index::{CorpusArticles, Generation, IndexError, Options, Remark, Updater};
use crate::search::{Engine, SearchError};
use crate::source::{Corpus, Organisations, REGISTRY_FILE, SYNONYMS_FILE};

/// How long nothing must happen before a change is taken in: editors save in several steps, and what
/// is copied comes file after file.
const QUIET: Duration = Duration::from_millis(80);
/// How long changes that go on are waited for, so that what was saved first is found within a second.
const MOST_PATIENCE: Duration = Duration::from_millis(400);
/// When to try again what could not be done: a full disk, or another program that writes to the index.
const RETRY: Duration = Duration::from_secs(2);
/// How often to look whether another folder took the place of the corpus: one question to the system.
const FOLDER_LOOK: Duration = Duration::from_secs(2);
/// How often to look through the corpus though nothing was told: network folders tell nothing of what
/// other machines write. A look at thirty thousand files takes a tenth of a second.
const CORPUS_LOOK: Duration = Duration::from_secs(30);

/// Why a change is not in the index.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The corpus folder cannot be read.
    #[error("corpus folder: {0}")]
    Corpus(#[from] io::Error),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The thread that keeps the index is gone, or never was.
    #[error("the corpus is not followed")]
    NotFollowed,
}

/// The engine of the moment. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Shared>);

struct Shared {
    engine: RwLock<Engine>,
    orders: Option<Sender<Order>>,
    writing: Mutex<()>,
}

/// What the thread is asked to do.
enum Order {
    /// Something may have changed.
    Look(notify::Event),
    /// Take in what the corpus holds now, and say when it can be found.
    Now(Sender<TakenIn>),
}

/// Whether what the corpus holds can be found now. All who wait for one update are told the same.
type TakenIn = Result<(), Arc<LiveError>>;

/// What is followed.
pub struct Followed {
    pub corpus: PathBuf,
    pub index: PathBuf,
    pub vocabulary: Vocabulary,
    /// The generation that the engine was opened with.
    pub generation: Generation,
    /// Those that it was opened with.
    pub organisations: Organisations,
    /// Today where the site's readers live.
    pub today: fn() -> Date,
}

impl Live {
    /// An engine that stays as it is.
    pub fn still(engine: Engine) -> Live {
        let engine = RwLock::new(engine);
        Live(Arc::new(Shared { engine, orders: None, writing: Mutex::default() }))
    }

    /// Follows a corpus from now on, as long as the program runs.
    ///
    /// # Errors
    /// When no thread can be made. A folder that cannot be watched is looked at now and then.
    pub fn follow(engine: Engine, followed: Followed) -> io::Result<Live> {
        let (orders, received) = mpsc::channel();
        let engine = RwLock::new(engine);
        let shared = Shared { engine, orders: Some(orders.clone()), writing: Mutex::default() };
        let live = Live(Arc::new(shared));
        let keeper = Keeper {
            live: live.clone(),
            updater: Updater::new(&followed.index, followed.vocabulary.clone()),
            followed,
            orders,
            watch: None,
            unfinished: Unfinished::default(),
            synonyms_stamp: None,
            said: Said::default(),
        };
        thread::Builder::new().name("corpus".to_owned()).spawn(move || keeper.keep(&received))?;
        Ok(live)
    }

    /// The engine of the moment: what one answer is made from should come from one engine.
    pub fn engine(&self) -> Engine {
        self.0.engine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes in what the corpus holds now; when this returns, it can be found.
    ///
    /// # Errors
    /// When the index cannot be written or read; it is tried again later.
    pub fn take_in(&self) -> Result<(), Arc<LiveError>> {
        let orders = self.0.orders.as_ref().ok_or(LiveError::NotFollowed)?;
        let (said, heard) = mpsc::channel();
        orders.send(Order::Now(said)).map_err(|_| LiveError::NotFollowed)?;
        heard.recv().unwrap_or_else(|_| Err(LiveError::NotFollowed.into()))
    }

    /// The right to change articles, one at a time.
    pub fn writing(&self) -> MutexGuard<'_, ()> {
        self.0.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's own.
struct Keeper {
    live: Live,
    followed: Followed,
    updater: Updater,
    /// For who watches.
    orders: Sender<Order>,
    /// `None` while there is no corpus folder.
    watch: Option<Watch>,
    unfinished: Unfinished,
    /// Of the list of synonyms that the engine has; at first it is read whatever it is.
    synonyms_stamp: Option<(SystemTime, u64)>,
    said: Said,
}

/// What the log says already.
#[derive(Default)]
struct Said {
    failures: Vec<Remark>,
    /// Why the corpus could not be taken in.
    trouble: Option<String>,
}

impl Keeper {
    fn keep(mut self, orders: &Receiver<Order>) {
        // Something may have changed between the first update and the watching.
        let mut due = Instant::now();
        loop {
            let patience = due.saturating_duration_since(Instant::now()).min(FOLDER_LOOK);
            let mut waiting = Vec::new();
            let told = match orders.recv_timeout(patience) {
                Ok(order) => {
                    self.gather(order, orders, &mut waiting);
                    true
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if self.watch() || told || due <= Instant::now() {
                let patience = self.take_in(waiting);
                due = Instant::now() + patience;
            }
        }
    }

    /// Watches the folder that is the corpus now, and tells whether that is another one.
    fn watch(&mut self) -> bool {
        let folder = Identity::of(&self.followed.corpus);
        if self
            .watch
            .as_ref()
            .is_some_and(|watch| folder.as_ref().is_some_and(|it| watch.is_on(it)))
        {
            return false;
        }
        let known = self.watch.take().is_some();
        // What was told of the other one is told of it no longer.
        self.unfinished = Unfinished::default();
        self.watch = folder.map(|it| Watch::on(&self.followed.corpus, it, self.orders.clone()));
        known || self.watch.is_some()
    }

    /// Waits until all is quiet, or somebody waits for an answer.
    fn gather(
        &mut self,
        first: Order,
        orders: &Receiver<Order>,
        waiting: &mut Vec<Sender<TakenIn>>,
    ) {
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Look(event) => {
                    self.unfinished.note(&self.followed.corpus, &event, Instant::now());
                }
                Order::Now(answer) => waiting.push(answer),
            }
            let left = MOST_PATIENCE.saturating_sub(started.elapsed());
            let patience = if waiting.is_empty() { QUIET.min(left) } else { Duration::ZERO };
            next = orders.recv_timeout(patience).ok();
        }
    }

    /// Brings the index up to date, and tells those who wait. Gives after how long to do so again at
    /// the latest.
    fn take_in(&mut self, waiting: Vec<Sender<TakenIn>>) -> Duration {
        let unfinished = self.unfinished.paths(Instant::now());
        let result = self.update(unfinished).map_err(Arc::new);
        let trouble = result.as_ref().err().map(ToString::to_string);
        if trouble != self.said.trouble {
            match &trouble {
                Some(error) => tracing::warn!(%error, "the corpus is not taken in; tried again"),
                None => tracing::info!("the corpus is taken in again"),
            }
        }
        self.said.trouble = trouble;
        for answer in waiting {
            // Who no longer waits needs no answer.
            answer.send(result.clone()).ok();
        }
        match result {
            Ok(()) => {
                let left = self.unfinished.shortest_wait(Instant::now());
                left.unwrap_or(CORPUS_LOOK).min(CORPUS_LOOK)
            }
            Err(_) => RETRY,
        }
    }

    fn update(&mut self, unfinished: HashSet<String>) -> Result<(), LiveError> {
        let started = Instant::now();
        let corpus = Corpus::open(&self.followed.corpus)?;
        if !unfinished.contains(SYNONYMS_FILE) {
            self.follow_synonyms(&corpus);
        }
        let in_force = &self.followed.organisations;
        let (organisations, faults) = if unfinished.contains(REGISTRY_FILE) {
            (in_force.clone(), Vec::new())
        } else {
            corpus.organisations()?
        };
        let other_registry = organisations.fingerprint() != in_force.fingerprint();
        if other_registry {
            for fault in faults {
                tracing::warn!("{REGISTRY_FILE}: {fault}");
            }
        }
        let today = (self.followed.today)();
        let articles = CorpusArticles { corpus, organisations: organisations.clone(), today };
        let options = Options { unfinished, keep_last_good: true, ..Options::default() };
        let (generation, report, merging) = self.updater.update(&articles, &options)?;
        for failure in report.failures.iter().filter(|it| !self.said.failures.contains(it)) {
            tracing::warn!("{failure}");
        }
        if other_registry || !generation.is_same(&self.followed.generation) {
            let engine = self.live.engine().succeeded_by(&generation, organisations.clone())?;
            *self.live.0.engine.write().unwrap_or_else(PoisonError::into_inner) = engine;
            self.followed.generation = generation;
            self.followed.organisations = organisations;
            tracing::info!(%report, took = ?started.elapsed(), "corpus taken in");
        }
        self.said.failures = report.failures;
        merging.finish()?;
        Ok(())
    }

    /// Gives the engine the list of synonyms when it changed. One that cannot be read leaves the engine
    /// as it was.
    fn follow_synonyms(&mut self, corpus: &Corpus) {
        let stamp = corpus.synonyms_stamp();
        if stamp == self.synonyms_stamp {
            return;
        }
        match corpus.synonyms() {
            Ok((synonyms, faults)) => {
                self.synonyms_stamp = stamp;
                self.live.engine().set_synonyms(&synonyms);
                tracing::info!(groups = synonyms.groups.len(), "synonyms read");
                for fault in faults {
                    tracing::warn!("{SYNONYMS_FILE}: {fault}");
                }
            }
            Err(error) => tracing::warn!("{SYNONYMS_FILE} cannot be read: {error}"),
        }
    }
}

#[cfg(test)]
mod tests;
