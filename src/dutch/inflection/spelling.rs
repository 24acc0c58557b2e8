//! Spelling that varies without a change of the word: apostrophes, and the spelling before 1996.

use super::lists::{Map, lines};

/// `foto's` → `foto`, `baby'tje` → `babytje`, `'s` → `s`.
pub(super) fn without_apostrophe(word: &str) -> Option<String> {
    if !word.contains('\'') {
        return None;
    }
    let bare = word.strip_suffix("'s").filter(|bare| !bare.is_empty()).unwrap_or(word);
    Some(bare.chars().filter(|&letter| letter != '\'').collect())
}

/// Old spellings with today's, by their first two letters.
pub(super) struct OldSpelling(Map<[u8; 2], Vec<(&'static str, &'static str)>>);

impl OldSpelling {
    pub fn new(text: &'static str) -> Self {
        let mut spellings: Map<[u8; 2], Vec<_>> = Map::default();
        for (old, new) in lines(text).filter_map(|line| line.split_once(' ')) {
            if let Some(&key) = old.as_bytes().first_chunk() {
                spellings.entry(key).or_default().push((old, new));
            }
        }
        Self(spellings)
    }

    /// Today's spelling: `eindprodukten` → `eindproducten`.
    ///
    /// The old spelling stands at the beginning or behind three letters or more: a part of a
    /// compound is found, chance within a word is not.
    pub fn undo(&self, word: &str) -> Option<String> {
        (0..word.len()).filter(|at| !matches!(at, 1 | 2)).find_map(|at| {
            let rest = word.get(at..)?;
            let candidates = self.0.get(rest.as_bytes().first_chunk::<2>()?)?;
            let (old, new) = candidates.iter().find(|(old, _)| rest.starts_with(old))?;
            Some([&word[..at], new, &rest[old.len()..]].concat())
        })
    }
}
