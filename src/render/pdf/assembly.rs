//! Joining separately laid out documents into one.
//!
//! typst lays a document out again as soon as one page number in it changes, contents included.
//! Here articles, which know no page number, are laid out once, on all processors; only the front
//! (for its contents) and the running titles wait until the numbers are known, and then they are
//! laid out side by side.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use typst::foundations::{Datetime, Smart};
use typst::introspection::EmptyIntrospector;
use typst::layout::{FrameItem, GroupItem, Point};
use typst::model::DocumentInfo;
use typst::text::{Lang, Locale, Region};
use typst_layout::{Page, PagedDocument, PagedIntrospector};

use super::RenderError;
use super::data::{Entry, Front, Sheets};
use super::layout::{Sheet, Supplies, lay_out, sweep};
use super::shelf::Shelf;

/// How often the front may be laid out again for the page numbers in it. Once does, unless longer
/// numbers make the contents longer; the rest guards against a front that would never settle.
const MAX_FRONT_ROUNDS: usize = 3;

/// The pages of one article.
pub(super) type Pages = Arc<[Page]>;

/// The whole document, its pages in order. `laid_out` counts its articles as they are done.
pub(super) fn assemble(
    sheets: &Sheets,
    shelf: &Shelf,
    laid_out: &AtomicUsize,
) -> Result<PagedDocument, RenderError> {
    let entries = lay_out_entries(&sheets.entries, shelf, laid_out)?;
    let back = lay_out(Sheet::Back, (0, 0), json(&sheets.back), &EmptyIntrospector)?;
    let (front, running) = lay_out_around(sheets, &entries, &back)?;
    let mut pages = join(&front, &entries, &back);
    for ((index, page), running) in pages.iter_mut().enumerate().zip(running) {
        page.number = index as u64 + 1;
        // Into the running titles as a whole: an article's page is shared with the shelf, and to
        // put anything into it would copy all its glyphs.
        let text = std::mem::replace(&mut page.frame, running.frame);
        page.frame.push(Point::zero(), FrameItem::Group(GroupItem::new(text)));
    }
    sweep();
    Ok(PagedDocument::new(pages.into(), info(&sheets.front)))
}

fn lay_out_entries(
    entries: &[Entry],
    shelf: &Shelf,
    count: &AtomicUsize,
) -> Result<Vec<Pages>, RenderError> {
    let orders = shelf.orders(entries);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(order) = orders.get(index) else { return done };
            done.push((index, shelf.fetch(order)));
            count.fetch_add(1, Ordering::Relaxed);
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
    laid_out.into_iter().map(|(_, pages)| pages).collect()
}

/// Lays out what needs page numbers: the front, until the numbers it prints are those of the document
/// it is part of, and the running titles.
fn lay_out_around(
    sheets: &Sheets,
    entries: &[Pages],
    back: &[Page],
) -> Result<(Vec<Page>, Vec<Page>), RenderError> {
    let lay_out_front = |front: &[Page]| {
        let whole = PagedIntrospector::new(&join(front, entries, back));
        lay_out(Sheet::Front, (0, 0), json(&sheets.front), &whole)
    };
    // The first round lists everything, with page numbers that do not count the front yet.
    let mut front = lay_out_front(&[])?;
    for _ in 0..MAX_FRONT_ROUNDS {
        let lay_out_running = || lay_out_running(sheets, front.len(), entries, back.len());
        let (numbered, running) = std::thread::scope(|scope| {
            let running = scope.spawn(lay_out_running);
            (lay_out_front(&front), running.join())
        });
        let numbered = numbered?;
        let running = running.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let settled = numbered.len() == front.len();
        front = numbered;
        if settled {
            return Ok((front, running));
        }
    }
    let running = lay_out_running(sheets, front.len(), entries, back.len())?;
    Ok((front, running))
}

fn join(front: &[Page], entries: &[Pages], back: &[Page]) -> Vec<Page> {
    let entries = entries.iter().flat_map(|pages| pages.iter());
    front.iter().chain(entries).chain(back).cloned().collect()
}

/// What stands at the head and foot of every page.
#[derive(Serialize)]
struct Running<'a> {
    title: &'a str,
    /// The article that goes on, for every page after the cover.
    pages: Vec<Option<&'a str>>,
    total: usize,
}

/// A document of nothing but running titles, one page for each page of the whole.
fn lay_out_running(
    sheets: &Sheets,
    front: usize,
    entries: &[Pages],
    back: usize,
) -> Result<Vec<Page>, RenderError> {
    let mut pages = vec![None; front - 1];
    for (laid_out, entry) in entries.iter().zip(&sheets.entries) {
        // An article's first page has its title larger already.
        pages.push(None);
        pages.extend(laid_out.iter().skip(1).map(|_| entry.title.as_deref()));
    }
    pages.extend(vec![None; back]);
    let data = Running { title: &sheets.front.title, total: pages.len() + 1, pages };
    lay_out(Sheet::Running, (0, 0), json(&data), &EmptyIntrospector)
}

fn info(front: &Front) -> DocumentInfo {
    let date = Datetime::from_ymd(
        i32::from(front.made_on.year()),
        u8::try_from(front.made_on.month()).expect("a month is 1 to 12"),
        u8::try_from(front.made_on.day()).expect("a day is 1 to 31"),
    );
    DocumentInfo {
        title: Some(front.title.as_str().into()),
        author: vec![front.site.as_str().into()],
        date: Smart::Custom(date),
        locale: Smart::Custom(Locale { lang: Lang::DUTCH, region: "BE".parse::<Region>().ok() }),
        ..DocumentInfo::default()
    }
}

fn json(data: &impl Serialize) -> Supplies {
    serde_json::to_vec(data).expect("strings, numbers and lists are always JSON").into()
}
