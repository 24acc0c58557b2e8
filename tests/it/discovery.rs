//! How others find the site: feeds, sitemap, the search bar, and what stands in a page's head.

use bundelaar::article::Article;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::site::{Reply, Site, articles};

/// The address that the site is made with; nothing a request says may take its place.
const BASE: &str = "https://bundels.example";
const EVIL: &str = "</script><script>alert(1)</script> & \"<b>\"";

/// The small site, and an event of which every text tries to be markup.
fn site() -> Site {
    let hostile: Article = serde_json::from_value(json!({
        "id": "vreemd",
        "titel": EVIL,
        "soort": "evenement",
        "inleiding": EVIL,
        "tekst": [],
        "organisaties": [EVIL],
        "gepubliceerdOp": "2016-08-11",
        "contact": null,
        "evenement": {"begint": "2019-09-14T10:00", "eindigt": "2019-09-14", "plaats": EVIL},
        "bijschrift": null,
        "bron": null,
    }))
    .expect("an article");
    Site::new().with_articles(articles().into_iter().chain([hostile]).collect())
}

async fn get(site: &Site, path: &str) -> Reply {
    site.ask("GET", path).header("host", "elders.example").send().await
}

async fn text(site: &Site, path: &str) -> String {
    let reply = get(site, path).await.expect(200);
    let text = String::from_utf8(reply.body).expect("UTF-8");
    assert!(!text.contains("elders.example"), "{path} believes the request's Host");
    text
}

