//! `bundelaar serve`

use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::Context;
use tokio::net::TcpListener;

use super::opened::Opened;
use super::{Outcome, Trouble};
use crate::bundel::{Imprint, SecretHash, Store};
use crate::journal::Journal;
use crate::live::{Followed, Live};
use crate::settings::{ServeOptions, Settings};
use crate::source::Corpus;
use crate::web::{self, Defence, Documents, Parts, SITE_NAME, State, today};

/// Of finished documents, in the data folder.
const DOCUMENTS_FOLDER: &str = "documents";

pub(super) fn run(settings: &Settings, options: &ServeOptions) -> Result<Outcome, Trouble> {
    let operator_token = operator_token(options.token_file.as_deref())?;
    let corpus = Corpus::open(&settings.corpus)
        .with_context(|| format!("corpus folder {}", settings.corpus.display()))?;
    let Opened { engine, generation, organisations, .. } = Opened::up_to_date(settings)?;
    let store = Store::open(&settings.data).context("data folder")?.with_limits(options.limits());
    warn_of_readers(&settings.data);
    // A journal that cannot be opened is no reason not to serve.
    let journal = options.zero_results.then(|| Journal::open(&settings.data));
    let journal = journal.and_then(|opened| {
        opened
            .inspect_err(|error| tracing::warn!(%error, "searches without result are not kept"))
            .ok()
    });
    let imprint = Imprint { site: SITE_NAME.to_owned(), base_url: options.url.clone() };
    tracing::info!(articles = engine.len(), "index is up to date");
    let defence = Defence {
        rate_limit: options.rate_limit,
        trust_proxy: options.trust_proxy,
        connections_per_client: options.connections_per_client,
        connections: connections(),
        ..Defence::default()
    };
    let documents = Documents::new(options.documents.line()).kept_in(
        &settings.data.join(DOCUMENTS_FOLDER),
        options.documents.kept_bytes(),
        &build(),
    );
    let documents = documents.illustrated_from(corpus.clone());
    let followed = Followed {
        corpus: settings.corpus.clone(),
        index: settings.index.clone(),
        vocabulary: settings.vocabulary.clone(),
        generation,
        organisations,
        today,
    };
    let live = Live::follow(engine, followed).context("the corpus cannot be followed")?;
    let state =
        State::new(Parts { live, store, journal, imprint, operator_token, documents, defence });
    state.know_corpus(corpus);
    state.measure_index(settings.index.clone());
    web::runtime()?.block_on(async {
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("cannot listen on {}", options.listen))?;
        let address = listener.local_addr()?;
        state.listens_at(address);
        let mut out = std::io::stdout();
        writeln!(out, "listening on http://{address}")?;
        out.flush()?;
        let upkeep = tokio::spawn(web::keep_tidy(state.clone()));
        web::serve(listener, state, asked_to_stop()).await?;
        upkeep.abort();
        Ok(Outcome::Done)
    })
}

/// Open files beside connections and what is sent over them: the index, databases, documents.
const OTHER_FILES: u64 = 124;

/// How many connections fit within the files that may be open: one each, and the file that is sent.
/// Systems grant 1,024 at first, and more when asked.
fn connections() -> usize {
    let wanted = 2 * web::MOST_CONNECTIONS as u64 + OTHER_FILES;
    let granted = match rlimit::increase_nofile_limit(wanted) {
        Ok(granted) => granted,
        Err(error) => {
            tracing::warn!(%error, "how many files may be open is not known");
            1_024
        }
    };
    let fitting = usize::try_from(granted.saturating_sub(OTHER_FILES) / 2).unwrap_or(usize::MAX);
    let connections = fitting.clamp(1, web::MOST_CONNECTIONS);
    if connections < web::MOST_CONNECTIONS {
        tracing::warn!("as {granted} files may be open, {connections} connections are at once");
    }
    connections
}

/// Says so when everybody on this machine can read the bundels: in a folder that was made by hand.
fn warn_of_readers(data: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let others = fs::metadata(data).is_ok_and(|found| found.permissions().mode() & 0o007 != 0);
        if others {
            let folder = data.display();
            tracing::warn!("{folder}: every user of this machine can read the bundels: chmod 700");
        }
    }
}

/// Names this program among others that may have used the same folders: size and time of its file.
fn build() -> String {
    let file = env::current_exe().and_then(fs::metadata);
    let told = file.and_then(|file| {
        let age = file.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(format!("{:x}x{:x}", file.len(), age.as_secs()))
    });
    // Where the program has no file to ask, its version must do.
    told.unwrap_or_else(|_| env!("CARGO_PKG_VERSION").replace('.', "x"))
}

/// A shorter token can be guessed: 16 random letters and digits are some 80 bits.
const SHORTEST_SAFE_TOKEN: usize = 16;

/// The operator's token, from `BUNDELAAR_TOKEN` (never a flag: those are seen by all users of a
/// machine) or from a file; kept only as a hash.
///
/// # Errors
/// A wrong call when it is given twice, is empty, or its file cannot be read.
pub(super) fn operator_token(file: Option<&Path>) -> Result<Option<SecretHash>, Trouble> {
    let token = match (env::var("BUNDELAAR_TOKEN"), file) {
        (Ok(_), Some(_)) => {
            let both = "set BUNDELAAR_TOKEN or --token-file (BUNDELAAR_TOKEN_FILE), not both";
            return Err(Trouble::WrongCall(anyhow::anyhow!(both)));
        }
        (Ok(token), None) => token,
        (Err(_), Some(path)) => fs::read_to_string(path)
            .with_context(|| format!("--token-file {}", path.display()))
            .map_err(Trouble::WrongCall)?,
        (Err(_), None) => return Ok(None),
    };
    let token = token.trim();
    if token.is_empty() {
        return Err(Trouble::WrongCall(anyhow::anyhow!("the operator's token is empty")));
    }
    if token.len() < SHORTEST_SAFE_TOKEN {
        tracing::warn!(
            "the operator's token is shorter than {SHORTEST_SAFE_TOKEN} characters and can be guessed"
        );
    }
    Ok(Some(SecretHash::of(token)))
}

/// Ends on Ctrl-C and, as service managers ask, on SIGTERM.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
