//! Suggestions for the value of a field that is being typed: `organisatie:hal` may become
//! `organisatie:Halfom`.

use super::answer::Suggestion;
use super::words::{NameKind, Words};
use crate::article::Kind;
use crate::dutch::Analyzer;

/// Values with which a query may go on, or `None` when no field's value is being typed.
pub(super) fn values(
    words: &Words,
    analyzer: &Analyzer,
    text: &str,
    limit: usize,
) -> Option<Vec<Suggestion>> {
    let field = |name: &str| {
        let start = text.to_ascii_lowercase().rfind(name)?;
        let apart = text[..start].chars().next_back().is_none_or(char::is_whitespace);
        apart.then_some(start + name.len())
    };
    let (at, organisations) = match (field("organisatie:"), field("soort:")) {
        (Some(organisation), Some(kind)) => (organisation.max(kind), organisation > kind),
        (organisation, kind) => (organisation.or(kind)?, organisation.is_some()),
    };
    let (before, typed) = text.split_at(at);
    let typed = typed.strip_prefix(['"', '“', '„']).unwrap_or(typed);
    if typed.contains(['"', '“', '”', ':']) {
        return None;
    }
    // A kind is one word; what follows it is another part of the query.
    let goes_on = typed.contains(char::is_whitespace);
    if goes_on && !organisations {
        return None;
    }
    let mut spelled = Vec::new();
    analyzer.analyse(typed, |token| spelled.push(token.word.exact.clone()));
    let typed = spelled.join(" ");
    if !organisations {
        let kinds = Kind::ALL.into_iter().filter(|kind| kind.name().starts_with(&typed));
        let text = |kind: Kind| format!("{before}{}", kind.name());
        let found = kinds.map(|kind| Suggestion { text: text(kind), kind: "woord" });
        return Some(found.take(limit).collect());
    }
    let Some(last) = spelled.last() else { return Some(Vec::new()) };
    let names = words.names_with(words.beginning_with(last));
    let mut names: Vec<_> = names.into_iter().map(|number| words.name(number)).collect();
    names.retain(|name| {
        let begins = |at: usize| at == 0 || name.folded.as_bytes()[at - 1] == b' ';
        name.kind == NameKind::Organisation
            && name.folded.match_indices(&typed).any(|(at, _)| begins(at))
    });
    if names.is_empty() && goes_on {
        return None;
    }
    names.sort_by_key(|name| (!name.folded.starts_with(&typed), name.folded.len()));
    let suggestion = |shown: &str| {
        let quoted = shown.contains(char::is_whitespace);
        let text = if quoted { format!("{before}\"{shown}\"") } else { format!("{before}{shown}") };
        Suggestion { text, kind: NameKind::Organisation.name() }
    };
    Some(names.into_iter().take(limit).map(|name| suggestion(&name.shown)).collect())
}
