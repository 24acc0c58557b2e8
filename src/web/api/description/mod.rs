//! The API's description (OpenAPI 3.1), made from the routes and types that answer.
//!
//! Handlers say what they do and types what they hold; here the rest is added: what an address and
//! conditional requests bring along, which problems a route may answer with, limits as they are set,
//! Dutch words for every field (`texts`), what a client sends (`bodies`), and examples that are real
//! answers (`examples`).

mod bodies;
mod examples;
mod problems;
mod texts;

use axum::extract;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

pub(super) use bodies::{Bundelwijziging, NieuweBundel};

use super::batch::{LINES, MAX_BATCH_ARTICLES, MAX_BATCH_BYTES};
use super::documents::OFFERED;
use super::forms::forms_of_bundel;
use super::path::NoQuery;
use crate::bundel::Limits;
use crate::search::{MAX_DEPTH, MAX_PER_PAGE, MAX_QUERY_BYTES, MAX_VALUES, SearchRequest};
use crate::web::body::MAX_BODY_BYTES;
use crate::web::conditional::TaggedJson;
use crate::web::layers::API_VERSION;
use crate::web::problem::Problem;
use crate::web::rate::Work;
use crate::web::state::State;

/// What ids of articles and bundels look like.
const ARTICLE_ID: &str = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$";
const BUNDEL_ID: &str = "^[0-9a-hjkmnp-tv-z]{26}$";

/// `GET /openapi.json`.
pub(super) async fn show_description(
    extract::State(state): extract::State<State>,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = state.run(|state| state.description().served.clone()).await?;
    Ok(served.unless_known(&headers))
}

/// The description of a site, as it stays while the program runs.
pub struct Description {
    pub document: Value,
    served: TaggedJson,
}

impl Description {
    pub fn new(limits: &Limits, base_url: Option<&str>) -> Self {
        let document = description(limits, base_url);
        let served = TaggedJson::new("", &document);
        Description { document, served }
    }
}

/// The whole description, with these limits, for a site at this address.
pub fn description(limits: &Limits, base_url: Option<&str>) -> Value {
    let described = serde_json::to_value(super::described().into_openapi());
    let mut document = described.expect("a description is plain data");
    document["info"] = info(limits, base_url);
    document["servers"] = json!([{"url": format!("{}/api/v1", base_url.unwrap_or_default())}]);
    document["tags"] = json!([
        {"name": "Artikelen", "description": "Zoeken en lezen."},
        {"name": "Organisaties", "description": "Over wie de artikelen gaan."},
        {"name": "Bundels", "description": "Artikelen samen, in uw volgorde, met uw notities. \
            Lezen kan wie de link heeft, wijzigen wie de sleutel heeft."},
        {"name": "Documenten", "description": "Een bundel als één bestand."},
        {"name": "Beschrijving", "description": "Deze beschrijving."},
    ]);
    for form in OFFERED {
        let path = format!("/bundels/{{id}}/{}", form.extension());
        document["paths"][path] = json!({"get": document_operation(form)});
    }
    let article = &mut document["paths"]["/artikelen/{id}"];
    article["put"] = put_article_operation();
    article["delete"] = delete_article_operation();
    document["paths"]["/artikelen"]["put"] = put_articles_operation();
    let bundel = &mut document["paths"]["/bundels/{id}"]["get"]["responses"]["200"];
    for media_type in forms_of_bundel().into_iter().skip(1) {
        bundel["content"][essence(media_type)] = json!({"schema": {"type": "string"}});
    }
    document["paths"]["/openapi.json"] = json!({"get": description_operation()});
    let schemas = &mut document["components"]["schemas"];
    bodies::add(schemas, limits);
    schemas["Probleem"] = problems::schema();
    schemas["Fout"] = problems::fault_schema();
    texts::describe(schemas);
    let paths = document["paths"].as_object_mut().expect("there are routes");
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().expect("a route has operations") {
            complete(path, method, operation);
        }
    }
    document["components"]["responses"] = problems::responses();
    document["components"]["headers"] = headers();
    document["components"]["securitySchemes"] = json!({
        "bundelsleutel": {
            "type": "http",
            "scheme": "bearer",
            "description": "De sleutel die u kreeg toen de bundel werd gemaakt. Hoofdletters, \
                spaties en streepjes doen er niet toe.",
        },
        "beheerder": {
            "type": "http",
            "scheme": "bearer",
            "description": "De sleutel van wie deze site beheert.",
        },
    });
    document
}

