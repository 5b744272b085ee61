//! The parts of a record's JSON that come from the service's responses.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::Fields;
use crate::domain::digest::ContentHash;
use crate::domain::readiness::{MissingField, ParserOutput, ParserRemark, Readiness, Unnamed};
use crate::domain::record::ModerationBlock;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReadinessV2 {
    publish_ready: Option<bool>,
    missing: Vec<MissingV2>,
    #[serde(default, skip_serializing_if = "Unnamed::is_nothing", with = "UnnamedV2")]
    unnamed: Unnamed,
    issues: Vec<String>,
    outdated: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Unnamed")]
enum UnnamedV2 {
    Nothing,
    Fields(usize),
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MissingV2 {
    field: String,
    label: String,
    prompt: Option<String>,
    r#type: Option<String>,
    enum_values: Vec<String>,
    update_keys: Vec<String>,
    example: Option<String>,
    hint: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ParsedV2 {
    parser: Option<String>,
    fields: Fields,
    low_confidence: Vec<RemarkV2>,
    unmapped: Vec<RemarkV2>,
    warnings: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RemarkV2 {
    path: String,
    reason: String,
    preview: Option<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BlockV2 {
    content: String,
    reasons: Vec<String>,
    reference: String,
}

impl From<Readiness> for ReadinessV2 {
    fn from(Readiness { ready, missing, unnamed, issues, is_outdated }: Readiness) -> Self {
        Self {
            publish_ready: ready,
            missing: missing.into_iter().map(Into::into).collect(),
            unnamed,
            issues,
            outdated: is_outdated,
        }
    }
}

impl From<ReadinessV2> for Readiness {
    fn from(ReadinessV2 { publish_ready, missing, unnamed, issues, outdated }: ReadinessV2) -> Self {
        Self {
            ready: publish_ready,
            missing: missing.into_iter().map(Into::into).collect(),
            unnamed,
            issues,
            is_outdated: outdated,
        }
    }
}

impl From<MissingField> for MissingV2 {
    fn from(missing: MissingField) -> Self {
        let MissingField { field, label, prompt, kind, enum_values, update_keys, example, hint } = missing;
        Self { field, label, prompt, r#type: kind, enum_values, update_keys, example, hint }
    }
}

impl From<MissingV2> for MissingField {
    fn from(missing: MissingV2) -> Self {
        let MissingV2 { field, label, prompt, r#type, enum_values, update_keys, example, hint } = missing;
        Self { field, label, prompt, kind: r#type, enum_values, update_keys, example, hint }
    }
}

impl From<ParserOutput> for ParsedV2 {
    fn from(ParserOutput { parser, fields, low_confidence, unmapped, warnings }: ParserOutput) -> Self {
        Self {
            parser,
            fields,
            low_confidence: low_confidence.into_iter().map(Into::into).collect(),
            unmapped: unmapped.into_iter().map(Into::into).collect(),
            warnings,
        }
    }
}

impl From<ParsedV2> for ParserOutput {
    fn from(ParsedV2 { parser, fields, low_confidence, unmapped, warnings }: ParsedV2) -> Self {
        Self {
            parser,
            fields,
            low_confidence: low_confidence.into_iter().map(Into::into).collect(),
            unmapped: unmapped.into_iter().map(Into::into).collect(),
            warnings,
        }
    }
}

impl From<ParserRemark> for RemarkV2 {
    fn from(ParserRemark { path, reason, preview }: ParserRemark) -> Self {
        Self { path, reason, preview }
    }
}

impl From<RemarkV2> for ParserRemark {
    fn from(RemarkV2 { path, reason, preview }: RemarkV2) -> Self {
        Self { path, reason, preview }
    }
}

impl From<ModerationBlock> for BlockV2 {
    fn from(ModerationBlock { content, reasons, reference }: ModerationBlock) -> Self {
        Self { content: content.as_str().to_owned(), reasons, reference }
    }
}

impl From<BlockV2> for ModerationBlock {
    fn from(BlockV2 { content, reasons, reference }: BlockV2) -> Self {
        Self { content: ContentHash::recorded(content), reasons, reference }
    }
}
