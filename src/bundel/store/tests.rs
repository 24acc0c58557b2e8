use std::sync::Barrier;

use tempfile::TempDir;

use super::*;
use crate::article::Article;
use crate::bundel::{Excess, Item};

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

fn article(id: &str) -> Article {
    Article { id: id.parse().unwrap(), ..Article::sample(&format!("Over {id}")) }
}

fn add(content: &mut Content, id: &str) -> Result<(), Vec<ContentFault>> {
    content.add(&article(id));
    Ok(())
}

fn retitle(content: &mut Content, title: &str) -> Result<(), Vec<ContentFault>> {
    content.title = title.into();
    Ok(())
}

#[test]
fn what_is_stored_is_read_back_after_reopening() {
    let (folder, store) = store();
    let content = Content {
        title: "Brood & <b>spelen</b>; DROP TABLE bundels --".into(),
        subtitle: Some("Ondertitel 🎉".into()),
        introduction: Some("Een.\n\nTwee.".into()),
        search: Some("“brood”".into()),
        items: vec![
            Item::Heading("Deel 1".into()),
            Item::of(&article("a"), Some("Lees dit eerst.".into())),
            Item::of(&article("b"), None),
        ],
    };
    let (made, key) = store.create(content.clone()).unwrap();
    assert_eq!((made.version, &made.content), (1, &content));
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.get(&made.id).unwrap(), made);
    assert!(store.check_right(&made.id, Right::Key(&key)).is_ok());
    store.ping().unwrap();
}

#[test]
fn what_cannot_be_written_can_be_read() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let long_ago = now() - SignedDuration::from_hours(48);
    store.write(|db| rows::set_used(db, &made.id, long_ago)).unwrap();
    // What SQLite says of a disk that may only be read.
    locked(&store.writer).pragma_update(None, "query_only", true).unwrap();
    assert_eq!(store.get(&made.id).unwrap().content, made.content);
    let refused =
        store.update(&made.id, Right::Key(&key), None, |content| retitle(content, "Koek"));
    assert!(matches!(refused, Err(StoreError::Unwritable(_))), "{refused:?}");
    locked(&store.writer).pragma_update(None, "query_only", false).unwrap();
    store.get(&made.id).unwrap();
    assert!(store.get(&made.id).unwrap().used_at > long_ago, "noted the next time");
}

#[cfg(unix)]
#[test]
fn a_copy_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;
    let (folder, store) = store();
    let (made, _) = store.create(Content::titled("Brood")).unwrap();
    let copy = folder.path().join(std::ffi::OsStr::from_bytes(b"kopie van caf\xe9.sqlite"));
    store.copy_to(&copy).unwrap();
    assert!(copy.exists(), "{copy:?}");
    store.create(Content::titled("Later gemaakt")).unwrap();
    store.replace_with(&CheckedCopy::of(&copy).unwrap()).unwrap();
    assert_eq!((store.get(&made.id).unwrap(), store.count().unwrap()), (made, 1));
}

#[test]
fn no_secret_is_in_the_file() {
    let (folder, store) = store();
    let (_, key) = store.create(Content::titled("Brood")).unwrap();
    let visitor = store.new_visitor().unwrap();
    drop(store);
    let plain = key.shown().replace('-', "");
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [&plain, visitor.cookie_value()] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
}

#[test]
fn writers_at_once_lose_nothing() {
    const WRITERS: usize = 8;
    const EACH: usize = 12;
    let (folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    // Two stores over one file are two processes as far as SQLite is concerned.
    let other = Store::open(folder.path()).unwrap();
    let start = Barrier::new(WRITERS);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = if writer % 2 == 0 { &store } else { &other };
            let (start, made, key) = (&start, &made, &key);
            scope.spawn(move || {
                start.wait();
                for n in 0..EACH {
                    let id = format!("{writer}-{n}");
                    store
                        .update(&made.id, Right::Key(key), None, |content| add(content, &id))
                        .unwrap();
                }
            });
        }
    });
    let bundel = other.get(&made.id).unwrap();
    assert_eq!(bundel.content.items.len(), WRITERS * EACH);
    assert_eq!(bundel.version as usize, 1 + WRITERS * EACH);
}

