//! The pages of bundels as a browser without script uses them: arranging, sharing, undoing, two
//! windows, and forms that are not the visitor's own.

use bundelaar::bundel::Limits;
use rusqlite::Connection;

use crate::browser::{
    Browser, HERE, check_frame, first_id, hidden_fields, site, step_fields, text,
};
use crate::site::{Site, articles};

const WIJK: &str = "De oven van de wijk";
const MEEL: &str = "Meel malen met de buurt";
const TOP: &str = "Broodtop";

/// A visitor with these articles in a bundel.
async fn with<'a>(site: &'a Site, articles: &[&str]) -> Browser<'a> {
    let mut browser = Browser::new(site);
    for article in articles {
        browser.add(article).await.expect(303);
    }
    browser
}

/// The hidden fields of a form on a page, and what is typed into it.
fn filled(page: &str, action: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = hidden_fields(page, action);
    fields.extend(typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    fields
}

/// The address others read this visitor's bundel at, as a path.
async fn link(browser: &Browser<'_>) -> String {
    let page = browser.get("/bundel").await;
    let link = page
        .split('"')
        .find(|part| part.starts_with("https://") && part.contains("/bundels/"))
        .expect("a link to share");
    link[link.find("/bundels/").expect("found above")..].to_owned()
}

/// Makes every bundel of this site so many days older.
fn age(site: &Site, days: i64) {
    let db = Connection::open(site.data().join("bundels.sqlite")).expect("the store's file");
    let older = "UPDATE bundels SET used_at = used_at - ?1";
    db.execute(older, [days * 86_400_000]).expect("the column is there");
}

#[tokio::test]
async fn parts_move_and_go_and_come_back() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel", "broodtop"]).await;
    let check = async |browser: &Browser<'_>, expect: &[&str]| {
        assert_eq!(browser.titles().await, expect);
    };
    let reply = browser.step("omlaag", 0).await.expect(303);
    assert_eq!(reply.header("location"), "/bundel#onderdeel-oven");
    check(&browser, &[MEEL, WIJK, TOP]).await;
    browser.step("omhoog", 2).await.expect(303);
    check(&browser, &[MEEL, TOP, WIJK]).await;
    let page = browser.get("/bundel").await;
    let mut far = step_fields(&page, "naar", 2);
    far.push(("plaats".to_owned(), "1".to_owned()));
    browser.send("/bundel/schik", &far, &HERE).await.expect(303);
    check(&browser, &[WIJK, MEEL, TOP]).await;
    browser.press("/bundel", "/bundel/tussentitel", &[("tussentitel", "Deel")]).await.expect(303);
    check(&browser, &[WIJK, MEEL, TOP, "Deel"]).await;
    let page = browser.get("/bundel").await;
    let heading = page.split_once("<h3 class=\"heading\">").expect("the heading").1;
    let renamed = filled(heading, "/bundel/tussentitel", &[("tussentitel", "Slot")]);
    browser.send("/bundel/tussentitel", &renamed, &HERE).await.expect(303);
    check(&browser, &[WIJK, MEEL, TOP, "Slot"]).await;

    let reply = browser.step("weg", 1).await.expect(303);
    check(&browser, &[WIJK, TOP, "Slot"]).await;
    let there = reply.header("location").to_owned();
    check_frame(&there, &browser.get(&there).await);
    browser.press(&there, "/bundel/ongedaan", &[]).await.expect(303);
    check(&browser, &[WIJK, MEEL, TOP, "Slot"]).await;
    // Whoever undid too much does it again.
    browser.press("/bundel", "/bundel/ongedaan", &[]).await.expect(303);
    check(&browser, &[WIJK, TOP, "Slot"]).await;
}

