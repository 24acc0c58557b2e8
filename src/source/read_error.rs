//! Why an article could not be read.

use std::fmt;
use std::io;

/// The article, or the whole file, is left out. What was found and what was expected; the file (and
/// line) stand before it where it is printed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("empty; an article needs at least a title")]
    Empty,
    #[error("binary data, not text")]
    Binary,
    #[error("{bytes} bytes; an article may have at most {limit}")]
    TooLarge { bytes: u64, limit: u64 },
    /// A Word document, which is an archive of parts.
    #[error("not a readable Word document: {0}")]
    Damaged(&'static str),
    /// A file that would take too long, or too much room, to read.
    #[error("more than {limit} {what}: no article that was written as one has so many")]
    TooComplex { what: &'static str, limit: usize },
    #[error("no title")]
    NoTitle,
    #[error("not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    #[error("{0}")]
    Faults(Faults),
    #[error("line {line}: not YAML: {reason}")]
    FrontMatter { line: usize, reason: String },
    #[error("{}", listed(.0.iter(), .0.len()))]
    LineFaults(Vec<LineFault>),
    /// The file gives no id and its path makes none.
    #[error("its path makes no id of 1 to 120 characters: shorten it, or give the article an id")]
    NoId,
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// What is wrong in structured data, in the order in which it was found. Beyond the first thousand,
/// which is more than anybody reads, faults are only counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Faults {
    kept: Vec<Fault>,
    all: usize,
}

impl Faults {
    const MOST_KEPT: usize = 1_000;

    /// Adds one; beyond the thousandth it only counts.
    pub fn push(&mut self, fault: Fault) {
        if self.kept.len() < Faults::MOST_KEPT {
            self.kept.push(fault);
        }
        self.all += 1;
    }

    /// Those that are kept, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.kept.iter()
    }

    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.all
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&listed(self.iter(), self.all))
    }
}

/// One thing wrong in structured data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `tekst[2].alinea`; empty for the article itself.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A fault, and the line of the file, from 1, on which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    pub line: usize,
    pub fault: Fault,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Missing,
    Empty,
    /// `expected` and `found` are JSON types, in English.
    WrongType {
        expected: &'static str,
        found: &'static str,
    },
    /// A text of more paragraphs than this.
    TooMany {
        limit: usize,
    },
    /// The right type, but not such a value: a date that does not exist, an id with a slash.
    Invalid {
        expected: &'static str,
        found: String,
    },
}

/// How many faults a message lists: as many as fit on a screen.
const MOST_LISTED: usize = 20;

fn listed<T: fmt::Display>(faults: impl Iterator<Item = T>, all: usize) -> String {
    let mut listed: Vec<String> = faults.take(MOST_LISTED).map(|fault| fault.to_string()).collect();
    if all > listed.len() {
        listed.push(format!("and {} more", all - listed.len()));
    }
    listed.join("; ")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "the article" } else { &self.field };
        match &self.problem {
            Problem::Missing => write!(f, "{field} is missing"),
            Problem::Empty => write!(f, "{field} is empty"),
            Problem::WrongType { expected, found } => {
                write!(f, "{field}: expected {expected}, found {found}")
            }
            Problem::TooMany { limit } => write!(f, "{field} has more than {limit} paragraphs"),
            Problem::Invalid { expected, found } => {
                write!(f, "{field}: expected {expected}, found {found:?}")
            }
        }
    }
}
