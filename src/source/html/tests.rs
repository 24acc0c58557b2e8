//! Pages in small: what is title, text, furniture and fact.

use proptest::prelude::*;

use super::*;

/// Title after `=`, then the pieces: `#` heading, `-` item, `>` quotation, else a paragraph.
fn outline(html: &str) -> String {
    let (document, _) = read_page(html, &mut Vec::new()).expect("a page");
    let mut lines = vec![format!("= {}", document.title.unwrap_or_default())];
    lines.extend(document.pieces.iter().filter(|piece| **piece != Piece::Gap).map(|piece| {
        match piece {
            Piece::Heading(text) => format!("# {text}"),
            Piece::Item(text) => format!("- {text}"),
            Piece::Quote(text) => format!("> {text}"),
            piece => piece.text().to_owned(),
        }
    }));
    lines.join("\n")
}

#[test]
fn only_the_article_is_text() {
    let check = |body: &str, expected: &str| {
        let page = format!("<title>T</title><body><main>{body}<p>Tekst.</p></main></body>");
        assert_eq!(outline(&page), format!("= T\n{expected}Tekst."), "{body}");
    };
    check("<nav>Menu</nav><aside>Zij</aside><footer>Voet</footer>", "");
    check("<p hidden>x</p><p aria-hidden=true>x</p><p style='display: none'>x</p>", "");
    check("<script>x</script><style>x</style><template>x</template><svg><text>x</text></svg>", "");
    check("<form><label>Naam</label><button>Zoek</button><p>Vorm.</p></form>", "Vorm.\n");
    check("<div class='share-buttons'>Deel</div><ul class=menu><li>Start</ul>", "");
    // Not furniture, although the class sounds like it.
    check("<p class='sociale-economie deel-1'>Blijft.</p>", "Blijft.\n");
    check(
        "<div class=sidebar>Zo lang dat het de tekst zelf moet zijn, niet wat ernaast staat.</div>",
        "Zo lang dat het de tekst zelf moet zijn, niet wat ernaast staat.\n",
    );
    check("<p><a>Een</a> | <a>Twee</a> | <a>Drie</a></p>", "");
    check("<a>Een</a><br><a>Twee</a><br><a>Drie</a>", "");
    // Where the page says itself that this is its text, a list of links is part of it.
    check(
        "<p>Deze partners werken mee:</p><ul><li><a>Een</a><li><a>Twee</a><li><a>Drie</a></ul>",
        "Deze partners werken mee:\n- Een\n- Twee\n- Drie\n",
    );
    check("<p>Lees <a>Een</a>, <a>Twee</a> en <a>Drie</a>.</p>", "Lees Een, Twee en Drie.\n");
    check(
        "<h2>Een <b>kop</b></h2><ul><li><p>a</p><p>b</p><ul><li>c</ul></ul>",
        "# Een kop\n- a b\n- c\n",
    );
    check("<blockquote><p>Zo.</p><cite>An</cite></blockquote>", "> Zo.\nAn\n");
    check("<p>a<br>b<p>c &amp; &lt;d&gt; e&shy;f&nbsp;g", "a\nb\nc & <d> ef g\n");
    check(
        "<table><tr><th>Jaar<td>2019<tr><th>Plaats<td>Gent</table>",
        "Jaar – 2019\nPlaats – Gent\n",
    );
}

#[test]
fn what_folds_is_text() {
    let check = |body: &str, expected: &str| {
        let page = format!("<title>T</title><body><main>{body}<p>Tekst.</p></main></body>");
        assert_eq!(outline(&page), format!("= T\n{expected}Tekst."), "{body}");
    };
    let heading = "<h2 class=accordion-header><button type=button aria-expanded=false \
                   aria-controls=p1>Wie betaalt?</button></h2>";
    check(
        &format!("{heading}<div id=p1 class='accordion-collapse collapse'><p>De vzw.</div>"),
        "# Wie betaalt?\nDe vzw.\n",
    );
    for panel in ["id=p1 style='display: none'", "id=p1 hidden", "id=p1 aria-hidden=true"] {
        check(&format!("{heading}<div {panel}><p>De vzw.</div>"), "# Wie betaalt?\nDe vzw.\n");
    }
    check(
        "<div class=faq><h3>Wie betaalt?</h3><div style=display:none>De vzw.</div></div>",
        "# Wie betaalt?\nDe vzw.\n",
    );
    check(
        "<details><summary><button>Wie betaalt?</button></summary>De vzw.</details>",
        "Wie betaalt?\nDe vzw.\n",
    );
    check(
        "<div class=item><button class=accordion-button aria-controls=p1>Wie betaalt?</button>\
         <div id=p1 hidden>De vzw.</div></div>",
        "Wie betaalt?\nDe vzw.\n",
    );
    check("<h2>Wie betaalt? <button>Kopieer link</button></h2>", "# Wie betaalt?\n");
    // What folds as well: a menu, and the sign before a heading.
    check("<button aria-controls=m>Menu</button><nav id=m hidden><a>Start</a></nav>", "");
    check("<h2 class=accordion-header><i aria-hidden=true>expand_more</i>Kop</h2>", "# Kop\n");
    check("<div style=display:none>Sjabloon.</div>", "");
}

