//! Workflow commands: text that must not be one, and text inside one.

/// Lines for a log, none of which a runner takes for a workflow command: `::` after leading blanks, or `##[` anywhere.
pub fn log(text: &str) -> String {
    let defuse = |line: &str| {
        let rest = line.trim_start();
        let indent = &line[..line.len() - rest.len()];
        let guard = if rest.starts_with("::") { "\u{200b}" } else { "" };
        format!("{indent}{guard}{}", rest.replace("##[", "##\u{200b}["))
    };
    text.split('\n').map(defuse).collect::<Vec<_>>().join("\n")
}

/// Text as a command's data.
pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as the value of a command's property.
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::redact::escape::lines;

    fn unescaped(text: &str) -> String {
        let codes = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        codes.iter().fold(text.to_owned(), |text, (code, meant)| text.replace(code, meant))
    }

    proptest! {
        #[test]
        fn no_line_of_a_log_is_a_workflow_command(text in "(\n|:|#|\\[|[a-z ]|\t|\r|\u{1b}){0,60}") {
            for line in log(&lines(&text)).lines() {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?}");
            }
        }

        #[test]
        fn data_and_properties_keep_the_text_on_one_line(text in any::<String>()) {
            for escaped in [data(&text), property(&text)] {
                prop_assert!(!escaped.contains(['\n', '\r']));
                prop_assert_eq!(unescaped(&escaped), text.as_str());
            }
            prop_assert!(!property(&text).contains([':', ',']));
        }
    }
}
