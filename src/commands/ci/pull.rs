//! The comment and the suggestions on a pull request. Whatever goes wrong here is a warning and never changes the verdict.

use super::Ci;
use crate::commands::pipeline::CompletedRun;
use crate::github::event::{Event, PullRequest};
use crate::github::{Author, GitHubClient, Header, Repository, Token, WorkflowRun, comment, review};
use crate::report::annotations;
use crate::report::comment::{Context, MAX_COMMENT_LENGTH, body};
use crate::report::suggestion::suggestions;
use crate::settings::{self, Environment};

/// Tells the pull request of this event, if it is one that we may write to.
pub(super) async fn tell(args: &Ci, environment: &Environment, told: &CompletedRun, event: &Event) {
    let Event::PullRequest(pull) = event else { return };
    if pull.is_fork || pull.is_by_dependabot() || (args.no_comment && args.no_suggest) {
        return;
    }
    if let Err(why) = speak(args, environment, told, pull).await {
        told.output.command(&annotations::warning(&format!("the pull request could not be told: {why}")));
    }
}

async fn speak(args: &Ci, environment: &Environment, told: &CompletedRun, pull: &PullRequest) -> Result<(), String> {
    let client = client(environment)?;
    let told_of = |error: crate::github::Error| format!("{error}. {}", error.help());
    let author = Author::fetch(&client).await.map_err(told_of)?;
    if !args.no_comment {
        let header = header(args, environment, told, pull);
        let context = Context { header: header.clone(), run_url: run_url(environment) };
        let text = told.output.redacted(&body(&told.report, &context, MAX_COMMENT_LENGTH));
        comment::upsert(&client, &author, pull.number, &header, &text).await.map_err(told_of)?;
    }
    if !args.no_suggest {
        let root = root();
        let posted = review::PostedSuggestions::fetch(&client, &author, pull.number).await.map_err(told_of)?;
        let found = suggestions(&told.report, &|file, gap| posted.contains(&format!("{root}{file}"), gap));
        let changes = found.iter().filter_map(|suggestion| suggestion.to_change(&root));
        // A click puts the lines into the file: a mask must not get there, and what is masked must not be shown.
        let changes: Vec<_> = changes.filter(|change| told.output.redacted(&change.body) == change.body).collect();
        review::post(&client, pull.number, &pull.head_sha, &changes).await.map_err(told_of)?;
    }
    Ok(())
}

fn client(environment: &Environment) -> Result<GitHubClient, String> {
    let var = |name| environment.var(name).ok_or_else(|| format!("{name} is not set"));
    let token = Token::parse(var("GITHUB_TOKEN")?).map_err(|error| error.to_string())?;
    let repository = Repository::parse(var("GITHUB_REPOSITORY")?).map_err(|error| error.to_string())?;
    let root = environment.var("GITHUB_API_URL").unwrap_or("https://api.github.com");
    GitHubClient::new(root, repository, token).map_err(|error| error.to_string())
}

fn header(args: &Ci, environment: &Environment, told: &CompletedRun, pull: &PullRequest) -> Header {
    let number = |name| environment.var(name).and_then(|text| text.parse::<u64>().ok());
    let attempt = number("GITHUB_RUN_ATTEMPT").and_then(|attempt| attempt.try_into().ok()).unwrap_or(1);
    let run = WorkflowRun { id: number("GITHUB_RUN_ID").unwrap_or_default(), attempt };
    let namespace = told.report.namespace.as_deref().unwrap_or_default();
    Header::new(namespace, &settings::identity_of(&args.common.jobs), run, &pull.head_sha)
}

fn run_url(environment: &Environment) -> Option<String> {
    let server = environment.var("GITHUB_SERVER_URL")?;
    let (repository, run) = (environment.var("GITHUB_REPOSITORY")?, environment.var("GITHUB_RUN_ID")?);
    Some(format!("{server}/{repository}/actions/runs/{run}"))
}

/// The way from the repository's top to the working directory, with a `/` at its end; files are shown from here.
fn root() -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let relative = settings::repository(&here).and_then(|top| here.strip_prefix(top).ok()).map(|path| path.to_owned());
    let names: Vec<String> =
        relative.iter().flat_map(|path| path.iter()).map(|name| format!("{}/", name.to_string_lossy())).collect();
    names.concat()
}
