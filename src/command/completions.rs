//! `bundelaar completions`

use std::io::Write;

use clap::CommandFactory;

use super::{Outcome, Trouble};
use crate::settings::{Arguments, CompletionsOptions};

pub(super) fn run(options: &CompletionsOptions) -> Result<Outcome, Trouble> {
    let mut program = Arguments::command();
    let name = program.get_name().to_owned();
    // Made whole before it is written: the generator knows no errors, and a pipe may close.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut program, name, &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}
