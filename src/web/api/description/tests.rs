use std::collections::BTreeSet;

use super::*;

fn described() -> Value {
    description(&Limits::default(), None)
}

/// Calls back for every object below a value, with the way to it.
fn walk(value: &Value, way: &str, see: &mut impl FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            see(way, object);
            for (key, inner) in object {
                walk(inner, &format!("{way}/{key}"), see);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                walk(inner, &format!("{way}/{index}"), see);
            }
        }
        _ => {}
    }
}

#[test]
fn every_schema_and_field_has_words() {
    let document = described();
    let mut silent = Vec::new();
    walk(&document["components"]["schemas"], "", &mut |way, object| {
        let is_schema = way.matches('/').count() == 1;
        let is_field = way.rsplit('/').nth(1) == Some("properties");
        if (is_schema || is_field) && !object.contains_key("description") {
            silent.push(way.to_owned());
        }
    });
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = described();
    walk(&document, "", &mut |way, object| {
        if let Some(target) = object.get("$ref").and_then(Value::as_str) {
            let found = document.pointer(target.trim_start_matches('#'));
            assert!(found.is_some(), "{way}: {target}");
        }
    });
}

#[test]
fn every_operation_is_told_whole() {
    let document = described();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {path}");
            for key in ["summary", "description", "operationId"] {
                assert!(
                    operation[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{at}: {key}"
                );
            }
            assert!(ids.insert(operation["operationId"].to_string()), "{at}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{at}: {parameter}");
                assert!(parameter["schema"]["type"] != "null", "{at}: {parameter}");
            }
            let responses = operation["responses"].as_object().unwrap();
            for status in ["400", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{at}: {status}");
            }
        }
    }
}

#[test]
fn every_problem_is_told_with_an_example() {
    let document = described();
    let mut told = Vec::new();
    for response in document["components"]["responses"].as_object().unwrap().values() {
        let examples = &response["content"]["application/problem+json"]["examples"];
        for example in examples.as_object().unwrap().values() {
            told.push(example["value"]["type"].as_str().unwrap().to_owned());
        }
    }
    for kind in crate::web::ProblemKind::ALL {
        assert!(told.contains(&format!("/problemen/{}", kind.code())), "{kind:?}");
    }
}

#[test]
fn a_parameter_of_a_query_may_be_empty() {
    let document = described();
    let mut count = 0;
    walk(&document["paths"], "", &mut |way, object| {
        if object.get("in").is_some_and(|place| place == "query") {
            assert_eq!(object["allowEmptyValue"], true, "{way}");
            count += 1;
        }
    });
    assert!(count >= 10, "{count}");
}
