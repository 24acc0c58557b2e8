//! What clients send, as the readers in `requests` take it.

use std::borrow::Cow;

use serde_json::{Value, json};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::ARTICLE_ID;
use super::MAX_BATCH_ARTICLES;
use crate::article::Kind;
use crate::bundel::{DEFAULT_MAXIMUM, Limits};
use crate::search::{MAX_QUERY_BYTES, MAX_VALUES, Period, Sort};

/// Names the body of `POST /bundels`; its schema follows from the limits and is put in by [`add`].
pub(in crate::web::api) enum NieuweBundel {}
/// The same for `PATCH /bundels/{id}`.
pub(in crate::web::api) enum Bundelwijziging {}

impl PartialSchema for NieuweBundel {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().build().into()
    }
}

impl ToSchema for NieuweBundel {
    fn name() -> Cow<'static, str> {
        "NieuweBundel".into()
    }
}

impl PartialSchema for Bundelwijziging {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().build().into()
    }
}

impl ToSchema for Bundelwijziging {
    fn name() -> Cow<'static, str> {
        "Bundelwijziging".into()
    }
}

/// Puts the bodies among the schemas, with these limits.
pub(super) fn add(schemas: &mut Value, limits: &Limits) {
    let maybe = |most: usize| json!({"type": ["string", "null"], "maxLength": most});
    let day = json!({"type": ["string", "null"], "format": "date"});
    schemas["NieuweBundel"] = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "titel": maybe(limits.title_chars),
            "artikelen": {
                "type": ["array", "null"],
                "items": {"type": "string", "pattern": ARTICLE_ID},
                "maxItems": limits.articles,
            },
            "zoekopdracht": {
                "oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Zoekopdracht"}],
            },
            "maximum": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": limits.articles,
                "default": DEFAULT_MAXIMUM.min(limits.articles),
            },
        },
    });
    schemas["NieuwArtikel"] = json!({
        "type": "object",
        "required": ["titel"],
        "properties": {
            "titel": {"type": "string", "minLength": 1},
            "soort": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Soort"}]},
            "inleiding": {"type": ["string", "null"]},
            "tekst": {},
            "organisaties": {"type": ["array", "null"], "items": {"type": "string"}},
            "gepubliceerdOp": day.clone(),
            "bijschrift": {"type": ["string", "null"]},
            "bron": {"type": ["string", "null"]},
        },
    });
    schemas["Schrijfverslag"] = json!({
        "type": "object",
        "required": ["geschreven", "geweigerd", "regels"],
        "properties": {
            "geschreven": {"type": "integer", "minimum": 0},
            "geweigerd": {"type": "integer", "minimum": 0},
            "regels": {
                "type": "array",
                "maxItems": MAX_BATCH_ARTICLES,
                "items": {"$ref": "#/components/schemas/Regelverslag"},
            },
        },
    });
    schemas["Regelverslag"] = json!({
        "type": "object",
        "required": ["regel", "id", "status", "fouten"],
        "properties": {
            "regel": {"type": "integer", "minimum": 1},
            "id": {"type": ["string", "null"]},
            "status": {"type": "integer", "minimum": 200, "maximum": 599},
            "fouten": {"type": "array", "items": {"$ref": "#/components/schemas/Fout"}},
        },
    });
    schemas["Zoekopdracht"] = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "q": maybe(MAX_QUERY_BYTES),
            "organisatie": {
                "type": ["array", "string", "null"],
                "items": {"type": "string"},
                "maxItems": MAX_VALUES,
            },
            "soort": {
                "oneOf": [
                    {"type": "null"},
                    {"$ref": "#/components/schemas/Soort"},
                    {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Soort"},
                        "maxItems": MAX_VALUES,
                    },
                ],
            },
            "van": day.clone(),
            "tot": day,
            "periode": {
                "oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Periode"}],
            },
        },
    });
    schemas["Bundelwijziging"] = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "titel": {"type": "string", "minLength": 1, "maxLength": limits.title_chars},
            "ondertitel": maybe(limits.title_chars),
            "inleiding": maybe(limits.introduction_chars),
            "onderdelen": {
                "type": ["array", "null"],
                "maxItems": limits.articles + limits.headings,
                "items": {"$ref": "#/components/schemas/GewenstOnderdeel"},
            },
            // What an answer holds may be sent back, and is left aside.
            "id": {}, "gewijzigdOp": {}, "bewaardTot": {}, "url": {}, "zoekopdracht": {},
        },
    });
    schemas["GewenstOnderdeel"] = json!({
        "oneOf": [
            {
                "type": "object",
                "additionalProperties": false,
                "required": ["artikel"],
                "properties": {
                    "artikel": {"type": "string", "pattern": ARTICLE_ID},
                    "notitie": maybe(limits.note_chars),
                    "titel": {},
                    "toestand": {},
                },
            },
            {
                "type": "object",
                "additionalProperties": false,
                "required": ["tussentitel"],
                "properties": {
                    "tussentitel": {
                        "type": "string", "minLength": 1, "maxLength": limits.title_chars,
                    },
                },
            },
        ],
    });
    // Only parameters name these, and parameters bring no schemas along.
    for (name, schema) in [("Periode", Period::schema()), ("Volgorde", Sort::schema())] {
        schemas[name] = serde_json::to_value(schema).expect("a schema is plain data");
    }
    // The article's answer names it already; a search may name it where no article does.
    let kinds = Kind::ALL.map(Kind::name);
    schemas["Soort"] = json!({"type": "string", "enum": kinds});
}
