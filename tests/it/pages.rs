//! The pages as a browser without script gets them: what stands in them.

use bundelaar::source::Corpus;

use crate::browser::{Browser, HOSTILE, check_frame, first_id, site, text};
use crate::site::{Site, articles};

#[tokio::test]
async fn every_page_is_whole() {
    let site = site();
    let mut browser = Browser::new(&site);
    for path in [
        "/",
        "/?q=brood",
        "/?q=xqz&soort=evenement&van=2016-01-01&tot=2016-12-31&periode=voorbij&sorteer=titel",
        "/?utm_source=brief&fbclid=x&q=&van=&tot=&organisatie=",
        "/?perPagina=1&pagina=2",
        "/?q=%ff%00%zz&q=%22&&=&organisatie=%ff",
        "/artikelen/vreemd",
        "/bundel",
        "/organisaties",
        "/organisaties/zonnebrood",
        "/evenementen",
        "/over",
        "/redactie",
        "/hulp",
        "/privacy",
        "/toegankelijkheid",
    ] {
        check_frame(path, &browser.get(path).await);
    }
    browser.add("vreemd").await.expect(303);
    browser.add(&first_id()).await.expect(303);
    browser.press("/bundel", "/bundel/notitie", &[("notitie", HOSTILE)]).await.expect(303);
    browser.press("/bundel", "/bundel/tussentitel", &[("tussentitel", HOSTILE)]).await.expect(303);
    for path in ["/bundel", "/artikelen/vreemd", "/?q="] {
        check_frame(path, &browser.get(path).await);
    }
}

#[tokio::test]
async fn the_order_is_named_as_it_is() {
    let site = site();
    let browser = Browser::new(&site);
    for (path, shown, hidden) in [
        ("/", "nieuwste eerst", "best passend"),
        ("/?sorteer=nieuwste", "nieuwste eerst", "best passend"),
        ("/?q=brood", "best passend", "nergens"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.matches(shown).count(), 1, "{path}: {shown}");
        assert!(!page.contains(hidden), "{path}: {hidden}");
    }
}

#[tokio::test]
async fn what_does_not_exist_gets_a_page_that_helps() {
    let site = site();
    for path in [
        "/artikelen/geen",
        "/artikelen/..%2f..%2fetc",
        "/artikelen/%ff",
        "/bundels/geen",
        "/ergens",
        "/assets/x.css",
    ] {
        let reply = site.get(path).await.expect(404);
        if !path.starts_with("/assets") {
            check_frame(path, &text(&reply));
            assert!(
                reply.header("content-security-policy").contains("script-src 'self'"),
                "{path}"
            );
        }
    }
    for (method, path) in [("GET", "/bundel/leeg"), ("POST", "/bundels/geen/pdf")] {
        let reply = site.ask(method, path).send().await.expect(405);
        check_frame(path, &text(&reply));
    }
}

#[tokio::test]
async fn a_fault_in_the_form_stands_beside_its_field() {
    let site = site();
    for (path, field) in [
        ("/?van=2026-02-31", "van"),
        ("/?tot=gisteren", "tot"),
        ("/?van=2020-01-02&tot=2020-01-01", "tot"),
        (&format!("/?q={}", "a".repeat(8_200)), "q"),
    ] {
        let page = text(&site.get(path).await.expect(400));
        check_frame(path, &page);
        assert!(page.contains(&format!("aria-describedby=\"{field}-fout\"")), "{path}");
        assert!(page.contains(&format!("class=\"fault\" id=\"{field}-fout\"")), "{path}");
    }
    let page = text(&site.get("/?van=2026-02-31&q=brood").await.expect(400));
    assert!(page.contains("value=\"2026-02-31\"") && page.contains("value=\"brood\""), "kept");
}

