//! How long a bundel of articles takes to become a PDF, and how large it is.
//!
//! Each size runs in a process of its own: from nothing means without fonts read or pages cached,
//! and the peak of memory is that of this bundel alone.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Result, ensure};
use bundelaar::article::Article;
use bundelaar::bundel::{Part, Publication};
use bundelaar::render::Press;
use jiff::civil::date;

use crate::collection::Collection;
use crate::percentiles::Sample;
use crate::texts::searchable_words;

/// First argument of the process that measures one bundel.
pub const WORKER: &str = "pdf-of";
const ARTICLES: [usize; 3] = [10, 50, 200];
/// The length of a practice example.
const ARTICLE_WORDS: usize = 700;
/// Room for every page of the largest bundel, so that what a kept page saves is seen in full.
const KEPT_PAGES: usize = 1_000;

pub fn report(collection: &Collection) -> Result<()> {
    println!("\nPDF of articles of about {ARTICLE_WORDS} words, a process for each bundel");
    for count in ARTICLES {
        let worker = Command::new(std::env::current_exe()?)
            .args([WORKER, collection.name, &count.to_string()])
            .status()?;
        ensure!(worker.success(), "the process for {count} articles ended with {worker}");
    }
    Ok(())
}

/// Makes the PDF from nothing, again as it is, and again with one title changed; prints a row.
pub fn measure(collection: &Collection, count: usize) -> Result<()> {
    let press = Press::new(KEPT_PAGES);
    let mut publication = publication(collection, count);
    let (mut cold, mut unchanged, mut changed) = <(Sample, Sample, Sample)>::default();
    let first = cold.time(|| press.pdf(&publication))?;
    let again = unchanged.time(|| press.pdf(&publication))?;
    ensure!(first.bytes == again.bytes, "the same publication gave another document");
    let middle = publication.parts.len() / 2;
    if let Some(Part::Article { article, .. }) = publication.parts.get_mut(middle) {
        Arc::make_mut(article).title.push_str(", herzien");
    }
    changed.time(|| press.pdf(&publication))?;
    let [cold, unchanged, changed] = [cold, unchanged, changed].map(|sample| sample.median());
    let (pages, megabytes) = (first.pages, first.bytes.len() as f64 / 1e6);
    println!(
        "  {count:>3} articles {pages:>4} pages {megabytes:6.2} MB   from nothing {cold:7.0} ms   \
         unchanged {unchanged:6.0} ms   one changed {changed:6.0} ms   peak {}",
        peak_memory()
    );
    Ok(())
}

/// The articles whose length is nearest to what was asked, in the collection's order.
fn publication(collection: &Collection, count: usize) -> Publication {
    let distance = |article: &&Article| searchable_words(article).count().abs_diff(ARTICLE_WORDS);
    let mut articles: Vec<&Article> = collection.articles.iter().collect();
    articles.sort_by_cached_key(distance);
    articles.truncate(count);
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    let part = |article: &Article| Part::article(Arc::new(article.clone()), None);
    Publication {
        title: format!("{count} artikelen"),
        subtitle: None,
        introduction: None,
        parts: articles.into_iter().map(part).collect(),
        made_on: date(2026, 1, 1),
        search: None,
        site: "Bundelaar".to_owned(),
        base_url: None,
    }
}

/// The most memory this process has had, where the system says it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok()
    });
    kilobytes.map_or("unknown".to_owned(), |kilobytes| format!("{:.0} MB", kilobytes / 1024.0))
}
