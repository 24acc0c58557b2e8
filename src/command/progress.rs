//! A bar with rate and time left on a terminal. Elsewhere `check` needs none, since its results are
//! lines, and an update of the index that takes long says now and then how far it is.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::index::{Listener, SourcePlace, Step};

/// How far the reading of files is.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Asked once: the bar must not be asked while something is written beside it.
    is_shown: bool,
    file: RefCell<String>,
}

impl Progress {
    /// `count` is asked only where it is shown: it may have to look through the whole corpus.
    pub fn of_files(count: impl FnOnce() -> usize) -> Progress {
        // Hidden by itself where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let form = "{bar:24} {human_pos}/{human_len} files, {rate}, {eta} left";
        bar.set_style(style(form));
        let is_shown = !bar.is_hidden();
        if is_shown {
            bar.set_length(count() as u64);
            // Keeps the time going while one large file is read.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Progress { bar, is_shown, file: RefCell::default() }
    }

    /// Something was read from a file; records of a file come one after another.
    pub fn at(&self, place: &SourcePlace) {
        let mut file = self.file.borrow_mut();
        if *file != place.file {
            file.clone_from(&place.file);
            self.bar.inc(1);
        }
    }

    pub fn is_shown(&self) -> bool {
        self.is_shown
    }

    /// Writes beside the bar.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(form: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(form).expect("the template is one");
    // Its own rate has four decimals.
    style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
        write!(out, "{:.0}/s", state.per_sec()).ok();
    })
}

/// How far an update of the index is.
#[derive(Clone)]
pub(super) struct UpdateProgress(Arc<Mutex<Shown>>);

struct Shown {
    bar: ProgressBar,
    /// Without the numbers, to tell when another one begins.
    step: Option<std::mem::Discriminant<Step>>,
    last_line: Instant,
}

/// How often a line says how far it is where no bar can be shown.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

impl UpdateProgress {
    pub fn new() -> UpdateProgress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        UpdateProgress(Arc::new(Mutex::new(Shown { bar, step: None, last_line: Instant::now() })))
    }

    /// Shows what it is told.
    pub fn listener(&self) -> Listener {
        let shown = self.0.clone();
        Listener::new(move |step| {
            let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
            if shown.bar.is_hidden() { shown.line(step) } else { shown.draw(step) }
        })
    }

    pub fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bar.finish_and_clear();
    }
}

impl Shown {
    fn draw(&mut self, step: Step) {
        let form = match step {
            Step::Reading { .. } => {
                "reading {bar:24} {bytes}/{total_bytes}, {msg} articles, {bytes_per_sec}, {eta} left"
            }
            Step::Writing { .. } => {
                "indexing {bar:24} {human_pos}/{human_len} articles, {rate}, {eta} left"
            }
            Step::Merging => "merging {elapsed}",
        };
        let kind = std::mem::discriminant(&step);
        if self.step != Some(kind) {
            self.step = Some(kind);
            self.bar.set_style(style(form));
            self.bar.reset();
            self.bar.enable_steady_tick(Duration::from_millis(500));
        }
        match step {
            Step::Reading { bytes, all_bytes, articles } => {
                self.bar.set_length(all_bytes);
                self.bar.set_position(bytes);
                self.bar.set_message(articles.to_string());
            }
            Step::Writing { articles, all_articles } => {
                self.bar.set_length(all_articles);
                self.bar.set_position(articles);
            }
            Step::Merging => self.bar.tick(),
        }
    }

    fn line(&mut self, step: Step) {
        if self.last_line.elapsed() < BETWEEN_LINES {
            return;
        }
        self.last_line = Instant::now();
        match step {
            Step::Reading { bytes, all_bytes, articles } => {
                let percent = bytes * 100 / all_bytes.max(1);
                eprintln!("read {percent}% of what changed, {articles} articles");
            }
            Step::Writing { articles, all_articles } => {
                eprintln!("indexed {articles} of {all_articles} articles");
            }
            Step::Merging => {}
        }
    }
}
