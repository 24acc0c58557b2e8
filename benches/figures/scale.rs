//! A hundred thousand articles in one file, and twenty thousand files: speed and memory of whole
//! processes, beside plain tantivy given the same file, and how soon a change is found.
//!
//! `BUNDELAAR` names another program to measure than the one that was built with this.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use bundelaar::article::Article;

use crate::measured::{Measured, run};
use crate::plain::Plain;
use crate::{generated, live};

/// First argument of the process that indexes with plain tantivy and does nothing else.
pub const WORKER: &str = "plain-once";
const LINES: usize = 100_000;
const FILES: usize = 20_000;
const FILES_IN_A_FOLDER: usize = 1_000;

pub fn report() -> Result<()> {
    let place = tempfile::tempdir()?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("\n## Scale; load of the machine before: {}", load.trim_end());

    let lines = place.path().join("lines");
    fs::create_dir(&lines)?;
    let file = lines.join("all.jsonl");
    let bytes = write_lines(&file)?;
    println!("\n{LINES} articles in one file of {:.0} MB", bytes as f64 / 1e6);
    let plain = run(Command::new(std::env::current_exe()?).args([
        WORKER.as_ref(),
        file.as_os_str(),
        place.path().join("plain").as_os_str(),
    ]))?;
    row("plain tantivy, one thread", LINES, &plain, "");
    let index = place.path().join("index-lines");
    let ours = run(&mut index_command(&lines, &index, &[]))?;
    let speed = format!("   × {:.2}", plain.seconds / ours.seconds);
    row("bundelaar", LINES, &ours, &speed);
    row("nothing changed", LINES, &run(&mut index_command(&lines, &index, &[]))?, "");
    row("--verify", LINES, &run(&mut index_command(&lines, &index, &["--verify"]))?, "");

    let files = place.path().join("files");
    write_files(&files)?;
    println!("\n{FILES} files");
    let index = place.path().join("index-files");
    row("bundelaar", FILES, &run(&mut index_command(&files, &index, &[]))?, "");
    row("nothing changed", FILES, &run(&mut index_command(&files, &index, &[]))?, "");
    row("--verify", FILES, &run(&mut index_command(&files, &index, &["--verify"]))?, "");
    live::report(program().as_ref(), &files, &index, FILES)
}

/// Indexes a file of one article a line with plain tantivy.
pub fn plain_once(lines: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let lines = BufReader::new(File::open(lines)?).lines();
    let article =
        |line: std::io::Result<String>| -> Result<Article> { Ok(serde_json::from_str(&line?)?) };
    let articles = lines
        .map(article)
        .map_while(|article| article.inspect_err(|error| eprintln!("{error}")).ok());
    Plain::index(folder, articles, 1).map(drop)
}

fn program() -> PathBuf {
    std::env::var_os("BUNDELAAR")
        .map_or_else(|| env!("CARGO_BIN_EXE_bundelaar").into(), PathBuf::from)
}

fn index_command(corpus: &Path, index: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.env("BUNDELAAR_DICTIONARY", "none").arg("index").args(flags);
    command.arg("--corpus").arg(corpus).arg("--index").arg(index);
    command
}

fn row(name: &str, articles: usize, measured: &Measured, more: &str) {
    let Measured { seconds, peak_mb } = measured;
    let speed = articles as f64 / seconds;
    println!("  {name:<26} {seconds:7.2} s {speed:9.0} articles/s {peak_mb:5} MB at most{more}");
}

fn write_lines(path: &Path) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    for article in generated::articles().take(LINES) {
        serde_json::to_writer(&mut file, &article)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(fs::metadata(path)?.len())
}

fn write_files(folder: &Path) -> Result<()> {
    for (number, article) in generated::articles().take(FILES).enumerate() {
        let folder = folder.join((number / FILES_IN_A_FOLDER).to_string());
        if number % FILES_IN_A_FOLDER == 0 {
            fs::create_dir_all(&folder)?;
        }
        fs::write(folder.join(format!("{}.json", article.id)), serde_json::to_vec(&article)?)?;
    }
    Ok(())
}
