//! How soon what is saved can be found, while the site is served.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::percentiles::Sample;

/// Files saved one after another.
const SAVES: usize = 30;
/// Files that come at once.
const TOGETHER: usize = 1_000;
/// No change takes so long.
const LONGEST: Duration = Duration::from_secs(60);

/// Serves a corpus of so many files with its index, and changes it.
pub fn report(program: &Path, corpus: &Path, index: &Path, files: usize) -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut command = Command::new(program);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("BUNDELAAR_DICTIONARY", "none")
        .env("BUNDELAAR_RATE_LIMIT", "off");
    command.arg("--corpus").arg(corpus).arg("--index").arg(index).arg("--data").arg(data.path());
    let started = Instant::now();
    let server = Server::start(&mut command)?;
    println!("\nServing {files} files");
    println!("  answers after {:.2} s", started.elapsed().as_secs_f64());
    let mut saves = Sample::default();
    for number in 0..SAVES {
        // Words that nothing else has, so that one answer tells.
        let word = format!("zoekwoord{}", letters(number));
        let path = corpus.join(format!("nieuw-{}.json", number % 10));
        fs::write(path, format!("{{\"titel\": \"Over {word}\", \"tekst\": \"Nieuw.\"}}"))?;
        saves.time(|| server.wait_for(&word, 1))?;
    }
    println!(
        "  found after a save: median {:.0} ms, at most {:.0} ms, of {SAVES}",
        saves.median(),
        saves.percentile(1.0)
    );
    let folder = corpus.join("samen");
    fs::create_dir_all(&folder)?;
    let started = Instant::now();
    for number in 0..TOGETHER {
        let article = format!("{{\"titel\": \"Samen {number}\", \"tekst\": \"Kwijlwortel.\"}}");
        fs::write(folder.join(format!("samen-{number}.json")), article)?;
    }
    let written = started.elapsed();
    let states = server.wait_for("kwijlwortel", TOGETHER)?;
    println!(
        "  {TOGETHER} files, written in {:.2} s: all found after {:.2} s, in {states} steps",
        written.as_secs_f64(),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// A number as letters.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + (digit - b'0'))).collect()
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(command: &mut Command) -> Result<Server> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on http://").map(str::to_owned);
        Ok(Server { child, address: address.with_context(|| format!("it said {line:?}"))? })
    }

    /// Asks until a word is found so many times; gives how many other answers than none there were.
    fn wait_for(&self, word: &str, count: usize) -> Result<usize> {
        let started = Instant::now();
        let mut seen = Vec::new();
        while seen.last() != Some(&count) {
            let found = self.count(word)?;
            if found > 0 && seen.last() != Some(&found) {
                seen.push(found);
            }
            ensure!(started.elapsed() < LONGEST, "{word}: {seen:?} found of {count}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(seen.len())
    }

    /// As a phrase, which is never searched for more widely.
    fn count(&self, word: &str) -> Result<usize> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "GET /api/v1/artikelen?q=%22{word}%22&perPagina=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let total = answer.split_once("\"totaal\":").context("no total in the answer")?.1;
        let digits: String = total.chars().take_while(char::is_ascii_digit).collect();
        Ok(digits.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
