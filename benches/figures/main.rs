//! Figures: how fast articles are indexed, searched and typeset, beside plain tantivy where that is
//! a fair comparison. Run by `make bench`; `cargo bench --bench figures -- queries` runs one part,
//! `-- scale` what takes a hundred thousand articles, which is left out unless it is named.
//!
//! What a figure means stands with what measures it. How good the answers are is another matter:
//! `make eval`.

mod beside;
mod chance;
mod collection;
mod generated;
mod http;
mod indexing;
mod live;
mod measured;
#[path = "../judged/pages.rs"]
mod pages;
mod pdf;
mod percentiles;
#[path = "../judged/place.rs"]
mod place;
mod plain;
mod queries;
mod scale;
mod texts;
mod typing;

use anyhow::Result;

use collection::Collection;

/// What the program uses.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [pdf::WORKER, name, count] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        let collection = Collection::named(name)?;
        return pdf::measure(&collection, count.parse()?);
    }
    if let [beside::WORKER, json, target] =
        arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        return beside::once(json.as_ref(), target.as_ref());
    }
    if let [scale::WORKER, lines, folder] =
        arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        return scale::plain_once(lines.as_ref(), folder.as_ref());
    }
    if arguments.iter().any(|name| name == "scale") {
        return scale::report();
    }
    let wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|name| name == part);
    for collection in Collection::all()? {
        println!("\n## {collection}");
        if wanted("indexing") {
            indexing::report(&collection)?;
        }
        if wanted("queries") {
            queries::report(&collection)?;
        }
        if wanted("typing") {
            typing::report(&collection)?;
        }
        if wanted("http") {
            http::report(&collection)?;
        }
        if wanted("pdf") {
            pdf::report(&collection)?;
        }
        if wanted("beside") && collection.name == "generated" {
            beside::report(&collection)?;
        }
    }
    if wanted("http") {
        http::report_pages()?;
    }
    Ok(())
}
