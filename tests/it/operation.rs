//! What an operator relies on: measurements, limits on clients, ids of requests, a good end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bundelaar::source::Corpus;
use bundelaar::web::{Defence, METRICS, Work};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::cli::exchange;
use crate::program::{Server, Workplace};
use crate::site::{OPERATOR_TOKEN, Site};

const BREAD: &str = r#"{"titel": "Brood voor de buurt", "tekst": "Twaalf bakkers."}"#;

fn bakery() -> Workplace {
    Workplace::new([("brood.json", BREAD)])
}

/// Sends a request with these header lines, and gives the whole answer.
fn ask(server: &Server, request_line: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    write!(stream, "{request_line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n")
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer in text");
    answer
}

#[track_caller]
fn check_status(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
}

#[tokio::test]
async fn measurements_are_for_the_operator() {
    let site = Site::new();
    site.get("/metrics").await.expect(401);
    site.ask("GET", "/metrics").key("geraden").send().await.expect(403);
    site.get("/api/v1/artikelen?q=oven").await.expect(200);
    site.get("/api/v1/artikelen?q=oven&kleur=rood").await.expect(400);
    site.get("/nergens/%3Cscript%3E").await.expect(404);
    let (bundel, _) = site.bundel(&["oven"]).await;
    site.get(&format!("{bundel}/md")).await.expect(200);
    let reply = site.ask("GET", "/metrics").key(OPERATOR_TOKEN).send().await.expect(200);
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let page = String::from_utf8(reply.body).expect("text");
    for expect in [
        "bundelaar_request_seconds_count{method=\"GET\",route=\"/api/v1/artikelen\",status=\"200\"} 1\n",
        "bundelaar_request_seconds_count{method=\"GET\",route=\"/api/v1/artikelen\",status=\"400\"} 1\n",
        "bundelaar_request_seconds_count{method=\"GET\",route=\"-\",status=\"404\"} 1\n",
        "bundelaar_render_seconds_count{form=\"md\"} 1\n",
        "bundelaar_index_articles 4\n",
        "bundelaar_jobs_waiting{queue=\"render\"} 0\n",
        "bundelaar_rate_limited_total{work=\"rendering\"} 0\n",
    ] {
        assert!(page.contains(expect), "{expect} in {page}");
    }
    // What a request says never becomes a label.
    assert!(!page.contains("script") && !page.contains("kleur") && !page.contains(&bundel[16..]));
}

#[test]
fn this_machine_may_measure_and_who_is_passed_on_may_not() {
    let place = bakery();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = place.start(command.env("BUNDELAAR_TOKEN", OPERATOR_TOKEN));
    check_status(&ask(&server, "GET /", ""), 200);
    let page = ask(&server, "GET /metrics", "");
    check_status(&page, 200);
    for metric in METRICS {
        // These two appear with the first document.
        let later = ["bundelaar_render_seconds", "bundelaar_cache_total"].contains(&metric.name);
        assert!(later || page.contains(&format!("\n{}", metric.name)), "{}", metric.name);
    }
    for passed_on in ["x-forwarded-for: 127.0.0.1\r\n", "forwarded: for=127.0.0.1\r\n"] {
        check_status(&ask(&server, "GET /metrics", passed_on), 401);
        let with_token = format!("{passed_on}authorization: bearer {OPERATOR_TOKEN}\r\n");
        check_status(&ask(&server, "GET /metrics", &with_token), 200);
    }
    assert_eq!(server.terminate(), Some(0));
}

/// Asks for new bundels until it is refused; how many were made, and the refusal.
fn write_until_refused(server: &Server, headers: &str) -> (u32, Option<String>) {
    for made in 0..Work::Writing.allowance().burst + 20 {
        let answer = ask(server, "POST /api/v1/bundels", headers);
        if !answer.starts_with("HTTP/1.1 201 ") {
            return (made, Some(answer));
        }
    }
    (Work::Writing.allowance().burst + 20, None)
}

