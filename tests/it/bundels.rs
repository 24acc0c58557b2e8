//! Bundels through the API: made, read, changed, shared, downloaded, and all that is refused.

use axum::body::Body;
use bundelaar::bundel::Limits;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::site::{Site, articles};

const UNKNOWN_BUNDEL: &str = "/api/v1/bundels/00000000000000000000000000";

#[tokio::test]
async fn a_bundel_is_made_from_articles() {
    let site = Site::new();
    let body = json!({"titel": "Brood", "artikelen": ["meel", "oven", "meel"]});
    let reply = site.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201);
    let made = reply.json();
    let id = made["id"].as_str().expect("an id");
    // The public address, whatever the request's Host said.
    assert_eq!(reply.header("location"), format!("https://bundels.example/api/v1/bundels/{id}"));
    assert_eq!(made["url"], format!("https://bundels.example/bundels/{id}"));
    assert_eq!(reply.header("cache-control"), "no-store");
    let part = |id: &str, title: &str| json!({"artikel": id, "titel": title, "notitie": null, "toestand": "actueel"});
    let parts =
        json!([part("meel", "Meel malen met de buurt"), part("oven", "De oven van de wijk")]);
    assert_eq!(made["onderdelen"], parts);
    assert!(made["sleutel"].as_str().is_some_and(|key| key.len() >= 26));

    let read = site.get(&format!("/api/v1/bundels/{id}")).await.expect(200);
    let shown = read.json();
    assert!(!String::from_utf8_lossy(&read.body).contains("sleutel"));
    for key in ["id", "titel", "ondertitel", "inleiding", "onderdelen", "gewijzigdOp"] {
        assert_eq!(shown[key], made[key], "{key}");
    }
    site.ask("GET", &format!("/api/v1/bundels/{id}"))
        .header("if-none-match", read.header("etag"))
        .send()
        .await
        .expect(304);
    // Nothing is needed to begin one.
    let empty = site.ask("POST", "/api/v1/bundels").send().await.expect(201).json();
    assert_eq!((&empty["titel"], &empty["onderdelen"]), (&json!("Mijn bundel"), &json!([])));
}

#[tokio::test]
async fn a_bundel_is_made_from_a_search() {
    let site = Site::new();
    let make = async |body: Value| {
        site.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201).json()
    };
    let made = make(
        json!({"zoekopdracht": {"q": "brood", "organisatie": "Zonnebrood", "van": "2016-01-01"}}),
    )
    .await;
    assert_eq!(made["titel"], "Artikelen over “brood”");
    assert_eq!(made["zoekopdracht"], "“brood”, organisatie Zonnebrood, vanaf 1/1/2016");
    assert_eq!((made["onderdelen"].as_array().unwrap().len(), &made["weggelaten"]), (2, &json!(0)));
    let made = make(json!({"titel": "Kort", "zoekopdracht": {"q": "brood"}, "maximum": 1})).await;
    assert_eq!(made["titel"], "Kort");
    assert_eq!((made["onderdelen"].as_array().unwrap().len(), &made["weggelaten"]), (1, &json!(3)));
    let made =
        make(json!({"artikelen": ["meel"], "zoekopdracht": {"soort": ["inspiratie"]}})).await;
    let parts = made["onderdelen"].as_array().unwrap();
    let ids: Vec<_> = parts.iter().map(|part| part["artikel"].as_str().unwrap()).collect();
    assert_eq!(ids, ["meel", "script"]);
    // What is named takes no room from what is found.
    let body = json!({"artikelen": ["broodtop", "meel"], "zoekopdracht": {}, "maximum": 2});
    let made = make(body).await;
    assert_eq!((made["onderdelen"].as_array().unwrap().len(), &made["weggelaten"]), (4, &json!(0)));
}

#[tokio::test]
async fn a_bundel_made_from_a_search_fits_a_low_limit_of_titles() {
    let site = Site::new().with_limits(Limits { title_chars: 20, ..Limits::default() });
    let body = json!({"zoekopdracht": {"q": "brood met de buurt"}});
    let made = site.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201).json();
    assert_eq!(made["titel"], "Mijn bundel");
}

