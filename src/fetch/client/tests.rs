//! Against a server of a few lines, on addresses of this machine that count as allowed or not.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};

use super::*;

/// Answers as `answer` says for a path; ends with the test.
fn serve(answer: impl Fn(&str) -> String + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let Some(first) = lines.next() else { continue };
            lines.find(String::is_empty);
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            let _ = stream.write_all(answer(&path).as_bytes());
        }
    });
    port
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn redirect_to(address: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

const POLITE: Politeness =
    Politeness { pause: Duration::ZERO, contact: None, allow_private: false };

fn get(client: &mut Client, address: &str) -> Result<String, String> {
    let address = address.parse().expect("an address");
    match client.get(&address, &Validators::default()) {
        Ok(Answer::Page(page)) => Ok(String::from_utf8(page.body).expect("text")),
        Ok(Answer::Unchanged) => Ok("unchanged".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn the_own_network_is_closed() {
    let port = serve(|_| ok("geheim"));
    let mut client = Client::new(&POLITE);
    for host in
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
    {
        let error = get(&mut client, &format!("http://{host}:{port}/")).expect_err("refused");
        assert!(error.contains("not an address of the public internet"), "{host}: {error}");
    }
    for (address, expected) in [
        ("ftp://a.example/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://naam:woord@a.example/", "name or password"),
    ] {
        let error = get(&mut client, address).expect_err("refused");
        assert!(error.contains(expected), "{address}: {error}");
    }
    let mut client = Client::new(&Politeness { allow_private: true, ..POLITE });
    assert_eq!(get(&mut client, &format!("http://localhost:{port}/")), Ok("geheim".to_owned()));
}

#[test]
fn every_redirect_is_looked_at() {
    let port = serve(|path| match path {
        "/robots.txt" => ok("User-agent: *\nDisallow: /weg\n"),
        "/goed" => redirect_to("/doel"),
        "/intern" => redirect_to("http://127.0.0.2:1/"),
        "/bestand" => redirect_to("file:///etc/passwd"),
        "/niets" => redirect_to("http://"),
        "/kring" => redirect_to("/kring"),
        "/lang" => redirect_to(&format!("/doel?{}", "x".repeat(7_000))),
        "/eindeloos" => redirect_to(&format!("/doel?{}", "x".repeat(9_000))),
        "/nergens" => redirect_to("").replace("Location: \r\n", ""),
        "/verboden" => redirect_to("/weg/1"),
        _ => ok("doel"),
    });
    let only_one = |address: IpAddr| address == IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut client = Client::with_allowed(&POLITE, only_one);
    let mut check = |path: &str, expected: Result<&str, &str>| {
        let found = get(&mut client, &format!("http://127.0.0.1:{port}{path}"));
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{path}"),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{path}: {found}"),
            _ => panic!("{path}: {found:?}"),
        }
    };
    check("/goed", Ok("doel"));
    // Told apart from an address that the caller should not have given.
    let intern =
        "redirects to http://127.0.0.2:1/: 127.0.0.2 is 127.0.0.2, which is not an address";
    check("/intern", Err(intern));
    check("/bestand", Err("redirects to file:///etc/passwd: file: only http and https"));
    check("/niets", Err("redirects to http://: empty host"));
    check("/lang", Ok("doel"));
    let endless = format!("redirects to /doel?{}…: an address of 9006 bytes", "x".repeat(94));
    check("/eindeloos", Err(&endless));
    check("/nergens", Err("redirects to nowhere: the answer does not say where to"));
    check("/kring", Err("more than 5 redirects"));
    check("/weg/1", Err("robots.txt of"));
    check("/verboden", Err("robots.txt of"));
}

#[test]
fn sites_that_cannot_say_are_left_alone() {
    let port = serve(|path| match path {
        "/robots.txt" => {
            "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        _ => ok("doel"),
    });
    let mut client = Client::new(&Politeness { allow_private: true, ..POLITE });
    let error = get(&mut client, &format!("http://127.0.0.1:{port}/a")).expect_err("refused");
    assert!(error.contains("robots.txt of http://127.0.0.1"), "{error}");
}

#[test]
fn rules_that_are_elsewhere_are_not_sought_in_the_own_network() {
    for elsewhere in ["http://127.0.0.2:1/", "file:///etc/passwd"] {
        let port = serve(move |path| match path {
            "/robots.txt" => redirect_to(elsewhere),
            _ => ok("doel"),
        });
        let only_one = |address: IpAddr| address == IpAddr::V4(Ipv4Addr::LOCALHOST);
        let mut client = Client::with_allowed(&POLITE, only_one);
        let error = get(&mut client, &format!("http://127.0.0.1:{port}/a")).expect_err("refused");
        assert!(error.ends_with("cannot be read, so nothing is"), "{elsewhere}: {error}");
    }
}

#[test]
fn an_answer_has_an_end() {
    let port = serve(|path| match path {
        "/robots.txt" => {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        _ => format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(17 << 20)),
    });
    let mut client = Client::new(&Politeness { allow_private: true, ..POLITE });
    let error = get(&mut client, &format!("http://127.0.0.1:{port}/a")).expect_err("refused");
    assert_eq!(error, "more than 16777216 bytes");
}

#[test]
fn requests_to_a_host_are_spaced() {
    let port = serve(|_| ok(""));
    let pause = Duration::from_millis(60);
    let mut client = Client::new(&Politeness { pause, allow_private: true, ..POLITE });
    let begin = Instant::now();
    for path in ["a", "b"] {
        get(&mut client, &format!("http://127.0.0.1:{port}/{path}")).expect("a page");
    }
    // robots.txt, a and b: two pauses.
    assert!(begin.elapsed() >= 2 * pause, "{:?}", begin.elapsed());
}
