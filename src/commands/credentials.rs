//! The token and the address: from the environment, else from the official CLI's file.

use std::path::PathBuf;

use anyhow::anyhow;
use secrecy::SecretString;
use serde_json::Value;

use crate::failure::Failure;
use crate::opentrain::{Origin, Token};
use crate::settings::Environment;

const TOKEN_NAMES: &[&str] = &["OT_API_TOKEN", "OPENTRAIN_API_TOKEN"];
const ORIGIN_NAMES: &[&str] = &["OT_API_BASE_URL", "OPENTRAIN_API_BASE_URL", "OPENTRAIN_BASE_URL"];

/// So many characters make a secret of GitHub's rather than a word that somebody set for a trial.
const SHORTEST: usize = 8;

/// Every secret that this process can know: the account's token, wherever it may be, and GitHub's.
pub(super) fn secrets(environment: &Environment) -> Vec<SecretString> {
    let told = TOKEN_NAMES.iter().filter_map(|name| environment.var(name)).map(str::to_owned);
    let saved = saved(environment, "apiToken").ok().flatten().map(|(_, text)| text);
    let github = environment.var("GITHUB_TOKEN").filter(|text| text.len() >= SHORTEST).map(str::to_owned);
    let texts = told.chain(saved).chain(github).map(|text| text.trim().to_owned());
    texts.filter(|text| !text.is_empty()).map(SecretString::from).collect()
}

/// The token, from `OT_API_TOKEN`, `OPENTRAIN_API_TOKEN` or the official CLI's file (page cli/overview).
pub(super) fn token(environment: &Environment) -> Result<Token, Failure> {
    let (name, text) = match environment.first(TOKEN_NAMES) {
        Some((name, text)) => (name.to_owned(), text.to_owned()),
        None => saved(environment, "apiToken")?.ok_or_else(|| {
            Failure::setup(anyhow!("no token: OT_API_TOKEN is not set"))
                .hint("Make one in OpenTrain's settings (API keys) and set OT_API_TOKEN; in a workflow, from a secret.")
                .hint("To try without one: add `--sandbox`.")
        })?,
    };
    Token::parse(&text).map_err(|error| Failure::setup(anyhow!("{name}: {error}")))
}

/// The service's origin: the flag's, the environment's, the file's, or the public one.
pub(super) fn origin(flag: Option<&str>, environment: &Environment) -> Result<Origin, Failure> {
    let told = flag.map(|text| ("--base-url".to_owned(), text.to_owned()));
    let told = told.or_else(|| environment.first(ORIGIN_NAMES).map(|(name, text)| (name.to_owned(), text.to_owned())));
    let (name, text) = match told {
        Some(told) => told,
        None => saved(environment, "baseUrl")?.unwrap_or_else(|| ("default".into(), Origin::DEFAULT.into())),
    };
    Origin::parse(&text).map_err(|error| Failure::setup(anyhow!("base URL from {name}: {error}")))
}

/// A value of the official CLI's file, with the file's name.
fn saved(environment: &Environment, key: &str) -> Result<Option<(String, String)>, Failure> {
    let home = environment.first(&["HOME", "USERPROFILE"]).map(|(_, home)| PathBuf::from(home).join(".config"));
    let Some(config) = environment.var("XDG_CONFIG_HOME").map(PathBuf::from).or(home) else { return Ok(None) };
    let path = config.join("opentrain").join("cli.json");
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => {
            text.map_err(|error| Failure::setup(anyhow!(error).context(format!("{} can't be read", path.display()))))?
        }
    };
    let parsed: Option<Value> = serde_json::from_str(&text).ok();
    let Some(parsed) = parsed else {
        return Err(
            Failure::setup(anyhow!("{} is no JSON", path.display())).hint("Log in anew: `opentrain auth login`.")
        );
    };
    let value = parsed.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    Ok(value.map(|text| (path.display().to_string(), text.to_owned())))
}
