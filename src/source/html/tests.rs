//! Pages in small: what is title, text, furniture and fact.

use proptest::prelude::*;

use super::*;

/// Title after `=`, then the pieces: `#` heading, `-` item, `>` quotation, else a paragraph.
fn outline(html: &str) -> String {
    let (document, _) = read_page(html).expect("a page");
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
    check("<ul><li><a>Een</a><li><a>Twee</a></ul>", "- Een\n- Twee\n");
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
fn the_title_is_what_a_reader_sees_as_such() {
    let check = |page: &str, expected: &str| {
        let (document, _) = read_page(page).expect("a page");
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
        let (document, _) = read_page(page).expect("a page");
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
        let (document, _) = read_page(page).expect("a page");
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
        let error = read_page(&page).expect_err("refused").to_string();
        assert!(error.contains(what), "{error}");
    }
    // JSON within the page as well.
    let data = format!("<script type='application/ld+json'>{}</script><p>a", "[".repeat(500_000));
    assert!(read_page(&data).is_ok());
}

proptest! {
    #[test]
    fn any_markup_is_read_or_refused(page in "(<(p|div|h1|li|ul|b|a href=x|table|tr|td|svg|title|main|article|time datetime=2019|meta property=og:title content=|blockquote|select|template|/p|/div|/b|/table|!--|script)>|[a-z \"'<>&;=-]{0,6}|&nbsp;|&#0;){0,60}") {
        let _ = read_page(&page);
    }
}
