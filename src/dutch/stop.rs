//! Stop words: function words that carry little meaning of their own.
//!
//! They are marked, never dropped: phrases and titles are made of them too. What the mark means for
//! a score is left to the search.

use std::collections::HashSet;

const LIST: &str = include_str!("lists/stop_words.txt");

#[derive(Debug)]
pub struct StopWords(HashSet<&'static str>);

impl StopWords {
    pub fn new() -> StopWords {
        StopWords(
            LIST.lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(str::split_whitespace)
                .collect(),
        )
    }

    /// Whether `folded` (lowercased, folded) is a stop word.
    pub fn contains(&self, folded: &str) -> bool {
        self.0.contains(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dutch::fold::fold;

    #[test]
    fn knows_stop_words_and_no_others() {
        let stop = StopWords::new();
        for word in ["De", "’t", "van", "één", "hoe", "'s"] {
            assert!(stop.contains(fold(word).text()), "{word}");
        }
        for word in ["arbeid", "stage", "sociaal"] {
            assert!(!stop.contains(word), "{word}");
        }
    }
}