#[tokio::test]
async fn an_article_is_typeset() {
    let page = Browser::new(&site()).get("/artikelen/vreemd").await;
    assert!(page.contains("<blockquote><p>“Eén</p><p>twee.”</p></blockquote>"), "{page}");
    assert!(page.contains("<time datetime=\"2016-08-10\">10 augustus 2016</time>"));
    assert!(page.contains("14 september 2019, 10 uur"));
    assert!(!page.contains("href=\"javascript:"), "a source is a link only when it is a page");
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_a_name_of_their_own() {
    let site = site();
    let page = Browser::new(&site).get("/").await;
    let paths: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(paths.len() >= 3, "{paths:?}");
    for path in paths {
        let reply = site.get(path).await.expect(200);
        assert!(reply.header("cache-control").contains("immutable"), "{path}");
        assert!(!reply.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_cookie_comes_with_a_bundel_and_not_before() {
    let site = site();
    let mut browser = Browser::new(&site);
    for path in ["/", "/bundel", "/artikelen/vreemd"] {
        let reply = browser.ask("GET", path).send().await.expect(200);
        assert_eq!(reply.header("set-cookie"), "", "{path}");
        assert_eq!(reply.header("cache-control"), "private, no-cache", "{path}");
    }
    let reply = browser.add("vreemd").await.expect(303);
    assert_eq!(reply.header("location"), "/artikelen/vreemd#artikel");
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-bundelaar="), "{cookie}");
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

#[tokio::test]
async fn a_form_leads_nowhere_but_here() {
    let site = site();
    let mut browser = Browser::new(&site);
    let typed = [("terug", "//elders.example/")];
    let reply = browser.press("/artikelen/vreemd", "/bundel/artikelen", &typed).await.expect(303);
    assert_eq!(reply.header("location"), "/bundel");
}

#[tokio::test]
async fn a_page_with_all_it_needs_is_light() {
    /// Bytes over the wire of the search page with ten results, style, scripts and icons.
    const MOST: usize = 60 * 1024;

    let site = site();
    let page = Browser::new(&site).get("/?q=brood").await;
    let assets = page.split('"').filter(|part| part.starts_with("/assets/"));
    let mut bytes = 0;
    for path in assets.chain(["/?q=brood"]) {
        let reply = site.ask("GET", path).header("accept-encoding", "br").send().await.expect(200);
        if !path.ends_with(".png") {
            assert_eq!(reply.header("content-encoding"), "br", "{path}");
        }
        bytes += reply.body.len();
    }
    assert!(bytes < MOST, "{bytes} bytes");
}

#[tokio::test]
async fn a_picture_is_shown_and_kept_inside_the_corpus() {
    let corpus = tempfile::tempdir().expect("a temporary folder");
    let png = b"\x89PNG\r\n\x1a\n and so on";
    std::fs::write(corpus.path().join("oven.png"), png).expect("written");
    std::fs::write(corpus.path().join("script.png"), "<script>").expect("written");
    let mut shown = articles();
    shown[0].picture = Some("oven.png".to_owned());
    shown[0].caption = Some("De \"oven\"".to_owned());
    shown[1].picture = Some("../../../etc/hostname".to_owned());
    shown[3].picture = Some("script.png".to_owned());
    let site = Site::new().with_articles(shown);
    site.state().know_corpus(Corpus::open(corpus.path()).expect("a corpus"));

    let page = Browser::new(&site).get("/artikelen/oven").await;
    assert!(
        page.contains("<img src=\"/artikelen/oven/beeld\" alt=\"De &quot;oven&quot;\""),
        "{page}"
    );
    let address = "content=\"https://bundels.example/artikelen/oven/beeld\"";
    assert!(page.contains(&format!("<meta property=\"og:image\" {address}>")), "{page}");
    let reply = site.get("/artikelen/oven/beeld").await.expect(200);
    assert_eq!((reply.header("content-type"), reply.body.as_slice()), ("image/png", &png[..]));
    for id in ["meel", "broodtop", "script", "geen"] {
        site.get(&format!("/artikelen/{id}/beeld")).await.expect(404);
    }
}
