//! How much text stands below each element, counted once for all of them: to look below every element
//! again would take time with the square of a page in which they nest.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

/// What was counted below one element, and which elements something on the page folds out.
#[derive(Debug, Default)]
pub(super) struct Measures {
    letters: HashMap<NodeId, usize>,
    /// What the elements' numbers of bytes come to: what looking below each of them would cost.
    pub bytes_times_depth: usize,
    /// The ids that buttons name as what they fold out (`aria-controls`).
    controlled: HashSet<String>,
}

impl Measures {
    /// Counts below `root`.
    pub fn of(root: &NodeRef<'_>) -> Measures {
        let mut measures = Measures::default();
        // In document order, with the texts' letters and bytes; then upwards, children before parents.
        let mut below: Vec<(NodeRef<'_>, usize, usize)> = Vec::new();
        let mut place: HashMap<NodeId, usize> = HashMap::new();
        for node in std::iter::once(*root).chain(root.descendants_it()) {
            let (mut letters, mut bytes) = (0, 0);
            if node.is_text() {
                let text = node.text();
                letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                bytes = text.len();
            } else if let Some(ids) = node.attr("aria-controls") {
                measures.controlled.extend(ids.split_ascii_whitespace().map(str::to_owned));
            }
            place.insert(node.id, below.len());
            below.push((node, letters, bytes));
        }
        for at in (0..below.len()).rev() {
            let (node, letters, bytes) = below[at];
            if !node.is_text() {
                measures.letters.insert(node.id, letters);
                measures.bytes_times_depth += bytes;
            }
            let parent = node.parent().filter(|_| at > 0);
            if let Some(&parent) = parent.and_then(|parent| place.get(&parent.id)) {
                below[parent].1 += letters;
                below[parent].2 += bytes;
            }
        }
        measures
    }

    /// Letters and digits of the text below an element.
    pub fn letters(&self, node: &NodeRef<'_>) -> usize {
        self.letters.get(&node.id).copied().unwrap_or_default()
    }

    /// Whether a button says that it folds out this element.
    pub fn is_controlled(&self, node: &NodeRef<'_>) -> bool {
        node.id_attr().is_some_and(|id| self.controlled.contains(&*id))
    }
}
