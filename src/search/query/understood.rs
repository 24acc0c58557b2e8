//! What was understood, in a line of plain Dutch.

use super::lexer::Field;

/// The longest piece of a query repeated in full, in characters: enough for a title.
const LONGEST_ECHO_CHARS: usize = 100;

/// Collects what was understood, in order of the query.
#[derive(Default)]
pub(super) struct Understood {
    said: Vec<String>,
    /// Whether there is more than words.
    worth_saying: bool,
}

impl Understood {
    /// Words, as typed.
    pub fn words(&mut self, text: &str) {
        self.said.push(echo(text));
    }

    /// Anything else, already in Dutch.
    pub fn say(&mut self, what: String) {
        self.said.push(what);
        self.worth_saying = true;
    }

    pub fn unknown_value(&mut self, field: Field, value: &str) {
        let name = if field == Field::Kind { "soort" } else { "organisatie" };
        self.say(format!("{} (geen gekende {name}, gezocht als tekst)", echo(value)));
    }

    pub fn finish(self) -> Option<String> {
        (self.worth_saying && !self.said.is_empty()).then(|| self.said.join(", "))
    }
}

/// A piece of the query on one line, shortened.
pub(super) fn echo(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(LONGEST_ECHO_CHARS) {
        words.truncate(end);
        words.push('…');
    }
    words
}
