//! The parts of a record's JSON that come from the service's responses.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::Fields;
use crate::domain::digest::ContentHash;
use crate::domain::readiness::{MissingField, ParserOutput, ParserRemark, Readiness};
use crate::domain::record::ModerationBlock;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReadinessV1 {
    publish_ready: Option<bool>,
    missing: Vec<MissingV1>,
    issues: Vec<String>,
    outdated: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MissingV1 {
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
pub(super) struct ParsedV1 {
    parser: Option<String>,
    fields: Fields,
    low_confidence: Vec<RemarkV1>,
    unmapped: Vec<RemarkV1>,
    warnings: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RemarkV1 {
    path: String,
    reason: String,
    preview: Option<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BlockV1 {
    content: String,
    reasons: Vec<String>,
    reference: String,
}

impl From<Readiness> for ReadinessV1 {
    fn from(Readiness { ready, missing, issues, is_outdated }: Readiness) -> Self {
        Self {
            publish_ready: ready,
            missing: missing.into_iter().map(Into::into).collect(),
            issues,
            outdated: is_outdated,
        }
    }
}

impl From<ReadinessV1> for Readiness {
    fn from(ReadinessV1 { publish_ready, missing, issues, outdated }: ReadinessV1) -> Self {
        Self {
            ready: publish_ready,
            missing: missing.into_iter().map(Into::into).collect(),
            issues,
            is_outdated: outdated,
        }
    }
}

impl From<MissingField> for MissingV1 {
    fn from(gap: MissingField) -> Self {
        let MissingField { field, label, prompt, kind, enum_values, update_keys, example, hint } = gap;
        Self { field, label, prompt, r#type: kind, enum_values, update_keys, example, hint }
    }
}

impl From<MissingV1> for MissingField {
    fn from(gap: MissingV1) -> Self {
        let MissingV1 { field, label, prompt, r#type, enum_values, update_keys, example, hint } = gap;
        Self { field, label, prompt, kind: r#type, enum_values, update_keys, example, hint }
    }
}

impl From<ParserOutput> for ParsedV1 {
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

impl From<ParsedV1> for ParserOutput {
    fn from(ParsedV1 { parser, fields, low_confidence, unmapped, warnings }: ParsedV1) -> Self {
        Self {
            parser,
            fields,
            low_confidence: low_confidence.into_iter().map(Into::into).collect(),
            unmapped: unmapped.into_iter().map(Into::into).collect(),
            warnings,
        }
    }
}

impl From<ParserRemark> for RemarkV1 {
    fn from(ParserRemark { path, reason, preview }: ParserRemark) -> Self {
        Self { path, reason, preview }
    }
}

impl From<RemarkV1> for ParserRemark {
    fn from(RemarkV1 { path, reason, preview }: RemarkV1) -> Self {
        Self { path, reason, preview }
    }
}

impl From<ModerationBlock> for BlockV1 {
    fn from(ModerationBlock { content, reasons, reference }: ModerationBlock) -> Self {
        Self { content: content.as_str().to_owned(), reasons, reference }
    }
}

impl From<BlockV1> for ModerationBlock {
    fn from(BlockV1 { content, reasons, reference }: BlockV1) -> Self {
        Self { content: ContentHash::recorded(content), reasons, reference }
    }
}
