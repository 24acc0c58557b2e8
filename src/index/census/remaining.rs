//! What becomes of the articles of the index that were not read: they stay, or are gone.

use std::collections::{HashMap, HashSet};

use super::Subject;
use super::fates::Files;
use crate::index::duplicates::Placed;
use crate::index::known::Known;
use crate::index::reading::SourcePlace;

/// What becomes of them.
#[derive(Default)]
pub(super) struct Remaining<'a> {
    /// Those that the corpus no longer has, in order of their ids.
    pub gone: Vec<String>,
    /// Those that stay, as they are compared with others for their texts.
    pub placed: Vec<Placed<'a>>,
    /// Places of files that became unreadable and whose articles stay as they were.
    pub kept_as_they_were: HashSet<usize>,
    /// Files that are not listed, of which another one has an id now.
    pub outlived: HashSet<&'a str>,
}

/// Compares the articles of the index with those that were read, which are `holders` of their ids.
pub(super) fn compare_with_index<'a>(
    subject: Subject<'a>,
    files: &Files<'a>,
    holders: &HashMap<String, SourcePlace>,
) -> Remaining<'a> {
    let Subject { listed, known, options, .. } = subject;
    let mut remaining = Remaining::default();
    for (id, article) in known {
        let Known { text_hash, file: path, .. } = article;
        let placed = |file: usize| Placed { text_hash: *text_hash, file, path, id };
        if let Some(file) = files.kept(path) {
            remaining.placed.push(placed(file));
            continue;
        }
        if holders.contains_key(id) {
            if files.place(path).is_none() {
                remaining.outlived.insert(path);
            }
            continue;
        }
        match files.place(path) {
            Some(at) if options.keep_last_good && files.failed(at) => {
                remaining.kept_as_they_were.insert(at);
                remaining.placed.push(placed(at));
            }
            None if options.keep_last_good && listed.may_hide(path) => {
                // After the listed files, which have places of their own.
                remaining.placed.push(placed(listed.files.len()));
            }
            _ => remaining.gone.push(id.clone()),
        }
    }
    remaining.gone.sort_unstable();
    remaining
}
