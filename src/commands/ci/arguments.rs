//! Wrong arguments of `ci`. In a workflow they are the action's inputs, so messages name these.

use anyhow::anyhow;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::CiArgs;
use crate::failure::Failure;
use crate::opentrain::Origin;
use crate::rules::did_you_mean::{listed, nearest};
use crate::settings::Environment;

/// What users call an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    /// `--records`
    Flag,
    /// The action's input `records`, which has the name of its flag.
    Input,
}

impl Naming {
    fn new(environment: &Environment) -> Self {
        if environment.is_github_actions() { Self::Input } else { Self::Flag }
    }

    fn describe(self, name: &str) -> String {
        match self {
            Self::Flag => format!("`--{name}`"),
            Self::Input => format!("the input `{name}`"),
        }
    }
}

/// Checks what the parser leaves to the commands, before anything else is done.
pub(super) fn ensure_valid(args: &CiArgs, environment: &Environment) -> Result<(), Failure> {
    let naming = Naming::new(environment);
    if !args.common.jobs.is_dir() {
        let message = format!("{} names no folder: {}", naming.describe("jobs"), args.common.jobs.display());
        return Err(Failure::setup(anyhow!(message))
            .hint("It is relative to the working directory. git keeps no empty folder, and `actions/checkout` must run before."));
    }
    let Some(url) = &args.common.base_url else { return Ok(()) };
    let name = naming.describe("base-url");
    // The value is not repeated: it may hold a password.
    Origin::parse(url).map(drop).map_err(|error| Failure::setup(anyhow!("{name} is no origin of OpenTrain: {error}")))
}

/// The failure that the parser's error means.
pub(super) fn failure(error: &clap::Error, environment: &Environment) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let name = text(ContextKind::InvalidArg).and_then(flag_name);
    let (Some(name), Some(value)) = (name, text(ContextKind::InvalidValue)) else {
        let rendered = error.render().to_string();
        return Failure::setup(anyhow!("{}", rendered.trim_end().trim_start_matches("error: ").to_owned()));
    };
    let name = Naming::new(environment).describe(name);
    match (error.kind(), error.get(ContextKind::ValidValue)) {
        (ErrorKind::InvalidValue, Some(ContextValue::Strings(known))) => unknown_value(&name, value, known),
        _ => {
            let reason = std::error::Error::source(error).map_or_else(|| "it is not valid".into(), ToString::to_string);
            Failure::setup(anyhow!("{name} is `{value}`: {reason}"))
        }
    }
}

fn unknown_value(name: &str, value: &str, known: &[String]) -> Failure {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let failure = Failure::setup(anyhow!("{name} is `{value}`: expected one of {}", listed(known.iter().copied())));
    let near = nearest(value, known.iter().copied());
    match near.or_else(|| boolean(value).filter(|word| known.contains(word))) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure,
    }
}

/// What YAML 1.1 and other tools take for a boolean.
fn boolean(value: &str) -> Option<&'static str> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "1" | "enabled" => Some("true"),
        "no" | "n" | "off" | "0" | "disabled" | "none" | "never" => Some("false"),
        _ => None,
    }
}

/// `records` of the parser's `--records <STORE>`.
fn flag_name(shown: &str) -> Option<&str> {
    let name = shown.strip_prefix("--")?;
    name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().filter(|name| !name.is_empty())
}
