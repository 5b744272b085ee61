//! Finds the pay in a text.

use super::tokens::{Word, clause, parse_digits, words};

/// A payment type, and its rate in USD if the text has one.
#[derive(Debug)]
pub(crate) struct Pay {
    pub(crate) payment_type: &'static str,
    pub(crate) amount: Option<f64>,
    /// The reason why the type may be wrong.
    pub(crate) low_confidence: Option<String>,
}

impl Pay {
    const fn new(payment_type: &'static str) -> Self {
        Self { payment_type, amount: None, low_confidence: None }
    }
}

/// How many words before and after an amount are searched for its unit.
const CONTEXT: usize = 3;

/// The first pay with an amount, else one without: `$25/hour`, `$0.06 per label`, `fixed price $5,000`,
/// `pay per label`.
pub(crate) fn find(words: &[Word<'_>]) -> Option<Pay> {
    (0..words.len()).find_map(|at| with_amount(words, at)).or_else(|| without_amount(words))
}

pub(crate) fn parse_salary(text: &str) -> Option<Pay> {
    find(&words(text))
}

fn with_amount(words: &[Word<'_>], at: usize) -> Option<Pay> {
    let word = words.get(at)?;
    let (amount, rest) = dollars(word, words.get(at + 1))?;
    let after = if word.ends { &[] } else { clause(words.get(at + 1..).unwrap_or_default(), CONTEXT) };
    let after = format!("{rest} {}", joined(after));
    let before = joined(words.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default());
    let unit = unit(&after).or_else(|| fixed(&after)).or_else(|| fixed(&before)).or_else(|| unit(&before))?;
    Some(Pay { amount: Some(amount), ..unit })
}

fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ")
}

/// The amount of `$25/hour` or `25 USD`, and the rest of the word.
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

/// The payment type of a unit, with low confidence for one that is only like a label.
fn unit(context: &str) -> Option<Pay> {
    let mut parts =
        context.split(|c: char| !c.is_alphanumeric()).filter(|part| !matches!(*part, "" | "per" | "an" | "a" | "each"));
    parts.find_map(|part| match part {
        "label" | "labels" | "annotation" => Some(Pay::new("PAY_PER_LABEL")),
        "hour" | "hours" | "hr" | "h" | "hourly" => Some(Pay::new("PAY_PER_HOUR")),
        "item" | "image" | "post" | "file" | "document" | "task" => {
            let low_confidence = Some(format!("Inferred PAY_PER_LABEL from \"{part}\"."));
            Some(Pay { low_confidence, ..Pay::new("PAY_PER_LABEL") })
        }
        _ => None,
    })
}

fn fixed(context: &str) -> Option<Pay> {
    let found = context.split(|c: char| !c.is_alphanumeric()).any(|part| matches!(part, "fixed" | "flat" | "total"));
    found.then(|| Pay::new("FIXED_PRICE"))
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
    let found = PHRASES.iter().find(|(phrase, _)| all.contains(&format!(" {phrase} ")));
    found.map(|(_, payment_type)| Pay::new(payment_type))
}
