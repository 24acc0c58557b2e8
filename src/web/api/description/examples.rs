//! Answers as a small site gave them; `tests/it/description.rs` asks again and compares. What
//! differs from site to site (ids, keys, moments) was made up.

use serde_json::{Value, json};

/// The answer of an operation that answers with JSON.
pub(super) fn of(operation_id: &str) -> Option<Value> {
    let text = match operation_id {
        "zoekArtikelen" => include_str!("examples/zoekArtikelen.json"),
        "schrijfArtikelen" => include_str!("examples/schrijfArtikelen.json"),
        "leesArtikel" => include_str!("examples/leesArtikel.json"),
        "zoekVerwanteArtikelen" => include_str!("examples/zoekVerwanteArtikelen.json"),
        "leesOrganisaties" => include_str!("examples/leesOrganisaties.json"),
        "leesSuggesties" => include_str!("examples/leesSuggesties.json"),
        "maakBundel" | "kopieerBundel" => include_str!("examples/maakBundel.json"),
        "leesBundel" | "wijzigBundel" | "voegArtikelToe" | "neemArtikelWeg" => {
            include_str!("examples/leesBundel.json")
        }
        "maakSleutel" => include_str!("examples/maakSleutel.json"),
        _ => return None,
    };
    Some(serde_json::from_str(text).expect("an answer is JSON"))
}

/// What was sent for it.
pub(super) fn request_of(operation_id: &str) -> Option<Value> {
    match operation_id {
        "maakBundel" => Some(json!({"titel": "Brood", "artikelen": ["oven", "meel"]})),
        "schrijfArtikelen" => Some(Value::from(include_str!("examples/schrijfArtikelen.jsonl"))),
        "wijzigBundel" => Some(json!({"onderdelen": [
            {"tussentitel": "Om te beginnen"},
            {"artikel": "meel", "notitie": "Lees vooral het slot."},
        ]})),
        _ => None,
    }
}
