//! What the corpus holds now, as far as that must be read: which files changed, and which article has
//! which id.
//!
//! Of two articles with one id the first in the order of the files has it; the other is a failure
//! that names the first.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::draft::{Filed, PutError, Spool};
use super::duplicates::{Placed, same_texts};
use super::manifest::{FileEntry, Manifest, SameText, SavedRemark, Standing};
use super::progress::{Listener, Step};
use super::reading::{Articles, Listed, Place, Record, Remark};
use super::spelled::Spellings;
use super::update::Options;

/// An article of the index: where it comes from, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub hash: u64,
    /// 0 when there is none.
    pub text_hash: u64,
    pub file: Arc<str>,
    pub segment: u32,
    pub document: u32,
}

/// The articles of the index by id.
pub(super) type KnownArticles = HashMap<String, Known>;

/// Where the drafts of what is read go, and how far that is.
pub(super) struct Reading<'a> {
    pub spool: &'a mut Spool,
    pub spellings: &'a mut Spellings,
    pub reach: Reach<'a>,
}

/// How far the reading is.
pub(super) struct Reach<'a> {
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

/// What the corpus holds.
pub(super) struct Census {
    /// The articles of the files that were read.
    pub read: Vec<ReadArticle>,
    /// Articles of the index that the corpus no longer has.
    pub gone: Vec<String>,
    pub failures: Vec<Remark>,
    pub warnings: Vec<Remark>,
    pub manifest: Manifest,
}

/// An article that was read.
pub(super) struct ReadArticle {
    pub id: String,
    pub hash: u64,
    /// Its place in the spool.
    pub draft: u64,
}

/// An article that wants its id.
struct Claim {
    id: String,
    filed: Filed,
    file: usize,
    line: Option<u64>,
    /// Of articles in no listed file, their own.
    path: Arc<str>,
}

/// An article that was left out for its id.
struct Taken {
    file: usize,
    /// By another of the same file.
    here: bool,
    remark: SavedRemark,
    place: Place,
}

/// What becomes of a listed file.
enum Fate<'m> {
    /// Its articles are those of the index.
    Kept(&'m FileEntry),
    ToRead,
    Read(FileEntry),
    /// Still being written, and unknown: as if it were not there.
    Ignored,
}

/// Tells which files may be passed over, without reading articles; `None` when one must be read or is
/// gone.
pub(super) fn nothing_to_do(
    listed: &Listed,
    manifest: &Manifest,
    corpus: &dyn Articles,
    options: &Options,
) -> bool {
    let known = manifest.by_path();
    manifest.covers(listed, options)
        && listed.files.iter().all(|file| {
            known.get(file.path.as_str()).is_some_and(|entry| {
                match manifest.standing(entry, file, options.verify) {
                    Standing::Same => true,
                    // Other stamps are worth remembering.
                    Standing::Unsure => {
                        Some(entry.stamp) == file.stamp
                            && corpus.hash(file).is_some_and(|hash| hash == entry.hash)
                    }
                    Standing::New => false,
                }
            })
        })
}