#[test]
fn much_text_left_out_is_named() {
    let check = |body: &str, expected: Option<usize>| {
        let mut warnings = Vec::new();
        let page = format!("<title>T</title><main>{body}<p>{}</p></main>", "Tekst. ".repeat(30));
        read_page(&page, &mut warnings).expect("a page");
        let found = warnings.iter().find_map(|warning| match warning {
            Warning::LeftOut { percent, text } if text.starts_with("Weg") => Some(*percent),
            _ => None,
        });
        assert_eq!(found, expected, "{body}: {warnings:?}");
    };
    let long = "Weg met dit deel. ".repeat(8);
    check(&format!("<div style=display:none>{long}</div>"), Some(40));
    check(&format!("<div class=related>{long}</div>"), Some(40));
    // What the page says is none of its text, and what is little.
    check(&format!("<nav>{long}</nav><aside>{long}</aside><script>{long}</script>"), None);
    check("<div class=share>Weg ermee</div>", None);
}

/// Each of these takes minutes, or gigabytes, when text is looked at once for every element around it.
#[test]
fn text_in_many_elements_is_looked_at_once() {
    let text = "Een zin van de tekst. ".repeat(40_000);
    let around = |opening: &str, times: usize| format!("{}{text}", opening.repeat(times));
    let metas = |value: &str| format!("<meta property=og:title content='{value}'>");
    let data = |json: &str| format!("<script type=application/ld+json>{json}</script>");
    for (name, page) in [
        ("headings", around("<h1><div>", 200)),
        ("times", format!("<main>{}", around("<time>", 400))),
        ("properties", format!("<main>{}", around("<div itemprop=location>", 400))),
        ("captions", format!("<main>{}", around("<figcaption>", 400))),
        ("classes", format!("<main>{}", around("<div class=menu>", 400))),
        ("links", format!("<main>{}", around("<div><a>a</a><a>b</a><a>c</a>", 400))),
        ("articles", format!("<main>{}", "<article>a".repeat(400).repeat(2))),
        ("no main text", around("<div>", 400)),
        ("many headings", metas(&"x".repeat(120_000)) + &"<h1>q</h1>".repeat(20_000)),
        ("many parts", format!("<title>{}</title>{}", "a - ".repeat(100_000), metas("a b"))),
        (
            "many nodes",
            "<h1>q</h1>".repeat(1_000)
                + &data(&format!(
                    "[{}]",
                    "{\"@type\":\"Article\",\"name\":\"r\"},".repeat(9_000) + "0"
                )),
        ),
        (
            "many references",
            data(&format!(
                "[{{\"@type\":\"Organization\",\"@id\":\"o\",\"name\":\"{}\"}},\
                 {{\"@type\":\"Article\",\"about\":[{}0]}}]",
                "n".repeat(300_000),
                "{\"@id\":\"o\"},".repeat(20_000),
            )),
        ),
    ] {
        let begin = std::time::Instant::now();
        // That it is too deep is as good.
        let read = read_page(&page, &mut Vec::new());
        let took = begin.elapsed();
        assert!(took < std::time::Duration::from_secs(5), "{name}: {took:?}");
        if let Ok((document, _)) = read {
            let bytes: usize = document.pieces.iter().map(|piece| piece.text().len()).sum();
            assert!(bytes <= page.len(), "{name}: {bytes}");
        }
    }
}

