//! Standard output, standard error and report files. All text is redacted here.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::credentials;
use crate::failure::Failure;
use crate::redact::{Redactor, escape};
use crate::report::render::Render;
use crate::settings::{Color, Environment, Format, ReportFile, SharedArgs};

/// A command's output, which masks every secret.
#[derive(Clone, Debug)]
pub struct Output {
    redactor: Redactor,
    colored: bool,
    /// Whether progress and notices are suppressed.
    pub is_quiet: bool,
    /// Whether standard error can show a progress bar. A CI runner's log keeps every redrawn line, even of a terminal.
    pub has_bar: bool,
}

impl Output {
    /// The output for these flags.
    pub fn new(common: Option<&SharedArgs>, environment: &Environment) -> Self {
        let in_ci = environment.first(&["CI", "GITHUB_ACTIONS"]).is_some();
        let may_color = environment.var("NO_COLOR").is_none() && environment.var("TERM") != Some("dumb") && !in_ci;
        let colored = match common.map_or(Color::Auto, |common| common.color) {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => may_color && std::io::stdout().is_terminal(),
        };
        let has_bar = std::io::stderr().is_terminal() && !in_ci;
        let redactor = Redactor::new(credentials::secrets(environment));
        Self { redactor, colored, is_quiet: common.is_some_and(|common| common.quiet), has_bar }
    }

    /// The same output without redaction: the sandbox's tokens are not secret.
    pub fn for_sandbox(&self) -> Self {
        Self { redactor: Redactor::default(), ..self.clone() }
    }

    /// Writes workflow commands, which are escaped already, to standard error.
    pub fn command(&self, commands: &str) {
        // Standard error is closed; nothing to do.
        let _ = write!(std::io::stderr(), "{}", self.redacted(commands));
    }

    /// The text with every secret masked.
    pub fn redacted(&self, text: &str) -> String {
        self.redactor.redact(text.to_owned())
    }

    /// Writes a message to standard error.
    pub fn message(&self, text: &str) {
        let text = escape::log(&escape::lines(&self.redacted(text)));
        // Standard error is closed; nothing to do.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Writes a message to standard error unless `--quiet` is given.
    pub fn notice(&self, text: &str) {
        if !self.is_quiet {
            self.message(text);
        }
    }

    /// Writes the report to the files of the flags and to standard output.
    pub fn deliver(&self, report: &dyn Render, args: &SharedArgs) -> Result<(), Failure> {
        args.report.iter().try_for_each(|target| self.write(report, target))?;
        self.print(report, args.format)
    }

    /// Prints the report to standard output. A closed pipe is no failure.
    pub fn print(&self, report: &dyn Render, format: Format) -> Result<(), Failure> {
        write_stdout(&self.render_for_stdout(report, format)?)
    }

    /// Prints plain text to standard output.
    pub fn print_text(&self, text: &str) -> Result<(), Failure> {
        write_stdout(&escape::log(&escape::lines(&self.redacted(text))))
    }

    /// The report as text for standard output, which a workflow run logs.
    pub fn render_for_stdout(&self, report: &dyn Render, format: Format) -> Result<String, Failure> {
        let text = self.render(report, format)?;
        // Remove colours before escaping: a colour code could hide a workflow command at the start of a line.
        let is_plain = self.colored || !text.contains('\u{1b}');
        let text = if is_plain { text } else { anstream::adapter::strip_str(&text).to_string() };
        // JSON is escaped already, and escaping it again would change its values.
        Ok(if format == Format::Json { text } else { escape::log(&text) })
    }

    /// Writes the report to a file.
    pub fn write(&self, report: &dyn Render, target: &ReportFile) -> Result<(), Failure> {
        let text = self.render(report, target.format)?;
        std::fs::write(&target.file, text).with_context(|| unwritable(&target.file)).map_err(Failure::setup)
    }

    fn render(&self, report: &dyn Render, format: Format) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        let written = match format {
            Format::Text => report.write_text(&mut bytes),
            Format::Json => report.write_json(&mut bytes),
            Format::Markdown => report.write_markdown(&mut bytes),
        };
        written.context("the report can't be rendered").map_err(Failure::setup)?;
        let text = String::from_utf8(bytes).context("the report is not UTF-8").map_err(Failure::setup)?;
        let text = self.redactor.redact(text);
        Ok(if format == Format::Json { escape::json(text) } else { text })
    }
}

/// Writes to standard output. A closed pipe is no failure.
fn write_stdout(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::setup(anyhow!(error).context("standard output can't be written")))
        }
        _ => Ok(()),
    }
}

/// Checks that a report can be written, before any request is sent.
pub fn ensure_writable(target: &ReportFile) -> Result<(), Failure> {
    if is_named_pipe(&target.file) {
        let cause = anyhow!("it is a named pipe, and without a reader the run blocks");
        return Err(Failure::setup(cause.context(unwritable(&target.file)))
            .hint("Use a file, or pipe standard output: `--format json | …`."));
    }
    let open = std::fs::OpenOptions::new().create(true).append(true).open(&target.file);
    open.map(drop).with_context(|| unwritable(&target.file)).map_err(Failure::setup)
}

/// Whether the path is a named pipe. An anonymous one, as `/dev/stdout` may be, has its reader already.
#[cfg(unix)]
pub(super) fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let metadata = path.canonicalize().and_then(std::fs::symlink_metadata);
    metadata.is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
pub(super) fn is_named_pipe(_: &Path) -> bool {
    // Windows has no named pipes in directories.
    false
}

fn unwritable(file: &Path) -> String {
    format!("the report can't be written to {}", file.display())
}

/// Logs to `output`, without the log lines of libraries.
pub fn init_logger(output: &Output, verbosity: u8) {
    struct Logger(Output);
    impl log::Log for Logger {
        fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
            metadata.target().starts_with("opentrain_jobs")
        }
        fn log(&self, record: &log::Record<'_>) {
            if self.enabled(record.metadata()) {
                self.0.message(&format!("{}", record.args()));
            }
        }
        fn flush(&self) {}
    }
    let level = match verbosity {
        0 => log::LevelFilter::Warn,
        1 => log::LevelFilter::Info,
        _ => log::LevelFilter::Debug,
    };
    if log::set_boxed_logger(Box::new(Logger(output.clone()))).is_ok() {
        log::set_max_level(level);
    }
}
