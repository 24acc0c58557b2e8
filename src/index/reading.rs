//! What the index reads: articles with the place they come from, file by file.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::article::Article;
use crate::hex::hex;
use crate::source::{Corpus, Found, Organisations, Reader, Skipped, SourceFile};

/// Where an article stands in the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// Path below the corpus folder.
    pub file: String,
    /// From 1, in a file of one article a line.
    pub line: Option<u64>,
}

impl fmt::Display for SourcePlace {
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
    /// What it is about.
    pub place: SourcePlace,
    /// What was found, and what to do about it; in English.
    pub text: String,
    /// The day from which there is no more reason to say it.
    pub until: Option<Date>,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// What reading a corpus gives, one after another.
#[derive(Debug, Clone)]
pub enum Record {
    /// An article that was read.
    Article { article: Box<Article>, place: SourcePlace },
    /// The article was or will be given all the same.
    Warning(Remark),
    /// The article, or a whole file, is left out.
    Failure(Remark),
}

impl Record {
    /// What it is about.
    pub fn place(&self) -> &SourcePlace {
        match self {
            Record::Article { place, .. } => place,
            Record::Warning(remark) | Record::Failure(remark) => &remark.place,
        }
    }
}

/// Articles in files, or in none.
pub trait Articles {
    /// Gives all articles, file by file in the order of the listing.
    fn for_each(&self, give: &mut dyn FnMut(Record));

    /// The files as they are now. By default there are none that could be told apart: all articles
    /// are read each time.
    fn list(&self) -> Listed {
        let all = ListedFile { path: String::new(), stamp: None, source: None };
        Listed { files: vec![all], ..Listed::default() }
    }

    /// Gives the articles of one listed file and what there is to say of them. The content that was
    /// read is told by the hash, in hexadecimal; there is none when the file could not be read to its
    /// end.
    fn read(&self, file: &ListedFile, give: &mut dyn FnMut(Record)) -> Option<String> {
        let _ = file;
        self.for_each(give);
        None
    }

    /// The hash of a file as it is now; `None` when it cannot be read.
    fn hash(&self, file: &ListedFile) -> Option<String> {
        let _ = file;
        None
    }
}

/// The files of a corpus at one moment.
#[derive(Debug, Default)]
pub struct Listed {
    /// Changes whenever the same bytes may be read as other articles.
    pub reading: String,
    /// When they were listed, in nanoseconds since 1970; 0 when no file has a stamp.
    pub at: u64,
    /// In the order in which they are read, which decides who of two has an id.
    pub files: Vec<ListedFile>,
    /// What there is to say of what is no article.
    pub remarks: Vec<Record>,
    /// The day on which it was listed; without it, everything that was ever said still holds.
    pub today: Option<Date>,
    /// Files and folders, below the corpus folder, that could not be looked at; the corpus folder
    /// itself is the empty path.
    pub unseen: HashSet<String>,
}

impl Listed {
    /// Whether a file that is not listed may be there all the same.
    pub(super) fn may_hide(&self, path: &str) -> bool {
        let folders = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
        !self.unseen.is_empty()
            && [path, ""].into_iter().chain(folders).any(|path| self.unseen.contains(path))
    }
}

/// A file of a corpus.
#[derive(Debug)]
pub struct ListedFile {
    /// Below the corpus folder.
    pub path: String,
    /// `None` when only reading it tells whether it changed.
    pub stamp: Option<Stamp>,
    /// As the corpus knows it.
    pub source: Option<SourceFile>,
}

impl ListedFile {
    /// 0 when it is not known.
    pub(super) fn size_bytes(&self) -> u64 {
        self.stamp.map_or(0, |stamp| stamp.size)
    }

    pub(super) fn picture(&self) -> Option<&str> {
        self.source.as_ref()?.picture.as_deref()
    }
}

/// What tells, cheaply, that a file is probably as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Time of change in nanoseconds since 1970.
    pub modified: u64,
}

/// The articles of a corpus folder.
#[derive(Debug, Clone)]
pub struct CorpusArticles {
    /// The folder.
    pub corpus: Corpus,
    /// Those that articles are read with.
    pub organisations: Organisations,
    /// A publication after this day gets a warning.
    pub today: Date,
}

impl CorpusArticles {
    fn give(found: Found<'_>, give: &mut dyn FnMut(Record)) {
        match found {
            Found::Article { reading, file, line } => {
                let place = SourcePlace { file: shown(&file.path), line };
                for warning in &reading.warnings {
                    let (text, until) = (warning.to_string(), warning.until());
                    give(Record::Warning(Remark { place: place.clone(), text, until }));
                }
                give(Record::Article { article: Box::new(reading.article), place });
            }
            Found::Failure { file, line, reason } => {
                let place = SourcePlace { file: shown(&file.path), line };
                give(Record::Failure(Remark { place, text: reason.to_string(), until: None }));
            }
        }
    }
}

impl Articles for CorpusArticles {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        let listed = self.list();
        listed.remarks.into_iter().for_each(&mut *give);
        for file in &listed.files {
            self.read(file, give);
        }
    }

    fn list(&self) -> Listed {
        #[expect(clippy::disallowed_methods, reason = "stamps of files are compared with it")]
        let at = nanoseconds(SystemTime::now());
        let reading = reading_fingerprint(&self.organisations);
        let listing = self.corpus.list();
        let remark = |skipped: &Skipped| {
            let file =
                if skipped.path.as_os_str().is_empty() { Path::new(".") } else { &skipped.path };
            let place = SourcePlace { file: shown(file), line: None };
            let remark = Remark { place, text: skipped.why.to_string(), until: None };
            let failed = skipped.why.is_failure();
            if failed { Record::Failure(remark) } else { Record::Warning(remark) }
        };
        let remarks = listing.skipped.iter().map(remark).collect();
        let unseen = listing.skipped.iter().filter(|skipped| skipped.why.is_failure());
        let unseen = unseen.map(|skipped| shown(&skipped.path)).collect();
        let file = |file: SourceFile| {
            let stamp = Stamp { size: file.size_bytes, modified: nanoseconds(file.modified) };
            ListedFile { path: shown(&file.path), stamp: Some(stamp), source: Some(file) }
        };
        let files = listing.files.into_iter().map(file).collect();
        Listed { reading, at, files, remarks, unseen, today: Some(self.today) }
    }

    fn read(&self, file: &ListedFile, give: &mut dyn FnMut(Record)) -> Option<String> {
        let reader = Reader { organisations: &self.organisations, today: self.today };
        let source = file.source.as_ref()?;
        let hash = self.corpus.read(reader, source, |found| CorpusArticles::give(found, give))?;
        Some(hex(&hash))
    }

    fn hash(&self, file: &ListedFile) -> Option<String> {
        self.corpus.hash(file.source.as_ref()?).ok().map(|hash| hex(&hash))
    }
}

/// What articles depend on besides their files: the registry of organisations that they are read
/// with, and the program that reads them, which is another one whenever it was built again.
fn reading_fingerprint(organisations: &Organisations) -> String {
    let mut digest = Sha256::new();
    digest.update(organisations.fingerprint());
    let program = std::env::current_exe().and_then(fs::metadata);
    if let Ok(program) = program {
        let modified = program.modified().map_or(0, nanoseconds);
        digest.update(program.len().to_le_bytes());
        digest.update(modified.to_le_bytes());
    }
    hex(&digest.finalize()[..16])
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
