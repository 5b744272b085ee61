//! XML: what roxmltree accepts silently, and why it refuses the rest.

use roxmltree::{Document, Error};

use super::secret;
use crate::domain::finding::{Code, LineColumn};

/// Why an XML text can't be used. The message continues a sentence that starts with the text's name.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: String,
}

impl Fault {
    fn syntax(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: Code::Syntax, message: message.into(), help: help.into() }
    }
}

/// Checks that a text is well-formed XML. Document types are refused, and with them entity expansion attacks.
pub(super) fn check(text: &str) -> Result<Document<'_>, Fault> {
    if let Some(most) = exceeded_limit(text) {
        let help = "Shorten it: no job posting needs that many.".to_owned();
        return Err(Fault { code: Code::TooLarge, message: format!("has more than {most}"), help });
    }
    let document = Document::parse(text).map_err(|error| syntax(text, &error))?;
    if document.root_element().tag_name().name().eq_ignore_ascii_case("html") {
        return Err(Fault::syntax("is a web page", WEB_PAGE));
    }
    if let Some(reference) = invalid_reference(text) {
        return Err(reference.fault());
    }
    if has_token(&document) {
        let message = "contains an OpenTrain token".to_owned();
        return Err(Fault { code: Code::Secret, message, help: secret::ADVICE.to_owned() });
    }
    Ok(document)
}

const WEB_PAGE: &str = "Name the XML feed itself, not the page that shows it.";

/// The limit that the text exceeds. Parsing time grows with the square of attributes, and namespaces are inherited by every element.
fn exceeded_limit(text: &str) -> Option<&'static str> {
    let is_attribute = |(at, _): (usize, &str)| text[at + 1..].trim_start().starts_with(['"', '\'']);
    let attributes = text.match_indices('=').filter(|found| is_attribute(*found));
    match () {
        () if text.matches("xmlns").count() > 500 => Some("500 namespaces"),
        () if attributes.count() > 5000 => Some("5000 attributes"),
        () => None,
    }
}

fn syntax(text: &str, error: &Error) -> Fault {
    let start = text.trim_start().get(..200).unwrap_or(text.trim_start()).to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Fault::syntax("is a web page", WEB_PAGE);
    }
    if start.starts_with(['{', '[']) {
        let help = "Write `format: schema_org_job_posting` or `format: opentrain_canonical`, or name an XML file.";
        return Fault::syntax("is JSON, not XML", help);
    }
    if start.starts_with("<?xml") && !text.starts_with("<?xml") {
        return Fault::syntax(
            "has a blank or a line break before `<?xml`",
            "Begin the text with `<?xml`, without a blank line above.",
        );
    }
    if let (Error::MalformedEntityReference(_), Some(reference)) = (error, invalid_reference(text)) {
        return reference.fault();
    }
    let help = match error {
        Error::DtdDetected => {
            return Fault::syntax(
                "has a document type (`<!DOCTYPE …>`), which is not allowed",
                "Remove it; write entities out.",
            );
        }
        Error::UnknownEntityReference(name, at) => {
            let message =
                format!("is not well-formed XML: `&{name};` is no entity of XML (line {}, column {})", at.row, at.col);
            return Fault::syntax(message, entity(name));
        }
        Error::MalformedEntityReference(_) => "Write `&amp;` for `&`.",
        Error::UnexpectedCloseTag(expected, ..) if HTML_VOID.contains(&expected.to_ascii_lowercase().as_str()) => {
            "Put HTML between `<![CDATA[` and `]]>`, or close every element of it."
        }
        Error::NoRootNode => "Write one root element.",
        Error::NonXmlChar(..) => "Remove the control character.",
        _ => "Fix it there: one root element, every element closed, `&` written as `&amp;`.",
    };
    Fault::syntax(format!("is not well-formed XML: {error}"), help)
}

/// Elements that HTML leaves open.
const HTML_VOID: &[&str] = &["br", "hr", "img", "input", "li", "link", "meta", "p"];

