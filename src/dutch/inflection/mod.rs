//! Inflected forms of one lemma get one term: `liep`, `loopt` and `gelopen` become `loop`.
//!
//! [`Inflection`] is a chain of named steps around Porter's Dutch stemmer (rust-stemmers). Porter
//! says whether a word has an ending -e or -en; the steps before it undo what it does not know, the
//! steps behind it restore the stem's spelling. Words come in whole, lowercased and without
//! diacritics; tokens, folding and compounds are for others.

mod degree;
mod dental;
mod irregular;
mod lists;
mod noun;
mod participle;
mod syllable;
#[cfg(test)]
mod tests;

use degree::Adjectives;
use dental::Dentals;
use irregular::{IrregularNouns, StrongVerbs};
use lists::{Endings, Prefixes, Set};
use participle::OwnGe;
use rust_stemmers::{Algorithm, Stemmer};

/// One step of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An apostrophe only keeps letters apart for the eye: `foto's`, `'s avonds`, `baby'tje`.
    Apostrophe,
    /// Porter and the rules take vowel change for another word: `liep` is `loop`.
    StrongVerb,
    /// Plurals that no rule foretells: `steden`, `kinderen`, `musea`.
    IrregularNoun,
    /// `stoeltje` is a chair.
    Diminutive,
    /// Behind an unstressed syllable the plural takes -s: `computers`, `stages`.
    PluralS,
    /// `groter` and `grootst` say how much, not what.
    Degree,
    /// `gewerkt` and `werkend` are forms of `werken`.
    Participle,
    /// Porter's stemmer, the base: -e, -en, -heden and derivation.
    Porter,
    /// Spelling of the stem: `lop`(en) is `loop`, `huiz`(en) is `huis`. Takes back what Porter cuts
    /// beyond the ending.
    Syllable,
    /// `werkt`, `werkte` and `bedoeld` end in a verb's dental, `markt` and `beeld` in their own.
    Dental,
    /// Stress is not written: `argumenteer` and `computer` share -eren.
    LastVowel,
}

/// The chain, in the order in which it runs.
pub const CHAIN: [Step; 11] = [
    Step::Apostrophe,
    Step::StrongVerb,
    Step::IrregularNoun,
    Step::Diminutive,
    Step::PluralS,
    Step::Degree,
    Step::Participle,
    Step::Porter,
    Step::Syllable,
    Step::Dental,
    Step::LastVowel,
];

impl Step {
    /// The step's name, as shown to a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apostrophe => "apostrophe",
            Self::StrongVerb => "strong verb",
            Self::IrregularNoun => "irregular noun",
            Self::Diminutive => "diminutive",
            Self::PluralS => "plural -s",
            Self::Degree => "degree",
            Self::Participle => "participle",
            Self::Porter => "porter",
            Self::Syllable => "syllable",
            Self::Dental => "dental",
            Self::LastVowel => "last vowel",
        }
    }
}

/// Which steps of the chain run. All of them, unless an evaluation wants to know what one is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(u16);

impl Steps {
    pub const ALL: Self = Self(u16::MAX);
    pub const NONE: Self = Self(0);

    #[must_use]
    pub fn with(self, step: Step) -> Self {
        Self(self.0 | 1 << step as u16)
    }

    #[must_use]
    pub fn without(self, step: Step) -> Self {
        Self(self.0 & !(1 << step as u16))
    }

    pub fn contains(self, step: Step) -> bool {
        self.0 & 1 << step as u16 != 0
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self::ALL
    }
}

/// The chain with its lists. Build it once; it is read-only and shared between threads.
pub struct Inflection {
    steps: Steps,
    porter: Stemmer,
    function_words: Set,
    prefixes: Prefixes,
    verbs: StrongVerbs,
    nouns: IrregularNouns,
    adjectives: Adjectives,
    own_s: Endings,
    own_en: Endings,
    own_ge: OwnGe,
    dentals: Dentals,
}

/// A word on its way through the chain.
struct Word {
    text: String,
    /// How it was written before Porter cut.
    uncut: Option<String>,
    /// Whether -e or -en was cut.
    inflected: bool,
    /// Whether it was looked up, so that no rule has to guess any more.
    known: bool,
}

impl Inflection {
    pub fn new() -> Self {
        Self::with_steps(Steps::ALL)
    }

