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
mod spelling;
mod step;
mod syllable;
#[cfg(test)]
mod tests;

pub use step::{CHAIN, Step, Steps};

use degree::Adjectives;
use dental::Dentals;
use irregular::{IrregularNouns, StrongVerbs};
use lists::{Prefixes, Set, Splits, Words};
use noun::PluralS;
use participle::OwnGe;
use rust_stemmers::{Algorithm, Stemmer};
use spelling::OldSpelling;

/// How often the chain may run over one word. Of 38,000 Dutch words one in seventy still changes in
/// a second round, two in a third, none in a fourth; of 400,000 strings of random syllables three
/// do in a fourth. Twice that is the limit, so that the chain always ends.
const MOST_ROUNDS: usize = 8;

/// The chain with its lists. Build it once; it is read-only and shared between threads.
pub struct Inflection {
    steps: Steps,
    porter: Stemmer,
    protected: Set,
    prefixes: Prefixes,
    old_spelling: OldSpelling,
    verbs: StrongVerbs,
    nouns: IrregularNouns,
    adjectives: Adjectives,
    plural_s: PluralS,
    own_en: Words,
    own_ge: OwnGe,
    dentals: Dentals,
}

/// A word on its way through the chain.
struct Word {
    text: String,
    /// Where verbs' prefixes end in it.
    splits: Splits,
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
            protected: lists::words(include_str!("../lists/protected_words.txt")).collect(),
            prefixes: Prefixes::new(include_str!("../lists/verb_prefixes.txt")),
            old_spelling: OldSpelling::new(include_str!("../lists/old_spelling.txt")),
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
            plural_s: PluralS::new(include_str!("../lists/s_words.txt")),
            own_en: Words::new(include_str!("../lists/stems_in_en.txt")),
            own_ge: OwnGe::new(include_str!("../lists/ge_words.txt")),
            dentals: Dentals {
                own: Words::new(include_str!("../lists/dental_stems.txt")),
                weak: Words::new(include_str!("../lists/weak_stems.txt")),
            },
        }
    }

    /// The term under which a word is indexed. `word` is lowercased and free of diacritics.
    pub fn term(&self, word: &str) -> String {
        self.run(word, |_, _| ())
    }

    /// Every step that changed something, by name, with the word behind it. What the next step
    /// takes back is left out.
    pub fn steps(&self, word: &str) -> Vec<(&'static str, String)> {
        let mut changes: Vec<(&'static str, String)> = Vec::new();
        self.run(word, |step, text| {
            let earlier = changes.len().checked_sub(2).map(|index| changes[index].1.as_str());
            if !changes.is_empty() && earlier.unwrap_or(word) == text {
                changes.pop();
            } else {
                changes.push((step.name(), text.to_owned()));
            }
        });
        changes
    }

    /// Runs the chain until it changes nothing more, so that a term is its own term.
    fn run(&self, word: &str, mut changed: impl FnMut(Step, &str)) -> String {
        let mut term = word.to_owned();
        for _ in 0..MOST_ROUNDS {
            let round = self.round(&term, &mut changed);
            if round == term {
                break;
            }
            term = round;
        }
        term
    }

    fn round(&self, word: &str, mut changed: impl FnMut(Step, &str)) -> String {
        if self.is_protected(word) {
            return word.to_owned();
        }
        let mut word = Word {
            text: word.to_owned(),
            splits: self.prefixes.splits(word),
            uncut: None,
            inflected: false,
            known: false,
        };
        for step in CHAIN.into_iter().filter(|&step| self.steps.contains(step)) {
            let Some(text) = self.apply(step, &mut word) else { continue };
            if text.is_empty() || text == word.text || self.is_protected(&text) {
                continue;
            }
            if matches!(step, Step::Apostrophe | Step::OldSpelling | Step::Participle) {
                word.splits = self.prefixes.splits(&text);
            }
            word.text = text;
            changed(step, &word.text);
        }
        word.text
    }

    /// What the step makes of the word, if anything.
    fn apply(&self, step: Step, word: &mut Word) -> Option<String> {
        let text = &word.text;
        if step == Step::Apostrophe {
            return spelling::without_apostrophe(text);
        }
        if word.known && step != Step::LastVowel
            || !text.bytes().all(|letter| letter.is_ascii_lowercase())
        {
            return None;
        }
        match step {
            Step::Apostrophe => None,
            Step::OldSpelling => self.old_spelling.undo(text),
            Step::StrongVerb => {
                let stem = self.verbs.stem(text, &word.splits);
                word.known = stem.is_some();
                stem
            }
            Step::IrregularNoun => {
                let singular = self.nouns.singular(text, &word.splits);
                word.known = singular.is_some();
                singular
            }
            Step::Diminutive => noun::undo_diminutive(text, &self.dentals.own, &word.splits),
            Step::PluralS => self.plural_s.undo(text, &word.splits),
            Step::Degree => self.adjectives.positive(
                text,
                |word| self.is_participle(word),
                |stem| self.is_weak(stem),
            ),
            Step::Participle => self.own_ge.undo(text, &word.splits).or_else(|| {
                let own = [&self.dentals.own, &self.own_en];
                participle::undo_present(text, own, &word.splits)
            }),
            Step::ActionNoun => {
                let open = text.strip_suffix("ing")?;
                (self.porter.stem(text).len() <= open.len()).then(|| format!("{open}en"))
            }
            Step::Porter => {
                // Elsewhere Porter only cuts what the step for syllables takes back.
                if self.steps.contains(Step::Syllable) && !text.ends_with(['e', 'n']) {
                    return None;
                }
                let stem = self.porter.stem(text).into_owned();
                word.inflected = text.ends_with('e') && stem.len() < text.len()
                    || text.ends_with("en") && stem.len() + 2 <= text.len();
                word.uncut = Some(text.clone());
                Some(stem)
            }
            Step::Syllable => self.respell(word),
            Step::Dental => self.dentals.undo(text, word.inflected, &word.splits),
            Step::LastVowel => syllable::level_last_vowel(text),
        }
    }

    /// Whether a rule has made one of the closed classes of another word (`innen` is not `in`).
    fn is_protected(&self, made: &str) -> bool {
        self.protected.contains(made)
    }

    /// Whether a word in -d, -t or -en is a verb's participle, as far as the word itself shows.
    fn is_participle(&self, word: &str) -> bool {
        if !word.ends_with(['d', 't', 'n']) {
            return false;
        }
        let verbal = word.strip_prefix("on").unwrap_or(word);
        let splits = &self.prefixes.splits(verbal);
        if verbal.ends_with('n') {
            return verbal.ends_with("en") && self.verbs.stem(verbal, splits).is_some();
        }
        self.own_ge.undo(verbal, splits).is_some()
            || splits.of(verbal).any(|split| split.inseparable())
                && self.dentals.undo(verbal, true, splits).is_some()
    }

    /// Whether a verb's stem, ge- before it or not, is known to take a weak past.
    fn is_weak(&self, stem: &str) -> bool {
        let bare = stem.strip_prefix("ge").unwrap_or(stem);
        self.dentals.weak.has(bare, &self.prefixes.splits(bare))
    }

    /// The stem as written, from the word before Porter's cut and what Porter cut.
    fn respell(&self, word: &Word) -> Option<String> {
        let uncut = word.uncut.as_deref()?;
        if let Some(quality) = uncut.strip_suffix("heden").filter(|quality| quality.len() > 2) {
            return Some(format!("{quality}heid"));
        }
        if self.own_en.has(uncut, &word.splits) {
            return Some(uncut.to_owned());
        }
        if word.inflected {
            let open = uncut.strip_suffix("en").or_else(|| uncut.strip_suffix('e'))?;
            return Some(syllable::close(open));
        }
        Some(syllable::close_short(uncut).unwrap_or_else(|| uncut.to_owned()))
    }
}

impl Default for Inflection {
    fn default() -> Self {
        Self::new()
    }
}
