//! Why a command could not even begin, or had to stop: an exit code, a cause, and what to do.

use crate::exit::Exit;

/// What ends a command early.
#[derive(Debug)]
pub struct Failure {
    /// The exit code's meaning.
    pub kind: Exit,
    /// What is wrong, with its causes.
    pub cause: anyhow::Error,
    /// What to do, a sentence each.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure of use or settings.
    pub fn setup(cause: impl Into<anyhow::Error>) -> Self {
        Self { kind: Exit::Configuration, cause: cause.into(), hints: Vec::new() }
    }

    /// A failure of the service or the network.
    pub fn service(cause: impl Into<anyhow::Error>) -> Self {
        Self { kind: Exit::ServiceUnavailable, cause: cause.into(), hints: vec!["Run again; nothing is lost.".into()] }
    }

    /// The same failure with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The failure for standard error: causes in one line, then a line for each hint.
    pub fn text(&self) -> String {
        format!("error: {}", self.message())
    }

    /// The same without the word that begins it, for whoever says "error" in another way.
    pub fn message(&self) -> String {
        let hints = self.hints.iter().map(|hint| format!("\n  help: {hint}"));
        format!("{:#}{}", self.cause, hints.collect::<String>())
    }
}
