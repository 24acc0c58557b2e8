//! Words as they are spelled, before anything is known of them: for counting what a corpus uses.

use super::fold::fold;
use super::tokenize;

/// The words of a text as written, in order.
pub fn of(text: &str) -> impl Iterator<Item = &str> {
    tokenize::words(text).map(|range| &text[range])
}

/// A word as [`Word::exact`](super::Word::exact) has it: lowercased and folded.
pub fn folded(surface: &str) -> String {
    let folded = fold(surface);
    let exact = if folded.text().is_empty() { surface } else { folded.text() };
    exact.to_owned()
}
