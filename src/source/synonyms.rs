//! The list of synonyms, `_synoniemen.txt`: which words and phrases mean the same.
//!
//! A line is a group, `a, b, c`: whoever looks for one finds the others. `a, b => c, d` holds one way:
//! whoever looks for what stands left finds what stands right. `#` begins a comment. A line that
//! cannot be used is a [`ListFault`], and the others hold. What counts as the same word is left to
//! whoever uses the list.

use super::list_fault::ListFault;

/// The list's name in the corpus folder.
pub const SYNONYMS_FILE: &str = "_synoniemen.txt";

/// The most wordings on one line. Each is looked for with every search for one of the others.
const MAX_WORDINGS: usize = 32;

/// Groups of synonyms, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// One for each line that could be used.
    pub groups: Vec<SynonymGroup>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymGroup {
    /// Words or phrases that are looked for.
    pub from: Vec<String>,
    /// What is found as well; the same list for a line that holds both ways.
    pub to: Vec<String>,
}

impl Synonyms {
    /// Reads the list. Faulty lines are left out and named; the rest holds.
    pub fn parse(text: &str) -> (Synonyms, Vec<ListFault>) {
        let mut synonyms = Synonyms::default();
        let mut faults = Vec::new();
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let meant = text.split('#').next().unwrap_or_default().trim();
            if meant.is_empty() {
                continue;
            }
            match SynonymGroup::parse(meant) {
                Ok(group) => synonyms.groups.push(group),
                Err(what) => faults.push(ListFault::Line { line, what }),
            }
        }
        (synonyms, faults)
    }
}

impl SynonymGroup {
    fn parse(line: &str) -> Result<SynonymGroup, String> {
        let sides: Vec<&str> = line.split("=>").collect();
        match sides.as_slice() {
            [all] => {
                let all = wordings(all)?;
                if all.len() < 2 {
                    return Err("a group needs two words or more, separated by commas".to_owned());
                }
                Ok(SynonymGroup { from: all.clone(), to: all })
            }
            [from, to] => {
                let (from, to) = (wordings(from)?, wordings(to)?);
                if from.is_empty() || to.is_empty() {
                    return Err("expected words on both sides of =>".to_owned());
                }
                Ok(SynonymGroup { from, to })
            }
            _ => Err("expected at most one =>".to_owned()),
        }
    }
}

/// The words and phrases between commas; one that is empty is passed over, as after a last comma.
fn wordings(text: &str) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = Vec::new();
    for wording in text.split(',').map(str::trim).filter(|wording| !wording.is_empty()) {
        if !wording.contains(char::is_alphanumeric) {
            return Err(format!("{wording:?} has no letters"));
        }
        let known = all.iter().any(|other| other.to_lowercase() == wording.to_lowercase());
        if known {
            return Err(format!("{wording:?} stands here twice"));
        }
        all.push(wording.to_owned());
    }
    if all.len() > MAX_WORDINGS {
        return Err(format!("{} words or phrases; at most {MAX_WORDINGS} are used", all.len()));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_groups_and_faults_are_named() {
        let check = |text: &str, groups: &[(&str, &str)], faults: &[&str]| {
            let (synonyms, found) = Synonyms::parse(text);
            let shown: Vec<(String, String)> = synonyms
                .groups
                .iter()
                .map(|group| (group.from.join("|"), group.to.join("|")))
                .collect();
            let shown: Vec<(&str, &str)> =
                shown.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
            assert_eq!(shown, groups, "{text}");
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found, faults, "{text}");
        };
        check("", &[], &[]);
        check("# niets\n\n  # ook niets", &[], &[]);
        check(
            "\u{feff}vdab, Vlaamse Dienst # overheid\r\n",
            &[("vdab|Vlaamse Dienst", "vdab|Vlaamse Dienst")],
            &[],
        );
        check("baas, chef => werkgever,\n", &[("baas|chef", "werkgever")], &[]);
        check(
            "alleen\na, b\n=> x\na => b => c\nA, a\n!, b\n",
            &[("a|b", "a|b")],
            &[
                "line 1: a group needs two words or more, separated by commas",
                "line 3: expected words on both sides of =>",
                "line 4: expected at most one =>",
                "line 5: \"a\" stands here twice",
                "line 6: \"!\" has no letters",
            ],
        );
    }
}
