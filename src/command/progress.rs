//! A bar with rate and time left, on a terminal only; elsewhere nothing, since results are lines.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::index::Place;

/// How far the reading of files is.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Asked once: the bar must not be asked while something is written beside it.
    is_shown: bool,
    file: RefCell<String>,
}

impl Progress {
    pub fn of_files(count: usize) -> Progress {
        // Hidden by itself where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
        let form = "{bar:24} {human_pos}/{human_len} files, {per_sec:.0}, {eta} left";
        bar.set_style(ProgressStyle::with_template(form).expect("the template is one"));
        let is_shown = !bar.is_hidden();
        if is_shown {
            // Keeps the time going while one large file is read.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Progress { bar, is_shown, file: RefCell::default() }
    }

    /// Something was read from a file; records of a file come one after another.
    pub fn at(&self, place: &Place) {
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
