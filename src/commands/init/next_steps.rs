//! What to do after `init`.

use std::path::Path;

use super::super::credentials::TOKEN_PAGE;
use super::super::shell::shell_word;
use crate::git;

/// The branch that the workflow publishes from as it is written.
const WORKFLOW_BRANCH: &str = "main";

/// The folder that the workflow looks at as it is written.
const WORKFLOW_FOLDER: &str = "jobs";

/// GitHub makes the first branch that is pushed the default branch, and a pull request needs two.
const FIRST_COMMIT: &str =
    "   This repository has no commit yet. Push `main` first, so that there is a branch to merge into:

     git commit --allow-empty -m 'Begin'
     git branch -M main
     git push -u origin main

   Then push the posting:

";

/// What the next steps depend on.
pub(super) struct Repository {
    /// Where the commands are pasted.
    pub(super) folder: Folder,
    /// The jobs directory from the repository's top folder.
    pub(super) below_root: String,
    /// The default branch, as far as it is known here.
    pub(super) default_branch: Option<String>,
    /// Whether there is a commit.
    pub(super) has_commit: bool,
}

/// The folder in which the commands are pasted, and the paths from there.
pub(super) struct Folder {
    /// The repository's top folder, where the working directory is not in this repository: git would work in another one, or in none.
    change_to: Option<String>,
    /// The jobs directory.
    jobs: String,
    /// The repository's top folder, with a slash at the end unless it is the folder itself.
    top: String,
}

impl Folder {
    /// `jobs` is as typed, `root` the repository's top folder, `below_root` the jobs directory from there.
    pub(super) fn new(jobs: &Path, root: &Path, below_root: String) -> Self {
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        let is_in_repository = git::repository_root(&here) == Some(root);
        match here.strip_prefix(root).ok().filter(|_| is_in_repository) {
            Some(below) => {
                let jobs = jobs.to_string_lossy().into_owned();
                Self { change_to: None, jobs, top: "../".repeat(below.components().count()) }
            }
            None => Self { change_to: Some(root.display().to_string()), jobs: below_root, top: String::new() },
        }
    }
}

/// The next three steps, as text.
pub(super) fn next_steps(repository: &Repository) -> String {
    let Folder { change_to, jobs, top } = &repository.folder;
    let change_to = change_to.as_ref().map(|root| format!("In `{root}`:\n\n     cd {}\n\n", shell_word(root)));
    let change_to = change_to.unwrap_or_default();
    let is_default = jobs == WORKFLOW_FOLDER;
    let jobs = shell_word(jobs);
    let branch = shell_word(repository.default_branch.as_deref().unwrap_or(WORKFLOW_BRANCH));
    let edits = workflow_edits(repository);
    let first_commit = if repository.has_commit { "" } else { FIRST_COMMIT };
    format!(
        "Next:

{change_to}1. Give the workflow a token, with the scopes jobs:read and jobs:write: {TOKEN_PAGE}
   `opentrain-drafts` is for pull requests, `opentrain` for publishing from {branch} alone.

     gh api -X PUT 'repos/{{owner}}/{{repo}}/environments/opentrain-drafts'
     gh api -X PUT 'repos/{{owner}}/{{repo}}/environments/opentrain' \\
       -F 'deployment_branch_policy[protected_branches]=false' \\
       -F 'deployment_branch_policy[custom_branch_policies]=true'
     gh api -X POST 'repos/{{owner}}/{{repo}}/environments/opentrain/deployment-branch-policies' -f name={branch}
     gh secret set OT_API_TOKEN --env opentrain-drafts
     gh secret set OT_API_TOKEN --env opentrain

2. Copy the example under the posting's name, which is its id for good. Edit the copy, and try it without a token:

     cp {jobs}/_example.yml {jobs}/my-first-job.yml
     opentrain-jobs check{flag}
     opentrain-jobs publish --sandbox{flag}

3. {edits}Open a pull request. Its comment says what is missing; its merge publishes.

{first_commit}     git switch -c my-first-job
     git add {jobs} {top}.github
     git commit -m 'Add the first job posting'
     git push -u origin HEAD
     gh pr create --fill

`opentrain-jobs doctor{flag}` checks all of this; it needs OT_API_TOKEN.
",
        flag = if is_default { String::new() } else { format!(" --jobs {jobs}") },
    )
}

/// What is to be edited in the workflow for this repository; empty where nothing is.
fn workflow_edits(repository: &Repository) -> String {
    let mut edits = Vec::new();
    match repository.default_branch.as_deref() {
        Some(WORKFLOW_BRANCH) => {}
        Some(branch) => edits.push(format!("`branches: [{WORKFLOW_BRANCH}]` becomes `branches: [{branch}]`")),
        None if !repository.has_commit => {}
        None => edits.push(format!(
            "`branches`, and `name=` above, must be your default branch, if that is not `{WORKFLOW_BRANCH}`"
        )),
    }
    let folder = &repository.below_root;
    if folder != WORKFLOW_FOLDER {
        let pattern = if folder == "." { "**".to_owned() } else { format!("{folder}/**") };
        edits.push(format!("`{WORKFLOW_FOLDER}/**` becomes `{pattern}`, and each `with:` gets `jobs: {folder}`"));
    }
    if edits.is_empty() { String::new() } else { format!("Edit the workflow: {}.\n   ", edits.join("; ")) }
}
