//! Articles from the web into the corpus: a page, or the pages that a feed or a sitemap names.
//!
//! What is read becomes a file in a folder of the corpus, in the contract's JSON, under an id made
//! from its address; `_fetch.json` beside the files remembers where each came from. It is polite
//! (robots.txt, conditional requests, one request after another with a pause) and careful: only
//! `http` and `https`, nothing inside the own network unless that is allowed, bounded in time, size
//! and redirects. An editor's file, or a fetched one that an editor has changed, is never touched.
//! Turning bytes into an article is left to [`crate::source`].

mod client;
mod fetcher;
mod ledger;
mod listing;
mod network;
mod plan;
mod robots;

pub use client::{FetchError, Politeness};
pub use fetcher::{Fetched, Fetcher, Outcome};
pub use ledger::{FolderError, Store};
pub use listing::{Found, recognise};
pub use plan::MAX_SITEMAPS;
