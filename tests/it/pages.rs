//! The pages as a browser without script gets them: what stands in them, and what their forms do.

use bundelaar::article::Article;
use serde_json::json;

use crate::site::{Ask, Reply, Site, articles};

const HOSTILE: &str = "<img src=x onerror=\"alert(1)\"> & <b>zo</b>";

/// The small site, and an article of which every text tries to be markup.
fn site() -> Site {
    let hostile: Article = serde_json::from_value(json!({
        "id": "vreemd",
        "titel": HOSTILE,
        "soort": "evenement",
        "inleiding": HOSTILE,
        "tekst": [
            {"tussentitel": HOSTILE},
            {"citaat": "“Eén"},
            {"citaat": "twee.”"},
            {"lijst": [HOSTILE]},
        ],
        "organisaties": [HOSTILE],
        "gepubliceerdOp": "2016-08-10",
        "contact": {"naam": HOSTILE, "functie": null, "organisatie": null},
        "evenement": {"begint": "2019-09-14T10:00", "eindigt": null, "plaats": HOSTILE},
        "bijschrift": HOSTILE,
        "bron": "javascript:alert(1)",
    }))
    .expect("an article");
    Site::new().with_articles(articles().into_iter().chain([hostile]).collect())
}

/// One browser: it keeps its cookie, and says where its forms come from.
struct Browser<'a> {
    site: &'a Site,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(site: &'a Site) -> Self {
        Browser { site, cookie: None }
    }

    fn ask(&self, method: &str, path: &str) -> Ask<'a> {
        let ask = self.site.ask(method, path).header("host", "127.0.0.1:8080");
        match &self.cookie {
            Some(cookie) => ask.header("cookie", cookie),
            None => ask,
        }
    }

    async fn get(&self, path: &str) -> String {
        text(&self.ask("GET", path).send().await.expect(200))
    }

    /// Presses the button of a form on the page at `on`: sends the form's own hidden fields, and
    /// what was typed.
    async fn press(&mut self, on: &str, action: &str, typed: &[(&str, &str)]) -> Reply {
        let page = self.get(on).await;
        let mut fields = hidden_fields(&page, action);
        fields.extend(typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        self.send(action, &fields, &[("sec-fetch-site", "same-origin")]).await
    }

    async fn send(
        &mut self,
        action: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut ask = self
            .ask("POST", action)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(fields));
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        let reply = ask.send().await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if !cookie.is_empty() {
            self.cookie = Some(cookie);
        }
        reply
    }

    async fn add(&mut self, article: &str) -> Reply {
        self.press(&format!("/artikelen/{article}"), "/bundel/artikelen", &[]).await
    }
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).expect("UTF-8")
}

/// The hidden fields of the first form with this action.
fn hidden_fields(page: &str, action: &str) -> Vec<(String, String)> {
    let marker = format!("action=\"{action}\"");
    let start = page.find(&marker).unwrap_or_else(|| panic!("no form for {action} in {page}"));
    let form = &page[start..];
    let form = &form[..form.find("</form>").expect("the form's end")];
    let value = |input: &str, name: &str| {
        let from = input.split_once(&format!("{name}=\"")).map(|(_, rest)| rest);
        from.and_then(|rest| rest.split('"').next()).unwrap_or_default().replace("&amp;", "&")
    };
    form.split("<input ")
        .skip(1)
        .filter(|input| input.starts_with("type=\"hidden\""))
        .map(|input| (value(input, "name"), value(input, "value")))
        .collect()
}

