//! Numbers, words and signs of a line: what dates and hours are read from.

/// A piece of text between spaces, or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    /// Byte offset in the text.
    pub start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Word,
    Sign,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The number, when it is one of at most four digits.
    pub fn number(&self) -> Option<i16> {
        (self.kind == Kind::Number && self.text.len() <= 4).then(|| self.text.parse().ok())?
    }

    pub fn is_sign(&self, signs: &[char]) -> bool {
        self.kind == Kind::Sign && self.text.chars().all(|c| signs.contains(&c))
    }

    pub fn is_word(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// Runs of digits, runs of letters and single signs; `10u30` is three tokens. White space separates.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for (start, c) in text.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        let kind = match c {
            '0'..='9' => Kind::Number,
            c if c.is_alphabetic() => Kind::Word,
            _ => Kind::Sign,
        };
        let end = start + c.len_utf8();
        match tokens.last_mut() {
            Some(last) if kind != Kind::Sign && last.kind == kind && last.end() == start => {
                last.text = &text[last.start..end];
            }
            _ => tokens.push(Token { kind, text: &text[start..end], start }),
        }
    }
    tokens
}
