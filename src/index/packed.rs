//! Terms with positions, handed to tantivy as one text.
//!
//! Analysis happens before tantivy sees an article, and its own form for that, `PreTokenizedString`,
//! goes through JSON on the way (more than a third of the time of indexing). Here a field's text is
//! a run of terms, each with all its positions: the length of the term, the term, the number of
//! positions, and the step to each from the one before. Numbers are characters. With the occurrences
//! of a term together, tantivy finds its postings in the processor's cache for all but the first.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Name under which [`PackedTokenizer`] is registered.
pub(super) const PACKED: &str = "packed";

/// Writes terms.
#[derive(Debug, Default)]
pub(super) struct PackedTerms {
    text: String,
}

impl PackedTerms {
    /// Adds a term with its positions, which must not fall.
    pub fn push(&mut self, term: &str, positions: impl ExactSizeIterator<Item = u32>) {
        // tantivy drops a longer term; one without letters stands nowhere.
        let length = term.len() as u32;
        if length == 0 || length >= LIMIT {
            return;
        }
        let mut left = positions.len();
        let mut positions = positions.peekable();
        while positions.peek().is_some() {
            let count = left.min(LIMIT as usize - 1);
            left -= count;
            self.text.push(character(length));
            self.text.push_str(term);
            self.text.push(character(count as u32));
            let mut before = 0;
            for position in positions.by_ref().take(count) {
                let mut step = position - before;
                while step >= LIMIT {
                    self.text.push(character(LIMIT));
                    step -= LIMIT;
                }
                self.text.push(character(step));
                before = position;
            }
        }
    }

    /// What was written since it was cleared.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Begins again, in the same room.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

/// Numbers below this are one character, from NUL on; the character of this one adds it to the number
/// that follows. All stay below the surrogates.
const LIMIT: u32 = 0xD000;

fn character(number: u32) -> char {
    char::from_u32(number).expect("numbers stay below the surrogates")
}

/// How much packed text waits for the thread that indexes it. tantivy's own queue is bounded by ten
/// thousand documents, whatever their size: 250 MB of articles of the usual length.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting_bytes: Mutex<usize>,
    taken: Condvar,
}

/// Three hundred articles of the usual length, which keep the thread busy.
const MOST_WAITING_BYTES: usize = 8 << 20;
/// How long to wait for room: the thread does something else when it writes a segment, and takes
/// nothing more when it failed, which whoever gives it the next document is told.
const PATIENCE: Duration = Duration::from_millis(100);

impl Backlog {
    /// Waits for room, and notes text that is on its way.
    pub fn add(&self, bytes: usize) {
        let waiting = self.waiting_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |waiting: &mut usize| *waiting > MOST_WAITING_BYTES;
        let room = self.taken.wait_timeout_while(waiting, PATIENCE, full);
        *room.unwrap_or_else(PoisonError::into_inner).0 += bytes;
    }

    fn take(&self, bytes: usize) {
        let mut waiting = self.waiting_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(bytes);
        self.taken.notify_one();
    }
}

/// Reads what [`PackedTerms`] wrote.
#[derive(Debug, Clone, Default)]
pub(super) struct PackedTokenizer {
    token: Token,
    backlog: Arc<Backlog>,
}

impl PackedTokenizer {
    /// Takes what it reads from the backlog.
    pub fn of(backlog: Arc<Backlog>) -> PackedTokenizer {
        PackedTokenizer { token: Token::default(), backlog }
    }
}

pub(super) struct PackedStream<'a> {
    rest: &'a str,
    /// Positions of the current term that are left.
    left: u32,
    token: &'a mut Token,
}

impl Tokenizer for PackedTokenizer {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        self.backlog.take(text.len());
        self.token.position_length = 1;
        PackedStream { rest: text, left: 0, token: &mut self.token }
    }
}

impl PackedStream<'_> {
    fn number(&mut self) -> Option<u32> {
        let mut chars = self.rest.chars();
        let number = chars.next()?;
        self.rest = chars.as_str();
        Some(number.into())
    }

    fn next_term(&mut self) -> Option<()> {
        let length = self.number()?;
        let (term, rest) = self.rest.split_at_checked(length as usize)?;
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.left = self.number()?;
        self.token.position = 0;
        Some(())
    }

    fn next_position(&mut self) -> Option<()> {
        loop {
            let step = self.number()?;
            self.token.position += step as usize;
            if step < LIMIT {
                self.left -= 1;
                return Some(());
            }
        }
    }
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        (self.left > 0 || self.next_term().is_some()) && self.next_position().is_some()
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_with_their_positions() {
        let many: Vec<u32> = (0..120_000).collect();
        let terms: [(&str, &[u32]); 5] = [
            ("markt", &[0, 0, 7, 90_000, 400_000]),
            ("€uro", &[53_248, 53_249, 106_496]),
            ("\u{1}", &[2]),
            ("a\0b", &many),
            ("z", &[u32::MAX]),
        ];
        let mut packed = PackedTerms::default();
        packed.push("", [1, 2].into_iter());
        for (term, positions) in terms {
            packed.push(term, positions.iter().copied());
        }
        let mut tokenizer = PackedTokenizer::default();
        let mut stream = tokenizer.token_stream(packed.text());
        let mut found: Vec<(String, Vec<u32>)> = Vec::new();
        while let Some(token) = stream.next() {
            match found.last_mut() {
                Some((term, positions)) if *term == token.text => {
                    positions.push(token.position as u32);
                }
                _ => found.push((token.text.clone(), vec![token.position as u32])),
            }
        }
        let expect = terms.map(|(term, positions)| (term.to_owned(), positions.to_vec()));
        assert_eq!(found, expect);
    }
}
