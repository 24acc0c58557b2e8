//! The API's reading, and the manners that all its routes share.

use bundelaar::web::ProblemKind;
use serde_json::{Value, json};

use crate::site::{OPERATOR_TOKEN, Site, articles};

#[tokio::test]
async fn articles_are_searched_and_filtered() {
    let site = Site::new();
    let check = async |query: &str, expect: &[&str]| {
        let answer = site.get(&format!("/api/v1/artikelen?{query}")).await.expect(200).json();
        let hits = answer["resultaten"].as_array().expect("a list");
        let mut ids: Vec<_> = hits.iter().map(|hit| hit["id"].as_str().expect("an id")).collect();
        ids.sort_unstable();
        assert_eq!(ids, expect, "{query}");
        answer
    };
    let all = check("", &["broodtop", "meel", "oven", "script"]).await;
    assert_eq!(
        (&all["totaal"], &all["pagina"], &all["perPagina"]),
        (&json!(4), &json!(1), &json!(10))
    );
    assert_eq!(all["bedoeldeU"], Value::Null);
    assert!(all["facetten"]["organisatie"].is_array() && all["facetten"]["jaar"].is_array());
    check("q=oven&organisatie=Zonnebrood&van=2016-08-10&tot=2016-08-10", &["oven"]).await;
    check("q=oven&van=2017-01-01&tot=2017-12-31", &[]).await;
    check("organisatie=Zonnebrood&organisatie=Molen+%26+Co&soort=inspiratie", &["meel", "script"])
        .await;
    check("soort=inspiratie&soort=evenement", &["broodtop", "meel", "script"]).await;
    check(
        "q=&organisatie=&soort=&van=&tot=&periode=&sorteer=&pagina=&perPagina=",
        &["broodtop", "meel", "oven", "script"],
    )
    .await;
    let page = check("perPagina=1&pagina=5", &[]).await;
    assert_eq!(page["totaal"], 4);
    check("q=%3F%21+%2D+%22%22...%28", &[]).await;
}

#[tokio::test]
async fn faults_of_a_query_are_listed_all_at_once() {
    let site = Site::new();
    let check = async |query: &str, expect: &[(&str, &str)]| {
        let reply = site.get(&format!("/api/v1/artikelen?{query}")).await;
        let problem = reply.problem(400, "ongeldige-vraag");
        let expect: Vec<_> = expect
            .iter()
            .map(|(parameter, detail)| json!({"parameter": parameter, "detail": detail}))
            .collect();
        assert_eq!(problem["errors"], json!(expect), "{query}");
    };
    check("van=2026-02-31", &[("van", "\"2026-02-31\" is geen bestaande dag")]).await;
    check(
        "soort=nieuws&perPagina=1000&kleur=rood",
        &[
            ("soort", "\"nieuws\" is geen soort: kies praktijkvoorbeeld, inspiratie of evenement"),
            ("perPagina", "perPagina is 1000; kies een getal van 1 tot 100"),
            ("kleur", "\"kleur\" is hier geen gekende parameter"),
        ],
    )
    .await;
    check(
        "pagina=101&perPagina=100",
        &[(
            "pagina",
            "pagina × perPagina is meer dan 10000; verfijn de zoekopdracht met een filter",
        )],
    )
    .await;
    // As long as an address can be in memory; the socket's test sends more.
    check(
        &format!("q={}", "a".repeat(60_000)),
        &[("q", "q is 60000 bytes lang; ten hoogste 8192 zijn toegelaten")],
    )
    .await;
    site.get(&format!("/api/v1/artikelen?q={}", "a".repeat(8192))).await.expect(200);
}

