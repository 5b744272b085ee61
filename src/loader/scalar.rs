//! Resolves plain scalars exactly like serde_yaml.

use serde_json::Number;

use super::tree::{Plain, YamlValue};

/// 2⁶⁴: whole floats below it become integers.
const INTEGERS_END: f64 = 18_446_744_073_709_551_616.0;

/// Resolves unquoted text. The error is a message for the author.
pub(super) fn resolve(text: &str) -> Result<YamlValue, &'static str> {
    if text.is_empty() {
        return Ok(YamlValue::Null);
    }
    if is_surely_text(text) {
        return Ok(YamlValue::Text(text.to_owned()));
    }
    if let Some(number) = plain(text) {
        return Ok(number_written(text, number));
    }
    match serde_yaml::from_str(text) {
        Ok(serde_yaml::Value::Null) => Ok(YamlValue::Null),
        Ok(serde_yaml::Value::Bool(flag)) => Ok(YamlValue::Bool(Plain { value: flag, written: text.into() })),
        Ok(serde_yaml::Value::Number(number)) => numeric(text, &number).map(|number| number_written(text, number)),
        Ok(_) => Ok(YamlValue::Text(text.to_owned())),
        // serde_yaml fails only on integers that fit no type.
        Err(_) => Err(TOO_LONG),
    }
}

fn number_written(text: &str, value: Number) -> YamlValue {
    YamlValue::Number(Plain { value, written: text.into() })
}

const TOO_LONG: &str = "a whole number is between -9223372036854775808 and 18446744073709551615";

const INEXACT: &str = "it has more digits than JSON numbers keep (about 16)";

/// Why the number of a JSON text would not be sent as it is written, if so.
pub(super) fn inexact(text: &str) -> Option<&'static str> {
    let is_whole = text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    if is_whole {
        let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
        return (!fits).then_some(TOO_LONG);
    }
    let is_exact = text.parse().is_ok_and(|float| Decimal::parse(text).is_some_and(|decimal| decimal.is(float)));
    (!is_exact).then_some(INEXACT)
}

/// A decimal number without needless zeros: its digits and the power of ten of the last one.
#[derive(PartialEq, Eq)]
struct Decimal {
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// `None` for numbers in other notations than the decimal one.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(['+', '-']);
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let decimals = i64::try_from(fraction.len()).ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        let exponent = if digits.is_empty() { 0 } else { exponent.parse::<i64>().ok()? - decimals + zeros };
        Some(Self { digits, exponent })
    }

    /// Whether the float is written with the same digits.
    fn is(&self, float: f64) -> bool {
        Self::parse(&format!("{float:e}")).is_some_and(|written| written == *self)
    }
}

/// Whether unquoted text is certainly no number, no truth value and no null. It is quick, and most texts pass.
pub(super) fn is_surely_text(text: &str) -> bool {
    !text.is_empty() && !may_be_non_text(text)
}

/// A fast check that most texts fail. It also excludes `---` and `...`, which mean something only at the top of a file.
fn may_be_non_text(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '~');
    let is_document_marker = text.starts_with("--") || text.starts_with("..");
    match text.chars().next() {
        Some('~' | 'n' | 'N' | 't' | 'T' | 'f' | 'F') => text.len() <= "false".len(),
        Some('0'..='9' | '+' | '-' | '.') => !is_document_marker && text.chars().all(plain),
        _ => false,
    }
}

/// A fast path for simple decimal numbers; serde_yaml resolves the others.
fn plain(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = is_digits(whole) && is_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    // Up to 15 digits fit every type.
    if !is_plain || text.len() > 15 {
        return None;
    }
    if whole.len() == text.len() { text.parse::<u64>().ok().map(Number::from) } else { text.parse().ok().map(normal) }
}

