//! The word lists of the inflection, read once from the text files under `lists/`.
//!
//! A list holds the grammar that no rule foretells. Lines beginning with `#` are comments. What an
//! entry means is for the step that asks.

use super::syllable::has_vowel;
use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

// The standard hasher guards against keys chosen to collide; these tables are built from the program's
// own lists, so a stranger's word can only miss.
pub(super) type Map<K, V> = HashMap<K, V, FixedState>;
pub(super) type Set = HashSet<&'static str, FixedState>;

/// The lines of a list, comments and empty lines left out.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The words of a list.
pub(super) fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

/// Ends of words, found by their last two letters.
pub(super) struct Tails<V>(Map<[u8; 2], Vec<(&'static str, V)>>);

impl<V> FromIterator<(&'static str, V)> for Tails<V> {
    /// Keeps ends of two letters or more.
    fn from_iter<I: IntoIterator<Item = (&'static str, V)>>(entries: I) -> Self {
        let mut tails: Map<[u8; 2], Vec<_>> = Map::default();
        for (end, value) in entries {
            if let Some(&key) = end.as_bytes().last_chunk() {
                tails.entry(key).or_default().push((end, value));
            }
        }
        Self(tails)
    }
}

impl<V> Tails<V> {
    /// Every entry that ends the word, with what stands before it.
    pub fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (&'a str, &'a V)> {
        let tails = word.as_bytes().last_chunk().and_then(|key| self.0.get(key));
        tails
            .into_iter()
            .flatten()
            .filter_map(|(end, value)| Some((word.strip_suffix(end)?, value)))
    }
}

/// Words of which some may stand in a longer word.
///
/// `haast` matches itself alone; `+start` also behind a verb's prefix (`opstart`); `-markt` also
/// ends longer words (`arbeidsmarkt`), unless what stands before it is a verb's prefix.
pub(super) struct Words {
    whole: Set,
    prefixed: Set,
    last: Tails<()>,
}

impl Words {
    pub fn new(text: &'static str) -> Self {
        let bare = |entry: &'static str| entry.trim_start_matches(['+', '-']);
        let marked = |mark| words(text).filter_map(move |entry| entry.strip_prefix(mark));
        Self {
            whole: words(text).map(bare).collect(),
            prefixed: marked('+').collect(),
            last: marked('-').map(|end| (end, ())).collect(),
        }
    }

    /// Whether `word`, with its own `splits`, is one of these.
    pub fn has(&self, word: &str, splits: &Splits) -> bool {
        self.whole.contains(word)
            || self.last.of(word).any(|(onset, ())| has_vowel(onset) && !splits.at(onset.len()))
            || splits.of(word).any(|split| self.prefixed.contains(split.rest))
    }
}

/// What can stand before a verb and leaves its inflection as it is, by the first letter.
pub(super) struct Prefixes(Vec<Vec<(&'static str, Kind)>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inseparable,
    Separable,
    Both,
}

impl Prefixes {
    pub fn new(text: &'static str) -> Self {
        let mut kinds = vec![Vec::new(); 26];
        for line in lines(text) {
            let mut line = line.split_whitespace();
            let kind = match line.next() {
                Some("inseparable") => Kind::Inseparable,
                Some("separable") => Kind::Separable,
                _ => Kind::Both,
            };
            for prefix in line {
                kinds[initial(prefix).expect("the list is written in a to z")].push((prefix, kind));
            }
        }
        Self(kinds)
    }

    /// Where one or two prefixes end in the word. Of two, the first is her- (heruitvinden) or the
    /// second is never apart from its verb (voorbereiden).
    pub fn splits(&self, word: &str) -> Splits {
        let mut splits = Splits::default();
        self.add(word, 0, &mut splits, |_| true);
        for index in 0..splits.count {
            let (end, _) = splits.ends[index];
            let again = &word[..end] == "her";
            self.add(word, end, &mut splits, |kind| again || kind == Kind::Inseparable);
        }
        splits
    }

    fn add(&self, word: &str, start: usize, splits: &mut Splits, allowed: impl Fn(Kind) -> bool) {
        let text = &word[start..];
        let Some(letter) = initial(text) else { return };
        for &(prefix, kind) in &self.0[letter] {
            if text.starts_with(prefix) && allowed(kind) && splits.count < splits.ends.len() {
                splits.ends[splits.count] = (start + prefix.len(), kind);
                splits.count += 1;
            }
        }
    }
}

/// Where verbs' prefixes end in a word. They hold as long as the word changes only at its end.
pub(super) struct Splits {
    /// No Dutch word begins with eight prefixes; what goes beyond is no verb.
    ends: [(usize, Kind); 8],
    count: usize,
}

impl Default for Splits {
    fn default() -> Self {
        Self { ends: [(0, Kind::Both); 8], count: 0 }
    }
}

impl Splits {
    /// Every way to take a prefix off that leaves two letters or more.
    pub fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Split<'a>> {
        self.ends[..self.count]
            .iter()
            .filter(|(end, _)| end + 2 <= word.len())
            .map(|&(end, kind)| Split { prefix: &word[..end], rest: &word[end..], kind })
    }

    /// Whether a prefix ends behind this many letters.
    pub fn at(&self, letters: usize) -> bool {
        self.ends[..self.count].iter().any(|&(end, _)| end == letters)
    }
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

fn initial(text: &str) -> Option<usize> {
    let letter = *text.as_bytes().first()?;
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'))
}