#[test]
fn a_change_meant_for_another_version_is_refused() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let right = Right::Key(&key);
    let first = store.update(&made.id, right, Some(1), |c| retitle(c, "Eerst")).unwrap();
    assert_eq!(first.version, 2);
    let second = store.update(&made.id, right, Some(1), |c| retitle(c, "Dan"));
    assert!(matches!(second, Err(StoreError::Changed { current: 2 })), "{second:?}");
    let deleted = store.delete(&made.id, right, Some(1));
    assert!(matches!(deleted, Err(StoreError::Changed { current: 2 })), "{deleted:?}");
    assert_eq!(store.get(&made.id).unwrap(), first);
}

#[test]
fn what_changes_nothing_is_no_new_version() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let right = Right::Key(&key);
    let once = store.update(&made.id, right, None, |c| add(c, "a")).unwrap();
    let twice = store.update(&made.id, right, None, |c| add(c, "a")).unwrap();
    assert_eq!((once.version, &twice), (2, &once));
    let same = store.update(&made.id, right, None, |c| retitle(c, "  Brood\n")).unwrap();
    assert_eq!(same, once);
}

#[test]
fn a_refused_change_leaves_no_trace() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let refused = store.update(&made.id, Right::Key(&key), None, |content| {
        add(content, "a")?;
        retitle(content, " ")
    });
    assert!(
        matches!(&refused, Err(StoreError::Invalid(faults)) if *faults == [ContentFault::TitleEmpty])
    );
    assert_eq!(store.get(&made.id).unwrap(), made);
    let twice = vec![Item::of(&article("a"), None), Item::of(&article("a"), None)];
    for bad in [Content::titled(""), Content { items: twice, ..Content::titled("Brood") }] {
        assert!(matches!(store.create(bad), Err(StoreError::Invalid(_))));
    }
}

#[test]
fn what_is_above_a_lowered_limit_can_be_made_smaller() {
    let (_folder, store) = store();
    let heading = |chars: usize| Item::Heading("k".repeat(chars));
    let note = |chars: usize| Some("n".repeat(chars));
    let mut content = Content::titled("t".repeat(60));
    content.items = vec![
        heading(50),
        Item::of(&article("a"), note(90)),
        heading(70),
        Item::of(&article("b"), None),
        Item::of(&article("c"), note(80)),
    ];
    let (made, key) = store.create(content.clone()).unwrap();
    let lowered =
        Limits { articles: 1, headings: 1, title_chars: 40, note_chars: 40, ..*store.limits() };
    let store = store.with_limits(lowered);
    let check = |change: &dyn Fn(&mut Content), expect: &[ContentFault]| {
        let changed = store.update(&made.id, Right::Key(&key), None, |content| {
            change(content);
            Ok(())
        });
        match changed {
            Ok(_) => assert_eq!(expect, []),
            Err(StoreError::Invalid(faults)) => assert_eq!(faults, expect),
            Err(other) => panic!("{other}"),
        }
    };
    let excess = |chars| Excess { chars, most: 40 };
    check(&|content| content.items.swap(0, 4), &[]);
    check(&|content| content.items.swap(0, 4), &[]);
    check(&|content| content.title = "t".repeat(61), &[ContentFault::TitleTooLong(excess(61))]);
    check(&|content| content.title = "u".repeat(50), &[]);
    check(
        &|content| content.items.push(Item::of(&article("d"), None)),
        &[ContentFault::TooManyArticles { found: 4, most: 1 }],
    );
    check(
        &|content| content.items[0] = heading(71),
        &[ContentFault::HeadingTooLong { item: 0, excess: excess(71) }],
    );
    check(
        &|content| content.items[0] = heading(60),
        &[ContentFault::HeadingTooLong { item: 0, excess: excess(60) }],
    );
    check(&|content| content.items[2] = heading(50), &[]);
    // A long note of one article is no reason for one of another.
    check(
        &|content| content.items[3] = Item::of(&article("b"), note(41)),
        &[ContentFault::NoteTooLong { item: 3, excess: excess(41) }],
    );
    check(&|content| content.items[1] = Item::of(&article("a"), note(89)), &[]);
    check(&|content| content.items.truncate(2), &[]);
    check(&|content| content.items[0] = heading(40), &[]);
    check(
        &|content| content.items[0] = heading(41),
        &[ContentFault::HeadingTooLong { item: 0, excess: excess(41) }],
    );
}

