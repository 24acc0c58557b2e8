//! A small site to ask things of, without a socket.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, header};
use bundelaar::article::Article;
use bundelaar::bundel::{Imprint, Limits, SecretHash, Store};
use bundelaar::dutch::Vocabulary;
use bundelaar::index::{Articles, Options, Record, SourcePlace, update};
use bundelaar::journal::Journal;
use bundelaar::live::Live;
use bundelaar::search::{Engine, Weights};
use bundelaar::source::Organisations;
use bundelaar::web::{self, Defence, Documents, Line, Parts, State};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

/// The operator's, of every such site.
pub const OPERATOR_TOKEN: &str = "zuurdesem-en-geduld-2016";

/// A site over a few invented articles, with bundels of its own.
pub struct Site {
    router: Router,
    state: State,
    data: TempDir,
}

/// The requests of another visitor.
pub struct Twin(Router);

/// A request being put together.
pub struct Ask<'a> {
    site: &'a Site,
    request: axum::http::request::Builder,
    body: Body,
}

/// A complete answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Site {
    pub fn new() -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        Site::over(data, articles(), Line::default())
    }

    /// A site that makes no more documents than this.
    pub fn with_line(line: Line) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        Site::over(data, articles(), line)
    }

    /// The same site, to ask more at once.
    pub fn twin(&self) -> Twin {
        Twin(self.router.clone())
    }

    /// A site that defends itself in its own way.
    pub fn defended(defence: Defence) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let engine = engine(&data.path().join("index"), articles());
        let store = Store::open(data.path()).expect("the store opens");
        let parts = parts(data.path(), engine, store, Line::default());
        let state = State::new(Parts { defence, ..parts });
        Site { router: web::router(state.clone()), state, data }
    }

    /// The folder of its bundels and its journal.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The whole site, to be served.
    pub fn state(&self) -> State {
        self.state.clone()
    }

    /// The same bundels over other articles, as after the corpus changed.
    pub fn with_articles(self, articles: Vec<Article>) -> Self {
        Site::over(self.data, articles, Line::default())
    }

    /// The same site with other limits for bundels.
    pub fn with_limits(self, limits: Limits) -> Self {
        let engine = self.state.engine().clone();
        let store = Store::open(self.data.path()).expect("the store opens").with_limits(limits);
        let state = state(self.data.path(), engine, store, Line::default());
        Site { router: web::router(state.clone()), state, data: self.data }
    }

    /// A site over an engine that is already there.
    pub fn over_engine(engine: Engine) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(data.path()).expect("the store opens");
        let state = state(data.path(), engine, store, Line::default());
        Site { router: web::router(state.clone()), state, data }
    }

    fn over(data: TempDir, articles: Vec<Article>, line: Line) -> Self {
        let store = Store::open(data.path()).expect("the store opens");
        let engine = engine(&data.path().join("index"), articles);
        let state = state(data.path(), engine, store, line);
        Site { router: web::router(state.clone()), state, data }
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        let request = Request::builder().method(method).uri(path);
        Ask { site: self, request, body: Body::empty() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).send().await
    }

    /// A bundel of these articles: its path in the API, and its key.
    pub async fn bundel(&self, articles: &[&str]) -> (String, String) {
        let body = json!({"titel": "Brood", "artikelen": articles});
        let made = self.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201).json();
        let text = |key: &str| made[key].as_str().expect("a text").to_owned();
        (format!("/api/v1/bundels/{}", text("id")), text("sleutel"))
    }
}

impl Twin {
    pub async fn get(self, path: &str) -> Reply {
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        reply(self.0, request).await
    }

    /// Writes an article as the operator does.
    pub fn put(self, path: &str, article: &str) -> impl Future<Output = Reply> + use<> {
        let request = Request::put(path)
            .header("authorization", format!("Bearer {OPERATOR_TOKEN}"))
            .header("content-type", "application/json")
            .body(Body::from(article.to_owned()))
            .expect("a request");
        reply(self.0, request)
    }
}

async fn reply(router: Router, request: Request<Body>) -> Reply {
    let (head, body) = router.oneshot(request).await.expect("never fails").into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    Reply { status: head.status.as_u16(), headers: head.headers, body: body.into() }
}

impl Ask<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// A header that need not be text.
    pub fn raw_header(mut self, name: &str, value: HeaderValue) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    pub async fn send(self) -> Reply {
        let request = self.request.body(self.body).expect("a request that can be sent");
        reply(self.site.router.clone(), request).await
    }
}

impl Reply {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Checks that this is a problem in the form of all problems, and gives its body.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header(header::CONTENT_TYPE.as_str()), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problemen/{code}"), "{problem}");
        assert_eq!(problem["status"], status);
        for key in ["title", "detail", "instance"] {
            assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {problem}");
        }
        problem
    }
}

/// Invented articles; nothing in them exists.
pub fn articles() -> Vec<Article> {
    let article = |id: &str, title: &str, kind: &str, organisation: &str, day: Option<&str>| {
        serde_json::from_value(json!({
            "id": id,
            "titel": title,
            "soort": kind,
            "inleiding": format!("Bij {organisation} gaat het over brood."),
            "tekst": [{"tussentitel": "Vroeg op"}, {"alinea": "De oven brandt om vier uur."}],
            "organisaties": [organisation],
            "gepubliceerdOp": day,
            "contact": null,
            "evenement": null,
            "bijschrift": null,
            "bron": null,
        }))
        .expect("the contract's form")
    };
    vec![
        article(
            "oven",
            "De oven van de wijk",
            "praktijkvoorbeeld",
            "Zonnebrood",
            Some("2016-08-10"),
        ),
        article("meel", "Meel malen met de buurt", "inspiratie", "Molen & Co", Some("2019-03-02")),
        article("broodtop", "Broodtop", "evenement", "Zonnebrood", Some("2024-05-01")),
        article("script", "<script>alert('brood')</script>", "inspiratie", "Molen & Co", None),
    ]
}

fn state(data: &Path, engine: Engine, store: Store, line: Line) -> State {
    State::new(parts(data, engine, store, line))
}

fn parts(data: &Path, engine: Engine, store: Store, line: Line) -> Parts {
    Parts {
        live: Live::still(engine),
        store,
        journal: Some(Journal::open(data).expect("the journal opens")),
        imprint: Imprint {
            site: "Proefsite".into(),
            base_url: Some("https://bundels.example".into()),
        },
        operator_token: Some(SecretHash::of(OPERATOR_TOKEN)),
        documents: Documents::new(line).kept_in(&data.join("documents"), 64 << 20, "proef"),
        defence: Defence::default(),
    }
}

/// Articles given by a test.
struct Given(Vec<Article>);

impl Articles for Given {
    fn for_each(&self, give: &mut dyn FnMut(Record)) {
        for article in &self.0 {
            let place = SourcePlace { file: format!("{}.json", article.id), line: None };
            give(Record::Article { article: Box::new(article.clone()), place });
        }
    }
}

/// An engine over these articles alone.
pub fn engine(folder: &Path, articles: Vec<Article>) -> Engine {
    let (generation, report) =
        update(folder, &Given(articles), &Vocabulary::empty(), Options::default())
            .expect("the index is made");
    assert_eq!(report.failures, []);
    Engine::open(&generation, Organisations::default(), Weights::default()).expect("it opens")
}
