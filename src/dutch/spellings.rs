//! Words as they are spelled, before anything is known of them: for counting what a corpus uses, and
//! for reading a text once and analysing it later.

use std::borrow::Cow;

use super::coordination::{Fragment, fragment};
use super::fold::fold;
pub use super::fold::only_lowers;
use super::tokenize;

/// Longer words are cut before they are analysed. The longest Dutch word in a dictionary has 53
/// letters; what is longer is a hash or an encoded file, and must not become a term of its own size.
const LONGEST_WORD_CHARS: usize = 100;

/// Calls `sink` for every word of a text as written, in order, with what it stands for when a
/// coordination left a part of it out.
pub fn of<'t>(text: &'t str, mut sink: impl FnMut(&'t str, Option<Fragment<'t>>)) {
    // The words before, nearest first, for `werkgevers en -nemers`.
    let mut previous = [0..0, 0..0];
    for range in tokenize::words(text) {
        let fragment = fragment(text, &range, &previous);
        // A neighbour that is cut for its length says nothing of its end.
        let fragment = fragment.filter(|found| bounded(found.whole()).len() == found.whole().len());
        sink(bounded(&text[range.clone()]), fragment);
        let [nearest, _] = previous;
        previous = [range, nearest];
    }
}

/// A word as [`Word::exact`](super::Word::exact) has it: lowercased and folded.
pub fn folded(surface: &str) -> Cow<'_, str> {
    let surface = bounded(surface);
    if only_lowers(surface) && !surface.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(surface);
    }
    let folded = fold(surface);
    if folded.text().is_empty() { Cow::Borrowed(surface) } else { Cow::Owned(folded.into_text()) }
}

/// As much of a word as is analysed.
pub(super) fn bounded(surface: &str) -> &str {
    if surface.len() <= LONGEST_WORD_CHARS {
        return surface;
    }
    match surface.char_indices().nth(LONGEST_WORD_CHARS) {
        Some((end, _)) => &surface[..end],
        None => surface,
    }
}