    /// The chain with only some of its steps.
    pub fn with_steps(steps: Steps) -> Self {
        Self {
            steps,
            porter: Stemmer::create(Algorithm::Dutch),
            function_words: lists::words(include_str!("../lists/function_words.txt")).collect(),
            prefixes: Prefixes::new(include_str!("../lists/verb_prefixes.txt")),
            verbs: StrongVerbs::new(
                include_str!("../lists/strong_verbs.txt"),
                include_str!("../lists/verb_forms.txt"),
                include_str!("../lists/noun_readings.txt"),
            ),
            nouns: IrregularNouns::new([
                include_str!("../lists/irregular_nouns.txt"),
                include_str!("../lists/latin_plurals.txt"),
            ]),
            adjectives: Adjectives::new(
                include_str!("../lists/adjectives.txt"),
                include_str!("../lists/comparative_lookalikes.txt"),
            ),
            own_s: Endings::new(include_str!("../lists/s_words.txt")),
            own_en: Endings::new(include_str!("../lists/stems_in_en.txt")),
            own_ge: OwnGe::new(include_str!("../lists/ge_words.txt")),
            dentals: Dentals {
                own: Endings::new(include_str!("../lists/dental_stems.txt")),
                weak: Endings::new(include_str!("../lists/weak_stems.txt")),
            },
        }
    }

    /// The term under which a word is indexed. `word` is lowercased and free of diacritics.
    pub fn term(&self, word: &str) -> String {
        self.run(word, |_, _| ())
    }

    /// Every step that changed something, by name, with the word behind it.
    pub fn steps(&self, word: &str) -> Vec<(&'static str, String)> {
        let mut changes = Vec::new();
        self.run(word, |step, text| changes.push((step.name(), text.to_owned())));
        changes
    }

    fn run(&self, word: &str, mut changed: impl FnMut(Step, &str)) -> String {
        let mut word = Word { text: word.to_owned(), uncut: None, inflected: false, known: false };
        for step in CHAIN {
            if !self.steps.contains(step) {
                continue;
            }
            if let Some(text) = self.apply(step, &mut word)
                && text != word.text
                && !text.is_empty()
            {
                word.text = text;
                changed(step, &word.text);
            }
        }
        word.text
    }

    /// What the step makes of the word, if anything.
    fn apply(&self, step: Step, word: &mut Word) -> Option<String> {
        if step == Step::Apostrophe {
            return without_apostrophe(&word.text);
        }
        if !word.text.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        if step == Step::StrongVerb && self.function_words.contains(word.text.as_str()) {
            word.known = true;
            return None;
        }
        if word.known && step != Step::LastVowel {
            return None;
        }
        let text = &word.text;
        let made = match step {
            Step::Apostrophe => None,
            Step::StrongVerb => {
                let stem = self.verbs.stem(text, &self.prefixes);
                word.known = stem.is_some();
                stem
            }
            Step::IrregularNoun => {
                let singular = self.nouns.singular(text, &self.prefixes);
                word.known = singular.is_some();
                singular
            }
            Step::Diminutive => noun::undo_diminutive(text, &self.dentals.own, &self.prefixes),
            Step::PluralS => noun::undo_plural_s(text, &self.own_s, &self.prefixes),
            Step::Degree => degree::undo_degree(text, &self.adjectives, &self.prefixes),
            Step::Participle => {
                participle::undo_past(text, &self.own_ge, &self.prefixes).or_else(|| {
                    let own = [&self.dentals.own, &self.own_en];
                    participle::undo_present(text, own, &self.prefixes)
                })
            }
            Step::Porter => {
                let stem = self.porter.stem(text).into_owned();
                word.inflected = text.ends_with('e') && stem.len() < text.len()
                    || text.ends_with("en") && stem.len() + 2 <= text.len();
                word.uncut = Some(text.clone());
                Some(stem)
            }
            Step::Syllable => self.respell(word),
            Step::Dental => self.dentals.undo(text, word.inflected, &self.prefixes),
            Step::LastVowel => syllable::level_last_vowel(text),
        }?;
        (!self.function_words.contains(made.as_str())).then_some(made)
    }

    /// The stem as written, from the word before Porter's cut and what Porter cut.
    fn respell(&self, word: &Word) -> Option<String> {
        let uncut = word.uncut.as_deref()?;
        if let Some(quality) = uncut.strip_suffix("heden").filter(|quality| quality.len() > 2) {
            return Some(format!("{quality}heid"));
        }
        if self.own_en.has(uncut, &self.prefixes) {
            return Some(uncut.to_owned());
        }
        if word.inflected {
            let open = uncut.strip_suffix("en").or_else(|| uncut.strip_suffix('e'))?;
            return Some(syllable::close(open));
        }
        if let Some(stem) = uncut.strip_suffix("en")
            && (stem.ends_with("ie") || stem.ends_with("ee"))
        {
            return Some(stem.to_owned());
        }
        Some(uncut.to_owned())
    }
}

impl Default for Inflection {
    fn default() -> Self {
        Self::new()
    }
}

/// `foto's` → `foto`, `baby'tje` → `babytje`, `'s` → `s`.
fn without_apostrophe(word: &str) -> Option<String> {
    if !word.contains('\'') {
        return None;
    }
    let bare = word.strip_suffix("'s").filter(|bare| !bare.is_empty()).unwrap_or(word);
    Some(bare.chars().filter(|&letter| letter != '\'').collect())
}
