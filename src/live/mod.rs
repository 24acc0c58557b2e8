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
use std::time::{Duration, Instant};

use jiff::civil::Date;

pub use api_folder::{ApiFolder, file_of};

use self::watch::{Unfinished, Watch};
use crate::dutch::Vocabulary;
use crate::index::{CorpusArticles, Generation, IndexError, Options, Report, Updater};
use crate::search::{Engine, SearchError};
use crate::source::{Corpus, REGISTRY_FILE};

/// How long nothing must happen before a change is taken in: editors save in several steps, and what
/// is copied comes file after file.
const QUIET: Duration = Duration::from_millis(80);
/// How long changes that go on are waited for, so that what was saved first is found within a second.
const MOST_PATIENCE: Duration = Duration::from_millis(400);
/// When to try again what could not be done: a full disk, or another program that writes to the index.
const RETRY: Duration = Duration::from_secs(2);

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
    Now(Sender<Result<(), LiveError>>),
}

/// What is followed.
pub struct Followed {
    pub corpus: PathBuf,
    pub index: PathBuf,
    pub vocabulary: Vocabulary,
    /// The generation that the engine was opened with.
    pub generation: Generation,
    /// The fingerprint of the organisations that it was opened with.
    pub registry: [u8; 32],
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
            unfinished: Unfinished::default(),
        };
        thread::Builder::new().name("corpus".to_owned()).spawn(move || {
            let watch = Watch::on(&keeper.followed.corpus, orders);
            keeper.keep(&received);
            drop(watch);
        })?;
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
    pub fn take_in(&self) -> Result<(), LiveError> {
        let orders = self.0.orders.as_ref().ok_or(LiveError::NotFollowed)?;
        let (said, heard) = mpsc::channel();
        orders.send(Order::Now(said)).map_err(|_| LiveError::NotFollowed)?;
        heard.recv().unwrap_or(Err(LiveError::NotFollowed))
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
    unfinished: Unfinished,
}

impl Keeper {
    fn keep(mut self, orders: &Receiver<Order>) {
        // Something may have changed between the first update and the watching.
        let mut again = Some(Duration::ZERO);
        loop {
            let first = match again {
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(patience) => orders.recv_timeout(patience),
            };
            let mut waiting = Vec::new();
            match first {
                Ok(order) => self.gather(order, orders, &mut waiting),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            again = self.take_in(waiting);
        }
    }

    /// Waits until all is quiet, or somebody waits for an answer.
    fn gather(
        &mut self,
        first: Order,
        orders: &Receiver<Order>,
        waiting: &mut Vec<Sender<Result<(), LiveError>>>,
    ) {
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Look(event) => self.unfinished.note(&self.followed.corpus, &event),
                Order::Now(answer) => waiting.push(answer),
            }
            let left = MOST_PATIENCE.saturating_sub(started.elapsed());
            let patience = if waiting.is_empty() { QUIET.min(left) } else { Duration::ZERO };
            next = orders.recv_timeout(patience).ok();
        }
    }

    /// Brings the index up to date, and tells those who wait. Gives when to look again at the latest.
    fn take_in(&mut self, waiting: Vec<Sender<Result<(), LiveError>>>) -> Option<Duration> {
        let unfinished = self.unfinished.paths();
        let left = !unfinished.is_empty();
        let result = self.update(unfinished);
        let again = match &result {
            Ok(()) => left.then_some(watch::LOOK_AGAIN),
            Err(error) => {
                tracing::warn!(%error, "the corpus is not taken in; tried again");
                Some(RETRY)
            }
        };
        let mut result = Some(result);
        for answer in waiting {
            // Who asked first is told why; who no longer waits needs no answer.
            let said = match result.take() {
                Some(Ok(())) => {
                    result = Some(Ok(()));
                    Ok(())
                }
                Some(Err(error)) => Err(error),
                None => Err(LiveError::NotFollowed),
            };
            answer.send(said).ok();
        }
        again
    }

    fn update(&mut self, unfinished: HashSet<String>) -> Result<(), LiveError> {
        let started = Instant::now();
        let corpus = Corpus::open(&self.followed.corpus)?;
        let (organisations, faults) = corpus.organisations()?;
        let registry = organisations.fingerprint();
        let other_registry = registry != self.followed.registry;
        if other_registry {
            for fault in faults {
                tracing::warn!("{REGISTRY_FILE}: {fault}");
            }
        }
        let today = (self.followed.today)();
        let articles = CorpusArticles { corpus, organisations: organisations.clone(), today };
        let options = Options { unfinished, keep_last_good: true, ..Options::default() };
        let (generation, report, merging) = self.updater.update(&articles, &options)?;
        if other_registry || !generation.is_same(&self.followed.generation) {
            let engine = self.live.engine().succeeded_by(&generation, organisations)?;
            *self.live.0.engine.write().unwrap_or_else(PoisonError::into_inner) = engine;
            self.followed.generation = generation;
            self.followed.registry = registry;
            say(&report, started.elapsed());
        }
        merging.finish()?;
        Ok(())
    }
}

fn say(report: &Report, took: Duration) {
    for failure in &report.failures {
        tracing::warn!("{failure}");
    }
    tracing::info!(%report, ?took, "corpus taken in");
}
