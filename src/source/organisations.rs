//! The registry of organisations, `_organisaties.toml`: which names there are, and which of them a
//! text mentions.
//!
//! Everything understood is used; what is not is a [`ListFault`] with its line, so that one bad
//! entry does not cost the others. When two names are the same is told by [`super::name`].

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::list_fault::ListFault;
use super::name::{Word, essential, name_key, without_legal_form, words};

/// The registered organisations.
#[derive(Debug, Clone, Default)]
pub struct Organisations {
    registered: Vec<Organisation>,
    /// Name key of a canonical name or alias → index in `registered`.
    by_key: HashMap<String, usize>,
    /// First word of a name key → the names that begin with it, longest first.
    by_first_word: HashMap<String, Vec<Pattern>>,
    fingerprint: [u8; 32],
}

/// One registered organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The canonical name, as shown: without legal form.
    pub name: String,
    /// As registered; not checked.
    pub website: Option<String>,
}

/// A name as looked for in a text.
#[derive(Debug, Clone)]
struct Pattern {
    words: Vec<String>,
    organisation: usize,
    /// A name of one word is often a common word too (De Brug, Kringloop): if it is registered with
    /// a capital, it counts in a text only with a capital.
    needs_capital: bool,
}

impl Organisations {
    /// Reads the registry. Faulty entries are left out and named; the rest holds.
    pub fn parse(toml: &str) -> (Self, Vec<ListFault>) {
        let mut reading = RegistryReading { toml, ..Default::default() };
        let (table, errors) = DeTable::parse_recoverable(toml);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            reading.fault(at, format!("not TOML: {}", error.message()));
        }
        reading.root(table.get_ref());
        reading.faults.sort_by_key(ListFault::line);
        reading.organisations.fingerprint = Sha256::digest(toml).into();
        (reading.organisations, reading.faults)
    }

    /// SHA-256 of the text that was read, which tells whether another reading gives the same.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.registered.is_empty()
    }

    /// In the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Organisation> {
        self.registered.iter()
    }

    /// The registered organisation of this name or alias.
    pub fn get(&self, name: &str) -> Option<&Organisation> {
        self.by_key.get(&name_key(name)).map(|&index| &self.registered[index])
    }

    /// The canonical name of a registered name or alias.
    pub fn resolve(&self, name: &str) -> Option<&str> {
        self.get(name).map(|organisation| organisation.name.as_str())
    }

    /// The name to show: the registered one, or else the name as written without its legal form.
    pub fn canonical(&self, name: &str) -> String {
        self.resolve(name).unwrap_or_else(|| without_legal_form(name)).to_owned()
    }

    /// Canonical names of the registered organisations that the text names as whole words, each
    /// once, in order of occurrence. Where names overlap, the longest counts.
    pub fn mentioned_in(&self, text: &str) -> Vec<&str> {
        let mut seen: Vec<usize> = Vec::new();
        for mention in self.mentions(text, Capitals::Tell) {
            if !seen.contains(&mention.organisation) {
                seen.push(mention.organisation);
            }
        }
        seen.into_iter().map(|index| self.registered[index].name.as_str()).collect()
    }

    /// The last registered name in a text that nothing but a legal form follows: where it begins,
    /// in bytes, a leading De or Het included.
    pub(super) fn at_end_of(&self, text: &str) -> Option<usize> {
        let words = words(text);
        let mention = self.mentions(text, Capitals::Ignored).pop()?;
        // Only a legal form may follow: the rest must not change the key.
        let with_rest = essential(&words[mention.first_word..]);
        let last_kept = with_rest.last()?;
        if last_kept.end != words[mention.last_word].end {
            return None;
        }
        let mut first = mention.first_word;
        if first > 0 && matches!(words[first - 1].folded.as_str(), "de" | "het" | "t" | "vzw") {
            first -= 1;
        }
        Some(words[first].start)
    }

    fn mentions(&self, text: &str, capitals: Capitals) -> Vec<Mention> {
        let mut mentions = Vec::new();
        if self.registered.is_empty() {
            return mentions;
        }
        let words = words(text);
        let mut at = 0;
        while at < words.len() {
            let found = self.by_first_word.get(&words[at].folded).and_then(|patterns| {
                patterns.iter().find(|pattern| pattern.matches(text, &words[at..], capitals))
            });
            match found {
                Some(pattern) => {
                    let last_word = at + pattern.words.len() - 1;
                    let organisation = pattern.organisation;
                    mentions.push(Mention { organisation, first_word: at, last_word });
                    at = last_word + 1;
                }
                None => at += 1,
            }
        }
        mentions
    }

    /// Registers one spelling; the index of the other organisation when it is taken.
    fn register(&mut self, spelling: &str, organisation: usize) -> Result<(), Taken> {
        let key = name_key(spelling);
        if key.is_empty() {
            return Err(Taken::Nothing);
        }
        match self.by_key.get(&key) {
            Some(&other) if other != organisation => return Err(Taken::By(other)),
            Some(_) => return Ok(()),
            None => {}
        }
        let all = words(spelling);
        let essential = essential(&all);
        let pattern = Pattern {
            words: essential.iter().map(|word| word.folded.clone()).collect(),
            organisation,
            needs_capital: essential.len() == 1 && begins_with_capital(spelling, &essential[0]),
        };
        let patterns = self.by_first_word.entry(pattern.words[0].clone()).or_default();
        patterns.push(pattern);
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.words.len()));
        self.by_key.insert(key, organisation);
        Ok(())
    }
}

