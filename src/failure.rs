//! An error that ends a command without a report: its exit code, cause and hints.

use crate::exit::Exit;

/// An error that ends a command without a report.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub kind: Exit,
    /// The error with its causes.
    pub cause: anyhow::Error,
    /// How to fix it, one sentence each.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure of usage or configuration.
    pub fn setup(cause: impl Into<anyhow::Error>) -> Self {
        Self { kind: Exit::Configuration, cause: cause.into(), hints: Vec::new() }
    }

    /// A failure of the service or the network.
    pub fn service(cause: impl Into<anyhow::Error>) -> Self {
        Self { kind: Exit::ServiceUnavailable, cause: cause.into(), hints: vec!["Run again; nothing is lost.".into()] }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The message with the prefix `error:`, for standard error.
    pub fn text(&self) -> String {
        format!("error: {}", self.message())
    }

    /// The causes on one line, then a line for each hint.
    pub fn message(&self) -> String {
        let hints = self.hints.iter().map(|hint| format!("\n  help: {hint}"));
        format!("{}{}", self.causes(), hints.collect::<String>())
    }

    /// The causes on one line.
    pub fn causes(&self) -> String {
        causes(&self.cause)
    }
}

/// An error with its causes on one line. A cause that the message contains already is left out.
pub fn causes(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    #[test]
    fn a_cause_that_a_message_contains_is_not_said_again() {
        let empty = serde_json::from_slice::<()>(b"").map_err(crate::github::event::BadEvent::from);
        let error = anyhow::Error::from(empty.expect_err("no JSON")).context("the event can't be used");
        let eof = "EOF while parsing a value at line 1 column 0";
        assert_eq!(causes(&error), format!("the event can't be used: the event's payload is not JSON: {eof}"));
        let error = Err::<(), _>(anyhow!("no space")).context("it can't be written").expect_err("an error");
        assert_eq!(causes(&error), "it can't be written: no space");
    }
}
