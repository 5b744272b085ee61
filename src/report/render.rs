//! What every report can do: be written in each format.

use std::io::{self, Write};

use super::{Report, json, markdown, text};

/// A report.
pub trait Render {
    /// Writes it for a terminal, with colour codes.
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes it for programs.
    fn write_json(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes it for GitHub.
    fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl Render for Report {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        text::write(self, out)
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::write(self, out)
    }

    fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown::write(self, out)
    }
}
