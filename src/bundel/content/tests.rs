use super::*;

fn article(id: &str) -> Arc<Article> {
    Arc::new(Article { id: id.parse().unwrap(), ..Article::sample(&format!("Over {id}")) })
}

fn with(articles: &[&str]) -> Content {
    let mut content = Content::titled("Brood");
    for id in articles {
        content.add(&article(id));
    }
    content
}

fn ids(content: &Content) -> Vec<&str> {
    content.articles().map(ArticleId::as_str).collect()
}

#[test]
fn adding_twice_is_adding_once() {
    let mut content = with(&["a", "b"]);
    assert!(!content.add(&article("a")));
    assert!(content.add(&article("c")));
    assert_eq!(ids(&content), ["a", "b", "c"]);
    assert!(content.remove(&"b".parse().unwrap()));
    assert!(!content.remove(&"b".parse().unwrap()));
    assert_eq!(ids(&content), ["a", "c"]);
}

#[test]
fn arranging_keeps_what_was_there_and_finds_what_is_new() {
    let wanted = |id: &str, note: Option<&str>| Wanted::Article {
        id: id.parse().unwrap(),
        note: note.map(str::to_owned),
    };
    // "a" has disappeared, "b" has changed since; both stay what they were when they were added.
    let mut content = with(&["a", "b"]);
    let before = content.clone();
    let find = |id: &ArticleId| match id.as_str() {
        "b" => Some(Arc::new(Article { title: "Nieuw".into(), ..(*article("b")).clone() })),
        "c" => Some(article("c")),
        _ => None,
    };
    let order =
        vec![wanted("c", None), Wanted::Heading("Deel".into()), wanted("b", Some("Let op"))];
    content.arrange([order, vec![wanted("a", None)]].concat(), find).unwrap();
    assert_eq!(ids(&content), ["c", "b", "a"]);
    assert_eq!(content.items[3], before.items[0]);
    let Item::Article { title, note, .. } = &content.items[2] else { panic!("an article") };
    assert_eq!((title.as_str(), note.as_deref()), ("Over b", Some("Let op")));

    let arranged = content.clone();
    let faults = content
        .arrange(vec![wanted("x", None), wanted("a", None), wanted("a", None)], find)
        .unwrap_err();
    assert_eq!(
        faults,
        [
            ContentFault::UnknownArticle { item: 0, id: "x".parse().unwrap() },
            ContentFault::ArticleTwice { item: 2, id: "a".parse().unwrap() },
        ]
    );
    assert_eq!(content, arranged, "a refused arrangement changes nothing");
}

#[test]
fn texts_are_tidied() {
    let mut content = Content {
        title: " Brood\r\nen\u{0}  <b>spelen</b>\t".into(),
        subtitle: Some(" \u{7} ".into()),
        introduction: Some("\r\neen\r\n\r\ntwee\u{1b}[0m\n".into()),
        search: None,
        items: vec![Item::Heading("\n".into()), Item::of(&article("a"), Some("  ".into()))],
    };
    content.tidy();
    assert_eq!(content.title, "Brood en <b>spelen</b>");
    assert_eq!(content.subtitle, None);
    assert_eq!(content.introduction.as_deref(), Some("een\n\ntwee [0m"));
    assert_eq!(content.items[1], Item::of(&article("a"), None));
    assert_eq!(content.faults(&Limits::default()), [ContentFault::HeadingEmpty { item: 0 }]);
}

#[test]
fn every_limit_is_kept() {
    let limits = Limits {
        articles: 3,
        headings: 2,
        title_chars: 20,
        introduction_chars: 50,
        note_chars: 40,
        ..Limits::default()
    };
    let long = |chars| "é".repeat(chars);
    let full = Content {
        title: long(20),
        subtitle: Some(long(20)),
        introduction: Some(long(50)),
        search: None,
        items: ["a", "b", "c"]
            .map(|id| Item::of(&article(id), Some(long(40))))
            .into_iter()
            .chain((0..2).map(|_| Item::Heading(long(20))))
            .collect(),
    };
    assert_eq!(full.faults(&limits), []);
    let mut over =
        Content { title: long(21), subtitle: Some(long(21)), introduction: Some(long(51)), ..full };
    over.items.insert(0, Item::of(&article("d"), Some(long(41))));
    over.items.insert(1, Item::Heading(long(21)));
    let excess = |most| Excess { chars: most + 1, most };
    assert_eq!(
        over.faults(&limits),
        [
            ContentFault::TitleTooLong(excess(20)),
            ContentFault::SubtitleTooLong(excess(20)),
            ContentFault::IntroductionTooLong(excess(50)),
            ContentFault::NoteTooLong { item: 0, excess: excess(40) },
            ContentFault::HeadingTooLong { item: 1, excess: excess(20) },
            ContentFault::TooManyArticles { found: 4, most: 3 },
            ContentFault::TooManyHeadings { found: 3, most: 2 },
        ]
    );
}