impl Census {
    /// Reads what changed since `manifest`.
    pub fn take(
        corpus: &dyn Articles,
        listed: Listed,
        manifest: &Manifest,
        known: &KnownArticles,
        options: &Options,
        mut reading: Reading<'_>,
    ) -> io::Result<Census> {
        let entries = manifest.by_path();
        let same_reading = manifest.reading == listed.reading;
        let mut fates: Vec<Fate<'_>> = Vec::with_capacity(listed.files.len());
        for file in &listed.files {
            let entry = entries.get(file.path.as_str()).copied();
            fates.push(match entry {
                _ if options.unfinished.contains(&file.path) => {
                    entry.map_or(Fate::Ignored, Fate::Kept)
                }
                Some(entry) if same_reading => {
                    match manifest.standing(entry, file, options.verify) {
                        Standing::Same => Fate::Kept(entry),
                        Standing::Unsure if corpus.hash(file).as_ref() == Some(&entry.hash) => {
                            Fate::Kept(entry)
                        }
                        _ => Fate::ToRead,
                    }
                }
                _ => Fate::ToRead,
            });
        }
        let places: HashMap<&str, usize> =
            listed.files.iter().enumerate().map(|(at, file)| (file.path.as_str(), at)).collect();
        let mut claims: Vec<Claim> = Vec::new();
        loop {
            let to_read = fates.iter().zip(&listed.files);
            let to_read = to_read.filter(|(fate, _)| matches!(fate, Fate::ToRead));
            reading.reach.all_bytes += to_read.map(|(_, file)| file.size_bytes()).sum::<u64>();
            for (at, fate) in fates.iter_mut().enumerate() {
                if matches!(fate, Fate::ToRead) {
                    let entry = read_file(corpus, &listed, at, &mut claims, &mut reading)?;
                    *fate = Fate::Read(entry);
                }
            }
            // A file that was passed over may hold an id that now belongs to one before it.
            let mut more = false;
            for claim in &claims {
                let Some(holder) = known.get(&claim.id) else { continue };
                let Some(&at) = places.get(&*holder.file) else { continue };
                // One that is still being written keeps it until then.
                let unfinished = options.unfinished.contains(&listed.files[at].path);
                if at > claim.file && matches!(fates[at], Fate::Kept(_)) && !unfinished {
                    fates[at] = Fate::ToRead;
                    more = true;
                }
            }
            if !more {
                break;
            }
        }
        let mut census = Census {
            read: Vec::with_capacity(claims.len()),
            gone: Vec::new(),
            failures: Vec::new(),
            warnings: Vec::new(),
            manifest: Manifest {
                reading: listed.reading.clone(),
                listed_at: listed.at,
                files: Vec::new(),
                same_texts: Vec::new(),
            },
        };
        let kept = |file: &str| {
            places.get(file).filter(|at| matches!(fates[**at], Fate::Kept(_))).copied()
        };
        // Stable: within a file, claims stay in the order of reading.
        claims.sort_by_key(|claim| claim.file);
        let mut holders: HashMap<String, Place> = HashMap::with_capacity(claims.len());
        let mut taken: Vec<Taken> = Vec::new();
        let mut texts: Vec<(u64, usize, Arc<str>, usize)> = Vec::new();
        for claim in claims {
            let place = Place { file: claim.path.to_string(), line: claim.line };
            let holder = holders.get(&claim.id).cloned().or_else(|| {
                let holder = known.get(&claim.id)?;
                kept(&holder.file)?;
                Some(Place { file: holder.file.to_string(), line: None })
            });
            if let Some(first) = holder {
                let text =
                    format!("id {:?} is taken by {first}; give one of them another", claim.id);
                let remark = SavedRemark { failure: true, line: claim.line, text, until: None };
                let here = first.file == place.file;
                taken.push(Taken { file: claim.file, here, remark, place });
            } else {
                census.read.push(ReadArticle {
                    id: claim.id.clone(),
                    hash: claim.filed.hash,
                    draft: claim.filed.draft,
                });
                if claim.filed.text_hash != 0 {
                    let read = census.read.len() - 1;
                    texts.push((claim.filed.text_hash, claim.file, claim.path, read));
                }
                holders.insert(claim.id, place);
            }
        }
        let failed = |at: usize| match &fates[at] {
            Fate::Read(entry) => entry.remarks.iter().any(|remark| remark.failure),
            _ => false,
        };
        let mut kept_as_they_were: HashSet<usize> = HashSet::new();
        // Files that are not listed, of which another one has an id now.
        let mut outlived: HashSet<&str> = HashSet::new();
        let mut placed: Vec<Placed<'_>> = Vec::new();
        for (id, article) in known {
            let Known { text_hash, file: path, .. } = article;
            if let Some(file) = kept(path) {
                placed.push(Placed { text_hash: *text_hash, file, path, id });
                continue;
            }
            if holders.contains_key(id) {
                if !places.contains_key(&**path) {
                    outlived.insert(path);
                }
                continue;
            }
            match places.get(&**path) {
                Some(&at) if options.keep_last_good && failed(at) => {
                    kept_as_they_were.insert(at);
                    placed.push(Placed { text_hash: *text_hash, file: at, path, id });
                }
                None if options.keep_last_good && listed.may_hide(path) => {
                    // After the listed files, which have places of their own.
                    let file = listed.files.len();
                    placed.push(Placed { text_hash: *text_hash, file, path, id });
                }
                _ => census.gone.push(id.clone()),
            }
        }
        // Their files are known again when they are back.
        let hidden: Vec<FileEntry> = manifest
            .hidden(&listed, options)
            .map(|entry| {
                let again = entry.again || !same_reading || outlived.contains(entry.path.as_str());
                FileEntry { again, ..entry.clone() }
            })
            .collect();
        drop(entries);
        census.gone.sort_unstable();
        placed.extend(texts.iter().map(|(text_hash, file, path, read)| Placed {
            text_hash: *text_hash,
            file: *file,
            path,
            id: &census.read[*read].id,
        }));
        census.manifest.same_texts = same_texts(placed);
        let today = listed.today;
        listed.remarks.into_iter().for_each(|record| census.say(record));
        let mut taken = taken.into_iter().peekable();
        for (at, (fate, file)) in fates.into_iter().zip(&listed.files).enumerate() {
            let mut entry = match fate {
                Fate::Kept(entry) => {
                    let stamp = file.stamp.filter(|_| !options.unfinished.contains(&file.path));
                    // One that is still being written is kept whatever it would be read as now.
                    let again = entry.again || !same_reading;
                    FileEntry { stamp: stamp.unwrap_or(entry.stamp), again, ..entry.clone() }
                }
                Fate::Read(entry) => entry,
                Fate::ToRead | Fate::Ignored => continue,
            };
            entry.again |= kept_as_they_were.contains(&at);
            entry.records(today).for_each(|record| census.say(record));
            while let Some(taken) = taken.next_if(|taken| taken.file == at) {
                let Taken { here, remark, place, .. } = taken;
                census.failures.push(Remark { place, text: remark.text.clone(), until: None });
                if here {
                    // The same bytes say so again.
                    entry.remarks.push(remark);
                } else {
                    entry.again = true;
                }
            }
            if file.stamp.is_some() {
                census.manifest.files.push(entry);
            }
        }
        census.manifest.files.extend(hidden);
        census.warnings.extend(census.manifest.same_texts.iter().map(SameText::remark));
        Ok(census)
    }

