//! What an index must know of the analysis that made it.
//!
//! Two analyzers with one fingerprint give the same tokens for every text. The lists are hashed as
//! text, so that nobody has to remember to raise a number after correcting a word.

use sha2::{Digest, Sha256};

use super::switches::Switches;
use super::vocabulary::Vocabulary;
use crate::hex::hex;

/// Raised with every change to code that can change a term; changes to lists are seen without it.
const CHAIN_VERSION: u32 = 2;

macro_rules! lists {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("lists/", $name)))),+]
    };
}

/// Every list under `lists/`, by name.
const LISTS: &[(&str, &str)] = &lists![
    "adjectives.txt",
    "building_blocks.txt",
    "closed_parts.txt",
    "comparative_lookalikes.txt",
    "dental_stems.txt",
    "ge_words.txt",
    "irregular_nouns.txt",
    "latin_plurals.txt",
    "noun_readings.txt",
    "old_spelling.txt",
    "opaque.txt",
    "protected_words.txt",
    "s_words.txt",
    "stems_in_en.txt",
    "stop_words.txt",
    "strong_verbs.txt",
    "verb_forms.txt",
    "verb_prefixes.txt",
    "weak_stems.txt",
];

/// Sixteen bytes of SHA-256, in hex, over everything that terms depend on.
pub fn fingerprint(switches: Switches, vocabulary: &Vocabulary) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("{CHAIN_VERSION} {switches:?}\n"));
    for (name, text) in LISTS {
        digest.update(format!("{name} {}\n", text.len()));
        digest.update(text);
    }
    vocabulary.hash_into(&mut digest);
    hex(&digest.finalize()[..16])
}

/// The same of the whole chain over a vocabulary, for whoever has no analyzer yet.
pub fn base_fingerprint(vocabulary: &Vocabulary) -> String {
    fingerprint(Switches::default(), vocabulary)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::dutch::Analyzer;

    #[test]
    fn covers_every_list() {
        let folder = Path::new(file!()).with_file_name("lists");
        let found: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the lists stand beside this file")
            .map(|entry| entry.expect("a readable entry").file_name().into_string())
            .collect::<Result<_, _>>()
            .expect("names in ASCII");
        let hashed: BTreeSet<String> = LISTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, hashed);
    }

    /// What the analysis makes of every word of the lists, and of some texts that join words.
    fn analysis() -> String {
        let analyzer = Analyzer::new(Vocabulary::builtin());
        let mut digest = Sha256::new();
        let texts = ["kop- en voetteksten", "werkgevers en -nemers", "’t Kofschip`s e-mail, C++"];
        let lines = LISTS.iter().flat_map(|(_, text)| text.lines());
        for line in lines.filter(|line| !line.starts_with('#')).chain(texts) {
            analyzer.analyse(line, |token| digest.update(format!("{token:?}\n")));
        }
        hex(&digest.finalize()[..16])
    }

    #[test]
    fn the_version_is_raised_with_the_analysis() {
        let known = (2, "60d241a7533045212f5bafac33b98f23");
        assert_eq!(
            (CHAIN_VERSION, analysis().as_str()),
            known,
            "words are analysed otherwise: raise CHAIN_VERSION, so that indexes are made again, and \
             note it here with what it gives"
        );
    }

    #[test]
    fn changes_with_what_terms_depend_on() {
        let all = Switches::default();
        let learned = |words: &[(&str, u64)]| {
            let words = words.iter().map(|(word, documents)| (*word, *documents));
            fingerprint(all, &Vocabulary::builtin().learn(words))
        };
        let one = learned(&[("kaasmarkt", 3), ("wolmarkt", 4)]);
        assert_eq!(one, learned(&[("wolmarkt", 4), ("kaasmarkt", 1), ("kaasmarkt", 2)]));
        assert_ne!(one, learned(&[("kaasmarkt", 3)]));
        assert_ne!(one, fingerprint(all, &Vocabulary::empty()));
        let without = Switches { compounds: false, ..all };
        assert_ne!(
            fingerprint(all, &Vocabulary::builtin()),
            fingerprint(without, &Vocabulary::builtin())
        );
    }
}
