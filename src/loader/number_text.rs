//! Text in the place of a number: the number that it certainly is, or why that is unclear.

use serde_json::Number;

use super::scalar;
use super::tree::{Plain, YamlValue};

/// Help for a text in the place of a number.
pub(super) enum NumberText {
    /// The text is this number and nothing else.
    Number(Number),
    /// The obstacle, and what to do.
    Obstacle(&'static str),
}

/// The number, only for plain digits with at most one decimal point, whose value is certain.
pub(super) fn read(text: &str) -> NumberText {
    match plain_number(text.trim()) {
        Some(number) => NumberText::Number(number),
        None => NumberText::Obstacle(obstacle(text.trim())),
    }
}

fn plain_number(text: &str) -> Option<Number> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = |part: &str| is_digits(part) && (part == "0" || !part.starts_with('0'));
    let is_plain = match text.split_once('.') {
        None => is_whole(text),
        Some((whole, fraction)) => is_whole(whole) && is_digits(fraction) && !is_grouped(whole, fraction),
    };
    match scalar::resolve(text) {
        Ok(YamlValue::Number(Plain { value, .. })) if is_plain => Some(value),
        _ => None,
    }
}

/// Whether a number, as it is written, may be another one with points between thousands.
pub(super) fn may_be_grouped(written: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = written.split_once('.').filter(|(whole, fraction)| is_digits(whole) && is_digits(fraction));
    parts.is_some_and(|(whole, fraction)| is_grouped(whole, fraction) && whole.len() <= 3)
}

/// In some languages `1.000` is a thousand.
fn is_grouped(whole: &str, fraction: &str) -> bool {
    fraction.len() == 3 && whole != "0"
}

/// The first that is true names the obstacle.
fn obstacle(text: &str) -> &'static str {
    let has_digits = text.chars().any(|c| c.is_ascii_digit());
    let is_digit_or = |other: char| text.chars().all(|c| c.is_ascii_digit() || c == other);
    let begins_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
    match () {
        () if text.contains('\u{a0}') => {
            "There is a no-break space in it, which looks like a space. Write digits alone."
        }
        () if !has_digits => "Write the number in digits. Remove the key if the number is not known yet.",
        () if text.to_ascii_lowercase().starts_with("0x") => "Write the number in decimal digits, without `0x`.",
        () if is_range(text) => {
            "This looks like a range or a date. Write one number; a range belongs in the description."
        }
        () if text.contains('%') => "Write digits alone, without the `%`.",
        () if names_currency(text) => "Write digits alone, without currency or unit. Amounts are in US dollars.",
        () if text.ends_with([',', ';']) => "Remove the last character: a line of YAML ends without one.",
        () if is_in_cents(text) => "Amounts are in US dollars: write cents as a part of one, after `0.`.",
        () if text.contains(',') => {
            "If the comma is a decimal comma, write a point in its place. If it stands between thousands, write nothing there."
        }
        () if text.contains('_') && is_digit_or('_') => "Remove the `_`: write nothing between thousands.",
        () if text.contains('\'') && is_digit_or('\'') => "Remove the `'`: write nothing between thousands.",
        () if text.contains(' ') && is_digit_or(' ') => "Remove the spaces: write nothing between thousands.",
        () if is_multiplied(text) => "Write the number out, with all its zeros instead of the letter at its end.",
        () if is_exponent(text) => "Write the number out in digits, without an exponent.",
        () if is_digit_or('.') && text.matches('.').count() > 1 => "Write one number, with one decimal point at most.",
        () if text.starts_with('.') => "Write a zero before the decimal point.",
        () if text.ends_with('.') && is_digit_or('.') => "Remove the point at the end.",
        () if is_digit_or('.') && text.starts_with('0') => {
            "A number has no leading zero. If a decimal point is missing after it, write the point; else remove the zero."
        }
        () if is_digit_or('.') && text.contains('.') => {
            "The point may be a decimal point or stand between thousands. Remove it, or write another number of decimals."
        }
        () if is_digit_or('0') => "Write a whole number between -9223372036854775808 and 18446744073709551615.",
        () if text.starts_with('+') => "Remove the `+`.",
        () if text.starts_with('-') => "Write a number from 0 up.",
        () if text.starts_with(['~', '<', '>', '≈', '±']) => "Write one exact number, without a sign before it.",
        () if begins_with_digit => "Write digits alone, without a unit or other words.",
        () => "Write one number in digits, without other words.",
    }
}

