//! The files that `check` is asked to look at, among those of the corpus.

use std::path::{Path, PathBuf};

use super::super::Trouble;
use crate::index::{Listed, Record};

/// Keeps of a listing the files that are named, and those in the folders that are.
///
/// # Errors
/// When one of the names stands for no file with articles.
pub(super) fn keep_named(
    listed: &mut Listed,
    root: &Path,
    named: &[PathBuf],
) -> Result<(), Trouble> {
    let root = root.canonicalize()?;
    let mut wanted = Vec::with_capacity(named.len());
    for name in named {
        let below = below(&root, name).ok_or_else(|| format!("no file below {}", root.display()));
        let known = below.and_then(|path| why_not(listed, &root, &path).map_or(Ok(path), Err));
        match known {
            Ok(path) => wanted.push(path),
            Err(why) => {
                let wrong = anyhow::anyhow!("{}: {why}", name.display());
                return Err(Trouble::WrongCall(wrong));
            }
        }
    }
    let is_wanted = |path: &str| wanted.iter().any(|wanted| Path::new(path).starts_with(wanted));
    listed.files.retain(|file| is_wanted(&file.path));
    listed.remarks.retain(|record| is_wanted(&record.place().file));
    Ok(())
}

/// The path below the corpus folder of what has this name; `None` when nothing below it has.
fn below(root: &Path, name: &Path) -> Option<PathBuf> {
    // A link in the corpus is known by its own name, not by that of the file it leads to.
    let itself = name.file_name().and_then(|last| {
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(last))
    });
    let itself = itself.filter(|path| path.starts_with(root));
    let path = itself.or_else(|| name.canonicalize().ok())?;
    path.symlink_metadata().ok()?;
    path.strip_prefix(root).ok().map(Path::to_owned)
}

/// Why there is nothing to look at; `None` when there is.
fn why_not(listed: &Listed, root: &Path, path: &Path) -> Option<String> {
    if listed.files.iter().any(|file| Path::new(&file.path).starts_with(path)) {
        return None;
    }
    // As in a remark, where what is not UTF-8 is shown, too.
    let shown = path.to_string_lossy();
    let shown = Path::new(&*shown);
    for record in &listed.remarks {
        let place = Path::new(&record.place().file);
        match record {
            // What failed, or lies in the folder, is worth the look.
            Record::Failure(_) if place.starts_with(shown) => return None,
            Record::Warning(_) if place != shown && place.starts_with(shown) => return None,
            Record::Warning(remark) | Record::Failure(remark) if shown.starts_with(place) => {
                return Some(remark.text.clone());
            }
            _ => {}
        }
    }
    let hidden = |name: &[u8]| name.starts_with(b"_") || name.starts_with(b".");
    Some(if path.iter().any(|name| hidden(name.as_encoded_bytes())) {
        "names that begin with _ or . are never articles".to_owned()
    } else if root.join(path).is_dir() {
        "no articles in this folder".to_owned()
    } else {
        "no file with articles".to_owned()
    })
}
