//! What a plain scalar means: exactly what serde_yaml takes it for.

use serde_json::Number;

use super::tree::YamlValue;

/// 2⁶⁴: whole floats below it are integers, too.
const INTEGERS_END: f64 = 18_446_744_073_709_551_616.0;

/// What an unquoted text means, or why it can't be used.
pub(super) fn resolve(text: &str) -> Result<YamlValue, &'static str> {
    if text.is_empty() {
        return Ok(YamlValue::Null);
    }
    if !may_be_special(text) {
        return Ok(YamlValue::Text(text.to_owned()));
    }
    if let Some(number) = plain(text) {
        return Ok(YamlValue::Number(number));
    }
    match serde_yaml::from_str(text) {
        Ok(serde_yaml::Value::Null) => Ok(YamlValue::Null),
        Ok(serde_yaml::Value::Bool(flag)) => Ok(YamlValue::Bool(flag)),
        Ok(serde_yaml::Value::Number(number)) => numeric(text, &number).map(YamlValue::Number),
        Ok(_) => Ok(YamlValue::Text(text.to_owned())),
        // Only an integer that no type holds is no value.
        Err(_) => Err(TOO_LONG),
    }
}

const TOO_LONG: &str = "a whole number is between -9223372036854775808 and 18446744073709551615";

/// Whether it could be anything but text. Most texts aren't asked about twice; what means something else in a file of
/// its own is text here.
fn may_be_special(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '~');
    let is_mark = text.starts_with("--") || text.starts_with("..");
    match text.chars().next() {
        Some('~' | 'n' | 'N' | 't' | 'T' | 'f' | 'F') => text.len() <= "false".len(),
        Some('0'..='9' | '+' | '-' | '.') => !is_mark && text.chars().all(plain),
        _ => false,
    }
}

/// The number in the digits that most numbers are; anything that could be read in two ways is not for here.
fn plain(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = is_digits(whole) && is_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    // So few digits fit every type.
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
        Some(float) if float.is_finite() && !digits_only => Ok(normal(float)),
        Some(float) if float.is_finite() => Err(TOO_LONG),
        _ => Err("numbers must be finite"),
    }
}

/// The one number that `5` and `5.0` are.
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

    use super::super::diagnostics::Spot;
    use super::super::tree::Node;
    use super::*;

    const HERE: Spot = (1, 1);

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
            let theirs = serde_json::to_value(&whole["a"]).expect(text);
            let ours = Node { shape, spot: HERE }.json();
            let same = ours == theirs || (ours.is_number() && ours.as_f64() == theirs.as_f64());
            assert!(same, "{text}: {ours} {theirs}");
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
            assert_eq!(Node { shape, spot: HERE }.json().to_string(), number.to_string(), "{reason}");
        }
    }

    #[test]
    fn numbers_that_no_json_holds_are_refused() {
        let digits = "9".repeat(400);
        for text in [".inf", "-.INF", ".nan", "18446744073709551616", "-9223372036854775809", &"9".repeat(50), &digits]
        {
            let refused = resolve(text).map(|shape| Node { shape, spot: HERE }.type_name());
            // So many digits are infinite, and then no number to serde_yaml, but text.
            assert!(refused.is_err() || text == digits, "{text}: {refused:?}");
        }
    }
}
