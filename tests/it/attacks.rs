//! What somebody with bad intentions tries, one by one. More of it stands beside what it is about:
//! forms of other sites and planted cookies in `bundel_pages`, logs in `operation`, files that unpack
//! to gigabytes in `heavy_files`, compressed bodies in `api`, fetched addresses in `fetch`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::browser::{self, Browser, HOSTILE, text};
use crate::program::Workplace;
use crate::site::{OPERATOR_TOKEN, Reply, Site};

/// Nothing of what was sent became markup.
#[track_caller]
fn check_text(what: &str, reply: &Reply) {
    let page = String::from_utf8_lossy(&reply.body);
    for never in
        ["<img", "<script>", "<b>zo", "<svg onload", "onload=\"", "href=\"javascript:", "src=\"//"]
    {
        assert!(!page.contains(never), "{what}: {never}");
    }
}

/// Markup in every text of an article and of a bundel, in everything that shows them.
#[tokio::test]
async fn stored_markup_stays_text() {
    let site = browser::site();
    let wanted = json!({"titel": HOSTILE, "artikelen": ["vreemd"]});
    let made = site.ask("POST", "/api/v1/bundels").json(&wanted).send().await.expect(201).json();
    let (id, key) = (made["id"].as_str().expect("an id"), made["sleutel"].as_str().expect("a key"));
    let bundel = format!("/api/v1/bundels/{id}");
    let change = json!({"ondertitel": HOSTILE, "inleiding": HOSTILE, "onderdelen": [
        {"tussentitel": HOSTILE}, {"artikel": "vreemd", "notitie": HOSTILE},
    ]});
    site.ask("PATCH", &bundel).key(key).json(&change).send().await.expect(200);
    let name: String = HOSTILE.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for path in [
        "/".to_owned(),
        "/?q=zo".to_owned(),
        "/artikelen/vreemd".to_owned(),
        "/organisaties".to_owned(),
        format!("/organisaties/{name}"),
        "/evenementen".to_owned(),
        format!("/bundels/{id}"),
        "/feed.atom".to_owned(),
        "/sitemap.xml".to_owned(),
        format!("{bundel}/html"),
    ] {
        let mut reply = site.get(&path).await;
        // An organisation has its page under its own spelling.
        if reply.status == 308 {
            reply = site.get(reply.header("location")).await;
        }
        let reply = reply.expect(200);
        check_text(&path, &reply);
        // The map of the site has addresses alone.
        let shown = text(&reply).contains("&lt;img src=x");
        assert_eq!(shown, path != "/sitemap.xml", "{path}: {}", text(&reply));
    }
    // In Markdown a sign of markup that is text has a backslash before it.
    let markdown = text(&site.get(&format!("{bundel}/md")).await.expect(200));
    // Of markup, an address of this site in angle brackets alone.
    let own = "<https://bundels.example/artikelen/vreemd>";
    let plain = markdown.replace("\\<", "").replace(own, "");
    assert!(markdown.contains("\\<img") && !plain.contains('<'), "{markdown}");
    // In JSON it is text as it was written, and no browser takes that for a page.
    let reply = site.get(&bundel).await.expect(200);
    assert_eq!(
        (&reply.json()["titel"], reply.header("content-type")),
        (&json!(HOSTILE), "application/json")
    );
    // A book is XML; a reader of it takes a `<` for markup.
    let book = site.get(&format!("{bundel}/epub")).await.expect(200).body;
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("an archive");
    for index in 0..book.len() {
        let mut part = book.by_index(index).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("it unpacks");
        let content = String::from_utf8_lossy(&content);
        assert!(!content.contains("<img src=x") && !content.contains("<b>zo"), "part {index}");
    }
    // One reference a record: no text ends its line.
    let lines = text(&site.get(&format!("{bundel}/ris")).await.expect(200));
    assert_eq!(lines.matches("TY  - ").count(), 1, "{lines}");
}

/// Markup in what a page shows again of a request.
#[tokio::test]
async fn reflected_markup_stays_text() {
    let site = Site::new();
    let tries = [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "%27%22%3E%3Csvg%20onload=%22alert(1)%22%3E",
        "javascript:alert(1)",
    ];
    for attempt in tries {
        for path in [
            format!("/?q={attempt}"),
            format!("/?organisatie={attempt}"),
            format!("/?q=oven&soort={attempt}&van={attempt}&sorteer={attempt}"),
            format!("/?{attempt}={attempt}"),
            format!("/feed.atom?q={attempt}"),
            format!("/{attempt}"),
            format!("/artikelen/{attempt}"),
            format!("/organisaties/{attempt}"),
            format!("/bundels/{attempt}"),
            format!("/problemen/{attempt}"),
            format!("/opensearch.xml?q={attempt}"),
        ] {
            check_text(&path, &site.get(&path).await);
        }
        let problem = site.get(&format!("/api/v1/{attempt}?{attempt}=1")).await;
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert_eq!(problem.header("x-content-type-options"), "nosniff");
    }
}

