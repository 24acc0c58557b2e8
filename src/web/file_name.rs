//! Names of downloads.

use axum::http::HeaderValue;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name without extension, in characters: file systems take 255 bytes, people less.
const LONGEST_NAME: usize = 80;

/// `Content-Disposition` for a document with this title: always a download, under a name that every
/// system takes, and under the title itself where it is understood (RFC 6266, RFC 8187).
pub fn attachment(title: &str, extension: &str) -> HeaderValue {
    let plain = plain_name(title);
    let full = encoded(&full_name(title));
    let value = format!(
        "attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{full}.{extension}"
    );
    HeaderValue::from_str(&value).expect("letters, digits, hyphens and percent signs")
}

/// Lower-case letters, digits and hyphens.
fn plain_name(title: &str) -> String {
    let unaccented = title.nfkd().filter(|c| !is_combining_mark(*c));
    let words: String = unaccented
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let name = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let name: String = name.chars().take(LONGEST_NAME).collect();
    match name.trim_end_matches('-') {
        "" => "bundel".to_owned(),
        name => name.to_owned(),
    }
}

/// The title without what file systems refuse.
fn full_name(title: &str) -> String {
    let name: String = title
        .chars()
        .map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { ' ' } else { c })
        .take(LONGEST_NAME)
        .collect();
    match name.trim_matches([' ', '.']) {
        "" => "bundel".to_owned(),
        name => name.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Percent-encoded, but for the characters that RFC 8187 leaves as they are.
fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_file_names() {
        let check = |title: &str, plain: &str, full: &str| {
            let expect =
                format!("attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{full}.pdf");
            assert_eq!(attachment(title, "pdf"), expect.as_str(), "{title:?}");
        };
        check("Mijn bundel", "mijn-bundel", "Mijn%20bundel");
        check(
            "Crème brûlée & Zoë",
            "creme-brulee-zoe",
            "Cr%C3%A8me%20br%C3%BBl%C3%A9e%20&%20Zo%C3%AB",
        );
        check("../../etc/passwd", "etc-passwd", "etc%20passwd");
        check("<script>\"\r\nX: y", "script-x-y", "script%20X%20y");
        check("🎉", "bundel", "%F0%9F%8E%89");
        check("...", "bundel", "bundel");
    }
    proptest::proptest! {
        #[test]
        fn any_title_makes_a_name_that_stays_a_name(title in ".*") {
            let value = attachment(&title, "pdf");
            let value = value.to_str().expect("visible ASCII");
            let (plain, full) = value
                .strip_prefix("attachment; filename=\"")
                .and_then(|rest| rest.strip_suffix(".pdf"))
                .and_then(|rest| rest.split_once(".pdf\"; filename*=UTF-8''"))
                .expect("two names");
            assert!(plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{plain}");
            assert!(!full.contains(['/', '\\', '"', ';', ' ']), "{full}");
        }
    }
}
