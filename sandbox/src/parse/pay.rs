//! How a text says it pays.

use super::tokens::{Word, clause, parse_digits, words};

/// A payment type, with its rate in USD where the text tells it.
#[derive(Debug)]
pub(crate) struct Pay {
    pub(crate) payment_type: &'static str,
    pub(crate) amount: Option<f64>,
    /// Why it may be wrong.
    pub(crate) doubt: Option<String>,
}

/// How many words before and behind an amount tell what it is for.
const CONTEXT: usize = 3;

/// The first pay that is told with an amount, else one without: `$25/hour`, `$0.06 per label`, `fixed price $5,000`,
/// `pay per label`.
pub(crate) fn find(words: &[Word<'_>]) -> Option<Pay> {
    (0..words.len()).find_map(|at| with_amount(words, at)).or_else(|| without_amount(words))
}

/// The pay of a text that is nothing but a salary, as in a feed.
pub(crate) fn parse_salary(text: &str) -> Option<Pay> {
    find(&words(text))
}

fn with_amount(words: &[Word<'_>], at: usize) -> Option<Pay> {
    let word = words.get(at)?;
    let (amount, rest) = dollars(word, words.get(at + 1))?;
    let behind = if word.ends { &[] } else { clause(words.get(at + 1..).unwrap_or_default(), CONTEXT) };
    let behind = format!("{rest} {}", joined(behind));
    let before = joined(words.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default());
    let unit = unit(&behind).or_else(|| fixed(&behind)).or_else(|| fixed(&before)).or_else(|| unit(&before))?;
    Some(Pay { payment_type: unit.0, amount: Some(amount), doubt: unit.1 })
}

fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ")
}

/// The amount of `$25/hour` or `25 USD`, and what is left of the word.
fn dollars<'a>(word: &'a Word<'_>, next: Option<&Word<'_>>) -> Option<(f64, &'a str)> {
    let text = word.lower.strip_prefix("us").unwrap_or(&word.lower);
    match text.strip_prefix('$') {
        Some(money) => {
            let end = money.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(money.len());
            let (digits, rest) = money.split_at(end);
            let (scale, rest) = rest.strip_prefix('k').map_or((1.0, rest), |rest| (1000.0, rest));
            parse_digits(digits.trim_end_matches([',', '.'])).map(|amount| (amount * scale, rest))
        }
        None if next.is_some_and(|next| matches!(next.lower.as_str(), "usd" | "dollars")) => {
            parse_digits(text).map(|amount| (amount, ""))
        }
        None => None,
    }
}

/// The payment type that a unit names, with a doubt where the unit is only like a label.
fn unit(context: &str) -> Option<(&'static str, Option<String>)> {
    let mut parts =
        context.split(|c: char| !c.is_alphanumeric()).filter(|part| !matches!(*part, "" | "per" | "an" | "a" | "each"));
    parts.find_map(|part| match part {
        "label" | "labels" | "annotation" => Some(("PAY_PER_LABEL", None)),
        "hour" | "hours" | "hr" | "h" | "hourly" => Some(("PAY_PER_HOUR", None)),
        "item" | "image" | "post" | "file" | "document" | "task" => {
            Some(("PAY_PER_LABEL", Some(format!("Inferred PAY_PER_LABEL from \"{part}\"."))))
        }
        _ => None,
    })
}

fn fixed(context: &str) -> Option<(&'static str, Option<String>)> {
    let told = context.split(|c: char| !c.is_alphanumeric()).any(|part| matches!(part, "fixed" | "flat" | "total"));
    told.then_some(("FIXED_PRICE", None))
}

fn without_amount(words: &[Word<'_>]) -> Option<Pay> {
    const PHRASES: &[(&str, &str)] = &[
        ("per label", "PAY_PER_LABEL"),
        ("by the label", "PAY_PER_LABEL"),
        ("per hour", "PAY_PER_HOUR"),
        ("by the hour", "PAY_PER_HOUR"),
        ("hourly", "PAY_PER_HOUR"),
        ("fixed price", "FIXED_PRICE"),
        ("fixed fee", "FIXED_PRICE"),
        ("flat fee", "FIXED_PRICE"),
    ];
    let all: Vec<String> = words.iter().map(|word| word.lower.replace('-', " ")).collect();
    let all = format!(" {} ", all.join(" "));
    let told = PHRASES.iter().find(|(phrase, _)| all.contains(&format!(" {phrase} ")));
    told.map(|(_, payment_type)| Pay { payment_type, amount: None, doubt: None })
}
