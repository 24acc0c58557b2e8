//! What happens in the corpus folder, as the system tells.
//!
//! An event says only that a look is worth while, and that a file is being written: until whoever
//! writes it closes it, it stays as it was.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::Order;

/// How long a file that is being written is left alone when nothing more happens to it: what was not
/// told must not keep it out for ever. Linux tells of closing, even by a program that is ended, and
/// a copy over a bad line stands still for minutes; other systems don't tell.
const WRITING_PATIENCE: Duration =
    if cfg!(target_os = "linux") { Duration::from_secs(600) } else { LOST_PATIENCE };
/// The same when events were lost, that of its closing perhaps.
const LOST_PATIENCE: Duration = Duration::from_secs(30);
/// The same of a file that was made and not written to: it may be a link, or stay empty.
const MADE_PATIENCE: Duration = Duration::from_millis(500);
/// How often a folder that cannot be watched is looked through.
const POLL: Duration = Duration::from_secs(2);

/// Watches until dropped.
pub(super) struct Watch {
    folder: Identity,
    _watcher: Option<Box<dyn Watcher + Send>>,
}

/// Tells a folder from another one of the same name. The system watches folders, not names: what
/// takes the place of a watched one is not watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    path: PathBuf,
    /// Of its device and its own, where folders have such numbers.
    numbers: Option<(u64, u64)>,
    /// Numbers of removed folders are given out again.
    made: Option<SystemTime>,
}

impl Identity {
    /// Of the folder that has this name now; `None` when there is none.
    pub fn of(folder: &Path) -> Option<Identity> {
        let path = folder.canonicalize().ok()?;
        let metadata = path.metadata().ok()?;
        let made = metadata.created().ok();
        #[cfg(unix)]
        let numbers = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let numbers = None;
        Some(Identity { path, numbers, made })
    }
}