struct Mention {
    organisation: usize,
    first_word: usize,
    last_word: usize,
}

enum Taken {
    /// The spelling has no letter or digit.
    Nothing,
    By(usize),
}

impl Pattern {
    fn matches(&self, text: &str, words: &[Word], capitals: Capitals) -> bool {
        words.len() >= self.words.len()
            && self.words.iter().zip(words).all(|(part, word)| *part == word.folded)
            && (!self.needs_capital
                || capitals == Capitals::Ignored
                || begins_with_capital(text, &words[0]))
    }
}

/// Whether capitals tell a name from a common word. In running text they do; where a name is
/// expected, as behind a function, they do not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capitals {
    Tell,
    Ignored,
}

fn begins_with_capital(text: &str, word: &Word) -> bool {
    text[word.start..].chars().next().is_some_and(|c| !c.is_lowercase())
}

/// One pass over the parsed file, collecting organisations and faults.
#[derive(Default)]
struct RegistryReading<'t> {
    toml: &'t str,
    organisations: Organisations,
    faults: Vec<ListFault>,
}

impl RegistryReading<'_> {
    fn fault(&mut self, at: usize, what: String) {
        let before = &self.toml.as_bytes()[..at.min(self.toml.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        self.faults.push(ListFault::Line { line, what });
    }

    fn root(&mut self, table: &DeTable<'_>) {
        for (key, value) in table.iter() {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("organisatie", DeValue::Array(entries)) => {
                    for entry in entries.iter() {
                        self.entry(entry);
                    }
                }
                ("organisatie", other) => {
                    let what = found(other);
                    self.fault(at, format!("expected [[organisatie]] entries, found {what}"));
                }
                (other, _) => {
                    self.fault(at, format!("unknown key {other:?}; only [[organisatie]] is known"));
                }
            }
        }
    }

    fn entry(&mut self, entry: &Spanned<DeValue<'_>>) {
        let at = entry.span().start;
        let DeValue::Table(table) = entry.get_ref() else {
            let what = found(entry.get_ref());
            return self.fault(at, format!("expected an [[organisatie]] table, found {what}"));
        };
        let (mut name, mut website, mut aliases) = (None, None, Vec::new());
        for (key, value) in table.iter() {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("naam", DeValue::String(text)) if !name_key(text).is_empty() => {
                    name = Some((at, text.trim().to_owned()));
                }
                ("website", DeValue::String(text)) => website = Some(text.trim().to_owned()),
                ("aliassen", DeValue::Array(items)) => {
                    for item in items.iter() {
                        match item.get_ref() {
                            DeValue::String(text) => {
                                aliases.push((item.span().start, text.trim().to_owned()));
                            }
                            other => {
                                let what = found(other);
                                let at = item.span().start;
                                self.fault(
                                    at,
                                    format!("expected an alias as a string, found {what}"),
                                );
                            }
                        }
                    }
                }
                ("naam", DeValue::String(_)) => self.fault(at, "naam is empty".to_owned()),
                ("naam" | "website", other) => {
                    let what = found(other);
                    self.fault(at, format!("expected {} as a string, found {what}", key.get_ref()));
                }
                ("aliassen", other) => {
                    let what = found(other);
                    self.fault(at, format!("expected aliassen as a list of strings, found {what}"));
                }
                (other, _) => self.fault(
                    at,
                    format!("unknown key {other:?}; known are naam, aliassen and website"),
                ),
            }
        }
        match name {
            Some((at, name)) => self.add(at, &name, website, aliases),
            None => self.fault(at, "an organisation without naam is left out".to_owned()),
        }
    }

    fn add(
        &mut self,
        at: usize,
        name: &str,
        website: Option<String>,
        aliases: Vec<(usize, String)>,
    ) {
        if let Some(other) = self.organisations.resolve(name) {
            let what = format!("{name:?} is the same name as {other:?}, registered before");
            return self.fault(at, what);
        }
        let index = self.organisations.registered.len();
        let shown = without_legal_form(name).to_owned();
        self.organisations.registered.push(Organisation { name: shown, website });
        for (at, spelling) in std::iter::once((at, name.to_owned())).chain(aliases) {
            match self.organisations.register(&spelling, index) {
                Ok(()) => {}
                Err(Taken::Nothing) => self.fault(at, format!("alias {spelling:?} has no letters")),
                Err(Taken::By(other)) => {
                    let other = self.organisations.registered[other].name.clone();
                    self.fault(at, format!("alias {spelling:?} already belongs to {other:?}"));
                }
            }
        }
    }
}