#[test]
fn a_client_who_writes_too_often_is_refused() {
    let place = bakery();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--trust-proxy", "on"]);
    let server = place.start(command.env("BUNDELAAR_TOKEN", OPERATOR_TOKEN));
    let one = "x-forwarded-for: 10.0.0.1, 192.0.2.1\r\n";
    let (made, refusal) = write_until_refused(&server, one);
    assert!(made >= Work::Writing.allowance().burst, "{made}");
    let refusal = refusal.expect("refused at last");
    check_status(&refusal, 429);
    for expect in ["retry-after: 1\r\n", "/problemen/te-vaak", "api-version: 1.0.0\r\n", "aanvraag"]
    {
        assert!(refusal.contains(expect), "{expect} in {refusal}");
    }
    // A page is refused with a page, other work and other clients are not refused, nor the operator.
    let page = ask(&server, "POST /bundel/leeg", one);
    check_status(&page, 429);
    assert!(page.contains("<html") && page.contains("retry-after: 1\r\n"), "{page}");
    // What was typed is offered again; to a form of another site nothing is given.
    for (from, offered) in [("same-origin", true), ("cross-site", false)] {
        let fields = "bundel=x&notitie=Een+%3Cb%3E+lange+notitie";
        let request = format!(
            "POST /bundel/notitie HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{one}\
             sec-fetch-site: {from}\r\naccept-encoding: gzip\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{fields}",
            fields.len()
        );
        let page = exchange(&server.address, &request);
        let page = String::from_utf8(page).expect("a page");
        check_status(&page, 429);
        let field = "name=\"notitie\" value=\"Een &lt;b&gt; lange notitie\"";
        for part in ["<form method=\"post\" action=\"/bundel/notitie\">", field] {
            assert_eq!(page.contains(part), offered, "{from}: {page}");
        }
    }
    check_status(&ask(&server, "GET /api/v1/artikelen?q=brood", one), 200);
    check_status(&ask(&server, "POST /api/v1/bundels", "x-forwarded-for: 192.0.2.2\r\n"), 201);
    let operator = format!("{one}authorization: Bearer {OPERATOR_TOKEN}\r\n");
    check_status(&ask(&server, "POST /api/v1/bundels", &operator), 201);
    let measured = ask(&server, "GET /metrics", "");
    assert!(measured.contains("rate_limited_total{work=\"writing\"} 4\n"), "{measured}");
    drop(server);

    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = place.start(command.env("BUNDELAAR_RATE_LIMIT", "off"));
    assert_eq!(write_until_refused(&server, "").1, None);
}

#[test]
fn pages_that_are_searches_are_counted_as_such() {
    let place = Workplace::new([(
        "brood.json",
        r#"{"titel": "Brood", "tekst": "Vers.", "organisaties": ["Oven"]}"#,
    )]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0", "--trust-proxy", "on"]);
    let burst = Work::Search.allowance().burst;
    let paths =
        ["/artikelen/brood", "/organisaties/oven", "/evenementen", "/feed.atom", "/sitemap.xml"];
    for (number, path) in paths.into_iter().enumerate() {
        let client = format!("x-forwarded-for: 192.0.2.{number}\r\n");
        let statuses: Vec<bool> = (0..2 * burst)
            .map(|_| {
                let answer = ask(&server, &format!("GET {path}"), &client);
                assert!(answer.starts_with("HTTP/1.1 200 ") || answer.starts_with("HTTP/1.1 429 "));
                answer.starts_with("HTTP/1.1 200 ")
            })
            .collect();
        assert!(statuses[..burst as usize].iter().all(|answered| *answered), "{path}");
        assert!(statuses.contains(&false), "{path}");
    }
}

/// What the proxy adds counts, whatever bytes a client sent before it.
#[test]
fn a_client_behind_the_proxy_cannot_pass_for_this_machine() {
    let place = bakery();
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0", "--trust-proxy", "on"]);
    let measure = |forwarded: &[u8]| {
        let mut stream = TcpStream::connect(&server.address).expect("a connection");
        let head = b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-forwarded-for: ";
        stream.write_all(&[head, forwarded, b"\r\n\r\n"].concat()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer in text");
        answer
    };
    for forwarded in [&b"\xff, 192.0.2.1"[..], b"127.0.0.1\x80, 192.0.2.1", b"\xff", b"onzin", b""]
    {
        check_status(&measure(forwarded), 401);
    }
    check_status(&measure(b"192.0.2.1\xff, 127.0.0.1"), 200);
}

/// However many programs write articles, and however long that takes.
#[tokio::test(flavor = "multi_thread")]
async fn searches_do_not_wait_for_articles_that_are_written() {
    let site = Site::new();
    let corpus = tempfile::tempdir().expect("a temporary folder");
    let state = site.state();
    state.know_corpus(Corpus::open(corpus.path()).expect("a folder"));
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let writing = std::thread::spawn(move || {
        let _writing = state.live().writing();
        begun.send(()).expect("somebody waits");
        held.recv().expect("somebody lets go");
    });
    has_begun.recv().expect("it is held");
    // More than there are places for searches.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut puts = tokio::task::JoinSet::new();
    for number in 0..4 * cores + 1 {
        let put =
            site.twin().put(&format!("/api/v1/artikelen/nieuw-{number}"), r#"{"titel": "Nieuw"}"#);
        puts.spawn(put);
    }
    let waiting = format!("bundelaar_jobs_waiting{{queue=\"write\"}} {}\n", 4 * cores);
    let measured = async || {
        let page = site.ask("GET", "/metrics").key(OPERATOR_TOKEN).send().await.expect(200);
        String::from_utf8(page.body).expect("text")
    };
    let began = Instant::now();
    while !measured().await.contains(&waiting) {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", measured().await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let search = site.get("/api/v1/artikelen?q=oven");
    let found = tokio::time::timeout(Duration::from_secs(5), search).await.expect("at once");
    found.expect(200);
    release.send(()).expect("it is held");
    writing.join().expect("no panic");
    puts.join_all().await;
}

/// Whoever takes a picture slowly, or not at all, holds a piece of it in memory.
#[cfg(target_os = "linux")]
#[test]
fn slow_readers_of_large_files_cost_no_memory() {
    const READERS: usize = 20;
    let mut picture = b"\x89PNG\r\n\x1A\n".to_vec();
    picture.resize(15 << 20, 7);
    let place = Workplace::new([("brood.json", BREAD.as_bytes()), ("brood.png", &picture[..])]);
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let memory = || -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    };
    check_status(&ask(&server, "GET /artikelen/brood", ""), 200);
    let before = memory();
    let begun: Vec<TcpStream> = (0..READERS)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).expect("a connection");
            write!(stream, "GET /artikelen/brood/beeld HTTP/1.1\r\nhost: x\r\n\r\n").expect("sent");
            let mut begin = [0; 12];
            stream.read_exact(&mut begin).expect("an answer");
            assert_eq!(&begin, b"HTTP/1.1 200");
            stream
        })
        .collect();
    let grown = memory().saturating_sub(before);
    assert!(grown < READERS * 1_500, "{grown} kB for {READERS} readers of 15 MB each");
    // And who takes all of it gets all of it.
    let mut last = begun.into_iter().next_back().expect("twenty");
    last.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let mut all = vec![0; picture.len()];
    last.read_exact(&mut all).expect("the whole");
    assert!(all.windows(8).take(2_000).any(|window| window == &picture[..8]), "from its beginning");
}