#[tokio::test]
async fn a_bundel_is_promised_no_day_on_which_it_may_go() {
    let site = Site::new();
    let (path, _) = site.bundel(&["oven"]).await;
    let db = rusqlite::Connection::open(site.data().join("bundels.sqlite")).expect("the store");
    let brussels = jiff::tz::TimeZone::get("Europe/Brussels").expect("known");
    // Reading is noted once a day: what was read twenty hours ago still counts from then.
    for older_by_hours in [0, 20, 10] {
        let query = "UPDATE bundels SET used_at = used_at - ?1";
        db.execute(query, [older_by_hours * 3_600_000]).expect("the column is there");
        let read = site.get(&path).await.expect(200).json();
        let promised: Date = read["bewaardTot"].as_str().expect("a day").parse().expect("a day");
        let used_at = db.query_row("SELECT used_at FROM bundels", [], |row| row.get(0));
        let used_at = jiff::Timestamp::from_millisecond(used_at.expect("one")).expect("a moment");
        let days = i64::from(Limits::default().unused_days);
        let end = used_at + jiff::SignedDuration::from_hours(24 * days);
        let last = brussels.to_datetime(end).date().yesterday().expect("a day");
        assert_eq!(promised, last, "{older_by_hours}");
    }
}

#[tokio::test]
async fn faults_of_a_body_are_listed_with_their_place() {
    let site = Site::new();
    let check = async |body: Value, status: u16, code: &str, expect: &[(&str, &str)]| {
        let reply = site.ask("POST", "/api/v1/bundels").json(&body).send().await;
        let problem = reply.problem(status, code);
        let expect: Vec<_> = expect
            .iter()
            .map(|(pointer, detail)| json!({"pointer": pointer, "detail": detail}))
            .collect();
        assert_eq!(problem["errors"], json!(expect), "{body}");
    };
    let invalid = "ongeldige-inhoud";
    check(
        json!({"artikelen": ["oven", "weg", "../meel"]}),
        422,
        invalid,
        &[("#/artikelen/2", "het artikel \"../meel\" bestaat niet")],
    )
    .await;
    check(
        json!({"artikelen": ["oven", "weg", "zoek"]}),
        422,
        invalid,
        &[
            ("#/artikelen/1", "het artikel \"weg\" bestaat niet"),
            ("#/artikelen/2", "het artikel \"zoek\" bestaat niet"),
        ],
    )
    .await;
    check(
        json!({"titel": 5, "artikelen": [[]], "maximum": -1, "kleur/": "rood",
               "zoekopdracht": {"van": "2026-02-31", "soort": "nieuws", "taal": "nl"}}),
        422,
        invalid,
        &[
            ("#/titel", "verwacht een tekst, gevonden 5"),
            ("#/artikelen/0", "verwacht een tekst, gevonden een lijst"),
            ("#/maximum", "verwacht een geheel getal vanaf 1, gevonden -1"),
            (
                "#/zoekopdracht/soort",
                "\"nieuws\" is geen soort: kies praktijkvoorbeeld, inspiratie of evenement",
            ),
            ("#/zoekopdracht/van", "\"2026-02-31\" is geen bestaande dag"),
            ("#/zoekopdracht/taal", "\"taal\" is hier geen gekend veld"),
            ("#/kleur~1", "\"kleur/\" is hier geen gekend veld"),
        ],
    )
    .await;
    check(
        json!({"titel": "a".repeat(201)}),
        422,
        invalid,
        &[("#/titel", "de titel telt 201 tekens; ten hoogste 200 zijn toegelaten")],
    )
    .await;
    check(json!([1]), 422, invalid, &[("#", "verwacht een object, gevonden een lijst")]).await;
    check(
        json!({"maximum": 501, "zoekopdracht": {"q": "a".repeat(8193)}}),
        400,
        "ongeldige-vraag",
        &[
            ("#/maximum", "maximum is 501; ten hoogste 500 is toegelaten"),
            ("#/zoekopdracht/q", "q is 8193 bytes lang; ten hoogste 8192 zijn toegelaten"),
        ],
    )
    .await;
}