#[tokio::test]
async fn an_article_is_shown_and_kept_by_who_has_it() {
    let site = Site::new();
    let reply = site.get("/api/v1/artikelen/oven").await.expect(200);
    assert_eq!(reply.json(), serde_json::to_value(&articles()[0]).unwrap());
    let tag = reply.header("etag");
    let again = |tag: String| {
        site.ask("GET", "/api/v1/artikelen/oven").header("if-none-match", &tag).send()
    };
    let known = again(tag.to_owned()).await.expect(304);
    assert_eq!((known.header("etag"), known.body.len()), (tag, 0));
    again(format!("\"x\", W/{tag}")).await.expect(304);
    again("\"x\"".to_owned()).await.expect(200);
    for id in
        ["onbekend", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", ".verborgen", "%FF", &"a".repeat(121)]
    {
        site.get(&format!("/api/v1/artikelen/{id}")).await.problem(404, "niet-gevonden");
    }
    // Text stays text: JSON, under a policy that runs nothing.
    let script = site.get("/api/v1/artikelen/script").await.expect(200);
    assert_eq!(script.json()["titel"], "<script>alert('brood')</script>");
    assert_eq!(script.header("content-type"), "application/json");
    assert_eq!(script.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn organisations_are_counted() {
    let site = Site::new();
    let answer = site.get("/api/v1/organisaties").await.expect(200).json();
    let expect = json!([{"naam": "Molen & Co", "aantal": 2}, {"naam": "Zonnebrood", "aantal": 2}]);
    assert_eq!(answer, json!({"organisaties": expect}));
    site.get("/api/v1/organisaties?q=a").await.problem(400, "ongeldige-vraag");
}

#[tokio::test]
async fn every_route_has_the_same_manners() {
    let site = Site::new();
    let (bundel, key) = site.bundel(&["oven"]).await;
    let below = |rest: &str| format!("{bundel}{rest}");
    let routes = [
        ("/api/v1/artikelen".to_owned(), "GET,HEAD,PUT"),
        ("/api/v1/artikelen/oven".to_owned(), "DELETE,GET,HEAD,PUT"),
        ("/api/v1/artikelen/oven/verwant".to_owned(), "GET,HEAD"),
        ("/api/v1/organisaties".to_owned(), "GET,HEAD"),
        ("/api/v1/suggesties".to_owned(), "GET,HEAD"),
        ("/api/v1/openapi.json".to_owned(), "GET,HEAD"),
        ("/api/v1/bundels".to_owned(), "POST"),
        (below(""), "DELETE,GET,HEAD,PATCH"),
        (below("/artikelen/oven"), "DELETE,PUT"),
        (below("/sleutel"), "POST"),
        (below("/kopie"), "POST"),
        (below("/pdf"), "GET,HEAD"),
        (below("/epub"), "GET,HEAD"),
        (below("/html"), "GET,HEAD"),
        (below("/md"), "GET,HEAD"),
        (below("/ris"), "GET,HEAD"),
    ];
    for (path, allowed) in &routes {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            let ask = |path: &str| site.ask(method, path).key(&key);
            let mut replies = vec![
                (404, ask(&format!("{path}/")).send().await),
                (404, ask(&format!("{path}/niets/hier")).send().await),
                (413, ask(path).header("content-length", "99999999").send().await),
            ];
            if allowed.split(',').any(|one| one == method) {
                replies.push((400, ask(&format!("{path}?kleur=rood")).send().await));
            } else {
                let reply = ask(path).send().await;
                let mut allow: Vec<_> = reply.header("allow").split(',').collect();
                allow.sort_unstable();
                assert_eq!(allow.join(","), *allowed, "{method} {path}");
                replies.push((405, reply));
            }
            for (status, reply) in replies {
                let code = ProblemKind::ALL
                    .into_iter()
                    .find(|kind| kind.status().as_u16() == status)
                    .map_or("", ProblemKind::code);
                let problem = reply.problem(status, code);
                assert!(
                    problem["instance"].as_str().unwrap().starts_with(path.as_str()),
                    "{problem}"
                );
                for (name, value) in [
                    ("api-version", "1.0.0"),
                    ("x-content-type-options", "nosniff"),
                    ("x-frame-options", "DENY"),
                    ("referrer-policy", "same-origin"),
                    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
                    ("cache-control", "no-cache"),
                ] {
                    assert_eq!(reply.header(name), value, "{method} {path}: {name}");
                }
                assert!(reply.header("set-cookie").is_empty());
            }
        }
    }
    // What takes a body takes it in its own type, as it is, and for a form that it answers in.
    for (method, path, key) in [
        ("POST", "/api/v1/bundels".to_owned(), ""),
        ("PATCH", below(""), &*key),
        ("PUT", "/api/v1/artikelen/nieuw".to_owned(), OPERATOR_TOKEN),
        ("PUT", "/api/v1/artikelen".to_owned(), OPERATOR_TOKEN),
    ] {
        let ask = || site.ask(method, &path).key(key).body(r#"{"titel": "Nieuw"}"#);
        for wrong in ["text/plain", "application/xml", "application/json; charset=latin1", "json"] {
            let reply = ask().header("content-type", wrong).send().await;
            let problem = reply.problem(415, "type-niet-ondersteund");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("Content-Type: application/"), "{method} {path}: {detail}");
        }
        for right in ["application/json", "application/x-ndjson"] {
            let packed = ask().header("content-type", right).header("content-encoding", "gzip");
            packed.send().await.problem(415, "type-niet-ondersteund");
        }
    }
    for (path, allowed) in &routes {
        for method in allowed.split(',').filter(|method| *method != "DELETE") {
            let reply = site.ask(method, path).key(&key).header("accept", "image/png").send().await;
            if method == "HEAD" {
                assert_eq!((reply.status, reply.body.len()), (406, 0), "{path}");
            } else {
                reply.problem(406, "vorm-niet-beschikbaar");
            }
        }
    }
    // The walk changed nothing.
    site.get(&bundel).await.expect(200);
    for path in ["/api/", "/api/v1", "/api/v1/", "/api/v2/artikelen", "/api/v1/Artikelen"] {
        site.get(path).await.expect(404);
        assert_eq!(
            site.get(path).await.header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_bundel_comes_in_the_form_that_is_wanted() {
    let site = Site::new();
    let (bundel, _) = site.bundel(&["oven"]).await;
    for (accept, expect) in [
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/json;q=0.5, text/markdown", "text/markdown; charset=utf-8"),
        ("application/x-research-info-systems", "application/x-research-info-systems"),
        ("application/pdf", "application/pdf"),
    ] {
        let reply = site.ask("GET", &bundel).header("accept", accept).send().await.expect(200);
        assert_eq!(reply.header("content-type"), expect, "{accept}");
        assert!(reply.headers.get_all("vary").iter().any(|value| value == "accept"), "{accept}");
        let attached = reply.header("content-disposition").starts_with("attachment");
        assert_eq!(attached, expect != "application/json", "{accept}");
    }
    let refused = site.ask("GET", &bundel).header("accept", "text/html").send().await;
    let problem = refused.problem(406, "vorm-niet-beschikbaar");
    assert!(problem["detail"].as_str().unwrap().contains("text/markdown"), "{problem}");
    let document = format!("{bundel}/md");
    let reply = site.ask("GET", &document).header("accept", "application/json").send().await;
    reply.problem(406, "vorm-niet-beschikbaar");
    site.ask("GET", &document).header("accept", "text/*").send().await.expect(200);
}

#[tokio::test]
async fn answers_are_packed_for_who_can_unpack_them() {
    let site = Site::new();
    let (bundel, _) = site.bundel(&["oven"]).await;
    let check = async |path: &str, expect: &str| {
        let ask = |method: &'static str| {
            site.ask(method, path).header("accept-encoding", "gzip, deflate").send()
        };
        let (whole, head) = (ask("GET").await, ask("HEAD").await);
        for reply in [&whole, &head] {
            assert_eq!(reply.header("content-encoding"), expect, "{path}");
            assert_eq!(reply.header("etag"), whole.header("etag"), "{path}");
        }
        assert!(head.body.is_empty());
        let plain = site.get(path).await;
        assert!(plain.header("content-encoding").is_empty());
        if expect == "gzip" {
            assert_eq!(whole.body[..2], [0x1f, 0x8b], "{path}");
            assert!(whole.body.len() < plain.body.len(), "{path}");
            for reply in [whole, plain] {
                let vary = reply.headers.get_all("vary");
                assert!(vary.iter().any(|value| value == "accept-encoding"), "{path}");
            }
        }
    };
    check("/api/v1/artikelen?q=oven", "gzip").await;
    check("/api/v1/openapi.json", "gzip").await;
    check("/api/v1/artikelen?kleur=rood", "gzip").await;
    check(&bundel, "gzip").await;
    check(&format!("{bundel}/html"), "gzip").await;
    // Who takes nothing at all is answered all the same: what was done is done.
    let nothing = "gzip;q=0, br;q=0, zstd;q=0, deflate;q=0, identity;q=0";
    let reply = site.ask("POST", "/api/v1/bundels").header("accept-encoding", nothing).send().await;
    assert_eq!(reply.header("content-encoding"), "");
    assert!(reply.expect(201).json()["id"].is_string());
    // What is packed as it is, is not packed again.
    check(&format!("{bundel}/pdf"), "").await;
    check(&format!("{bundel}/epub"), "").await;
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let site = Site::new();
    for kind in ProblemKind::ALL {
        let page = site.get(&format!("/problemen/{}", kind.code())).await.expect(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let page = String::from_utf8(page.body).unwrap();
        assert!(page.contains(&format!("<h1>{}</h1>", kind.title())), "{page}");
        assert!(page.contains(&format!("/api#probleem-{}", kind.code())), "{page}");
    }
    site.get("/problemen/%3Cscript%3E").await.expect(404);
}

#[tokio::test]
async fn other_sites_may_read_and_nothing_else() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let ask = |method: &'static str, path: &str| {
        site.ask(method, path).header("origin", "https://elders.example")
    };
    for (path, status) in
        [("/api/v1/artikelen", 200), ("/api/v1/artikelen?x=1", 400), (path.as_str(), 200)]
    {
        let reply = ask("GET", path).send().await.expect(status);
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert!(reply.header("access-control-allow-credentials").is_empty());
    }
    let preflight = ask("OPTIONS", &path)
        .header("access-control-request-method", "PATCH")
        .send()
        .await
        .expect(204);
    assert_eq!(preflight.header("access-control-allow-methods"), "GET, HEAD");
    assert!(!preflight.header("access-control-allow-headers").contains("authorization"));
    assert_eq!(preflight.header("api-version"), "1.0.0");
    let written = ask("PUT", &format!("{path}/artikelen/meel")).key(&key).send().await.expect(200);
    assert!(written.header("access-control-allow-origin").is_empty());
}

#[tokio::test]
async fn the_site_tells_how_it_is() {
    let site = Site::new();
    for path in ["/healthz", "/readyz"] {
        let reply = site.get(path).await.expect(200);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    let robots = site.get("/robots.txt").await.expect(200);
    let robots = String::from_utf8(robots.body).unwrap();
    assert!(robots.contains("Sitemap: https://bundels.example/sitemap.xml\n"), "{robots}");
    assert!(robots.contains("Disallow: /bundel\n"), "{robots}");
}
