//! Suggestions for the value of a field that is being typed: `organisatie:hal` may become
//! `organisatie:Halfom`.

use super::answer::Suggestion;
use super::query::{Field, value_being_typed};
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
    let (field, before, typed) = value_being_typed(text)?;
    // A kind is one word; what follows it is another part of the query.
    let goes_on = typed.contains(char::is_whitespace);
    match field {
        Field::Kind if !goes_on => Some(kinds(analyzer, before, typed, limit)),
        Field::Organisation => {
            let found = organisations(words, analyzer, before, typed, limit);
            (!found.is_empty() || !goes_on).then_some(found)
        }
        Field::Title | Field::Kind => None,
    }
}

fn kinds(analyzer: &Analyzer, before: &str, typed: &str, limit: usize) -> Vec<Suggestion> {
    let typed = spelled(analyzer, typed).join(" ");
    let found = Kind::ALL.into_iter().filter(|kind| kind.name().starts_with(&typed));
    let text = |kind: Kind| format!("{before}{}", kind.name());
    found.map(|kind| Suggestion { text: text(kind), kind: "woord" }).take(limit).collect()
}

fn organisations(
    words: &Words,
    analyzer: &Analyzer,
    before: &str,
    typed: &str,
    limit: usize,
) -> Vec<Suggestion> {
    let spelled = spelled(analyzer, typed);
    let Some(last) = spelled.last() else { return Vec::new() };
    let typed = spelled.join(" ");
    let names = words.names_with(words.beginning_with(last));
    let mut names: Vec<_> = names.into_iter().map(|number| words.name(number)).collect();
    names.retain(|name| {
        let begins = |at: usize| at == 0 || name.folded.as_bytes()[at - 1] == b' ';
        name.kind == NameKind::Organisation
            && name.folded.match_indices(&typed).any(|(at, _)| begins(at))
    });
    names.sort_by_key(|name| (!name.folded.starts_with(&typed), name.folded.len()));
    let suggestion = |shown: &str| {
        let quoted = shown.contains(char::is_whitespace);
        let text = if quoted { format!("{before}\"{shown}\"") } else { format!("{before}{shown}") };
        Suggestion { text, kind: NameKind::Organisation.name() }
    };
    names.into_iter().take(limit).map(|name| suggestion(&name.shown)).collect()
}

/// The words of a text as the list has them.
fn spelled(analyzer: &Analyzer, text: &str) -> Vec<String> {
    let mut spelled = Vec::new();
    analyzer.written(text, |token| spelled.push(token.word.exact.clone()));
    spelled
}
