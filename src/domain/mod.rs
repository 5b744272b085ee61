//! The types that all other modules share, with their rules.

pub mod account;
pub mod applied;
pub mod brief;
pub mod capabilities;
pub mod characters;
pub mod code;
pub mod config;
pub mod defaults;
pub mod definition;
pub mod depth;
pub mod digest;
pub mod finding;
pub mod ids;
pub mod job;
pub mod job_origin;
pub mod keys;
pub mod listing;
pub mod money;
pub mod pay;
pub mod readiness;
pub mod record;
pub mod reply;
pub mod setting_change;
pub mod step;
pub mod title;
pub mod value;
pub mod words;
pub mod yaml;

/// Pinned or parsed values by the service's update keys, in the order of their names.
pub type Fields = std::collections::BTreeMap<String, serde_json::Value>;

/// The update key that carries a brief's text.
pub const DESCRIPTION_KEY: &str = "jobDescription";

/// The update key of how a job pays.
pub const PAYMENT_TYPE_KEY: &str = "paymentType";

/// The update key that carries a job's title.
pub const TITLE_KEY: &str = "jobTitle";
