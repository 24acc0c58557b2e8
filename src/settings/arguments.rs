//! Flags and environment variables, as given.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use super::documents::DocumentOptions;
use super::given::InForce;
use crate::article::{ArticleId, Kind};
use crate::bundel::Limits;
use crate::search::{Filters, Period, Sort};
use crate::source::Form;
use crate::web::{Defence, MOST_CONNECTIONS};

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
    /// Print what visitors looked for in vain on three or more days of the last ninety
    Report,
}

#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Address to listen on; port 0 picks one
    #[arg(
        long,
        value_name = "IP:PORT",
        env = "BUNDELAAR_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = address_to_listen_on
    )]
    pub listen: SocketAddr,
    /// Public address of the site, for links in documents
    #[arg(long, value_name = "URL", env = "BUNDELAAR_URL", value_parser = public_address)]
    pub url: Option<String>,
    /// Whether searches without result are counted for the editors: on or off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_ZERO_RESULTS",
        default_value = "on",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub zero_results: bool,
    /// A file that holds the operator's token; without one, articles are not written through the
    /// API. BUNDELAAR_TOKEN holds the token itself
    #[arg(long, value_name = "FILE", env = "BUNDELAAR_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Whether a client who asks too often is refused: on or off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_RATE_LIMIT",
        default_value = "on",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub rate_limit: bool,
    /// Whether X-Forwarded-For and X-Request-Id are believed, behind a proxy that sets them: on or
    /// off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_TRUST_PROXY",
        default_value = "off",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub trust_proxy: bool,
    /// The most connections from one address at once; behind a proxy they are not counted
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_CONNECTIONS_PER_CLIENT",
        default_value_t = Defence::default().connections_per_client,
        value_parser = between::<6, MOST_CONNECTIONS>
    )]
    pub connections_per_client: usize,
    #[command(flatten)]
    pub limits: LimitOptions,
    #[command(flatten)]
    pub documents: DocumentOptions,
}

/// The limits of bundels. The upper bounds of the settings keep one bundel, and one form, to what a
/// server can hold in memory.
#[derive(Debug, Args)]
pub struct LimitOptions {
    /// Days after which a bundel that nobody reads or changes is removed
    #[arg(
        long,
        value_name = "DAYS",
        env = "BUNDELAAR_UNUSED_DAYS",
        default_value_t = Limits::default().unused_days,
        value_parser = clap::value_parser!(u16).range(31..=36_500)
    )]
    pub unused_days: u16,
    /// The most articles in a bundel
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_MAX_ARTICLES",
        default_value_t = Limits::default().articles,
        value_parser = between::<1, 5_000>
    )]
    pub max_articles: usize,
    /// The most subheadings in a bundel
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_MAX_HEADINGS",
        default_value_t = Limits::default().headings,
        value_parser = between::<1, 1_000>
    )]
    pub max_headings: usize,
    /// The longest title, subtitle or subheading, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_TITLE",
        default_value_t = Limits::default().title_chars,
        value_parser = between::<20, 1_000>
    )]
    pub max_title: usize,
    /// The longest introduction, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_INTRODUCTION",
        default_value_t = Limits::default().introduction_chars,
        value_parser = between::<1, 10_000>
    )]
    pub max_introduction: usize,
    /// The longest note, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_NOTE",
        default_value_t = Limits::default().note_chars,
        value_parser = between::<1, 10_000>
    )]
    pub max_note: usize,
}

impl ServeOptions {
    pub fn limits(&self) -> Limits {
        let given = &self.limits;
        Limits {
            articles: given.max_articles,
            headings: given.max_headings,
            title_chars: given.max_title,
            introduction_chars: given.max_introduction,
            note_chars: given.max_note,
            unused_days: given.unused_days,
        }
    }
}

/// A number within these bounds, both included.
pub(super) fn between<const LEAST: usize, const MOST: usize>(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (LEAST..=MOST).contains(&number) => Ok(number),
        _ => Err(format!("expected a number from {LEAST} to {MOST}")),
    }
}

/// Names are not looked up: what one stands for may change while a server is to stay where it is.
fn address_to_listen_on(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "expected an IP address and a port: 127.0.0.1:8080 for this machine alone, 0.0.0.0:8080 or \
         [::]:8080 for all that reach it"
            .to_owned()
    })
}

