//! `/opensearch.xml` (OpenSearch 1.1, draft 6): lets the browser's address bar search the site.

use axum::extract;
use axum::http::HeaderMap;
use axum::response::Response;

use super::document;
use super::xml::Xml;
use crate::web::assets::ASSETS;
use crate::web::{SITE_NAME, State};

pub async fn show_description(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
) -> Response {
    let mut xml = Xml::new();
    xml.open("OpenSearchDescription", &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")]);
    xml.text("ShortName", &[], SITE_NAME);
    let description =
        "Zoek in praktijkvoorbeelden, inspiratie en evenementen over sociaal ondernemen.";
    xml.text("Description", &[], description);
    xml.text("InputEncoding", &[], "UTF-8");
    xml.text("Language", &[], "nl-BE");
    let icon = [("width", "32"), ("height", "32"), ("type", "image/svg+xml")];
    xml.text("Image", &icon, &state.absolute(&ASSETS.icon.path));
    for (media_type, template) in [
        ("text/html", "/?q={searchTerms}&pagina={startPage?}"),
        ("application/atom+xml", "/feed.atom?q={searchTerms}&pagina={startPage?}"),
    ] {
        let template = state.absolute(template);
        xml.empty("Url", &[("type", media_type), ("template", &template), ("pageOffset", "1")]);
    }
    let own = state.absolute("/opensearch.xml");
    let own = [("type", super::OPENSEARCH_TYPE), ("rel", "self"), ("template", own.as_str())];
    xml.empty("Url", &own);
    xml.close("OpenSearchDescription");
    document(&headers, super::OPENSEARCH_TYPE, xml.into_bytes())
}