#[test]
fn who_guesses_the_operators_token_has_to_wait() {
    let place = bakery();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--trust-proxy", "on"]);
    let server = place.start(command.env("BUNDELAAR_TOKEN", OPERATOR_TOKEN));
    let show = |client: &str, line: &str, token: &str| {
        let headers = format!("x-forwarded-for: {client}\r\nauthorization: Bearer {token}\r\n");
        ask(&server, line, &headers)
    };
    let [metrics, write] = ["GET /metrics", "DELETE /api/v1/artikelen/weg"];
    for number in 0..10 {
        let line = if number % 2 == 0 { metrics } else { write };
        check_status(&show("192.0.2.1", line, &format!("geraden-{number}")), 403);
        // A key of a bundel is no guess.
        check_status(&show("192.0.2.1", "GET /api/v1/artikelen?q=brood", "sleutel"), 200);
    }
    for line in [metrics, write] {
        for token in ["geraden", OPERATOR_TOKEN] {
            let refusal = show("192.0.2.1", line, token);
            check_status(&refusal, 429);
            let wait =
                refusal.split("retry-after: ").nth(1).and_then(|rest| rest.split('\r').next());
            let wait: u32 = wait.and_then(|wait| wait.parse().ok()).expect("how long to wait");
            assert!((1..=600).contains(&wait), "{refusal}");
        }
    }
    check_status(&show("192.0.2.2", metrics, OPERATOR_TOKEN), 200);
}

/// What was begun before SIGTERM is answered whole, however long it takes.
#[test]
fn what_has_begun_is_finished() {
    let place = bakery();
    let text = "Elke dag bakken wij brood voor de buurt, en wie wil, leert het vak. ".repeat(80);
    for number in 0..150 {
        let article = serde_json::json!({"titel": format!("Brood {number}"), "tekst": text});
        place.write(&format!("corpus/{number}.json"), article.to_string());
    }
    let server = place.serve(&["serve", "--listen", "127.0.0.1:0"]);
    let all = r#"{"zoekopdracht": {}, "maximum": 150}"#;
    let made = crate::cli::post(&server.address, "/api/v1/bundels", all);
    let id = made.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let path = format!("/api/v1/bundels/{id}/pdf");
    let address = server.address.clone();
    let asking = std::thread::spawn(move || crate::cli::fetch_bytes(&address, &path));
    while !ask(&server, "GET /metrics", "").contains("bundelaar_jobs_running{queue=\"render\"} 1\n")
    {
        assert!(!asking.is_finished(), "too quick to be stopped");
    }
    assert_eq!(server.terminate(), Some(0));
    let answer = asking.join().expect("an answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let (head, body) = (String::from_utf8_lossy(&answer[..end]), &answer[end + 4..]);
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}: {}", body.len());
    assert!(body.starts_with(b"%PDF-") && body.trim_ascii_end().ends_with(b"%%EOF"));
}