fn is_range(text: &str) -> bool {
    let is_between = |separator: &str| {
        let mut parts = text.split(separator).map(str::trim);
        let has_digit = |part: &str| part.chars().any(|c| c.is_ascii_digit());
        parts.next().is_some_and(has_digit) && parts.next().is_some_and(has_digit)
    };
    ["-", "–", "—", " to ", "..", "…", ":"].iter().any(|separator| is_between(separator)) && !is_exponent(text)
}

fn names_currency(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains(['$', '€', '£', '¥', '₹']) || ["usd", "eur", "gbp", "dollar"].iter().any(|name| text.contains(name))
}

/// `5 cents`, `6¢`, `6c`: the digits alone would be dollars.
fn is_in_cents(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ')).to_lowercase();
    unit == "c" || unit.contains('¢') || unit.contains("cent") || unit.starts_with("ct")
}

/// `20k`, `1.5M`, `2 mio`.
fn is_multiplied(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    matches!(unit.to_lowercase().as_str(), "k" | "m" | "mio" | "mn" | "million" | "thousand" | "b" | "bn")
}

fn is_exponent(text: &str) -> bool {
    text.contains(['e', 'E']) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_number_is_offered() {
        for (text, number) in [
            ("5", "5"),
            (" 20000 ", "20000"),
            ("0.06", "0.06"),
            ("0.005", "0.005"),
            ("12.5", "12.5"),
            ("1000.25", "1000.25"),
        ] {
            let NumberText::Number(offered) = read(text) else { panic!("{text} is a number") };
            assert_eq!(offered.to_string(), number);
        }
    }

    #[test]
    fn the_obstacle_is_named() {
        for (text, words) in [
            ("20k", "the letter at its end"),
            ("1.5 M", "the letter at its end"),
            ("0,05", "a decimal comma, write a point"),
            ("5,", "the last character"),
            ("1,000", "the comma"),
            ("20-30", "a range"),
            ("20 – 30", "a range"),
            ("5 to 10", "a range"),
            ("08", "no leading zero"),
            ("00.5", "no leading zero"),
            ("5 cents", "cents as a part"),
            ("6¢", "cents as a part"),
            ("6c", "cents as a part"),
            ("0,5 ct", "cents as a part"),
            ("20,000", "between thousands, write nothing"),
            ("006", "If a decimal point is missing"),
            ("$25/h", "without currency"),
            ("€5", "without currency"),
            ("25 USD", "without currency"),
            ("tbd", "not known yet"),
            ("", "not known yet"),
            ("1.000", "between thousands"),
            ("1_000", "the `_`"),
            ("20 000", "the spaces"),
            ("1'000", "the `'`"),
            ("5\u{a0}000", "no-break space"),
            ("0x1F", "without `0x`"),
            ("1e3", "an exponent"),
            ("1.2.3", "one decimal point"),
            ("1.000.000", "one decimal point"),
            (".5", "a zero before"),
            ("5.", "point at the end"),
            ("50%", "the `%`"),
            ("about 5", "without other words"),
            ("~5", "one exact number"),
            (">5", "one exact number"),
            ("12:30", "a range or a date"),
            ("99999999999999999999999", "between -9"),
        ] {
            match read(text) {
                NumberText::Obstacle(help) => assert!(help.contains(words), "{text}: {help}"),
                NumberText::Number(number) => panic!("{text} offered as {number}"),
            }
        }
    }
}
