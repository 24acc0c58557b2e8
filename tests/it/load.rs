//! Many clients at once, for a while: all are answered, memory and open files stay what they were, and
//! every connection that ended is counted out.
//!
//! `LOAD_SECONDS` says for how long; `make long` gives it ten minutes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bundelaar::web::Defence;

use crate::damage::number;
use crate::program::{Server, Workplace};

/// Connections that ask, in turn, and read what they get.
const ASKING: usize = 400;
/// Threads that do so; the others of their connections are open and silent meanwhile.
const THREADS: usize = 8;
/// Connections that read so slowly that their answers stay in the program's hands.
const SLOW: usize = 100;
const ALL: u64 = (ASKING + SLOW) as u64;
/// What a slow reader takes at a time, and how long it then waits: ten times what is too slow.
const SIP: usize = 1024;
const PAUSE: Duration = Duration::from_millis(100);
/// What memory may grow between a fifth of the time and the end: buffers of connections that come
/// and go, and what the allocator keeps of them.
const GROWTH_BYTES: u64 = 24 << 20;
/// Our own connections, that measure: the one that asks, and the one before it when the program did
/// not see yet that it ended.
const MEASURING: u64 = 2;

const SEARCHES: [&str; 6] =
    ["kersen", "mand nummer 7", "\"vol kersen\"", "kersenmand", "nummer -mand", "kresen"];

#[test]
fn five_hundred_connections_cost_the_same_at_the_end_as_at_the_beginning() {
    let time = Duration::from_secs(number("LOAD_SECONDS", 4));
    let place = Workplace::new::<&str>([]);
    for number in 0..300 {
        let article = format!(r#"{{"titel": "Mand nummer {number}", "tekst": "Vol kersen."}}"#);
        place.write(&format!("corpus/{number}.json"), article);
    }
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = place.start(command.env("BUNDELAAR_RATE_LIMIT", "off"));
    let before = Measured::of(&server);
    let stop = AtomicBool::new(false);
    let (answers, sips) = (AtomicU64::new(0), AtomicU64::new(0));
    let began = Instant::now();
    let (early, late, took) = thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| ask_in_turn(&server.address, &stop, &answers));
        }
        scope.spawn(|| read_slowly(&server.address, &stop, &sips));
        while Measured::of(&server).connections < ALL {
            assert!(began.elapsed() < Duration::from_secs(30), "they cannot all connect");
            thread::sleep(Duration::from_millis(100));
        }
        thread::sleep(time / 5);
        let early = Measured::of(&server);
        thread::sleep(time * 4 / 5);
        let late = Measured::of(&server);
        let took = began.elapsed();
        stop.store(true, Ordering::Relaxed);
        (early, late, took)
    });
    let after = settled(&server, &before);
    let (answers, sips) = (answers.into_inner(), sips.into_inner());
    println!(
        "{took:?}: {answers} answers and {sips} sips; before {before:?}, early {early:?}, \
         late {late:?}, after {after:?}"
    );
    assert!(answers >= ASKING as u64, "{answers} answers: each connection gets one at least");
    assert!(sips >= SLOW as u64, "{sips} sips: each slow reader takes one at least");
    // Who is let go of comes back on another connection: the one before is not kept besides.
    assert!(late.connections <= ALL + MEASURING, "{late:?}");
    // Before anybody's patience can have ended, all are there. Later slow readers are let go of at
    // times: so much waits on its way to them that they seem to stand still, and they see that they
    // are let go of only when they have read it.
    let defence = Defence::default();
    let patient = took < defence.head_patience.min(defence.write_patience);
    assert!(late.connections >= if patient { ALL } else { ASKING as u64 }, "{took:?} {late:?}");
    assert!(late.memory_bytes <= early.memory_bytes + GROWTH_BYTES, "{early:?} {late:?}");
    assert!(after.is_quiet(&before), "{before:?} {after:?}");
    assert_eq!(server.terminate(), Some(0));
}

/// What the program says of itself.
#[derive(Debug)]
struct Measured {
    memory_bytes: u64,
    open_files: u64,
    connections: u64,
}

impl Measured {
    fn of(server: &Server) -> Measured {
        let page = crate::cli::fetch(&server.address, "/metrics");
        let value = |name: &str| {
            let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.unwrap_or_else(|| panic!("{name} in {page}")).parse::<f64>().expect("a number")
                as u64
        };
        Measured {
            memory_bytes: value("bundelaar_memory_bytes"),
            open_files: value("bundelaar_open_files"),
            connections: value("bundelaar_connections"),
        }
    }

    /// Nobody is there any more.
    fn is_quiet(&self, before: &Measured) -> bool {
        self.open_files <= before.open_files + 4 && self.connections <= MEASURING
    }
}

/// When the connections are gone: the program sees that in its own time.
fn settled(server: &Server, before: &Measured) -> Measured {
    let began = Instant::now();
    loop {
        let now = Measured::of(server);
        if now.is_quiet(before) || began.elapsed() > Duration::from_secs(30) {
            return now;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn ask_in_turn(address: &str, stop: &AtomicBool, answers: &AtomicU64) {
    let mut connections: Vec<BufReader<TcpStream>> =
        (0..ASKING / THREADS).map(|_| BufReader::new(connect(address))).collect();
    for round in 0.. {
        for (place, connection) in connections.iter_mut().enumerate() {
            // Each gets an answer, however short the time is.
            if round > 0 && stop.load(Ordering::Relaxed) {
                return;
            }
            let query = SEARCHES[(round + place) % SEARCHES.len()].replace(' ', "+");
            let query = query.replace('"', "%22");
            let head = format!("GET /api/v1/artikelen?q={query} HTTP/1.1\r\nhost: x\r\n\r\n");
            match ask(connection, &head) {
                Ok(status) => {
                    assert_eq!(status, 200, "{query}");
                    answers.fetch_add(1, Ordering::Relaxed);
                }
                // On a busy machine its turn may come after the program's patience with who is
                // silent: as any client, it begins again.
                Err(_) => *connection = BufReader::new(connect(address)),
            }
        }
    }
}

/// Sends a request, reads its answer to the end and gives the status.
///
/// # Errors
/// When the connection was closed.
fn ask(connection: &mut BufReader<TcpStream>, head: &str) -> io::Result<u16> {
    connection.get_mut().write_all(head.as_bytes())?;
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest[..3].parse().expect("a status");
        } else if let Some(rest) = line.strip_prefix("content-length: ") {
            length = rest.trim_end().parse().expect("a length");
        } else if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok(status)
}

/// Each asks for more than fits in the buffers between the two, and takes it in sips.
fn read_slowly(address: &str, stop: &AtomicBool, sips: &AtomicU64) {
    let begin = || {
        let mut stream = connect(address);
        let request = "GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100);
        stream.write_all(request.as_bytes()).expect("it is sent");
        stream
    };
    let mut readers: Vec<TcpStream> = (0..SLOW).map(|_| begin()).collect();
    let mut sip = [0; SIP];
    loop {
        for reader in &mut readers {
            // At its end, or let go of: another takes its place.
            if reader.read(&mut sip).is_ok_and(|read| read > 0) {
                sips.fetch_add(1, Ordering::Relaxed);
            } else {
                *reader = begin();
            }
        }
        if stop.load(Ordering::Relaxed) {
            return;
        }
        thread::sleep(PAUSE);
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
    stream
}
