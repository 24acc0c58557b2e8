//! Fetching an address, and what it names, into a folder.

use std::path::PathBuf;

use url::Url;

use super::client::{Answer, Client, FetchError, Page, Politeness, checked, forbids};
use super::ledger::{State, Store, Stored};
use super::listing::{Found, recognise};
use super::plan::Plan;
use crate::article::{Article, ArticleId};
use crate::source::{Form, Reader, declared_utf8, robots_directives};

/// What became of an address.
#[derive(Debug)]
pub struct Fetched {
    pub address: Url,
    pub outcome: Result<Outcome, FetchError>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Added(PathBuf),
    Changed(PathBuf),
    Unchanged,
    /// The file was changed by somebody; it stays as it is.
    Edited(PathBuf),
    /// More pages were named than are fetched in one run, and sitemaps were not read any more.
    LeftOut {
        pages: usize,
        sitemaps: usize,
    },
    /// More sitemaps were named than are read in one run.
    SitemapsLeftOut(usize),
}

/// Fetches into one folder.
pub struct Fetcher<'a> {
    client: Client,
    store: Store,
    reader: Reader<'a>,
    /// Pages fetched in one run.
    limit: usize,
    /// Of a listing only the pages whose address begins so.
    only: Option<String>,
}

impl<'a> Fetcher<'a> {
    pub fn new(
        politeness: &Politeness,
        store: Store,
        reader: Reader<'a>,
        limit: usize,
        only: Option<String>,
    ) -> Self {
        Fetcher { client: Client::new(politeness), store, reader, limit, only }
    }

    /// Fetches a page, or the pages of a feed or sitemap, giving each as it is done. A page that
    /// cannot be fetched does not stop the others.
    ///
    /// # Errors
    /// When the address itself may not be fetched: the call was wrong.
    pub fn fetch(
        &mut self,
        address: &Url,
        mut give: impl FnMut(Fetched),
    ) -> Result<(), FetchError> {
        let address = checked(address.clone())?;
        let mut plan = Plan::new(address.clone(), self.limit, self.only.clone());
        while let Some(listing) = plan.next_listing() {
            match self.fetch_first(&listing) {
                Ok(First::Done(outcome)) => {
                    give(Fetched { address: listing, outcome: Ok(outcome) });
                }
                Ok(First::Listing { pages, sitemaps }) => {
                    plan.add_pages(pages);
                    plan.add_listings(sitemaps);
                }
                Err(error @ FetchError::Refused(_)) if listing == address => return Err(error),
                Err(error) => give(Fetched { address: listing, outcome: Err(error) }),
            }
        }
        for page in plan.take_pages() {
            let outcome = self.fetch_page(&page);
            give(Fetched { address: page, outcome });
        }
        if plan.listings_left_out() > 0 {
            let outcome = Ok(Outcome::SitemapsLeftOut(plan.listings_left_out()));
            give(Fetched { address: address.clone(), outcome });
        }
        let (pages, sitemaps) = plan.left_out();
        if pages + sitemaps > 0 {
            give(Fetched { address, outcome: Ok(Outcome::LeftOut { pages, sitemaps }) });
        }
        Ok(())
    }

    /// Fetches an address of which it is not known what it is.
    fn fetch_first(&mut self, address: &Url) -> Result<First, FetchError> {
        if self.store.state(address) == State::Edited {
            return Ok(First::Done(self.edited(address)));
        }
        // Nothing is kept of a listing, so it is always sent: its pages may have failed before, been
        // too many, or have changed while it did not.
        let known = self.store.validators(address);
        let Answer::Page(page) = self.client.get(address, &known)? else {
            return Ok(First::Done(Outcome::Unchanged));
        };
        match recognise(&page.address, &page.content_type, &page.body)? {
            Found::Article(form) => self.keep(address, form, page).map(First::Done),
            Found::Feed(pages) => Ok(First::Listing { pages, sitemaps: Vec::new() }),
            Found::Sitemap { pages, sitemaps } => Ok(First::Listing { pages, sitemaps }),
        }
    }

