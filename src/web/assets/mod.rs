//! The style sheet, the scripts and the pictures of the pages, carried inside the program.
//!
//! Every file is served under a name that holds a hash of its bytes, so that a browser may keep it
//! for ever and never sees an old one beside a new page. What the files look like is theirs;
//! which page uses which is `pages::layout`'s.

mod script;

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

use crate::hex::hex;

/// All assets, hashed once when the first page is made.
pub static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::embedded);

/// The assets, each by its use.
pub struct Assets {
    pub style: Asset,
    pub icon: Asset,
    pub touch_icon: Asset,
    /// The modules, those that others import first; the last is the one a page asks for.
    pub scripts: Vec<Asset>,
}

/// One file as it goes over the wire.
pub struct Asset {
    /// Address on this site, hash included.
    pub path: String,
    media_type: &'static str,
    bytes: Cow<'static, [u8]>,
}

/// Serves every asset; to be merged into the site's router.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{name}", get(show_asset))
        // Nothing in an asset is a secret, so that its length under compression gives none away.
        .layer(CompressionLayer::new())
}

/// The parts of the one style sheet, in cascade order.
const STYLE: [&str; 8] = [
    include_str!("style/tokens.css"),
    include_str!("style/base.css"),
    include_str!("style/frame.css"),
    include_str!("style/search.css"),
    include_str!("style/article.css"),
    include_str!("style/pages.css"),
    include_str!("style/bundel.css"),
    include_str!("style/print.css"),
];

impl Assets {
    fn embedded() -> Assets {
        Assets {
            style: Asset::new(
                "stijl",
                "css",
                "text/css; charset=utf-8",
                STYLE.concat().into_bytes(),
            ),
            icon: Asset::new(
                "icoon",
                "svg",
                "image/svg+xml",
                include_bytes!("icon.svg").as_slice(),
            ),
            touch_icon: Asset::new(
                "icoon",
                "png",
                "image/png",
                include_bytes!("touch-icon.png").as_slice(),
            ),
            scripts: script::modules(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Asset> {
        [&self.style, &self.icon, &self.touch_icon].into_iter().chain(&self.scripts)
    }
}

impl Asset {
    fn new(
        stem: &str,
        extension: &str,
        media_type: &'static str,
        bytes: impl Into<Cow<'static, [u8]>>,
    ) -> Asset {
        let bytes = bytes.into();
        // 64 bits of the hash: enough to tell a handful of versions apart, short in every page.
        let hash = hex(&Sha256::digest(&bytes)[..8]);
        Asset { path: format!("/assets/{stem}-{hash}.{extension}"), media_type, bytes }
    }
}

async fn show_asset(uri: Uri) -> Response {
    let Some(asset) = ASSETS.all().find(|asset| asset.path == uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes.as_ref()).into_response()
}
