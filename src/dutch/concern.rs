//! Which words a change of what the corpus taught may concern.
//!
//! A vocabulary decides one thing about a word: its parts. A part comes from a learned word only when
//! it may be a form of it, and that is what skeletons are for: a word without a slice that may be a
//! form of a changed word is analysed as before. The rest is worth analysing twice.

use super::skeleton::Skeletons;
use super::stemming::Stemming;
use super::switches::Switches;

/// Words that were learned or unlearned.
#[derive(Debug)]
pub struct Concern {
    changed: Skeletons,
}

impl Concern {
    /// `changed` are folded.
    pub fn with<'w>(changed: impl Iterator<Item = &'w str>) -> Concern {
        let stemming = Stemming::new(Switches::default());
        let mut skeletons = Skeletons::new();
        for word in changed {
            // As the lexicon does for words it knows.
            skeletons.insert(word);
            skeletons.insert(&stemming.term(word));
        }
        Concern { changed: skeletons }
    }

    /// Whether the parts of `word` (folded) may differ now.
    pub fn may_touch(&self, word: &str) -> bool {
        // What is no plain letter stands between parts, never in one.
        word.split(|c: char| !c.is_ascii_lowercase())
            .any(|stretch| (0..stretch.len()).any(|start| self.changed.ends(stretch, start) != 0))
    }
}
