//! A finding with its source line and a caret.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Located;
use crate::domain::finding::{LineColumn, Location, Severity, Subject};
use crate::redact::escape;

/// Renders the finding for a terminal, with colour codes.
pub(super) fn render(found: &Located, file: &str, source: &str) -> String {
    let Located { finding, position, defaults: _ } = found;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = escape::line(&found.message());
    let mut group = Group::with_title(level.primary_title(message.as_str()).id(finding.code.name()));
    // A finding about the definition as a whole has no line to show.
    let is_whole_file = matches!(&finding.subject, Subject::Definition(place) if place.location == Location::File);
    let line = position
        .filter(|_| !is_whole_file)
        .and_then(|at| source.lines().nth(at.line - 1).map(|text| shown_line(at, text)));
    let location = position.map(|position| format!("{}:{position}", escape::line(file)));
    let file = escape::line(file);
    match (&line, &location) {
        (Some(ShownLine { number, text, start }), _) => {
            let snippet = Snippet::source(text.as_str()).line_start(*number).path(file.as_str());
            group = group.element(snippet.annotation(AnnotationKind::Primary.span(span(text, *start))));
        }
        (None, Some(location)) => group = group.element(Origin::path(location.as_str())),
        (None, None) => {}
    }
    let help = finding.advice().map(|advice| advice.lines().map(escape::line).collect::<Vec<_>>().join("\n"));
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])
}

/// A source line as it is shown.
struct ShownLine {
    number: usize,
    text: String,
    /// The byte in `text` that the caret points at.
    start: usize,
}

/// Characters that can't be seen are shown as codes, so the caret counts what is shown before it.
fn shown_line(at: LineColumn, line: &str) -> ShownLine {
    let before: String = line.chars().take(at.column - 1).collect();
    ShownLine { number: at.line, text: escape::line(line), start: escape::line(&before).len() }
}

/// The byte range to underline: a key up to its colon, or the rest of the line.
fn span(line: &str, start: usize) -> std::ops::Range<usize> {
    let rest = &line[start..];
    let end =
        rest.find(": ").or_else(|| rest.trim_end().strip_suffix(':').map(str::len)).unwrap_or(rest.trim_end().len());
    start..start + end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{Code, Finding};

    #[test]
    fn a_caret_counts_what_is_shown() {
        for (line, column) in [("a: x", 4), ("a:\u{200e} x", 5), ("\u{feff}\ta: x", 6), ("ü\u{202e}: x", 5)] {
            let position = LineColumn::new(1, column);
            let finding = Finding::error(Code::WrongType, "a.yml", Location::Position(position), "m");
            let shown = render(&Located::new(finding, Some(position)), "a.yml", line);
            let plain = anstream::adapter::strip_str(&shown).to_string();
            let lines: Vec<&str> = plain.lines().collect();
            let at = |part: char| {
                let found = lines.iter().find(|line| line.contains(part) && line.contains('|')).expect("a line");
                found.chars().position(|c| c == part).expect("a column")
            };
            assert_eq!(at('x'), at('^'), "{plain}");
        }
    }
}
