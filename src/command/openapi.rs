//! `bundelaar openapi`

use std::io::Write;

use super::{Outcome, Trouble};
use crate::settings::ServeOptions;
use crate::web::description;

/// What a server with these settings would give at `/api/v1/openapi.json`.
pub(super) fn run(options: &ServeOptions) -> Result<Outcome, Trouble> {
    let description = description(&options.limits(), options.url.as_deref());
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &description)?;
    writeln!(out)?;
    Ok(Outcome::Done)
}
