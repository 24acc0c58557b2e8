//! Forms that are looked up: strong and irregular verbs, and nouns with a plural of their own.

use super::lists::{Map, Splits, Tails, lines, words};
use super::syllable::close;

/// Strong and irregular verbs, known by every form that follows from their principal parts.
pub(super) struct StrongVerbs {
    /// For the verb alone or behind any prefix.
    forms: Map<Box<str>, Form>,
    /// Participle without ge- → stem, only behind a prefix that takes none (be-grepen).
    bare: Map<Box<str>, Box<str>>,
}

#[derive(Default)]
struct Form {
    /// The present stem; none where only the other reading is known.
    stem: Option<Box<str>>,
    /// Whether the form, when no prefix makes it a verb's, is read as another word.
    other: bool,
}

impl StrongVerbs {
    pub fn new(parts: &'static str, single: &'static str, noun_readings: &'static str) -> Self {
        let mut verbs = Self { forms: Map::default(), bare: Map::default() };
        for line in lines(single) {
            if let Some((form, stem)) = line.split_once(' ') {
                verbs.add(form, stem);
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
        for word in words(noun_readings) {
            verbs.forms.entry(word.into()).or_default().other = true;
        }
        verbs
    }

    fn verb(&mut self, infinitive: &str, past: &str, pasts: &str, participle: &str) {
        let stem = &present_stem(infinitive);
        let (subjunctive, past_subjunctive) = (without_n(infinitive), without_n(pasts));
        let parts = [stem, subjunctive, infinitive, past, past_subjunctive, pasts, participle];
        let derived = [
            if stem.ends_with('a') { format!("{stem}at") } else { format!("{stem}t") },
            format!("{infinitive}d"),
            format!("{infinitive}de"),
            format!("{participle}e"),
        ];
        for form in parts.into_iter().chain(derived.iter().map(String::as_str)) {
            self.add(form, stem);
            if let Some(bare) = form.strip_prefix("ge").filter(|_| form.starts_with(participle)) {
                self.bare.entry(bare.into()).or_insert_with(|| stem.as_str().into());
            }
        }
    }

    /// The first entry of a form holds: the lists put the commoner verb first.
    fn add(&mut self, form: &str, stem: &str) {
        self.forms
            .entry(form.into())
            .or_insert_with(|| Form { stem: Some(stem.into()), other: false });
    }

    /// The present stem of a form: `liep` → `loop`, `begreep` → `begrijp`.
    pub fn stem(&self, word: &str, splits: &Splits) -> Option<String> {
        if let Some(form) = self.forms.get(word) {
            return form.stem.as_deref().filter(|_| !form.other).map(str::to_owned);
        }
        splits.of(word).find_map(|split| {
            let bare = split.inseparable().then(|| self.bare.get(split.rest)).flatten();
            let stem = bare.or_else(|| self.forms.get(split.rest)?.stem.as_ref())?;
            Some([split.prefix, stem].concat())
        })
    }
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
pub(super) struct IrregularNouns(Tails<Singular>);

struct Singular {
    noun: &'static str,
    /// Whether a verb's prefix makes a verb of the plural.
    verb: bool,
}

impl IrregularNouns {
    pub fn new(lists: [&'static str; 2]) -> Self {
        let entry = |line: &'static str| {
            let (plural, rest) = line.split_once(' ')?;
            let noun = rest.trim_end_matches(" verb");
            Some((plural, Singular { noun, verb: noun.len() < rest.len() }))
        };
        Self(lists.into_iter().flat_map(lines).filter_map(entry).collect())
    }

    /// The singular of a plural: `steden` → `stad`, `kleinkinderen` → `kleinkind`.
    ///
    /// What stands before the plural in a compound has three letters or more. `werkdagen` are days,
    /// but `uitdagen` is a verb.
    pub fn singular(&self, word: &str, splits: &Splits) -> Option<String> {
        self.0.of(word).find_map(|(onset, singular)| {
            let counts = onset.is_empty()
                || (onset.len() >= 3 && !(singular.verb && splits.at(onset.len())));
            counts.then(|| [onset, singular.noun].concat())
        })
    }
}
