//! Links between the documents lead somewhere, and the README stays short.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{file, markdown, root};

/// The README's length beside its code blocks.
const MAX_README_WORDS: usize = 1200;

fn parse(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// The Markdown files that people read: at the top, in docs/.
fn documents() -> Vec<String> {
    [markdown("."), markdown("docs")].concat().iter().map(|path| path.trim_start_matches("./").to_owned()).collect()
}

/// A heading's anchor on GitHub: lower case, without punctuation, with `-` for spaces.
fn anchor(heading: &str) -> String {
    let heading = heading.to_lowercase().replace(' ', "-");
    heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
}

/// The anchors of a page's headings. A repeated one gets a number.
fn anchors(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut heading: Option<String> = None;
    for event in parse(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let name = anchor(&heading.take().unwrap_or_default());
                let earlier = found.iter().filter(|other| **other == name).count();
                found.push(if earlier == 0 { name } else { format!("{name}-{earlier}") });
            }
            Event::Text(part) | Event::Code(part) => heading.iter_mut().for_each(|text| text.push_str(&part)),
            _ => {}
        }
    }
    found
}

fn targets(text: &str) -> Vec<String> {
    let links = parse(text).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    links.collect()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    for page in documents() {
        let text = file(&page);
        let links = targets(&text);
        for link in links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let folder = root().join(&page).parent().expect("a folder").to_owned();
            let target = if path.is_empty() { root().join(&page) } else { folder.join(path) };
            assert!(target.exists(), "{page}: {link}: no such file");
            if !place.is_empty() {
                let text = std::fs::read_to_string(&target).expect("a page");
                assert!(anchors(&text).iter().any(|anchor| anchor == place), "{page}: {link}: no such heading");
            }
        }
    }
}

#[test]
fn every_page_is_in_the_index_of_the_readme() {
    let links = targets(&file("README.md"));
    for page in documents().iter().filter(|page| *page != "README.md") {
        assert!(links.iter().any(|link| link == page), "the README does not link {page}");
    }
}

#[test]
fn the_readme_has_at_most_1200_words_beside_its_code_blocks() {
    let mut is_code = false;
    let mut text = String::new();
    for event in parse(&file("README.md")) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(part) | Event::Code(part) if !is_code => text.push_str(&part),
            // A word in bold or in code may be a part of a longer one.
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
    }
    let words = text.split_whitespace().count();
    assert!(words <= MAX_README_WORDS, "the README has {words} words");
}

#[test]
fn anchors_are_those_of_github() {
    let text = "# `init`: what's new?\n\n## A b\n\n## A b\n";
    assert_eq!(anchors(text), ["init-whats-new", "a-b", "a-b-1"]);
}