#[tokio::test]
async fn emptying_and_throwing_away_can_be_undone() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    let address = link(&browser).await;
    let reply = browser.press("/bundel", "/bundel/leeg", &[]).await.expect(303);
    assert_eq!(browser.titles().await, [""; 0]);
    let there = reply.header("location").to_owned();
    browser.press(&there, "/bundel/ongedaan", &[]).await.expect(303);
    assert_eq!(browser.titles().await, [WIJK, MEEL]);

    let reply = browser.press("/bundel", "/bundel/wis", &[]).await.expect(303);
    site.get(&address).await.expect(404);
    let there = reply.header("location").to_owned();
    let page = browser.get(&there).await;
    check_frame(&there, &page);
    assert!(page.contains("De bundel is gewist"));
    let mut stranger = with(&site, &["broodtop"]).await;
    let stolen = hidden_fields(&page, "/bundel/terug");
    let id = stolen.iter().find(|(key, _)| key == "bundel").expect("the bundel").1.clone();
    let own = hidden_fields(&stranger.get("/bundel").await, "/bundel/nieuw");
    let stolen = [own, vec![("bundel".to_owned(), id)]].concat();
    stranger.send("/bundel/terug", &stolen, &HERE).await.expect(404);

    browser.press(&there, "/bundel/terug", &[]).await.expect(303);
    assert_eq!(browser.titles().await, [WIJK, MEEL]);
    site.get(&address).await.expect(200);
}

#[tokio::test]
async fn a_visitor_has_several_bundels() {
    let site = site();
    let mut browser = with(&site, &["oven"]).await;
    browser.press("/bundel", "/bundel/nieuw", &[]).await.expect(303);
    assert_eq!(browser.titles().await, [""; 0]);
    browser.add("meel").await.expect(303);
    let first = hidden_fields(&browser.get("/bundel").await, "/bundel/kies");
    browser.send("/bundel/kies", &first, &HERE).await.expect(303);
    assert_eq!(browser.titles().await, [WIJK]);
    browser.press("/bundel", "/bundel/gegevens", &[("titel", "Brood")]).await.expect(303);

    let reply = browser.press("/bundel", "/bundel/kopie", &[]).await.expect(303);
    let page = browser.get(reply.header("location")).await;
    check_frame("/bundel", &page);
    assert!(page.contains("<h1>Kopie van Brood</h1>"), "{page}");
    browser.add("meel").await.expect(303);
    assert_eq!(browser.titles().await, [WIJK, MEEL]);
    let lists = page.matches("action=\"/bundel/kies\"").count();
    assert_eq!(lists, 2, "the two others");
    // Thrown away, the one changed last comes to hand.
    browser.press("/bundel", "/bundel/wis", &[]).await.expect(303);
    assert!(browser.get("/bundel").await.contains("<h1>Brood</h1>"));
}

#[tokio::test]
async fn a_window_works_on_the_bundel_it_shows() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    let old = step_fields(&browser.get("/bundel").await, "weg", 0);
    // Of the same version as the first, in another window.
    browser.press("/bundel", "/bundel/nieuw", &[]).await.expect(303);
    browser.add("broodtop").await.expect(303);
    browser.add("script").await.expect(303);
    browser.send("/bundel/schik", &old, &HERE).await.expect(303);
    assert_eq!(browser.titles().await, [MEEL], "the window's own bundel is at hand again");
    let other = hidden_fields(&browser.get("/bundel").await, "/bundel/kies");
    browser.send("/bundel/kies", &other, &HERE).await.expect(303);
    assert_eq!(browser.titles().await.len(), 2);
}

#[tokio::test]
async fn two_windows_on_different_parts_do_not_hinder_one_another() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    let page = browser.get("/bundel").await;
    let note = |text| filled(&page, "/bundel/notitie", &[("notitie", text)]);
    let details = filled(&page, "/bundel/gegevens", &[("titel", "Brood")]);
    let down = step_fields(&page, "omlaag", 0);
    let heading = filled(&page, "/bundel/tussentitel", &[("tussentitel", "Deel")]);
    for (action, fields) in [
        ("/bundel/gegevens", details),
        ("/bundel/schik", down),
        ("/bundel/notitie", note("Lees dit eerst.")),
        ("/bundel/tussentitel", heading),
    ] {
        browser.send(action, &fields, &HERE).await.expect(303);
    }
    let page = browser.get("/bundel").await;
    assert!(page.contains("<h1>Brood</h1>"));
    let (_, oven) = page.split_once(WIJK).expect("the first article, now the second");
    assert!(oven.contains("<p class=\"note\">Lees dit eerst.</p>"), "{page}");
}