/// Line ends in what becomes a header or a line of a log.
#[tokio::test]
async fn no_text_begins_a_new_header() {
    let site = Site::new();
    for title in [
        "a\r\nSet-Cookie: x=1",
        "a\nLocation: https://elders.example",
        "a\u{85}b\u{2028}c",
        "\"; x=\"",
    ] {
        let wanted = json!({"titel": title, "artikelen": ["oven"]});
        let reply = site.ask("POST", "/api/v1/bundels").json(&wanted).send().await;
        // Control characters may be refused; a title that is taken becomes a file name.
        if reply.status != 201 {
            reply.problem(422, "ongeldige-inhoud");
            continue;
        }
        let id = reply.json()["id"].as_str().expect("an id").to_owned();
        let document = site.get(&format!("/api/v1/bundels/{id}/md")).await.expect(200);
        let name = document.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"") && !name.contains("\"; x="), "{name}");
        assert!(document.header("set-cookie").is_empty() && document.header("location").is_empty());
    }
    for path in
        ["/%0d%0aSet-Cookie:%20x=1", "/api/v1/artikelen/%0d%0aLocation:%20x", "/?q=%0d%0aX:%20y"]
    {
        let reply = site.get(path).await;
        assert!(reply.header("x").is_empty() && reply.header("set-cookie").is_empty(), "{path}");
    }
    let sent = [("q", "a\r\nX-Kwaad: 1"), ("terug", "//elders.example/\r\nX-Kwaad: 1")];
    let fields = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let reply = Browser::new(&site).send("/bundel/zoekopdracht", &fields, &browser::HERE).await;
    assert!(reply.header("x-kwaad").is_empty());
    assert!(!reply.header("location").contains("elders"), "{}", reply.header("location"));
}

