//! The same bundel as a PDF by others: WeasyPrint and Chromium's print.
//!
//! They get the HTML that is offered for download, on A4 with the margins, size and justified,
//! hyphenated text of the PDF. Every figure is of a whole process, from its start to the file being
//! there. Chromium tags its PDF but does not make it PDF/UA, and hyphenates only where its component
//! with Dutch patterns is installed, which takes less time, not more.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bundelaar::bundel::{Part, Publication};
use bundelaar::render;

use crate::collection::Collection;
use crate::pdf;
use crate::percentiles::Sample;

/// First argument of the process that makes one PDF and nothing else.
pub const WORKER: &str = "pdf-once";
const ARTICLES: usize = 200;
/// Ours and Chromium's take seconds or less and vary; WeasyPrint takes half a minute and does not.
const RUNS: usize = 3;

/// The page of the PDF, for those that print HTML.
const PAGE: &str = "<style>@page { size: A4; margin: 31mm 30mm 27mm 54mm } \
    body { max-width: none; margin: 0; padding: 0; font-size: 10.7pt; line-height: 1.3 } \
    p, li { text-align: justify; hyphens: auto }</style></head>";

pub fn report(collection: &Collection) -> Result<()> {
    println!("\nPDF of {ARTICLES} articles beside others, whole processes");
    let folder = std::env::temp_dir().join("bundelaar-beside");
    std::fs::create_dir_all(&folder)?;
    let publication = pdf::publication(collection, ARTICLES);
    let (json, html) = (folder.join("bundel.json"), folder.join("bundel.html"));
    std::fs::write(&json, render::json(&publication))?;
    std::fs::write(&html, render::html(&publication).replacen("</head>", PAGE, 1))?;

    let mut own = Command::new(std::env::current_exe()?);
    own.args([WORKER.as_ref(), json.as_os_str(), folder.join("bundelaar.pdf").as_os_str()]);
    let own = time("bundelaar", own, RUNS, &folder, None)?;
    match weasyprint() {
        Some(program) => {
            let mut command = Command::new(program);
            command
                .args(["--pdf-variant", "pdf/ua-1"])
                .arg(&html)
                .arg(folder.join("WeasyPrint.pdf"));
            time("WeasyPrint", command, 1, &folder, Some(own))?;
        }
        None => println!("  WeasyPrint is not there; `make bench` installs it"),
    }
    let mut command = Command::new("chromium");
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([
            "--no-pdf-header-footer".as_ref(),
            {
                let mut target = std::ffi::OsString::from("--print-to-pdf=");
                target.push(folder.join("Chromium.pdf"));
                target
            }
            .as_os_str(),
        ])
        .arg(&html);
    time("Chromium", command, RUNS, &folder, Some(own))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Makes the PDF of a publication that was written as JSON.
pub fn once(json: &Path, target: &Path) -> Result<()> {
    let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(json)?)?;
    let mut publication: Publication = pdf::empty(whole["titel"].as_str().unwrap_or_default());
    for part in whole["onderdelen"].as_array().context("no articles")? {
        let article = serde_json::from_value(part["artikel"].clone())?;
        publication.parts.push(Part::article(Arc::new(article), None));
    }
    std::fs::write(target, render::pdf(&publication)?.bytes)?;
    Ok(())
}

/// Prints how long a program takes, in the middle of its runs, and gives it in milliseconds.
fn time(
    name: &str,
    mut command: Command,
    runs: usize,
    folder: &Path,
    own: Option<f64>,
) -> Result<f64> {
    let mut sample = Sample::default();
    for _ in 0..runs {
        let status = sample.time(|| command.stdout(Stdio::null()).stderr(Stdio::null()).status());
        let status = status.with_context(|| name.to_owned())?;
        ensure!(status.success(), "{name} ended with {status}");
    }
    let took = sample.median();
    let bytes = std::fs::metadata(folder.join(format!("{name}.pdf")))?.len();
    let times = own.map_or(String::new(), |own| format!("   {:.1} times as long", took / own));
    println!("  {name:<10} {took:7.0} ms {:6.2} MB{times}", bytes as f64 / 1e6);
    Ok(took)
}

/// Where `make bench` puts it.
fn weasyprint() -> Option<PathBuf> {
    let home = || Some(Path::new(&std::env::var_os("HOME")?).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)?;
    Some(cache.join("bundelaar/weasyprint/bin/weasyprint")).filter(|program| program.exists())
}
