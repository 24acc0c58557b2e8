//! The integration tests, as one program: every further one would link everything again.

mod api;
mod bundels;
mod epub;
mod facets;
mod pages;
mod pdf;
mod queries;
mod real_article;
mod site;
mod wire;
