//! `bundelaar serve`

use std::env;
use std::fs;
use std::io::Write;
use std::time::UNIX_EPOCH;

use anyhow::Context;
use tokio::net::TcpListener;

use super::opened::Opened;
use super::{Outcome, Trouble};
use crate::bundel::{Imprint, SecretHash, Store};
use crate::journal::Journal;
use crate::settings::{ServeOptions, Settings};
use crate::source::Corpus;
use crate::web::{self, Documents, Parts, SITE_NAME, State};

/// Of finished documents, in the data folder.
const DOCUMENTS_FOLDER: &str = "documents";

pub(super) fn run(settings: &Settings, options: &ServeOptions) -> Result<Outcome, Trouble> {
    let operator_token = operator_token()?;
    let corpus = Corpus::open(&settings.corpus)
        .with_context(|| format!("corpus folder {}", settings.corpus.display()))?;
    let engine = Opened::up_to_date(settings)?.engine;
    let store = Store::open(&settings.data).context("data folder")?.with_limits(options.limits());
    // A journal that cannot be opened is no reason not to serve.
    let journal = options.zero_results.then(|| Journal::open(&settings.data));
    let journal = journal.and_then(|opened| {
        opened
            .inspect_err(|error| tracing::warn!(%error, "searches without result are not kept"))
            .ok()
    });
    let imprint = Imprint { site: SITE_NAME.to_owned(), base_url: options.url.clone() };
    tracing::info!(articles = engine.len(), "index is up to date");
    let documents = Documents::new(options.documents.line()).kept_in(
        &settings.data.join(DOCUMENTS_FOLDER),
        options.documents.kept_bytes(),
        &build(),
    );
    let state = State::new(Parts { engine, store, journal, imprint, operator_token, documents });
    state.follow_synonyms(corpus);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("cannot listen on {}", options.listen))?;
        let mut out = std::io::stdout();
        writeln!(out, "listening on http://{}", listener.local_addr()?)?;
        out.flush()?;
        let upkeep = tokio::spawn(web::keep_tidy(state.clone()));
        web::serve(listener, state, asked_to_stop()).await?;
        upkeep.abort();
        Ok(Outcome::Done)
    })
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

/// The operator's token, from `BUNDELAAR_TOKEN` or the file that `BUNDELAAR_TOKEN_FILE` names; kept
/// only as a hash.
fn operator_token() -> Result<Option<SecretHash>, Trouble> {
    let token = match (env::var("BUNDELAAR_TOKEN"), env::var("BUNDELAAR_TOKEN_FILE")) {
        (Ok(_), Ok(_)) => {
            let both = "set BUNDELAAR_TOKEN or BUNDELAAR_TOKEN_FILE, not both";
            return Err(Trouble::WrongCall(anyhow::anyhow!(both)));
        }
        (Ok(token), _) => token,
        (_, Ok(path)) => fs::read_to_string(&path)
            .with_context(|| format!("BUNDELAAR_TOKEN_FILE {path}"))
            .map_err(Trouble::WrongCall)?,
        _ => return Ok(None),
    };
    let token = token.trim();
    if token.is_empty() {
        return Err(Trouble::WrongCall(anyhow::anyhow!("the operator's token is empty")));
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
