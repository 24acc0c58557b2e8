//! What a document is made from, in one number.

use std::fmt;

use sha2::{Digest, Sha256};

use super::{Form, hypertext, json, pdf};
use crate::bundel::{Part, Publication};
use crate::hex::hex;

/// SHA-256 over the form, the templates, and all that stands in the publication: where it is equal,
/// this program makes the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    #[must_use]
    pub fn of(form: Form, publication: &Publication) -> Self {
        let mut hasher = Sha256::new();
        let mut add = |bytes: &[u8]| {
            // Lengths keep apart what would run into one another.
            hasher.update(bytes.len().to_le_bytes());
            hasher.update(bytes);
        };
        add(form.extension().as_bytes());
        add(pdf::TEMPLATE.as_bytes());
        add(hypertext::STYLE.as_bytes());
        add(publication.base_url.as_deref().unwrap_or_default().as_bytes());
        add(json(publication).as_bytes());
        for part in &publication.parts {
            if let Part::Article { picture, .. } = part {
                let stamp = picture.as_ref().map(|picture| picture.stamp.as_bytes());
                add(stamp.unwrap_or_default());
            }
        }
        Fingerprint(hasher.finalize().into())
    }
}

impl From<[u8; 32]> for Fingerprint {
    fn from(bytes: [u8; 32]) -> Self {
        Fingerprint(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::bundel::Picture;
    use crate::render::sample;

    #[test]
    fn every_difference_shows() {
        let same = Fingerprint::of(Form::Pdf, &sample::publication());
        assert_eq!(same, Fingerprint::of(Form::Pdf, &sample::publication()));
        assert_ne!(same, Fingerprint::of(Form::Epub, &sample::publication()));
        let changes: [fn(&mut Publication); 8] = [
            |whole| whole.title.push('!'),
            |whole| whole.subtitle = None,
            |whole| whole.introduction = None,
            |whole| whole.made_on = whole.made_on.tomorrow().unwrap(),
            |whole| whole.base_url = None,
            |whole| whole.search = None,
            |whole| whole.parts.swap(0, 1),
            |whole| {
                if let Part::Article { changed, .. } = &mut whole.parts[1] {
                    *changed = true;
                }
            },
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut whole = sample::publication();
            change(&mut whole);
            assert_ne!(same, Fingerprint::of(Form::Pdf, &whole), "{number}");
        }
        let changes: [fn(&mut Part); 3] = [
            |part| {
                if let Part::Article { article, .. } = part {
                    Arc::make_mut(article).lead.push('!');
                }
            },
            |part| {
                if let Part::Article { note, .. } = part {
                    *note = None;
                }
            },
            |part| {
                if let Part::Article { picture, .. } = part {
                    *picture = Some(Picture { stamp: "a".to_owned(), bytes: Arc::default() });
                }
            },
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut whole = sample::publication();
            change(&mut whole.parts[1]);
            assert_ne!(same, Fingerprint::of(Form::Pdf, &whole), "{number}");
        }
    }
}