#[test]
fn only_the_right_key_opens() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let (other, other_key) = store.create(Content::titled("Spelen")).unwrap();
    let stranger = store.new_visitor().unwrap();
    let typed = Key::typed(&key.shown().to_uppercase());
    assert!(store.check_right(&made.id, Right::Key(&typed)).is_ok());
    let wrong = [
        Right::Key(&other_key),
        Right::Key(&Key::typed("")),
        Right::Key(&Key::typed(other.id.as_str())),
        Right::Visitor(&stranger),
    ];
    for right in wrong {
        let refused = |result: Result<(), StoreError>| {
            assert!(matches!(result, Err(StoreError::Forbidden)), "{right:?}: {result:?}");
        };
        refused(store.check_right(&made.id, right).map(drop));
        refused(store.update(&made.id, right, None, |c| retitle(c, "Gekaapt")).map(drop));
        refused(store.rotate_key(&made.id, right).map(drop));
        refused(store.delete(&made.id, right, None));
    }
    assert_eq!(store.get(&made.id).unwrap(), made);
    let unknown = BundelId::random().unwrap();
    let missing = store.check_right(&unknown, Right::Key(&key));
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

#[test]
fn a_new_key_ends_the_old_one_and_what_it_opened() {
    let (_folder, store) = store();
    let maker = store.new_visitor().unwrap();
    let (made, old) = store.create_for(&maker, Content::titled("Brood")).unwrap();
    let guest = store.let_in(None, &made.id, &old).unwrap();
    let new = store.rotate_key(&made.id, Right::Visitor(&maker)).unwrap();
    let holds = |right| store.check_right(&made.id, right).is_ok();
    assert!(holds(Right::Key(&new)) && holds(Right::Visitor(&maker)));
    assert!(!holds(Right::Key(&old)) && !holds(Right::Visitor(&guest)));
    assert!(matches!(store.let_in(Some(&guest), &made.id, &old), Err(StoreError::Forbidden)));
    assert!(store.current(&guest).unwrap().is_none());
    // Rotated with the key alone, nobody's browser keeps its right.
    store.rotate_key(&made.id, Right::Key(&new)).unwrap();
    assert!(!holds(Right::Visitor(&maker)));
}

#[test]
fn a_copy_is_ones_own() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    store.update(&made.id, Right::Key(&key), None, |c| add(c, "a")).unwrap();
    let visitor = store.new_visitor().unwrap();
    let (copy, copy_key) = store.copy(&made.id, Some(&visitor), |c| c.title.push('!')).unwrap();
    let original = store.get(&made.id).unwrap().content;
    assert_eq!(copy.content, Content { title: "Brood!".into(), ..original });
    assert_ne!(copy.id, made.id);
    assert!(store.check_right(&copy.id, Right::Key(&key)).is_err());
    store.update(&copy.id, Right::Key(&copy_key), None, |c| add(c, "b")).unwrap();
    assert_eq!(store.get(&made.id).unwrap().content.items.len(), 1);
    assert_eq!(store.current(&visitor).unwrap().unwrap().id, copy.id);
}

