//! Where the sentences of a text begin and end, found once.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use unicode_segmentation::UnicodeSegmentation;

/// Longer texts are looked at around a place each time: splitting takes some 27 ns a byte, so that this
/// much is half a millisecond, and a text may be a book.
const LONGEST_BYTES: usize = 16 * 1024;

/// The sentences of one text, by bytes.
#[derive(Default)]
pub(super) struct Sentences(OnceLock<Box<[Range<usize>]>>);

impl Sentences {
    /// The sentences of `text` in order, at least those within `reach` bytes of a place, without the
    /// space behind them. In a long text the first and the last may be cut off.
    pub fn around(&self, text: &str, place: usize, reach: usize) -> Cow<'_, [Range<usize>]> {
        if text.len() <= LONGEST_BYTES {
            return Cow::Borrowed(self.0.get_or_init(|| sentences(text, 0..text.len()).collect()));
        }
        let from = text.floor_char_boundary(place.saturating_sub(reach));
        let to = text.ceil_char_boundary((place + reach).min(text.len()));
        Cow::Owned(sentences(text, from..to).collect())
    }
}

fn sentences(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let from = within.start;
    text[within]
        .split_sentence_bound_indices()
        .map(move |(start, sentence)| from + start..from + start + sentence.trim_end().len())
        .filter(|sentence| !sentence.is_empty())
}