#[tokio::test]
async fn long_lists_are_refused_unread() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let check = async |method: &str, body: Value, status: u16, expect: (&str, &str)| {
        let path = if method == "POST" { "/api/v1/bundels" } else { path.as_str() };
        let reply = site.ask(method, path).key(&key).json(&body).send().await;
        let code = if status == 400 { "ongeldige-vraag" } else { "ongeldige-inhoud" };
        let problem = reply.problem(status, code);
        assert_eq!(problem["errors"], json!([{"pointer": expect.0, "detail": expect.1}]));
    };
    let ones = vec![1; 900_000];
    let detail = "de bundel telt 900000 artikelen; ten hoogste 500 zijn toegelaten";
    check("POST", json!({"artikelen": ones}), 422, ("#/artikelen", detail)).await;
    let detail = "de bundel telt 900000 onderdelen; ten hoogste 600 zijn toegelaten";
    check("PATCH", json!({"onderdelen": ones}), 422, ("#/onderdelen", detail)).await;
    let names: Vec<_> = (0..200_000).map(|number| number.to_string()).collect();
    let detail = "organisatie heeft 200000 waarden; ten hoogste 50 zijn toegelaten";
    let search = json!({"zoekopdracht": {"organisatie": names}});
    check("POST", search, 400, ("#/zoekopdracht/organisatie", detail)).await;
    let detail = "soort heeft 51 waarden; ten hoogste 50 zijn toegelaten";
    let search = json!({"zoekopdracht": {"soort": vec!["evenement"; 51]}});
    check("POST", search, 400, ("#/zoekopdracht/soort", detail)).await;

    // Of what is wrong in one that is not too long, all is counted and the first is listed.
    let reply = site.ask("POST", "/api/v1/bundels").json(&json!({"artikelen": vec![1; 5_000]}));
    let problem = reply.send().await.problem(422, "ongeldige-inhoud");
    assert_eq!(problem["detail"], "Er zijn 5000 fouten gevonden.");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(50));
    let fifty = json!({"zoekopdracht": {"organisatie": names[..50]}, "artikelen": ["oven"]});
    let made = site.ask("POST", "/api/v1/bundels").json(&fifty).send().await.expect(201).json();
    assert!(made["zoekopdracht"].as_str().is_some_and(|words| words.len() < 500), "{made}");
}

#[tokio::test]
async fn a_body_must_be_json_of_a_bounded_size() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let send = |method: &'static str, kind: &'static str, body: Body| {
        let path = if method == "POST" { "/api/v1/bundels" } else { path.as_str() };
        site.ask(method, path).key(&key).header("content-type", kind).body(body).send()
    };
    for method in ["POST", "PATCH"] {
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]
        {
            send(method, kind, "{}".into()).await.problem(415, "type-niet-ondersteund");
        }
        for malformed in ["", "{", "{\"titel\": \"a\",}", "\u{0}", &"[".repeat(100_000)] {
            let reply = send(method, "application/json", malformed.to_owned().into()).await;
            reply.problem(400, "onleesbare-inhoud");
        }
        send(method, "application/json", vec![0xff, 0xfe].into())
            .await
            .problem(400, "onleesbare-inhoud");
        let giant = format!("{{\"titel\": \"{}\"}}", "a".repeat(3_000_000));
        // Its length is not stated; all routes with a stated one are walked below.
        send(method, "application/json", giant.into()).await.problem(413, "te-groot");
    }
}

