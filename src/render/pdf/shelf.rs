//! The pages of articles laid out before, kept so that a bundel with one article changed, or a
//! bundel made of known articles, needs little typesetting.
//!
//! Pages know neither their numbers nor the bundel they are in, so one article's pages serve every
//! bundel. Bounded by pages; the longest unused go first.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use typst::introspection::EmptyIntrospector;
use typst::layout::{Abs, Frame, FrameItem};
use typst::utils::hash128;
use typst::visualize::{Geometry, Shape};

use super::RenderError;
use super::assembly::Pages;
use super::layout::{Place, Sheet, lay_out};

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

/// An article to lay out: its data, named by what it holds and which of its equals it is.
pub(super) struct Order {
    place: Place,
    json: Vec<u8>,
}

impl Shelf {
    pub(super) fn new(max_pages: usize) -> Self {
        Shelf { max_pages, kept: Mutex::default() }
    }

    /// Names the articles of one publication, so that no two share a name.
    pub(super) fn orders(&self, articles: impl Iterator<Item = Vec<u8>>) -> Vec<Order> {
        let mut seen: HashMap<u128, usize> = HashMap::new();
        articles
            .map(|json| {
                let content = hash128(&json);
                let times = seen.entry(content).or_default();
                *times += 1;
                Order { place: (content, *times), json }
            })
            .collect()
    }

    /// The article's pages, laid out unless they are known.
    pub(super) fn fetch(&self, order: &Order) -> Result<Pages, RenderError> {
        if let Some(pages) = self.kept().get(order.place) {
            return Ok(pages);
        }
        let lay_out = |sheet| lay_out(sheet, order.place, order.json.clone(), &EmptyIntrospector);
        let mut pages = lay_out(Sheet::Entry)?;
        if pages.last().is_some_and(|page| begins_with_rule(&page.frame)) {
            pages = lay_out(Sheet::TiedEntry)?;
        }
        let pages = Pages::from(pages);
        self.kept().put(order.place, pages.clone(), self.max_pages);
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

    fn put(&mut self, place: Place, pages: Pages, max_pages: usize) {
        if pages.len() > max_pages {
            return;
        }
        self.uses += 1;
        self.pages += pages.len();
        if let Some((_, before)) = self.articles.insert(place, (self.uses, pages)) {
            self.pages -= before.len();
        }
        while self.pages > max_pages {
            let oldest = self.articles.iter().min_by_key(|(_, (last_use, _))| *last_use);
            let Some(place) = oldest.map(|(place, _)| *place) else { return };
            if let Some((_, pages)) = self.articles.remove(&place) {
                self.pages -= pages.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_first() {
        let mut kept = Kept::default();
        let pages = || -> Pages {
            let json = br#"{"title":"x","pages":[],"total":1}"#.to_vec();
            lay_out(Sheet::Running, (0, 0), json, &EmptyIntrospector).unwrap().into()
        };
        kept.put((1, 1), pages(), 2);
        kept.put((2, 1), pages(), 2);
        assert!(kept.get((1, 1)).is_some());
        kept.put((3, 1), pages(), 2);
        assert!(kept.get((2, 1)).is_none());
        assert!(kept.get((1, 1)).is_some() && kept.get((3, 1)).is_some());
        assert_eq!(kept.pages, 2);
        kept.put((4, 1), pages(), 0);
        assert!(kept.get((4, 1)).is_none());
    }

    #[test]
    fn equal_articles_of_one_publication_have_names_of_their_own() {
        let orders = Shelf::new(0).orders([b"a", b"b", b"a"].map(|json| json.to_vec()).into_iter());
        let [first, second, third] = orders.as_slice() else { panic!("three") };
        assert_ne!(first.place, second.place);
        assert_ne!(first.place, third.place);
        assert_eq!(first.place.0, third.place.0);
    }
}
