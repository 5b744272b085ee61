//! The report of `doctor`: one line a check.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::render::Render;
use super::{json, summary};
use crate::redact::escape;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Whether a set-up is right.
#[derive(Clone, Debug)]
pub struct DoctorReport {
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// The name of what was checked.
    pub name: &'static str,
    /// What was found.
    pub detail: String,
    /// Whether that is right.
    pub verdict: Verdict,
}

/// Whether what was found is right.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is.
    Good,
    /// It isn't, and what to do about it.
    Bad(String),
}

impl Check {
    /// A check that found all right.
    pub fn good(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, detail: detail.into(), verdict: Verdict::Good }
    }

    /// A check that found a fault, and how to fix it.
    pub fn bad(name: &'static str, detail: impl Into<String>, help: impl Into<String>) -> Self {
        Self { name, detail: detail.into(), verdict: Verdict::Bad(help.into()) }
    }

    fn is_good(&self) -> bool {
        matches!(self.verdict, Verdict::Good)
    }

    fn help(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Good => None,
            Verdict::Bad(help) => Some(help),
        }
    }

    fn result(&self) -> &'static str {
        if self.is_good() { "good" } else { "bad" }
    }
}

impl DoctorReport {
    /// Whether every check found all right.
    pub fn is_good(&self) -> bool {
        self.checks.iter().all(Check::is_good)
    }

    fn sentence(&self) -> String {
        let checks = summary::plural(self.checks.len(), "check");
        match self.checks.iter().filter(|check| !check.is_good()).count() {
            0 => format!("{checks}: all is in place."),
            bad => format!("{checks}: {bad} bad. Fix them and run this again."),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DoctorV1<'a> {
    version: u8,
    command: &'a str,
    exit_code: u8,
    checks: Vec<CheckV1<'a>>,
}

#[derive(Serialize)]
struct CheckV1<'a> {
    name: &'a str,
    ok: bool,
    detail: &'a str,
    help: Option<&'a str>,
}

impl Render for DoctorReport {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let width = self.checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
        for check in &self.checks {
            let style = if check.is_good() { GOOD } else { BAD };
            let detail = escape::line(&check.detail);
            writeln!(out, "{style}{:4}{style:#}  {:width$}  {detail}", check.result(), check.name)?;
            for line in check.help().into_iter().flat_map(str::lines) {
                writeln!(out, "      {:width$}  {}", "", escape::line(line))?;
            }
        }
        writeln!(out, "\ndoctor: {}", self.sentence())
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let checks = self.checks.iter().map(check_v1).collect();
        let exit_code = if self.is_good() { 0 } else { 2 };
        json::write_indented(&DoctorV1 { version: 1, command: "doctor", exit_code, checks }, out)
    }

    fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let icon = if self.is_good() { "✅" } else { "❌" };
        writeln!(out, "{icon} **doctor: {}**\n", self.sentence())?;
        for check in &self.checks {
            writeln!(out, "- {} **{}**: {}", check.result(), check.name, escape::code(&check.detail))?;
            for line in check.help().into_iter().flat_map(str::lines) {
                writeln!(out, "  - {}", escape::code(line))?;
            }
        }
        Ok(())
    }
}

fn check_v1(check: &Check) -> CheckV1<'_> {
    CheckV1 { name: check.name, ok: check.is_good(), detail: &check.detail, help: check.help() }
}
