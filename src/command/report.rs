//! `bundelaar report`

use std::io::Write;

use super::{Outcome, Trouble};
use crate::journal::Journal;
use crate::settings::Settings;
use crate::web::today;

/// Searches without results, a query a line: `days<TAB>times<TAB>last day<TAB>query`.
pub(super) fn run(settings: &Settings) -> Result<Outcome, Trouble> {
    // Asking for a report makes no journal.
    if !Journal::file(&settings.data).exists() {
        eprintln!("no searches without result were kept in {}", settings.data.display());
        return Ok(Outcome::Done);
    }
    let missed = Journal::open(&settings.data)?.missed(today())?;
    if missed.is_empty() {
        eprintln!("no search without results was asked on three different days");
    }
    let mut out = std::io::stdout().lock();
    for found in missed {
        writeln!(out, "{}\t{}\t{}\t{}", found.days, found.times, found.last, found.query)?;
    }
    Ok(Outcome::Done)
}
