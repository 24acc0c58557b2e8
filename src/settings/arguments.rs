//! Flags and environment variables, as given.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use super::fetching::FetchOptions;
use super::given::InForce;
use super::serving::ServeOptions;
use crate::article::{ArticleId, Kind};
use crate::search::{Filters, Period, Sort};
use crate::source::Form;

/// Search a collection of Dutch-language articles and take what you found along as one document.
///
/// Exit codes: 0 all well (warnings included); 1 an article or record could not be read, all others
/// were; 2 the call was wrong; 3 it could not run.
#[derive(Debug, Parser)]
#[command(name = "bundelaar", version, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub folders: Folders,
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Every setting of `serve`, when the command shows them.
    #[arg(skip)]
    pub in_force: Vec<InForce>,
}

/// Where things are kept.
#[derive(Debug, Args)]
pub struct Folders {
    /// Folder of the articles; the truth
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "BUNDELAAR_CORPUS",
        default_value = "corpus"
    )]
    pub corpus: PathBuf,
    /// Folder of the index; derived, may be deleted at any time
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "BUNDELAAR_INDEX",
        default_value = "index"
    )]
    pub index: PathBuf,
    /// Folder of the bundels
    #[arg(long, global = true, value_name = "DIR", env = "BUNDELAAR_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A hunspell dictionary for Dutch, or none [default: the system's, when there is one]
    #[arg(long, global = true, value_name = "FILE.dic|none", env = "BUNDELAAR_DICTIONARY")]
    pub dictionary: Option<PathBuf>,
    /// A TOML file with settings, each under the name of its flag; flags and environment come first
    #[arg(long, global = true, value_name = "FILE", env = "BUNDELAAR_SETTINGS")]
    pub settings: Option<PathBuf>,
}

/// What to do; `serve` when nothing is named.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the index up to date with the corpus, then serve the site (default)
    Serve(ServeOptions),
    /// Bring the index up to date with the corpus
    Index(IndexOptions),
    /// Carry out one query, or a file of them
    Search(SearchOptions),
    /// Make a bundel without a server, as one document
    Bundel(BundelOptions),
    /// Read articles as `index` would, write nothing, say what looks wrong
    Check(CheckOptions),
    /// Fetch a page, or the pages of a feed or sitemap, into the corpus
    Fetch(FetchOptions),
    /// Show what the Dutch analysis makes of words on standard input, one a line
    Analyse(AnalyseOptions),
    /// Print the settings of `serve` that are in force, and where each comes from
    Settings(ServeOptions),
    /// Copy all bundels into one file, also while they are served
    Backup(BackupOptions),
    /// Replace all bundels by those of a backup, also while they are served
    Restore(RestoreOptions),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi(ServeOptions),
    /// Print a script that completes commands and flags in this shell
    Completions(CompletionsOptions),
    /// Print searches without results that were asked on three or more of the last ninety days
    Report,
}

/// A number within these bounds, both included.
pub(super) fn between<const LEAST: usize, const MOST: usize>(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (LEAST..=MOST).contains(&number) => Ok(number),
        _ => Err(format!("expected a number from {LEAST} to {MOST}")),
    }
}

#[derive(Debug, Args)]
pub struct IndexOptions {
    /// Rebuild the index, beside the one in use
    #[arg(long)]
    pub rebuild: bool,
    /// Look at the content of every file, not at size and time of change alone
    #[arg(long)]
    pub verify: bool,
}

/// The filters of the API, under its names.
#[derive(Debug, Default, Args)]
pub struct FilterOptions {
    /// Only articles of this organisation; may be repeated (any of them)
    #[arg(long, value_name = "NAAM")]
    pub organisatie: Vec<String>,
    /// praktijkvoorbeeld, inspiratie or evenement; may be repeated (any of them)
    #[arg(long, value_name = "SOORT")]
    pub soort: Vec<Kind>,
    /// First day of publication, such as 2016-08-01
    #[arg(long, value_name = "DAG")]
    pub van: Option<Date>,
    /// Last day of publication
    #[arg(long, value_name = "DAG")]
    pub tot: Option<Date>,
    /// Of events: komend or voorbij
    #[arg(long, value_name = "PERIODE")]
    pub periode: Option<Period>,
}

