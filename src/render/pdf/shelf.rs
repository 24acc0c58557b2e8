//! The pages of articles laid out before, kept so that a bundel with one article changed, or a
//! bundel made of known articles, needs little typesetting.
//!
//! Pages know neither their numbers nor the bundel they are in, so one article's pages serve every
//! bundel. Bounded by pages; the longest unused go first, but never for a document that used them
//! itself: one too large for the shelf would else drive out every page just before it needs it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use typst::foundations::Bytes;
use typst::introspection::EmptyIntrospector;
use typst::layout::{Abs, Frame, FrameItem};
use typst::utils::hash128;
use typst::visualize::{Geometry, Shape};

use super::RenderError;
use super::assembly::Pages;
use super::data::Entry;
use super::layout::{Place, Sheet, Supplies, lay_out, sweep};
use crate::render::picture::Picture;

/// See the module.
pub(super) struct Shelf {
    max_pages: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    pages: usize,
    /// Counts uses, to know which was longest ago.
    uses: u64,
    articles: HashMap<Place, (u64, Pages)>,
}

/// An article to lay out, named by what it holds and which of its equals it is.
pub(super) struct Order<'a> {
    place: Place,
    json: Vec<u8>,
    entry: &'a Entry,
    /// The count of uses when its document began.
    began: u64,
}

impl Shelf {
    pub(super) fn new(max_pages: usize) -> Self {
        Shelf { max_pages, kept: Mutex::default() }
    }

    /// Names the articles of one publication, so that no two share a name.
    pub(super) fn orders<'a>(&self, entries: &'a [Entry]) -> Vec<Order<'a>> {
        let mut seen: HashMap<u128, usize> = HashMap::new();
        let began = self.kept().uses;
        let order = |entry: &'a Entry| {
            let json = entry.json(true);
            let content = hash128(&(&json, entry.found.as_ref().map(|found| &found.stamp)));
            let times = seen.entry(content).or_default();
            *times += 1;
            Order { place: (content, *times), json, entry, began }
        };
        entries.iter().map(order).collect()
    }

    /// The article's pages, laid out unless they are known.
    pub(super) fn fetch(&self, order: &Order) -> Result<Pages, RenderError> {
        if let Some(pages) = self.kept().get(order.place) {
            return Ok(pages);
        }
        let found = order.entry.found.as_ref();
        let picture = found.and_then(|found| Picture::read(&found.bytes));
        let json = if found.is_some() && picture.is_none() {
            order.entry.json(false)
        } else {
            order.json.clone()
        };
        let drawing = picture.map(|picture| drawing(&picture));
        let lay_out = |sheet| {
            let supplies = Supplies { json: json.clone(), drawing: drawing.clone() };
            lay_out(sheet, order.place, supplies, &EmptyIntrospector)
        };
        let mut pages = lay_out(Sheet::Entry)?;
        if pages.last().is_some_and(|page| begins_with_rule(&page.frame)) {
            pages = lay_out(Sheet::TiedEntry)?;
        }
        sweep();
        let pages = Pages::from(pages);
        self.kept().put(order.place, pages.clone(), self.max_pages, order.began);
        Ok(pages)
    }

    /// Drops all pages.
    pub(super) fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Every change below leaves the shelf whole, so a panic elsewhere does not spoil it.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A picture as an SVG drawing that holds it. typst decodes a JPEG and keeps its pixels with the page,
/// some ten times the size of the file; what is in a drawing it passes on as it is.
fn drawing(picture: &Picture) -> Bytes {
    let (width, height) = (picture.width, picture.height);
    let address = picture.data_address();
    Bytes::from_string(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
         <image width=\"{width}\" height=\"{height}\" href=\"{address}\"/></svg>"
    ))
}

/// Whether the first thing to see is a horizontal line: the one above contact and source, which then
/// stand alone on their page.
fn begins_with_rule(frame: &Frame) -> bool {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) if group.frame.is_empty() => {}
            FrameItem::Group(group) => return begins_with_rule(&group.frame),
            FrameItem::Shape(Shape { geometry: Geometry::Line(to), .. }, _) => {
                return to.y.approx_eq(Abs::zero());
            }
            FrameItem::Tag(_) | FrameItem::Link(..) => {}
            _ => return false,
        }
    }
    false
}

impl Kept {
    fn get(&mut self, place: Place) -> Option<Pages> {
        self.uses += 1;
        let (last_use, pages) = self.articles.get_mut(&place)?;
        *last_use = self.uses;
        Some(pages.clone())
    }

    /// Keeps the pages if there is room beside those used since `began`.
    fn put(&mut self, place: Place, pages: Pages, max_pages: usize, began: u64) {
        self.uses += 1;
        if let Some((last_use, _)) = self.articles.get_mut(&place) {
            // Laid out for two documents at once.
            *last_use = self.uses;
            return;
        }
        while self.pages + pages.len() > max_pages {
            let unused = self.articles.iter().filter(|(_, (last_use, _))| *last_use <= began);
            let oldest = unused.min_by_key(|(_, (last_use, _))| *last_use);
            let Some(place) = oldest.map(|(place, _)| *place) else { return };
            if let Some((_, pages)) = self.articles.remove(&place) {
                self.pages -= pages.len();
            }
        }
        self.pages += pages.len();
        self.articles.insert(place, (self.uses, pages));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::data::sheets;
    use super::*;
    use crate::article::Article;
    use crate::bundel::Part;

    #[test]
    fn the_longest_unused_goes_first_unless_its_own_document_uses_it() {
        let mut kept = Kept::default();
        let pages = || -> Pages {
            let json = br#"{"title":"x","pages":[],"total":1}"#.to_vec();
            lay_out(Sheet::Running, (0, 0), json.into(), &EmptyIntrospector).unwrap().into()
        };
        let put = |kept: &mut Kept, number, began| kept.put((number, 1), pages(), 2, began);
        put(&mut kept, 1, 0);
        put(&mut kept, 2, 0);
        assert!(kept.get((1, 1)).is_some());
        let began = kept.uses;
        put(&mut kept, 3, began);
        assert!(kept.get((2, 1)).is_none());
        assert!(kept.get((1, 1)).is_some() && kept.get((3, 1)).is_some());
        assert_eq!(kept.pages, 2);
        put(&mut kept, 4, began);
        assert!(kept.get((4, 1)).is_none(), "both others were used since");
        kept.put((5, 1), pages(), 0, kept.uses);
        assert!(kept.get((5, 1)).is_none());
    }

    #[test]
    fn equal_articles_of_one_publication_have_names_of_their_own() {
        let mut whole = crate::render::sample::publication();
        let sample = whole.parts.iter().find_map(|part| match part {
            Part::Article { article, .. } => Some(Arc::clone(article)),
            _ => None,
        });
        let sample = sample.expect("an article");
        let article = |title: &str| {
            let article = Article { title: title.to_owned(), ..Article::clone(&sample) };
            Part::article(Arc::new(article), None)
        };
        whole.parts = ["a", "b", "a"].map(article).into();
        let entries = sheets(&whole).0.entries;
        let orders = Shelf::new(0).orders(&entries);
        let [first, second, third] = orders.as_slice() else { panic!("three") };
        assert_ne!(first.place, second.place);
        assert_ne!(first.place, third.place);
        assert_eq!(first.place.0, third.place.0);
    }
}
