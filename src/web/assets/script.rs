//! The script modules: plain ES modules, each importing others by the name of their file.
//!
//! A module is served under a name with its hash, and so are those it imports: the file's name in
//! an `import` is replaced by the served one. That is all the building there is. A new module is a
//! line in [`SOURCES`].

use super::Asset;

/// File name and source, every module after those that it imports. The last is the page's.
const SOURCES: [(&str, &str); 11] = [
    ("morph", include_str!("script/morph.js")),
    ("page", include_str!("script/page.js")),
    ("add", include_str!("script/add.js")),
    ("autosave", include_str!("script/autosave.js")),
    ("bundel", include_str!("script/bundel.js")),
    ("download", include_str!("script/download.js")),
    ("results", include_str!("script/results.js")),
    ("organisations", include_str!("script/organisations.js")),
    ("suggest", include_str!("script/suggest.js")),
    ("share", include_str!("script/share.js")),
    ("site", include_str!("script/site.js")),
];

/// All modules in the order of [`SOURCES`].
pub(super) fn modules() -> Vec<Asset> {
    let mut served: Vec<(String, String)> = Vec::new();
    SOURCES
        .iter()
        .map(|(name, source)| {
            let linked = served
                .iter()
                .fold((*source).to_owned(), |text, (import, path)| text.replace(import, path));
            let asset =
                Asset::new(name, "js", "text/javascript; charset=utf-8", linked.into_bytes());
            served.push((format!("\"./{name}.js\""), format!("\"{}\"", asset.path)));
            asset
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_name_what_is_served() {
        let modules = modules();
        let paths: Vec<&str> = modules.iter().map(|module| module.path.as_str()).collect();
        for module in &modules {
            let text = std::str::from_utf8(&module.bytes).expect("a text");
            assert!(!text.contains("\"./"), "{}: an import of a later module", module.path);
            for import in text.split(" from \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(paths.contains(&import), "{}: {import}", module.path);
            }
        }
    }
}