#[tokio::test]
async fn an_id_ties_an_answer_to_the_log() {
    let site = Site::new();
    let reply = site.get("/api/v1/artikelen?kleur=rood").await;
    let problem = reply.problem(400, "ongeldige-vraag");
    assert_eq!(problem["aanvraag"], reply.header("x-request-id"), "{problem}");
    assert_eq!(reply.header("x-request-id").len(), 16);
    let page = site.ask("GET", "/").header("x-request-id", "mijn-eigen").send().await.expect(200);
    assert_ne!(page.header("x-request-id"), "mijn-eigen", "no proxy is trusted");
}

/// A log holds what happened, on one line each, and nothing of who asked what.
#[test]
fn logs_tell_neither_secrets_nor_visitors() {
    let place = bakery();
    let log = place.path("log");
    let file = std::fs::File::create(&log).expect("a file can be made");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--trust-proxy", "on"]);
    let server = place.start_logging(
        command.env("BUNDELAAR_TOKEN", OPERATOR_TOKEN).env("BUNDELAAR_LOG", "trace"),
        file,
    );
    let made = ask(&server, "POST /api/v1/bundels", "");
    check_status(&made, 201);
    let field = |name: &str| {
        let rest = made.split(&format!("\"{name}\":\"")).nth(1).expect("in the answer");
        rest.split('"').next().expect("a text").to_owned()
    };
    let (id, key) = (field("id"), field("sleutel"));
    let secrets = format!(
        "authorization: Bearer {key}\r\ncookie: bundelaar=koekje1234\r\n\
         x-forwarded-for: 192.0.2.77\r\nuser-agent: %0aINGEVOEGD\r\n"
    );
    check_status(&ask(&server, &format!("DELETE /api/v1/bundels/{id}"), &secrets), 204);
    check_status(&ask(&server, "GET /api/v1/artikelen?q=geheime+vraag%0aINGEVOEGD", &secrets), 200);
    let operator = format!("authorization: Bearer {OPERATOR_TOKEN}\r\n");
    check_status(&ask(&server, "GET /metrics", &operator), 200);
    assert_eq!(server.terminate(), Some(0));
    let log = std::fs::read_to_string(&log).expect("text");
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("JSON on each line")).collect();
    let answered = lines.iter().filter(|line| line["message"] == "answered").count();
    assert_eq!(answered, 4, "{log}");
    assert!(log.contains("\"route\":\"/api/v1/bundels/{id}\""), "{log}");
    for secret in [&*id, &*key, OPERATOR_TOKEN, "koekje1234", "192.0.2.77", "geheime", "INGEVOEGD"]
    {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

/// A site whose patience with clients is short, over a socket.
struct Impatient {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Impatient {
    async fn start() -> Impatient {
        let patience = Duration::from_millis(300);
        let defence =
            Defence { head_patience: patience, write_patience: patience, ..Defence::default() };
        let site = Site::defended(defence);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(bundelaar::web::serve(listener, site.state(), async {
            stopped.await.ok();
        }));
        Impatient { address, stop, serving }
    }

    async fn end(self) {
        self.stop.send(()).expect("it still serves");
        tokio::time::timeout(Duration::from_secs(20), self.serving)
            .await
            .expect("in time")
            .expect("no panic")
            .expect("no error");
    }
}

#[tokio::test]
async fn a_client_who_sends_nothing_is_let_go_of() {
    let site = Impatient::start().await;
    let address = site.address;
    let check = move |begin: &'static str| {
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).expect("a connection");
            stream.write_all(begin.as_bytes()).expect("sent");
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
            let began = Instant::now();
            let mut answer = Vec::new();
            // Closed in whatever way.
            stream.read_to_end(&mut answer).ok();
            assert!(began.elapsed() < Duration::from_secs(10), "{begin:?}");
        })
    };
    check("").await.expect("let go");
    check("GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await.expect("let go");
    site.end().await;
}

#[tokio::test]
async fn a_reader_who_does_not_read_is_let_go_of() {
    let site = Impatient::start().await;
    let address = site.address;
    let reader = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        // More answers than any buffer between the two takes.
        let request = "GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20);
        let began = Instant::now();
        while stream.write_all(request.as_bytes()).is_ok() {
            assert!(began.elapsed() < Duration::from_secs(30), "still taken");
        }
    });
    reader.await.expect("let go");
    site.end().await;
}