fn info(limits: &Limits, base_url: Option<&str>) -> Value {
    let rates: Vec<String> = Work::ALL
        .into_iter()
        .map(|work| {
            let allowance = work.allowance();
            let a_minute = allowance.a_minute();
            let what = match work {
                Work::Search => "zoeken",
                Work::Typing => "suggesties",
                Work::Writing => "maken en wijzigen",
                Work::Rendering => "documenten",
            };
            format!("- {what}: {} na elkaar, daarna {a_minute} per minuut", allowance.burst)
        })
        .collect();
    let description = format!(
        "Zoeken in de artikelen, en wat u vond meenemen als bundel.\n\n\
         **Fouten** zijn `application/problem+json` (RFC 9457) en noemen alle fouten van de invoer \
         met hun plaats. Een parameter of veld dat niet gekend is, is een fout.\n\n\
         **Versie.** Elk antwoord draagt `API-Version`. Nieuwe velden kunnen erbij komen: lees over \
         wat u niet kent.\n\n\
         **Sleutels** gaan mee als `Authorization: Bearer …`, nooit in een adres.\n\n\
         **Andere sites** mogen lezen (GET), zonder sleutel.\n\n\
         **Vormen.** Antwoorden zijn JSON, en een document op zijn eigen adres heeft zijn eigen \
         vorm. Sluit `Accept` die uit, dan is het antwoord 406. Met `Accept-Encoding` komt JSON \
         ingepakt.\n\n\
         **Wie iets al heeft**, stuurt de `ETag` terug als `If-None-Match` en krijgt 304. Wie \
         niets van een ander wil overschrijven, stuurt hem mee als `If-Match`.\n\n\
         **Grenzen.** Een zoekopdracht telt ten hoogste {MAX_QUERY_BYTES} bytes, een pagina \
         {MAX_PER_PAGE} resultaten, en u bladert tot resultaat {MAX_DEPTH}. `organisatie` en \
         `soort` hebben ten hoogste {MAX_VALUES} waarden. Een bundel telt ten \
         hoogste {} artikelen en {} tussentitels. De inhoud van een aanvraag telt ten hoogste \
         {MAX_BODY_BYTES} bytes, en komt onverpakt. Per internetadres kunt u:\n\n{}\n\n\
         Vraagt u meer, dan is het antwoord 429 en zegt `Retry-After` na hoeveel seconden het weer \
         kan.",
        limits.articles,
        limits.headings,
        rates.join("\n"),
    );
    let mut contact = json!({"name": "Wie deze site beheert"});
    if let Some(url) = base_url {
        contact["url"] = json!(url);
    }
    json!({
        "title": "bundelaar",
        "version": API_VERSION,
        "summary": "Artikelen zoeken en bundelen",
        "description": description,
        "contact": contact,
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    })
}

fn document_operation(form: crate::render::Form) -> Value {
    use crate::render::Form;
    let (name, summary) = match form {
        Form::Pdf => ("Pdf", "Als pdf: getagd, met inhoudsopgave"),
        Form::Epub => ("Epub", "Als EPUB, voor een e-reader"),
        Form::Html => ("Html", "Als één HTML-bestand"),
        Form::Markdown => ("Markdown", "Als Markdown"),
        Form::Ris => ("Ris", "Als verwijzingen (RIS), voor een referentiebeheerder"),
        Form::Json => ("Json", "Als JSON"),
    };
    json!({
        "tags": ["Documenten"],
        "operationId": format!("download{name}"),
        "summary": summary,
        "description": "Altijd een download, met een leesbare bestandsnaam.",
        "responses": {"200": {
            "description": "Het document",
            "headers": {"Content-Disposition": {"$ref": "#/components/headers/Content-Disposition"}},
            "content": {essence(form.media_type()): {"schema": {"type": "string"}}},
        }},
    })
}

