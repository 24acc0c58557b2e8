//! `bundelaar backup`

use std::fs;

use anyhow::Context;

use super::{Outcome, Trouble, archive};
use crate::bundel::Store;
use crate::settings::{BackupOptions, Settings};

/// The bundels as a file of a backup. Searches without result are left out: they are gone after 90
/// days by promise, and a backup would keep them.
pub(super) const BUNDELS: &str = "bundels.sqlite";

/// Copies the bundels as they are at one moment, also while a server changes them.
pub(super) fn run(settings: &Settings, options: &BackupOptions) -> Result<Outcome, Trouble> {
    if options.file.exists() {
        let exists = anyhow::anyhow!("{}: exists already", options.file.display());
        return Err(Trouble::WrongCall(exists));
    }
    // Opening would make an empty one.
    let database = settings.data.join(BUNDELS);
    fs::metadata(&database).with_context(|| format!("{}: no bundels", database.display()))?;
    let store = Store::open(&settings.data)?;
    let work = WorkFolder::below(settings)?;
    store.copy_to(&work.0.join(BUNDELS))?;
    archive::pack(&work.0, &[BUNDELS], &options.file)
        .with_context(|| format!("{}: cannot be written", options.file.display()))?;
    eprintln!("bundelaar: backup written to {}", options.file.display());
    Ok(Outcome::Done)
}

/// A folder for half-made things, on the same disk and as private as the data; gone at the end.
pub(super) struct WorkFolder(pub(super) std::path::PathBuf);

impl WorkFolder {
    pub(super) fn below(settings: &Settings) -> Result<WorkFolder, Trouble> {
        let folder = settings.data.join(format!("work-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("{}", folder.display()))?;
        Ok(WorkFolder(folder))
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // What stays behind harms nobody.
        fs::remove_dir_all(&self.0).ok();
    }
}
