//! What only shows over a socket: requests that the HTTP library refuses by itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use bundelaar::web;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::site::Site;

/// Longer than any answer takes, so that a test that would hang fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends these bytes to a site of its own and reads until the connection closes.
async fn check(request: &str, expect_status: &str, expect: &[&str]) {
    let site = Site::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(web::serve(listener, site.state(), async {
        stopped.await.ok();
    }));
    let answer = exchange(address, request.to_owned());
    let answer = tokio::task::spawn_blocking(answer).await.expect("an answer in time");
    let shown: String = request.chars().take(80).collect();
    assert!(answer.starts_with(&format!("HTTP/1.1 {expect_status}\r\n")), "{shown}: {answer}");
    for part in expect {
        assert!(answer.contains(part), "{shown}: {part:?} in {answer}");
    }
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{answer}");
    stop.send(()).expect("the server still listens");
    timeout(PATIENCE, serving).await.expect("stops in time").expect("no panic").expect("no error");
}

/// As a client that knows nothing but bytes.
fn exchange(address: SocketAddr, request: String) -> impl FnOnce() -> String {
    move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.write_all(request.as_bytes()).expect("the request is taken");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer in text");
        answer
    }
}

#[tokio::test]
async fn an_ordinary_request_passes() {
    let request = "GET /api/v1/artikelen/oven HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    check(request, "200 OK", &["\"De oven van de wijk\""]).await;
}

#[tokio::test]
async fn what_the_library_refuses_is_a_problem_too() {
    let problem = [
        "content-type: application/problem+json\r\n",
        "api-version: 1.0.0\r\n",
        "x-content-type-options: nosniff\r\n",
        "x-request-id: ",
        "\"aanvraag\":\"",
        "date: ",
        "\"type\":\"/problemen/ongeldige-vraag\"",
        "ten hoogste 8192 bytes",
    ];
    let query = |length: usize| {
        let query = "a".repeat(length);
        format!("GET /api/v1/artikelen?q={query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    };
    // Up to 64 kB an address reaches the route, which names the fault; beyond, it does not.
    check(&query(60_000), "400 Bad Request", &["\"parameter\":\"q\""]).await;
    check(&query(100_000), "400 Bad Request", &problem).await;
    check(&query(300_000), "400 Bad Request", &problem).await;
    check("geen HTTP\r\n\r\n", "400 Bad Request", &problem).await;
}
