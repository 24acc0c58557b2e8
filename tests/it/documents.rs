//! Documents of bundels through the site: made once, kept, and refused politely when too many ask.

use std::fs;

use bundelaar::web::Line;
use serde_json::json;
use tokio::task::JoinSet;

use crate::site::{Reply, Site, articles};

/// How many finished documents the site keeps.
fn kept(site: &Site) -> usize {
    fs::read_dir(site.data().join("documents")).expect("the folder").count()
}

#[tokio::test]
async fn a_document_is_made_once() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven", "meel"]).await;
    let pdf = format!("{path}/pdf");
    let first = site.get(&pdf).await.expect(200);
    assert_eq!(kept(&site), 1);
    let again = site.get(&pdf).await.expect(200);
    assert_eq!((&again.body, again.header("etag")), (&first.body, first.header("etag")));
    site.ask("GET", &pdf).header("if-none-match", first.header("etag")).send().await.expect(304);
    // Every form is a document of its own; what is text alone is not kept.
    for form in ["epub", "html", "md", "ris"] {
        let other = site.get(&format!("{path}/{form}")).await.expect(200);
        assert_ne!(other.header("etag"), first.header("etag"), "{form}");
        let known = ("if-none-match", other.header("etag"));
        site.ask("GET", &format!("{path}/{form}"))
            .header(known.0, known.1)
            .send()
            .await
            .expect(304);
    }
    assert_eq!(kept(&site), 3);
    // A change of the bundel is another document, and the old one stays as it was.
    let body = json!({"titel": "Brood en meel"});
    site.ask("PATCH", &path).key(&key).json(&body).send().await.expect(200);
    let other = site.get(&pdf).await.expect(200);
    assert_ne!(other.header("etag"), first.header("etag"));
    assert_eq!(kept(&site), 4);
    // So is a change of an article.
    let mut changed = articles();
    changed[0].lead = "Iets anders.".to_owned();
    let site = site.with_articles(changed);
    assert_ne!(site.get(&pdf).await.expect(200).header("etag"), other.header("etag"));
}

#[tokio::test]
async fn who_asks_for_the_same_waits_for_the_same() {
    let site = Site::with_line(Line { at_once: 1, waiting: 0 });
    let (path, _) = site.bundel(&["oven"]).await;
    let replies = ask_at_once(&site, &vec![format!("{path}/pdf"); 8]).await;
    for reply in replies {
        reply.expect(200);
    }
    assert_eq!(kept(&site), 1);
}

#[tokio::test]
async fn too_many_at_once_are_refused_politely() {
    let site = Site::with_line(Line { at_once: 1, waiting: 1 });
    let mut paths = Vec::new();
    for articles in [&["oven"][..], &["meel"], &["broodtop"], &["script"], &["oven", "meel"]] {
        paths.push(format!("{}/pdf", site.bundel(articles).await.0));
    }
    let replies = ask_at_once(&site, &paths).await;
    let made = replies.iter().filter(|reply| reply.status == 200).count();
    assert!((1..paths.len()).contains(&made), "{made} of {}", paths.len());
    for refused in replies.iter().filter(|reply| reply.status != 200) {
        refused.problem(503, "te-druk");
        assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    }
    for path in &paths {
        site.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn a_page_that_is_refused_a_document_says_how_to_come_back() {
    let site = Site::with_line(Line { at_once: 1, waiting: 0 });
    let mut paths = Vec::new();
    for articles in [&["oven"][..], &["meel"], &["broodtop"], &["script"]] {
        paths.push(format!("{}/pdf", site.bundel(articles).await.0.replace("/api/v1", "")));
    }
    let replies = ask_at_once(&site, &paths).await;
    let mut refusals = 0;
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!((reply.status, reply.header("retry-after")), (503, "5"));
        let page = String::from_utf8(reply.body.clone()).expect("text");
        let to = |way: &str| page.contains(&format!("href=\"{way}\""));
        let back = paths.iter().find(|path| to(path)).expect("a way to try again");
        assert!(to(back.trim_end_matches("/pdf")), "a way to the bundel: {page}");
        refusals += 1;
    }
    assert!((1..paths.len()).contains(&refusals), "{refusals} of {}", paths.len());
    for path in &paths {
        let stage = format!("{path}/stand");
        let ready = || async { site.get(&stage).await.expect(200).json()["ready"] == json!(true) };
        while !ready().await {}
        let document = site.get(path).await.expect(200);
        assert!(document.header("content-disposition").starts_with("attachment"));
        assert!(document.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(document.header("content-encoding"), "");
        let known = site.ask("GET", path).header("if-none-match", document.header("etag"));
        known.send().await.expect(304);
    }
    let page = paths[0].replace("/pdf", "/html");
    for (path, packed) in [(&page, "gzip"), (&paths[0], "")] {
        let document = site.ask("GET", path).header("accept-encoding", "gzip").send().await;
        assert_eq!(document.expect(200).header("content-encoding"), packed, "{path}");
    }
    for (path, status) in [("/bundels/x/pdf", 404), ("/bundels/x/pdf/stand", 404)] {
        assert!(
            site.get(path).await.expect(status).header("content-type").starts_with("text/html")
        );
    }
}

async fn ask_at_once(site: &Site, paths: &[String]) -> Vec<Reply> {
    let mut asking = JoinSet::new();
    for path in paths {
        let (site, path) = (site.twin(), path.clone());
        asking.spawn(async move { site.get(&path).await });
    }
    asking.join_all().await
}

#[tokio::test]
async fn an_article_that_changed_or_vanished_says_so_in_every_form() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven", "meel", "script"]).await;
    let body = json!({"onderdelen": [
        {"artikel": "oven"}, {"artikel": "meel", "notitie": "Lees dit eerst."}, {"artikel": "script"},
    ]});
    site.ask("PATCH", &path).key(&key).json(&body).send().await.expect(200);
    let mut later = articles();
    later.retain(|article| article.id.as_str() != "meel");
    later[0].lead = "Een nieuwe inleiding.".to_owned();
    let site = site.with_articles(later);
    for form in ["html", "md", "ris"] {
        let reply = site.get(&format!("{path}/{form}")).await.expect(200);
        let text = String::from_utf8(reply.body).expect("text");
        let place = |what: &str| text.rfind(what).unwrap_or_else(|| panic!("{what} in {text}"));
        let order = [
            place("Dit artikel werd gewijzigd"),
            place("Meel malen met de buurt"),
            place("Dit artikel is niet langer beschikbaar."),
            place("Lees dit eerst."),
        ];
        assert!(order.is_sorted(), "{form}: {order:?}");
        assert_eq!(text.matches("Dit artikel werd gewijzigd").count(), 1, "{form}");
    }
    for form in ["pdf", "epub"] {
        site.get(&format!("{path}/{form}")).await.expect(200);
    }
}
