//! Who has an id: the first in the order of the files that claims it, or a file that was passed over.

use std::collections::HashMap;
use std::sync::Arc;

use super::claims::Claim;
use super::fates::Files;
use crate::index::duplicates::Placed;
use crate::index::known::KnownArticles;
use crate::index::manifest::SavedRemark;
use crate::index::reading::SourcePlace;

/// An article that was read and has its id.
pub(in crate::index) struct ReadArticle {
    pub id: String,
    pub hash: u64,
    /// Its place in the spool.
    pub draft: u64,
    /// 0 when there is none.
    text_hash: u64,
    /// The place of its file in the listing.
    file: usize,
    path: Arc<str>,
}

impl ReadArticle {
    /// As it is compared with others for its text.
    pub(super) fn placed(&self) -> Placed<'_> {
        Placed { text_hash: self.text_hash, file: self.file, path: &self.path, id: &self.id }
    }
}

/// An article that was left out for its id.
pub(super) struct Taken {
    /// The place of its file in the listing.
    pub file: usize,
    /// By another of the same file.
    pub here: bool,
    pub remark: SavedRemark,
    pub place: SourcePlace,
}

/// Who has which id, of the articles that were read.
pub(super) struct Assigned {
    /// In the order of the files.
    pub read: Vec<ReadArticle>,
    /// In the order of the files.
    pub taken: Vec<Taken>,
    /// Where the articles of `read` stand, by id.
    pub holders: HashMap<String, SourcePlace>,
}

/// Gives every id to the first that claims it, unless an article of a file that was passed over has
/// it.
pub(super) fn assign_ids(
    mut claims: Vec<Claim>,
    known: &KnownArticles,
    files: &Files<'_>,
) -> Assigned {
    // Stable: within a file, claims stay in the order of reading.
    claims.sort_by_key(|claim| claim.file);
    let mut holders: HashMap<String, SourcePlace> = HashMap::with_capacity(claims.len());
    let mut read = Vec::with_capacity(claims.len());
    let mut taken: Vec<Taken> = Vec::new();
    for claim in claims {
        let Claim { id, filed, file, line, path } = claim;
        let place = SourcePlace { file: path.to_string(), line };
        let holder = holders.get(&id).cloned().or_else(|| {
            let holder = known.get(&id)?;
            files.kept(&holder.file)?;
            Some(SourcePlace { file: holder.file.to_string(), line: None })
        });
        if let Some(first) = holder {
            let text = format!("id {id:?} is taken by {first}; give one of them another");
            let remark = SavedRemark { failure: true, line, text, until: None };
            let here = first.file == place.file;
            taken.push(Taken { file, here, remark, place });
        } else {
            let (hash, text_hash, draft) = (filed.hash, filed.text_hash, filed.draft);
            read.push(ReadArticle { id: id.clone(), hash, draft, text_hash, file, path });
            holders.insert(id, place);
        }
    }
    Assigned { read, taken, holders }
}
