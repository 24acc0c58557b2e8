//! `bundelaar backup`

use std::fs;

use anyhow::Context;
use tempfile::TempDir;

use super::{Outcome, Trouble, archive};
use crate::bundel::Store;
use crate::settings::{BackupOptions, Settings};

/// The bundels as a file of a backup. Searches without result are left out: they are gone after 90
/// days by promise, and a backup would keep them.
pub(super) const BUNDELS: &str = "bundels.sqlite";

/// What to do when the bundels are not where they were looked for.
pub(super) const OF_THE_SERVER: &str =
    "name the data folder of the server with --data, or its settings file with --settings";

/// Copies the bundels as they are at one moment, also while a server changes them.
pub(super) fn run(settings: &Settings, options: &BackupOptions) -> Result<Outcome, Trouble> {
    if options.file.exists() {
        let exists = anyhow::anyhow!("{}: exists already", options.file.display());
        return Err(Trouble::WrongCall(exists));
    }
    // Opening would make an empty one.
    let database = settings.data.join(BUNDELS);
    fs::metadata(&database)
        .with_context(|| format!("{}: no bundels; {OF_THE_SERVER}", database.display()))?;
    let store = Store::open(&settings.data)?;
    let work = work_folder(settings)?;
    store.copy_to(&work.path().join(BUNDELS))?;
    archive::pack(work.path(), &[BUNDELS], &options.file)
        .with_context(|| format!("{}: cannot be written", options.file.display()))?;
    eprintln!("bundelaar: backup written to {}", options.file.display());
    Ok(Outcome::Done)
}

/// A folder for half-made things, on the same disk and as private as the data; gone at the end. Its
/// name is never that of one that a run which was killed left behind.
pub(super) fn work_folder(settings: &Settings) -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix("work-").tempdir_in(&settings.data)
}