#[test]
fn a_deleted_bundel_leaves_nothing() {
    let (folder, store) = store();
    let visitor = store.new_visitor().unwrap();
    let (made, key) = store.create_for(&visitor, Content::titled("Brood")).unwrap();
    store.update(&made.id, Right::Key(&key), None, |c| add(c, "a")).unwrap();
    store.delete(&made.id, Right::Key(&key), None).unwrap();
    assert!(matches!(store.get(&made.id), Err(StoreError::NotFound)));
    assert!(matches!(store.delete(&made.id, Right::Key(&key), None), Err(StoreError::NotFound)));
    assert_eq!(store.visitor_bundels(&visitor).unwrap(), []);
    assert!(store.current(&visitor).unwrap().is_none());
    let db = Connection::open(folder.path().join("bundels.sqlite")).unwrap();
    for table in ["bundels", "items", "rights", "former", "former_items"] {
        let left: u32 =
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
}

#[test]
fn a_visitor_finds_the_own_bundels_again() {
    let (_folder, store) = store();
    let visitor = store.new_visitor().unwrap();
    let same = store.visitor(visitor.cookie_value()).unwrap().unwrap();
    assert!(store.visitor("gekozen-door-een-ander").unwrap().is_none());
    assert!(store.current(&same).unwrap().is_none());
    let (first, _) = store.create_for(&same, Content::titled("Eerste")).unwrap();
    let (second, _) = store.create_for(&same, Content::titled("Tweede")).unwrap();
    store.update(&first.id, Right::Visitor(&same), None, |c| add(c, "a")).unwrap();
    assert_eq!(store.current(&same).unwrap().unwrap().id, second.id);
    store.set_current(&same, &first.id).unwrap();
    let mut list: Vec<_> = store.visitor_bundels(&same).unwrap();
    list.sort_by(|a, b| a.title.cmp(&b.title));
    let list: Vec<_> = list.iter().map(|s| (s.title.as_str(), s.articles, s.current)).collect();
    assert_eq!(list, [("Eerste", 1, true), ("Tweede", 0, false)]);

    let stranger = store.new_visitor().unwrap();
    assert!(matches!(store.set_current(&stranger, &first.id), Err(StoreError::Forbidden)));
    let made_up = VisitorSecret::from_cookie("gekozen-door-een-ander");
    let refused = store.create_for(&made_up, Content::titled("Derde"));
    assert!(matches!(refused, Err(StoreError::UnknownVisitor)), "{refused:?}");
}

#[test]
fn the_last_change_is_undone_and_done_again() {
    let (_folder, store) = store();
    let (made, key) = store.create(Content::titled("Brood")).unwrap();
    let right = Right::Key(&key);
    assert!(!made.undoable);
    assert_eq!(store.undo(&made.id, right, None).unwrap(), made, "there is nothing to undo");
    let added = store.update(&made.id, right, None, |c| add(c, "a")).unwrap();
    let emptied = store
        .update(&made.id, right, None, |content| {
            content.items.clear();
            retitle(content, "Leeg")
        })
        .unwrap();
    assert!(emptied.undoable);
    let undone = store.undo(&made.id, right, Some(emptied.version)).unwrap();
    assert_eq!(undone.content, added.content);
    assert_eq!(undone.version, emptied.version + 1, "an undo is a change like any other");
    assert_eq!(store.get(&made.id).unwrap(), undone);
    assert_eq!(store.undo(&made.id, right, None).unwrap().content, emptied.content);
    let late = store.undo(&made.id, right, Some(emptied.version));
    assert!(matches!(late, Err(StoreError::Changed { current: 5 })), "{late:?}");
}

#[test]
fn what_was_thrown_away_can_be_taken_back_for_some_days() {
    let (folder, store) = store();
    let visitor = store.new_visitor().unwrap();
    let stranger = store.new_visitor().unwrap();
    let (made, key) = store.create_for(&visitor, Content::titled("Brood")).unwrap();
    store.discard(&made.id, &visitor, Some(1)).unwrap();
    // For everybody it is gone.
    assert!(matches!(store.get(&made.id), Err(StoreError::NotFound)));
    for right in [Right::Key(&key), Right::Visitor(&visitor)] {
        assert!(matches!(store.check_right(&made.id, right), Err(StoreError::NotFound)));
        assert!(matches!(
            store.update(&made.id, right, None, |c| add(c, "a")),
            Err(StoreError::NotFound)
        ));
    }
    assert!(store.current(&visitor).unwrap().is_none());
    assert_eq!(store.visitor_bundels(&visitor).unwrap(), []);
    assert_eq!(store.discarded_bundels(&visitor).unwrap()[0].title, "Brood");
    assert_eq!(store.discarded_bundels(&stranger).unwrap(), []);
    assert!(matches!(store.restore(&made.id, &stranger), Err(StoreError::Forbidden)));

    store.restore(&made.id, &visitor).unwrap();
    assert_eq!(store.current(&visitor).unwrap().unwrap().content, made.content);
    store.discard(&made.id, &visitor, None).unwrap();
    store.tidy().unwrap();
    assert_eq!(store.discarded_bundels(&visitor).unwrap().len(), 1, "the same day");
    age(&folder, "discarded_at", i64::from(UNDO_DAYS) + 1);
    assert_eq!(store.tidy().unwrap(), Tidied { discarded: 1, ..Tidied::default() });
    assert!(matches!(store.restore(&made.id, &visitor), Err(StoreError::Forbidden)));
    assert!(matches!(store.get(&made.id), Err(StoreError::NotFound)), "and no more is known of it");
}

#[test]
fn what_nobody_uses_is_removed_and_leaves_its_reason() {
    let (folder, store) = store();
    let store = store.with_limits(Limits { unused_days: 100, ..Limits::default() });
    let visitor = store.new_visitor().unwrap();
    let (made, key) = store.create_for(&visitor, Content::titled("Brood")).unwrap();
    let kept = store.kept_until(made.used_at).duration_since(made.used_at);
    assert_eq!(kept, SignedDuration::from_hours(100 * 24));

    // Read after 99 days, it is kept for another 100.
    age(&folder, "used_at", 99);
    assert_eq!(store.tidy().unwrap(), Tidied::default());
    assert!(store.get(&made.id).unwrap().used_at < made.used_at, "when it was used before");
    assert!(store.get(&made.id).unwrap().used_at >= made.used_at);
    // So it is after a change.
    age(&folder, "used_at", 99);
    store.update(&made.id, Right::Key(&key), None, |c| add(c, "a")).unwrap();
    age(&folder, "used_at", 99);
    assert_eq!(store.tidy().unwrap(), Tidied::default());

    age(&folder, "used_at", 2);
    assert_eq!(store.tidy().unwrap(), Tidied { expired: 1, ..Tidied::default() });
    assert_eq!(store.tidy().unwrap(), Tidied::default());
    assert!(matches!(store.get(&made.id), Err(StoreError::Expired { .. })));
    assert!(matches!(
        store.check_right(&made.id, Right::Key(&key)),
        Err(StoreError::Expired { .. })
    ));
    assert!(store.current(&visitor).unwrap().is_none());
    drop(store);
    let raw = std::fs::read(folder.path().join("bundels.sqlite")).unwrap();
    let holds = |text: &str| raw.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds(made.id.as_str()) && !holds("Brood"), "only a hash of its id is left");
}