fn encoded(fields: &[(String, String)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pairs = fields.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn first_id() -> String {
    articles()[0].id.to_string()
}

#[track_caller]
fn check_frame(path: &str, page: &str) {
    for once in [
        "<html lang=\"nl-BE\">",
        "<title>",
        "<main ",
        "<h1",
        "<header class=\"site\"",
        "<footer class=\"site\"",
    ] {
        assert_eq!(page.matches(once).count(), 1, "{path}: {once}");
    }
    assert!(
        page.contains("href=\"#inhoud\"") && page.contains("id=\"inhoud\""),
        "{path}: skip link"
    );
    for never in ["style=\"", "<style", "<script>", " onclick", "src=\"http", "href=\"//"] {
        assert!(!page.contains(never), "{path}: {never}");
    }
    // Headings go down one step at a time.
    let levels: Vec<u8> = page
        .match_indices("<h")
        .filter_map(|(at, _)| page.as_bytes().get(at + 2).filter(|b| b.is_ascii_digit()))
        .copied()
        .collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: {levels:?}");
    // Every field that is seen has a label, around it or by its id.
    for (at, _) in page.match_indices("<input ").chain(page.match_indices("<textarea ")) {
        let tag = &page[at..at + page[at..].find('>').expect("the tag's end")];
        if tag.contains("type=\"hidden\"") {
            continue;
        }
        let id = tag.split_once(" id=\"").and_then(|(_, rest)| rest.split('"').next());
        let labelled = match id {
            Some(id) => page.contains(&format!("<label for=\"{id}\"")),
            None => {
                page[..at].ends_with("<label class=\"choice\">")
                    || page[..at].ends_with("<label class=\"choice\" data-empty>")
            }
        };
        assert!(labelled, "{path}: no label for {tag}");
    }
    assert!(!page.contains("<img"), "{path}: text became markup");
}

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
    let reply = site.get("/bundel/leeg").await.expect(405);
    check_frame("/bundel/leeg", &text(&reply));
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
async fn forms_of_others_change_nothing() {
    let site = site();
    let mut browser = Browser::new(&site);
    browser.add("vreemd").await.expect(303);
    let fields = hidden_fields(&browser.get("/bundel").await, "/bundel/verwijder");
    let without_token: Vec<_> = fields.iter().filter(|(key, _)| key != "bewijs").cloned().collect();
    let mut wrong_token = without_token.clone();
    wrong_token.push(("bewijs".to_owned(), "0".repeat(32)));
    let here = ("sec-fetch-site", "same-origin");
    for (fields, headers) in [
        (&fields, vec![("sec-fetch-site", "cross-site")]),
        (&fields, vec![("sec-fetch-site", "same-site")]),
        (&fields, vec![("origin", "https://elders.example")]),
        (&fields, vec![("origin", "null")]),
        (&fields, vec![]),
        (&without_token, vec![here]),
        (&wrong_token, vec![here]),
    ] {
        let reply = browser.send("/bundel/verwijder", fields, &headers).await.expect(403);
        check_frame("/bundel/verwijder", &text(&reply));
        assert!(browser.get("/bundel").await.contains("onderdeel-1"), "{headers:?}");
    }
    browser.send("/bundel/verwijder", &fields, &[here]).await.expect(303);
    assert!(!browser.get("/bundel").await.contains("onderdeel-1"));
}

#[tokio::test]
async fn a_form_from_before_the_bundel_can_be_confirmed() {
    let site = site();
    let mut browser = Browser::new(&site);
    let stale = hidden_fields(
        &browser.get(&format!("/artikelen/{}", first_id())).await,
        "/bundel/artikelen",
    );
    browser.add("vreemd").await.expect(303);
    let here = [("sec-fetch-site", "same-origin")];
    let reply = browser.send("/bundel/artikelen", &stale, &here).await.expect(403);
    let confirmed = hidden_fields(&text(&reply), "/bundel/artikelen");
    browser.send("/bundel/artikelen", &confirmed, &here).await.expect(303);
    assert!(browser.get("/bundel").await.contains("onderdeel-2"));
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
async fn two_windows_lose_nothing() {
    let site = site();
    let mut browser = Browser::new(&site);
    browser.add("vreemd").await.expect(303);
    let old = hidden_fields(&browser.get("/bundel").await, "/bundel/gegevens");
    let typed = [("titel", "Van het ene venster")];
    browser.press("/bundel", "/bundel/gegevens", &typed).await.expect(303);
    let mut late = old.clone();
    late.push(("titel".to_owned(), "Van het andere".to_owned()));
    let reply = browser.send("/bundel/gegevens", &late, &[("sec-fetch-site", "same-origin")]).await;
    let page = text(&reply.expect(409));
    check_frame("/bundel/gegevens", &page);
    assert!(page.contains("<h1>Van het ene venster</h1>"), "what is stored stays");
    assert!(page.contains("value=\"Van het andere\""), "what was typed is not lost");
}

#[tokio::test]
async fn what_is_too_long_is_given_back_with_its_fault() {
    let site = site();
    let mut browser = Browser::new(&site);
    browser.add("vreemd").await.expect(303);
    let long = "é".repeat(2_001);
    let reply = browser.press("/bundel", "/bundel/notitie", &[("notitie", &long)]).await;
    let page = text(&reply.expect(422));
    check_frame("/bundel/notitie", &page);
    assert!(page.contains(&long) && page.contains("id=\"notitie-1-fout\""));
    browser.press("/bundel", "/bundel/gegevens", &[("titel", " ")]).await.expect(422);
}

#[tokio::test]
async fn a_shared_bundel_is_read_copied_and_opened_with_its_key() {
    let site = site();
    let mut maker = Browser::new(&site);
    maker.press("/?q=", "/bundel/zoekopdracht", &[]).await.expect(303);
    let page = maker.get("/bundel").await;
    let link = page
        .split('"')
        .find(|part| part.contains("/bundels/") && !part.contains("/api/"))
        .expect("a link to share");
    let link = &link[link.find("/bundels/").expect("found above")..];

    let mut reader = Browser::new(&site);
    let shared = reader.get(link).await;
    check_frame(link, &shared);
    assert!(!shared.contains("/bundel/verplaats") && shared.contains("noindex"));
    reader.press(link, &format!("{link}/kopie"), &[]).await.expect(303);
    assert!(reader.get("/bundel").await.contains("onderdeel-2"));

    let reply = maker.press("/bundel", "/bundel/sleutel", &[]).await.expect(200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = text(&reply);
    let key =
        page.split_once("<code>").and_then(|(_, rest)| rest.split('<').next()).expect("a key");
    assert!(!maker.get("/bundel").await.contains(key), "shown once");

    let mut other = Browser::new(&site);
    let action = format!("{link}/sleutel");
    let refused = other.press(link, &action, &[("sleutel", "verkeerd")]).await.expect(403);
    assert_eq!(refused.header("set-cookie"), "");
    other.press(link, &action, &[("sleutel", key)]).await.expect(303);
    assert!(other.get("/bundel").await.contains("/bundel/verplaats"));
}

#[tokio::test]
async fn an_article_that_changed_or_went_is_marked() {
    let site = site();
    let mut browser = Browser::new(&site);
    let changed = first_id();
    browser.add(&changed).await.expect(303);
    browser.add("vreemd").await.expect(303);
    assert!(!browser.get("/bundel").await.contains("data-state"));
    let cookie = browser.cookie;
    let mut later = articles();
    later[0].title = "Een andere titel".to_owned();
    let site = site.with_articles(later);
    let page = Browser { site: &site, cookie }.get("/bundel").await;
    check_frame("/bundel", &page);
    for shown in ["data-state=\"gewijzigd\"", "data-state=\"verdwenen\"", "Een andere titel"] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(page.contains("&lt;img src=x"), "what went keeps its title");
    assert!(!page.contains("/artikelen/vreemd"), "what went has no link");
}