#[tokio::test]
async fn forms_on_different_parts_may_come_at_the_same_moment() {
    let site = site();
    let browser = with(&site, &["oven", "meel"]).await;
    for turn in 0..30 {
        let page = browser.get("/bundel").await;
        let text = format!("Beurt {turn}");
        let details = filled(&page, "/bundel/gegevens", &[("titel", &text)]);
        let note = filled(&page, "/bundel/notitie", &[("notitie", &text)]);
        let (details, note) = tokio::join!(
            browser.form("/bundel/gegevens", &details, &HERE).send(),
            browser.form("/bundel/notitie", &note, &HERE).send(),
        );
        details.expect(303);
        note.expect(303);
        let page = browser.get("/bundel").await;
        assert!(page.contains(&format!("<h1>{text}</h1>")), "{page}");
        assert!(page.contains(&format!("<p class=\"note\">{text}</p>")), "{page}");
    }
}

#[tokio::test]
async fn two_windows_lose_nothing() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    let old = browser.get("/bundel").await;
    let late = async |browser: &mut Browser<'_>, action: &str, typed: &[(&str, &str)]| {
        let reply = browser.send(action, &filled(&old, action, typed), &HERE).await;
        let page = text(&reply.expect(409));
        check_frame(action, &page);
        page
    };
    let typed = [("titel", "Van het ene venster")];
    browser.press("/bundel", "/bundel/gegevens", &typed).await.expect(303);
    let page = late(&mut browser, "/bundel/gegevens", &[("titel", "Van het andere")]).await;
    assert!(page.contains("<h1>Van het ene venster</h1>"), "what is stored stays");
    assert!(page.contains("value=\"Van het andere\""), "what was typed is not lost");
    assert!(page.contains("Nu bewaard: <q>Van het ene venster</q>"), "and both are shown");
    // Sent again from the page that shows both, it counts.
    let again = filled(&page, "/bundel/gegevens", &[("titel", "Van beide")]);
    browser.send("/bundel/gegevens", &again, &HERE).await.expect(303);

    let first = [("notitie", "Eerst dit.")];
    browser.press("/bundel", "/bundel/notitie", &first).await.expect(303);
    let page = late(&mut browser, "/bundel/notitie", &[("notitie", "Eerst dat.")]).await;
    assert!(page.contains(">Eerst dat.</textarea>"), "{page}");
    assert!(page.contains("Nu bewaard: <q>Eerst dit.</q>"), "{page}");

    // What was typed for an article that went has no field any more.
    browser.step("weg", 0).await.expect(303);
    let page = late(&mut browser, "/bundel/notitie", &[("notitie", "Voor niets <b>")]).await;
    assert!(page.contains("readonly>Voor niets &lt;b&gt;</textarea>"), "{page}");
    assert_eq!(browser.titles().await, [MEEL]);
    for action in ["/bundel/leeg", "/bundel/wis", "/bundel/ongedaan"] {
        // The old page offered no undo of this change.
        let stale = filled(&old, "/bundel/leeg", &[]);
        let reply = browser.send(action, &stale, &HERE).await;
        check_frame(action, &text(&reply.expect(409)));
        assert_eq!(browser.titles().await, [MEEL], "{action}");
    }
    let gone = step_fields(&old, "omlaag", 0);
    browser.send("/bundel/schik", &gone, &HERE).await.expect(409);
}

