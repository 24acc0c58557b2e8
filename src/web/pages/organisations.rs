//! Who the articles are about: all organisations, and each with its articles.

use maud::{Markup, html};

use super::form::{address, feed_address, segment};
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, articles, page};
use super::picture::Pictured;
use super::results::card;
use crate::search::{Answer, Filters, OrganisationCount, SearchRequest};
use crate::source::{Organisation, name_key};
use crate::web::discovery::metadata;

/// The path of an organisation's page: its name as names are compared, or the name itself where that
/// does not lead back to it.
pub fn path(name: &str) -> String {
    let key = name_key(name);
    let slug = key.replace(' ', "-");
    let slug = if name_key(&slug) == key && !key.is_empty() { &slug } else { name };
    format!("/organisaties/{}", segment(slug))
}

/// The search for everything of one organisation.
pub fn search(name: &str) -> SearchRequest {
    SearchRequest {
        filters: Filters { organisations: vec![name.to_owned()], ..Filters::default() },
        ..SearchRequest::default()
    }
}

/// All organisations, by their first letter.
pub fn list(
    organisations: &[OrganisationCount],
    visitor: &Visitor,
    base_url: Option<&str>,
) -> Markup {
    const DESCRIPTION: &str = "Alle organisaties waarover u hier artikelen vindt.";
    let main = html! {
        div.wide.listing {
            header.title {
                h1 { "Organisaties" }
                p.lead {
                    (organisations.len()) " organisaties doen, vertellen of organiseren iets in deze "
                    "artikelen. Kies er een en lees alles wat wij van haar hebben."
                }
            }
            div.register {
                @for (letter, names) in by_letter(organisations) {
                    section aria-labelledby={ "letter-" (letter) } {
                        h2 id={ "letter-" (letter) } { (letter) }
                        ul {
                            @for organisation in names {
                                li {
                                    a href=(path(&organisation.name)) { (organisation.name) }
                                    " "
                                    span.number {
                                        (organisation.count)
                                        span.unseen { " " (articles(organisation.count)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let head = Head {
        place: Place::Organisations,
        ..Head::listed("Organisaties", DESCRIPTION, Some("/organisaties"), base_url)
    };
    page(&head, visitor, &main)
}

/// One organisation with its newest articles.
pub fn view(
    organisation: &Organisation,
    answer: &Answer,
    pictured: &Pictured,
    visitor: &Visitor,
    base_url: Option<&str>,
) -> Markup {
    let name = &organisation.name;
    let request = search(name);
    let website = organisation.website.as_deref().filter(|address| is_page(address));
    let main = html! {
        div.wide.listing {
            header.title {
                nav.trail aria-label="Kruimelpad" {
                    ol {
                        li.kind {
                            a href="/organisaties" {
                                (Icon::Organisation.show()) "Alle organisaties"
                            }
                        }
                    }
                }
                h1 { (name) }
                p.lead {
                    @match answer.total {
                        0 => "Van deze organisatie hebben wij nog geen artikelen.",
                        total => { (total) " " (articles(total)) " over of met " (name) "." },
                    }
                }
                ul.actions {
                    @if let Some(website) = website {
                        li {
                            a.button href=(website) rel="noopener external" {
                                (Icon::Link.show()) "Naar de website"
                            }
                        }
                    }
                    @if answer.total > 0 {
                        li {
                            a.button href=(address(&request)) {
                                (Icon::Search.show()) "Zoek binnen deze artikelen"
                            }
                        }
                        li {
                            a.button href=(feed_address(&request)) {
                                (Icon::Feed.show()) "Volg via Atom"
                            }
                        }
                    }
                }
            }
            @if answer.total > 0 {
                section aria-labelledby="artikelen" {
                    h2.rule #artikelen { "De nieuwste artikelen" }
                    ol.cards { @for hit in &answer.hits { li { (card(hit, pictured, visitor)) } } }
                    @if answer.total > answer.hits.len() {
                        p.onward {
                            a href=(address(&SearchRequest { page: 2, ..request })) {
                                "Bekijk ook de andere " (answer.total - answer.hits.len())
                            }
                        }
                    }
                }
            }
        }
    };
    let own = path(name);
    let feed = feed_address(&search(name));
    let description =
        format!("Artikelen over en met {name}: praktijkvoorbeelden, inspiratie en evenementen.");
    let head = Head {
        feed: Some(&feed),
        metadata: metadata::of_organisation(name, website, base_url),
        place: Place::Organisations,
        ..Head::listed(name, &description, Some(&own), base_url)
    };
    page(&head, visitor, &main)
}

/// Whether a browser opens this as a page: an address in a file is somebody's text.
pub fn is_page(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// In order of the names as compared (without De and Het), each with the letter it begins with.
fn by_letter(organisations: &[OrganisationCount]) -> Vec<(char, Vec<&OrganisationCount>)> {
    let mut keyed: Vec<(String, &OrganisationCount)> =
        organisations.iter().map(|one| (name_key(&one.name), one)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut groups: Vec<(char, Vec<&OrganisationCount>)> = Vec::new();
    for (key, organisation) in keyed {
        let first = key.chars().next().filter(|c| c.is_alphabetic());
        let letter = first.and_then(|c| c.to_uppercase().next()).unwrap_or('#');
        match groups.last_mut() {
            Some((last, names)) if *last == letter => names.push(organisation),
            _ => groups.push((letter, vec![organisation])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_back_to_its_name() {
        for (name, expected) in [
            ("De Werkplekarchitecten", "/organisaties/werkplekarchitecten"),
            ("Molen & Co", "/organisaties/molen-en-co"),
            ("Café Zürich vzw", "/organisaties/cafe-zurich"),
            ("De De Brug", "/organisaties/De%20De%20Brug"),
            ("<b>/../x", "/organisaties/b-x"),
            ("!?", "/organisaties/%21%3F"),
        ] {
            assert_eq!(path(name), expected);
        }
    }

    #[test]
    fn names_stand_under_their_letter() {
        let organisations = ["Zon", "De Spaak", "Éclair", "123", "Het Anker", "Ezel"];
        let organisations: Vec<_> = organisations
            .iter()
            .map(|name| OrganisationCount { name: (*name).to_owned(), count: 1 })
            .collect();
        let letters: Vec<_> = by_letter(&organisations)
            .into_iter()
            .map(|(letter, names)| (letter, names.iter().map(|one| one.name.as_str()).collect()))
            .collect::<Vec<(char, Vec<&str>)>>();
        let expected = [
            ('#', vec!["123"]),
            ('A', vec!["Het Anker"]),
            ('E', vec!["Éclair", "Ezel"]),
            ('S', vec!["De Spaak"]),
            ('Z', vec!["Zon"]),
        ];
        assert_eq!(letters, expected);
    }
}
