//! Documents on their way to a visitor: made once, kept as long as they are of use, few at a time.
//!
//! What is cheap to make is made at once. The rest stands in line, by turns (`queue`); who asks
//! for a document that is being made already waits for that one, and takes no place in the line. The
//! line holds bundels, not their articles, so that its length costs no memory. Who does not want to
//! wait so long is told how far it is, and the work goes on.

mod handed;
mod kept;
mod queue;
mod turns;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use jiff::civil::Date;
use tracing::{Instrument, Span, info, warn};

pub(super) use self::handed::{Document, hand_over};
use self::kept::Kept;
use self::queue::{Ask, Queue};
use self::turns::Turns;
use super::client::Client;
use super::gate::{Full, Load, outcome};
use super::problem::Problem;
use super::state::{RENDERS, State, today};
use crate::bundel::{Content, Picture, Publication};
use crate::render::{self, Fingerprint, Form, Press};
use crate::search::SearchError;
use crate::source::Corpus;

/// The forms offered to visitors and clients; as JSON a bundel is what the API gives of it.
pub(super) const OFFERED: [Form; 5] =
    [Form::Pdf, Form::Epub, Form::Html, Form::Markdown, Form::Ris];

/// How long a document waits for its turn: what a visitor still believes in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages of articles that stay laid out: those of 200 articles of 700 words, which take 524, so that
/// the largest bundel one works on comes quickly after every change. What that costs in memory:
/// docs/documents.md, "How fast".
pub const PAGES_KEPT: usize = 600;

/// After so long without a new document the kept pages go too: nobody is at work.
const REST_AFTER: Duration = Duration::from_secs(30);

/// Makes documents and keeps them; one for a whole site.
pub struct Documents {
    press: Press,
    kept: Option<Kept>,
    queue: Queue,
    turns: Turns,
    /// Where pictures of articles are.
    corpus: Option<Corpus>,
    /// Counts the documents made, to know whether another followed.
    made: AtomicU64,
}

/// How many documents are made and wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub at_once: usize,
    pub waiting: usize,
}

impl Default for Line {
    /// Half of the cores, so that search stays quick while documents are made; and as many waiting as
    /// are made within [`PATIENCE`] when each takes two seconds, as 300 articles do.
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Line { at_once: cores.div_ceil(2), waiting: 16 }
    }
}

impl Documents {
    /// Keeps no finished documents.
    #[must_use]
    pub fn new(line: Line) -> Self {
        Documents {
            press: Press::new(PAGES_KEPT),
            kept: None,
            queue: Queue::new(line.at_once, line.waiting, PATIENCE),
            turns: Turns::default(),
            corpus: None,
            made: AtomicU64::new(0),
        }
    }

    /// Keeps finished documents in this folder, at most `max_bytes` of them. `build` names the program
    /// that makes them: another one may make them otherwise. Without a folder that can be used nothing
    /// is kept.
    #[must_use]
    pub fn kept_in(mut self, folder: &Path, max_bytes: u64, build: &str) -> Self {
        self.kept = match Kept::open(folder, max_bytes, build, today()) {
            Ok(kept) => Some(kept),
            Err(error) => {
                warn!(%error, folder = %folder.display(), "finished documents are not kept");
                None
            }
        };
        self
    }

    /// Shows articles with their pictures, which are in this corpus.
    #[must_use]
    pub fn illustrated_from(mut self, corpus: Corpus) -> Self {
        self.corpus = Some(corpus);
        self
    }

    /// Whether a finished document is there for a client that asks again.
    pub(super) fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// How many documents are being made, and how many wait.
    pub(super) fn load(&self) -> Load {
        self.queue.load()
    }

    fn stage(&self, fingerprint: &Fingerprint, articles: usize) -> Stage {
        Stage {
            before: self.queue.before(fingerprint).unwrap_or(0),
            laid_out: self.turns.laid_out(fingerprint).unwrap_or(0).min(articles),
            articles,
        }
    }

