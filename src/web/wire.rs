//! Connections whose every answer has the same form.
//!
//! The HTTP library itself answers a request it can not parse (an address above 64 kB, a header of
//! half a megabyte, not HTTP at all), before any route or layer sees it, with an empty body. Those
//! answers are recognised on their way out and replaced by a problem like all others. A query of
//! 100 kB is thus a 400 that says what is allowed.
//!
//! A reader who takes an answer too slowly is let go of here as well: only the connection sees how
//! fast bytes leave.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};
use tracing::info;

use super::layers::{API_VERSION, SECURITY_HEADERS};
use super::observe::{REQUEST_ID, RequestId};
use super::problem::{Problem, ProblemKind};
use crate::search::MAX_QUERY_BYTES;

/// What the library's own refusals begin with: not HTTP, address too long, head too large.
const REFUSALS: [&[u8]; 3] = [b"HTTP/1.1 400 ", b"HTTP/1.1 414 ", b"HTTP/1.1 431 "];

/// How many bytes a reader must take within the patience: one who takes less than a kilobyte a
/// second would not see the end of a document.
const LEAST_PROGRESS: usize = 32 * 1024;

/// A stream that replaces the library's own refusals and ends when its reader is too slow.
pub(super) struct Connection<S> {
    stream: S,
    /// What is still to be written of a replacement.
    replacement: Vec<u8>,
    patience: Duration,
    /// Runs while the reader is waited for.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Bytes taken since the wait began.
    taken: usize,
}

impl<S> Connection<S> {
    /// `patience` is how long a reader may take for [`LEAST_PROGRESS`].
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        Connection { stream, replacement: Vec::new(), patience, waiting: None, taken: 0 }
    }

    /// Passes on what a write came to, unless it has been waited for too long.
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        match &written {
            Poll::Ready(Ok(done)) => {
                self.taken = self.taken.saturating_add(bytes(done));
                if self.taken >= LEAST_PROGRESS {
                    self.waiting = None;
                }
                written
            }
            Poll::Ready(Err(_)) => written,
            Poll::Pending => {
                let patience = self.patience;
                let waiting = self.waiting.get_or_insert_with(|| {
                    self.taken = 0;
                    Box::pin(sleep(patience))
                });
                ready!(waiting.as_mut().poll(cx));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Connection<S> {
    fn poll_replacement(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.replacement.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.replacement))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.replacement.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_replacement(cx))?;
        match refusal_head(bytes) {
            Some(head) => {
                self.replacement = problem_answer(head);
                // Taken as written. The library closes the connection after a refusal, and flushes
                // before it does.
                Poll::Ready(Ok(bytes.len()))
            }
            None => {
                let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
                self.watch(cx, written, |count| *count)
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_replacement(cx))?;
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        // All that was to be written is: nobody is waited for.
        self.watch(cx, flushed, |()| LEAST_PROGRESS)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_replacement(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    // Writes are not vectored (the default): the library then hands a head over in one piece.
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

/// The head, when these bytes are one of the library's refusals and nothing else. Our own answers
/// with these statuses always have a body.
fn refusal_head(bytes: &[u8]) -> Option<&str> {
    /// Status line, connection, length and date take under 120 bytes.
    const LONGEST_HEAD: usize = 256;
    let refuses = bytes.len() < LONGEST_HEAD
        && REFUSALS.iter().any(|start| bytes.starts_with(start))
        && bytes.ends_with(b"\r\n\r\n");
    let head = std::str::from_utf8(bytes).ok().filter(|_| refuses)?;
    head.contains("content-length: 0\r\n").then_some(head)
}

fn problem_answer(head: &str) -> Vec<u8> {
    let problem = Problem::new(
        ProblemKind::InvalidQuery,
        format!(
            "De aanvraag is te lang of geen geldige HTTP. Een zoekvraag (q) telt ten hoogste \
             {MAX_QUERY_BYTES} bytes."
        ),
    );
    let id = RequestId::fresh();
    info!(%id, status = 400, "refused before it was read");
    let id = id.to_string();
    let body = problem.body(None, Some(&id));
    let mut answer = String::from("HTTP/1.1 400 Bad Request\r\n");
    let mut add = |name: &str, value: &str| {
        answer.push_str(&format!("{name}: {value}\r\n"));
    };
    add("content-type", "application/problem+json");
    add("content-length", &body.len().to_string());
    add("connection", "close");
    add("api-version", API_VERSION);
    add(REQUEST_ID.as_str(), &id);
    for (name, value) in SECURITY_HEADERS {
        add(name, value);
    }
    if let Some(date) = head.lines().find_map(|line| line.strip_prefix("date: ")) {
        add("date", date);
    }
    answer.push_str("\r\n");
    let mut answer = answer.into_bytes();
    answer.extend(body);
    answer
}