/// Ways out of the folders, as bytes on the wire: a client library would tidy them up.
#[test]
fn no_path_leads_out_of_its_folder() {
    let place = Workplace::new([("a.json", r#"{"titel": "A"}"#)]);
    place.write("geheim.txt", "geheim gehouden");
    place.write("corpus/_organisaties.toml", "# geheim gehouden\n");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = place.start(command.env("BUNDELAAR_TOKEN", OPERATOR_TOKEN));
    let climbs = [
        "../geheim.txt",
        "..%2fgeheim.txt",
        "%2e%2e/geheim.txt",
        "..%5cgeheim.txt",
        "....//geheim.txt",
        "..%00/geheim.txt",
        "%c0%ae%c0%ae/geheim.txt",
        "../corpus/_organisaties.toml",
        "_organisaties.toml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "a/../../geheim.txt",
    ];
    for climb in climbs {
        for below in [
            "/",
            "/artikelen/",
            "/artikelen/a/beeld/",
            "/assets/",
            "/bundels/",
            "/api/v1/artikelen/",
            "/api/v1/bundels/",
        ] {
            let (head, body) = exchange(&server.address, &format!("GET {below}{climb}"), "");
            let status = head.split(' ').nth(1).unwrap_or_default();
            assert!(["400", "404"].contains(&status), "{below}{climb}: {head}");
            assert!(!body.contains("geheim gehouden") && !body.contains("root:"), "{below}{climb}");
        }
        let token = format!(
            "authorization: Bearer {OPERATOR_TOKEN}\r\ncontent-type: application/json\r\ncontent-length: 13\r\n"
        );
        let put = format!("PUT /api/v1/artikelen/{climb}");
        let (head, _) = exchange(&server.address, &put, &format!("{token}\r\n{{\"titel\":\"X\"}}"));
        assert!(!head.starts_with("HTTP/1.1 2"), "{climb}: {head}");
    }
    let kept = std::fs::read_to_string(place.path("geheim.txt")).expect("it is there");
    assert_eq!(kept, "geheim gehouden");
    assert!(!place.path("corpus/api").exists());
}

fn exchange(address: &str, line: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let end = if headers.contains("\r\n\r\n") { "" } else { "\r\n" };
    write!(stream, "{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}{end}")
        .expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_owned(), body.to_owned())
}

/// SQL in everything that is looked up or stored.
#[tokio::test]
async fn sql_stays_text() {
    let site = Site::new();
    let sql = "'; DROP TABLE bundels; DELETE FROM items; --";
    let encoded: String = sql.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let (bundel, key) = site.bundel(&["oven"]).await;
    let change = json!({"titel": sql, "inleiding": sql, "onderdelen": [{"artikel": "oven", "notitie": sql}]});
    let changed =
        site.ask("PATCH", &bundel).key(&key).json(&change).send().await.expect(200).json();
    assert_eq!(
        (&changed["titel"], &changed["onderdelen"][0]["notitie"]),
        (&json!(sql), &json!(sql))
    );
    site.get(&format!("/api/v1/bundels/{encoded}")).await.expect(404);
    site.get(&format!("/api/v1/artikelen/{encoded}")).await.expect(404);
    site.ask("DELETE", &bundel).key(sql).send().await.expect(403);
    // One that finds nothing is counted, in a database of its own.
    assert_eq!(site.get(&format!("/api/v1/artikelen?q={encoded}")).await.status, 200);
    assert_eq!(site.get(&format!("/?q={encoded}&organisatie={encoded}")).await.status, 200);
    let mut planted = Browser::new(&site);
    planted.cookie = Some(format!("__Host-bundelaar={encoded}"));
    planted.add("meel").await.expect(303);
    assert_eq!(planted.titles().await.len(), 1);
    assert_eq!(site.get(&bundel).await.expect(200).json()["titel"], sql);
}

/// Every form of the site, sent by another one.
#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let site = Site::new();
    let mut browser = Browser::new(&site);
    browser.add("oven").await.expect(303);
    let source = concat!(
        include_str!("../../src/web/pages/mod.rs"),
        include_str!("../../src/web/pages/editors/mod.rs")
    );
    let mut forms = 0;
    for route in source.split(".route(").skip(1) {
        let route: String = route.split(')').next().unwrap_or_default().to_owned() + ")";
        let Some(path) = route.split('"').nth(1).filter(|_| route.contains("post(")) else {
            continue;
        };
        let path = path.replace("{id}", &"0".repeat(26));
        forms += 1;
        for headers in [
            vec![("sec-fetch-site", "cross-site"), ("origin", "https://elders.example")],
            vec![("origin", "https://elders.example")],
            vec![("referer", "https://elders.example/")],
            vec![],
        ] {
            let sent = [
                ("artikel".to_owned(), "meel".to_owned()),
                ("sleutel".to_owned(), OPERATOR_TOKEN.to_owned()),
            ];
            let reply = browser.send(&path, &sent, &headers).await;
            assert_eq!(reply.status, 403, "{path} {headers:?}");
            assert!(reply.header("set-cookie").is_empty(), "{path} {headers:?}");
        }
    }
    assert!(forms > 15, "{forms} forms");
    assert_eq!(browser.titles().await.len(), 1, "nothing changed");
}

/// An editor's session is made when the token is shown, and no other is believed.
#[tokio::test]
async fn no_session_is_fixed_beforehand() {
    let site = Site::new();
    let mut planted = Browser::new(&site);
    let known = "0123456789abcdef0123456789abcdef";
    for name in ["__Secure-redactie", "__Host-redactie", "redactie"] {
        planted.cookie = Some(format!("{name}={known}"));
        assert!(planted.get("/redactie").await.contains("Sleutel van de beheerder"), "{name}");
    }
    let typed = [("sleutel".to_owned(), OPERATOR_TOKEN.to_owned())];
    let reply = planted.send("/redactie", &typed, &browser::HERE).await.expect(303);
    assert!(!reply.header("set-cookie").contains(known));
    let first = planted.cookie.clone();
    planted.send("/redactie", &typed, &browser::HERE).await.expect(303);
    assert_ne!(planted.cookie, first, "each time another");
}

/// Secrets are compared in constant time: their types have no `==`, nothing takes them apart to compare
/// them otherwise, and what compares them is the library that is made for it. Only a visitor's hash is
/// looked up, by the database; what its time tells of a hash does not lead back to the secret.
#[test]
fn secrets_are_compared_in_constant_time_alone() {
    let source = include_str!("../../src/bundel/key.rs");
    for secret in ["pub struct Key", "pub struct VisitorSecret", "pub struct SecretHash"] {
        let before = source.split(secret).next().expect("it is there");
        let derived = before.rsplit("#[derive(").next().unwrap_or_default();
        for comparing in ["PartialEq", "Ord", "Hash"] {
            assert!(!derived.contains(comparing), "{secret}: {derived}");
        }
        let name = secret.trim_start_matches("pub struct ");
        assert!(!source.contains(&format!("PartialEq for {name}")), "{secret}");
        assert!(!source.contains(&format!("Deref for {name}")), "{secret}");
    }
    let methods = ["fn matches(&self, other: &SecretHash)", "fn accepts_form_token(&self"];
    for method in methods {
        let body = source.split(method).nth(1).and_then(|rest| rest.split("\n    }").next());
        let body = body.expect("it is there");
        assert!(body.contains(".ct_eq(") && !body.contains("=="), "{method}: {body}");
    }
    // The bytes leave the types for the database alone, as a parameter or a column.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bundel/store");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let code = std::fs::read_to_string(&path).expect("a file");
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| line.contains("hash")) {
            let compared = line.contains("==") || line.contains("!=") || line.contains(".eq(");
            assert!(!compared, "{}: {line}", path.display());
        }
    }
}

