//! Joining separately laid out documents into one.
//!
//! typst lays a document out again as soon as one page number in it changes, contents included.
//! Here articles, which know no page number, are laid out once, on all processors; only the front
//! (for its contents) and the running titles wait until the numbers are known.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use typst::introspection::EmptyIntrospector;
use typst::layout::Point;
use typst::model::Document;
use typst_layout::{Page, PagedDocument, PagedIntrospector};

use super::RenderError;
use super::data::{Entry, Front, Sheets};
use super::layout::{Sheet, lay_out};

/// Times that front matter may change its own number of pages before it is taken as it is. Each
/// round only adds what the round before lacked, so two do; the rest is a guard.
const MAX_FRONT_ROUNDS: usize = 4;

/// How many times the cache may be swept before an entry that nothing used is dropped. The cache
/// is swept after every document: what the template itself needs is used each time and stays, what
/// belongs to one article goes soon after it.
const CACHE_AGE: usize = 4;

/// The whole document, its pages in order.
pub(super) fn assemble(sheets: &Sheets) -> Result<PagedDocument, RenderError> {
    let entries = lay_out_entries(&sheets.entries)?;
    let back = lay_out(Sheet::Back, 0, &sheets.back, &EmptyIntrospector)?;
    let front = lay_out_front(&sheets.front, &entries, &back)?;
    let mut pages = join(&front, &entries, &back);
    let running = lay_out_running(sheets, &front, &entries, pages.len())?;
    for ((index, page), over) in pages.iter_mut().enumerate().zip(running.pages()) {
        page.number = index as u64 + 1;
        page.frame.prepend_frame(Point::zero(), over.frame.clone());
    }
    typst::comemo::evict(0);
    Ok(PagedDocument::new(pages.into(), front.info().clone()))
}

fn lay_out_entries(entries: &[Entry]) -> Result<Vec<PagedDocument>, RenderError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(entry) = entries.get(index) else { return done };
            done.push((index, lay_out(Sheet::Entry, index, entry, &EmptyIntrospector)));
            typst::comemo::evict(CACHE_AGE);
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut laid_out = std::thread::scope(|scope| {
        let hands: Vec<_> = (1..workers.min(entries.len())).map(|_| scope.spawn(work)).collect();
        let mut laid_out = work();
        for hand in hands {
            match hand.join() {
                Ok(done) => laid_out.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        laid_out
    });
    laid_out.sort_by_key(|(index, _)| *index);
    laid_out.into_iter().map(|(_, document)| document).collect()
}

/// Lays out the front until the page numbers it prints are those of the document it is part of.
fn lay_out_front(
    data: &Front,
    entries: &[PagedDocument],
    back: &PagedDocument,
) -> Result<PagedDocument, RenderError> {
    let mut front = lay_out(Sheet::Front, 0, data, &EmptyIntrospector)?;
    for _ in 0..MAX_FRONT_ROUNDS {
        let whole = PagedIntrospector::new(&join(&front, entries, back));
        let before = front.pages().len();
        front = lay_out(Sheet::Front, 0, data, &whole)?;
        if front.pages().len() == before {
            break;
        }
    }
    Ok(front)
}

fn join(front: &PagedDocument, entries: &[PagedDocument], back: &PagedDocument) -> Vec<Page> {
    let documents = std::iter::once(front).chain(entries).chain([back]);
    documents.flat_map(PagedDocument::pages).cloned().collect()
}

/// What stands at the head and foot of every page.
#[derive(Serialize)]
struct Running<'a> {
    title: &'a str,
    /// The article a page belongs to, for every page after the cover.
    pages: Vec<Option<&'a str>>,
    total: usize,
}

/// A document of nothing but running titles, one page for each page of the whole.
fn lay_out_running(
    sheets: &Sheets,
    front: &PagedDocument,
    entries: &[PagedDocument],
    total: usize,
) -> Result<PagedDocument, RenderError> {
    let mut pages = vec![None; front.pages().len() - 1];
    for (document, entry) in entries.iter().zip(&sheets.entries) {
        let title = entry.title.as_deref();
        pages.extend(document.pages().iter().map(|_| title));
    }
    pages.resize(total - 1, None);
    let data = Running { title: &sheets.front.title, pages, total };
    lay_out(Sheet::Running, 0, &data, &EmptyIntrospector)
}
