//! The files of pictures in the corpus, for whoever shows them.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::corpus::{Corpus, MAX_FILE_BYTES};
use super::form::{PICTURE_SIGNATURE_BYTES, is_picture, picture_media_type};

/// A picture's file, opened at its beginning.
#[derive(Debug)]
pub struct OpenPicture {
    pub file: File,
    /// How long it is.
    pub bytes: u64,
    pub media_type: &'static str,
}

impl Corpus {
    /// Names the state of a picture: it changes when the file does. `path` is below the corpus folder.
    ///
    /// # Errors
    /// When there is no such file, or it can be no picture of the corpus.
    pub fn picture_stamp(&self, path: &str) -> io::Result<String> {
        let metadata = self.picture_path(path)?.metadata()?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(format!("{path} {} {}", metadata.len(), modified.as_nanos()))
    }

    /// A picture, to be read: of a JPEG, PNG or WebP file by its first bytes, nothing more is known.
    ///
    /// # Errors
    /// As [`Corpus::picture_stamp`], and when the file is none of these or larger than
    /// [`MAX_FILE_BYTES`].
    pub fn open_picture(&self, path: &str) -> io::Result<OpenPicture> {
        let mut file = File::open(self.picture_path(path)?)?;
        let bytes = file.metadata()?.len();
        let mut first_bytes = Vec::new();
        (&mut file).take(PICTURE_SIGNATURE_BYTES as u64).read_to_end(&mut first_bytes)?;
        file.rewind()?;
        match picture_media_type(&first_bytes).filter(|_| bytes <= MAX_FILE_BYTES) {
            Some(media_type) => Ok(OpenPicture { file, bytes, media_type }),
            None => Err(io::Error::new(io::ErrorKind::InvalidData, "no picture, or too large")),
        }
    }

    /// The bytes of a picture.
    ///
    /// # Errors
    /// As [`Corpus::open_picture`].
    pub fn read_picture(&self, path: &str) -> io::Result<Vec<u8>> {
        let OpenPicture { file, bytes, .. } = self.open_picture(path)?;
        let mut read = Vec::with_capacity(bytes as usize);
        file.take(bytes).read_to_end(&mut read)?;
        Ok(read)
    }

    /// A path comes from the index, which may have been made from other files than are here now.
    fn picture_path(&self, path: &str) -> io::Result<PathBuf> {
        let path = Path::new(path);
        let below = path.components().all(|part| matches!(part, Component::Normal(_)));
        if below && is_picture(path) {
            let found = self.root().join(path).canonicalize()?;
            if found.starts_with(self.root().canonicalize()?) && found.is_file() {
                return Ok(found);
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a picture of the corpus"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_below_the_corpus_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("corpus");
        std::fs::create_dir_all(root.join("2026")).unwrap();
        let picture = b"\x89PNG\r\n\x1A\n en meer";
        std::fs::write(root.join("2026/a.png"), picture).unwrap();
        std::fs::write(root.join("2026/b.png"), "geen beeld").unwrap();
        std::fs::write(root.join("2026/c.txt"), picture).unwrap();
        std::fs::write(folder.path().join("buiten.png"), picture).unwrap();
        let corpus = Corpus::open(&root).unwrap();
        let check = |path: &str, stamped: bool, read: bool| {
            assert_eq!(corpus.picture_stamp(path).is_ok(), stamped, "{path}");
            let bytes = corpus.read_picture(path);
            assert_eq!(bytes.is_ok_and(|bytes| bytes == picture), read, "{path}");
        };
        check("2026/a.png", true, true);
        check("2026/b.png", true, false);
        check("2026/c.txt", false, false);
        check("2026/d.png", false, false);
        check("../buiten.png", false, false);
        check("2026/../../buiten.png", false, false);
        check(folder.path().join("buiten.png").to_str().unwrap(), false, false);
        check("2026", false, false);
        check("", false, false);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("buiten.png"), root.join("e.png"))
                .unwrap();
            check("e.png", false, false);
        }
    }
}
