//! Forms that are looked up: strong and irregular verbs, and nouns with a plural of their own.

use super::lists::{Map, Prefixes, Set, Tails, lines, words};
use super::syllable::close;

/// Strong and irregular verbs, known by every form that follows from their principal parts.
pub(super) struct StrongVerbs {
    /// Form → stem, for the verb alone or behind any prefix.
    forms: Map<Box<str>, Box<str>>,
    /// Participle without ge- → stem, only behind a prefix that takes none (be-grepen).
    bare: Map<Box<str>, Box<str>>,
    /// Forms that are read as another word.
    noun_readings: Set,
}

impl StrongVerbs {
    pub fn new(parts: &'static str, single: &'static str, noun_readings: &'static str) -> Self {
        let mut verbs = Self {
            forms: Map::default(),
            bare: Map::default(),
            noun_readings: words(noun_readings).collect(),
        };
        for line in lines(single) {
            if let Some((form, stem)) = line.split_once(' ') {
                add(&mut verbs.forms, form, stem);
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
        verbs
    }

    fn verb(&mut self, infinitive: &str, past: &str, pasts: &str, participle: &str) {
        let stem = &present_stem(infinitive);
        let (subjunctive, past_subjunctive) = (without_n(infinitive), without_n(pasts));
        let parts = [stem, subjunctive, infinitive, past, past_subjunctive, pasts, participle];
        let derived = [
            format!("{stem}t"),
            format!("{infinitive}d"),
            format!("{infinitive}de"),
            format!("{participle}e"),
        ];
        for form in parts.into_iter().chain(derived.iter().map(String::as_str)) {
            add(&mut self.forms, form, stem);
            if let Some(bare) = form.strip_prefix("ge").filter(|_| form.starts_with(participle)) {
                add(&mut self.bare, bare, stem);
            }
        }
    }

    /// The present stem of a form: `liep` → `loop`, `begreep` → `begrijp`.
    pub fn stem(&self, word: &str, prefixes: &Prefixes) -> Option<String> {
        if self.noun_readings.contains(word) {
            return None;
        }
        if let Some(stem) = self.forms.get(word) {
            return Some(stem.to_string());
        }
        prefixes.splits(word).find_map(|split| {
            let bare = split.inseparable().then(|| self.bare.get(split.rest)).flatten();
            let stem = bare.or_else(|| self.forms.get(split.rest))?;
            Some([split.prefix, stem].concat())
        })
    }
}

/// The first entry of a form holds: the lists put the commoner verb first.
fn add(forms: &mut Map<Box<str>, Box<str>>, form: &str, stem: &str) {
    forms.entry(form.into()).or_insert_with(|| stem.into());
}

/// `lopen` → `loop`, `gaan` → `ga`, `doen` → `doe`.
fn present_stem(infinitive: &str) -> String {
    if let Some(onset) = infinitive.strip_suffix("aan") {
        return format!("{onset}a");
    }
    match infinitive.strip_suffix("en") {
        Some(open) if !open.ends_with(['i', 'o']) => close(open),
        _ => without_n(infinitive).to_owned(),
    }
}

fn without_n(form: &str) -> &str {
    form.strip_suffix('n').unwrap_or(form)
}

/// Nouns whose plural no rule foretells.
pub(super) struct IrregularNouns(Tails<&'static str>);

impl IrregularNouns {
    pub fn new(lists: [&'static str; 2]) -> Self {
        Self(lists.into_iter().flat_map(lines).filter_map(|line| line.split_once(' ')).collect())
    }

    /// The singular of a plural: `steden` → `stad`, `kleinkinderen` → `kleinkind`.
    ///
    /// What stands before the plural in a compound has three letters or more and is no verb's
    /// prefix: `werkdagen` are days, `uitdagen` is a verb.
    pub fn singular(&self, word: &str, prefixes: &Prefixes) -> Option<String> {
        self.0.of(word).find_map(|(onset, singular)| {
            let counts = onset.is_empty() || (onset.len() >= 3 && !prefixes.has(onset));
            counts.then(|| [onset, singular].concat())
        })
    }
}
