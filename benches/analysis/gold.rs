//! The judged words, and how an analysis scores on them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Precision and recall, 0 to 1.
pub struct Score {
    precision: f64,
    recall: f64,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { precision, recall } = self;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        write!(f, "{precision:.3} {recall:.3} {f1:.3}")
    }
}

/// Forms with their lemmas.
pub struct Forms(BTreeMap<String, String>);

impl Forms {
    pub fn read(file: &Path) -> Result<Forms> {
        pairs(file).map(Forms)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Over all pairs of forms: of those with one term, the share with one lemma, and of those with
    /// one lemma, the share with one term.
    pub fn score(&self, mut term: impl FnMut(&str) -> String) -> Score {
        let mut lemmas: HashMap<&str, u64> = HashMap::new();
        let mut terms: HashMap<String, HashMap<&str, u64>> = HashMap::new();
        for (form, lemma) in &self.0 {
            *lemmas.entry(lemma).or_default() += 1;
            *terms.entry(term(form)).or_default().entry(lemma).or_default() += 1;
        }
        let pairs = |count: u64| (count * (count - 1) / 2) as f64;
        let one_lemma: f64 = lemmas.values().copied().map(pairs).sum();
        let one_term: f64 = terms.values().map(|lemmas| pairs(lemmas.values().sum())).sum();
        let both: f64 = terms.values().flat_map(HashMap::values).copied().map(pairs).sum();
        Score { precision: both / one_term.max(1.0), recall: both / one_lemma.max(1.0) }
    }
}

/// Words with their parts; a word of one part is no compound.
pub struct Compounds(BTreeMap<String, String>);

impl Compounds {
    pub fn read(file: &Path) -> Result<Compounds> {
        pairs(file).map(Compounds)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Of the words split, the share split right, and of the compounds, the share split right: in as
    /// many parts, each beginning with the same three letters, diacritics aside, since a judged part
    /// is a lemma.
    pub fn score(&self, split: impl Fn(&str) -> Vec<String>) -> Score {
        let (mut right, mut split_wrongly, mut missed) = (0u32, 0u32, 0u32);
        for (word, parts) in &self.0 {
            let parts: Vec<&str> = parts.split(' ').collect();
            let found = split(word);
            let same = found.len() == parts.len()
                && found.iter().zip(&parts).all(|(found, part)| begins_alike(found, part));
            if parts.len() > 1 && same {
                right += 1;
                continue;
            }
            missed += u32::from(parts.len() > 1);
            split_wrongly += u32::from(found.len() > 1);
        }
        let share = |of: u32| f64::from(right) / f64::from(of).max(1.0);
        Score { precision: share(right + split_wrongly), recall: share(right + missed) }
    }
}

fn begins_alike(a: &str, b: &str) -> bool {
    let bare = |letter: &char| !is_combining_mark(*letter);
    let start = |text: &str| text.to_lowercase().nfkd().filter(bare).take(3).collect::<String>();
    start(a) == start(b)
}

/// Lines of two columns.
fn pairs(file: &Path) -> Result<BTreeMap<String, String>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    let pair = |line: &str| {
        let (left, right) = line.split_once('\t')?;
        Some((left.to_owned(), right.to_owned()))
    };
    Ok(text.lines().filter_map(pair).collect())
}