impl From<FilterOptions> for Filters {
    fn from(options: FilterOptions) -> Filters {
        Filters {
            organisations: options.organisatie,
            kinds: options.soort,
            from: options.van,
            to: options.tot,
            period: options.periode,
        }
    }
}

#[derive(Debug, Args)]
pub struct SearchOptions {
    /// The query; several words are one query, and -- stands before one that begins with a hyphen
    #[arg(required_unless_present = "queries", conflicts_with = "queries")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub filters: FilterOptions,
    /// relevantie, nieuwste, oudste or titel
    #[arg(long, value_name = "VOLGORDE", default_value = "relevantie")]
    pub sorteer: Sort,
    /// Results on a page, at most 100
    #[arg(long, value_name = "AANTAL", default_value_t = 10)]
    pub per_pagina: usize,
    #[arg(long, value_name = "NUMMER", default_value_t = 1)]
    pub pagina: usize,
    /// Print the API's answer
    #[arg(long, conflicts_with = "queries")]
    pub json: bool,
    /// A file of queries, `qid<TAB>text` a line
    #[arg(long, value_name = "FILE", requires = "trec")]
    pub queries: Option<PathBuf>,
    /// Print one TREC run for the file of queries
    #[arg(long, requires = "queries", conflicts_with = "query")]
    pub trec: bool,
}

#[derive(Debug, Args)]
pub struct BundelOptions {
    /// Articles that match this query and the filters, best first; with filters alone, all that fit them
    pub query: Vec<String>,
    #[command(flatten)]
    pub filters: FilterOptions,
    /// An article by its id; may be repeated, comes before what the query finds
    #[arg(long, value_name = "ID")]
    pub artikel: Vec<ArticleId>,
    /// Title on the cover
    #[arg(long, value_name = "TITEL")]
    pub titel: Option<String>,
    /// The document to write; its extension names the form
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Exit with 1 when anything looks wrong
    #[arg(long)]
    pub strict: bool,
    /// Files and folders to read instead of the whole corpus; - reads standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Form of standard input: txt, html, md, docx, json or jsonl
    #[arg(long, value_name = "FORM", default_value = "txt", value_parser = form)]
    pub form: Form,
}

fn form(extension: &str) -> Result<Form, String> {
    let form = Form::of_path(std::path::Path::new("x").with_extension(extension).as_path());
    form.ok_or_else(|| "expected txt, html, md, docx, json or jsonl".to_owned())
}

#[derive(Debug, Args)]
pub struct BackupOptions {
    /// The backup
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// The backup
    pub file: PathBuf,
    /// Make the data folder when there is none
    #[arg(long)]
    pub create: bool,
}

#[derive(Debug, Args)]
pub struct CompletionsOptions {
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct AnalyseOptions {
    /// Print `word<TAB>term<TAB>parts` instead of every step
    #[arg(long)]
    pub tsv: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn filters_carry_the_names_of_the_api() {
        let arguments = Arguments::try_parse_from([
            "bundelaar",
            "search",
            "werkzoekenden -uitstroom",
            "--organisatie",
            "A",
            "--organisatie",
            "B",
            "--soort",
            "evenement",
            "--van",
            "2016-08-01",
            "--tot",
            "2016-08-31",
            "--json",
        ])
        .expect("a correct call");
        let Some(Command::Search(options)) = arguments.command else { panic!("not a search") };
        assert_eq!(options.query, ["werkzoekenden -uitstroom"]);
        let filters = Filters::from(options.filters);
        assert_eq!(filters.organisations, ["A", "B"]);
        assert_eq!(filters.kinds, [Kind::Event]);
        assert_eq!(filters.to, Some("2016-08-31".parse().expect("a day")));
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        let call = ["bundelaar", "search", "x", "--van", "2026-02-31"];
        let error = Arguments::try_parse_from(call).expect_err("31 February");
        assert!(error.to_string().contains("2026-02-31"), "{error}");
    }
}
