//! How long a bundel of articles takes to become a PDF, and how large it is.
//!
//! Each size runs in a process of its own: from nothing means without fonts read or pages cached,
//! and the peak of memory is that of this bundel alone.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use bundelaar::article::Article;
use bundelaar::bundel::{Part, Publication};
use bundelaar::render::Press;
use bundelaar::web::PAGES_KEPT;
use jiff::civil::date;

use crate::collection::Collection;
use crate::percentiles::Sample;
use crate::texts::searchable_words;

/// First argument of the process that measures one bundel.
pub const WORKER: &str = "pdf-of";
/// Up to the most articles a bundel can hold.
const ARTICLES: [usize; 4] = [10, 50, 200, 500];
/// The length of a practice example.
const ARTICLE_WORDS: usize = 700;
/// How long after the last document memory is looked at again: allocators give back with a delay.
const REST: Duration = Duration::from_secs(2);

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

/// Makes the PDF from nothing, again as it is, with one title changed, and with an article longer, so
/// that every page gets another number or total; prints a row, with the memory at most and after all
/// was let go. A server keeps finished documents, so that there "again" is the time of reading a file.
pub fn measure(collection: &Collection, count: usize) -> Result<()> {
    let press = Press::new(PAGES_KEPT);
    let mut publication = publication(collection, count);
    let [mut cold, mut unchanged, mut changed, mut longer] = <[Sample; 4]>::default();
    let first = cold.time(|| press.pdf(&publication))?;
    let again = unchanged.time(|| press.pdf(&publication))?;
    ensure!(first.bytes == again.bytes, "the same publication gave another document");
    change(&mut publication, count / 2, |article| article.title.push_str(", herzien"));
    changed.time(|| press.pdf(&publication))?;
    change(&mut publication, count / 3, |article| article.body.extend(article.body.clone()));
    let more = longer.time(|| press.pdf(&publication))?;
    ensure!(more.pages > first.pages, "twice the text took no more pages");
    let [cold, unchanged, changed, longer] =
        [cold, unchanged, changed, longer].map(|sample| sample.median());
    let (pages, megabytes) = (first.pages, first.bytes.len() as f64 / 1e6);
    drop((first, again, more, publication));
    press.clear();
    std::thread::sleep(REST);
    println!(
        "  {count:>3} articles {pages:>4} pages {megabytes:6.2} MB   from nothing {cold:7.0} ms   \
         again {unchanged:6.0} ms   one changed {changed:6.0} ms   \
         one longer {longer:6.0} ms   memory at most {}, after {}",
        memory("VmHWM:"),
        memory("VmRSS:"),
    );
    Ok(())
}

fn change(publication: &mut Publication, number: usize, change: impl FnOnce(&mut Article)) {
    if let Some(Part::Article { article, .. }) = publication.parts.get_mut(number) {
        change(Arc::make_mut(article));
    }
}

/// The articles whose length is nearest to what was asked, in the collection's order.
pub fn publication(collection: &Collection, count: usize) -> Publication {
    let distance = |article: &&Article| searchable_words(article).count().abs_diff(ARTICLE_WORDS);
    let mut articles: Vec<&Article> = collection.articles.iter().collect();
    articles.sort_by_cached_key(distance);
    articles.truncate(count);
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    let part = |article: &Article| Part::article(Arc::new(article.clone()), None);
    let parts = articles.into_iter().map(part).collect();
    Publication { parts, ..empty(&format!("{count} artikelen")) }
}

/// A publication without articles.
pub fn empty(title: &str) -> Publication {
    Publication {
        title: title.to_owned(),
        subtitle: None,
        introduction: None,
        parts: Vec::new(),
        made_on: date(2026, 1, 1),
        search: None,
        site: "Bundelaar".to_owned(),
        base_url: None,
    }
}

/// What the system says of this process's memory.
fn memory(which: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix(which)?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.map_or("unknown".to_owned(), |kilobytes| format!("{:.0} MB", kilobytes / 1024.0))
}
