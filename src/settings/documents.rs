//! Flags and environment variables about the making of documents.

use clap::Args;

use super::arguments::between;
use crate::web::Line;

/// How many documents are made, wait, and are kept.
#[derive(Debug, Args)]
pub struct DocumentOptions {
    /// How many documents are made at once [default: half of the cores]
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_DOCUMENTS_AT_ONCE",
        value_parser = between::<1, 64>
    )]
    pub documents_at_once: Option<usize>,
    /// How many documents wait for their turn; beyond these a visitor is asked to come back
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_DOCUMENTS_WAITING",
        default_value_t = Line::default().waiting,
        value_parser = between::<0, 1_000>
    )]
    pub documents_waiting: usize,
    /// The most megabytes of finished documents on disk, in the folder of the bundels; 0 keeps none
    // 80 bundels of 200 articles.
    #[arg(
        long,
        value_name = "MB",
        env = "BUNDELAAR_DOCUMENTS_KEPT",
        default_value_t = 256,
        value_parser = between::<0, 1_000_000>
    )]
    pub documents_kept: usize,
}

impl DocumentOptions {
    pub fn line(&self) -> Line {
        Line {
            at_once: self.documents_at_once.unwrap_or(Line::default().at_once),
            waiting: self.documents_waiting,
        }
    }

    pub fn kept_bytes(&self) -> u64 {
        self.documents_kept as u64 * 1_000_000
    }
}
