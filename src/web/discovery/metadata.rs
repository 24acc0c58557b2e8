//! What programs read in a page's head: Open Graph for those who share a link, JSON-LD (schema.org) for
//! search engines, and citation tags for reference managers such as Zotero.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use crate::article::{Article, Event};
use crate::web::SITE_NAME;
use crate::web::pages::organisation_path;

const CONTEXT: &str = "https://schema.org";

/// Of the search page; the first page says what the site is.
pub fn of_search(
    title: &str,
    description: &str,
    canonical: Option<&str>,
    base_url: Option<&str>,
    first: bool,
) -> Markup {
    let Some(path) = canonical else { return html! {} };
    let site = base_url.filter(|_| first).map(|base| {
        json!({
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": SITE_NAME,
            "url": format!("{base}/"),
            "inLanguage": "nl-BE",
            "potentialAction": {
                "@type": "SearchAction",
                "target": format!("{base}/?q={{search_term_string}}"),
                "query-input": "required name=search_term_string",
            },
        })
    });
    html! {
        (open_graph("website", title, description, path, base_url))
        @if let Some(site) = &site { (linked_data(site)) }
    }
}

/// Of an article. `picture` is the address of its picture.
pub fn of_article(article: &Article, base_url: Option<&str>, picture: Option<&str>) -> Markup {
    let path = format!("/artikelen/{}", article.id);
    let picture = picture.map(|path| absolute(base_url, path));
    let day = article.published.map(|day| day.to_string());
    html! {
        (open_graph("article", &article.title, &article.lead, &path, base_url))
        @if let Some(day) = &day { meta property="article:published_time" content=(day); }
        @if let Some(picture) = &picture {
            meta property="og:image" content=(picture);
            @if let Some(caption) = &article.caption {
                meta property="og:image:alt" content=(caption);
            }
        }
        meta name="citation_title" content=(article.title);
        @for name in &article.organisations { meta name="citation_author" content=(name); }
        @if let Some(day) = article.published {
            meta name="citation_publication_date" content=(day.strftime("%Y/%m/%d"));
        }
        meta name="citation_publisher" content=(SITE_NAME);
        meta name="citation_language" content="nl-BE";
        @if base_url.is_some() {
            meta name="citation_public_url" content=(absolute(base_url, &path));
        }
        (linked_data(&article_data(article, &path, base_url, picture.as_deref())))
        @if let Some(event) = &article.event
            && let Some(data) = event_data(article, event, &path, base_url, picture.as_deref()) {
            (linked_data(&data))
        }
    }
}

/// Of an organisation.
pub fn of_organisation(name: &str, website: Option<&str>, base_url: Option<&str>) -> Markup {
    let path = organisation_path(name);
    let mut data = organisation(name, base_url);
    data.insert("@context".into(), CONTEXT.into());
    if let Some(website) = website {
        data.insert("sameAs".into(), website.into());
    }
    html! {
        (open_graph("website", name, &format!("Wat {name} doet en deelt."), &path, base_url))
        (linked_data(&Value::Object(data)))
    }
}

/// Of a page about nothing in particular; nothing for a page that is not to be found.
pub fn of_page(
    title: &str,
    description: &str,
    canonical: Option<&str>,
    base_url: Option<&str>,
) -> Markup {
    html! {
        @if let Some(path) = canonical {
            (open_graph("website", title, description, path, base_url))
        }
    }
}

fn open_graph(
    kind: &str,
    title: &str,
    description: &str,
    path: &str,
    base_url: Option<&str>,
) -> Markup {
    html! {
        meta property="og:type" content=(kind);
        meta property="og:site_name" content=(SITE_NAME);
        meta property="og:locale" content="nl_BE";
        meta property="og:title" content=(title);
        @if !description.is_empty() { meta property="og:description" content=(description); }
        @if base_url.is_some() { meta property="og:url" content=(absolute(base_url, path)); }
    }
}

fn article_data(
    article: &Article,
    path: &str,
    base_url: Option<&str>,
    picture: Option<&str>,
) -> Value {
    let mut data = about(article, "Article", "headline", path, base_url, picture);
    data.insert("mainEntityOfPage".into(), absolute(base_url, path).into());
    data.insert("publisher".into(), json!({"@type": "Organization", "name": SITE_NAME}));
    if let Some(day) = article.published {
        data.insert("datePublished".into(), day.to_string().into());
    }
    if !article.organisations.is_empty() {
        data.insert("author".into(), organisations(article, base_url));
    }
    Value::Object(data)
}

/// An event without a beginning is none to a search engine.
fn event_data(
    article: &Article,
    event: &Event,
    path: &str,
    base_url: Option<&str>,
    picture: Option<&str>,
) -> Option<Value> {
    let mut data = about(article, "Event", "name", path, base_url, picture);
    data.insert("startDate".into(), event.starts?.to_string().into());
    if let Some(ends) = event.ends {
        data.insert("endDate".into(), ends.to_string().into());
    }
    if let Some(place) = &event.place {
        data.insert("location".into(), json!({"@type": "Place", "name": place, "address": place}));
    }
    if !article.organisations.is_empty() {
        data.insert("organizer".into(), organisations(article, base_url));
    }
    Some(Value::Object(data))
}

/// What an article and an event have in common; `title_key` is what the type calls its title.
fn about(
    article: &Article,
    kind: &str,
    title_key: &str,
    path: &str,
    base_url: Option<&str>,
    picture: Option<&str>,
) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("@context".into(), CONTEXT.into());
    data.insert("@type".into(), kind.into());
    data.insert(title_key.into(), article.title.as_str().into());
    data.insert("url".into(), absolute(base_url, path).into());
    data.insert("inLanguage".into(), "nl-BE".into());
    if !article.lead.is_empty() {
        data.insert("description".into(), article.lead.as_str().into());
    }
    if let Some(picture) = picture {
        data.insert("image".into(), picture.into());
    }
    data
}

fn organisations(article: &Article, base_url: Option<&str>) -> Value {
    article.organisations.iter().map(|name| Value::Object(organisation(name, base_url))).collect()
}

fn organisation(name: &str, base_url: Option<&str>) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("@type".into(), "Organization".into());
    data.insert("name".into(), name.into());
    data.insert("url".into(), absolute(base_url, &organisation_path(name)).into());
    data
}

/// JSON in a script element that is never run. Nothing in it can end the element or begin a
/// comment: `<`, `>` and `&` are written as escapes of JSON itself.
fn linked_data(data: &Value) -> Markup {
    let json = data.to_string();
    let safe = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    html! { script type="application/ld+json" { (PreEscaped(safe)) } }
}

/// A path, with the site's public address when it has one.
fn absolute(base_url: Option<&str>, path: &str) -> String {
    format!("{}{path}", base_url.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_page_cannot_leave_its_element() {
        let title = "</script><!--<script>&\u{2028}";
        let markup = linked_data(&json!({ "t": title })).into_string();
        let inside = markup
            .strip_prefix("<script type=\"application/ld+json\">")
            .and_then(|rest| rest.strip_suffix("</script>"))
            .expect("one element");
        assert!(!inside.contains(['<', '>', '&']), "{inside}");
        let read: Value = serde_json::from_str(inside).expect("JSON");
        assert_eq!(read["t"], title);
    }
}
