//! Words within a few edits of a spelling.
//!
//! An edit is a letter left out, added, replaced, or two neighbours exchanged (the restricted
//! distance of Damerau 1964, computed by rows as Wagner and Fischer 1974 do). The sorted list serves
//! as a trie: rows of a common beginning are computed once, and a beginning from which nothing can
//! be near is skipped with all its words. Only the cells within the allowed distance of the diagonal
//! are computed (Ukkonen 1985).

use super::{WordId, Words};

/// Longer spellings are not corrected: the longest Dutch words in use have some forty letters.
pub(in crate::search) const LONGEST_CORRECTED: usize = 48;
/// Words with another first letter, the one that is least often wrong (Yannakoudakis and Fawthrop
/// 1983), may be one edit away: two would mean a walk through nearly the whole list.
const EDITS_OF_OTHER_INITIAL: u8 = 1;
/// Above every distance asked for, and still countable in a byte.
const FAR: u8 = u8::MAX / 2;

/// A word found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) struct Near {
    pub word: WordId,
    /// Edits between the spelling and the beginning of the word that is nearest to it.
    pub of_beginning: u8,
    /// Edits between the spelling and the whole word, when they are few enough.
    pub of_whole: Option<u8>,
}

impl Words {
    /// The words of which the whole or a beginning is at most `edits` away from `folded`; at most one
    /// when they do not begin with the same letter. Compares bytes: folded Dutch has one for each
    /// letter.
    pub fn near(&self, folded: &str, edits: u8, beginnings: bool) -> Vec<Near> {
        let mut found = Vec::new();
        if folded.len() <= LONGEST_CORRECTED && !folded.is_empty() {
            Walk::new(self, folded.as_bytes(), edits, beginnings).run(&mut found);
        }
        found
    }
}