#[tokio::test]
async fn a_form_sent_twice_is_no_conflict_with_oneself() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    for (action, typed) in [
        ("/bundel/gegevens", &[("titel", " Brood "), ("inleiding", "Een.\r\nTwee.")][..]),
        ("/bundel/notitie", &[("notitie", "Lees dit eerst.\r\n")]),
        ("/bundel/leeg", &[]),
    ] {
        let page = browser.get("/bundel").await;
        for _ in 0..2 {
            browser.send(action, &filled(&page, action, typed), &HERE).await.expect(303);
        }
        let other: Vec<_> = typed.iter().map(|(name, _)| (*name, "Anders")).collect();
        if !other.is_empty() {
            browser.send(action, &filled(&page, action, &other), &HERE).await.expect(409);
        }
    }
    assert_eq!(browser.titles().await, [""; 0]);
}

/// The fields of a form, what is typed, and what this browser saved before that.
fn typed_on(
    page: &str,
    action: &str,
    typed: &[(&str, &str)],
    saved: &[(&str, &str)],
) -> Vec<(String, String)> {
    let mut fields = filled(page, action, typed);
    let earlier = saved.iter().map(|(name, text)| (format!("eerder-{name}"), (*text).to_owned()));
    fields.extend(earlier);
    fields
}

#[tokio::test]
async fn what_follows_on_ones_own_save_is_no_conflict() {
    let site = site();
    let mut browser = with(&site, &["oven", "meel"]).await;
    let page = browser.get("/bundel").await;
    let titles = |title| [("titel", title), ("inleiding", " Een. ")];
    let notes = |note| [("notitie", note), ("x", "")];
    for (action, first, last, other) in [
        ("/bundel/gegevens", titles("Br"), titles("Brood"), titles("Van een ander")),
        ("/bundel/notitie", notes("Lees "), notes("Lees dit."), notes("Van een ander")),
    ] {
        // Its answer never came, and what was typed on was sent as the page was left.
        browser.send(action, &filled(&page, action, &first), &HERE).await.expect(303);
        let on = typed_on(&page, action, &last, &first);
        browser.send(action, &on, &HERE).await.expect(303);
        // Somebody else's text is not overwritten.
        let late = typed_on(&page, action, &[(first[0].0, "Anders")], &other);
        browser.send(action, &late, &HERE).await.expect(409);
    }
    let page = browser.get("/bundel").await;
    for kept in ["<h1>Brood</h1>", "Een.</p>", "<p class=\"note\">Lees dit.</p>"] {
        assert!(page.contains(kept), "{kept} in {page}");
    }
}

#[tokio::test]
async fn of_two_subheadings_alike_the_one_being_typed_is_saved() {
    let site = site();
    let mut browser = with(&site, &["oven"]).await;
    let action = "/bundel/tussentitel";
    for _ in 0..2 {
        let page = browser.get("/bundel").await;
        // The form of a new subheading is the last of its kind.
        let form = &page[page.rfind(action).expect("the form") - 8..];
        let fields = filled(form, action, &[("tussentitel", "Deel")]);
        browser.send(action, &fields, &HERE).await.expect(303);
    }
    let page = browser.get("/bundel").await;
    let form = page.split_once("<h3 class=\"heading\">").expect("a heading").1;
    let first = [("tussentitel", "Deel 1 ")];
    browser.send(action, &filled(form, action, &first), &HERE).await.expect(303);
    let on = typed_on(form, action, &[("tussentitel", "Deel 12")], &first);
    browser.send(action, &on, &HERE).await.expect(303);
    assert_eq!(browser.titles().await, [WIJK, "Deel 12", "Deel"]);
}

