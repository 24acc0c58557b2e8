//! What is measured on: articles in memory, and queries to put to them.

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};
use bundelaar::article::Article;
use bundelaar::dutch::{Dictionary, Vocabulary};
use bundelaar::index::{Articles, Record, SourcePlace};

use crate::texts::{searchable_bytes, searchable_words};
use crate::{generated, pages};

/// Where Debian keeps the dictionary that a server would use.
const SYSTEM_DICTIONARY: &str = "/usr/share/hunspell/nl_NL";

pub struct Collection {
    pub name: &'static str,
    pub articles: Vec<Article>,
    pub queries: Vec<String>,
}

impl Collection {
    /// The generated articles, and the judged pages where they are.
    pub fn all() -> Result<Vec<Collection>> {
        let mut all = vec![generated::collection()];
        match pages::folder() {
            Some(folder) => all.push(Collection::judged(&folder)?),
            None => {
                println!(
                    "Skipped: the judged pages, which are not in ../shared/eval or EVAL_DATA."
                );
            }
        }
        Ok(all)
    }

    /// One of them, by its name.
    pub fn named(name: &str) -> Result<Collection> {
        match (name, pages::folder()) {
            ("generated", _) => Ok(generated::collection()),
            ("judged", Some(folder)) => Collection::judged(&folder),
            _ => bail!("there is no collection {name:?}"),
        }
    }

    fn judged(folder: &Path) -> Result<Collection> {
        let queries = pages::queries(folder)?.into_iter().map(|(_, text)| text).collect();
        Ok(Collection { name: "judged", articles: pages::articles(folder)?, queries })
    }

    /// Bytes of what can be searched.
    pub fn bytes(&self) -> usize {
        self.articles.iter().map(searchable_bytes).sum()
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: usize =
            self.articles.iter().map(|article| searchable_words(article).count()).sum();
        let megabytes = self.bytes() as f64 / 1e6;
        let Collection { name, articles, queries } = self;
        let (articles, queries) = (articles.len(), queries.len());
        write!(
            f,
            "{name}: {articles} articles, {words} words, {megabytes:.1} MB, {queries} queries"
        )
    }
}

/// The articles as a corpus: nothing is read from a disk, so that indexing alone is measured.
impl Articles for Collection {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        for article in &self.articles {
            let place = SourcePlace { file: format!("{}.json", article.id), line: None };
            give(Record::Article { article: Box::new(article.clone()), place });
        }
    }
}

/// The vocabularies a site can have: the built-in one, and with the system's dictionary.
pub fn vocabularies() -> Result<Vec<(&'static str, Vocabulary)>> {
    let mut all = vec![("no dictionary", Vocabulary::builtin())];
    let read = |extension| std::fs::read_to_string(format!("{SYSTEM_DICTIONARY}.{extension}"));
    match (read("aff"), read("dic")) {
        (Ok(affixes), Ok(words)) => {
            let dictionary = Dictionary::parse(&affixes, &words)?;
            all.push(("hunspell-nl", Vocabulary::builtin().with_dictionary(dictionary)));
        }
        _ => println!("Skipped: everything with a dictionary, since hunspell-nl is not installed."),
    }
    Ok(all)
}
