//! Clauses joined by `OF`.

use std::ops::Range;

use super::lexer::{Field, Form, Lexeme};
use super::understood::echo;
use super::{Reading, place, scope, words_of};
use crate::search::plan::{Alternative, Condition, Scope, Wording};

/// The most wordings that one `OF` joins; later ones are left out.
const MAX_ALTERNATIVES: usize = 64;

/// What an `OF` joins.
#[derive(Default)]
struct Either {
    wordings: Vec<Wording>,
    /// Of the wordings.
    synonyms: Vec<Alternative>,
    /// Any of these will do.
    conditions: Vec<Condition>,
    /// Whether one of them must hold.
    insists: bool,
    /// What they are called, in Dutch.
    names: Vec<String>,
}

impl Reading<'_> {
    /// Clauses joined by `OF`: one place of the query, and one condition as soon as a clause is one.
    pub(super) fn either(&mut self, range: Range<usize>) {
        let mut either = Either::default();
        for lexeme in self.lexemes[range].iter().step_by(2).take(MAX_ALTERNATIVES) {
            self.operand(lexeme, &mut either);
        }
        let Either { wordings, synonyms, conditions, insists, names } = either;
        if conditions.is_empty() {
            return;
        }
        self.words_seen = true;
        self.understood.say(names.join(" of "));
        // Beside an organisation or a kind the words are mere conditions: what has none of them
        // matches too.
        let texts = conditions.iter().all(|condition| condition.name().is_none());
        if insists {
            self.plan.required.push(conditions);
        }
        if texts {
            // None is the place's own word, so that their order makes no difference.
            let mut unit = place(wordings);
            for synonym in synonyms {
                if unit.alternatives.iter().all(|known| known.wording != synonym.wording) {
                    unit.alternatives.push(synonym);
                }
            }
            self.plan.units.push(unit);
        }
    }

    /// One side of an `OF`.
    fn operand(&self, lexeme: &Lexeme, either: &mut Either) {
        let text = &self.query[lexeme.text.clone()];
        let filter = match lexeme.field {
            Some(field @ (Field::Organisation | Field::Kind)) => self.value(field, text),
            _ => None,
        };
        if let Some(condition) = filter {
            either.insists = true;
            either.names.push(condition.name().unwrap_or_default().to_owned());
            either.conditions.push(condition);
            return;
        }
        let Some(wording) = self.wording(lexeme) else { return };
        let scope = scope(lexeme);
        either.insists |= lexeme.form == Form::Quotation || scope == Scope::Title;
        either.names.push(match (lexeme.form, scope) {
            (Form::Quotation, Scope::Anywhere) => format!("\"{}\"", echo(text)),
            (Form::Quotation, Scope::Title) => format!("\"{}\" in de titel", echo(text)),
            (Form::Prefix, _) => format!("{}…", echo(text)),
            (_, Scope::Title) => format!("{} in de titel", echo(text)),
            _ => echo(text),
        });
        either.conditions.push(Condition::Text { wording: wording.clone(), scope });
        // As for plain words; what must stand in the title is what was typed.
        let plain = matches!(wording, Wording::Word { .. } | Wording::Sequence(_));
        if plain && scope == Scope::Anywhere {
            let mut words = words_of(text, self.reader.analyzer);
            self.reader.thesaurus.widen(&mut words);
            for synonym in words.into_iter().flat_map(|word| word.alternatives) {
                let wording = synonym.wording.clone();
                either.conditions.push(Condition::Text { wording, scope });
                either.synonyms.push(synonym);
            }
        }
        if !either.wordings.contains(&wording) {
            either.wordings.push(wording);
        }
    }
}
