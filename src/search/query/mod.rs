//! Reads a query into a [`Plan`].
//!
//! | typed | meaning |
//! | --- | --- |
//! | words | any of them matches, all of them rank |
//! | `"exact phrase"` | must occur as typed, in order |
//! | `-word`, `-"phrase"` | must not occur; a word in any inflection, not as a part of a compound |
//! | `a OF b`, `a OR b` | either, as one place of the query |
//! | `titel:word` | must stand in the title |
//! | `organisatie:name`, `soort:kind` | of that organisation, of that kind; several of one are either |
//! | `word*` | words that begin so |
//!
//! Any input is a query; reading one never fails.

mod either;
mod lexer;
mod understood;

use std::ops::Range;

pub(super) use self::lexer::{Field, is_plain, value_being_typed};
use self::lexer::{Form, Lexeme, lex};
use self::understood::{Understood, echo};
use super::plan::{Alternative, Condition, Origin, Plan, Scope, Unit, Wording};
use super::synonyms::Thesaurus;
use crate::article::Kind;
use crate::dutch::Analyzer;

/// The most places of a query that count; later ones are left out. Whole paragraphs pasted into the
/// box stay well below it.
const MAX_UNITS: usize = 256;

/// The most words that are taken together for the name of an organisation, where it is not quoted.
pub(super) const MAX_NAME_WORDS: usize = 6;

/// What reading a query leans on.
pub(super) struct Reader<'a> {
    pub analyzer: &'a Analyzer,
    /// The canonical name of an organisation that is known by the name given.
    pub organisation: &'a dyn Fn(&str) -> Option<String>,
    pub thesaurus: &'a Thesaurus,
}

impl Reader<'_> {
    pub fn read(&self, query: &str) -> Plan {
        let mut reading = Reading {
            reader: self,
            query,
            lexemes: lex(query, &|text| self.completes(text)),
            plan: Plan::default(),
            understood: Understood::default(),
            words_seen: false,
            organisations: Vec::new(),
            kinds: Vec::new(),
        };
        reading.clauses();
        reading.finish()
    }

    /// Whether the last word of a text takes its beginning from a compound before it, and the two are
    /// a word that is known: "koffie en -thee" leaves out.
    fn completes(&self, text: &str) -> bool {
        let mut known = false;
        self.analyzer.analyse(text, |token| {
            known = token.completed && self.analyzer.lists(&token.word.exact);
        });
        known
    }
}

/// A query being read.
struct Reading<'a> {
    reader: &'a Reader<'a>,
    query: &'a str,
    lexemes: Vec<Lexeme>,
    plan: Plan,
    understood: Understood,
    words_seen: bool,
    /// Values of `organisatie:` and `soort:`, any of which will do.
    organisations: Vec<Condition>,
    kinds: Vec<Condition>,
}

