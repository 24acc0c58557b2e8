//! The form in which a query is kept.

/// Longer queries are texts, of which each is asked once.
const LONGEST_CHARS: usize = 100;

/// The query in small letters, its spaces made one, or `None` when it is not to be kept: nothing but
/// signs, a whole text, or something with an e-mail address or a long number in it, which may be
/// somebody's.
pub(super) fn normalised(query: &str) -> Option<String> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let query = words.join(" ");
    let digits = query.chars().filter(char::is_ascii_digit).count();
    let kept = query.chars().count() <= LONGEST_CHARS
        && query.chars().any(char::is_alphanumeric)
        && !query.contains('@')
        // Telephone and register numbers have nine digits or more, a day eight.
        && digits < 9
        && !query.chars().any(char::is_control);
    kept.then_some(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_kept_without_its_writer() {
        let check = |query: &str, expect: Option<&str>| {
            assert_eq!(normalised(query).as_deref(), expect, "{query}");
        };
        check("  Sociale\tEconomie ", Some("sociale economie"));
        check("\"Één zin\" -woord", Some("\"één zin\" -woord"));
        check("10-08-2016", Some("10-08-2016"));
        check("", None);
        check("?!", None);
        check("jan@voorbeeld.be", None);
        check("0470 12 34 56", None);
        check(&"lang ".repeat(30), None);
        check("a\0b", None);
    }
}
