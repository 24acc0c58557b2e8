//! Measurements for Prometheus: what is measured, and how it is shown at `/metrics`.
//!
//! Each site has its own recorder instead of the process-wide one, so that tests do not see each
//! other's. Labels come from closed sets (route templates, kinds of work), never from a request.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use metrics::{Key, KeyName, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use super::gate::{Full, Load};
use super::rate::Work;

/// One thing that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    pub name: &'static str,
    pub kind: MetricKind,
    pub help: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    Counter,
    Gauge,
    Histogram,
}

const REQUEST_SECONDS: Metric = histogram(
    "bundelaar_request_seconds",
    "Time from request to answer, by method, route and status",
);
const RENDER_SECONDS: Metric =
    histogram("bundelaar_render_seconds", "Time to make a document, without waiting, by form");
const RATE_LIMITED: Metric =
    counter("bundelaar_rate_limited_total", "Requests refused for asking too often, by work");
const JOBS_REFUSED: Metric =
    counter("bundelaar_jobs_refused_total", "Jobs refused for lack of room, by queue");
const CACHE: Metric = counter(
    "bundelaar_cache_total",
    "What was asked of a cache: found in it (hit), or to be made (miss)",
);
const JOBS_RUNNING: Metric = gauge("bundelaar_jobs_running", "Jobs at work, by queue");
const JOBS_WAITING: Metric = gauge("bundelaar_jobs_waiting", "Jobs waiting their turn, by queue");
const CONNECTIONS: Metric = gauge("bundelaar_connections", "Open connections");
const CONNECTIONS_REFUSED: Metric = counter(
    "bundelaar_connections_refused_total",
    "Connections closed at once, as their client holds too many",
);
const INDEX_ARTICLES: Metric = gauge("bundelaar_index_articles", "Articles in the index");
const INDEX_BYTES: Metric = gauge("bundelaar_index_bytes", "Size of the index on disk");
const INDEX_AGE: Metric =
    gauge("bundelaar_index_age_seconds", "Time since the index was last changed");
const MEMORY: Metric = gauge("bundelaar_memory_bytes", "Resident memory of the process (Linux)");
const OPEN_FILES: Metric = gauge("bundelaar_open_files", "Open file handles (Linux)");

/// Everything that is measured.
pub const METRICS: [Metric; 14] = [
    REQUEST_SECONDS,
    RENDER_SECONDS,
    RATE_LIMITED,
    JOBS_REFUSED,
    CACHE,
    JOBS_RUNNING,
    JOBS_WAITING,
    CONNECTIONS,
    CONNECTIONS_REFUSED,
    INDEX_ARTICLES,
    INDEX_BYTES,
    INDEX_AGE,
    MEMORY,
    OPEN_FILES,
];

/// Upper bounds in seconds: a search takes milliseconds, a large document seconds, and after 90 the
/// time limit ends either.
const BUCKETS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0, 90.0];

/// A site's measurements.
pub(super) struct Metrics(PrometheusRecorder);

impl Metrics {
    pub(super) fn new() -> Metrics {
        let builder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .expect("there are bucket bounds, and in order");
        let recorder = builder.build_recorder();
        for Metric { name, kind, help } in METRICS {
            let (name, help) = (KeyName::from_const_str(name), help.into());
            match kind {
                MetricKind::Counter => recorder.describe_counter(name, None, help),
                MetricKind::Gauge => recorder.describe_gauge(name, None, help),
                MetricKind::Histogram => recorder.describe_histogram(name, None, help),
            }
        }
        let metrics = Metrics(recorder);
        // A counter that is there from the start shows its first increment as one.
        for work in Work::ALL {
            metrics.count(RATE_LIMITED, vec![Label::new("work", work.name())], 0);
        }
        metrics.count(CONNECTIONS_REFUSED, Vec::new(), 0);
        metrics
    }