    /// Lets go what was made on another day than this one.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub(super) fn forget_past(&self, today: Date) -> io::Result<()> {
        self.kept.as_ref().map_or(Ok(()), |kept| kept.forget_past(today))
    }

    fn find(&self, fingerprint: &Fingerprint) -> Option<Document> {
        self.kept.as_ref()?.get(fingerprint).map(Document::Kept)
    }
}

/// A document that somebody asked for.
pub(super) struct Order {
    form: Form,
    content: Arc<Content>,
    fingerprint: Fingerprint,
    /// When it was cheap or known.
    ready: Option<Document>,
}

impl Order {
    /// Finds out what the document would be made from, and whether it has to be made. One that is
    /// there counts as found in the cache.
    ///
    /// # Errors
    /// 503 when the server is too busy; 500 when the index cannot be read.
    pub async fn place(state: &State, form: Form, content: Content) -> Result<Order, Problem> {
        let order = Order::look_up(state, form, content).await?;
        if order.ready.is_some() && !is_cheap(form) {
            state.metrics().looked_up("documents", true);
        }
        Ok(order)
    }

    /// The same for a client that only asks how far it is, every second: that is not counted.
    ///
    /// # Errors
    /// As [`Order::place`].
    pub async fn look_up(state: &State, form: Form, content: Content) -> Result<Order, Problem> {
        state
            .run(move |state| {
                let publication = publication(state, &content, false)?;
                let fingerprint = Fingerprint::of(form, &publication);
                let documents = state.documents();
                let ready = if is_cheap(form) {
                    let made = make(state, form, &publication, &AtomicUsize::new(0))?;
                    Some(Document::Made(made))
                } else {
                    documents.find(&fingerprint)
                };
                Ok(Order { form, content: Arc::new(content), fingerprint, ready })
            })
            .await?
    }

    /// Names what the document is made from, as an entity tag.
    pub fn tag(&self) -> String {
        tag(&self.fingerprint)
    }

    /// The document, when the turn of this client comes. It may be another than that of [`Order::tag`]:
    /// what it is made from may have changed while it waited.
    ///
    /// # Errors
    /// 503 when too many wait, or the turn did not come in time; 500 when typesetting fails, which is
    /// not for the input.
    pub async fn fetch(self, state: &State, client: Client) -> Result<Made, Problem> {
        if let Some(document) = self.ready {
            return Ok(Made { document, fingerprint: self.fingerprint });
        }
        let Order { form, content, fingerprint, .. } = self;
        let documents = state.documents();
        let refused = |full: &Full| state.metrics().refused(RENDERS, *full);
        let turn = documents.turns.take(fingerprint, PATIENCE).await;
        let turn = turn.ok_or(Full).inspect_err(refused)?;
        if turn.waited {
            let found = state.run(move |state| state.documents().find(&fingerprint)).await?;
            if let Some(document) = found {
                return Ok(Made { document, fingerprint });
            }
        }
        let (job, laid_out) = (state.clone(), Arc::clone(&turn.laid_out));
        laid_out.store(0, Ordering::Relaxed);
        let ask = Ask { client, document: fingerprint, articles: content.articles().count() };
        let made = documents.queue.run(ask, move || finish(&job, form, &content, &laid_out)).await;
        let made = made.inspect_err(refused)??;
        rest_later(state.clone());
        Ok(made)
    }

    /// The same, for a client that waits no longer than `patience`: the work goes on without.
    ///
    /// # Errors
    /// As [`Order::fetch`].
    pub async fn fetch_within(
        self,
        state: &State,
        client: Client,
        patience: Duration,
    ) -> Result<Fetched, Problem> {
        let (fingerprint, articles) = (self.fingerprint, self.content.articles().count());
        let documents = state.documents();
        if self.ready.is_none() && documents.turns.laid_out(&fingerprint).is_some() {
            let Some(_turn) = documents.turns.take(fingerprint, patience).await else {
                return Ok(Fetched::Later(documents.stage(&fingerprint, articles)));
            };
            let found = state.run(move |state| state.documents().find(&fingerprint)).await?;
            return Ok(found
                .map_or(Fetched::Unkept, |document| Fetched::Now(Made { document, fingerprint })));
        }
        let work = {
            let state = state.clone();
            async move { self.fetch(&state, client).await }.instrument(Span::current())
        };
        match tokio::time::timeout(patience, outcome(tokio::spawn(work))).await {
            Ok(done) => done?.map(Fetched::Now),
            Err(_) => Ok(Fetched::Later(documents.stage(&fingerprint, articles))),
        }
    }
}