/// A public address without a trailing slash, to which paths can be added. Without a path of its own:
/// links in pages begin at the root of the site.
fn public_address(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/');
    let place = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if place.is_some_and(|place| !place.starts_with('/') && place.contains('/')) {
        return Err(
            "expected an address without a path, such as https://bundels.example: the site \
                    cannot be served below one"
                .to_owned(),
        );
    }
    // What RFC 3986 lets stand in a host; a query or a fragment would swallow the paths.
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:[]@!$&'()*+,;=%".contains(c);
    match place {
        Some(place) if !place.is_empty() && place.chars().all(allowed) => Ok(address.to_owned()),
        _ => Err("expected an address such as https://bundels.example".to_owned()),
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

#[derive(Debug, Args)]
pub struct FetchOptions {
    /// Address of a page, a feed (RSS, Atom) or a sitemap; - reads addresses from standard input
    #[arg(value_name = "URL", required = true)]
    pub addresses: Vec<String>,
    /// Folder below the corpus folder to keep the articles in
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// Of a feed or sitemap only the pages whose address begins with this
    #[arg(long, value_name = "PREFIX")]
    pub only: Option<String>,
    /// Pages of a feed or sitemap to fetch at most
    #[arg(long, value_name = "COUNT", default_value_t = 500)]
    pub limit: usize,
    /// Requests to a host in a second, at most; robots.txt may ask for fewer
    #[arg(long, value_name = "RATE", default_value_t = 1.0, value_parser = request_rate)]
    pub rate: f64,
    /// A page or mail address that says who fetches, sent along in the user agent
    #[arg(long, value_name = "URL|MAIL", value_parser = contact)]
    pub contact: Option<String>,
    /// Also fetch from addresses inside the own network
    #[arg(long)]
    pub allow_private: bool,
}

fn form(extension: &str) -> Result<Form, String> {
    let form = Form::of_path(std::path::Path::new("x").with_extension(extension).as_path());
    form.ok_or_else(|| "expected txt, html, md, docx, json or jsonl".to_owned())
}

/// Between one request in a hundred seconds and a hundred a second, for a site of one's own.
fn request_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.01..=100.0).contains(rate));
    rate.ok_or_else(|| "expected a number from 0.01 to 100, such as 0.5".to_owned())
}

/// What may stand in a comment of a user agent (RFC 9110, 5.6.5).
fn contact(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\');
    if !text.is_empty() && text.len() <= 200 && text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err("expected an address such as https://voorbeeld.example/bot".to_owned())
    }
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

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("expected on or off".to_owned()),
    }
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
    fn searches_without_result_are_counted_unless_told_otherwise() {
        let check = |call: &[&str], expect: Option<bool>| {
            let arguments = Arguments::try_parse_from(["bundelaar", "serve"].iter().chain(call));
            let counted = arguments.ok().map(|arguments| match arguments.command {
                Some(Command::Serve(options)) => options.zero_results,
                _ => panic!("not serve"),
            });
            assert_eq!(counted, expect, "{call:?}");
        };
        check(&[], Some(true));
        check(&["--zero-results", "off"], Some(false));
        check(&["--zero-results", "nee"], None);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        let call = ["bundelaar", "search", "x", "--van", "2026-02-31"];
        let error = Arguments::try_parse_from(call).expect_err("31 February");
        assert!(error.to_string().contains("2026-02-31"), "{error}");
    }
    #[test]
    fn the_public_address_is_one_that_paths_can_follow() {
        for (given, expect) in [
            ("https://bundels.example", Some("https://bundels.example")),
            ("http://localhost:8080/", Some("http://localhost:8080")),
            ("https://[2001:db8::1]:8443", Some("https://[2001:db8::1]:8443")),
            ("https://voorbeeld.example/bundels/", None),
            ("bundels.example", None),
            ("/bundels", None),
            ("ftp://bundels.example", None),
            ("https://bundels.example/?q=", None),
            ("https://bundels.example/#a", None),
            ("https://a b", None),
            ("https:///bundels", None),
            ("https://", None),
            ("https://voorbeeld.example/\"><b>", None),
            ("", None),
        ] {
            let call = ["bundelaar", "serve", "--url", given];
            let url = match Arguments::try_parse_from(call).map(|arguments| arguments.command) {
                Ok(Some(Command::Serve(options))) => options.url,
                _ => None,
            };
            assert_eq!(url.as_deref(), expect, "{given}");
        }
    }
}
