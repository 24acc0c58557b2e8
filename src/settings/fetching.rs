//! Flags of `fetch`.

use std::path::PathBuf;

use clap::Args;

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
