//! `bundelaar fetch`, against a site that is served here.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use crate::program::{Run, Workplace};

/// A site of pages that can be changed; every page has its own ETag.
#[derive(Clone)]
struct Site {
    pages: Arc<Mutex<HashMap<String, String>>>,
    /// The first line of each request, with `304` behind it when that was the answer.
    requests: Arc<Mutex<Vec<String>>>,
    port: u16,
}

impl Site {
    fn start() -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let site = Site { pages: Arc::default(), requests: Arc::default(), port };
        let served = site.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                served.answer(stream);
            }
        });
        site
    }

    fn answer(&self, mut stream: std::net::TcpStream) {
        let lines: Vec<String> = BufReader::new(&stream)
            .lines()
            .map_while(Result::ok)
            .take_while(|line| !line.is_empty())
            .collect();
        let Some(path) = lines.first().and_then(|line| line.split(' ').nth(1)) else { return };
        let page = self.pages.lock().expect("the pages").get(path).cloned();
        let etag = page.as_ref().map(|page| format!("\"{}\"", page.len()));
        let header = |name: &str| {
            let known = |line: &&String| line.to_ascii_lowercase().starts_with(name);
            lines.iter().find(known).and_then(|line| Some(line.split_once(": ")?.1.to_owned()))
        };
        let unchanged = etag.is_some() && header("if-none-match") == etag;
        let agent = header("user-agent").unwrap_or_default();
        let note = format!("{path}{} {agent}", if unchanged { " 304" } else { "" });
        self.requests.lock().expect("the requests").push(note);
        let status = match (&page, unchanged) {
            _ if path == "/verder" => "302 Found\r\nLocation: file:///etc/passwd",
            (None, _) => "404 Not Found",
            (_, true) => "304 Not Modified",
            _ => "200 OK",
        };
        let body = page.filter(|_| !unchanged).unwrap_or_default();
        let body = body.replace("SITE", &format!("http://127.0.0.1:{}", self.port));
        let latin_9 = path == "/euro";
        let kind = match body.starts_with("<?xml") {
            true if path.ends_with(".gz") => "application/x-gzip",
            true => "text/xml",
            false if latin_9 => "text/html; charset=ISO-8859-15",
            false => "text/html; charset=utf-8",
        };
        let etag = etag.map(|etag| format!("ETag: {etag}\r\n")).unwrap_or_default();
        let bytes = match () {
            () if path.ends_with(".gz") => gzip(body.as_bytes()),
            // The euro sign has the place that the currency sign has in Latin-1.
            () if latin_9 => body.chars().map(|c| if c == '€' { 0xA4 } else { c as u8 }).collect(),
            () => body.into_bytes(),
        };
        let hidden = match path {
            "/kop" => "X-Robots-Tag: elders: noarchive\r\nX-Robots-Tag: noindex\r\n",
            _ => "",
        };
        let length = bytes.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{etag}{hidden}Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let _ = stream.write_all(&bytes);
    }

    fn put(&self, path: &str, page: &str) {
        self.pages.lock().expect("the pages").insert(path.to_owned(), page.to_owned());
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().expect("the requests"))
    }

    fn fetch(&self, place: &Workplace, path: &str, flags: &[&str]) -> Run {
        let address = format!("http://127.0.0.1:{}{path}", self.port);
        let call = ["fetch", &address, "--into", "corpus/web", "--allow-private", "--rate", "100"];
        place.run(&[&call, flags].concat())
    }
}

/// As `gzip` would, without packing anything (RFC 1951, 3.2.4; RFC 1952).
fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
    let length = u16::try_from(content.len()).expect("a short page");
    packed.push(1);
    packed.extend(length.to_le_bytes());
    packed.extend((!length).to_le_bytes());
    packed.extend(content);
    let crc = content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    });
    packed.extend((!crc).to_le_bytes());
    packed.extend(u32::from(length).to_le_bytes());
    packed
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=nl><title>{title} | Fictief</title><nav>Menu</nav><main>\
         <h1>{title}</h1><p>{text}</p><p>Nog een alinea.</p></main></html>"
    )
}

fn workplace() -> Workplace {
    Workplace::new([("eigen.txt", "Eigen artikel\n\nVan de redactie.\n")])
}

