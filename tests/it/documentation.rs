//! What is written about the project is true of it: links, modules, commands, settings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bundelaar::settings::Arguments;
use bundelaar::web::{METRICS, Work};
use clap::CommandFactory;

use crate::modules::sources;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("a document")
}

/// Every document, also those in folders.
fn documents() -> Vec<PathBuf> {
    let mut found = vec![PathBuf::from("corpus/_README.md")];
    for folder in [".", "docs"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
                found.push(Path::new(folder).join(name));
            }
        }
    }
    found
}

#[test]
fn links_lead_somewhere() {
    for document in documents() {
        let text = fs::read_to_string(root().join(&document)).expect("a document");
        let folder = root().join(document.parent().expect("in a folder"));
        // What stands between `](` and the next `)`, in Markdown an address.
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with("https://")) {
            let file = target.split('#').next().unwrap_or_default();
            assert!(folder.join(file).exists(), "{}: {target}", document.display());
        }
    }
}

/// The cells of a table's first column that are code, from the line that begins with `head`.
fn first_column(document: &str, head: &str) -> BTreeSet<String> {
    let lines = document.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    lines
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| Some(line.split('`').nth(1)?.to_owned()))
        .collect()
}

#[test]
fn the_map_names_every_module_and_no_other() {
    let modules: BTreeSet<String> = fs::read_dir(root().join("src"))
        .expect("the source")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(first_column(&read("ARCHITECTURE.md"), "| module |"), modules);
}

#[test]
fn the_readme_names_every_command_and_setting() {
    let readme = read("README.md");
    let program = Arguments::command();
    let commands: BTreeSet<String> =
        program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(first_column(&readme, "| command |"), commands);
    let serve = program.find_subcommand("serve").expect("a command");
    for argument in program.get_arguments().chain(serve.get_arguments()) {
        if let (Some(flag), Some(variable)) = (argument.get_long(), argument.get_env()) {
            let variable = variable.to_string_lossy();
            let row = readme
                .lines()
                .find(|line| line.starts_with(&format!("| `--{flag} ")))
                .unwrap_or_else(|| panic!("--{flag} in README.md"));
            assert!(row.contains(&format!("`{variable}`")), "{row}");
        }
    }
    for (name, _) in read_variables() {
        assert!(readme.contains(&format!("`{name}`")), "{name} in README.md");
    }
}

#[test]
fn operators_are_told_every_metric_and_limit() {
    let operations = read("docs/operations.md");
    let metrics: BTreeSet<String> = METRICS.iter().map(|metric| metric.name.to_owned()).collect();
    assert_eq!(first_column(&operations, "| metric |"), metrics);
    for work in Work::ALL {
        let allowance = work.allowance();
        let row = operations
            .lines()
            .find(|line| line.starts_with(&format!("| {}", work.name())))
            .unwrap_or_else(|| panic!("{} in docs/operations.md", work.name()));
        let end = format!("| {} | {} |", allowance.burst, allowance.a_minute());
        assert!(row.ends_with(&end), "{row}");
    }
}

/// The environment variables that the source names, with the file.
fn read_variables() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for file in sources(&root().join("src")) {
        let text = fs::read_to_string(&file).expect("source");
        for rest in text.split("\"BUNDELAAR_").skip(1) {
            let end = rest.find(|c: char| !(c.is_ascii_uppercase() || c == '_')).unwrap_or(0);
            found.push((format!("BUNDELAAR_{}", &rest[..end]), file.clone()));
        }
    }
    found
}
