//! The editors' part of the site: who gets in, and what it shows.

use jiff::civil::date;

use crate::browser::{Browser, HERE, text};
use crate::site::{OPERATOR_TOKEN, Site};

const DOOR: &str = "Sleutel van de beheerder";

#[tokio::test]
async fn only_the_operators_token_opens_the_door() {
    let site = Site::new();
    let mut browser = Browser::new(&site);
    assert!(browser.get("/redactie").await.contains(DOOR));
    let typed = |token: &str| [("sleutel", token)].map(|(k, v)| (k.to_owned(), v.to_owned()));

    let reply = browser.send("/redactie", &typed("fout"), &HERE).await.expect(403);
    assert!(text(&reply).contains("id=\"sleutel-fout\""), "the fault stands beside the field");
    assert_eq!(reply.header("set-cookie"), "");
    let elsewhere = [("sec-fetch-site", "cross-site")];
    browser.send("/redactie", &typed(OPERATOR_TOKEN), &elsewhere).await.expect(403);

    let reply = browser.send("/redactie", &typed(OPERATOR_TOKEN), &HERE).await.expect(303);
    assert_eq!(reply.header("location"), "/redactie");
    let cookie = reply.header("set-cookie");
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/redactie", "; Secure"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains(OPERATOR_TOKEN), "{cookie}");
    let inside = browser.ask("GET", "/redactie").send().await.expect(200);
    assert_eq!(inside.header("cache-control"), "no-store");
    assert!(text(&inside).contains("Vaakst gebundeld"));

    let stolen = browser.cookie.clone();
    browser.press("/redactie", "/redactie/afmelden", &[]).await.expect(303);
    let after = Browser { site: &site, cookie: stolen };
    assert!(after.get("/redactie").await.contains(DOOR), "a closed session stays closed");
}

#[tokio::test]
async fn editors_see_what_visitors_choose_and_miss() {
    let site = Site::new();
    site.bundel(&["oven", "meel"]).await;
    site.bundel(&["meel"]).await;
    let journal = site.state();
    let journal = journal.journal().expect("searches without result are counted");
    for day in [1, 2, 3] {
        journal.note("desem <b>kopen</b>", date(2026, 11, day)).expect("noted");
    }
    let mut browser = Browser::new(&site);
    let typed = [("sleutel".to_owned(), OPERATOR_TOKEN.to_owned())];
    browser.send("/redactie", &typed, &HERE).await.expect(303);
    let page = browser.get("/redactie").await;
    let (meel, oven) = (page.find("Meel malen"), page.find("De oven van de wijk"));
    assert!(meel.is_some() && meel < oven, "the one in most bundels comes first");
    assert!(page.contains("<dt>Zonder datum</dt><dd>1</dd>"), "{page}");
    assert!(!page.contains("<b>kopen"), "a query is text");
}
