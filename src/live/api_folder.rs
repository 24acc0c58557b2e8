//! The articles that came in over the API: one file each, in a folder of the corpus that nobody else
//! writes to.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::article::ArticleId;

/// Below the corpus folder.
const FOLDER: &str = "api";
/// Where deleted articles go, below that.
const REMOVED: &str = "_verwijderd";

/// The file of an article that came in over the API, below the corpus folder.
pub fn file_of(id: &ArticleId) -> String {
    format!("{FOLDER}/{id}.json")
}

/// The folder.
pub struct ApiFolder {
    folder: PathBuf,
}

impl ApiFolder {
    /// Opens the folder of this corpus, making it when it is not there.
    ///
    /// # Errors
    /// When it cannot be made, or is a link that leads out of the corpus.
    pub fn open(corpus: &Path) -> io::Result<ApiFolder> {
        let corpus = corpus.canonicalize()?;
        let folder = corpus.join(FOLDER);
        fs::create_dir_all(&folder)?;
        // An id is one name, without separators, so that only the folder itself can lead away.
        if folder.canonicalize()? != folder {
            let elsewhere = "the folder for articles of the API is a link";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, elsewhere));
        }
        Ok(ApiFolder { folder })
    }

    pub fn has(&self, id: &ArticleId) -> bool {
        self.path(id).is_file()
    }

    /// Writes an article's file: a whole new one takes the place of the old one, at once.
    ///
    /// # Errors
    /// When there is no room or no right; what was there before stays.
    pub fn write(&self, id: &ArticleId, json: &[u8]) -> io::Result<()> {
        // A name that begins with a dot is no article, whatever happens before it is renamed.
        let beside = self.folder.join(format!(".{id}.json.new"));
        let written = File::create(&beside)
            .and_then(|mut file| {
                file.write_all(json)?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&beside, self.path(id)))
            .and_then(|()| File::open(&self.folder)?.sync_all());
        if written.is_err() {
            fs::remove_file(&beside).ok();
        }
        written
    }

    /// Puts an article's file aside, under a name of its own.
    ///
    /// # Errors
    /// When it is not there or cannot be moved.
    pub fn remove(&self, id: &ArticleId) -> io::Result<()> {
        let aside = self.folder.join(REMOVED);
        fs::create_dir_all(&aside)?;
        let free = (1u32..)
            .map(|number| match number {
                1 => aside.join(format!("{id}.json")),
                // No id has a tilde, so that the name is nobody else's.
                number => aside.join(format!("{id}~{number}.json")),
            })
            .find(|path| !path.exists());
        let free = free.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        fs::rename(self.path(id), free)?;
        File::open(&self.folder)?.sync_all()
    }

    fn path(&self, id: &ArticleId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ArticleId {
        text.parse().expect("an id")
    }

    #[test]
    fn files_are_written_whole_and_put_aside() {
        let corpus = tempfile::tempdir().expect("a temporary folder");
        let api = ApiFolder::open(corpus.path()).expect("a folder");
        for text in ["een", "twee"] {
            api.write(&id("a"), text.as_bytes()).expect("room");
            let path = corpus.path().join(file_of(&id("a")));
            assert_eq!(fs::read_to_string(path).expect("written"), text);
            api.remove(&id("a")).expect("it is there");
            assert!(!api.has(&id("a")));
        }
        let aside = corpus.path().join("api/_verwijderd");
        assert_eq!(fs::read_to_string(aside.join("a.json")).expect("kept"), "een");
        assert_eq!(fs::read_to_string(aside.join("a~2.json")).expect("kept"), "twee");
        assert_eq!(api.remove(&id("a")).map_err(|e| e.kind()), Err(io::ErrorKind::NotFound));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_leads_away_is_refused() {
        let corpus = tempfile::tempdir().expect("a temporary folder");
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(elsewhere.path(), corpus.path().join("api")).expect("a link");
        assert!(ApiFolder::open(corpus.path()).is_err());
    }
}