/// A finished document, and what it was made from.
pub(super) struct Made {
    document: Document,
    fingerprint: Fingerprint,
}

impl Made {
    /// Its entity tag.
    pub fn tag(&self) -> String {
        tag(&self.fingerprint)
    }
}

fn tag(fingerprint: &Fingerprint) -> String {
    format!("\"{fingerprint}\"")
}

/// What came of waiting.
pub(super) enum Fetched {
    Now(Made),
    /// Somebody else's turn ended, and what was made was not kept.
    Unkept,
    /// It is being made.
    Later(Stage),
}

/// How far a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stage {
    /// How many others are made first.
    pub before: usize,
    pub laid_out: usize,
    pub articles: usize,
}

/// Makes the document as it is now, which may be another than when it was asked for, and keeps it.
fn finish(
    state: &State,
    form: Form,
    content: &Content,
    laid_out: &AtomicUsize,
) -> Result<Made, Problem> {
    let publication = publication(state, content, true)?;
    let fingerprint = Fingerprint::of(form, &publication);
    let documents = state.documents();
    if let Some(document) = documents.find(&fingerprint) {
        return Ok(Made { document, fingerprint });
    }
    state.metrics().looked_up("documents", false);
    let bytes = make(state, form, &publication, laid_out)?;
    if let Some(kept) = &documents.kept
        && let Err(error) = kept.put(publication.made_on, &fingerprint, &bytes)
    {
        warn!(%error, "a finished document is not kept");
    }
    // From the disk when it is there: whoever takes it slowly would hold the whole in memory.
    let document = documents.find(&fingerprint).unwrap_or(Document::Made(bytes));
    Ok(Made { document, fingerprint })
}

/// Forms that take no longer to make than to look up: those of text alone, without pictures.
fn is_cheap(form: Form) -> bool {
    matches!(form, Form::Markdown | Form::Json | Form::Ris)
}

/// The publication; without `illustrated`, of its pictures only what names them.
fn publication(
    state: &State,
    content: &Content,
    illustrated: bool,
) -> Result<Publication, SearchError> {
    let mut publication =
        Publication::assemble(content, &state.engine(), state.imprint(), today())?;
    if let Some(corpus) = &state.documents().corpus {
        publication.illustrate(|path| {
            let picture = corpus.picture_stamp(path).and_then(|stamp| {
                let bytes = if illustrated { corpus.read_picture(path)? } else { Vec::new() };
                Ok(Picture { stamp, bytes: bytes.into() })
            });
            // Moved or removed since the index was made: the article comes without.
            picture.inspect_err(|error| warn!(%error, path, "a picture is not shown")).ok()
        });
    }
    Ok(publication)
}

fn make(
    state: &State,
    form: Form,
    publication: &Publication,
    laid_out: &AtomicUsize,
) -> Result<Bytes, Problem> {
    let begun = Instant::now();
    let press = &state.documents().press;
    let document = render::document_watched(form, publication, press, laid_out);
    let document = document.map_err(Problem::internal)?;
    let (bytes, replaced) = (document.bytes.len(), document.replaced.len());
    let took = begun.elapsed();
    state.metrics().rendered(form.extension(), took);
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    info!(?form, articles = publication.parts.len(), bytes, replaced, took_ms, "rendered");
    Ok(document.bytes.into())
}

/// Gives the memory of kept pages back when no other document follows.
fn rest_later(state: State) {
    let made = state.documents().made.fetch_add(1, Ordering::Relaxed) + 1;
    tokio::spawn(async move {
        tokio::time::sleep(REST_AFTER).await;
        if state.documents().made.load(Ordering::Relaxed) == made {
            let clearing = tokio::task::spawn_blocking(move || state.documents().press.clear());
            if let Err(error) = clearing.await {
                warn!(%error, "the kept pages could not be cleared");
            }
        }
    });
}