    /// Fetches a page that a listing names; a listing in a listing is no page.
    fn fetch_page(&mut self, address: &Url) -> Result<Outcome, FetchError> {
        if self.store.state(address) == State::Edited {
            return Ok(self.edited(address));
        }
        let known = self.store.validators(address);
        let Answer::Page(page) = self.client.get(address, &known)? else {
            return Ok(Outcome::Unchanged);
        };
        match recognise(&page.address, &page.content_type, &page.body)? {
            Found::Article(_) if page.noindex || says_noindex(&page.body) => {
                Err(FetchError::NoIndex)
            }
            Found::Article(form) => self.keep(address, form, page),
            Found::Feed(_) | Found::Sitemap { .. } => {
                Err(FetchError::Form("a feed or sitemap within another".to_owned()))
            }
        }
    }

    fn edited(&self, address: &Url) -> Outcome {
        Outcome::Edited(self.store.file(&self.store.id_of(address)))
    }

    /// Reads a page and stores its article.
    fn keep(&mut self, address: &Url, form: Form, page: Box<Page>) -> Result<Outcome, FetchError> {
        let id = self.store.id_of(address);
        let article = self.read(&id, form, &page)?;
        let mut bytes = serde_json::to_vec_pretty(&article).map_err(std::io::Error::other)?;
        bytes.push(b'\n');
        let path = self.store.file(&id);
        Ok(match self.store.store(address, &id, &bytes, page.validators)? {
            Stored::New => Outcome::Added(path),
            Stored::Changed => Outcome::Changed(path),
            Stored::Same => Outcome::Unchanged,
            Stored::Edited => Outcome::Edited(path),
        })
    }

    fn read(&self, id: &ArticleId, form: Form, page: &Page) -> Result<Article, FetchError> {
        let mut outcome = None;
        // Only its stem counts, and not even that: the id is given.
        let name = PathBuf::from("page.html");
        let body = declared_utf8(&page.body, &page.charset);
        self.reader.read(&name, form, &body, |record| outcome = Some(record.outcome));
        let article = outcome.ok_or(FetchError::NoText)??.article;
        if article.lead.is_empty() && article.body.is_empty() {
            return Err(FetchError::NoText);
        }
        let source = article.source.or_else(|| Some(page.address.to_string()));
        Ok(Article { id: id.clone(), source, ..article })
    }
}

/// Whether a page's `<meta name="robots">` asks not to be indexed.
fn says_noindex(page: &[u8]) -> bool {
    // It stands in the head, which is shorter.
    const HEAD_BYTES: usize = 64 << 10;
    let head = String::from_utf8_lossy(&page[..page.len().min(HEAD_BYTES)]);
    robots_directives(&head).iter().any(|said| forbids(said))
}

enum First {
    Done(Outcome),
    Listing { pages: Vec<Url>, sitemaps: Vec<Url> },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_keep_itself_out() {
        let check = |page: &str, expect: bool| {
            assert_eq!(says_noindex(page.as_bytes()), expect, "{page}");
        };
        check("<head><meta name=\"robots\" content=\"noindex, follow\">", true);
        check("<META content='NONE' name='Robots'/>", true);
        check("<meta name=robots content=noindex>", true);
        check("<meta name=\"robots\" content=\"index, nofollow\">", false);
        check("<meta name=\"googlebot\" content=\"noindex\">", false);
        check("<meta name=\"description\" content=\"noindex\"><p>noindex", false);
        check("<!-- <meta name=robots content=noindex> -->", false);
        check("<script>'<meta name=robots content=noindex>'</script>", false);
        check("<meta data-name=robots content=noindex><meta name=x content=noindex>", false);
        check("<meta name=robots content='no&#105;ndex'>", true);
        check("<meta name=\"robots\"", false);
        check("<meta name=\"robots\" content=\"", false);
    }
}