    fn say(&mut self, record: Record) {
        match record {
            Record::Failure(remark) => self.failures.push(remark),
            Record::Warning(remark) => self.warnings.push(remark),
            Record::Article { .. } => {}
        }
    }
}

/// Reads a listed file: its articles claim their ids, what there is to say of it is in the entry.
fn read_file(
    corpus: &dyn Articles,
    listed: &Listed,
    at: usize,
    claims: &mut Vec<Claim>,
    reading: &mut Reading<'_>,
) -> io::Result<FileEntry> {
    let file = &listed.files[at];
    let mut remarks = Vec::new();
    let mut put = Ok(());
    let mut bytes = 0;
    let mut path: Arc<str> = file.path.as_str().into();
    let hash = corpus.read(file, &mut |record| match record {
        Record::Article { article, place } => {
            if put.is_err() {
                return;
            }
            if *path != *place.file {
                path = place.file.into();
            }
            match reading.spool.put(&article, &path, reading.spellings) {
                Ok(filed) => {
                    bytes = (bytes + filed.bytes).min(file.size_bytes());
                    reading.reach.article(bytes);
                    claims.push(Claim {
                        id: article.id.into(),
                        filed,
                        file: at,
                        line: place.line,
                        path: path.clone(),
                    });
                }
                Err(PutError::Io(error)) => put = Err(error),
                Err(error) => {
                    let text = error.to_string();
                    remarks.push(SavedRemark {
                        failure: true,
                        line: place.line,
                        text,
                        until: None,
                    });
                }
            }
        }
        Record::Failure(Remark { place, text, until }) => {
            remarks.push(SavedRemark { failure: true, line: place.line, text, until });
        }
        Record::Warning(Remark { place, text, until }) => {
            remarks.push(SavedRemark { failure: false, line: place.line, text, until });
        }
    });
    put?;
    reading.reach.file(file.size_bytes());
    let stamp = file.stamp.unwrap_or(super::reading::Stamp { size: 0, modified: 0 });
    Ok(FileEntry {
        path: file.path.clone(),
        stamp,
        picture: file.picture().map(str::to_owned),
        hash: hash.unwrap_or_default(),
        again: false,
        remarks,
    })
}
