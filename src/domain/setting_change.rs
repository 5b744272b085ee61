//! What differs between two versions of the settings, for whoever reviews them.

use rust_decimal::Decimal;

use super::config::{Config, Limits, Requirement};
use super::keys::RATE;
use super::money;

/// A setting that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Its key in `_config.yml`: `limits.total`.
    pub key: &'static str,
    /// What it was, as shown.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// The settings that differ, in the order of the documentation.
pub fn setting_changes(before: &Config, after: &Config) -> Vec<SettingChange> {
    let pairs = shown(before).into_iter().zip(shown(after));
    let pairs = pairs.filter(|(before, after)| before.value != after.value);
    pairs.map(|(before, after)| SettingChange { key: before.key, before: before.value, after: after.value }).collect()
}

/// A setting as shown.
struct Shown {
    key: &'static str,
    value: String,
}

fn shown(config: &Config) -> [Shown; 8] {
    let Config { records, namespace, close_removed, require, required_names: _, limits } = config;
    let Limits { per_hour, per_label, per_posting, total } = limits;
    let shown = |key, value| Shown { key, value };
    [
        shown("records", records.as_ref().map_or_else(|| NOT_SET.to_owned(), ToString::to_string)),
        shown("namespace", namespace.as_ref().map_or_else(|| NOT_SET.to_owned(), ToString::to_string)),
        shown("closeRemoved", close_removed.to_string()),
        shown("require", required(require)),
        shown("limits.perHour", limit(*per_hour)),
        shown("limits.perLabel", limit(*per_label)),
        shown("limits.perPosting", limit(*per_posting)),
        shown("limits.total", limit(*total)),
    ]
}

const NOT_SET: &str = "not set";

fn limit(amount: Option<Decimal>) -> String {
    amount.map_or_else(|| "no limit".to_owned(), money::dollars)
}

fn required(names: &[Requirement]) -> String {
    let name = |requirement: &Requirement| match requirement {
        Requirement::Rate => RATE.to_owned(),
        Requirement::Field(key) => key.clone(),
    };
    if names.is_empty() { "nothing".to_owned() } else { names.iter().map(name).collect::<Vec<_>>().join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_that_differs_is_told_with_both_values() {
        let before = Config {
            limits: Limits { total: Some(Decimal::from(50_000)), ..Default::default() },
            ..Default::default()
        };
        let after = Config { require: Vec::new(), close_removed: true, ..Config::default() };
        let changes = setting_changes(&before, &after);
        let lines: Vec<String> =
            changes.iter().map(|change| format!("{} {} → {}", change.key, change.before, change.after)).collect();
        assert_eq!(
            lines,
            ["closeRemoved false → true", "require paymentType, rate → nothing", "limits.total $50,000 → no limit"]
        );
        assert_eq!(setting_changes(&before, &before), []);
    }
}
