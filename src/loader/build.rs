//! Builds the tree from parser events: one pass, no recursion, limited size.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

use super::budget::{Budget, MAX_DEPTH, SHALLOWER, TreeSize};
use super::collection::{Inside, Open};
use super::diagnostics::{Diagnostics, Spot};
use super::tree::{Node, YamlValue};
use super::{scalar, secret, syntax, tag};
use crate::domain::finding::Code;

const SMALLER: &str = "Shorten the definition, or use fewer aliases.";

/// Parses the first document; a file without one is a null node. `None` means that parsing stopped, and a finding gives
/// the reason.
pub(super) fn build(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder {
        diagnostics,
        end: secret::spot(text, text.trim_end_matches('\n').len()),
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
                let (code, message, help) = syntax::explain(error.info());
                let spot = within(text, builder.spot(*error.marker()));
                builder.stop(code, spot, message, help)
            }
        };
        match progress {
            Ok(Progress::More) => {}
            Ok(Progress::Enough) => break,
            Err(Stop) => return None,
        }
    }
    Some(builder.root.unwrap_or(Node { shape: YamlValue::Null, spot: (1, 1) }))
}

/// Clamps the column to its line: the parser overcounts the columns of some errors.
fn within(text: &str, (line, column): Spot) -> Spot {
    let width = text.split('\n').nth(line - 1).map_or(0, |line| line.chars().count());
    (line, column.min(width + 1))
}

/// Parsing can't continue; a finding gives the reason.
struct Stop;

enum Progress {
    More,
    Enough,
}

struct Builder<'n> {
    diagnostics: &'n mut Diagnostics,
    /// The position after the last character. Some events start beyond it.
    end: Spot,
    stack: Vec<Open>,
    anchors: BTreeMap<usize, (Node, TreeSize)>,
    budget: Budget,
    root: Option<Node>,
    documents: usize,
}

impl Builder<'_> {
    fn handle(&mut self, event: Event<'_>, span: Span) -> Result<Progress, Stop> {
        let spot = self.spot(span.start);
        match event {
            Event::DocumentStart(_) => return Ok(self.document(spot)),
            Event::Scalar(text, style, anchor, tag) => {
                let spot = if text.is_empty() && style == ScalarStyle::Plain {
                    self.stack.last().and_then(|open| open.inside.key_spot()).unwrap_or(spot)
                } else {
                    spot
                };
                self.spend(TreeSize::scalar(text.len()), spot)?;
                let is_key = self.stack.last().is_some_and(|open| open.inside.wants_key());
                let shape = self.scalar(&text, style, tag.as_deref(), spot);
                if is_key && style == ScalarStyle::Plain && text == "<<" {
                    self.merge_key(spot);
                } else {
                    self.place(Node { shape, spot }, anchor)?;
                }
            }
            Event::SequenceStart(anchor, tag) => self.open(spot, anchor, tag.as_deref(), Inside::List(Vec::new()))?,
            Event::MappingStart(anchor, tag) => {
                self.open(spot, anchor, tag.as_deref(), Inside::map())?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close()?,
            Event::Alias(anchor) => self.alias(anchor, spot)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(Progress::More)
    }

    fn spot(&self, mark: Marker) -> Spot {
        self.end.min((mark.line().max(1), mark.col() + 1))
    }

    fn document(&mut self, spot: Spot) -> Progress {
        self.documents += 1;
        if self.documents == 1 {
            return Progress::More;
        }
        let message = "a second document begins here; a definition is one document";
        self.diagnostics.error_at(
            Code::Syntax,
            spot,
            message,
            "Move it to a file of its own: each job has its own file.",
        );
        Progress::Enough
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, spot: Spot) -> YamlValue {
        let (text, tokens) = secret::mask(text.to_owned());
        if !tokens.is_empty() {
            self.diagnostics.error_at(Code::Secret, spot, "this value contains an OpenTrain token", secret::ADVICE);
        }
        if text.contains('\0') {
            self.diagnostics.error_at(
                Code::WrongType,
                spot,
                "this text contains a NUL character, which OpenTrain rejects",
                "Remove `\\0`.",
            );
            return YamlValue::Invalid;
        }
        let shape = match tag {
            Some(tag) => Ok(tag::apply(tag, &text, self.diagnostics, spot)),
            None if style == ScalarStyle::Plain => scalar::resolve(&text),
            None => Ok(YamlValue::Text(text)),
        };
        shape.unwrap_or_else(|why| {
            let help = "Write a number that JSON can hold, or put the text in quotes.";
            self.diagnostics.error_at(Code::WrongType, spot, why, help);
            YamlValue::Invalid
        })
    }

    fn open(&mut self, spot: Spot, anchor: usize, tag: Option<&Tag>, inside: Inside) -> Result<(), Stop> {
        if let Some(tag) = tag {
            tag::check(tag, matches!(inside, Inside::List(_)), self.diagnostics, spot);
        }
        self.spend(TreeSize::scalar(0), spot)?;
        if self.stack.len() == MAX_DEPTH {
            return self.too_deep(spot);
        }
        self.stack.push(Open { spot, anchor, inside });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Stop> {
        let Some(Open { spot, anchor, inside }) = self.stack.pop() else { return Ok(()) };
        self.place(Node { shape: inside.shape(), spot }, anchor)
    }

    fn alias(&mut self, anchor: usize, spot: Spot) -> Result<(), Stop> {
        let Some((_, size)) = self.anchors.get(&anchor) else {
            let message = "this alias is inside the value that it names, so it would never end";
            return self
                .stop(Code::Syntax, spot, message.into(), "Write the value out instead of the alias.")
                .map(drop);
        };
        let size = *size;
        if self.stack.len() + size.height > MAX_DEPTH {
            return self.too_deep(spot);
        }
        // Counted before it is copied, so that nested aliases can't exhaust memory.
        self.spend(size, spot)?;
        let copy = self.anchors.get(&anchor).map(|(node, _)| Node { spot, ..node.clone() });
        copy.map_or(Ok(()), |node| self.place(node, 0))
    }

    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        if anchor != 0 {
            let size = TreeSize::from_node(&node);
            self.spend(size, node.spot)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(open) => open.inside.add(node, self.diagnostics),
        }
        Ok(())
    }

    fn merge_key(&mut self, spot: Spot) {
        let message = "merge keys (`<<`) are not supported: reviewers must see every value where it applies";
        self.diagnostics.error_at(
            Code::UnknownKey,
            spot,
            message,
            "Write the values out, or use `key: *alias` for each of them.",
        );
        if let Some(open) = self.stack.last_mut() {
            open.inside.drop_next(spot);
        }
    }

    fn spend(&mut self, size: TreeSize, spot: Spot) -> Result<(), Stop> {
        match self.budget.spend(size) {
            Ok(()) => Ok(()),
            Err(why) => self.stop(Code::TooLarge, spot, why, SMALLER).map(drop),
        }
    }

    fn too_deep(&mut self, spot: Spot) -> Result<(), Stop> {
        let message = format!("lists and mappings are nested more than {MAX_DEPTH} levels deep");
        self.stop(Code::TooLarge, spot, message, SHALLOWER).map(drop)
    }

    fn stop(&mut self, code: Code, spot: Spot, message: String, help: &str) -> Result<Progress, Stop> {
        self.diagnostics.error_at(code, spot, message, help);
        Err(Stop)
    }
}
