//! What there is to say of the corpus as it is now: what `bundelaar check` looks at, for editors.
//!
//! Reading every file takes seconds for a large corpus, so that what was found is kept until a file
//! changes.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::wording;
use crate::source::{Corpus, Found, ListFault, Listing, REGISTRY_FILE, Reader, SYNONYMS_FILE};

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub warnings: Vec<Said>,
    /// What was left out.
    pub failures: Vec<Said>,
}

/// Something to say of one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    /// The file below the corpus folder, and the line in it when it holds several articles.
    pub place: String,
    pub text: String,
    /// What the program adds in English.
    pub detail: Option<String>,
}

/// What was found last, and of what.
#[derive(Default)]
pub struct Remarks(Mutex<Option<(u64, Arc<Checked>)>>);

impl Remarks {
    /// What there is to say of the corpus on this day. Looks at every file, and reads them when one of
    /// them changed. Blocks.
    pub fn of(&self, corpus: &Corpus, today: Date) -> Arc<Checked> {
        // Held while reading: who comes second would only read the same again.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let listing = corpus.list();
        let state = state_of(corpus, &listing, today);
        match &*kept {
            Some((known, checked)) if *known == state => Arc::clone(checked),
            _ => {
                let checked = Arc::new(check(corpus, &listing, today));
                *kept = Some((state, Arc::clone(&checked)));
                checked
            }
        }
    }
}

impl Checked {
    /// Takes over what is wrong with a list.
    fn note_list(&mut self, file: &str, faults: &[ListFault]) {
        for fault in faults {
            let place = fault.line().map_or(file.to_owned(), |line| format!("{file}:{line}"));
            let text = wording::list_fault(fault);
            match fault {
                ListFault::Binary => self.failures.push(Said { place, text, detail: None }),
                ListFault::Encoding(_) => self.warnings.push(Said { place, text, detail: None }),
                ListFault::Line { what, .. } => {
                    self.warnings.push(Said { place, text, detail: Some(what.clone()) });
                }
            }
        }
    }
}

/// All that what is said depends on, in one number.
fn state_of(corpus: &Corpus, listing: &Listing, today: Date) -> u64 {
    let mut hasher = DefaultHasher::new();
    today.hash(&mut hasher);
    for file in &listing.files {
        (&file.path, file.size_bytes, file.modified).hash(&mut hasher);
    }
    for skipped in &listing.skipped {
        (&skipped.path, wording::skipped(&skipped.why)).hash(&mut hasher);
    }
    for list in [REGISTRY_FILE, SYNONYMS_FILE] {
        fs::read(corpus.root().join(list)).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

fn check(corpus: &Corpus, listing: &Listing, today: Date) -> Checked {
    let mut checked = Checked::default();
    let said = |place: String, text: &str| Said { place, text: text.to_owned(), detail: None };
    for skipped in &listing.skipped {
        let failed = skipped.why.is_failure();
        let list = if failed { &mut checked.failures } else { &mut checked.warnings };
        list.push(said(shown(&skipped.path), wording::skipped(&skipped.why)));
    }
    let unread = |error: std::io::Error, file: &str| Said {
        detail: Some(error.to_string()),
        ..said(file.to_owned(), "Deze lijst kan niet gelezen worden.")
    };
    match corpus.synonyms() {
        Ok((_, faults)) => checked.note_list(SYNONYMS_FILE, &faults),
        Err(error) => checked.failures.push(unread(error, SYNONYMS_FILE)),
    }
    let organisations = match corpus.organisations() {
        Ok((organisations, faults)) => {
            checked.note_list(REGISTRY_FILE, &faults);
            organisations
        }
        Err(error) => {
            checked.failures.push(unread(error, REGISTRY_FILE));
            return checked;
        }
    };
    let reader = Reader { organisations: &organisations, today };
    let mut ids: HashMap<String, String> = HashMap::new();
    for file in &listing.files {
        corpus.read(reader, file, |found| match found {
            Found::Failure { file, line, reason } => checked.failures.push(Said {
                detail: wording::detail(&reason),
                ..said(place(&file.path, line), &wording::failure(&reason))
            }),
            Found::Article { reading, file, line } => {
                let place = place(&file.path, line);
                for warning in &reading.warnings {
                    checked.warnings.push(said(place.clone(), &wording::warning(warning)));
                }
                let id = reading.article.id.to_string();
                if let Some(first) = ids.get(&id) {
                    let text =
                        format!("Het id “{id}” is al van {first}. Geef dit artikel een ander.");
                    checked.failures.push(said(place, &text));
                } else {
                    ids.insert(id, place);
                }
            }
        });
    }
    checked
}

fn place(path: &Path, line: Option<u64>) -> String {
    match line {
        Some(line) => format!("{}:{line}", shown(path)),
        None => shown(path),
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 3, 10);

    #[test]
    fn what_was_found_is_kept_until_something_changes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("een.md", "---\ntitel: Een\nsoort: inspiratie\n---\n\nTekst van een artikel.\n");
        write("twee.json", "{\"titel\": 2}");
        write("drie.json", "{");
        write("vier.exe", "");
        write("_organisaties.toml", "[[bedrijf]]\n");
        fs::write(folder.path().join("_synoniemen.txt"), b"caf\xe9, kroeg").unwrap();
        let corpus = Corpus::open(folder.path()).unwrap();
        let remarks = Remarks::default();
        let first = remarks.of(&corpus, TODAY);
        let told = |list: &[Said]| {
            let lines = list.iter().map(|said| format!("{}: {}", said.place, said.text));
            lines.collect::<Vec<_>>().join("\n")
        };
        let (failures, warnings) = (told(&first.failures), told(&first.warnings));
        for (list, line) in [
            (&failures, "drie.json: Dit is geen geldige JSON."),
            (&failures, "twee.json: “titel” is van de verkeerde soort"),
            (&warnings, "een.md: Er is geen datum."),
            (&warnings, "vier.exe: Dit is geen soort bestand waarin artikelen staan."),
            (&warnings, "_organisaties.toml:1: Iets op deze regel wordt niet gebruikt."),
            (&warnings, "_synoniemen.txt: Het bestand is geen UTF-8, maar Windows-1252."),
        ] {
            assert!(list.contains(line), "{line} in {list}");
        }
        assert!(Arc::ptr_eq(&first, &remarks.of(&corpus, TODAY)));
        assert!(!Arc::ptr_eq(&first, &remarks.of(&corpus, TODAY.tomorrow().unwrap())));
        assert!(!warnings.contains("_synoniemen.txt:1"), "{warnings}");
        write("drie.json", "{\"titel\": \"Drie\"}");
        write("_synoniemen.txt", "\0\u{1}\0");
        let failures = told(&remarks.of(&corpus, TODAY).failures);
        assert!(!failures.contains("drie.json"), "{failures}");
        let list = "_synoniemen.txt: Deze lijst bevat geen tekst en wordt niet gebruikt.";
        assert!(failures.contains(list), "{failures}");
    }
}
