//! Files as answers, read while they are sent: however slowly somebody takes a picture or a document,
//! a piece of it is in memory, not the whole.

use std::fs::File;

use axum::body::Body;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

/// The size of a piece: what a connection passes on at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The next `bytes` of an open file, from where it stands. One that is cut short meanwhile ends the
/// connection, so that nobody takes it for whole.
pub(super) fn body_of(file: File, bytes: u64) -> Body {
    let file = tokio::fs::File::from_std(file).take(bytes);
    Body::from_stream(ReaderStream::with_capacity(file, PIECE_BYTES))
}