impl Watch {
    /// Watches the folder of this name, which is that of this identity or, if it was replaced since,
    /// soon will be found not to be.
    pub fn on(corpus: &Path, folder: Identity, orders: Sender<Order>) -> Watch {
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
            Ok(watcher) => return Watch { folder, _watcher: Some(Box::new(watcher)) },
            Err(error) => error,
        };
        tracing::warn!(%error, "the corpus cannot be watched; it is looked through now and then");
        let polling = PollWatcher::new(tell, Config::default().with_poll_interval(POLL)).and_then(
            |mut watcher| watcher.watch(corpus, RecursiveMode::Recursive).map(|()| watcher),
        );
        match polling {
            Ok(watcher) => Watch { folder, _watcher: Some(Box::new(watcher)) },
            Err(error) => {
                tracing::warn!(%error, "changes in the corpus are looked for now and then");
                Watch { folder, _watcher: None }
            }
        }
    }

    pub fn is_on(&self, folder: &Identity) -> bool {
        self.folder == *folder
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

/// The files that are being written, each with when it was told and how long it is left alone.
#[derive(Default)]
pub(super) struct Unfinished(HashMap<String, (Instant, Duration)>);

impl Unfinished {
    /// Takes over what an event tells at this moment.
    pub fn note(&mut self, corpus: &Path, event: &Event, now: Instant) {
        if event.need_rescan() {
            self.0.values_mut().for_each(|told| *told = (now, LOST_PATIENCE));
        }
        let root = corpus.canonicalize();
        let root = root.as_deref().unwrap_or(corpus);
        for path in &event.paths {
            let below = path.strip_prefix(root).or_else(|_| path.strip_prefix(corpus));
            // Files of other names are not read.
            let Some(name) = below.ok().and_then(Path::to_str) else { continue };
            match event.kind {
                EventKind::Modify(ModifyKind::Data(_)) => {
                    self.0.insert(name.to_owned(), (now, WRITING_PATIENCE));
                }
                EventKind::Create(CreateKind::File) => {
                    self.0.insert(name.to_owned(), (now, MADE_PATIENCE));
                }
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                    self.0.remove(name);
                }
                // A folder goes with all that is in it.
                EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => {
                    self.0.retain(|file, _| !Path::new(file).starts_with(name));
                }
                _ => {}
            }
        }
    }

    /// Their paths below the corpus folder.
    pub fn paths(&mut self, now: Instant) -> HashSet<String> {
        self.0.retain(|_, (since, patience)| now.duration_since(*since) < *patience);
        self.0.keys().cloned().collect()
    }

    /// After how long the first of them is waited for no longer.
    pub fn shortest_wait(&self, now: Instant) -> Option<Duration> {
        let left = self
            .0
            .values()
            .map(|(since, patience)| patience.saturating_sub(now.duration_since(*since)));
        left.min()
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, RemoveKind, RenameMode};

    use super::*;

    const DATA: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));

    #[test]
    fn a_file_is_unfinished_until_it_is_closed() {
        let folder = Path::new("/corpus");
        let now = Instant::now();
        let mut unfinished = Unfinished::default();
        let mut check = |kind: EventKind, path: &str, expect: &[&str]| {
            let event = Event::new(kind).add_path(folder.join(path));
            unfinished.note(folder, &event, now);
            let expect = expect.iter().map(|path| (*path).to_owned()).collect();
            assert_eq!(unfinished.paths(now), expect, "{kind:?} {path}");
        };
        let file = "x/a.json";
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        check(EventKind::Create(CreateKind::File), file, &[file]);
        check(DATA, file, &[file]);
        check(closed, file, &[]);
        check(DATA, file, &[file]);
        check(EventKind::Modify(ModifyKind::Name(RenameMode::To)), file, &[]);
        check(DATA, file, &[file]);
        check(EventKind::Remove(RemoveKind::File), "x", &[]);
        check(DATA, file, &[file]);
        check(EventKind::Remove(RemoveKind::Folder), "x/a", &[file]);
    }

    /// A writer may pause; one that never closes the file is not waited for forever.
    #[test]
    fn a_pause_is_no_end() {
        let folder = Path::new("/corpus");
        let started = Instant::now();
        let after = |seconds: u64| started + Duration::from_secs(seconds);
        let event = |kind: EventKind| Event::new(kind).add_path(folder.join("a.txt"));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        let check = |events: &[(u64, &Event)], at: u64, waits: Option<u64>| {
            let mut unfinished = Unfinished::default();
            for (when, event) in events {
                unfinished.note(folder, event, after(*when));
            }
            assert_eq!(unfinished.paths(after(at)).len(), usize::from(waits.is_some()), "{at}");
            let left = unfinished.shortest_wait(after(at));
            assert_eq!(left, waits.map(Duration::from_secs), "{at}");
        };
        let (data, made) = (event(DATA), event(EventKind::Create(CreateKind::File)));
        let patience = WRITING_PATIENCE.as_secs();
        if cfg!(target_os = "linux") {
            check(&[(0, &data)], 36, Some(patience - 36));
        }
        check(&[(0, &data)], patience, None);
        check(&[(0, &data), (20, &data)], patience, Some(20));
        check(&[(0, &made)], 1, None);
        check(&[(0, &data), (20, &lost)], 21, Some(29));
        check(&[(0, &data), (20, &lost)], 50, None);
    }

    #[test]
    fn a_folder_that_took_the_place_of_another_is_another() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let [a, b] = ["a", "b"].map(|name| place.path().join(name));
        std::fs::create_dir(&a).expect("a folder");
        let first = Identity::of(&a).expect("it is there");
        std::fs::write(a.join("x.json"), "{}").expect("room");
        assert_eq!(Identity::of(&a).as_ref(), Some(&first));
        std::fs::rename(&a, &b).expect("it is there");
        assert_eq!(Identity::of(&a), None);
        std::fs::create_dir(&a).expect("a folder");
        assert_ne!(Identity::of(&a), Some(first));
    }
}
