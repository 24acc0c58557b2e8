//! What a run is still to read and to fetch. What is beyond its limits is counted and not kept: a
//! sitemap may name more addresses than memory holds.

use std::collections::{HashSet, VecDeque};

use url::Url;

/// Listings read in one run: an index names sitemaps (sitemaps.org), and a hundred of them hold more
/// pages than anybody fetches. One that goes on naming further ones is no real one.
pub const MAX_SITEMAPS: usize = 100;

/// See the module.
pub(super) struct Plan {
    /// The most pages.
    limit: usize,
    /// Only pages whose address begins so.
    only: Option<String>,
    /// To be read, in this order.
    listings: VecDeque<Url>,
    /// Those that were read as well.
    known_listings: HashSet<Url>,
    /// Those that are one too many.
    listings_left_out: usize,
    /// To be fetched, in this order.
    pages: Vec<Url>,
    known_pages: HashSet<Url>,
    pages_left_out: usize,
}

impl Plan {
    /// A run that begins with this address.
    pub fn new(address: Url, limit: usize, only: Option<String>) -> Plan {
        let mut plan = Plan {
            limit,
            only,
            listings: VecDeque::new(),
            known_listings: HashSet::new(),
            listings_left_out: 0,
            pages: Vec::new(),
            known_pages: HashSet::new(),
            pages_left_out: 0,
        };
        plan.add_listings([address]);
        plan
    }

    /// The listing to read next; `None` when there are pages enough, or no more listings.
    pub fn next_listing(&mut self) -> Option<Url> {
        let is_first = self.known_listings.len() == 1;
        let enough = self.pages.len() >= self.limit && !is_first;
        if enough { None } else { self.listings.pop_front() }
    }

    pub fn add_listings(&mut self, listings: impl IntoIterator<Item = Url>) {
        for listing in listings {
            if self.known_listings.contains(&listing) {
                continue;
            }
            if self.known_listings.len() >= MAX_SITEMAPS {
                self.listings_left_out += 1;
            } else {
                self.known_listings.insert(listing.clone());
                self.listings.push_back(listing);
            }
        }
    }

    /// Takes in the pages that one listing names.
    pub fn add_pages(&mut self, pages: impl IntoIterator<Item = Url>) {
        let mut beyond = HashSet::new();
        for mut page in pages {
            page.set_fragment(None);
            let wanted = self.only.as_ref().is_none_or(|only| page.as_str().starts_with(only));
            if !wanted || self.known_pages.contains(&page) {
                continue;
            }
            if self.pages.len() >= self.limit {
                beyond.insert(page);
            } else {
                self.known_pages.insert(page.clone());
                self.pages.push(page);
            }
        }
        self.pages_left_out += beyond.len();
    }

    pub fn take_pages(&mut self) -> Vec<Url> {
        std::mem::take(&mut self.pages)
    }

    /// How many pages were named beyond the limit, and how many listings were not read as there were
    /// pages enough.
    pub fn left_out(&self) -> (usize, usize) {
        (self.pages_left_out, self.listings.len())
    }

    /// How many listings were named beyond what a run reads.
    pub fn listings_left_out(&self) -> usize {
        self.listings_left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: impl std::fmt::Display) -> Url {
        format!("https://a.example/{path}").parse().expect("an address")
    }

    #[test]
    fn what_is_beyond_the_limits_is_counted_and_not_kept() {
        let only = Some("https://a.example/p".to_owned());
        let mut plan = Plan::new(url("index.xml"), 2, only);
        assert_eq!(plan.next_listing(), Some(url("index.xml")));
        plan.add_listings((0..150).chain(0..150).map(|number| url(format!("{number}.xml"))));
        plan.add_listings([url("index.xml")]);
        assert_eq!(plan.listings_left_out(), 2 * 51);
        assert_eq!(plan.next_listing(), Some(url("0.xml")));
        plan.add_pages(["p1", "x", "p1#deel", "p2", "p3", "p3#deel", "p1"].map(url));
        assert_eq!(plan.next_listing(), None, "there are enough");
        assert_eq!(plan.left_out(), (1, 98));
        assert_eq!((plan.known_pages.len(), plan.known_listings.len()), (2, 100));
        assert_eq!(plan.take_pages(), [url("p1"), url("p2")]);
    }

    #[test]
    fn the_first_address_is_always_read() {
        let mut plan = Plan::new(url("a"), 0, None);
        assert_eq!(plan.next_listing(), Some(url("a")));
        plan.add_listings([url("b")]);
        assert_eq!((plan.next_listing(), plan.left_out()), (None, (0, 1)));
    }
}
