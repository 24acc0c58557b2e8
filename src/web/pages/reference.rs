//! The page that documents the API: the description, for people.

use maud::{Markup, html};
use serde_json::Value;

use super::layout::{Head, Place, Visitor, page};

/// The whole description on one page.
pub fn view(description: &Value, visitor: &Visitor, base_url: Option<&str>) -> Markup {
    let server = description["servers"][0]["url"].as_str().unwrap_or_default();
    let main = html! {
        article.reading.reference {
            header {
                h1 { "De API" }
                p.lead {
                    "Alles wat deze site kan, ook voor uw eigen programma. Versie "
                    (text(&description["info"]["version"])) "."
                }
            }
            div.text {
                (paragraphs(text(&description["info"]["description"])))
                p {
                    "De volledige beschrijving, voor programma’s: "
                    a href="/api/v1/openapi.json" { "openapi.json" } " (OpenAPI 3.1)."
                }
                @for tag in list(&description["tags"]) {
                    h2 { (text(&tag["name"])) }
                    p { (text(&tag["description"])) }
                    @for (path, method, operation) in operations(description, &tag["name"]) {
                        (self::operation(description, &format!("{server}{path}"), method, operation))
                    }
                }
                h2 #problemen { "Problemen" }
                p { "Elk probleem heeft een vaste naam, het laatste deel van " code { "type" } "." }
                @for response in values(&description["components"]["responses"]) {
                    @for (code, example) in entries(&problem_of(response)["examples"]) {
                        h3 id={ "probleem-" (code) } {
                            code { (code) } " – " (text(&example["summary"]))
                        }
                        (sample(&example["value"]))
                    }
                }
                h2 { "Velden" }
                @for (name, schema) in entries(&description["components"]["schemas"]) {
                    h3 id={ "veld-" (name) } { (name) }
                    p { (marked(text(&schema["description"]))) }
                    (fields(schema))
                }
            }
        }
    };
    let head = Head {
        title: "De API",
        description: "Zoeken en bundelen vanuit uw eigen programma.",
        place: Place::Elsewhere,
        canonical: Some("/api"),
        base_url,
        skip_to: None,
        feed: None,
        metadata: html! {},
    };
    page(&head, visitor, &main)
}

fn operation(description: &Value, path: &str, method: &str, operation: &Value) -> Markup {
    html! {
        h3 id=(text(&operation["operationId"])) { (text(&operation["summary"])) }
        p { code { (method.to_uppercase()) " " (path) } }
        p { (marked(text(&operation["description"]))) }
        @if operation.get("security").is_some() {
            p { "Sleutel nodig: " code { "Authorization: Bearer …" } "." }
        }
        @if !list(&operation["parameters"]).is_empty() {
            dl.examples {
                @for parameter in list(&operation["parameters"]) {
                    div {
                        dt { code { (text(&parameter["name"])) } }
                        dd { (marked(text(&parameter["description"]))) " " (limits(&parameter["schema"])) }
                    }
                }
            }
        }
        @if let Some(body) = operation.get("requestBody") {
            @for (media_type, content) in entries(&body["content"]) {
                p {
                    "Inhoud: " (type_name(&content["schema"])) " als " code { (media_type) } ". "
                    (marked(text(&body["description"]))) "."
                }
                @if let Some(example) = content.get("example") { (sample(example)) }
            }
        }
        dl.examples {
            @for (status, response) in entries(&operation["responses"]) {
                div {
                    dt { code { (status) } }
                    dd {
                        @let response = resolved(description, response);
                        (text(&response["description"]))
                        @let content = &response["content"]["application/json"];
                        @if content["schema"].get("$ref").is_some() {
                            ": " (type_name(&content["schema"]))
                        }
                        @if problem_of(response).is_object() {
                            " ("
                            @for (index, (code, _)) in entries(&problem_of(response)["examples"]).enumerate() {
                                @if index > 0 { ", " }
                                a href={ "#probleem-" (code) } { (code) }
                            }
                            ")"
                        }
                    }
                }
            }
        }
        @for response in values(&operation["responses"]) {
            @if let Some(example) = response["content"]["application/json"].get("example") {
                (sample(example))
            }
        }
    }
}

