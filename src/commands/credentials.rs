//! The token and the service's origin, from the environment or else the official CLI's file.

use std::path::PathBuf;

use anyhow::anyhow;
use secrecy::SecretString;
use serde_json::Value;

use crate::failure::Failure;
use crate::opentrain::{Origin, Token};
use crate::settings::{Environment, SharedArgs};

/// Where a token is made (page quickstart-http).
pub(super) const TOKEN_PAGE: &str = "https://app.opentrain.ai/employer-settings?tab=api-keys";

const TOKEN_NAMES: &[&str] = &["OT_API_TOKEN", "OPENTRAIN_API_TOKEN"];
const ORIGIN_NAMES: &[&str] = &["OT_API_BASE_URL", "OPENTRAIN_API_BASE_URL", "OPENTRAIN_BASE_URL"];

/// A value and where it comes from.
struct Setting {
    source: String,
    value: String,
}

impl Setting {
    fn new(source: &str, value: &str) -> Self {
        Self { source: source.to_owned(), value: value.to_owned() }
    }
}

/// All secrets to mask: OpenTrain tokens from every source, and GitHub's.
pub(super) fn secrets(environment: &Environment) -> Vec<SecretString> {
    let from_environment = TOKEN_NAMES.iter().filter_map(|name| environment.var(name)).map(str::to_owned);
    let saved = saved(environment, "apiToken").ok().flatten().map(|setting| setting.value);
    let github = environment.var("GITHUB_TOKEN").map(str::to_owned);
    let texts = from_environment.chain(saved).chain(github).map(|text| text.trim().to_owned());
    texts.map(SecretString::from).collect()
}

/// The token, from `OT_API_TOKEN`, `OPENTRAIN_API_TOKEN` or the official CLI's file (page cli/overview).
pub(super) fn token(environment: &Environment) -> Result<Token, Failure> {
    let Setting { source, value } = match environment.first(TOKEN_NAMES) {
        Some((name, value)) => Setting::new(name, value),
        None => saved(environment, "apiToken")?.ok_or_else(|| no_token(environment))?,
    };
    Token::parse(&value).map_err(|error| {
        Failure::setup(anyhow!("{source}: {error}")).hint(format!("Copy the whole token, or make one: {TOKEN_PAGE}"))
    })
}

fn no_token(environment: &Environment) -> Failure {
    let failure = Failure::setup(anyhow!("no token: OT_API_TOKEN is not set"));
    if environment.is_github_actions() {
        let help = "Store a token as the secret OT_API_TOKEN of the environment that this job names: \
                    `gh secret set OT_API_TOKEN --env ENVIRONMENT`. The action's input `token` passes it on.";
        return failure.hint(help);
    }
    failure
        .hint(format!("Create a token and set OT_API_TOKEN: {TOKEN_PAGE}"))
        .hint("To try it without a token, add `--sandbox`.")
}

/// The origin that the records of a run are of; `None` for the embedded sandbox.
pub(super) fn records_origin(
    is_sandbox: bool,
    common: &SharedArgs,
    environment: &Environment,
) -> Result<Option<String>, Failure> {
    let origin = (!is_sandbox).then(|| origin(common.base_url.as_deref(), environment)).transpose()?;
    Ok(origin.map(|origin| origin.as_text()))
}

/// The service's origin: the flag's, the environment's, the file's, or the public one.
pub(super) fn origin(flag: Option<&str>, environment: &Environment) -> Result<Origin, Failure> {
    let given = flag.map(|value| Setting::new("--base-url", value));
    let given = given.or_else(|| environment.first(ORIGIN_NAMES).map(|(name, value)| Setting::new(name, value)));
    let Setting { source, value } = match given {
        Some(given) => given,
        None => saved(environment, "baseUrl")?.unwrap_or_else(|| Setting::new("default", Origin::DEFAULT)),
    };
    Origin::parse(&value).map_err(|error| {
        Failure::setup(anyhow!("base URL from {source}: {error}"))
            .hint(format!(
                "Give an https origin there, such as {}, or nothing: that one is the default.",
                Origin::DEFAULT
            ))
            .hint("http is only for a sandbox on this machine, such as http://127.0.0.1:8787.")
    })
}

/// A value of the official CLI's file.
fn saved(environment: &Environment, key: &str) -> Result<Option<Setting>, Failure> {
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
            Failure::setup(anyhow!("{} is not JSON", path.display())).hint("Log in again: `opentrain auth login`.")
        );
    };
    let value = parsed.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    Ok(value.map(|value| Setting::new(&path.display().to_string(), value)))
}
