//! The files that a pull request changes, as GitHub lists them.

use serde_json::Value;

use super::{Error, GitHubClient};

/// GitHub lists no more of them.
pub const MAX_CHANGED_FILES: usize = 3000;

/// A file that a pull request changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path from the repository's root.
    pub path: String,
    /// The path before, if the file was renamed.
    pub previous_path: Option<String>,
    /// Whether nothing is under this path without the pull request.
    pub is_new: bool,
}

/// The files that pull request `number` changes, at most [`MAX_CHANGED_FILES`].
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn changed_files(client: &GitHubClient, number: u64) -> Result<Vec<ChangedFile>, Error> {
    let files = client.list(&["pulls", &number.to_string(), "files"]).await?;
    Ok(files.iter().filter_map(changed_file).collect())
}

fn changed_file(file: &Value) -> Option<ChangedFile> {
    Some(ChangedFile {
        path: file["filename"].as_str()?.to_owned(),
        previous_path: file["previous_filename"].as_str().map(str::to_owned),
        is_new: matches!(file["status"].as_str(), Some("added" | "copied" | "renamed")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rename_is_two_paths() {
        let renamed = json!({"filename": "b.yml", "previous_filename": "a.yml", "status": "renamed"});
        let expected = ChangedFile { path: "b.yml".into(), previous_path: Some("a.yml".into()), is_new: true };
        assert_eq!(changed_file(&renamed), Some(expected));
        for (status, is_new) in [("added", true), ("modified", false), ("removed", false), ("changed", false)] {
            let file = changed_file(&json!({"filename": "a.yml", "status": status})).expect("a file");
            assert_eq!((file.is_new, file.previous_path), (is_new, None), "{status}");
        }
    }
}