/// What to write for an entity of HTML.
fn entity(name: &str) -> String {
    let code = match name {
        "nbsp" => 160,
        "copy" => 169,
        "reg" => 174,
        "ndash" => 8211,
        "mdash" => 8212,
        "lsquo" => 8216,
        "rsquo" => 8217,
        "ldquo" => 8220,
        "rdquo" => 8221,
        "bull" => 8226,
        "hellip" => 8230,
        "euro" => 8364,
        "trade" => 8482,
        _ => return format!("Write the character itself for `&{name};`, or `&amp;` for a mere `&`."),
    };
    format!("Write `&#{code};` for `&{name};`.")
}

/// A character reference as it is written.
struct Reference {
    text: String,
    position: LineColumn,
}

impl Reference {
    fn fault(self) -> Fault {
        let LineColumn { line, column } = self.position;
        let reference = self.text;
        let message =
            format!("is not well-formed XML: `{reference}` stands for no character (line {line}, column {column})");
        Fault::syntax(message, "Remove it, or write the character itself.")
    }
}

/// The first character reference that is of no character of XML. roxmltree reads it as a replacement character.
fn invalid_reference(text: &str) -> Option<Reference> {
    let mut at = 0;
    while let Some(found) = text[at..].find(['&', '<']) {
        at += found;
        let rest = &text[at..];
        // In comments and CDATA a reference is only text.
        let length = match () {
            () if rest.starts_with("<!--") => rest.find("-->"),
            () if rest.starts_with("<![CDATA[") => rest.find("]]>"),
            () => Some(1),
        };
        if let Some(reference) =
            rest.strip_prefix("&#").and_then(|digits| digits.split_once(';')).map(|(digits, _)| digits)
            && !is_xml_character(reference)
        {
            let text_of_reference = format!("&#{};", reference.chars().take(20).collect::<String>());
            return Some(Reference { text: text_of_reference, position: secret::position(text, at) });
        }
        at += length.unwrap_or(rest.len());
    }
    None
}

fn is_xml_character(digits: &str) -> bool {
    let code = match digits.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    code.ok().and_then(char::from_u32).is_some_and(is_xml_char)
}

fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text, an attribute, a comment or a name has a token in it, once its escapes are resolved.
fn has_token(document: &Document<'_>) -> bool {
    document.descendants().any(|node| {
        let is_in_attributes = || node.attributes().any(|attribute| secret::is_in(attribute.value()));
        secret::is_in(node.tag_name().name()) || node.text().is_some_and(secret::is_in) || is_in_attributes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_own_help() {
        for (text, message, help) in [
            ("\n<?xml version=\"1.0\"?><a/>", "before `<?xml`", "without a blank line"),
            ("<a>x&nbsp;y</a>", "`&nbsp;` is no entity of XML (line 1, column", "`&#160;`"),
            ("<a>x &eacute; y</a>", "`&eacute;` is no entity", "the character itself"),
            ("<a>x & y</a>", "not well-formed", "`&amp;`"),
            ("<!DOCTYPE html><html></html>", "is a web page", "the XML feed itself"),
            ("<html><p>x</p></html>", "is a web page", "the XML feed itself"),
            ("{\"a\": 1}", "is JSON", "`format: schema_org_job_posting`"),
            ("<a>x<br>y</a>", "not well-formed", "<![CDATA["),
            ("<a>&#x110000;</a>", "`&#x110000;` stands for no character (line 1, column 4)", "Remove it"),
            ("<a b='\n&#0;'/>", "`&#0;` stands for no character (line 2, column 1)", "Remove it"),
            ("<a>&#xD800;</a>", "`&#xD800;` stands for", "Remove it"),
            ("<a>&#111;t_pat_0123456789</a>", "contains an OpenTrain token", "revoke"),
            ("<a b='&#x6f;t_pat_0123456789'/>", "contains an OpenTrain token", "revoke"),
            ("<a>ot_<![CDATA[pat_0123456789]]></a>", "contains an OpenTrain token", "revoke"),
            ("", "not well-formed", "one root element"),
        ] {
            let Err(fault) = check(text) else { panic!("{text} is refused") };
            assert!(
                fault.message.contains(message) && fault.help.contains(help),
                "{text}: {} {}",
                fault.message,
                fault.help
            );
        }
    }

    #[test]
    fn a_reference_in_a_comment_or_cdata_is_text() {
        for text in ["<a><!-- &#x110000; --></a>", "<a><![CDATA[&#0;]]>&#x1F600;&#233;</a>"] {
            assert!(check(text).is_ok(), "{text}");
        }
    }
}
