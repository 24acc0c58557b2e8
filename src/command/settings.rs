//! `bundelaar settings`

use std::io::Write;

use super::{Outcome, Trouble};
use crate::settings::{InForce, Origin};

/// The settings in force and where each comes from, as a settings file.
pub(super) fn run(in_force: &[InForce]) -> Result<Outcome, Trouble> {
    let mut out = std::io::stdout().lock();
    for InForce { key, value, origin } in in_force {
        let origin = match origin {
            Origin::Flag => format!("--{key}"),
            Origin::Environment(variable) => variable.clone(),
            Origin::File { path, line } => format!("{}:{line}", path.display()),
            Origin::Default => "default".to_owned(),
        };
        match value {
            Some(value) => {
                let value = toml::Value::String(value.clone());
                writeln!(out, "{key} = {value} # {origin}")?;
            }
            None => writeln!(out, "# {key} is not set")?,
        }
    }
    match std::env::var_os("BUNDELAAR_TOKEN") {
        Some(_) => writeln!(out, "# the operator's token is set # BUNDELAAR_TOKEN")?,
        None => writeln!(out, "# BUNDELAAR_TOKEN is not set")?,
    }
    Ok(Outcome::Done)
}