#[tokio::test]
async fn what_cannot_be_stored_is_given_back_beside_its_field() {
    let site = site();
    let mut browser = with(&site, &["vreemd"]).await;
    let long = "é".repeat(2_001);
    let wide = "w".repeat(201);
    for (action, field, id, typed, fault) in [
        (
            "/bundel/notitie",
            "notitie",
            "onderdeel-vreemd-notitie",
            long.as_str(),
            "2001 tekens; ten hoogste 2000",
        ),
        ("/bundel/gegevens", "titel", "titel", " ", "De titel mag niet leeg zijn."),
        ("/bundel/gegevens", "titel", "titel", &wide, "201 tekens; ten hoogste 200"),
        ("/bundel/gegevens", "ondertitel", "ondertitel", &wide, "201 tekens"),
        ("/bundel/gegevens", "inleiding", "inleiding", &"i".repeat(5_001), "5001 tekens"),
        ("/bundel/tussentitel", "tussentitel", "tussentitel", &wide, "201 tekens"),
    ] {
        let page = browser.get("/bundel").await;
        // The form of a new subheading is the last of its kind.
        let from = if field == "tussentitel" { page.rfind(action) } else { page.find(action) };
        let form = &page[from.expect("the form") - 8..];
        let mut fields = filled(form, action, &[(field, typed)]);
        if action == "/bundel/gegevens" && field != "titel" {
            fields.push(("titel".into(), "Brood".into()));
        }
        let page = text(&browser.send(action, &fields, &HERE).await.expect(422));
        check_frame(action, &page);
        assert!(page.contains(typed.trim()), "{field}: what was typed");
        let beside = page.split_once(&format!("<p class=\"fault\" id=\"{id}-fout\">"));
        let (_, beside) = beside.unwrap_or_else(|| panic!("{field}: no fault in {page}"));
        assert!(beside.starts_with(char::is_uppercase) && beside.contains(fault), "{field}");
        assert!(page.contains(&format!("aria-describedby=\"{id}-fout\"")), "{field}");
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), 1, "{field} alone");
    }
}

#[tokio::test]
async fn a_form_of_no_page_is_too_large() {
    let site = site();
    let mut browser = with(&site, &["oven"]).await;
    let fields = [("inleiding".to_owned(), "i".repeat(170_000))];
    let page = text(&browser.send("/bundel/gegevens", &fields, &HERE).await.expect(413));
    check_frame("/bundel/gegevens", &page);
    assert!(page.contains("Dat is te veel tekst"), "{page}");
}

#[tokio::test]
async fn a_search_is_bundled_as_far_as_it_fits() {
    let site = site().with_limits(Limits { articles: 3, ..Limits::default() });
    let mut browser = Browser::new(&site);
    let reply = browser.press("/?q=", "/bundel/zoekopdracht", &[]).await.expect(303);
    let page = browser.get(reply.header("location")).await;
    check_frame("/bundel", &page);
    assert!(page.contains("3 artikelen toegevoegd."), "{page}");
    assert!(page.contains("2 artikelen van uw zoekopdracht pasten er niet meer in"), "{page}");
    let full = text(&browser.add("vreemd").await);
    assert!(full.contains("Uw bundel is vol: er passen 3 artikelen in."), "{full}");
    assert_eq!(browser.titles().await.len(), 3);
    assert!(browser.get("/?q=").await.contains("In uw bundel passen nog 0 van deze 5 artikelen."));
}

#[tokio::test]
async fn a_search_is_bundled_in_the_order_that_is_shown() {
    let site = site().with_limits(Limits { articles: 2, ..Limits::default() });
    for (address, first, left_out) in [
        ("/?q=brood&sorteer=oudste", WIJK, "de nieuwste, onderaan de lijst"),
        ("/?q=brood&sorteer=nieuwste", TOP, "de oudste, onderaan de lijst"),
        ("/?sorteer=titel", TOP, "de laatste van a tot z, onderaan de lijst"),
        ("/", TOP, "de oudste, onderaan de lijst"),
    ] {
        let mut browser = Browser::new(&site);
        let reply = browser.press(address, "/bundel/zoekopdracht", &[]).await.expect(303);
        let titles = browser.titles().await;
        assert!(titles[0].starts_with(first), "{address}: {titles:?}");
        let page = browser.get(reply.header("location")).await;
        assert!(page.contains(left_out), "{address}: {page}");
    }
}

