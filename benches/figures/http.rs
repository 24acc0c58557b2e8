//! Searches a second over HTTP, beside the same searches of the same engine in process; and how soon
//! a visitor has the search page of the sample articles.
//!
//! The clients are threads of this process and take their part of the processors, so that the ratio
//! is one that a machine of its own for the site would better.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread::{self, available_parallelism};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bundelaar::bundel::{Imprint, Store};
use bundelaar::index::{Articles, CorpusArticles, Options, Record, update};
use bundelaar::live::Live;
use bundelaar::search::{Engine, SearchRequest, Weights};
use bundelaar::source::{Corpus, Organisations};
use bundelaar::web::{Defence, Documents, Line, Parts, State, runtime, serve, today};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::collection::{Collection, vocabularies};
use crate::percentiles::Sample;

/// How long each is measured: some thousands of searches.
const TIME: Duration = Duration::from_secs(10);
/// Of these, one is answered while the other is read and the next is sent. In process there are as
/// many, or a busy machine would give them another share of itself.
const CLIENTS_PER_CORE: usize = 2;

pub fn report(collection: &Collection) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let Some((name, vocabulary)) = vocabularies()?.pop() else { return Ok(()) };
    let index = folder.path().join("index");
    let (generation, _) = update(&index, collection, &vocabulary, Options::default())?;
    let engine = Engine::open(&generation, Organisations::default(), Weights::default())?;
    let cores = available_parallelism()?.get();
    let queries = &collection.queries;
    let in_process = || {
        let engine = engine.clone();
        Ok(move |query: &str| {
            let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
            engine.search(&request, today())?;
            Ok(())
        })
    };
    // Once to warm the caches.
    at_once(1, queries, TIME / 5, in_process)?;
    let clients = cores * CLIENTS_PER_CORE;
    let direct = at_once(clients, queries, TIME, in_process)?;
    let site = Site::start(&folder.path().join("data"), engine.clone())?;
    let over_http =
        || Client::connect(site.address).map(|mut client| move |query: &str| client.search(query));
    let http = at_once(clients, queries, TIME, over_http)?;
    site.stop()?;
    println!("\nSearches a second, {name}, {clients} clients on {cores} cores; milliseconds");
    direct.print("in process");
    http.print("over HTTP");
    println!(
        "    over HTTP × {:.2} a second of in process; × {:.2} by processor time, which a busy \
         machine changes little",
        http.rate / direct.rate,
        direct.processor / http.processor
    );
    Ok(())
}

/// The search page of the articles in `corpus/`, empty and with the title of each as what was asked:
/// whole pages, of which only those with status 200 count.
pub fn report_pages() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let Some((name, vocabulary)) = vocabularies()?.pop() else { return Ok(()) };
    let corpus = Corpus::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").as_path())?;
    let (organisations, _) = corpus.organisations()?;
    let articles = CorpusArticles { corpus, organisations: organisations.clone(), today: today() };
    let mut queries = vec![String::new()];
    articles.for_each(&mut |record| {
        if let Record::Article { article, .. } = record {
            queries.push(article.title);
        }
    });
    let index = folder.path().join("index");
    let (generation, _) = update(&index, &articles, &vocabulary, Options::default())?;
    let engine = Engine::open(&generation, organisations, Weights::default())?;
    let site = Site::start(&folder.path().join("data"), engine)?;
    let asking =
        || Client::connect(site.address).map(|mut client| move |query: &str| client.page(query));
    at_once(1, &queries, TIME / 5, asking)?;
    println!("\nSearch page of {} sample articles, {name}; milliseconds", queries.len() - 1);
    for clients in [1, available_parallelism()?.get() * CLIENTS_PER_CORE] {
        at_once(clients, &queries, TIME, asking)?.print(&format!("{clients} at once"));
    }
    site.stop()
}

/// What so many clients came to.
struct Outcome {
    sample: Sample,
    /// Searches a second.
    rate: f64,
    /// Milliseconds of a processor that one search took, clients included.
    processor: f64,
}