#[tokio::test]
async fn a_bundel_is_changed_with_its_key() {
    let site = Site::new();
    let (path, key) = site.bundel(&["meel", "oven"]).await;
    let before = site.get(&path).await;
    let changes = json!({
        "titel": "<b>Brood</b>\n&  spelen",
        "ondertitel": "Voor de werkgroep",
        "inleiding": "Een.\r\n\r\nTwee.",
        "onderdelen": [
            {"tussentitel": "Deel 1"},
            {"artikel": "oven", "notitie": "Lees dit eerst."},
            {"artikel": "broodtop"},
        ],
    });
    let changed = site.ask("PATCH", &path).key(&key).json(&changes).send().await.expect(200);
    let body = changed.json();
    assert_eq!(body["titel"], "<b>Brood</b> & spelen");
    assert_eq!(body["inleiding"], "Een.\n\nTwee.");
    assert_eq!(
        body["onderdelen"],
        json!([
            {"tussentitel": "Deel 1"},
            {"artikel": "oven", "titel": "De oven van de wijk", "notitie": "Lees dit eerst.", "toestand": "actueel"},
            {"artikel": "broodtop", "titel": "Broodtop", "notitie": null, "toestand": "actueel"},
        ])
    );
    assert_ne!(changed.header("etag"), before.header("etag"));
    let read = site.get(&path).await;
    assert_eq!((read.json(), read.header("etag")), (body.clone(), changed.header("etag")));
    // What was read can be sent back as it is, and changes nothing.
    let same = site.ask("PATCH", &path).key(&key).json(&body).send().await.expect(200);
    assert_eq!(same.header("etag"), changed.header("etag"));
    // What is not named stays; null takes away.
    let less = json!({"ondertitel": null});
    let less = site.ask("PATCH", &path).key(&key).json(&less).send().await.expect(200).json();
    assert_eq!((&less["ondertitel"], &less["inleiding"]), (&Value::Null, &body["inleiding"]));

    let refused = json!({
        "titel": null,
        "onderdelen": [{"artikel": "weg"}, {"artikel": "oven"}, {"artikel": "oven"}],
    });
    let reply = site.ask("PATCH", &path).key(&key).json(&refused).send().await;
    let problem = reply.problem(422, "ongeldige-inhoud");
    assert_eq!(
        problem["errors"],
        json!([
            {"pointer": "#/onderdelen/0", "detail": "het artikel weg bestaat niet"},
            {"pointer": "#/onderdelen/2", "detail": "het artikel oven staat al in de bundel"},
        ])
    );
    let refused = json!({"onderdelen": [{}, {"artikel": 5}, {"tussentitel": null}, {"tussentitel": "a", "notitie": "b"}, 7]});
    let reply = site.ask("PATCH", &path).key(&key).json(&refused).send().await;
    let problem = reply.problem(422, "ongeldige-inhoud");
    assert_eq!(
        problem["errors"],
        json!([
            {"pointer": "#/onderdelen/0", "detail": "een onderdeel heeft een \"artikel\" of een \"tussentitel\""},
            {"pointer": "#/onderdelen/1/artikel", "detail": "verwacht een tekst, gevonden 5"},
            {"pointer": "#/onderdelen/2", "detail": "een tussentitel mag niet leeg zijn"},
            {"pointer": "#/onderdelen/3/notitie", "detail": "\"notitie\" is hier geen gekend veld"},
            {"pointer": "#/onderdelen/4", "detail": "verwacht een object, gevonden 7"},
        ])
    );
    assert_eq!(site.get(&path).await.json(), less);
}

#[tokio::test]
async fn two_editors_do_not_overwrite_each_other() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let tag = site.get(&path).await.header("etag").to_owned();
    let change = |title: &'static str, tag: &str| {
        site.ask("PATCH", &path)
            .key(&key)
            .header("if-match", tag)
            .json(&json!({"titel": title}))
            .send()
    };
    change("Eerste", &tag).await.expect(200);
    change("Tweede", &tag).await.problem(412, "intussen-gewijzigd");
    change("Tweede", "onzin").await.problem(412, "intussen-gewijzigd");
    let late = |method: &'static str, below: &str| {
        site.ask(method, &format!("{path}{below}")).key(&key).header("if-match", &tag).send()
    };
    late("PUT", "/artikelen/meel").await.problem(412, "intussen-gewijzigd");
    late("DELETE", "/artikelen/oven").await.problem(412, "intussen-gewijzigd");
    late("DELETE", "").await.problem(412, "intussen-gewijzigd");
    assert_eq!(site.get(&path).await.json()["titel"], "Eerste");
    change("Derde", "*").await.expect(200);
}

