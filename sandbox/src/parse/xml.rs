//! Parses Indeed-style XML and HR-XML by the names of the elements.

use roxmltree::{Document, Node};
use serde_json::Value;

use super::tokens::{parse_digits, strip_html};
use super::vocabulary::experience_level;
use super::{ParserOutput, pay, text};

/// What an element is about.
#[derive(Clone, Copy)]
enum Meaning {
    Title,
    Description,
    Salary,
    HourlyRate,
    Country,
    Experience,
    Headcount,
}

/// Lower-case element names of both formats, without prefixes.
const ELEMENTS: &[(&str, Meaning)] = &[
    ("title", Meaning::Title),
    ("jobtitle", Meaning::Title),
    ("positiontitle", Meaning::Title),
    ("description", Meaning::Description),
    ("jobdescription", Meaning::Description),
    ("positiondescription", Meaning::Description),
    ("content", Meaning::Description),
    ("value", Meaning::Description),
    ("salary", Meaning::Salary),
    ("basepay", Meaning::HourlyRate),
    ("basepayamountmin", Meaning::HourlyRate),
    ("remunerationamount", Meaning::HourlyRate),
    ("country", Meaning::Country),
    ("countrycode", Meaning::Country),
    ("experience", Meaning::Experience),
    ("experiencelevel", Meaning::Experience),
    ("numbertofill", Meaning::Headcount),
    ("numberofopenings", Meaning::Headcount),
    ("openquantity", Meaning::Headcount),
];

/// Maps the leaves of the first element called `item`, or of the root; the others are listed as unmapped.
pub(crate) fn parse(xml: &str, item: &str) -> Result<ParserOutput, String> {
    let document = Document::parse(xml).map_err(|error| format!("Invalid XML: {error}"))?;
    let root = document.root_element();
    let items: Vec<Node<'_, '_>> =
        root.descendants().filter(|node| node.has_tag_name(item) || local_name(*node) == item).collect();
    let mut parsed = ParserOutput::default();
    if items.len() > 1 {
        parsed.warnings.push(format!("The XML holds {} jobs; only the first one was taken.", items.len()));
    }
    for leaf in items.first().unwrap_or(&root).descendants().filter(is_leaf) {
        let text = content(leaf);
        if !text.is_empty() && !map(&mut parsed, leaf, &text) {
            parsed.add_unmapped(local_name(leaf), "No matching job field.", &Value::String(text));
        }
    }
    Ok(parsed)
}

fn local_name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

fn is_leaf(node: &Node<'_, '_>) -> bool {
    node.is_element() && !node.children().any(|child| child.is_element())
}

fn content(leaf: Node<'_, '_>) -> String {
    leaf.children().filter_map(|child| child.text()).collect::<String>().trim().to_owned()
}

/// Whether the element was mapped. Of several with one meaning, the first is.
fn map(parsed: &mut ParserOutput, leaf: Node<'_, '_>, text: &str) -> bool {
    let name = local_name(leaf).to_lowercase();
    let Some((_, meaning)) = ELEMENTS.iter().find(|(known, _)| *known == name) else { return false };
    match meaning {
        Meaning::Title => set_once(parsed, "jobTitle", text),
        Meaning::Description => set_once(parsed, "jobDescription", &strip_html(text)),
        Meaning::Salary => pay::parse_salary(text).map(|pay| text::set_pay(parsed, &pay)).is_some(),
        Meaning::HourlyRate => map_rate(parsed, leaf, text),
        Meaning::Country => {
            parsed.add("countries", text);
            true
        }
        Meaning::Experience => {
            let level = experience_level(&text.to_lowercase());
            level.is_some_and(|level| set_once(parsed, "experienceLevel", level))
        }
        Meaning::Headcount => parse_digits(text).map(|count| parsed.set_number("headcount", count)).is_some(),
    }
}

fn set_once(parsed: &mut ParserOutput, key: &str, text: &str) -> bool {
    let free = !parsed.fields.contains_key(key) && !text.is_empty();
    if free {
        parsed.set(key, text);
    }
    free
}

/// A base pay is mapped if it, or the element around it, says that it is per hour.
fn map_rate(parsed: &mut ParserOutput, leaf: Node<'_, '_>, text: &str) -> bool {
    let hourly =
        |node: Node<'_, '_>| node.attributes().any(|attribute| attribute.value().to_lowercase().contains("hour"));
    let beside = |node: Node<'_, '_>| {
        node.children().any(|child| child.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("hour")))
    };
    let per_hour = hourly(leaf) || leaf.parent().is_some_and(|parent| hourly(parent) || beside(parent));
    let Some(amount) = parse_digits(text).filter(|_| per_hour) else { return false };
    parsed.set("paymentType", "PAY_PER_HOUR");
    parsed.set_number("pricePerHour", amount);
    true
}
