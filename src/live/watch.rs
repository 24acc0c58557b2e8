//! What happens in the corpus folder, as the system tells.
//!
//! An event says only that a look is worth while, and that a file is being written: until whoever
//! writes it closes it, it stays as it was.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::Order;

/// How long a file that is being written is left alone when nothing more happens to it: systems that
/// don't tell of closing, and events that were lost, must not keep it out for ever.
const WRITING_PATIENCE: Duration = Duration::from_secs(30);
/// The same of a file that was made and not written to: it may be a link, or stay empty.
const MADE_PATIENCE: Duration = Duration::from_millis(500);
/// How soon to look again while files are left alone.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How often a folder that cannot be watched is looked through.
const POLL: Duration = Duration::from_secs(2);

/// Watches until dropped.
pub(super) struct Watch {
    _watcher: Option<Box<dyn Watcher + Send>>,
}

impl Watch {
    pub fn on(corpus: &Path, orders: Sender<Order>) -> Watch {
        let tell = move |event: notify::Result<Event>| match event {
            Ok(event) if is_telling(&event.kind) => drop(orders.send(Order::Look(event))),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "watching the corpus"),
        };
        let recommended =
            RecommendedWatcher::new(tell.clone(), Config::default()).and_then(|mut watcher| {
                watcher.watch(corpus, RecursiveMode::Recursive).map(|()| watcher)
            });
        let error = match recommended {
            Ok(watcher) => return Watch { _watcher: Some(Box::new(watcher)) },
            Err(error) => error,
        };
        tracing::warn!(%error, "the corpus cannot be watched; it is looked through now and then");
        let polling = PollWatcher::new(tell, Config::default().with_poll_interval(POLL)).and_then(
            |mut watcher| watcher.watch(corpus, RecursiveMode::Recursive).map(|()| watcher),
        );
        match polling {
            Ok(watcher) => Watch { _watcher: Some(Box::new(watcher)) },
            Err(error) => {
                tracing::warn!(%error, "changes in the corpus are seen at the next start");
                Watch { _watcher: None }
            }
        }
    }
}

/// Whether an event can mean that the corpus is another one: all but reading.
fn is_telling(kind: &EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Access(
            AccessKind::Read
                | AccessKind::Open(_)
                | AccessKind::Close(AccessMode::Read | AccessMode::Execute)
        )
    )
}

/// The files that are being written.
#[derive(Default)]
pub(super) struct Unfinished(HashMap<String, (Instant, Duration)>);

impl Unfinished {
    /// Takes over what an event tells.
    pub fn note(&mut self, corpus: &Path, event: &Event) {
        let root = corpus.canonicalize();
        let root = root.as_deref().unwrap_or(corpus);
        for path in &event.paths {
            let below = path.strip_prefix(root).or_else(|_| path.strip_prefix(corpus));
            let Ok(below) = below else { continue };
            let name = below.to_string_lossy().into_owned();
            match event.kind {
                EventKind::Modify(ModifyKind::Data(_)) => {
                    self.0.insert(name, (Instant::now(), WRITING_PATIENCE));
                }
                EventKind::Create(CreateKind::File) => {
                    self.0.insert(name, (Instant::now(), MADE_PATIENCE));
                }
                EventKind::Access(AccessKind::Close(AccessMode::Write))
                | EventKind::Modify(ModifyKind::Name(_))
                | EventKind::Remove(_) => {
                    self.0.remove(&name);
                }
                _ => {}
            }
        }
    }

    /// Their paths below the corpus folder.
    pub fn paths(&mut self) -> HashSet<String> {
        self.0.retain(|_, (since, patience)| since.elapsed() < *patience);
        self.0.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RenameMode};

    use super::*;

    #[test]
    fn a_file_is_unfinished_until_it_is_closed() {
        let folder = Path::new("/corpus");
        let mut unfinished = Unfinished::default();
        let mut check = |kind: EventKind, expect: &[&str]| {
            let event = Event::new(kind).add_path(folder.join("x/a.json"));
            unfinished.note(folder, &event);
            assert_eq!(unfinished.paths(), expect.iter().map(|path| (*path).to_owned()).collect());
        };
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        check(EventKind::Create(CreateKind::File), &["x/a.json"]);
        check(data, &["x/a.json"]);
        check(closed, &[]);
        check(data, &["x/a.json"]);
        check(EventKind::Modify(ModifyKind::Name(RenameMode::To)), &[]);
        check(data, &["x/a.json"]);
        check(EventKind::Remove(notify::event::RemoveKind::File), &[]);
    }
}