#[tokio::test]
async fn related_articles_are_suggested_and_added() {
    let site = site();
    let mut browser = with(&site, &["oven"]).await;
    let page = browser.get("/bundel").await;
    let (_, suggested) = page.split_once("id=\"voorstellen\"").expect("suggestions");
    assert!(!suggested.contains(&format!(">{WIJK}</a>")), "not what is in there");
    let fields = hidden_fields(suggested, "/bundel/artikelen");
    let reply = browser.send("/bundel/artikelen", &fields, &HERE).await.expect(303);
    assert_eq!(reply.header("location"), "/bundel#voorstellen");
    assert_eq!(browser.titles().await.len(), 2);
}

#[tokio::test]
async fn what_nobody_uses_is_announced_and_then_explained() {
    let site = site();
    let mut browser = with(&site, &["oven"]).await;
    let address = link(&browser).await;
    let api = address.replace("/bundels/", "/api/v1/bundels/");
    assert!(browser.get("/bundel").await.contains("blijft bewaard tot en met"));
    browser.press("/bundel", "/bundel/nieuw", &[]).await.expect(303);
    age(&site, 340);
    // In the list it says when it will go, for visitors who do not open it.
    assert!(browser.get("/bundel").await.contains("Verdwijnt op"));
    // Whoever opens it, keeps it.
    let page = text(&site.get(&address).await.expect(200));
    check_frame(&address, &page);
    assert!(page.contains("stond op het punt te verdwijnen"), "{page}");
    assert!(!text(&site.get(&address).await.expect(200)).contains("stond op het punt"));
    assert!(!browser.get("/bundel").await.contains("Verdwijnt op"));

    age(&site, 366);
    site.state().store().tidy().expect("the store works");
    let page = text(&site.get(&address).await.expect(410));
    check_frame(&address, &page);
    assert!(page.contains("lange tijd niemand leest of wijzigt"), "{page}");
    let problem = site.get(&api).await.problem(410, "niet-meer-bewaard");
    assert!(
        problem["detail"].as_str().is_some_and(|text| text.contains("Niemand las of wijzigde"))
    );
    for below in ["/pdf", "/kopie", "/sleutel"] {
        let method = if below == "/pdf" { "GET" } else { "POST" };
        let reply = site.ask(method, &format!("{api}{below}")).key("x").send().await;
        reply.problem(410, "niet-meer-bewaard");
    }
    assert_eq!(browser.titles().await, [""; 0], "the visitor begins again");
}

#[tokio::test]
async fn who_only_reads_the_own_bundel_keeps_the_cookie() {
    let site = site();
    let stranger = Browser::new(&site);
    let reply = stranger.ask("GET", "/bundel").send().await.expect(200);
    assert_eq!(reply.header("set-cookie"), "");
    let browser = with(&site, &["oven"]).await;
    let reply = browser.ask("GET", "/bundel").send().await.expect(200);
    let renewed = reply.header("set-cookie");
    assert!(renewed.starts_with(browser.cookie.as_deref().expect("a cookie")), "{renewed}");
    assert!(renewed.contains("; Max-Age=34560000; HttpOnly"), "{renewed}");
    assert_eq!(reply.header("cache-control"), "private, no-cache", "in no cache but its own");
    let read = browser.ask("GET", "/artikelen/oven").send().await.expect(200);
    assert_eq!(read.header("set-cookie"), "", "other pages can be asked for many times");
}

#[tokio::test]
async fn a_cookie_that_somebody_planted_opens_nothing() {
    let site = site();
    // One that the site never gave is nobody's, and is replaced.
    let mut victim = Browser::new(&site);
    victim.cookie = Some(format!("__Host-bundelaar={}", "0".repeat(28)));
    let reply = victim.add("oven").await.expect(303);
    assert!(!reply.header("set-cookie").contains(&"0".repeat(28)));

    // One that the site gave to the attacker, who put it into the victim's browser: the key that
    // the victim types lets the victim in, and not who else has that cookie.
    let mut maker = with(&site, &["meel"]).await;
    let address = link(&maker).await;
    let key = key_of(&mut maker).await;
    let attacker = with(&site, &["broodtop"]).await;
    let mut victim = Browser { site: &site, cookie: attacker.cookie.clone() };
    let action = format!("{address}/sleutel");
    victim.press(&address, &action, &[("sleutel", &key)]).await.expect(303);
    assert_ne!(victim.cookie, attacker.cookie);
    assert_eq!(victim.titles().await, [MEEL]);
    assert_eq!(attacker.titles().await, [TOP], "the planted cookie is worth what it was");
}

