//! The program `bundelaar`.

use std::io::IsTerminal;
use std::process::ExitCode;

use bundelaar::command;
use bundelaar::settings::Arguments;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let filter = EnvFilter::try_from_env("BUNDELAAR_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,bundelaar=info"));
    let terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(terminal)
        .with_target(false)
        .init();
    command::run(arguments)
}
