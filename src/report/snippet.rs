//! A finding with its source line and a caret.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Located;
use crate::domain::finding::{Location, Severity, Subject};
use crate::redact::escape;

/// Renders the finding for a terminal, with colour codes.
pub(super) fn render(found: &Located, file: &str, source: &str) -> String {
    let Located { finding, position } = found;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = escape::line(&finding.message);
    let mut group = Group::with_title(level.primary_title(message.as_str()).id(finding.code.name()));
    // A finding about the definition as a whole has no line to show.
    let is_whole_file = matches!(&finding.subject, Subject::Definition(place) if place.location == Location::File);
    let line = position
        .filter(|_| !is_whole_file)
        .and_then(|at| source.lines().nth(at.line - 1).map(|text| (at.line, escape::line(text))));
    let location = position.map(|position| format!("{}:{position}", escape::line(file)));
    let file = escape::line(file);
    match (&line, position) {
        (Some((number, text)), Some(position)) => {
            let snippet = Snippet::source(text.as_str()).line_start(*number).path(file.as_str());
            group = group.element(snippet.annotation(AnnotationKind::Primary.span(span(text, position.column))));
        }
        _ => {
            if let Some(location) = &location {
                group = group.element(Origin::path(location.as_str()));
            }
        }
    }
    let help = finding.advice().map(|advice| advice.lines().map(escape::line).collect::<Vec<_>>().join("\n"));
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])
}

/// The byte range to underline from a column (in characters, from 1): a key up to its colon, or the rest of the line.
fn span(line: &str, column: usize) -> std::ops::Range<usize> {
    let start = line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
    let rest = &line[start..];
    let end =
        rest.find(": ").or_else(|| rest.trim_end().strip_suffix(':').map(str::len)).unwrap_or(rest.trim_end().len());
    start..start + end
}