/// Input that makes naive programs slow: an answer comes soon all the same.
#[tokio::test]
async fn no_input_takes_long() {
    /// Unoptimised, with other tests beside it.
    const SOON: Duration = Duration::from_secs(8);
    let site = Site::new();
    let (bundel, key) = site.bundel(&["oven"]).await;
    let soon = async |what: &str, reply: std::pin::Pin<Box<dyn Future<Output = Reply> + '_>>| {
        let began = Instant::now();
        let reply = reply.await;
        assert!(began.elapsed() < SOON, "{what}: {:?}", began.elapsed());
        assert!(reply.status < 500, "{what}: {}", reply.status);
        reply
    };
    for (what, query) in [
        ("stars", "a*+".repeat(2_700)),
        ("or", "a+OF+".repeat(1_600)),
        ("quotes", "%22a+".repeat(1_600)),
        ("phrases", "%22a+b%22+".repeat(800)),
        ("one word", "a".repeat(8_192)),
        ("one compound", "zonnebrood".repeat(800)),
        ("without", "-a+".repeat(2_700)),
        ("fields", "titel:".repeat(1_300)),
        ("brackets", "(".repeat(8_000)),
        ("accents", "e%cc%81".repeat(1_000)),
        ("spaces", "+".repeat(8_000)),
    ] {
        for route in ["/api/v1/artikelen", "/api/v1/suggesties", "/"] {
            soon(what, Box::pin(site.get(&format!("{route}?q={query}")))).await;
        }
    }
    for (what, body, status) in [
        ("deep lists", "[".repeat(1_000_000), 400),
        ("deep objects", "{\"a\":".repeat(300_000), 400),
        ("many fields", format!("{{{}\"a\":1}}", "\"b\":1,".repeat(300_000)), 422),
        ("many faults", format!("{{\"artikelen\":[{}1]}}", "1,".repeat(500_000)), 422),
        ("one number", format!("{{\"maximum\":{}}}", "9".repeat(1_000_000)), 422),
        ("many articles", format!("{{\"artikelen\":[{}\"a\"]}}", "\"oven\",".repeat(200_000)), 422),
    ] {
        let ask = site.ask("POST", "/api/v1/bundels").header("content-type", "application/json");
        let reply = soon(what, Box::pin(ask.body(body).send())).await;
        assert!([400, status].contains(&reply.status), "{what}: {}", reply.status);
        assert!(reply.body.len() < 64 * 1024, "{what}: an answer of {} bytes", reply.body.len());
    }
    for (name, value) in [
        ("accept", "text/a;q=0.1,".repeat(20_000)),
        ("if-match", "\"a\",".repeat(60_000)),
        ("if-none-match", "W/\"a\",".repeat(40_000)),
        ("cookie", "a=b; ".repeat(50_000)),
        ("accept-encoding", "gzip;q=0.1,".repeat(20_000)),
        ("authorization", format!("Bearer {}", "a".repeat(200_000))),
    ] {
        let ask = site.ask("PATCH", &bundel).header(name, &value);
        let ask = if name == "authorization" { ask } else { ask.key(&key) };
        soon(name, Box::pin(ask.json(&json!({})).send())).await;
    }
}

/// Addresses inside the own network, in all the ways that they can be written.
#[test]
fn fetch_asks_nothing_of_the_own_network() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it can be asked without waiting");
    let port = listener.local_addr().expect("an address").port();
    let place = Workplace::new::<&str>([]);
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "iemand:geheim@127.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "[fd00::1]",
        "[fe80::1]",
    ] {
        let address = format!("http://{host}:{port}/a");
        let run = place.run(&["fetch", &address, "--into", "corpus/web"]).expect(2);
        let told = ["not an address of the public internet", "a name or password in it"];
        assert!(told.iter().any(|reason| run.err.contains(reason)), "{host}: {run:?}");
        assert!(listener.accept().is_err(), "{host}: it was asked");
    }
    assert!(
        !place.path("corpus/web").exists()
            || std::fs::read_dir(place.path("corpus/web")).expect("a folder").count() == 0
    );
}
