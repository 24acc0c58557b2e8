//! `bundelaar restore`

use std::fs;

use anyhow::Context;

use super::backup::{BUNDELS, work_folder};
use super::{Outcome, Trouble, archive};
use crate::bundel::{Store, StoreError};
use crate::settings::{BackupOptions, Settings};

/// Replaces all bundels by those of a backup, also while a server serves them. What was there is kept
/// beside it.
pub(super) fn run(settings: &Settings, options: &BackupOptions) -> Result<Outcome, Trouble> {
    let named = || format!("{}: cannot be restored", options.file.display());
    fs::metadata(&options.file).with_context(named).map_err(Trouble::WrongCall)?;
    // Opening makes the folder. A backup that cannot be used changes nothing.
    let opened = Store::open(&settings.data);
    let work = work_folder(settings)?;
    archive::unpack(&options.file, &[BUNDELS], work.path()).with_context(named)?;
    let store = match opened {
        Ok(store) => {
            let kept = settings.data.join("bundels.before-restore.sqlite");
            fs::remove_file(&kept).or_else(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })?;
            store.copy_to(&kept)?;
            eprintln!("bundelaar: the bundels so far are kept in {}", kept.display());
            store
        }
        Err(StoreError::Damaged { path, reason }) => {
            // Whatever holds on to it has the damaged file, and must begin again.
            for suffix in ["", "-wal", "-shm"] {
                let file = settings.data.join(format!("{BUNDELS}{suffix}"));
                let aside = settings.data.join(format!("{BUNDELS}.damaged{suffix}"));
                if file.exists() {
                    fs::rename(&file, &aside)?;
                }
            }
            eprintln!("bundelaar: {} is damaged ({reason}) and was put aside", path.display());
            Store::open(&settings.data)?
        }
        Err(error) => return Err(error.into()),
    };
    store.replace_from(&work.path().join(BUNDELS)).with_context(named)?;
    eprintln!("bundelaar: restored from {}", options.file.display());
    Ok(Outcome::Done)
}