/// Packed, an answer has other bytes and another tag; each of them names the same bundel.
#[tokio::test]
async fn a_packed_answer_has_a_tag_of_its_own() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven", "meel"]).await;
    for coding in ["gzip", "br", "zstd"] {
        let plain = site.get(&path).await.header("etag").to_owned();
        let packed = site.ask("GET", &path).header("accept-encoding", coding).send().await;
        assert_eq!(packed.header("content-encoding"), coding);
        let tag = packed.header("etag").to_owned();
        assert_eq!(tag, format!("\"{}-{coding}\"", plain.trim_matches('"')));
        for accepted in [coding, "identity"] {
            let ask = site.ask("GET", &path).header("accept-encoding", accepted);
            let known = ask.header("if-none-match", &tag).send().await.expect(304);
            assert_eq!(known.header("etag"), tag);
            assert!(known.headers.get_all("vary").iter().any(|value| value == "accept-encoding"));
        }
        let change = async |tag: &str| {
            let title = json!({"titel": format!("Brood in {coding}")});
            site.ask("PATCH", &path).key(&key).header("if-match", tag).json(&title).send().await
        };
        change(&tag).await.expect(200);
        change(&tag).await.problem(412, "intussen-gewijzigd");
    }
}

#[tokio::test]
async fn articles_go_in_once_and_out_again() {
    let site = Site::new();
    let (path, key) = site.bundel(&[]).await;
    let ask = |method: &'static str, article: &str| {
        site.ask(method, &format!("{path}/artikelen/{article}")).key(&key).send()
    };
    let once = ask("PUT", "oven").await.expect(200);
    let twice = ask("PUT", "oven").await.expect(200);
    assert_eq!((once.json(), once.header("etag")), (twice.json(), twice.header("etag")));
    assert_eq!(once.json()["onderdelen"].as_array().unwrap().len(), 1);
    for article in ["onbekend", "..%2Fmeel", "%2e%2e"] {
        ask("PUT", article).await.problem(404, "niet-gevonden");
        ask("DELETE", article).await.problem(404, "niet-gevonden");
    }
    assert_eq!(ask("DELETE", "oven").await.expect(200).json()["onderdelen"], json!([]));
    ask("DELETE", "oven").await.problem(404, "niet-gevonden");
}

#[tokio::test]
async fn articles_that_change_or_disappear_are_marked() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven", "meel", "script"]).await;
    let tag = site.get(&path).await.header("etag").to_owned();
    let mut later = articles();
    later.retain(|article| article.id.as_str() != "meel");
    later[0].title = "De oven van de hele wijk".into();
    let site = site.with_articles(later);
    let read = site.get(&path).await.expect(200);
    let part = |id: &str, title: &str, state: &str| json!({"artikel": id, "titel": title, "notitie": null, "toestand": state});
    assert_eq!(
        read.json()["onderdelen"],
        json!([
            part("oven", "De oven van de hele wijk", "gewijzigd"),
            part("meel", "Meel malen met de buurt", "verdwenen"),
            part("script", "<script>alert('brood')</script>", "actueel"),
        ])
    );
    assert_ne!(read.header("etag"), tag, "the answer is another one");
    // The order can change around what disappeared, and the bundel itself did not change.
    let order = json!({"onderdelen": [{"artikel": "meel"}, {"artikel": "oven"}]});
    let moved =
        site.ask("PATCH", &path).key(&key).header("if-match", &tag).json(&order).send().await;
    let states: Vec<_> = moved.expect(200).json()["onderdelen"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["toestand"].clone())
        .collect();
    assert_eq!(states, ["verdwenen", "gewijzigd"]);
    site.get(&format!("{path}/pdf")).await.expect(200);
}

