//! The integration tests, as one program: every further one would link everything again.

mod pdf;
mod real_article;
