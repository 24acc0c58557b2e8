//! Terms with positions, handed to tantivy as one text.
//!
//! Analysis happens before tantivy sees an article, and its own form for that, `PreTokenizedString`,
//! goes through JSON on the way (more than a third of the time of indexing). Here a field's text is
//! a run of tokens, each a character for the step in position from the token before, the term, and
//! NUL.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Name under which [`PackedTokenizer`] is registered.
pub(super) const PACKED: &str = "packed";

const END: char = '\0';

/// Writes tokens. Positions may fall between terms; of one term they must not.
#[derive(Debug, Default)]
pub(super) struct PackedTokens {
    text: String,
    position: u32,
}

impl PackedTokens {
    pub fn push(&mut self, term: &str, position: u32) {
        let mut step = i64::from(position) - i64::from(self.position);
        // A text that leaves out more positions than a character can count goes there in strides.
        while step.abs() > MAX_STEP {
            let stride = MAX_STEP * step.signum();
            self.text.push(step_char(stride));
            self.text.push(END);
            step -= stride;
        }
        self.text.push(step_char(step));
        // Terms hold no NUL, which is no letter; should one come, the text around it still counts.
        self.text.extend(term.chars().filter(|c| *c != END));
        self.text.push(END);
        self.position = position;
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

/// Steps are characters from `' '` on, forth and back in turn; there is room below the surrogates.
const FIRST: u32 = ' ' as u32;
const MAX_STEP: i64 = 0x6000;

fn step_char(step: i64) -> char {
    let code = if step < 0 { -step * 2 - 1 } else { step * 2 };
    u32::try_from(code)
        .ok()
        .and_then(|code| char::from_u32(FIRST + code))
        .expect("steps stay below the surrogates")
}

fn step_of(c: char) -> i64 {
    let code = i64::from(u32::from(c)) - i64::from(FIRST);
    if code % 2 == 0 { code / 2 } else { -(code + 1) / 2 }
}

/// Reads what [`PackedTokens`] wrote.
#[derive(Debug, Clone, Default)]
pub(super) struct PackedTokenizer {
    token: Token,
}

pub(super) struct PackedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for PackedTokenizer {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        self.token = Token { position: 0, position_length: 1, ..Token::default() };
        PackedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(step) = self.rest.chars().next() {
            let after = &self.rest[step.len_utf8()..];
            let end = after.find(END).unwrap_or(after.len());
            let term = &after[..end];
            self.rest = after.get(end + END.len_utf8()..).unwrap_or_default();
            self.token.position = self.token.position.saturating_add_signed(step_of(step) as isize);
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
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
    fn tokens_come_back_with_their_positions() {
        let tokens = [
            ("markt", 0),
            ("markt", 0),
            ("x", 1),
            ("€uro", 90_000),
            ("\u{1}", 90_064),
            ("z", 400_000),
            ("a", 399_990),
        ];
        let mut packed = PackedTokens::default();
        for (term, position) in tokens {
            packed.push(term, position);
        }
        let text = packed.into_text();
        let mut tokenizer = PackedTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut found = Vec::new();
        while let Some(token) = stream.next() {
            found.push((token.text.clone(), token.position as u32));
        }
        assert_eq!(found, tokens.map(|(term, position)| (term.to_owned(), position)));
    }
}