impl Reading<'_> {
    fn clauses(&mut self) {
        let mut at = 0;
        while at < self.lexemes.len() {
            let group = self.alternation(at);
            if group > at + 1 {
                self.either(at..group);
                at = group;
            } else if self.is_plain(at) {
                let mut end = at + 1;
                while end < self.lexemes.len()
                    && self.is_plain(end)
                    && self.alternation(end) == end + 1
                {
                    end += 1;
                }
                // Words up to the next sign stay one text, so that the analysis sees neighbours such
                // as "kop- en voetteksten" together.
                self.words(self.lexemes[at].range.start..self.lexemes[end - 1].range.end);
                at = end;
            } else {
                at += self.clause(at);
            }
        }
    }

    fn finish(self) -> Plan {
        let Reading { query, mut plan, mut understood, organisations, kinds, .. } = self;
        for (conditions, said) in [(organisations, "alleen van"), (kinds, "alleen soort")] {
            if !conditions.is_empty() {
                let names: Vec<&str> = conditions.iter().filter_map(Condition::name).collect();
                understood.say(format!("{said} {}", names.join(" of ")));
                plan.required.push(conditions);
            }
        }
        plan.required.dedup();
        plan.wordless = !self.words_seen && !query.trim().is_empty();
        plan.understood = understood.finish();
        // Stop words say little beside others, and would make nearly everything match; alone
        // they are all there is ("Van alles en nog wat").
        if plan.units.iter().any(|unit| !unit.stop) {
            plan.units.retain(|unit| !unit.stop);
        }
        plan.units.truncate(MAX_UNITS);
        plan
    }

    /// Whether a lexeme is nothing but a word; an `OF` without two sides is one too.
    fn is_plain(&self, at: usize) -> bool {
        let lexeme = &self.lexemes[at];
        matches!(lexeme.form, Form::Word | Form::Or) && !lexeme.without && lexeme.field.is_none()
    }

    /// The end of what `OF` joins from `at` on; the lexeme alone when it joins nothing.
    fn alternation(&self, at: usize) -> usize {
        let operand = |at: usize| {
            let lexeme = self.lexemes.get(at);
            lexeme.is_some_and(|lexeme| lexeme.form != Form::Or && !lexeme.without)
        };
        let joined = |at: usize| self.lexemes.get(at).is_some_and(|next| next.form == Form::Or);
        let mut end = at + 1;
        while operand(end - 1) && joined(end) && operand(end + 1) {
            end += 2;
        }
        end
    }

    /// Plain words.
    fn words(&mut self, range: Range<usize>) {
        let text = &self.query[range.clone()];
        self.plan.plain.push(range);
        let mut units = words_of(text, self.reader.analyzer);
        if !units.is_empty() {
            self.words_seen = true;
            self.understood.words(text);
        }
        self.reader.thesaurus.widen(&mut units);
        self.plan.units.extend(units);
    }

    /// One clause that is more than words; gives how many lexemes it takes.
    fn clause(&mut self, at: usize) -> usize {
        match self.lexemes[at].field {
            Some(field @ (Field::Organisation | Field::Kind)) => self.filter_clause(at, field),
            Some(Field::Title) | None => {
                self.text_clause(&self.lexemes[at].clone());
                1
            }
        }
    }

    /// `organisatie:` or `soort:` with what follows; gives how many lexemes that takes.
    fn filter_clause(&mut self, at: usize, field: Field) -> usize {
        let lexeme = self.lexemes[at].clone();
        let (condition, taken) = self.filter(at, field);
        match condition {
            Some(condition) if lexeme.without => {
                let name = condition.name().unwrap_or_default();
                let said = if field == Field::Kind { "niet soort" } else { "niet van" };
                self.understood.say(format!("{said} {name}"));
                self.plan.excluded.push(condition);
                self.words_seen = true;
            }
            Some(Condition::Kind(kind)) => self.choose_kind(kind),
            Some(condition) => self.choose_organisation(condition),
            None => self.unknown_value(&lexeme, field),
        }
        taken
    }

    /// A phrase, a prefix, an exclusion, or what must stand in the title.
    fn text_clause(&mut self, lexeme: &Lexeme) {
        let text = &self.query[lexeme.text.clone()];
        let scope = scope(lexeme);
        let Some(wording) = self.wording(lexeme) else { return };
        self.words_seen = true;
        self.understood.say(said(&wording, scope, lexeme.without, text));
        let condition = Condition::Text { wording: wording.clone(), scope };
        if lexeme.without {
            self.plan.excluded.push(condition);
            return;
        }
        match wording {
            Wording::Prefix(_) => self.plan.units.push(place(vec![wording])),
            Wording::Phrase(words) => {
                // As typed: neither pieces nor parts of compounds.
                let word = |word: &String| Unit {
                    parts: Vec::new(),
                    ..Unit::of(&self.reader.analyzer.word(word))
                };
                let units: Vec<Unit> = words.iter().map(word).collect();
                if units.iter().all(|unit| unit.stop) {
                    // Stop words give way to others; as a phrase they may stand alone.
                    self.plan.units.push(place(vec![Wording::Phrase(words)]));
                } else {
                    self.plan.units.extend(units);
                }
            }
            _ => self.plan.units.extend(words_of(text, self.reader.analyzer)),
        }
        // A prefix is a word like others: any word of the query makes an article match.
        if lexeme.form != Form::Prefix || scope == Scope::Title {
            self.plan.required.push(vec![condition]);
        }
    }

    /// The words of a lexeme as something to look for; `None` when there are none.
    fn wording(&self, lexeme: &Lexeme) -> Option<Wording> {
        let analyzer = self.reader.analyzer;
        let text = &self.query[lexeme.text.clone()];
        let mut words = Vec::new();
        analyzer.written(text, |token| words.push(token.word.clone()));
        match (lexeme.form, words.as_slice()) {
            (_, []) => None,
            (Form::Prefix, [word]) => Some(Wording::Prefix(word.exact.clone())),
            (Form::Quotation, words) => {
                Some(Wording::Phrase(words.iter().map(|word| word.exact.clone()).collect()))
            }
            (_, [word]) => Some(Wording::word(word)),
            (_, words) => {
                Some(Wording::Sequence(words.iter().map(|word| word.term.clone()).collect()))
            }
        }
    }

    /// The value of a filter that begins at `at`, when it is known, and how many lexemes it takes: an
    /// organisation's name may go on in the words that follow.
    fn filter(&self, at: usize, field: Field) -> (Option<Condition>, usize) {
        let first = &self.lexemes[at];
        let mut longest = at + 1;
        if field == Field::Organisation && first.form == Form::Word {
            while longest < self.lexemes.len()
                && longest < at + MAX_NAME_WORDS
                && self.is_plain(longest)
            {
                longest += 1;
            }
        }
        for end in (at + 1..=longest).rev() {
            let text = first.text.start..self.lexemes[end - 1].text.end;
            if let Some(condition) = self.value(field, &self.query[text]) {
                return (Some(condition), end - at);
            }
        }
        (None, 1)
    }

    fn value(&self, field: Field, text: &str) -> Option<Condition> {
        match field {
            Field::Title => None,
            Field::Organisation => (self.reader.organisation)(text).map(Condition::Organisation),
            Field::Kind => named_kind(text).map(Condition::Kind),
        }
    }

    fn choose_organisation(&mut self, condition: Condition) {
        self.words_seen = true;
        if !self.organisations.contains(&condition) {
            self.organisations.push(condition);
        }
    }

    fn choose_kind(&mut self, kind: Kind) {
        self.words_seen = true;
        let condition = Condition::Kind(kind);
        if !self.kinds.contains(&condition) {
            self.kinds.push(condition);
        }
    }

    /// A value that is no organisation or kind is text like any other.
    fn unknown_value(&mut self, lexeme: &Lexeme, field: Field) {
        let text = &self.query[lexeme.text.clone()];
        if lexeme.without {
            if let Some(wording) = self.wording(lexeme) {
                self.words_seen = true;
                self.understood.say(said(&wording, Scope::Anywhere, true, text));
                self.plan.excluded.push(Condition::Text { wording, scope: Scope::Anywhere });
            }
            return;
        }
        let units = words_of(text, self.reader.analyzer);
        if !units.is_empty() {
            self.words_seen = true;
            self.understood.unknown_value(field, text);
            self.plan.units.extend(units);
        }
    }
}

