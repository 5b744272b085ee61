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
        format!("{:#}{}", self.cause, hints.collect::<String>())
    }
}