/// The texts of all elements of this name, in order; fails when the text is not XML.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) if start.name().as_ref() == name => {
                found.push(String::new());
                inside = true;
            }
            Event::End(end) if end.name().as_ref() == name => inside = false,
            Event::Text(text) if inside => {
                found.last_mut().expect("begun").push_str(&text);
            }
            Event::GeneralRef(entity) if inside => {
                let c = match &*entity {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("entity {other}"),
                };
                found.last_mut().expect("begun").push(c);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_sitemap_names_every_page_and_no_bundel() {
    let site = site();
    site.bundel(&["oven"]).await;
    let addresses = elements(&text(&site, "/sitemap.xml?utm_source=x").await, "loc");
    assert!(addresses.iter().all(|address| address.starts_with(BASE)), "{addresses:?}");
    assert!(!addresses.iter().any(|address| address.contains("bundel/")), "{addresses:?}");
    for address in &addresses {
        get(&site, &address[BASE.len()..]).await.expect(200);
    }
    for path in ["/", "/artikelen/oven", "/artikelen/vreemd", "/organisaties/zonnebrood"] {
        assert!(addresses.contains(&format!("{BASE}{path}")), "{path} in {addresses:?}");
    }
    get(&site, "/sitemap.xml?deel=2").await.expect(404);
}

#[tokio::test]
async fn robots_are_told_what_to_leave() {
    let rules = text(&site(), "/robots.txt").await;
    for line in ["Disallow: /bundel", "Disallow: /api/", &format!("Sitemap: {BASE}/sitemap.xml")] {
        assert!(rules.lines().any(|found| found == line), "{line} in {rules}");
    }
}

#[tokio::test]
async fn a_feed_holds_what_its_search_finds() {
    let site = site();
    for (path, ids) in [
        ("/feed.atom", vec!["broodtop", "meel", "vreemd", "oven", "script"]),
        ("/feed.atom?fbclid=x&soort=inspiratie", vec!["meel", "script"]),
        ("/feed.atom?q=brood&organisatie=Zonnebrood&sorteer=oudste", vec!["broodtop", "oven"]),
        ("/feed.atom?perPagina=2&pagina=2", vec!["vreemd", "oven"]),
        ("/feed.atom?q=xqzvwk", vec![]),
    ] {
        let feed = text(&site, path).await;
        let found = elements(&feed, "id");
        let expected: Vec<String> = ids.iter().map(|id| format!("{BASE}/artikelen/{id}")).collect();
        assert_eq!(&found[1..], expected, "{path}");
        assert_eq!(elements(&feed, "updated").len(), ids.len() + 1, "{path}");
        assert!(found[0].starts_with(&format!("{BASE}/feed.atom")), "{found:?}");
    }
    let feed = text(&site, "/feed.atom").await;
    assert!(elements(&feed, "title").contains(&EVIL.to_owned()), "text stays text: {feed}");
    let more = text(&site, "/feed.atom?perPagina=2&pagina=2").await;
    for turn in ["perPagina=2&amp;pagina=3", "?perPagina=2\""] {
        assert!(more.contains(turn), "{turn} in {more}");
    }
    get(&site, "/feed.atom?van=gisteren").await.expect(400);
    // Page 334 of thirty entries is beyond the ten thousandth, of ten results it would not be.
    get(&site, "/feed.atom?pagina=333").await.expect(200);
    get(&site, "/feed.atom?pagina=334").await.expect(400);
}

#[tokio::test]
async fn the_search_bar_is_told_where_to_ask() {
    let description = text(&site(), "/opensearch.xml").await;
    let template = format!("template=\"{BASE}/?q={{searchTerms}}&amp;pagina={{startPage?}}\"");
    assert!(description.contains(&template), "{description}");
    assert_eq!(elements(&description, "ShortName"), ["bundelaar"]);
}

/// The JSON-LD of a page.
fn linked_data(page: &str) -> Vec<Value> {
    page.split("<script type=\"application/ld+json\">")
        .skip(1)
        .map(|rest| rest.split("</script>").next().expect("the element's end"))
        .map(|json| serde_json::from_str(json).expect("JSON"))
        .collect()
}

#[tokio::test]
async fn programs_read_what_a_page_is_about() {
    let site = site();
    let page = text(&site, "/artikelen/vreemd").await;
    let [article, event] = linked_data(&page).try_into().expect("an article and an event");
    assert_eq!(article["@type"], "Article");
    assert_eq!(article["headline"], EVIL);
    assert_eq!(article["datePublished"], "2016-08-11");
    assert_eq!(article["url"], format!("{BASE}/artikelen/vreemd"));
    assert_eq!(event["@type"], "Event");
    assert_eq!(event["startDate"], "2019-09-14T10:00");
    assert_eq!(event["location"]["name"], EVIL);
    for tag in [
        "<meta name=\"citation_publication_date\" content=\"2016/08/11\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<link rel=\"canonical\" href=\"https://bundels.example/artikelen/vreemd\">",
        "<meta name=\"citation_title\" content=\"&lt;/script&gt;",
    ] {
        assert!(page.contains(tag), "{tag} in {page}");
    }
    let page = text(&site, "/organisaties/molen-en-co").await;
    assert_eq!(linked_data(&page)[0]["@type"], "Organization");
    assert_eq!(linked_data(&page)[0]["name"], "Molen & Co");
}

#[tokio::test]
async fn pages_lead_to_their_feeds() {
    let site = site();
    for (path, feed) in [
        ("/", "href=\"/feed.atom\""),
        ("/?q=brood&pagina=1&sorteer=titel&gclid=x", "href=\"/feed.atom?q=brood\""),
        ("/organisaties/zonnebrood", "href=\"/feed.atom?organisatie=Zonnebrood\""),
        ("/bundel", "href=\"/opensearch.xml\""),
    ] {
        assert!(text(&site, path).await.contains(feed), "{feed} on {path}");
    }
}

#[tokio::test]
async fn bundels_are_kept_out_of_search_engines() {
    let site = site();
    let (path, _) = site.bundel(&["oven"]).await;
    let shared = path.replace("/api/v1", "");
    for path in ["/bundel", &shared] {
        let page = text(&site, path).await;
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}");
        assert!(!page.contains("rel=\"canonical\""), "{path}");
    }
}

#[tokio::test]
async fn an_organisation_is_found_by_each_of_its_names() {
    let site = site();
    for path in ["/organisaties/Molen%20%26%20Co", "/organisaties/MOLEN-en-co-vzw"] {
        let reply = get(&site, path).await.expect(308);
        assert_eq!(reply.header("location"), "/organisaties/molen-en-co", "{path}");
    }
    for path in ["/organisaties/geen", "/organisaties/%ff", "/organisaties/%2e%2e%2fx"] {
        get(&site, path).await.expect(404);
    }
}

#[tokio::test]
async fn who_has_a_feed_already_is_told_so() {
    let site = site();
    for path in ["/feed.atom", "/feed.atom?q=brood", "/sitemap.xml", "/opensearch.xml"] {
        let first = get(&site, path).await.expect(200);
        let tag = first.header("etag");
        let again = site.ask("GET", path).header("if-none-match", tag).send().await.expect(304);
        assert_eq!((again.body.len(), again.header("etag")), (0, tag), "{path}");
        assert_eq!(again.header("cache-control"), first.header("cache-control"), "{path}");
        let other = site.ask("GET", path).header("if-none-match", "W/\"0123\"").send().await;
        assert_eq!(other.expect(200).body, first.body, "{path}");
    }
}