impl Condition {
    /// The value, of a condition on an organisation or a kind.
    fn name(&self) -> Option<&str> {
        match self {
            Condition::Organisation(name) => Some(name),
            Condition::Kind(kind) => Some(kind.name()),
            Condition::Text { .. } => None,
        }
    }
}

fn scope(lexeme: &Lexeme) -> Scope {
    if lexeme.field == Some(Field::Title) { Scope::Title } else { Scope::Anywhere }
}

/// A kind by its name, in the singular or the plural.
pub(super) fn named_kind(text: &str) -> Option<Kind> {
    let name = text.trim().to_lowercase();
    Kind::ALL.into_iter().find(|kind| {
        name.strip_prefix(kind.name())
            .is_some_and(|ending| matches!(ending, "" | "en" | "s" | "'s"))
    })
}

/// A place of the query that may be filled in several ways.
fn place(wordings: Vec<Wording>) -> Unit {
    let typed = |wording| Alternative { wording, origin: Origin::Typed };
    Unit { alternatives: wordings.into_iter().map(typed).collect(), ..Unit::default() }
}

/// A condition on the text, in Dutch.
fn said(wording: &Wording, scope: Scope, without: bool, text: &str) -> String {
    let text = echo(text);
    let what = match wording {
        Wording::Phrase(words) if words.len() > 1 => format!("de woordgroep \"{text}\""),
        Wording::Phrase(_) => format!("precies het woord \"{text}\""),
        Wording::Prefix(_) => format!("woorden die beginnen met \"{text}\""),
        Wording::Word { .. } | Wording::Sequence(_) => text,
    };
    match (scope, without, wording) {
        (Scope::Title, false, _) => format!("in de titel: {what}"),
        (Scope::Title, true, _) => format!("niet in de titel: {what}"),
        (Scope::Anywhere, true, _) => format!("zonder {what}"),
        (Scope::Anywhere, false, Wording::Phrase(_)) => format!("met {what}"),
        (Scope::Anywhere, false, _) => what,
    }
}

/// The words of a piece of query. A coordination's fragment ("kop-" of "kop- en voetteksten") gives
/// way to the word that it stands for.
fn words_of(text: &str, analyzer: &Analyzer) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    // Where those of the last word begin.
    let mut last = 0;
    analyzer.analyse(text, |token| {
        let text = if token.completed {
            units.truncate(last);
            &token.word.exact
        } else {
            last = units.len();
            token.surface
        };
        match pieces(text) {
            Some(pieces) => units.extend(pieces.map(|piece| Unit::of(&analyzer.word(piece)))),
            None => units.push(Unit::of(token.word)),
        }
    });
    for at in 1..units.len() {
        if let Some(bare) = without_link(&units[at - 1].exact, &units[at].exact, analyzer) {
            let wording = Wording::word(&analyzer.word(&bare));
            units[at - 1].alternatives.push(Alternative { wording, origin: Origin::Typed });
        }
    }
    units
}

/// The first word without the `s` that links it to the second, when both are one compound: "arbeids
/// markt" is about "arbeid".
fn without_link(first: &str, second: &str, analyzer: &Analyzer) -> Option<String> {
    if !first.ends_with('s') {
        return None;
    }
    let joined = analyzer.word(&format!("{first}{second}"));
    let [modifier, head, ..] = joined.parts.as_slice() else { return None };
    let linked = modifier.range.end + 1 == first.len() && head.range.start == first.len();
    let bare = joined.exact.get(modifier.range.clone())?;
    (linked && analyzer.word(bare).term != analyzer.word(first).term).then(|| bare.to_owned())
}

/// The pieces of a hyphenated word, which one may as well write apart: "NPER-functie". Single letters
/// mean nothing on their own ("e-mail", "x-as"), so such a word stays whole.
fn pieces(surface: &str) -> Option<impl Iterator<Item = &str>> {
    let pieces = || surface.split('-').filter(|piece| !piece.is_empty());
    let apart = pieces().count() > 1 && pieces().all(|piece| piece.chars().nth(1).is_some());
    apart.then(pieces)
}

#[cfg(test)]
mod tests;
