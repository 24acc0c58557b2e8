//! The program's commands, one file each, and what they answer to the shell.
//!
//! Results go to standard output, all else to standard error. Nothing is decided here that another
//! program could want: a command puts the modules in a row and prints.

mod analyse;
mod archive;
mod backup;
mod bundel;
mod check;
mod completions;
mod fetch;
mod index;
mod openapi;
mod opened;
mod progress;
mod report;
mod restore;
mod search;
mod serve;
mod settings;

use std::process::ExitCode;

use crate::settings::{Arguments, Command, Folders, InForce, ServeOptions, Settings};

/// How a command ended, when it ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Some articles or records could not be read, or looked wrong where that was asked to count;
    /// each was named.
    SomeFailed,
}

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Trouble {
    /// The call was wrong: the caller can put it right.
    WrongCall(anyhow::Error),
    /// It could not run here.
    CannotRun(anyhow::Error),
}

/// Whatever fails on the way is a reason not to run; a wrong call is said explicitly.
impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Trouble {
        Trouble::CannotRun(error.into())
    }
}

/// Carries out what was asked.
pub fn run(arguments: Arguments) -> ExitCode {
    let result = match arguments.command {
        Some(Command::Settings(options)) => {
            show_settings(arguments.folders, &options, &arguments.in_force)
        }
        Some(command) => dispatch(command, arguments.folders),
        None => Err(Trouble::WrongCall(anyhow::anyhow!("no command was given"))),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Err(Trouble::WrongCall(error)) => end(&error, 2),
        Err(Trouble::CannotRun(error)) => end(&error, 3),
    }
}

/// What is shown is what would be in force: a wrong one is refused here too.
fn show_settings(
    folders: Folders,
    options: &ServeOptions,
    in_force: &[InForce],
) -> Result<Outcome, Trouble> {
    Settings::resolve(folders).map_err(|error| Trouble::WrongCall(error.into()))?;
    serve::operator_token(options.token_file.as_deref())?;
    settings::run(in_force)
}

fn dispatch(command: Command, folders: Folders) -> Result<Outcome, Trouble> {
    let settings = Settings::resolve(folders).map_err(|error| Trouble::WrongCall(error.into()))?;
    match command {
        Command::Serve(options) => serve::run(&settings, &options),
        Command::Index(options) => index::run(&settings, &options),
        Command::Search(options) => search::run(&settings, options),
        Command::Bundel(options) => bundel::run(&settings, options),
        Command::Check(options) => check::run(&settings, &options),
        Command::Fetch(options) => fetch::run(&settings, options),
        Command::Analyse(options) => analyse::run(&settings, &options),
        // Shown without opening anything.
        Command::Settings(_) => Ok(Outcome::Done),
        Command::Backup(options) => backup::run(&settings, &options),
        Command::Restore(options) => restore::run(&settings, &options),
        Command::Openapi(options) => openapi::run(&options),
        Command::Completions(options) => completions::run(&options),
        Command::Report => report::run(&settings),
    }
}

fn end(error: &anyhow::Error, code: u8) -> ExitCode {
    // A reader that went away (`bundelaar search … | head`) is no trouble of ours.
    if error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    }) {
        return ExitCode::SUCCESS;
    }
    eprintln!("bundelaar: {error:#}");
    ExitCode::from(code)
}