#[tokio::test]
async fn writing_needs_the_right_key() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let (_, other_key) = site.bundel(&["oven"]).await;
    let before = site.get(&path).await.json();
    let id = before["id"].as_str().unwrap();
    let routes = [
        ("PATCH", ""),
        ("DELETE", ""),
        ("PUT", "/artikelen/meel"),
        ("DELETE", "/artikelen/oven"),
        ("POST", "/sleutel"),
    ];
    for (method, below) in routes {
        let ask = |path: &str| {
            site.ask(method, &format!("{path}{below}")).json(&json!({"titel": "Gekaapt"}))
        };
        let missing = ask(&path).send().await;
        missing.problem(401, "sleutel-ontbreekt");
        assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"bundelaar\"");
        for scheme in ["Basic YTpi", "Bearer", "Bearer ", key.as_str()] {
            ask(&path)
                .header("authorization", scheme)
                .send()
                .await
                .problem(401, "sleutel-ontbreekt");
        }
        // Cookies are not read here.
        let cookie = format!("bundelaar={key}");
        ask(&path).header("cookie", &cookie).send().await.problem(401, "sleutel-ontbreekt");
        let guesses =
            [other_key.as_str(), id, "fout", "'; DROP TABLE bundels --", &"a".repeat(5_000)];
        for wrong in guesses {
            ask(&path).key(wrong).send().await.problem(403, "sleutel-past-niet");
        }
        // What does not exist, or can not, is no question of keys.
        for unknown in [UNKNOWN_BUNDEL, "/api/v1/bundels/..%2F..%2Fetc", "/api/v1/bundels/x"] {
            ask(unknown).key(&key).send().await.problem(404, "niet-gevonden");
            ask(unknown).send().await.problem(404, "niet-gevonden");
        }
    }
    assert_eq!(site.get(&path).await.json(), before);
}

#[tokio::test]
async fn a_new_key_ends_the_old_one() {
    let site = Site::new();
    let (path, old) = site.bundel(&["oven"]).await;
    let rotated = site.ask("POST", &format!("{path}/sleutel")).key(&old).send().await.expect(200);
    assert_eq!(rotated.header("cache-control"), "no-store");
    let new = rotated.json()["sleutel"].as_str().unwrap().to_owned();
    let change =
        |key: &str| site.ask("PATCH", &path).key(key).json(&json!({"titel": "Nieuw"})).send();
    change(&old).await.problem(403, "sleutel-past-niet");
    change(&new).await.expect(200);
    // As somebody types it from paper.
    change(&new.to_uppercase().replace('-', " ")).await.expect(200);
}