/// The fields of a schema, those of its variants included.
fn fields(schema: &Value) -> Markup {
    html! {
        @if let Some(values) = schema["enum"].as_array() {
            p { @for (index, value) in values.iter().enumerate() {
                @if index > 0 { ", " } code { (text(value)) }
            } }
        }
        @if schema.get("properties").is_some() {
            dl.examples {
                @for (name, field) in entries(&schema["properties"]) {
                    div {
                        dt { code { (name) } }
                        dd { (marked(text(&field["description"]))) " " (type_name(field)) " " (limits(field)) }
                    }
                }
            }
        }
        @for variant in list(&schema["oneOf"]) { (fields(variant)) }
    }
}

/// What a value may be, with a link when it has a name.
fn type_name(schema: &Value) -> Markup {
    html! {
        @if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
            a href={ "#veld-" (name) } { (name) }
        } @else if schema["type"] == "array" {
            "lijst van " (type_name(&schema["items"]))
        } @else if schema.get("oneOf").is_some() {
            @for (index, variant) in list(&schema["oneOf"]).iter().enumerate() {
                @if index > 0 { " of " } (type_name(variant))
            }
        } @else if let Some(types) = schema["type"].as_array() {
            @for (index, one) in types.iter().enumerate() {
                @if index > 0 { " of " } (word(text(one)))
            }
        } @else if let Some(one) = schema["type"].as_str() {
            (word(one))
        }
    }
}

fn word(kind: &str) -> &str {
    match kind {
        "string" => "tekst",
        "integer" => "geheel getal",
        "number" => "getal",
        "boolean" => "true of false",
        "object" => "object",
        "null" => "null",
        "array" => "lijst",
        other => other,
    }
}

fn limits(schema: &Value) -> String {
    let told = [
        ("minimum", "minstens"),
        ("maximum", "ten hoogste"),
        ("minLength", "minste tekens:"),
        ("maxLength", "meeste tekens:"),
        ("maxItems", "ten hoogste in de lijst:"),
        ("default", "zonder:"),
    ];
    let parts = told.iter().filter_map(|(key, words)| {
        let value = schema.get(key)?;
        Some(format!("{words} {}", value.as_str().map_or(value.to_string(), str::to_owned)))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { String::new() } else { format!("({})", parts.join("; ")) }
}

fn sample(value: &Value) -> Markup {
    let shown = match value {
        // Lines, as they are sent.
        Value::String(text) => text.clone(),
        _ => serde_json::to_string_pretty(value).expect("JSON stays JSON"),
    };
    // To be reached with the keyboard, as it scrolls sideways.
    html! { pre tabindex="0" { code { (shown) } } }
}

/// Paragraphs, list items and the little Markdown that the description's own words use.
fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n") {
            @if block.starts_with("- ") {
                ul { @for item in block.lines() { li { (marked(item.trim_start_matches("- "))) } } }
            } @else {
                p { (marked(block)) }
            }
        }
    }
}

/// `**strong**` and `` `code` ``.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split("**").enumerate() {
            @if index % 2 == 1 { strong { (part) } } @else {
                @for (index, part) in part.split('`').enumerate() {
                    @if index % 2 == 1 { code { (part) } } @else { (part) }
                }
            }
        }
    }
}

/// The operations with this tag: path, method, operation.
fn operations<'d>(
    description: &'d Value,
    tag: &Value,
) -> impl Iterator<Item = (&'d str, &'d str, &'d Value)> {
    let tag = tag.clone();
    entries(&description["paths"]).flat_map(move |(path, item)| {
        let tag = tag.clone();
        entries(item)
            .filter(move |(_, operation)| operation["tags"][0] == tag)
            .map(move |(method, operation)| (path, method, operation))
    })
}

fn resolved<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    target.and_then(|target| description.pointer(target)).unwrap_or(value)
}

fn problem_of(response: &Value) -> &Value {
    &response["content"]["application/problem+json"]
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn values(value: &Value) -> impl Iterator<Item = &Value> {
    entries(value).map(|(_, value)| value)
}