impl Outcome {
    fn print(&self, name: &str) {
        let Outcome { sample, rate, processor } = self;
        let [half, most] = [0.5, 0.99].map(|share| sample.percentile(share));
        println!(
            "    {name:<12} {rate:9.0} p50 {half:9.3} p99 {most:9.3} processor {processor:9.3}"
        );
    }
}

/// Milliseconds of processors that this process took so far (proc_pid_stat(5): the 14th and 15th
/// field, in hundredths of a second); not a number where the system does not tell.
fn processor_time() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in brackets, which may hold anything.
    let fields = told.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: Vec<f64> = fields.filter_map(|field| field.parse().ok()).collect();
    if ticks.len() == 2 { 10.0 * (ticks[0] + ticks[1]) } else { f64::NAN }
}

/// Asks the queries in turn, on so many threads, each beginning at another one.
fn at_once<A: FnMut(&str) -> Result<()> + Send>(
    threads: usize,
    queries: &[String],
    time: Duration,
    make: impl Fn() -> Result<A>,
) -> Result<Outcome> {
    let asking: Vec<A> = (0..threads).map(|_| make()).collect::<Result<_>>()?;
    let (began, before) = (Instant::now(), processor_time());
    let samples: Vec<Result<Sample>> = thread::scope(|scope| {
        let running = asking.into_iter().enumerate().map(|(number, mut ask)| {
            let first = number * queries.len() / threads;
            scope.spawn(move || {
                let mut sample = Sample::default();
                for query in queries.iter().cycle().skip(first) {
                    if began.elapsed() > time {
                        break;
                    }
                    sample.time(|| ask(query))?;
                }
                Ok(sample)
            })
        });
        let running: Vec<_> = running.collect();
        running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let took = began.elapsed();
    let mut all = Sample::default();
    for sample in samples {
        all.add(sample?);
    }
    let count = all.len() as f64;
    let processor = (processor_time() - before) / count;
    Ok(Outcome { sample: all, rate: count / took.as_secs_f64(), processor })
}

/// The site over this engine, on a port of its own.
struct Site {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    runtime: tokio::runtime::Runtime,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Site {
    fn start(data: &Path, engine: Engine) -> Result<Site> {
        let runtime = runtime()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let state = State::new(Parts {
            live: Live::still(engine),
            store: Store::open(data)?,
            journal: None,
            imprint: Imprint { site: "bundelaar".into(), base_url: None },
            operator_token: None,
            documents: Documents::new(Line::default()),
            defence: Defence { rate_limit: false, ..Defence::default() },
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = runtime.spawn(serve(listener, state, async {
            stopped.await.ok();
        }));
        Ok(Site { address, stop, runtime, serving })
    }

    fn stop(self) -> Result<()> {
        self.stop.send(()).ok().context("the site stopped by itself")?;
        self.runtime.block_on(self.serving)??;
        Ok(())
    }
}

/// A client that keeps its connection.
struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Client {
    fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), line: String::new(), body: Vec::new() })
    }

    /// Asks the API for one page of results.
    fn search(&mut self, query: &str) -> Result<()> {
        self.get("/api/v1/artikelen", query)
    }

    /// Asks for the search page.
    fn page(&mut self, query: &str) -> Result<()> {
        self.get("/", query)
    }

    /// Reads all of the answer, which must be one with status 200.
    fn get(&mut self, path: &str, query: &str) -> Result<()> {
        let query: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let request = format!("GET {path}?q={query} HTTP/1.1\r\nhost: x\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut length = None;
        loop {
            self.line.clear();
            ensure!(self.stream.read_line(&mut self.line)? > 0, "the site closed the connection");
            match self.line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = Some(value.parse()?),
                None if self.line == "\r\n" => break,
                None => ensure!(self.line.starts_with("HTTP/1.1 200 "), "{}", self.line),
                _ => {}
            }
        }
        self.body.resize(length.context("an answer without a length")?, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(())
    }
}