#[tokio::test]
async fn a_lost_answer_to_a_key_loses_no_bundel() {
    let site = site();
    let mut maker = with(&site, &["meel"]).await;
    let address = link(&maker).await;
    let key = key_of(&mut maker).await;
    let mut browser = with(&site, &["oven"]).await;
    let before = browser.cookie.clone();
    let action = format!("{address}/sleutel");
    browser.press(&address, &action, &[("sleutel", &key)]).await.expect(303);
    // The answer never came, and with it the new cookie.
    browser.cookie = before;
    assert_eq!(browser.titles().await, [WIJK]);
    browser.press(&address, &action, &[("sleutel", &key)]).await.expect(303);
    assert_eq!(browser.titles().await, [MEEL]);
    let other = hidden_fields(&browser.get("/bundel").await, "/bundel/kies");
    browser.send("/bundel/kies", &other, &HERE).await.expect(303);
    assert_eq!(browser.titles().await, [WIJK], "what was theirs came along");
}

/// Makes a key and gives it.
async fn key_of(browser: &mut Browser<'_>) -> String {
    let reply = browser.press("/bundel", "/bundel/sleutel", &[]).await.expect(200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = text(&reply);
    let (_, rest) = page.split_once("ziet hem maar één keer").expect("the notice");
    let (_, rest) = rest.split_once("<code>").expect("a key");
    rest.split('<').next().expect("a key").to_owned()
}

#[tokio::test]
async fn another_visitors_bundel_cannot_be_changed() {
    let site = site();
    let mut maker = with(&site, &["oven", "meel"]).await;
    let page = maker.get("/bundel").await;
    let mut stranger = with(&site, &["broodtop"]).await;
    let own = hidden_fields(&stranger.get("/bundel").await, "/bundel/nieuw");
    for action in [
        "/bundel/gegevens",
        "/bundel/notitie",
        "/bundel/tussentitel",
        "/bundel/schik",
        "/bundel/leeg",
        "/bundel/ongedaan",
        "/bundel/wis",
        "/bundel/kopie",
        "/bundel/sleutel",
        "/bundel/kies",
        "/bundel/artikelen",
    ] {
        // Everything as the maker's page has it, but for the token, which is the stranger's own.
        let mut fields = step_fields(&page, "weg", 0);
        fields.retain(|(key, _)| key != "bewijs");
        fields.extend(own.clone());
        for (key, value) in
            [("titel", "Gekaapt"), ("tussentitel", "Gekaapt"), ("artikel", "script")]
        {
            fields.push((key.to_owned(), value.to_owned()));
        }
        for (key, value) in hidden_fields(&page, "/bundel/notitie") {
            if key == "onderdeel" || key == "stand" {
                fields.push((key, value));
            }
        }
        stranger.send(action, &fields, &HERE).await.expect(403);
    }
    assert_eq!(maker.titles().await, [WIJK, MEEL]);
    assert_eq!(stranger.titles().await, [TOP]);
    // A withdrawn key no longer lets in, nor does a guess.
    let address = link(&maker).await;
    let old = key_of(&mut maker).await;
    let new = key_of(&mut maker).await;
    let action = format!("{address}/sleutel");
    for key in [old.as_str(), "0000-0000", &address, "%00", "' OR 1=1 --"] {
        stranger.press(&address, &action, &[("sleutel", key)]).await.expect(403);
    }
    stranger.press(&address, &action, &[("sleutel", &new)]).await.expect(303);
    assert_eq!(stranger.titles().await, [WIJK, MEEL]);
    // And a newer key ends what the other browser was let in with.
    key_of(&mut maker).await;
    let late = filled(&stranger.get("/bundel").await, "/bundel/nieuw", &[]);
    assert!(!late.is_empty());
    assert_eq!(stranger.titles().await, [""; 0]);
}

#[tokio::test]
async fn what_was_typed_for_a_bundel_that_is_closed_or_gone_is_shown() {
    let site = site();
    let mut maker = with(&site, &["oven"]).await;
    let address = link(&maker).await;
    let key = key_of(&mut maker).await;
    let mut guest = Browser::new(&site);
    guest.press(&address, &format!("{address}/sleutel"), &[("sleutel", &key)]).await.expect(303);
    let page = guest.get("/bundel").await;
    let typed = [("titel", "Brood"), ("ondertitel", ""), ("inleiding", "Een <b> lange tekst.")];
    let check = |reply: crate::site::Reply, status: u16, said: &str| {
        let page = text(&reply.expect(status));
        check_frame("/bundel/gegevens", &page);
        for shown in [said, "readonly>Brood</textarea>", "readonly>Een &lt;b&gt; lange tekst.<"] {
            assert!(page.contains(shown), "{shown} in {page}");
        }
        assert_eq!(page.matches("<textarea").count(), 2);
    };
    let fields = filled(&page, "/bundel/gegevens", &typed);
    // Somebody made another key.
    key_of(&mut maker).await;
    let reply = guest.send("/bundel/gegevens", &fields, &HERE).await;
    check(reply, 403, "U kunt deze bundel niet meer wijzigen");
    let own = filled(&maker.get("/bundel").await, "/bundel/gegevens", &typed);
    maker.press("/bundel", "/bundel/wis", &[]).await.expect(303);
    let reply = maker.send("/bundel/gegevens", &own, &HERE).await;
    check(reply, 404, "Deze bundel is intussen gewist");
}

#[tokio::test]
async fn forms_of_others_change_nothing() {
    let site = site();
    let mut browser = Browser::new(&site);
    browser.add("vreemd").await.expect(303);
    let fields = step_fields(&browser.get("/bundel").await, "weg", 0);
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
        let reply = browser.send("/bundel/schik", fields, &headers).await.expect(403);
        check_frame("/bundel/schik", &text(&reply));
        assert_eq!(browser.titles().await.len(), 1, "{headers:?}");
    }
    browser.send("/bundel/schik", &fields, &[here]).await.expect(303);
    assert_eq!(browser.titles().await, [""; 0]);
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
    let reply = browser.send("/bundel/artikelen", &stale, &HERE).await.expect(403);
    let confirmed = hidden_fields(&text(&reply), "/bundel/artikelen");
    browser.send("/bundel/artikelen", &confirmed, &HERE).await.expect(303);
    assert!(browser.titles().await.len() >= 2);
}

