//! Parses a plain-text brief.

use super::pay::{self, Pay};
use super::tokens::{Word, clause, number, words};
use super::vocabulary::{COUNTRIES, FILES, LABEL_TYPES, LANGUAGES, MEDIA, PEOPLE, contains_word, experience_level};
use super::{ParserOutput, fields};

/// Of a title made from the first sentence.
const MAX_TITLE_CHARS: usize = 90;
/// How many words after a number its noun may be.
const MAX_NOUN_DISTANCE: usize = 4;

/// The whole text becomes the description.
pub(crate) fn parse(text: &str) -> ParserOutput {
    let mut parsed = ParserOutput::default();
    let words = words(text);
    parsed.set("jobDescription", text);
    if let Some(title) = title(text) {
        parsed.set("jobTitle", title);
    }
    if let Some(pay) = pay::find(&words) {
        set_pay(&mut parsed, &pay);
    }
    count(&mut parsed, &words);
    name(&mut parsed, text);
    if let Some(level) = experience_level(&text.to_lowercase()) {
        parsed.set("experienceLevel", level);
        parsed.add_low_confidence("experienceLevel", format!("Inferred {level} from a word in the text."));
    }
    parsed
}

pub(crate) fn set_pay(parsed: &mut ParserOutput, pay: &Pay) {
    parsed.set("paymentType", pay.payment_type);
    if let (Some(amount), Some(key)) = (pay.amount, fields::rate_key(pay.payment_type)) {
        parsed.set_number(key, amount);
    }
    if let Some(reason) = &pay.low_confidence {
        parsed.add_low_confidence("paymentType", reason.clone());
    }
}

/// The first sentence of the first line with text, shortened at a word boundary.
fn title(text: &str) -> Option<String> {
    let line =
        text.lines().map(|line| line.trim_start_matches(['#', '*', '-', ' ']).trim()).find(|line| !line.is_empty())?;
    let end = [". ", "! ", "? "].into_iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
    let sentence = line.get(..end).unwrap_or(line).trim_end_matches(['.', '!', '?', ':']);
    if sentence.chars().count() <= MAX_TITLE_CHARS {
        return Some(sentence.to_owned()).filter(|sentence| !sentence.is_empty());
    }
    let mut cut: String = sentence.chars().take(MAX_TITLE_CHARS - 1).collect();
    if let Some(blank) = cut.rfind(' ') {
        cut.truncate(blank);
    }
    Some(cut + "…")
}

/// Headcount and data volume: each number with the first known noun after it.
fn count(parsed: &mut ParserOutput, words: &[Word<'_>]) {
    for (at, word) in words.iter().enumerate() {
        let Some(number) = number(word.text).filter(|_| !word.ends) else { continue };
        let following = words.get(at + 1..).unwrap_or_default();
        let (number, following) = match following.first().map(|word| word.lower.as_str()) {
            Some("thousand") => (number * 1e3, following.get(1..).unwrap_or_default()),
            Some("million") => (number * 1e6, following.get(1..).unwrap_or_default()),
            _ => (number, following),
        };
        set_counted(parsed, number, following);
    }
}

/// Sets the field that the number belongs to, unless it is set already.
fn set_counted(parsed: &mut ParserOutput, number: f64, following: &[Word<'_>]) {
    let following = clause(following, MAX_NOUN_DISTANCE);
    let media = following.iter().any(|word| contains_word(&word.lower, MEDIA));
    match following.first().map(|word| word.lower.as_str()) {
        Some("hours") if media => return volume(parsed, number, "HOURS_OF_RECORDING_AUDIO_VIDEO", "hours"),
        Some("words") => return volume(parsed, number, "NUMBER_OF_WORDS", "words"),
        _ => {}
    }
    for noun in following.iter().map(|word| word.lower.as_str()) {
        if contains_word(noun, FILES) {
            return volume(parsed, number, "NUMBER_OF_FILES", noun);
        }
        if contains_word(noun, PEOPLE) {
            return people(parsed, number);
        }
        // The nouns after another number or an amount belong to that one.
        if super::tokens::number(noun).is_some() || noun.starts_with('$') {
            return;
        }
    }
}

fn people(parsed: &mut ParserOutput, number: f64) {
    if number.fract() == 0.0 && !parsed.fields.contains_key("headcount") {
        parsed.set_number("headcount", number);
    }
}

fn volume(parsed: &mut ParserOutput, number: f64, unit: &str, noun: &str) {
    if parsed.fields.contains_key("dataVolume") {
        return;
    }
    parsed.set_number("dataVolume", number);
    parsed.set("dataVolumeUnit", unit);
    if !matches!(noun, "files" | "hours" | "words") {
        parsed.add_low_confidence("dataVolumeUnit", format!("Inferred {unit} from \"{noun}\"."));
    }
}

/// Languages, countries and label types that the text names.
fn name(parsed: &mut ParserOutput, text: &str) {
    let exact = padded(text);
    let lower = exact.to_lowercase();
    let names_word = |name: &str| exact.contains(&format!(" {name} "));
    for language in LANGUAGES.split_whitespace().filter(|name| names_word(name)) {
        parsed.add("languages", language);
    }
    for (_, country) in COUNTRIES.iter().filter(|(name, _)| names_word(name)) {
        parsed.add("countries", country);
    }
    for (_, kind) in LABEL_TYPES.iter().filter(|(name, _)| lower.contains(&format!(" {name} "))) {
        parsed.add("labelTypes", kind);
    }
}

/// The words with one space around each, to search for whole words.
fn padded(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    format!(" {} ", words.join(" "))
}