#[test]
fn a_page_becomes_a_file_and_only_a_change_is_sent_again() {
    let (site, place) = (Site::start(), workplace());
    site.put("/kaai/", &page("De kaai", "Over een weggeefwinkel."));
    let run = site.fetch(&place, "/kaai/", &["--contact", "https://bundel.example"]).expect(0);
    let file = "corpus/web/127.0.0.1-kaai.json";
    assert!(run.out.starts_with("added web/127.0.0.1-kaai.json from http://"), "{}", run.out);
    assert!(run.out.ends_with("added 1, changed 0, unchanged 0, failed 0\n"), "{}", run.out);
    let agent = format!("bundelaar/{} (+https://bundel.example)", env!("CARGO_PKG_VERSION"));
    assert_eq!(site.requests(), [format!("/robots.txt {agent}"), format!("/kaai/ {agent}")]);
    let read = || -> serde_json::Value {
        let text = fs::read_to_string(place.path(file)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    };
    let article = read();
    assert_eq!(article["id"], "127.0.0.1-kaai");
    assert_eq!(article["titel"], "De kaai");
    assert_eq!(article["inleiding"], "Over een weggeefwinkel.");
    assert_eq!(article["bron"], format!("http://127.0.0.1:{}/kaai/", site.port));

    let check = |counts: &str| {
        let run = site.fetch(&place, "/kaai/", &[]).expect(0);
        assert!(run.out.ends_with(&format!("{counts}\n")), "{}{}", run.out, run.err);
        run.err
    };
    check("added 0, changed 0, unchanged 1, failed 0");
    assert!(site.requests().iter().any(|request| request.starts_with("/kaai/ 304")));
    site.put("/kaai/", &page("De kaai", "Over een weggeefwinkel die verhuisde."));
    check("added 0, changed 1, unchanged 0, failed 0");
    assert_eq!(read()["inleiding"], "Over een weggeefwinkel die verhuisde.");
    // Gone here: fetched again, although it did not change there.
    fs::remove_file(place.path(file)).expect("it was there");
    check("added 1, changed 0, unchanged 0, failed 0");
    // An editor's correction stays.
    let corrected = fs::read_to_string(place.path(file)).expect("a file").replace("kaai", "Kaai");
    place.write(file, &corrected);
    site.put("/kaai/", &page("De kaai", "Anders."));
    let said = check("added 0, changed 0, unchanged 1, failed 0");
    assert!(said.contains("changed since it was fetched"), "{said}");
    assert_eq!(fs::read_to_string(place.path(file)).expect("a file"), corrected);
    // It is an article like any other.
    let index = place.run(&["index"]).expect(0).out;
    assert!(index.starts_with("added 2,"), "{index}");
}

#[test]
fn feeds_and_sitemaps_name_pages() {
    let (site, place) = (Site::start(), workplace());
    site.put("/robots.txt", "User-agent: bundelaar\nDisallow: /dicht\n");
    site.put("/a", &page("Artikel A", "Over appels."));
    site.put("/b", &page("Artikel B", "Over peren."));
    site.put("/dicht", &page("Dicht", "Niet voor programma's."));
    site.put(
        "/feed",
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>N</title>\
         <item><link>SITE/a</link></item><item><link>SITE/a#deel</link></item>\
         <item><link>SITE/weg</link></item><item><link>SITE/dicht</link></item>\
         <item><link>ftp://voorbeeld.example/c</link></item></channel></rss>",
    );
    let run = site.fetch(&place, "/feed", &[]).expect(1);
    assert!(run.out.ends_with("added 1, changed 0, unchanged 0, failed 3\n"), "{}", run.out);
    for expected in ["/weg: answered 404", "/dicht: robots.txt", "ftp://voorbeeld.example/c: ftp"] {
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
    }
    site.put(
        "/sitemap.xml",
        "<?xml version=\"1.0\"?><sitemapindex><sitemap><loc>SITE/deel.xml</loc></sitemap>\
         <sitemap><loc>SITE/sitemap.xml</loc></sitemap></sitemapindex>",
    );
    site.put(
        "/deel.xml",
        "<?xml version=\"1.0\"?><urlset><url><loc>SITE/a</loc></url><url><loc>SITE/b</loc></url>\
         <url><loc>SITE/weg</loc></url><url><loc>https://elders.example/c</loc></url></urlset>",
    );
    let only = format!("http://127.0.0.1:{}/b", site.port);
    let run = site.fetch(&place, "/sitemap.xml", &["--only", &only]).expect(0);
    assert!(run.out.ends_with("added 1, changed 0, unchanged 0, failed 0\n"), "{}", run.out);
    let run = site.fetch(&place, "/sitemap.xml", &["--limit", "1"]).expect(0);
    assert!(run.out.ends_with("added 0, changed 0, unchanged 1, failed 0\n"), "{}", run.out);
    assert!(run.err.contains("2 further pages left out"), "{}", run.err);
    site.put(
        "/twee.xml",
        "<?xml version=\"1.0\"?><sitemapindex><sitemap><loc>SITE/deel.xml</loc></sitemap>\
         <sitemap><loc>SITE/weg.xml</loc></sitemap></sitemapindex>",
    );
    // With enough pages, no further sitemap is asked for.
    let run = site.fetch(&place, "/twee.xml", &["--limit", "1"]).expect(0);
    let told = "2 further pages left out, and 1 sitemaps not read";
    assert!(run.err.contains(told), "{}", run.err);
    let many: String =
        (0..104).map(|n| format!("<sitemap><loc>SITE/{n}.xml</loc></sitemap>")).collect();
    site.put("/veel.xml", &format!("<?xml version=\"1.0\"?><sitemapindex>{many}</sitemapindex>"));
    let run = site.fetch(&place, "/veel.xml", &[]).expect(1);
    assert!(run.out.ends_with("failed 99\n"), "{}", run.out);
    assert!(run.err.contains("/veel.xml: 5 further sitemaps left out"), "{}", run.err);
}

#[test]
fn packed_sitemaps_old_encodings_and_pages_that_hide() {
    let (site, place) = (Site::start(), workplace());
    site.put("/euro", &page("Een café", "Koffie kost er 2 €."));
    site.put("/kop", &page("In de kop", "Niet voor programma's."));
    let meta = "<meta name=\"robots\" content=\"noindex\"><title>";
    site.put("/meta", &page("In de pagina", "Evenmin.").replace("<title>", meta));
    site.put(
        "/sitemap.xml.gz",
        "<?xml version=\"1.0\"?><urlset><url><loc>SITE/euro</loc></url>\
         <url><loc>SITE/kop</loc></url><url><loc>SITE/meta</loc></url></urlset>",
    );
    let run = site.fetch(&place, "/sitemap.xml.gz", &[]).expect(1);
    assert!(run.out.ends_with("added 1, changed 0, unchanged 0, failed 2\n"), "{}", run.out);
    for path in ["/kop", "/meta"] {
        assert!(run.err.contains(&format!("{path}: asks not to be indexed")), "{}", run.err);
    }
    let text = fs::read_to_string(place.path("corpus/web/127.0.0.1-euro.json")).expect("a file");
    assert!(text.contains("Een café") && text.contains("2 €."), "{text}");
    // Whoever gives the address asks for the page.
    site.fetch(&place, "/meta", &[]).expect(0);
}

#[test]
fn wrong_calls_are_told_apart_from_what_cannot_be_read() {
    let (site, place) = (Site::start(), workplace());
    let address = format!("http://127.0.0.1:{}/a", site.port);
    for (arguments, code, said) in [
        (vec!["fetch", &address], 2, "--into"),
        (vec!["fetch", "--into", "corpus/web"], 2, "URL"),
        (vec!["fetch", "geen adres", "--into", "corpus/web"], 2, "geen adres"),
        (vec!["fetch", "file:///etc/passwd", "--into", "corpus/web"], 2, "only http and https"),
        (vec!["fetch", &address, "--into", "elders"], 2, "not below the corpus folder"),
        (vec!["fetch", &address, "--into", "corpus/../elders"], 2, "not below the corpus folder"),
        (vec!["fetch", &address, "--into", "corpus/_web"], 2, "begins with _ or ."),
        (vec!["fetch", &address, "--into", "corpus/web", "--rate", "0"], 2, "0.01"),
        (vec!["fetch", &address, "--into", "corpus/web", "--contact", "a (b)"], 2, "expected"),
        // Inside the own network.
        (vec!["fetch", &address, "--into", "corpus/web"], 2, "--allow-private"),
        (vec!["fetch", &address, "--into", "corpus/web", "--allow-private"], 1, "answered 404"),
        (vec!["fetch", &address, "--into", "corpus/web", "--corpus", "weg"], 3, "weg"),
    ] {
        let run = place.run(&arguments);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
    assert!(!place.path("elders").exists());
    let robots = |request: &String| request.starts_with("/robots.txt");
    assert_eq!(site.requests().iter().filter(|request| !robots(request)).count(), 1);
    // Addresses on standard input.
    site.put("/a", &page("Artikel A", "Over appels."));
    let call = ["fetch", "-", "--into", "corpus/web", "--allow-private", "--rate", "100"];
    let run = place.run_with_input(&call, &format!("# lijst\n\n{address}\n")).expect(0);
    assert!(run.out.starts_with("added web/127.0.0.1-a.json"), "{}", run.out);
    // Where a site sends us is not the caller's fault, and stops no other address.
    site.put("/b", &page("Artikel B", "Over bessen."));
    let list = ["verder", "b"].map(|path| format!("http://127.0.0.1:{}/{path}\n", site.port));
    let run = place.run_with_input(&call, &list.concat()).expect(1);
    assert!(run.out.ends_with("added 1, changed 0, unchanged 0, failed 1\n"), "{}", run.out);
    assert!(run.err.contains("redirects to file:///etc/passwd"), "{}", run.err);
}
