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
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    // Text for a person, an object a line for whatever collects logs.
    if terminal {
        logs.init();
    } else {
        logs.json().flatten_event(true).with_span_list(false).init();
    }
    command::run(arguments)
}