#[test]
fn visitors_without_bundels_are_forgotten_in_time() {
    let (folder, store) = store();
    let idle = store.new_visitor().unwrap();
    let busy = store.new_visitor().unwrap();
    store.create_for(&busy, Content::titled("Brood")).unwrap();
    let db = Connection::open(folder.path().join("bundels.sqlite")).unwrap();
    db.execute("UPDATE visitors SET made_at = made_at - 401 * 86400000", []).unwrap();
    assert_eq!(store.tidy().unwrap(), Tidied { visitors: 1, ..Tidied::default() });
    assert!(store.visitor(idle.cookie_value()).unwrap().is_none());
    assert!(store.visitor(busy.cookie_value()).unwrap().is_some());
}

#[test]
fn a_key_opens_for_a_new_secret_and_takes_nothing_from_the_old_one() {
    let (folder, store) = store();
    let old = store.new_visitor().unwrap();
    let (own, _) = store.create_for(&old, Content::titled("Brood")).unwrap();
    let (shared, key) = store.create(Content::titled("Spelen")).unwrap();
    // Pressed twice, or with an answer that was lost: every secret that was given out works.
    let secrets: Vec<_> =
        (0..2).map(|_| store.let_in(Some(&old), &shared.id, &key).unwrap()).collect();
    for new in &secrets {
        assert_eq!(store.current(new).unwrap().unwrap().id, shared.id);
        for id in [&own.id, &shared.id] {
            assert!(store.check_right(id, Right::Visitor(new)).is_ok());
        }
    }
    assert_eq!(store.current(&old).unwrap().unwrap().id, own.id);
    assert!(store.check_right(&own.id, Right::Visitor(&old)).is_ok());
    assert!(store.check_right(&shared.id, Right::Visitor(&old)).is_err());

    let visitors = || {
        let db = Connection::open(folder.path().join("bundels.sqlite")).unwrap();
        db.query_row("SELECT count(*) FROM visitors", [], |row| row.get::<_, u32>(0)).unwrap()
    };
    let before = visitors();
    let refused = store.let_in(Some(&old), &shared.id, &Key::typed("0000"));
    assert!(matches!(refused, Err(StoreError::Forbidden)), "{refused:?}");
    assert_eq!(visitors(), before, "a wrong key makes no visitor");

    let [new, _] = &secrets[..] else { panic!("two secrets") };
    store.set_current(new, &own.id).unwrap();
    assert!(store.let_in(Some(new), &shared.id, &key).is_ok());
    assert_eq!(visitors(), before, "who has the right already needs no other secret");
    assert_eq!(store.current(new).unwrap().unwrap().id, shared.id);
}