/// What reads and writes an article is told apart from what anybody may do with it.
fn put_article_operation() -> Value {
    let article = |description: &str| {
        json!({
            "description": description,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Artikel"}}},
        })
    };
    json!({
        "tags": ["Artikelen"],
        "operationId": "schrijfArtikel",
        "summary": "Een artikel schrijven",
        "description": "Maakt het artikel, of vervangt het. Een artikel dat uit een ander bestand \
            komt, wijzigt u daar.",
        "security": [{"beheerder": []}],
        "requestBody": {
            "description": "Het artikel; alleen `titel` moet",
            "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/NieuwArtikel"},
            }},
        },
        "responses": {
            "200": article("Het artikel zoals het nu is"),
            "201": article("Het nieuwe artikel"),
        },
    })
}

fn put_articles_operation() -> Value {
    json!({
        "tags": ["Artikelen"],
        "operationId": "schrijfArtikelen",
        "summary": "Veel artikelen schrijven",
        "description": format!("Eén artikel per regel, als JSON, met zijn `id`. Elke regel krijgt \
            een antwoord: `status` is wat `PUT` van dat artikel zou antwoorden, of 202 als het \
            bewaard is en nog niet te vinden. Een regel die niet kan, houdt de andere niet tegen. \
            Ten hoogste {MAX_BATCH_ARTICLES} artikelen en {MAX_BATCH_BYTES} bytes in één keer."),
        "parameters": [{
            "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
            "description": "Met `*` wordt geen artikel vervangen dat er al is: zo’n regel krijgt 412.",
        }],
        "security": [{"beheerder": []}],
        "requestBody": {
            "description": "De artikelen, elk zoals `NieuwArtikel` en op één regel",
            "content": {LINES: {"schema": {"type": "string"}}},
        },
        "responses": {"200": {
            "description": "Wat er van elke regel geworden is",
            "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Schrijfverslag"},
            }},
        }},
    })
}

fn delete_article_operation() -> Value {
    json!({
        "tags": ["Artikelen"],
        "operationId": "verwijderArtikel",
        "summary": "Een artikel verwijderen",
        "description": "Alleen een artikel dat hier geschreven werd.",
        "security": [{"beheerder": []}],
        "responses": {"204": {"description": "Het artikel is weg"}},
    })
}

fn description_operation() -> Value {
    json!({
        "tags": ["Beschrijving"],
        "operationId": "leesBeschrijving",
        "summary": "De beschrijving van deze API",
        "description": "Dit document: OpenAPI 3.1.",
        "responses": {"200": {
            "description": "De beschrijving",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }},
    })
}

/// A media type without its parameters: those are no part of a key in the description.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type)
}

/// Headers of answers.
fn headers() -> Value {
    let text =
        |description: &str| json!({"description": description, "schema": {"type": "string"}});
    json!({
        "API-Version": {
            "description": "De volledige versie van de API.",
            "required": true,
            "schema": {"type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+$"},
            "example": API_VERSION,
        },
        "X-Request-Id": text("Noem dit als u een fout meldt: het staat ook in het logboek."),
        "ETag": text("Noemt de inhoud van dit antwoord."),
        "Location": text("Waar de nieuwe bundel te vinden is."),
        "Content-Disposition": text("De bestandsnaam."),
        "WWW-Authenticate": text("Welke sleutel er verwacht wordt."),
        "Allow": text("Welke methodes hier kunnen."),
        "Retry-After": {
            "description": "Na hoeveel seconden u het opnieuw kunt proberen.",
            "schema": {"type": "integer", "minimum": 1},
        },
    })
}

