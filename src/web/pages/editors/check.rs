//! What `bundelaar check` would say of the corpus as it is now.

use std::collections::HashMap;

use crate::index::{Articles, CorpusArticles, Place, Record};
use crate::source::{Corpus, REGISTRY_FILE, SYNONYMS_FILE};
use crate::web::today;

/// What was found; the texts are the program's own, in English.
#[derive(Debug, Default)]
pub struct Checked {
    pub warnings: Vec<String>,
    /// What was left out.
    pub failures: Vec<String>,
}

/// Reads every file of the corpus. Blocks.
pub fn check(corpus: &Corpus) -> Checked {
    let mut checked = Checked::default();
    if let Ok((_, faults)) = corpus.synonyms() {
        checked.warnings.extend(faults.iter().map(|fault| format!("{SYNONYMS_FILE}: {fault}")));
    }
    let organisations = match corpus.organisations() {
        Ok((organisations, faults)) => {
            let faults = faults.iter().map(|fault| format!("{REGISTRY_FILE}: {fault}"));
            checked.warnings.extend(faults);
            organisations
        }
        Err(error) => {
            checked.failures.push(format!("{REGISTRY_FILE}: {error}"));
            return checked;
        }
    };
    let articles = CorpusArticles { corpus: corpus.clone(), organisations, today: today() };
    let mut ids: HashMap<String, Place> = HashMap::new();
    articles.for_each(&mut |record| match record {
        Record::Warning(remark) => checked.warnings.push(remark.to_string()),
        Record::Failure(remark) => checked.failures.push(remark.to_string()),
        Record::Article { article, place } => {
            let id = article.id.to_string();
            if let Some(first) = ids.get(&id) {
                checked.failures.push(format!("{place}: id {id:?} is taken by {first}"));
            } else {
                ids.insert(id, place);
            }
        }
    });
    checked
}