#[test]
fn the_first_data_become_todays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundels.sqlite");
    let id = BundelId::random().unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch(schema::MIGRATIONS[0]).unwrap();
    db.execute(
        "INSERT INTO bundels VALUES (?1, 3, 'Brood', NULL, NULL, NULL, zeroblob(32), 1000, 2000)",
        [id.as_str()],
    )
    .unwrap();
    db.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 0x626e646c").unwrap();
    drop(db);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.tidy().unwrap(), Tidied::default(), "it counts as used today");
    let bundel = store.get(&id).unwrap();
    assert_eq!((bundel.version, bundel.content.title.as_str()), (3, "Brood"));
    // As they were, for the older program.
    let kept = Connection::open(folder.path().join("bundels.version-1.sqlite")).unwrap();
    let of = |query: &str| kept.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(of("PRAGMA user_version"), 1);
    assert_eq!(of("SELECT count(*) FROM bundels WHERE title = 'Brood'"), 1);
    assert_eq!(of("SELECT count(*) FROM pragma_table_info('bundels') WHERE name = 'used_at'"), 0);
    // Opening again makes no other.
    drop((store, kept));
    Store::open(folder.path()).unwrap();
    assert_eq!(copies(&folder), ["bundels.version-1.sqlite"]);
}

/// A copy that is there may be of another moment, or half.
#[test]
fn an_older_copy_is_not_taken_for_one_of_now() {
    let folder = tempfile::tempdir().unwrap();
    let db = Connection::open(folder.path().join("bundels.sqlite")).unwrap();
    db.execute_batch(schema::MIGRATIONS[0]).unwrap();
    db.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 0x626e646c").unwrap();
    drop(db);
    std::fs::write(folder.path().join("bundels.version-1.sqlite"), "half").unwrap();
    Store::open(folder.path()).unwrap();
    assert_eq!(copies(&folder), ["bundels.version-1.2.sqlite", "bundels.version-1.sqlite"]);
    let half = std::fs::read(folder.path().join("bundels.version-1.sqlite")).unwrap();
    assert_eq!(half, b"half");
    let kept = Connection::open(folder.path().join("bundels.version-1.2.sqlite")).unwrap();
    let version: i64 = kept.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}

/// What is in the folder beside the database itself.
fn copies(folder: &TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.starts_with("bundels.sqlite")).collect();
    names.sort();
    names
}

/// Makes all bundels so many days older.
fn age(folder: &TempDir, column: &str, days: i64) {
    let db = Connection::open(folder.path().join("bundels.sqlite")).unwrap();
    let older = format!("UPDATE bundels SET {column} = {column} - ?1");
    db.execute(&older, [days * 86_400_000]).unwrap();
}

#[test]
fn other_data_are_refused_clearly() {
    let check = |prepare: &str, expect: &str| {
        let (folder, store) = store();
        drop(store);
        let path = folder.path().join("bundels.sqlite");
        Connection::open(&path).unwrap().execute_batch(prepare).unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        let expect = expect.replace("FILE", &path.display().to_string());
        assert_eq!(error, expect);
    };
    check(
        "PRAGMA user_version = 99",
        "FILE is van een nieuwere versie van bundelaar (gegevens versie 99, hier gekend tot 2): \
         werk bundelaar bij of zet een reservekopie terug met bundelaar restore",
    );
    check("PRAGMA application_id = 7", "FILE is een databank van een ander programma");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bundels.sqlite"), "geen databank".repeat(100)).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Damaged { .. })));
}