    pub(super) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let labels = vec![
            Label::new("method", method),
            Label::new("route", route.to_owned()),
            Label::new("status", status.to_string()),
        ];
        self.time(REQUEST_SECONDS, labels, took);
    }

    pub(super) fn rendered(&self, form: &'static str, took: Duration) {
        self.time(RENDER_SECONDS, vec![Label::new("form", form)], took);
    }

    pub(super) fn rate_limited(&self, work: Work) {
        self.count(RATE_LIMITED, vec![Label::new("work", work.name())], 1);
    }

    pub(super) fn refused(&self, queue: &'static str, _: Full) {
        self.count(JOBS_REFUSED, vec![Label::new("queue", queue)], 1);
    }

    /// A lookup in a cache that found something, or not.
    pub(super) fn looked_up(&self, cache: &'static str, found: bool) {
        let outcome = if found { "hit" } else { "miss" };
        let labels = vec![Label::new("cache", cache), Label::new("outcome", outcome)];
        self.count(CACHE, labels, 1);
    }

    pub(super) fn connection_refused(&self) {
        self.count(CONNECTIONS_REFUSED, Vec::new(), 1);
    }

    pub(super) fn connections(&self, open: usize) {
        self.set(CONNECTIONS, Vec::new(), open as f64);
    }

    pub(super) fn queue(&self, queue: &'static str, load: Load) {
        let label = || vec![Label::new("queue", queue)];
        self.set(JOBS_RUNNING, label(), load.running as f64);
        self.set(JOBS_WAITING, label(), load.waiting as f64);
        // There from the start, as above.
        self.count(JOBS_REFUSED, label(), 0);
    }

    /// `folder` is looked through for size and age.
    pub(super) fn index(&self, articles: usize, folder: Option<&Path>) {
        self.set(INDEX_ARTICLES, Vec::new(), articles as f64);
        let Some(FolderState { bytes, changed }) = folder.and_then(FolderState::of) else { return };
        self.set(INDEX_BYTES, Vec::new(), bytes as f64);
        // A clock that was set back makes no negative age.
        let age = changed.elapsed().unwrap_or_default();
        self.set(INDEX_AGE, Vec::new(), age.as_secs_f64());
    }

    /// All measurements in Prometheus' text format.
    pub(super) fn page(&self) -> String {
        if let Some(ProcessState { memory_bytes, open_files }) = ProcessState::now() {
            self.set(MEMORY, Vec::new(), memory_bytes as f64);
            self.set(OPEN_FILES, Vec::new(), open_files as f64);
        }
        self.0.handle().render()
    }

    /// Sums up what was measured since the last time; until then single measurements are kept.
    pub(super) fn sum_up(&self) {
        self.0.handle().run_upkeep();
    }

    fn count(&self, metric: Metric, labels: Vec<Label>, by: u64) {
        self.0.register_counter(&key(metric, labels), &METADATA).increment(by);
    }

    fn set(&self, metric: Metric, labels: Vec<Label>, value: f64) {
        self.0.register_gauge(&key(metric, labels), &METADATA).set(value);
    }

    fn time(&self, metric: Metric, labels: Vec<Label>, took: Duration) {
        self.0.register_histogram(&key(metric, labels), &METADATA).record(took.as_secs_f64());
    }
}

/// Of no use to this exporter.
const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

fn key(metric: Metric, labels: Vec<Label>) -> Key {
    Key::from_parts(metric.name, labels)
}

/// Size and last change of all files in a folder.
struct FolderState {
    bytes: u64,
    changed: SystemTime,
}

impl FolderState {
    /// `None` when nothing is there.
    fn of(folder: &Path) -> Option<FolderState> {
        let mut found = FolderState { bytes: 0, changed: SystemTime::UNIX_EPOCH };
        found.add(folder);
        (found.bytes > 0).then_some(found)
    }

    /// Files may come and go meanwhile.
    fn add(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => self.add(&entry.path()),
                // Locks are touched by whoever reads.
                Ok(data) if entry.path().extension().is_none_or(|end| end != "lock") => {
                    self.bytes += data.len();
                    self.changed =
                        self.changed.max(data.modified().unwrap_or(SystemTime::UNIX_EPOCH));
                }
                _ => {}
            }
        }
    }
}

/// What the process holds, as Linux tells; `None` elsewhere.
struct ProcessState {
    memory_bytes: u64,
    open_files: usize,
}

impl ProcessState {
    fn now() -> Option<ProcessState> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let lines: BTreeMap<&str, &str> =
            status.lines().filter_map(|line| line.split_once(':')).collect();
        let kilobytes: u64 = lines.get("VmRSS")?.trim().strip_suffix(" kB")?.parse().ok()?;
        let open_files = fs::read_dir("/proc/self/fd").ok()?.count();
        Some(ProcessState { memory_bytes: kilobytes * 1024, open_files })
    }
}

const fn counter(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Counter, help }
}

const fn gauge(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Gauge, help }
}

const fn histogram(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Histogram, help }
}
