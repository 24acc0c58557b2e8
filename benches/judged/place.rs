//! Where judged Dutch is, which is not part of this repository (see `eval/`); each benchmark that needs
//! it takes this file in.

use std::path::{Path, PathBuf};

/// One of its folders, when it is here.
pub fn folder(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("EVAL_DATA").map(PathBuf::from);
    let data =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval"));
    Some(data.join(name)).filter(|folder| folder.exists())
}
