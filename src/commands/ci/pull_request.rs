//! The comment and the suggestions on a pull request. A failure is a warning and never changes the run's result.

use super::CiArgs;
use crate::commands::pipeline::CompletedRun;
use crate::git;
use crate::github::comment::WhenAbsent;
use crate::github::event::{Event, PullRequest};
use crate::github::{Author, GitHubClient, Header, Permission, Repository, Token, WorkflowRun, comment, review};
use crate::report::annotations;
use crate::report::comment::{Context, MAX_COMMENT_LENGTH, body};
use crate::report::suggestion::suggestions;
use crate::settings::{self, Environment};

/// Updates the pull request of this event, if there is one that the token may write to.
pub(super) async fn update(args: &CiArgs, environment: &Environment, run: &CompletedRun, event: &Event) {
    let Event::PullRequest(pull_request) = event else { return };
    // After the merge, the comment reports its result.
    let is_over = pull_request.is_merged;
    if is_over || pull_request.is_fork || pull_request.is_by_dependabot() || !(args.comment || args.suggest) {
        return;
    }
    if let Err(error) = try_update(args, environment, run, pull_request).await {
        let message = format!("the pull request can't be updated: {error}");
        run.output.command(&annotations::warning(&message));
    }
}

async fn try_update(
    args: &CiArgs,
    environment: &Environment,
    run: &CompletedRun,
    pull_request: &PullRequest,
) -> Result<(), String> {
    let client = client(environment)?;
    let with_help = |error: crate::github::Error| format!("{error}. {}", error.help(Permission::PullRequests));
    let author = Author::fetch(&client).await.map_err(with_help)?;
    if args.comment {
        let header = header(args, environment, run, pull_request);
        let context = Context { header: header.clone(), run_url: run_url(environment) };
        let text = run.output.redacted(&body(&run.report, &context, MAX_COMMENT_LENGTH));
        let when_absent = if run.report.has_news() { WhenAbsent::Create } else { WhenAbsent::Skip };
        let posted = comment::upsert(&client, &author, pull_request.number, &header, &text, when_absent);
        posted.await.map_err(with_help)?;
    }
    if args.suggest {
        let root = working_directory_prefix();
        let number = pull_request.number;
        let posted = review::PostedSuggestions::fetch(&client, &author, number).await.map_err(with_help)?;
        let suggestions = suggestions(&run.report, &|file, field| posted.contains(&format!("{root}{file}"), field));
        let changes = suggestions.iter().filter_map(|suggestion| suggestion.to_change(&root));
        // A suggestion is applied as it is: with a mask it would break the file, and without one it would show the secret.
        let changes: Vec<_> = changes.filter(|change| run.output.redacted(&change.body) == change.body).collect();
        review::post(&client, number, &pull_request.head_sha, &changes).await.map_err(with_help)?;
    }
    Ok(())
}

pub(super) fn client(environment: &Environment) -> Result<GitHubClient, String> {
    let var = |name| environment.var(name).ok_or_else(|| format!("{name} is not set"));
    let token = var("GITHUB_TOKEN").and_then(|text| Token::parse(text).map_err(|error| error.to_string()));
    let token = token.map_err(|error| format!("{error}; pass `github-token: ${{{{ github.token }}}}`"))?;
    let repository = Repository::parse(var("GITHUB_REPOSITORY")?).map_err(|error| error.to_string())?;
    let root = environment.var("GITHUB_API_URL").unwrap_or("https://api.github.com");
    let client = GitHubClient::new(root, repository, token).map_err(|error| error.to_string())?;
    match environment.var("GITHUB_GRAPHQL_URL") {
        Some(url) => client.with_graphql(url).map_err(|error| error.to_string()),
        None => Ok(client),
    }
}

fn header(args: &CiArgs, environment: &Environment, run: &CompletedRun, pull_request: &PullRequest) -> Header {
    let namespace = run.report.namespace.as_deref().unwrap_or_default();
    Header::new(namespace, &settings::identity_of(&args.common.jobs), workflow_run(environment), &pull_request.head_sha)
}

pub(super) fn workflow_run(environment: &Environment) -> WorkflowRun {
    let number = |name| environment.var(name).and_then(|text| text.parse::<u64>().ok());
    let attempt = number("GITHUB_RUN_ATTEMPT").and_then(|attempt| attempt.try_into().ok()).unwrap_or(1);
    WorkflowRun { id: number("GITHUB_RUN_ID").unwrap_or_default(), attempt }
}

pub(super) fn run_url(environment: &Environment) -> Option<String> {
    let server = environment.var("GITHUB_SERVER_URL")?;
    let repository = environment.var("GITHUB_REPOSITORY")?;
    let run = environment.var("GITHUB_RUN_ID")?;
    Some(format!("{server}/{repository}/actions/runs/{run}"))
}

/// The path from the repository's root to the working directory, ending with `/`; reported paths are relative to the latter.
pub(super) fn working_directory_prefix() -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let relative = git::repository_root(&here).and_then(|top| here.strip_prefix(top).ok()).map(|path| path.to_owned());
    let names: Vec<String> =
        relative.iter().flat_map(|path| path.iter()).map(|name| format!("{}/", name.to_string_lossy())).collect();
    names.concat()
}
