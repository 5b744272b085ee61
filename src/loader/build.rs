//! Builds the tree from parser events: one pass, no recursion, limited size.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

use super::budget::{Budget, MAX_DEPTH, SHALLOWER, TreeSize};
use super::collection::{Inside, Open};
use super::cut_text::LineCursor;
use super::diagnostics::Diagnostics;
use super::slips::{self, Slip};
use super::tree::{Node, YamlValue};
use super::{secret, syntax, tag};
use crate::domain::finding::{Code, LineColumn};

const SMALLER: &str = "Shorten the definition, or use fewer aliases.";

/// Parses the first document; a file without one is a null node. `None` means that parsing stopped, and a finding gives
/// the reason.
pub(super) fn build(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder {
        text,
        lines: LineCursor::new(text),
        diagnostics,
        has_escapes: text.contains('\\'),
        end: secret::position(text, text.trim_end_matches('\n').len()),
        stack: Vec::new(),
        anchors: BTreeMap::new(),
        budget: Budget::full(),
        root: None,
        documents: 0,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let progress = match next {
            Ok((event, span)) => builder.handle(event, span),
            Err(error) => {
                let position = within(text, builder.position(*error.marker()));
                builder.failure(text, position, error.info())
            }
        };
        match progress {
            Ok(Progress::More) => {}
            Ok(Progress::Enough) => break,
            Err(Stop) => return None,
        }
    }
    Some(builder.root.unwrap_or(Node { shape: YamlValue::Null, position: LineColumn::START }))
}

/// Clamps the column to its line: the parser overcounts the columns of some errors.
fn within(text: &str, position: LineColumn) -> LineColumn {
    let width = text.split('\n').nth(position.line - 1).map_or(0, |line| line.chars().count());
    LineColumn { column: position.column.min(width + 1), ..position }
}

/// Parsing can't continue; a finding gives the reason.
struct Stop;

/// A value that aliases copy.
struct Anchor {
    node: Node,
    size: TreeSize,
}

enum Progress {
    More,
    Enough,
}

pub(super) struct Builder<'n> {
    text: &'n str,
    /// Whether a value may hold what the text, which was looked through before, does not show.
    pub(super) has_escapes: bool,
    pub(super) lines: LineCursor<'n>,
    pub(super) diagnostics: &'n mut Diagnostics,
    /// The position after the last character. Some events start beyond it.
    end: LineColumn,
    pub(super) stack: Vec<Open>,
    anchors: BTreeMap<usize, Anchor>,
    budget: Budget,
    root: Option<Node>,
    documents: usize,
}

