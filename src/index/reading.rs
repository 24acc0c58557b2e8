//! What the index reads: articles with the place they come from, as often as it needs them.

use std::fmt;
use std::path::Path;

use jiff::civil::Date;

use crate::article::Article;
use crate::source::{Corpus, Found, Organisations, Reader};

/// Where an article stands in the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path below the corpus folder.
    pub file: String,
    /// From 1, in a file of one article a line.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// Something to say about one place: a failure or a warning, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub place: Place,
    pub text: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// What reading a corpus gives, one after another.
#[derive(Debug)]
pub enum Record {
    Article {
        article: Box<Article>,
        place: Place,
    },
    /// The article was or will be given all the same.
    Warning(Remark),
    /// The article, or a whole file, is left out.
    Failure(Remark),
}

/// Articles that can be read more than once, in the same order each time.
pub trait Articles {
    fn for_each(&self, give: &mut dyn FnMut(Record));
}

/// The articles of a corpus folder.
#[derive(Debug, Clone)]
pub struct CorpusArticles {
    pub corpus: Corpus,
    pub organisations: Organisations,
    /// A publication after this day gets a warning.
    pub today: Date,
}

impl Articles for CorpusArticles {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        let reader = Reader { organisations: &self.organisations, today: self.today };
        let listing = self.corpus.list();
        for skipped in &listing.skipped {
            let place = Place { file: shown(&skipped.path), line: None };
            let remark = Remark { place, text: skipped.why.to_string() };
            let failed = skipped.why.is_failure();
            give(if failed { Record::Failure(remark) } else { Record::Warning(remark) });
        }
        for file in &listing.files {
            self.corpus.read(reader, file, |found| match found {
                Found::Article { reading, file, line } => {
                    let place = Place { file: shown(&file.path), line };
                    for warning in &reading.warnings {
                        let text = warning.to_string();
                        give(Record::Warning(Remark { place: place.clone(), text }));
                    }
                    give(Record::Article { article: Box::new(reading.article), place });
                }
                Found::Failure { file, line, reason } => {
                    let place = Place { file: shown(&file.path), line };
                    give(Record::Failure(Remark { place, text: reason.to_string() }));
                }
            });
        }
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
