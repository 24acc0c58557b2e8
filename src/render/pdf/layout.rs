//! Laying out one document: the template, its data, and a world that holds nothing else.

use std::sync::LazyLock;

use typst::comemo::Track;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Bytes, Datetime, Duration, StyleChain, Target, TargetElem};
use typst::introspection::{Introspector, Locator};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, Protected};
use typst::{Library, LibraryExt, World};
use typst_layout::{Page, layout_document_for_bundle};

use super::RenderError;
use super::typeface::Typeface;

/// The documents that the template knows; each is one of its functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sheet {
    Front,
    Entry,
    /// An article whose last piece of text stays with what stands below it.
    TiedEntry,
    Back,
    Running,
}

/// How many sweeps an unused entry of typst's cache survives. For 200 articles the process then
/// peaks at 190 MB, without sweeping at 330 MB, in the same time.
const CACHE_AGE: usize = 4;

/// What tells a document's elements from those of the documents it will be joined with. typst
/// derives an element's location from its content and position, and two documents may share both.
pub(super) type Place = (u128, usize);

/// What a document is laid out from.
pub(super) struct Supplies {
    /// Its data.
    pub(super) json: Vec<u8>,
    /// Its picture, as SVG.
    pub(super) drawing: Option<Bytes>,
}

impl From<Vec<u8>> for Supplies {
    fn from(json: Vec<u8>) -> Self {
        Supplies { json, drawing: None }
    }
}

/// Lays out one document. `around` answers what the document asks about the
/// whole: page numbers, for the contents.
pub(super) fn lay_out(
    sheet: Sheet,
    place: Place,
    supplies: Supplies,
    around: &dyn Introspector,
) -> Result<Vec<Page>, RenderError> {
    let failed = |reason| RenderError::Layout { document: format!("{sheet:?}"), reason };
    let desk = Desk { sheet, data: Bytes::new(supplies.json), drawing: supplies.drawing };
    let world: &dyn World = &desk;
    let world = world.track();
    let traced = Traced::default();
    let mut sink = Sink::new();
    let content = typst_eval::eval(
        world,
        desk.library(),
        traced.track(),
        sink.track_mut(),
        Route::default().track(),
        main_source(sheet),
    )
    .map_err(|errors| failed(reasons(&errors)))?
    .content();

    let base = StyleChain::new(&desk.library().styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let mut engine = Engine {
        library: desk.library(),
        world,
        introspector: Protected::new(around.track()),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    };
    let locator = Locator::root().split().next(&(sheet, place));
    let document = layout_document_for_bundle(&mut engine, &content, locator, base.chain(&target))
        .map_err(|errors| failed(reasons(&errors)))?;
    let delayed = sink.delayed();
    if delayed.is_empty() { Ok(document.pages().to_vec()) } else { Err(failed(reasons(&delayed))) }
}

/// Takes out of typst's cache what was not used lately. Swept after every article that was laid out
/// and after every document: what belongs to one article goes soon after it; what a document that
/// differs little from the one before can use again (its contents, running titles and compressed
/// pages) is there for it.
pub(super) fn sweep() {
    typst::comemo::evict(CACHE_AGE);
}

/// typst's complaints on one line.
pub(super) fn reasons(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// The world of one document: template, data, picture, fonts. Every other file is refused, and there is no
/// today.
struct Desk {
    sheet: Sheet,
    data: Bytes,
    drawing: Option<Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: LazyLock<LazyHash<Library>> =
            LazyLock::new(|| LazyHash::new(Library::default()));
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &Typeface::get().book
    }

    fn main(&self) -> FileId {
        main_source(self.sheet).id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [main_source(self.sheet), template()]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else if id == *DRAWING {
            self.drawing.clone().ok_or(FileError::AccessDenied)
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        Typeface::get().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// What everything looks like.
pub(in crate::render) const TEMPLATE: &str = include_str!("bundel.typ");

static DATA: LazyLock<FileId> = LazyLock::new(|| file("data.json"));
static DRAWING: LazyLock<FileId> = LazyLock::new(|| file("picture.svg"));

fn template() -> &'static Source {
    static SOURCE: LazyLock<Source> =
        LazyLock::new(|| Source::new(file("bundel.typ"), TEMPLATE.to_owned()));
    &SOURCE
}

fn main_source(sheet: Sheet) -> &'static Source {
    static FRONT: LazyLock<Source> = LazyLock::new(|| main("front"));
    static ENTRY: LazyLock<Source> = LazyLock::new(|| main("entry"));
    static TIED_ENTRY: LazyLock<Source> = LazyLock::new(|| main("tied-entry"));
    static BACK: LazyLock<Source> = LazyLock::new(|| main("back"));
    static RUNNING: LazyLock<Source> = LazyLock::new(|| main("running"));
    match sheet {
        Sheet::Front => &FRONT,
        Sheet::Entry => &ENTRY,
        Sheet::TiedEntry => &TIED_ENTRY,
        Sheet::Back => &BACK,
        Sheet::Running => &RUNNING,
    }
}

fn main(function: &str) -> Source {
    let code = format!("#import \"bundel.typ\": {function}\n#{function}(json(\"data.json\"))\n");
    Source::new(file(&format!("{function}.typ")), code)
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}
