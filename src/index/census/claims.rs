//! Reading the files that changed: each article claims its id, and its draft goes to the spool.

use std::io;
use std::sync::Arc;

use super::Subject;
use super::fates::{Fate, Files};
use crate::article::Article;
use crate::index::draft::{Filed, PutError, Spool};
use crate::index::manifest::{FileEntry, SavedRemark};
use crate::index::progress::{Listener, Step};
use crate::index::reading::{ListedFile, Record, SourcePlace, Stamp};
use crate::index::spelled::Spellings;

/// Where the drafts of what is read go, and how far that is.
pub(in crate::index) struct Reading<'a> {
    pub spool: &'a mut Spool,
    pub spellings: &'a mut Spellings,
    pub reach: Reach<'a>,
}

/// How far the reading is.
pub(in crate::index) struct Reach<'a> {
    listener: &'a Listener,
    articles: u64,
    /// Of the files that were read to their end.
    bytes: u64,
    all_bytes: u64,
}

impl<'a> Reach<'a> {
    pub fn new(listener: &'a Listener) -> Reach<'a> {
        Reach { listener, articles: 0, bytes: 0, all_bytes: 0 }
    }

    /// Another article, of a file of which so many bytes are read by now.
    fn article(&mut self, bytes: u64) {
        self.articles += 1;
        self.tell(bytes);
    }

    fn file(&mut self, bytes: u64) {
        self.bytes += bytes;
        self.tell(0);
    }

    fn tell(&self, more: u64) {
        let Reach { articles, all_bytes, .. } = *self;
        let bytes = (self.bytes + more).min(all_bytes);
        self.listener.tell(Step::Reading { bytes, all_bytes, articles });
    }
}

/// An article that wants its id.
pub(super) struct Claim {
    pub id: String,
    pub filed: Filed,
    /// The place of its file in the listing.
    pub file: usize,
    pub line: Option<u64>,
    /// Of articles in no listed file, their own.
    pub path: Arc<str>,
}

/// Reads the files that are to be read, and then those that have to be read because of what was found
/// in them, until there are none.
///
/// # Errors
/// When a draft cannot be put away.
pub(super) fn read_until_settled(
    subject: Subject<'_>,
    files: &mut Files<'_>,
    reading: &mut Reading<'_>,
) -> io::Result<Vec<Claim>> {
    let listed = &subject.listed.files;
    let mut claims: Vec<Claim> = Vec::new();
    loop {
        let to_read = files.fates.iter().zip(listed);
        let to_read = to_read.filter(|(fate, _)| matches!(fate, Fate::ToRead));
        reading.reach.all_bytes += to_read.map(|(_, file)| file.size_bytes()).sum::<u64>();
        for (at, fate) in files.fates.iter_mut().enumerate() {
            if matches!(fate, Fate::ToRead) {
                *fate = Fate::Read(read_file(subject, at, &mut claims, reading)?);
            }
        }
        if !call_up(subject, files, &claims) {
            return Ok(claims);
        }
    }
}

/// Marks for reading the files that were passed over and hold an id that now belongs to one before
/// them. Whether there are any.
fn call_up(subject: Subject<'_>, files: &mut Files<'_>, claims: &[Claim]) -> bool {
    let mut any = false;
    for claim in claims {
        let Some(holder) = subject.known.get(&claim.id) else { continue };
        let Some(at) = files.kept(&holder.file) else { continue };
        // One that is still being written keeps it until then.
        if at > claim.file && !subject.is_unfinished(&holder.file) {
            files.fates[at] = Fate::ToRead;
            any = true;
        }
    }
    any
}

/// Reads a listed file: its articles claim their ids, what there is to say of it is in the entry.
fn read_file(
    subject: Subject<'_>,
    at: usize,
    claims: &mut Vec<Claim>,
    reading: &mut Reading<'_>,
) -> io::Result<FileEntry> {
    let file = &subject.listed.files[at];
    let path = file.path.as_str().into();
    let (remarks, put) = (Vec::new(), Ok(()));
    let mut open = OpenFile { file, at, path, bytes: 0, remarks, put, claims, reading };
    let hash = subject.corpus.read(file, &mut |record| open.take(record));
    let OpenFile { remarks, put, reading, .. } = open;
    put?;
    reading.reach.file(file.size_bytes());
    Ok(FileEntry {
        path: file.path.clone(),
        stamp: file.stamp.unwrap_or(Stamp { size: 0, modified: 0 }),
        picture: file.picture().map(str::to_owned),
        hash: hash.unwrap_or_default(),
        again: false,
        remarks,
    })
}

/// A file that is being read.
struct OpenFile<'f, 'r> {
    file: &'f ListedFile,
    /// Its place in the listing.
    at: usize,
    /// Of the last article, shared by all that have it.
    path: Arc<str>,
    /// Of the articles up to here.
    bytes: u64,
    remarks: Vec<SavedRemark>,
    /// After an error nothing more is put.
    put: io::Result<()>,
    claims: &'f mut Vec<Claim>,
    reading: &'f mut Reading<'r>,
}

impl OpenFile<'_, '_> {
    fn take(&mut self, record: Record) {
        match record {
            Record::Article { article, place } => {
                if self.put.is_ok() {
                    self.put(*article, place);
                }
            }
            Record::Failure(remark) => self.remarks.push(SavedRemark::of(remark, true)),
            Record::Warning(remark) => self.remarks.push(SavedRemark::of(remark, false)),
        }
    }

    fn put(&mut self, article: Article, place: SourcePlace) {
        let SourcePlace { file, line } = place;
        if *self.path != *file {
            self.path = file.into();
        }
        match self.reading.spool.put(&article, &self.path, self.reading.spellings) {
            Ok(filed) => {
                self.bytes = (self.bytes + filed.bytes).min(self.file.size_bytes());
                self.reading.reach.article(self.bytes);
                let (id, path) = (article.id.into(), self.path.clone());
                self.claims.push(Claim { id, filed, file: self.at, line, path });
            }
            Err(PutError::Io(error)) => self.put = Err(error),
            Err(error) => {
                let text = error.to_string();
                self.remarks.push(SavedRemark { failure: true, line, text, until: None });
            }
        }
    }
}
