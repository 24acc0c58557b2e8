//! The word lists of the inflection, read once from the text files under `lists/`.
//!
//! A list holds the grammar that no rule foretells. Lines beginning with `#` are comments. What an
//! entry means is for the step that asks.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub(super) type Map<V> = HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>;
pub(super) type Set = HashSet<&'static str, BuildHasherDefault<WordHasher>>;

/// The lines of a list, comments and empty lines left out.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The words of a list.
pub(super) fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

/// Words that may be found as the end of a longer one.
///
/// `start` matches itself and, behind a verb's prefix, `opstart`; `-markt` matches whatever ends so
/// (`arbeidsmarkt`).
pub(super) struct Endings {
    whole: Set,
    last: Set,
    shortest: usize,
    longest: usize,
}

impl Endings {
    pub fn new(text: &'static str) -> Self {
        let (mut whole, mut last) = (Set::default(), Set::default());
        for entry in words(text) {
            match entry.strip_prefix('-') {
                Some(end) => last.insert(end),
                None => whole.insert(entry),
            };
        }
        let shortest = last.iter().map(|end| end.len()).min().unwrap_or(usize::MAX);
        let longest = last.iter().map(|end| end.len()).max().unwrap_or(0);
        Self { whole, last, shortest, longest }
    }

    pub fn has(&self, word: &str, prefixes: &Prefixes) -> bool {
        self.whole.contains(word)
            || self.ends(word)
            || prefixes.splits(word).any(|split| self.whole.contains(split.rest))
    }

    fn ends(&self, word: &str) -> bool {
        let first = word.len().saturating_sub(self.longest);
        let last = word.len().saturating_sub(self.shortest);
        word.len() >= self.shortest
            && (first..=last).any(|at| word.get(at..).is_some_and(|end| self.last.contains(end)))
    }
}

/// What can stand before a verb and leaves its inflection as it is.
pub(super) struct Prefixes {
    kinds: HashMap<&'static str, Kind, BuildHasherDefault<WordHasher>>,
    longest: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inseparable,
    Separable,
    Both,
}

/// A word seen as a verb's prefix and what follows.
#[derive(Clone, Copy)]
pub(super) struct Split<'a> {
    pub prefix: &'a str,
    pub rest: &'a str,
    kind: Kind,
}

impl Split<'_> {
    /// Whether the participle can have ge- between prefix and stem (aangenomen).
    pub fn separable(&self) -> bool {
        self.kind != Kind::Inseparable
    }

    /// Whether the participle can go without ge- (begrepen).
    pub fn inseparable(&self) -> bool {
        self.kind != Kind::Separable
    }
}

impl Prefixes {
    pub fn new(text: &'static str) -> Self {
        let mut kinds = HashMap::default();
        for line in lines(text) {
            let mut line = line.split_whitespace();
            let kind = match line.next() {
                Some("inseparable") => Kind::Inseparable,
                Some("separable") => Kind::Separable,
                _ => Kind::Both,
            };
            kinds.extend(line.map(|prefix| (prefix, kind)));
        }
        let longest = kinds.keys().map(|prefix| prefix.len()).max().unwrap_or(0);
        Self { kinds, longest }
    }

    /// Every way to take one or two prefixes (heruitvinden) off that leaves two letters or more.
    pub fn splits<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Split<'a>> + 'a {
        self.from(word, 0).flat_map(move |outer| {
            std::iter::once(outer).chain(self.from(word, outer.prefix.len()))
        })
    }

    fn from<'a>(&'a self, word: &'a str, start: usize) -> impl Iterator<Item = Split<'a>> + 'a {
        let last = word.len().saturating_sub(2).min(start + self.longest);
        (start + 2..=last).filter_map(move |at| {
            let kind = *self.kinds.get(word.get(start..at)?)?;
            Some(Split { prefix: &word[..at], rest: &word[at..], kind })
        })
    }
}

/// A hash for short words from a trusted list: eight bytes at a time, multiply and rotate.
///
/// The standard hasher guards against keys chosen to collide; these tables are built from the
/// program's own lists, so a stranger's word can only miss.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        // The 64-bit golden ratio, an odd number whose bits are spread evenly (Knuth, TAOCP 6.4).
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(eight)).wrapping_mul(SPREAD);
        }
    }
}
