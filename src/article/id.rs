//! Article identifiers: a closed alphabet, so that an id can never be a path or markup.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest id, in characters.
const MAX_LENGTH: usize = 120;

/// `[A-Za-z0-9._-]`, 1 to 120 characters, not beginning with a dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleId(String);

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is geen geldige id: 1 tot 120 tekens uit A-Z a-z 0-9 . _ -, en geen punt vooraan")]
pub struct InvalidId(String);

impl ArticleId {
    /// As it stands in addresses, files and JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of a file that carries none: its path below the corpus folder without extension,
    /// lowercased, every other character replaced by `-`.
    ///
    /// # Errors
    /// When nothing of the path is left or the result is too long.
    pub fn from_path(below_corpus: &Path) -> Result<Self, InvalidId> {
        let path = below_corpus.with_extension("");
        path.to_string_lossy()
            .to_lowercase()
            .chars()
            .map(|c| if is_id_char(c) { c } else { '-' })
            .collect::<String>()
            .parse()
    }
}

fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

impl FromStr for ArticleId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let valid = !text.is_empty()
            && text.len() <= MAX_LENGTH
            && !text.starts_with('.')
            && text.chars().all(is_id_char);
        if valid {
            Ok(ArticleId(text.to_owned()))
        } else {
            Err(InvalidId(text.chars().take(MAX_LENGTH).collect()))
        }
    }
}

impl TryFrom<String> for ArticleId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> String {
        id.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_closed_set() {
        for good in ["a", "000_aa740f08f09625b0", "Een.artikel-2", &"x".repeat(120)] {
            assert!(good.parse::<ArticleId>().is_ok(), "{good}");
        }
        for bad in ["", ".", "..", ".a", "../a", "a/b", "a b", "é", "a\0", &"x".repeat(121)] {
            assert!(bad.parse::<ArticleId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_become_ids() {
        let id = |path: &str| ArticleId::from_path(Path::new(path)).unwrap().to_string();
        assert_eq!(id("000_aa740f08f09625b0.txt"), "000_aa740f08f09625b0");
        assert_eq!(id("2019/Een Café.txt"), "2019-een-caf-");
    }
}
