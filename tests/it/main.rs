//! The integration tests, as one program: every further one would link everything again.

mod api;
mod bad_files;
mod bundels;
mod cli;
mod derived_index;
mod documentation;
mod epub;
mod facets;
mod forms;
mod pages;
mod pdf;
mod program;
mod queries;
mod ranking;
mod real_article;
mod site;
mod typing;
mod wire;
