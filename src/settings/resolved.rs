//! Settings, resolved and checked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::Folders;
use crate::dutch::{Dictionary, DictionaryError, Vocabulary};

/// Where distributions keep the Dutch dictionary: Debian and Fedora, then older systems.
const SYSTEM_DICTIONARIES: [&str; 5] = [
    "/usr/share/hunspell/nl_BE.dic",
    "/usr/share/hunspell/nl_NL.dic",
    "/usr/share/hunspell/nl.dic",
    "/usr/share/myspell/nl_NL.dic",
    "/usr/share/myspell/dicts/nl_NL.dic",
];

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(
        "--dictionary {path}: cannot be read ({reason}); give a .dic file with its .aff beside it, or none"
    )]
    DictionaryFile { path: PathBuf, reason: io::Error },
    #[error("--dictionary {path}: {reason}")]
    Dictionary { path: PathBuf, reason: DictionaryError },
}

/// The folders and what analysis starts from.
#[derive(Debug, Clone)]
pub struct Settings {
    pub corpus: PathBuf,
    pub index: PathBuf,
    pub data: PathBuf,
    /// Built-in words and, when there is one, the dictionary's.
    pub vocabulary: Vocabulary,
}

impl Settings {
    /// Resolves the folders and reads the dictionary.
    ///
    /// # Errors
    /// When a dictionary was named and cannot be used. One found on the system that cannot be used
    /// is passed over with a warning.
    pub fn resolve(folders: Folders) -> Result<Settings, SettingsError> {
        let mut vocabulary = Vocabulary::builtin();
        match folders.dictionary {
            Some(path) if path.as_os_str() == "none" => {}
            Some(path) => vocabulary = vocabulary.with_dictionary(read_dictionary(&path)?),
            None => {
                let found = SYSTEM_DICTIONARIES.iter().map(Path::new).find(|path| path.exists());
                match found.map(read_dictionary).transpose() {
                    Ok(Some(dictionary)) => vocabulary = vocabulary.with_dictionary(dictionary),
                    Ok(None) => {}
                    Err(error) => tracing::warn!(%error, "the system's dictionary is left out"),
                }
            }
        }
        Ok(Settings {
            corpus: folders.corpus,
            index: folders.index,
            data: folders.data,
            vocabulary,
        })
    }
}

fn read_dictionary(path: &Path) -> Result<Dictionary, SettingsError> {
    let read = |path: &Path| {
        fs::read_to_string(path)
            .map_err(|reason| SettingsError::DictionaryFile { path: path.to_owned(), reason })
    };
    let words = read(path)?;
    let affixes = read(&path.with_extension("aff"))?;
    Dictionary::parse(&affixes, &words)
        .map_err(|reason| SettingsError::Dictionary { path: path.to_owned(), reason })
}
