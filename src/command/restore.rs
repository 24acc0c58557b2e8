//! `bundelaar restore`

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};

use super::backup::{BUNDELS, OF_THE_SERVER, work_folder};
use super::{Outcome, Trouble, archive};
use crate::bundel::{CheckedCopy, Store, StoreError, make_private_folder};
use crate::settings::{RestoreOptions, Settings};

/// Replaces all bundels by those of a backup, also while a server serves them. What was there is kept
/// beside it. A backup that cannot be used changes nothing.
pub(super) fn run(settings: &Settings, options: &RestoreOptions) -> Result<Outcome, Trouble> {
    let named = || format!("{}: cannot be restored", options.file.display());
    fs::metadata(&options.file).with_context(named).map_err(Trouble::WrongCall)?;
    let is_new = !settings.data.exists();
    if is_new && !options.create {
        let data = settings.data.display();
        let told =
            anyhow!("{data}: there is no such folder; {OF_THE_SERVER}, or make it: --create");
        return Err(Trouble::WrongCall(told));
    }
    make_private_folder(&settings.data)
        .with_context(|| format!("{}: cannot be used", settings.data.display()))?;
    let restored = restore(settings, &options.file, named);
    if is_new && restored.is_err() {
        // When it is empty, as it was made here.
        fs::remove_dir(&settings.data).ok();
    }
    restored?;
    eprintln!("bundelaar: restored from {}", options.file.display());
    Ok(Outcome::Done)
}

fn restore(
    settings: &Settings,
    file: &Path,
    named: impl Fn() -> String,
) -> Result<(), anyhow::Error> {
    let work = work_folder(settings)?;
    archive::unpack(file, &[BUNDELS], work.path()).with_context(&named)?;
    let copy = CheckedCopy::of(&work.path().join(BUNDELS)).map_err(reason).with_context(&named)?;
    // Taken over on trial: what does not fit is found before anything is touched.
    let trial = work.path().join("trial");
    Store::open(&trial)?.replace_with(&copy).with_context(&named)?;
    if !settings.data.join(BUNDELS).exists() {
        put_aside(&settings.data, "gone")?;
        return put_in_place(&settings.data, &trial);
    }
    match Store::open(&settings.data) {
        Ok(store) => {
            let so_far = work.path().join("so-far.sqlite");
            store.copy_to(&so_far)?;
            let kept = settings.data.join("bundels.before-restore.sqlite");
            fs::rename(so_far, &kept)?;
            eprintln!("bundelaar: the bundels so far are kept in {}", kept.display());
            store.replace_with(&copy).with_context(&named)
        }
        Err(StoreError::Damaged { path, reason }) => {
            put_aside(&settings.data, "damaged")?;
            eprintln!("bundelaar: {} is damaged ({reason}) and was put aside", path.display());
            put_in_place(&settings.data, &trial)
        }
        Err(StoreError::Newer { path, .. }) => {
            put_aside(&settings.data, "newer")?;
            eprintln!("bundelaar: {} is of a newer version and was put aside", path.display());
            put_in_place(&settings.data, &trial)
        }
        Err(error) => Err(error.into()),
    }
}

/// Why a backup cannot be used, without the name of the file that it was unpacked to.
fn reason(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Newer { found, known, .. } => anyhow!(
            "it is of a newer version (data {found}, this program knows up to {known}): update \
             bundelaar"
        ),
        StoreError::Foreign { .. } => anyhow!("its database is of another program"),
        StoreError::Damaged { reason, .. } => anyhow!("{BUNDELS} is damaged: {reason}"),
        other => other.into(),
    }
}

/// Moves a database that cannot be opened out of the way, under a name that is free. What SQLite keeps
/// beside it goes first: with another database it would be taken for that one's.
fn put_aside(data: &Path, what: &str) -> Result<(), anyhow::Error> {
    let name = |number: usize| match number {
        1 => format!("{BUNDELS}.{what}"),
        _ => format!("{BUNDELS}.{what}.{number}"),
    };
    let free = (1..).map(name).find(|name| !data.join(name).exists()).expect("there is no end");
    for suffix in ["-wal", "-shm", ""] {
        let file = data.join(format!("{BUNDELS}{suffix}"));
        if file.exists() {
            fs::rename(&file, data.join(format!("{free}{suffix}")))?;
        }
    }
    Ok(())
}

/// Gives a data folder without a database the one of this folder. Whatever holds on to the one before
/// must begin again.
fn put_in_place(data: &Path, from: &Path) -> Result<(), anyhow::Error> {
    let beside =
        |folder: &Path, suffix: &str| -> PathBuf { folder.join(format!("{BUNDELS}{suffix}")) };
    ensure!(!beside(from, "-wal").exists(), "{}: still in use", from.display());
    fs::rename(beside(from, ""), beside(data, ""))?;
    File::open(data)?.sync_all()?;
    Ok(())
}