fn found(value: &DeValue<'_>) -> &'static str {
    value.type_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTRY: &str = r#"
[[organisatie]]
naam = "De Werkplekarchitecten"
aliassen = ["Werkplekarchitecten vzw", "DWA"]
website = "https://werkplek.example"

[[organisatie]]
naam = "Sterpunt Inclusief Ondernemen vzw"

[[organisatie]]
naam = "Sterpunt"

[[organisatie]]
naam = "De Brug"
"#;

    fn registry() -> Organisations {
        let (organisations, faults) = Organisations::parse(REGISTRY);
        assert_eq!(faults, []);
        organisations
    }

    #[test]
    fn names_resolve_to_the_registered_one() {
        let organisations = registry();
        let table = [
            ("werkplekarchitecten", "De Werkplekarchitecten"),
            ("dwa cvba-so", "De Werkplekarchitecten"),
            ("STERPUNT INCLUSIEF ONDERNEMEN", "Sterpunt Inclusief Ondernemen"),
            ("Onbekende Werking vzw", "Onbekende Werking"),
        ];
        for (name, expected) in table {
            assert_eq!(organisations.canonical(name), expected, "{name}");
        }
        assert_eq!(organisations.resolve("Onbekende Werking"), None);
        let website = organisations.get("DWA").and_then(|known| known.website.as_deref());
        assert_eq!(website, Some("https://werkplek.example"));
    }

    #[test]
    fn texts_mention_whole_names_in_order() {
        let organisations = registry();
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(organisations.mentioned_in(text), expected, "{text}");
        };
        check(
            "Sterpunt Inclusief Ondernemen en de Werkplekarchitecten (DWA).",
            &["Sterpunt Inclusief Ondernemen", "De Werkplekarchitecten"],
        );
        check(
            "Sterpunt en Sterpunt inclusief ondernemen",
            &["Sterpunt", "Sterpunt Inclusief Ondernemen"],
        );
        check("Over de brug naar het werk.", &[]);
        check("Bij De Brug werken er tien.", &["De Brug"]);
        check("Bij de Brug werken er tien.", &["De Brug"]);
        check("Brugge en Bruggen", &[]);
        check("", &[]);
    }

    #[test]
    fn faults_are_named_by_line_and_the_rest_holds() {
        let check = |toml: &str, names: &[&str], faults: &[&str]| {
            let (organisations, found) = Organisations::parse(toml);
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found, faults, "{toml}");
            let known: Vec<&str> = organisations.iter().map(|known| known.name.as_str()).collect();
            assert_eq!(known, names, "{toml}");
        };
        check("", &[], &[]);
        check(
            "[[organisatie]]\nnaam = \"A\"\nsite = \"x\"\n",
            &["A"],
            &["line 3: unknown key \"site\"; known are naam, aliassen and website"],
        );
        check(
            "titel = 1\n[[organisatie]]\nnaam = 3\n",
            &[],
            &[
                "line 1: unknown key \"titel\"; only [[organisatie]] is known",
                "line 2: an organisation without naam is left out",
                "line 3: expected naam as a string, found integer",
            ],
        );
        check(
            "[[organisatie]]\nnaam = \"A\"\n[[organisatie]]\nnaam = \"De A vzw\"\n\
             [[organisatie]]\nnaam = \"B\"\naliassen = [\"A bv\", 3, \"!\"]\n",
            &["A", "B"],
            &[
                "line 4: \"De A vzw\" is the same name as \"A\", registered before",
                "line 7: expected an alias as a string, found integer",
                "line 7: alias \"A bv\" already belongs to \"A\"",
                "line 7: alias \"!\" has no letters",
            ],
        );
    }

    #[test]
    fn broken_toml_keeps_what_stands_before_it() {
        let (organisations, faults) =
            Organisations::parse("[[organisatie]]\nnaam = \"A\"\n\n[[organisatie]\nnaam = \"B\"\n");
        assert_eq!(organisations.resolve("A"), Some("A"));
        assert_eq!(faults[0].line(), Some(4), "{faults:?}");
    }
}