#[test]
fn the_title_is_what_a_reader_sees_as_such() {
    let check = |page: &str, expected: &str| {
        let (document, _) = read_page(page, &mut Vec::new()).expect("a page");
        assert_eq!(document.title.as_deref(), Some(expected), "{page}");
    };
    check("<title>Titel | Site</title><h1>Titel</h1><p>a", "Titel");
    check("<title>Titel | Site</title><p>a", "Titel");
    check("<meta property=og:site_name content=Site><title>Site - Titel</title><p>a", "Titel");
    check(
        "<meta property=og:title content='Titel - Site'><h1>Site</h1><h1>Titel</h1><p>a",
        "Titel",
    );
    check(
        "<meta property=og:title content='Titel'><h1>Nieuws</h1><article><h1>Titel</h1>",
        "Titel",
    );
    check("<meta property=og:title content='Lange titel'><p>a", "Lange titel");
    let data =
        r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Titel"}</script>"#;
    check(&format!("{data}<p>a"), "Titel");
    check("<h1>Titel</h1>", "Titel");
}

#[test]
fn days_come_from_where_they_are_said_to_be_of_publication() {
    let check = |page: &str, expected: Option<&str>| {
        let (document, _) = read_page(page, &mut Vec::new()).expect("a page");
        let found = document.stated.published.map(|day| day.to_string());
        assert_eq!(found.as_deref(), expected, "{page}");
    };
    let data = |what: &str| {
        format!(
            "<script type='application/ld+json'>{what}</script><time datetime=2001-01-01>x</time>"
        )
    };
    check(&data(r#"{"@type":"Article","datePublished":"2019-03-04"}"#), Some("2019-03-04"));
    check(
        &data(
            r#"[{"@type":"WebSite"},{"@type":["Thing","schema:BlogPosting"],"datePublished":"2019-03-03T23:30:00Z"}]"#,
        ),
        Some("2019-03-04"),
    );
    check(&data("{ kapot"), Some("2001-01-01"));
    check(
        "<meta property=article:published_time content=2019-03-04T10:00:00+01:00>",
        Some("2019-03-04"),
    );
    check("<meta name=DCTERMS.issued content=2019-03-04>", Some("2019-03-04"));
    check("<meta name=date content='4 maart 2019'>", Some("2019-03-04"));
    check(
        "<time class=updated datetime=2020-01-01>x</time><time datetime=2019-03-04>x</time>",
        Some("2019-03-04"),
    );
    check(
        "<time datetime=2020-01-01>x</time><time itemprop=datePublished datetime=2019-03-04>x</time>",
        Some("2019-03-04"),
    );
    check("<time datetime=gisteren>gisteren</time>", None);
    // Several articles, none of them the page's own.
    check(
        &data(r#"[{"@type":"Article","datePublished":"2019-03-04"},{"@type":"Article"}]"#),
        Some("2001-01-01"),
    );
}

#[test]
fn addresses_are_of_the_web() {
    let check = |page: &str, expected: Option<&str>| {
        let (document, _) = read_page(page, &mut Vec::new()).expect("a page");
        assert_eq!(document.stated.source.as_deref(), expected, "{page}");
    };
    check("<link rel=canonical href=https://a.example/b>", Some("https://a.example/b"));
    check(
        "<link rel=canonical href=/b><meta property=og:url content=https://a.example/b>",
        Some("https://a.example/b"),
    );
    check("<link rel=canonical href=javascript:alert(1)>", None);
}

#[test]
fn depth_and_number_are_bounded() {
    for (page, what) in [
        ("<div>".repeat(200_000), "levels of nesting"),
        ("<p>a".repeat(400_000), "elements"),
        (format!("<main>{}", "<b id=1><p>".repeat(100_000)), "elements"),
    ] {
        let error = read_page(&page, &mut Vec::new()).expect_err("refused").to_string();
        assert!(error.contains(what), "{error}");
    }
    // JSON within the page as well.
    let data = format!("<script type='application/ld+json'>{}</script><p>a", "[".repeat(500_000));
    assert!(read_page(&data, &mut Vec::new()).is_ok());
}

proptest! {
    #[test]
    fn any_markup_is_read_or_refused(page in "(<(p|div|h1|li|ul|b|a href=x|table|tr|td|svg|title|main|article|time datetime=2019|meta property=og:title content=|blockquote|select|template|/p|/div|/b|/table|!--|script)>|[a-z \"'<>&;=-]{0,6}|&nbsp;|&#0;){0,60}") {
        let _ = read_page(&page, &mut Vec::new());
    }
}
