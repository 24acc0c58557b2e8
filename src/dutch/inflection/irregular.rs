//! Forms that are looked up: strong and irregular verbs, and nouns with a plural of their own.

use super::lists::{Map, Prefixes, Set, lines, words};
use super::syllable::close;

/// Strong and irregular verbs, known by every form that follows from their principal parts.
pub(super) struct StrongVerbs {
    /// Form → stem, for the verb alone or behind any prefix.
    forms: Map<Box<str>>,
    /// Participle without ge- → stem, only behind a prefix that takes none (be-grepen).
    bare: Map<Box<str>>,
    /// Forms that are read as another word unless a prefix makes them a verb's.
    noun_readings: Set,
    longest: usize,
}

impl StrongVerbs {
    pub fn new(parts: &'static str, single: &'static str, noun_readings: &'static str) -> Self {
        let mut verbs = Self {
            forms: Map::default(),
            bare: Map::default(),
            noun_readings: words(noun_readings).collect(),
            longest: 0,
        };
        for line in lines(single) {
            if let Some((form, stem)) = line.split_once(' ') {
                verbs.form(form.to_owned(), stem);
            }
        }
        for line in lines(parts) {
            let mut parts = line.split_whitespace();
            if let (Some(infinitive), Some(past), Some(pasts), Some(participle)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                verbs.verb(infinitive, past, pasts, participle);
            }
        }
        verbs.longest = verbs.forms.keys().map(|form| form.len()).max().unwrap_or(0);
        verbs
    }

    fn verb(&mut self, infinitive: &str, past: &str, pasts: &str, participle: &str) {
        let stem = match infinitive.strip_suffix("en") {
            Some(open) => close(open),
            None => infinitive.trim_end_matches('n').to_owned(),
        };
        // gaan, doen: the stem is what stays of the infinitive, one vowel shorter in gaan.
        let stem = stem.strip_suffix("aa").map_or(stem.clone(), |onset| format!("{onset}a"));
        let plain = infinitive.trim_end_matches('n');
        for form in [&stem, plain, infinitive, past, pasts, participle] {
            self.form(form.to_owned(), &stem);
        }
        self.form(format!("{stem}t"), &stem);
        self.form(pasts.trim_end_matches('n').to_owned(), &stem);
        for ending in ["d", "de", "den"] {
            self.form(format!("{infinitive}{ending}"), &stem);
        }
        self.form(format!("{participle}e"), &stem);
        if let Some(bare) = participle.strip_prefix("ge") {
            self.bare.entry(bare.into()).or_insert_with(|| stem.as_str().into());
            self.bare.entry(format!("{bare}e").into()).or_insert_with(|| stem.as_str().into());
        }
    }

    fn form(&mut self, form: String, stem: &str) {
        self.forms.entry(form.into()).or_insert_with(|| stem.into());
    }

    /// The present stem of a form: `liep` → `loop`, `begreep` → `begrijp`.
    pub fn stem(&self, word: &str, prefixes: &Prefixes) -> Option<String> {
        if self.noun_readings.contains(word) {
            return None;
        }
        if let Some(stem) = self.forms.get(word) {
            return Some(stem.to_string());
        }
        prefixes.splits(word).filter(|split| split.rest.len() <= self.longest).find_map(|split| {
            let bare = split.inseparable().then(|| self.bare.get(split.rest)).flatten();
            let stem = bare.or_else(|| self.forms.get(split.rest))?;
            Some(format!("{}{stem}", split.prefix))
        })
    }
}

/// Nouns whose plural no rule foretells.
pub(super) struct IrregularNouns {
    singulars: Map<&'static str>,
    shortest: usize,
    longest: usize,
}

impl IrregularNouns {
    pub fn new(lists: [&'static str; 2]) -> Self {
        let mut singulars = Map::default();
        for line in lists.into_iter().flat_map(lines) {
            if let Some((plural, singular)) = line.split_once(' ') {
                singulars.insert(plural.into(), singular);
            }
        }
        let shortest = singulars.keys().map(|plural: &Box<str>| plural.len()).min().unwrap_or(0);
        let longest = singulars.keys().map(|plural: &Box<str>| plural.len()).max().unwrap_or(0);
        Self { singulars, shortest, longest }
    }

    /// The singular of a plural: `steden` → `stad`, `kleinkinderen` → `kleinkind`.
    ///
    /// What stands before the plural in a compound has three letters or more and is no verb's
    /// prefix: `werkdagen` are days, `uitdagen` is a verb.
    pub fn singular(&self, word: &str, prefixes: &Prefixes) -> Option<String> {
        if let Some(singular) = self.singulars.get(word) {
            return Some((*singular).to_owned());
        }
        let first = word.len().saturating_sub(self.longest).max(3);
        let last = word.len().checked_sub(self.shortest)?;
        (first..=last).find_map(|at| {
            let singular = self.singulars.get(word.get(at..)?)?;
            let onset = &word[..at];
            let verb = prefixes.splits(word).any(|split| split.prefix.len() == at);
            (!verb).then(|| format!("{onset}{singular}"))
        })
    }
}