struct Walk<'a> {
    words: &'a Words,
    spelling: &'a [u8],
    edits: u8,
    beginnings: bool,
    /// Row `n`: distances between the first `n` bytes of the word and every beginning of the spelling.
    rows: Vec<[u8; LONGEST_CORRECTED + 1]>,
    /// The least distance of the whole spelling to any beginning of the word up to `n` bytes.
    best: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn new(words: &'a Words, spelling: &'a [u8], edits: u8, beginnings: bool) -> Walk<'a> {
        let mut first = [FAR; LONGEST_CORRECTED + 1];
        for (cell, at) in first.iter_mut().zip(0..=edits) {
            *cell = at;
        }
        let best = vec![first[spelling.len()]];
        Walk { words, spelling, edits, beginnings, rows: vec![first], best }
    }

    fn run(&mut self, found: &mut Vec<Near>) {
        let edits = self.edits;
        let mut at = 0;
        while at < self.words.words.len() {
            let word = self.words.letters(at);
            // Rows that this word has in common with the one before it still hold.
            let mut depth = (self.words.shared[at] as usize).min(self.rows.len() - 1);
            self.rows.truncate(depth + 1);
            self.best.truncate(depth + 1);
            let longest = self.spelling.len() + edits as usize;
            let mut least = 0;
            let same_initial = word.first() == self.spelling.first();
            self.edits = if same_initial { edits } else { edits.min(EDITS_OF_OTHER_INITIAL) };
            while depth < word.len().min(longest) && least <= self.edits {
                least = self.push_row(word, depth);
                depth += 1;
            }
            let best = self.best[depth];
            if self.beginnings && best <= self.edits {
                let of_whole = self.whole(word, depth);
                found.push(Near { word: at as WordId, of_beginning: best, of_whole });
            } else if least > self.edits {
                // Nothing that begins like this is near.
                at += 1;
                while self.words.shared.get(at).is_some_and(|&same| same as usize >= depth) {
                    at += 1;
                }
                continue;
            } else if let Some(edits) = self.whole(word, depth) {
                let near = Near { word: at as WordId, of_beginning: best, of_whole: Some(edits) };
                found.push(near);
            }
            at += 1;
        }
    }

    /// The distance of the whole word, when all of it was looked at and it is near.
    fn whole(&self, word: &[u8], depth: usize) -> Option<u8> {
        let edits = self.rows[depth][self.spelling.len()];
        (depth == word.len() && edits <= self.edits).then_some(edits)
    }

    /// Computes the row for one more byte of the word; gives its least distance.
    fn push_row(&mut self, word: &[u8], depth: usize) -> u8 {
        let (edits, length) = (self.edits as usize, self.spelling.len());
        let byte = word[depth];
        let mut row = [FAR; LONGEST_CORRECTED + 1];
        let above = &self.rows[depth];
        let from = (depth + 1).saturating_sub(edits);
        let to = (depth + 1 + edits).min(length);
        let mut least = FAR;
        for at in from..=to {
            if at == 0 {
                row[0] = (depth + 1) as u8;
                least = least.min(row[0]);
                continue;
            }
            let letter = self.spelling[at - 1];
            let mut cell =
                (above[at] + 1).min(row[at - 1] + 1).min(above[at - 1] + u8::from(letter != byte));
            let exchanged = depth > 0
                && at > 1
                && letter == word[depth - 1]
                && self.spelling[at - 2] == byte
                && letter != byte;
            if exchanged {
                cell = cell.min(self.rows[depth - 1][at - 2] + 1);
            }
            row[at] = cell.min(FAR);
            least = least.min(cell);
        }
        self.best.push(self.best[depth].min(row[length]));
        self.rows.push(row);
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Words {
        let article = crate::article::Article::sample(&list.join(" "));
        let analyzer = crate::dutch::Analyzer::new(crate::dutch::Vocabulary::empty());
        let articles = std::iter::once(Ok::<_, std::convert::Infallible>(article));
        let Ok(words) = Words::of(&analyzer, articles);
        words
    }

    /// The distance by its definition, without rows that are shared or cells that are left out.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut cell = (rows[i - 1][j] + 1)
                        .min(rows[i][j - 1] + 1)
                        .min(rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cell = cell.min(rows[i - 2][j - 2] + 1);
                    }
                    cell
                };
            }
        }
        rows[a.len()][b.len()]
    }

    proptest::proptest! {
        #[test]
        fn finds_exactly_what_the_definition_finds(
            list in proptest::collection::vec("[ab]{1,7}", 1..12),
            spelling in "[ab]{1,7}",
            edits in 0u8..3,
        ) {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let words = words(&list);
            let whole = |word: &str| distance(word.as_bytes(), spelling.as_bytes());
            let beginning =
                |word: &str| (0..=word.len()).map(|end| whole(&word[..end])).min().expect("one");
            let allowed = |word: &str| {
                let initial = spelling.chars().next().expect("not empty");
                usize::from(if word.starts_with(initial) { edits } else { edits.min(1) })
            };
            let near = words.near(&spelling, edits, false);
            let found: Vec<(&str, usize)> = near
                .iter()
                .map(|near| (&*words.get(near.word).folded, near.of_whole.expect("whole").into()))
                .collect();
            let expect: Vec<(&str, usize)> = words
                .iter()
                .map(|word| (&*word.folded, whole(&word.folded)))
                .filter(|(word, distance)| *distance <= allowed(word))
                .collect();
            assert_eq!(found, expect);
            let near = words.near(&spelling, edits, true);
            let found: Vec<(&str, usize)> = near
                .iter()
                .map(|near| (&*words.get(near.word).folded, near.of_beginning.into()))
                .collect();
            let expect: Vec<(&str, usize)> = words
                .iter()
                .map(|word| (&*word.folded, beginning(&word.folded)))
                .filter(|(word, distance)| *distance <= allowed(word))
                .collect();
            assert_eq!(found, expect);
        }
    }
}
