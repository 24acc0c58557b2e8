//! `bundelaar index`

use std::io::Write;

use super::opened::update_index;
use super::{Outcome, Trouble};
use crate::index::Options;
use crate::settings::{IndexOptions, Settings};

pub(super) fn run(settings: &Settings, options: &IndexOptions) -> Result<Outcome, Trouble> {
    let (_, report) = update_index(
        settings,
        Options { rebuild: options.rebuild, verify: options.verify, ..Options::default() },
    )?;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(if report.failures.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}