#[tokio::test]
async fn a_shared_bundel_is_read_copied_and_opened_with_its_key() {
    let site = site();
    let mut maker = Browser::new(&site);
    maker.press("/?q=", "/bundel/zoekopdracht", &[]).await.expect(303);
    let page = maker.get("/bundel").await;
    let link = page
        .split('"')
        .find(|part| part.starts_with("https://") && part.contains("/bundels/"))
        .expect("a link to share");
    let link = &link[link.find("/bundels/").expect("found above")..];

    let mut reader = Browser::new(&site);
    let shared = reader.get(link).await;
    check_frame(link, &shared);
    assert!(!shared.contains("/bundel/schik") && shared.contains("noindex"));
    reader.press(link, &format!("{link}/kopie"), &[]).await.expect(303);
    assert!(reader.titles().await.len() >= 2);

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
    let page = text(&refused);
    check_frame(&action, &page);
    let (_, fold) = page.split_once("<details class=\"fold\" open>").expect("the fold is open");
    for beside in ["value=\"verkeerd\"", "aria-invalid=\"true\"", "id=\"sleutel-fout\""] {
        assert!(fold.contains(beside), "{beside} in {fold}");
    }
    other.press(link, &action, &[("sleutel", key)]).await.expect(303);
    assert!(other.get("/bundel").await.contains("/bundel/schik"));
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
