//! The settings file: TOML, with a setting under the name of its flag.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Spanned, Value};

/// A settings file as written.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    pub path: PathBuf,
    pub entries: Vec<Entry>,
}

/// One line of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub key: String,
    /// As it would follow the flag.
    pub value: String,
    pub line: usize,
}

/// Why a settings file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{}: cannot be read ({reason})", .path.display())]
    Unreadable { path: PathBuf, reason: std::io::Error },
    #[error("{}:{line}: {reason}", .path.display())]
    Line { path: PathBuf, line: usize, reason: String },
}

impl SettingsFile {
    pub fn read(path: &Path) -> Result<SettingsFile, FileError> {
        let text = fs::read_to_string(path)
            .map_err(|reason| FileError::Unreadable { path: path.to_owned(), reason })?;
        SettingsFile::parse(path, &text)
    }

    pub fn parse(path: &Path, text: &str) -> Result<SettingsFile, FileError> {
        let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
        let fault =
            |line: usize, reason: String| FileError::Line { path: path.to_owned(), line, reason };
        let table: BTreeMap<String, Spanned<Value>> = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(span.start));
            fault(line, error.message().to_owned())
        })?;
        let mut entries = Vec::new();
        for (key, value) in table {
            let line = line_of(value.span().start);
            let value = match value.into_inner() {
                Value::String(text) => text,
                Value::Integer(number) => number.to_string(),
                Value::Boolean(true) => "on".to_owned(),
                Value::Boolean(false) => "off".to_owned(),
                other => {
                    let found = other.type_str();
                    let reason =
                        format!("{key}: expected a text, a number or true or false, found {found}");
                    return Err(fault(line, reason));
                }
            };
            entries.push(Entry { key, value, line });
        }
        entries.sort_by_key(|entry| entry.line);
        Ok(SettingsFile { path: path.to_owned(), entries })
    }

    /// A fault of one of its lines.
    pub fn fault(&self, entry: &Entry, reason: String) -> FileError {
        FileError::Line { path: self.path.clone(), line: entry.line, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_their_lines() {
        let check = |text: &str, expect: Result<&[(&str, &str, usize)], &str>| {
            let read = SettingsFile::parse(Path::new("s.toml"), text);
            match (read, expect) {
                (Ok(file), Ok(expect)) => {
                    let found: Vec<_> = file
                        .entries
                        .iter()
                        .map(|entry| (entry.key.as_str(), entry.value.as_str(), entry.line))
                        .collect();
                    assert_eq!(found, expect, "{text}");
                }
                (Err(error), Err(expect)) => {
                    assert!(error.to_string().contains(expect), "{text}: {error}");
                }
                (read, _) => panic!("{text}: {read:?}"),
            }
        };
        check("", Ok(&[]));
        let text = "# where\nlisten = \"127.0.0.1:80\"\n\nmax-articles = 20\nrate-limit = false\n";
        check(
            text,
            Ok(&[
                ("listen", "127.0.0.1:80", 2),
                ("max-articles", "20", 4),
                ("rate-limit", "off", 5),
            ]),
        );
        check("a = 1\nb = [1]\n", Err("s.toml:2: b: expected a text"));
        check("a = 1\nb = \n", Err("s.toml:2:"));
        check("a = 1\na = 2\n", Err("s.toml:2:"));
        check("[deel]\na = 1\n", Err("deel: expected a text"));
    }
}
