//! The parse of a job feed: Indeed-style XML and HR-XML, by the names of their elements.

use roxmltree::{Document, Node};
use serde_json::Value;

use super::tokens::{parse_digits, strip_html};
use super::vocabulary::experience_level;
use super::{ParserOutput, pay, text};

/// What an element tells.
#[derive(Clone, Copy)]
enum Tells {
    Title,
    Description,
    Salary,
    HourlyRate,
    Country,
    Experience,
    Headcount,
}

/// Element names in small letters, of both formats; prefixes do not matter.
const ELEMENTS: &[(&str, Tells)] = &[
    ("title", Tells::Title),
    ("jobtitle", Tells::Title),
    ("positiontitle", Tells::Title),
    ("description", Tells::Description),
    ("jobdescription", Tells::Description),
    ("positiondescription", Tells::Description),
    ("content", Tells::Description),
    ("value", Tells::Description),
    ("salary", Tells::Salary),
    ("basepay", Tells::HourlyRate),
    ("basepayamountmin", Tells::HourlyRate),
    ("remunerationamount", Tells::HourlyRate),
    ("country", Tells::Country),
    ("countrycode", Tells::Country),
    ("experience", Tells::Experience),
    ("experiencelevel", Tells::Experience),
    ("numbertofill", Tells::Headcount),
    ("numberofopenings", Tells::Headcount),
    ("openquantity", Tells::Headcount),
];

/// The first element of that name, or the root; its leaves are mapped or listed as unmapped.
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
        let told = content(leaf);
        if !told.is_empty() && !map(&mut parsed, leaf, &told) {
            parsed.add_unmapped(local_name(leaf), "No matching job field.", &Value::String(told));
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

/// Whether the element found its place; the first of a kind counts.
fn map(parsed: &mut ParserOutput, leaf: Node<'_, '_>, told: &str) -> bool {
    let name = local_name(leaf).to_lowercase();
    let Some((_, tells)) = ELEMENTS.iter().find(|(known, _)| *known == name) else { return false };
    match tells {
        Tells::Title => set_once(parsed, "jobTitle", told),
        Tells::Description => set_once(parsed, "jobDescription", &strip_html(told)),
        Tells::Salary => pay::parse_salary(told).map(|pay| text::set_pay(parsed, &pay)).is_some(),
        Tells::HourlyRate => map_rate(parsed, leaf, told),
        Tells::Country => {
            parsed.add("countries", told);
            true
        }
        Tells::Experience => {
            let level = experience_level(&told.to_lowercase());
            level.is_some_and(|level| set_once(parsed, "experienceLevel", level))
        }
        Tells::Headcount => parse_digits(told).map(|count| parsed.set_number("headcount", count)).is_some(),
    }
}

fn set_once(parsed: &mut ParserOutput, key: &str, told: &str) -> bool {
    let free = !parsed.fields.contains_key(key) && !told.is_empty();
    if free {
        parsed.set(key, told);
    }
    free
}

/// A base pay counts when it, or the element around it, says it is per hour.
fn map_rate(parsed: &mut ParserOutput, leaf: Node<'_, '_>, told: &str) -> bool {
    let hourly =
        |node: Node<'_, '_>| node.attributes().any(|attribute| attribute.value().to_lowercase().contains("hour"));
    let beside = |node: Node<'_, '_>| {
        node.children().any(|child| child.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("hour")))
    };
    let per_hour = hourly(leaf) || leaf.parent().is_some_and(|parent| hourly(parent) || beside(parent));
    let Some(amount) = parse_digits(told).filter(|_| per_hour) else { return false };
    parsed.set("paymentType", "PAY_PER_HOUR");
    parsed.set_number("pricePerHour", amount);
    true
}