impl Builder<'_> {
    fn handle(&mut self, event: Event<'_>, span: Span) -> Result<Progress, Stop> {
        let position = self.position(span.start);
        match event {
            Event::DocumentStart(_) => return Ok(self.document(position)),
            Event::Scalar(text, style, anchor, tag) => {
                let position = if text.is_empty() && style == ScalarStyle::Plain {
                    self.stack.last().and_then(|open| open.inside.key_position()).unwrap_or(position)
                } else {
                    position
                };
                self.spend(TreeSize::scalar(text.len()), position)?;
                let is_key = self.stack.last().is_some_and(|open| open.inside.wants_key());
                let is_merge_key = is_key && style == ScalarStyle::Plain && text == "<<";
                let shape = if text.is_empty() && !is_key && tag.is_none() && style == ScalarStyle::Plain {
                    self.empty(position)
                } else {
                    self.scalar(text.into_owned(), style, tag.as_deref(), position)
                };
                if let (false, ScalarStyle::Plain, YamlValue::Text(text)) = (is_key, style, &shape) {
                    self.warn_of_cut_text(text, position, LineColumn::new(span.end.line(), span.end.col() + 1));
                }
                if is_merge_key {
                    self.merge_key(position);
                } else {
                    self.attach(Node { shape, position }, anchor)?;
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(position, anchor, tag.as_deref(), Inside::List(Vec::new()))?
            }
            Event::MappingStart(anchor, tag) => {
                self.open(position, anchor, tag.as_deref(), Inside::map())?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close()?,
            Event::Alias(anchor) => self.alias(anchor, position)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(Progress::More)
    }

    /// The parser's error, or the slip behind it.
    fn failure(&mut self, text: &str, position: LineColumn, info: &str) -> Result<Progress, Stop> {
        match slips::find(text, position, info) {
            Some(Slip { position, message, help }) => self.stop(Code::Syntax, within(text, position), message, &help),
            None => {
                let (code, message, help) = syntax::explain(info);
                self.stop(code, position, message, help)
            }
        }
    }

    fn position(&self, mark: Marker) -> LineColumn {
        self.end.min(LineColumn::new(mark.line().max(1), mark.col() + 1))
    }

    fn document(&mut self, position: LineColumn) -> Progress {
        self.documents += 1;
        if self.documents == 1 {
            return Progress::More;
        }
        // The marker itself is on the line of the position, or the content of a document without one.
        let rest = self.text.split('\n').skip(position.line - 1);
        let is_last = rest.map(str::trim).all(|line| matches!(line, "" | "---" | "...") || line.starts_with('#'));
        let (message, help) = if is_last {
            ("remove this line: nothing follows it", "A `---` stands above a definition, if at all.")
        } else {
            (
                "a second document begins here; a definition is one document",
                "Move it to a file of its own: each job has its own file.",
            )
        };
        self.diagnostics.error_at(Code::Syntax, position, message, help);
        Progress::Enough
    }

    fn open(&mut self, position: LineColumn, anchor: usize, tag: Option<&Tag>, inside: Inside) -> Result<(), Stop> {
        if let Some(tag) = tag {
            tag::check(tag, matches!(inside, Inside::List(_)), self.diagnostics, position);
        }
        self.spend(TreeSize::scalar(0), position)?;
        if self.stack.len() == MAX_DEPTH {
            return self.too_deep(position);
        }
        self.stack.push(Open { position, anchor, inside });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Stop> {
        let Some(Open { position, anchor, inside }) = self.stack.pop() else { return Ok(()) };
        self.attach(Node { shape: inside.shape(), position }, anchor)
    }

    fn alias(&mut self, anchor: usize, position: LineColumn) -> Result<(), Stop> {
        let Some(Anchor { size, .. }) = self.anchors.get(&anchor) else {
            let message = "this alias is inside the value that it names, so it would never end";
            return self
                .stop(Code::Syntax, position, message.into(), "Write the value out instead of the alias.")
                .map(drop);
        };
        let size = *size;
        if self.stack.len() + size.height > MAX_DEPTH {
            return self.too_deep(position);
        }
        // Counted before it is copied, so that nested aliases can't exhaust memory.
        self.spend(size, position)?;
        let copy = self.anchors.get(&anchor).map(|anchor| Node { position, ..anchor.node.clone() });
        copy.map_or(Ok(()), |node| self.attach(node, 0))
    }

    fn attach(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        if anchor != 0 {
            let size = TreeSize::from_node(&node);
            self.spend(size, node.position)?;
            self.anchors.insert(anchor, Anchor { node: node.clone(), size });
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(open) => open.inside.add(node, self.diagnostics),
        }
        Ok(())
    }

    fn merge_key(&mut self, position: LineColumn) {
        let message = "merge keys (`<<`) are not supported: reviewers must see every value where it applies";
        self.diagnostics.error_at(
            Code::UnknownKey,
            position,
            message,
            "Write the values out, or use `key: *alias` for each of them.",
        );
        if let Some(open) = self.stack.last_mut() {
            open.inside.drop_next(position);
        }
    }

    fn spend(&mut self, size: TreeSize, position: LineColumn) -> Result<(), Stop> {
        match self.budget.spend(size) {
            Ok(()) => Ok(()),
            Err(why) => self.stop(Code::TooLarge, position, why, SMALLER).map(drop),
        }
    }

    fn too_deep(&mut self, position: LineColumn) -> Result<(), Stop> {
        let message = format!("lists and mappings are nested more than {MAX_DEPTH} levels deep");
        self.stop(Code::TooLarge, position, message, SHALLOWER).map(drop)
    }

    fn stop(&mut self, code: Code, position: LineColumn, message: String, help: &str) -> Result<Progress, Stop> {
        self.diagnostics.error_at(code, position, message, help);
        Err(Stop)
    }
}
