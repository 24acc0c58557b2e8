//! A browser without script, and a site with an article that tries to be markup.

use bundelaar::article::Article;
use serde_json::json;

use crate::site::{Ask, Reply, Site, articles};

/// What a browser says of a form on a page of this site.
pub const HERE: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];

pub const HOSTILE: &str = "<img src=x onerror=\"alert(1)\"> & <b>zo</b>";

/// The small site, and an article of which every text tries to be markup.
pub fn site() -> Site {
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
pub struct Browser<'a> {
    pub site: &'a Site,
    pub cookie: Option<String>,
}

impl<'a> Browser<'a> {
    pub fn new(site: &'a Site) -> Self {
        Browser { site, cookie: None }
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask<'a> {
        let ask = self.site.ask(method, path).header("host", "127.0.0.1:8080");
        match &self.cookie {
            Some(cookie) => ask.header("cookie", cookie),
            None => ask,
        }
    }

    pub async fn get(&self, path: &str) -> String {
        text(&self.ask("GET", path).send().await.expect(200))
    }

    /// Presses the button of a form on the page at `on`: sends the form's own hidden fields, and
    /// what was typed.
    pub async fn press(&mut self, on: &str, action: &str, typed: &[(&str, &str)]) -> Reply {
        let page = self.get(on).await;
        let mut fields = hidden_fields(&page, action);
        fields.extend(typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        self.send(action, &fields, &HERE).await
    }

    pub async fn send(
        &mut self,
        action: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Reply {
        let reply = self.form(action, fields, headers).send().await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if !cookie.is_empty() {
            self.cookie = Some(cookie);
        }
        reply
    }

    /// A form that is about to be sent.
    pub fn form(
        &self,
        action: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Ask<'a> {
        let mut ask = self
            .ask("POST", action)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(fields));
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        ask
    }

    /// Takes a step with one part of the bundel, counted from 0, as its page offers it.
    pub async fn step(&mut self, step: &str, index: usize) -> Reply {
        let page = self.get("/bundel").await;
        let fields = step_fields(&page, step, index);
        self.send("/bundel/schik", &fields, &HERE).await
    }

    /// The titles of the bundel at hand, in order.
    pub async fn titles(&self) -> Vec<String> {
        let page = self.get("/bundel").await;
        let list = page.split_once("<ol class=\"parts\"").map_or("", |(_, rest)| rest);
        let list = list.split("</ol>").next().unwrap_or_default();
        let headings = list.split("<h3").skip(1).filter_map(|rest| rest.split("</h3>").next());
        headings
            .map(|heading| {
                let inner = heading.split_once('>').map_or("", |(_, rest)| rest);
                let plain = inner.strip_prefix("<a").and_then(|link| link.split_once('>'));
                plain.map_or(inner, |(_, rest)| rest).trim_end_matches("</a>").to_owned()
            })
            .collect()
    }

    pub async fn add(&mut self, article: &str) -> Reply {
        self.press(&format!("/artikelen/{article}"), "/bundel/artikelen", &[]).await
    }
}

pub fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).expect("UTF-8")
}

/// The hidden fields of the first form with this action.
pub fn hidden_fields(page: &str, action: &str) -> Vec<(String, String)> {
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

/// What a button in the list sends.
pub fn step_fields(page: &str, step: &str, index: usize) -> Vec<(String, String)> {
    let mut fields = hidden_fields(page, "/bundel/schik");
    let begin = format!("{step} {index} ");
    let at = page.find(&begin).unwrap_or_else(|| panic!("no button {begin:?} in {page}"));
    let value = page[at..].split('"').next().unwrap_or_default();
    fields.push(("zet".to_owned(), value.to_owned()));
    fields
}

pub fn first_id() -> String {
    articles()[0].id.to_string()
}

#[track_caller]
pub fn check_frame(path: &str, page: &str) {
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
