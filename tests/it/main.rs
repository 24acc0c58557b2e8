//! The integration tests, as one program: every further one would link everything again.

mod api;
mod bad_files;
mod browser;
mod bundel_pages;
mod bundels;
mod cli;
mod derived_index;
mod discovery;
mod documentation;
mod documents;
mod editors;
mod epub;
mod facets;
mod fetch;
mod forms;
mod operation;
mod pages;
mod pdf;
mod program;
mod queries;
mod ranking;
mod real_article;
mod site;
mod structure;
mod typing;
mod wire;