#[tokio::test]
async fn a_copy_is_made_with_the_link_alone() {
    let site = Site::new();
    let (path, key) = site.bundel(&["oven"]).await;
    let reply = site.ask("POST", &format!("{path}/kopie")).send().await.expect(201);
    let copy = reply.json();
    let copy_path = reply.header("location").strip_prefix("https://bundels.example").unwrap();
    let original = site.get(&path).await.json();
    assert_eq!(
        (&copy["titel"], &copy["onderdelen"]),
        (&original["titel"], &original["onderdelen"])
    );
    site.ask("DELETE", copy_path).key(&key).send().await.problem(403, "sleutel-past-niet");
    let copy_key = copy["sleutel"].as_str().unwrap();
    site.ask("DELETE", copy_path).key(copy_key).send().await.expect(204);
    site.get(copy_path).await.problem(404, "niet-gevonden");
    site.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_bundel_is_downloaded_in_each_form() {
    let site = Site::new();
    let body = json!({"titel": "Brood, gebak & Zoë", "artikelen": ["oven", "script"]});
    let made = site.ask("POST", "/api/v1/bundels").json(&body).send().await.expect(201).json();
    let bundel = format!("/api/v1/bundels/{}", made["id"].as_str().unwrap());
    for (form, kind, begin) in [
        ("pdf", "application/pdf", "%PDF-1.7"),
        ("epub", "application/epub+zip", "PK"),
        ("html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ("md", "text/markdown; charset=utf-8", "# Brood, gebak \\& Zoë\n"),
        ("ris", "application/x-research-info-systems", "TY  - ELEC\r\n"),
    ] {
        let reply = site.get(&format!("{bundel}/{form}")).await.expect(200);
        assert_eq!(reply.header("content-type"), kind);
        assert_eq!(
            reply.header("content-disposition"),
            format!(
                "attachment; filename=\"brood-gebak-zoe.{form}\"; \
                 filename*=UTF-8''Brood%2C%20gebak%20&%20Zo%C3%AB.{form}"
            )
        );
        assert!(reply.body.starts_with(begin.as_bytes()), "{form}");
        // Opened in place after all, it can do nothing to this site.
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{form}: {policy}");
        let is_page = form == "html" && String::from_utf8_lossy(&reply.body).contains("<script");
        assert!(!is_page, "a title became markup");
        site.get(&format!("{UNKNOWN_BUNDEL}/{form}")).await.problem(404, "niet-gevonden");
    }
    for unknown in ["docx", "PDF", "pdf/", "json"] {
        site.get(&format!("{bundel}/{unknown}")).await.problem(404, "niet-gevonden");
    }
}

#[tokio::test]
async fn a_bundel_has_room_for_so_many() {
    let one = &articles()[0];
    let many = (0..501).map(|n| {
        let id = format!("a{n}").parse().expect("an id");
        bundelaar::article::Article { id, ..one.clone() }
    });
    let site = Site::new().with_articles(many.collect());
    let ids: Vec<_> = (0..501).map(|n| format!("a{n}")).collect();
    let detail = "de bundel telt 501 artikelen; ten hoogste 500 zijn toegelaten";
    let reply = site.ask("POST", "/api/v1/bundels").json(&json!({"artikelen": ids})).send().await;
    let problem = reply.problem(422, "ongeldige-inhoud");
    assert_eq!(problem["errors"], json!([{"pointer": "#/artikelen", "detail": detail}]));

    // Twice is once, so that this just fits.
    let twice = [&ids[..500], &ids[..500]].concat();
    let full = json!({"artikelen": twice});
    let made = site.ask("POST", "/api/v1/bundels").json(&full).send().await.expect(201).json();
    let path = format!("/api/v1/bundels/{}", made["id"].as_str().unwrap());
    let key = made["sleutel"].as_str().unwrap();
    let add = |id: &str| site.ask("PUT", &format!("{path}/artikelen/{id}")).key(key).send();
    add("a499").await.expect(200);
    let problem = add("a500").await.problem(422, "ongeldige-inhoud");
    assert_eq!(problem["errors"], json!([{"pointer": "#/onderdelen", "detail": detail}]));

    // Refused before they are looked up, each twice or not.
    let parts: Vec<_> = ids.iter().map(|id| json!({"artikel": id})).collect();
    let change = site.ask("PATCH", &path).key(key).json(&json!({"onderdelen": parts})).send().await;
    let problem = change.problem(422, "ongeldige-inhoud");
    assert_eq!(problem["errors"], json!([{"pointer": "#/onderdelen", "detail": detail}]));
    let heading = json!({"tussentitel": "Deel"});
    let headings = json!({"onderdelen": vec![heading; 101]});
    let change = site.ask("PATCH", &path).key(key).json(&headings).send().await;
    let problem = change.problem(422, "ongeldige-inhoud");
    let detail = "de bundel telt 101 tussentitels; ten hoogste 100 zijn toegelaten";
    assert_eq!(problem["errors"], json!([{"pointer": "#/onderdelen", "detail": detail}]));

    let search = json!({"zoekopdracht": {}, "maximum": 500});
    let made = site.ask("POST", "/api/v1/bundels").json(&search).send().await.expect(201).json();
    assert_eq!(
        (made["onderdelen"].as_array().unwrap().len(), &made["weggelaten"]),
        (500, &json!(1))
    );
}
