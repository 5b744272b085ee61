//! The names in `require` of `_config.yml`.

use super::did_you_mean::{nearest, suggestion};
use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::config::RequiredName;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::keys::RATE;

/// Reports each name that no field has. One that only the bundled list doesn't have is a warning, unless it looks like a slip: no
/// posting goes live without it, so nothing is let through.
pub fn unknown_required(names: &[RequiredName], capabilities: &Capabilities) -> Vec<Finding> {
    let known: Vec<&str> = capabilities.update_keys.iter().map(String::as_str).chain([RATE]).collect();
    let unknown = names.iter().filter(|required| !capabilities.takes(&required.name));
    let finding = |required: &RequiredName| {
        let name = &required.name;
        let is_slip = nearest(name, known.iter().copied()).is_some();
        let (severity, message) = match capabilities.authority {
            Authority::Bundled if !is_slip => (
                Severity::Warning,
                format!(
                    "no field `{name}` is in the built-in list; `draft` and `publish` ask OpenTrain, which may know more"
                ),
            ),
            Authority::Bundled | Authority::Account => {
                (Severity::Error, format!("a job has no field `{name}`, so it can't be required"))
            }
        };
        let location = Location::Position(required.position);
        Finding::new(Code::UnknownField, severity, &required.file, location, message).help(suggestion(name, &known))
    };
    unknown.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::LineColumn;

    #[test]
    fn the_accounts_own_list_decides_which_names_there_are() {
        let account = Capabilities {
            authority: Authority::Account,
            update_keys: vec!["headcount".into(), "payTier".into()],
            enums: Default::default(),
        };
        let bundled = Capabilities::bundled();
        for (capabilities, name, severity, reason) in [
            (&bundled, "headcount", None, "documented"),
            (&bundled, "headcuont", Some(Severity::Error), "a slip"),
            (&bundled, "payTier", Some(Severity::Warning), "the built-in list may be outdated"),
            (&account, "payTier", None, "the account has it"),
            (&account, "languages", Some(Severity::Error), "the account has it no longer"),
            (&account, "zzz", Some(Severity::Error), "the account's list is complete"),
        ] {
            let names =
                [RequiredName { name: name.into(), file: "jobs/_config.yml".into(), position: LineColumn::START }];
            let found = unknown_required(&names, capabilities);
            assert_eq!(found.first().map(|finding| finding.severity), severity, "{reason}: {name}");
        }
    }
}
