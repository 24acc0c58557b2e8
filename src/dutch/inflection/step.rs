//! The chain as a list: what each step is for, and sets of steps for an evaluation.

/// One step of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An apostrophe only keeps letters apart for the eye: `foto's`, `'s avonds`, `baby'tje`.
    Apostrophe,
    /// Texts from before 1996 write `produkt` and `pannekoek`.
    OldSpelling,
    /// Porter and the rules take vowel change for another word: `liep` is `loop`.
    StrongVerb,
    /// Plurals that no rule foretells: `steden`, `kinderen`, `musea`.
    IrregularNoun,
    /// `stoeltje` is a chair.
    Diminutive,
    /// Behind an unstressed syllable the plural takes -s: `computers`, `stages`.
    PluralS,
    /// `groter` and `grootst` say how much, not what.
    Degree,
    /// `gewerkt` and `werkend` are forms of `werken`.
    Participle,
    /// `vergadering` names what `vergaderen` does. Where Porter allows it: `woning` and `ding` stay.
    ActionNoun,
    /// Porter's stemmer, the base: -e, -en, -heden and derivation.
    Porter,
    /// Spelling of the stem: `lop`(en) is `loop`, `huiz`(en) is `huis`. Takes back what Porter cuts
    /// beyond the ending.
    Syllable,
    /// `werkt`, `werkte` and `bedoeld` end in a verb's dental, `markt` and `beeld` in their own.
    Dental,
    /// Stress is not written: `argumenteer` and `computer` share -eren.
    LastVowel,
}

/// The chain, in the order in which it runs.
pub const CHAIN: [Step; 13] = [
    Step::Apostrophe,
    Step::OldSpelling,
    Step::StrongVerb,
    Step::IrregularNoun,
    Step::Diminutive,
    Step::PluralS,
    Step::Degree,
    Step::Participle,
    Step::ActionNoun,
    Step::Porter,
    Step::Syllable,
    Step::Dental,
    Step::LastVowel,
];

impl Step {
    /// The step's name, as shown to a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apostrophe => "apostrophe",
            Self::OldSpelling => "old spelling",
            Self::StrongVerb => "strong verb",
            Self::IrregularNoun => "irregular noun",
            Self::Diminutive => "diminutive",
            Self::PluralS => "plural -s",
            Self::Degree => "degree",
            Self::Participle => "participle",
            Self::ActionNoun => "action noun",
            Self::Porter => "porter",
            Self::Syllable => "syllable",
            Self::Dental => "dental",
            Self::LastVowel => "last vowel",
        }
    }
}

/// Which steps of the chain run. All of them, unless an evaluation wants to know what one is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(u16);

impl Steps {
    pub const ALL: Self = Self(u16::MAX);
    pub const NONE: Self = Self(0);

    #[must_use]
    pub fn with(self, step: Step) -> Self {
        Self(self.0 | 1 << step as u16)
    }

    #[must_use]
    pub fn without(self, step: Step) -> Self {
        Self(self.0 & !(1 << step as u16))
    }

    pub fn contains(self, step: Step) -> bool {
        self.0 & 1 << step as u16 != 0
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self::ALL
    }
}
