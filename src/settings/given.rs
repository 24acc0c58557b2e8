//! Arguments from all their sources: flags, then the environment, then the settings file, then
//! defaults.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};

use super::arguments::{Arguments, Command as Asked};
use super::file::{FileError, SettingsFile};

/// A setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// The flag, without hyphens.
    pub key: String,
    pub value: Option<String>,
    pub origin: Origin,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Flag,
    /// The variable.
    Environment(String),
    File {
        path: PathBuf,
        line: usize,
    },
    Default,
}

impl Arguments {
    /// Reads the process's own arguments; ends the process with a message and code 2 when they
    /// cannot be read.
    pub fn read() -> Arguments {
        Arguments::from_call(std::env::args_os().collect()).unwrap_or_else(|error| {
            eprintln!("bundelaar: {error}");
            std::process::exit(2)
        })
    }

    fn from_call(mut call: Vec<OsString>) -> Result<Arguments, FileError> {
        let mut program = Arguments::command();
        let mut matches = program.clone().get_matches_from(&call);
        // `bundelaar` alone is `bundelaar serve`, with its defaults and environment.
        if matches.subcommand().is_none() {
            call.push("serve".into());
            matches = program.clone().get_matches_from(&call);
        }
        let mut file = SettingsFile::default();
        if let Some(path) = innermost(&matches).get_one::<PathBuf>("settings") {
            file = SettingsFile::read(path)?;
            program = with_defaults(program, &file)?;
            matches = program.clone().get_matches_from(&call);
        }
        let mut arguments =
            Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        arguments.prefer_token(innermost(&matches), std::env::var_os("BUNDELAAR_TOKEN").is_some());
        if matches.subcommand_name() == Some("settings") {
            arguments.in_force = in_force(&program, innermost(&matches), &file);
            if let Some(Asked::Settings(options)) = &arguments.command
                && options.token_file.is_none()
            {
                let token_file = |one: &&mut InForce| one.key == "token-file";
                arguments.in_force.iter_mut().filter(token_file).for_each(|one| one.value = None);
            }
        }
        Ok(arguments)
    }

    /// A token in the environment comes before a file with one that the settings file names.
    fn prefer_token(&mut self, matches: &ArgMatches, has_token: bool) {
        let Some(Asked::Serve(options) | Asked::Settings(options)) = &mut self.command else {
            return;
        };
        if has_token && matches.value_source("token_file") == Some(ValueSource::DefaultValue) {
            options.token_file = None;
        }
    }
}

/// Flags that may stand before the command are seen from within it too.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| inner)
}

/// The same program, with the values of the file as defaults, each checked.
fn with_defaults(program: Command, file: &SettingsFile) -> Result<Command, FileError> {
    let known = keys(&program);
    let mut with = program.clone();
    for entry in &file.entries {
        if !known.iter().any(|(key, _)| *key == entry.key) {
            let reason = format!("{} is no setting; `bundelaar settings` lists them", entry.key);
            return Err(file.fault(entry, reason));
        }
        let call = [
            "bundelaar".to_owned(),
            "serve".to_owned(),
            format!("--{}={}", entry.key, entry.value),
        ];
        if let Err(error) = program.clone().try_get_matches_from(call) {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default();
            return Err(file.fault(entry, first.trim_start_matches("error: ").to_owned()));
        }
        let id = entry.key.replace('-', "_");
        // A default lives as long as the program that has it: to its end.
        let value: &'static str = entry.value.clone().leak();
        if with.get_arguments().any(|argument| argument.get_id() == id.as_str()) {
            with = with.mut_arg(&id, |argument| argument.default_value(value));
        }
        let having: Vec<String> = with
            .get_subcommands()
            .filter(|command| command.get_arguments().any(|one| one.get_id() == id.as_str()))
            .map(|command| command.get_name().to_owned())
            .collect();
        for name in having {
            with = with.mut_subcommand(name, |command| {
                command.mut_arg(&id, |argument| argument.default_value(value))
            });
        }
    }
    Ok(with)
}

/// Every setting: its key and its variable.
fn keys(program: &Command) -> Vec<(String, String)> {
    let serve = program.find_subcommand("serve").expect("there is a command serve");
    program
        .get_arguments()
        .chain(serve.get_arguments())
        .filter(|argument| argument.get_id() != "settings")
        .filter_map(|argument| {
            let variable = argument.get_env()?.to_string_lossy().into_owned();
            Some((argument.get_long()?.to_owned(), variable))
        })
        .collect()
}

fn in_force(program: &Command, matches: &ArgMatches, file: &SettingsFile) -> Vec<InForce> {
    let settings = keys(program).into_iter();
    settings
        .map(|(key, variable)| {
            let id = key.replace('-', "_");
            let raw = matches.get_raw(&id).and_then(|mut values| values.next());
            let value = raw.map(|value| value.to_string_lossy().into_owned());
            let written = file.entries.iter().find(|entry| entry.key == key);
            let origin = match (matches.value_source(&id), written) {
                (Some(ValueSource::CommandLine), _) => Origin::Flag,
                (Some(ValueSource::EnvVariable), _) => Origin::Environment(variable),
                (_, Some(entry)) => Origin::File { path: file.path.clone(), line: entry.line },
                _ => Origin::Default,
            };
            InForce { key, value, origin }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::damage::{Random, Trial, damaged};

    /// A settings file that is nearly right is taken, or refused with one of its lines.
    #[test]
    fn settings_files() {
        let right = [
            "# ons\nlisten = \"127.0.0.1:8080\"\nurl = \"https://bundels.example\"\n",
            "trust-proxy = true\nrate-limit = false\nmax-articles = 200\nmax-note = 500\n",
            "corpus = 'artikelen'\nzero-results = \"off\"\ndocuments-kept = 64\n",
        ];
        let signs = [
            "\"",
            "'",
            "\"\"\"",
            "=",
            "\n",
            "[",
            "]",
            "{",
            "}",
            "#",
            ",",
            ".",
            "\\u0000",
            "\\",
            "1e400",
            "-1",
            "true",
            "1979-05-27",
            "nan",
            "\u{feff}",
            "\r",
            "\0",
            "é",
            "listen",
        ];
        let program = Arguments::command();
        let mut random = Random::new();
        let (mut trial, mut taken) = (Trial::new("PARSERS_SECONDS"), 0);
        while trial.goes_on() {
            // A file that is not text is refused before it comes here.
            let text = String::from_utf8_lossy(&damaged(&right, &signs, &mut random)).into_owned();
            let lines = text.split('\n').count();
            let read = SettingsFile::parse(Path::new("s.toml"), &text)
                .and_then(|file| with_defaults(program.clone(), &file));
            match read {
                Ok(_) => taken += 1,
                Err(FileError::Line { line, reason, .. }) => {
                    assert!((1..=lines).contains(&line) && !reason.is_empty(), "{text}: {line}");
                }
                Err(other) => panic!("{text}: {other}"),
            }
        }
        trial.report("settings files", taken);
    }
}