fn numeric(text: &str, number: &serde_yaml::Number) -> Result<Number, &'static str> {
    if let Some(whole) = number.as_u64() {
        return Ok(whole.into());
    }
    if let Some(whole) = number.as_i64() {
        return Ok(whole.into());
    }
    let digits_only = text.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit());
    match number.as_f64() {
        Some(float) if float.is_finite() && digits_only => Err(TOO_LONG),
        Some(float) if float.is_finite() && Decimal::parse(text).is_some_and(|decimal| !decimal.is(float)) => {
            Err(INEXACT)
        }
        Some(float) if float.is_finite() => Ok(normal(float)),
        _ => Err("numbers must be finite"),
    }
}

/// Normalizes whole floats to integers, so that `5.0` equals `5`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only whole floats within the integer's bounds are cast"
)]
fn normal(float: f64) -> Number {
    match float {
        whole if whole.fract() == 0.0 && (0.0..INTEGERS_END).contains(&whole) => Number::from(whole as u64),
        whole if whole.fract() == 0.0 && (-INTEGERS_END / 2.0..0.0).contains(&whole) => Number::from(whole as i64),
        other => Number::from_f64(other).unwrap_or_else(|| Number::from(0)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tree::Node;
    use super::*;
    use crate::domain::finding::LineColumn;

    const HERE: LineColumn = LineColumn::START;

    #[test]
    fn plain_scalars_mean_what_serde_yaml_takes_them_for() {
        for text in [
            "",
            "~",
            "null",
            "Null",
            "NULL",
            "nUll",
            "true",
            "True",
            "FALSE",
            "yes",
            "no",
            "on",
            "0",
            "-0",
            "007",
            "+1",
            "0x1F",
            "0o17",
            "0b11",
            "-0x1",
            "1e3",
            ".5",
            "5.",
            "1_000",
            "+",
            ".",
            "..",
            "...",
            "---",
            "--5",
            "-x",
            "1.2.3",
            "2024-01-01",
            "12:30",
            "inf",
            "nan",
            "tru",
            "t",
            "falsehood",
            "1e400",
            "5, 6",
            "18446744073709551615",
            "-9223372036854775808",
            "1.5",
            "0.06",
            "0.0",
            "12.50",
            "00.5",
            "123456789012345",
            "1234567890.12345",
        ] {
            let shape = resolve(text).expect(text);
            let whole: serde_yaml::Value = serde_yaml::from_str(&format!("a: {text}")).expect(text);
            let expected = serde_json::to_value(&whole["a"]).expect(text);
            let actual = Node { shape, position: HERE }.json();
            let same = actual == expected || (actual.is_number() && actual.as_f64() == expected.as_f64());
            assert!(same, "{text}: {actual} {expected}");
        }
    }

    #[test]
    fn one_number_has_one_form() {
        for (text, number, reason) in [
            ("5.0", json!(5), "a whole float"),
            ("5e0", json!(5), "an exponent"),
            ("-0", json!(0), "no negative zero"),
            ("-0.0", json!(0), "nor as a float"),
            ("-3.0", json!(-3), "below zero"),
            ("1e19", json!(10_000_000_000_000_000_000_u64), "beyond i64"),
            ("0.06", json!(0.06), "a fraction stays"),
        ] {
            let shape = resolve(text).expect(text);
            assert_eq!(Node { shape, position: HERE }.json().to_string(), number.to_string(), "{reason}");
        }
    }

    #[test]
    fn numbers_that_no_json_holds_are_refused() {
        let digits = "9".repeat(400);
        for text in [
            "0.12345678901234567890",
            "1.00000000000000000001",
            ".inf",
            "-.INF",
            ".nan",
            "18446744073709551616",
            "-9223372036854775809",
            &"9".repeat(50),
            &digits,
        ] {
            let refused = resolve(text).map(|shape| Node { shape, position: HERE }.type_name());
            // serde_yaml reads 400 digits as infinite, and so as text.
            assert!(refused.is_err() || text == digits, "{text}: {refused:?}");
        }
    }
}