/// Adds to an operation what follows from its address, its method and its kind.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let has_body = operation.get("requestBody").is_some();
    let has_key = operation.get("security").is_some();
    // Whoever changes what is there may say what it was; a key or a copy is new whatever it was.
    let has_match = has_key && path.contains('{') && method != "post";
    let is_tagged = matches!(id.as_str(), "leesArtikel" | "leesBundel" | "leesBeschrijving")
        || id.starts_with("download");
    let mut parameters = path_parameters(path);
    let told = operation.get_mut("parameters").and_then(Value::as_array_mut);
    parameters.append(told.unwrap_or(&mut Vec::new()));
    if has_match {
        parameters.push(if_match(path));
    }
    if is_tagged {
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
            "description": "De ETag van wat u al hebt: is het nog hetzelfde, dan krijgt u 304.",
        }));
        operation["responses"]["304"] = json!({"description": "U hebt het al"});
    }
    parameters.iter_mut().for_each(limit_parameter);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    let example = examples::of(&id);
    let responses = operation["responses"].as_object_mut().expect("an operation has answers");
    for (status, response) in &mut *responses {
        let headers = response.as_object_mut().expect("an answer").entry("headers");
        let headers = headers.or_insert_with(|| json!({}));
        let mut add = |name: &str| {
            headers[name] = json!({"$ref": format!("#/components/headers/{name}")});
        };
        add("API-Version");
        add("X-Request-Id");
        if is_tagged || has_match && status == "200" {
            add("ETag");
        }
        if status == "201" {
            add("Location");
        }
        if let Some(example) = &example
            && let Some(content) = response.get_mut("content")
        {
            content["application/json"]["example"] = example.clone();
        }
    }
    for status in problems::statuses(path, has_body, has_key, has_match) {
        let name = problems::response_name(status);
        responses
            .insert(status.to_string(), json!({"$ref": format!("#/components/responses/{name}")}));
    }
    if has_body {
        operation["requestBody"]["required"] = json!(id != "maakBundel");
        if let Some(example) = examples::request_of(&id) {
            let content = operation["requestBody"]["content"].as_object_mut();
            for form in content.expect("a body has a form").values_mut() {
                form["example"] = example.clone();
            }
        }
    }
}

/// The ids in an address. Below a bundel the article has a name of its own.
fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names
        .map(|name| {
            let (of, pattern) = if name == "id" && is_of_bundel(path) {
                ("de bundel", BUNDEL_ID)
            } else {
                ("het artikel", ARTICLE_ID)
            };
            json!({
                "name": name, "in": "path", "required": true,
                "description": format!("De id van {of}."),
                "schema": {"type": "string", "pattern": pattern},
            })
        })
        .collect()
}

fn if_match(path: &str) -> Value {
    let description = if is_of_bundel(path) {
        "De ETag van de bundel zoals u hem las: is hij intussen gewijzigd, dan gebeurt er niets."
    } else {
        "De ETag van het artikel zoals u het las: is het intussen gewijzigd, dan gebeurt er niets."
    };
    json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": description,
    })
}

fn is_of_bundel(path: &str) -> bool {
    path.starts_with("/bundels/")
}

/// Gives a parameter the limits that are checked.
fn limit_parameter(parameter: &mut Value) {
    let in_query = parameter["in"] == "query";
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let Some(schema) = parameter.get_mut("schema") else { return };
    // An absent key is absent; there is no null in an address or a header.
    without_null(schema);
    let defaults = SearchRequest::default();
    let limits = match name.as_str() {
        "q" => json!({"maxLength": MAX_QUERY_BYTES}),
        "organisatie" | "soort" => json!({"maxItems": MAX_VALUES}),
        "pagina" => json!({"minimum": 1, "maximum": MAX_DEPTH, "default": defaults.page}),
        "perPagina" => json!({"minimum": 1, "maximum": MAX_PER_PAGE, "default": defaults.per_page}),
        "uitleg" => json!({"default": defaults.explain}),
        _ => json!({}),
    };
    if let (Some(schema), Value::Object(limits)) = (schema.as_object_mut(), limits) {
        if schema.get("format").is_some_and(|format| format == "int32") {
            schema.remove("format");
        }
        schema.extend(limits);
    }
    if in_query {
        parameter["required"] = json!(false);
        // Forms send all their fields: of any, an empty value is no value.
        parameter["allowEmptyValue"] = json!(true);
    }
}

/// The same schema for a value that is there.
fn without_null(schema: &mut Value) {
    let is_null = |found: &Value| found == "null" || found["type"] == "null";
    if let Some(types) = schema["type"].as_array() {
        let one = types.iter().find(|found| !is_null(found)).cloned();
        schema["type"] = one.unwrap_or_default();
    }
    let one = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| !is_null(one)));
    if let Some(one) = one.cloned() {
        *schema = one;
    }
    // Asking for a key that is not there adds it.
    if let Some(schema) = schema.as_object_mut() {
        schema.retain(|_, value| !value.is_null());
    }
}

/// A JSON object made of pairs.
fn object(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(Map::from_iter(pairs))
}

#[cfg(test)]
mod tests;
