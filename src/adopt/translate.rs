//! What a public page shows, by update key. A definition that is written from it and the record of the claim hold the same values, so
//! that no change is planned.

use serde_json::{Number, Value};

use crate::domain::capabilities::{Capabilities, rate_key};
use crate::domain::listing::{ListedPay, Listing};
use crate::domain::{DESCRIPTION_KEY, Fields, PAYMENT_TYPE_KEY, TITLE_KEY, yaml};
use crate::loader;
use crate::rules::did_you_mean::same_word;

/// All values together must fit into a definition of 256 KiB with its other keys.
const MAX_BYTES: usize = 200 * 1024;

/// A public page as a definition's values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Translation {
    /// The values that an update would set to what is shown.
    pub(crate) fields: Fields,
    /// What is shown and has no such value.
    pub(crate) untranslated: Vec<Untranslated>,
    bytes: usize,
}

/// A value that is shown otherwise than an update takes it, or that a definition can't hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Untranslated {
    /// The name that it is shown under.
    pub(crate) name: &'static str,
    /// What is shown; `None` where a file can't hold it.
    pub(crate) shown: Option<Value>,
}

/// Translates a public page.
pub(crate) fn translate(listing: &Listing) -> Translation {
    let mut translation = Translation::default();
    translation.add(TITLE_KEY, listing.title.as_deref().map(one_line).map(Value::from));
    translation.add(DESCRIPTION_KEY, listing.description.as_deref().map(lines).map(Value::from));
    translation.add_choice("experienceLevel", listing.experience_level.as_deref());
    translation.add("languages", list(&listing.languages));
    translation.add("countries", list(&listing.countries));
    translation.add("labelingSoftware", listing.software.clone());
    translation.add_pay(&listing.pay);
    translation.leave("labelTypes", list(&listing.label_types));
    translation.leave("dataType", listing.data_type.clone().map(Value::from));
    translation
}

fn list(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| texts.into())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with plain blanks and line feeds: texts that differ only in white space are the same.
fn lines(text: &str) -> String {
    let plain = |c: char| match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let text: String = text.replace("\r\n", "\n").chars().map(plain).collect();
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

impl Translation {
    fn add(&mut self, key: &'static str, value: Option<Value>) {
        let Some(value) = value else { return };
        let entry = yaml::entry(key, &value);
        let bytes = self.bytes + value.as_str().and_then(|text| yaml::block(key, text)).unwrap_or(entry.clone()).len();
        if bytes <= MAX_BYTES && is_read_back(key, &value, &entry) {
            self.bytes = bytes;
            self.fields.insert(key.to_owned(), value);
        } else {
            self.leave(key, Some(value));
        }
    }

    /// Adds the enum value of a display name; leaves a name that is none.
    fn add_choice(&mut self, key: &'static str, word: Option<&str>) {
        let bundled = Capabilities::bundled();
        let values = bundled.enums.get(key).into_iter().flatten().map(String::as_str);
        match word.and_then(|word| same_word(word, values)) {
            Some(value) => self.add(key, Some(value.into())),
            None => self.leave(key, word.map(Value::from)),
        }
    }

    /// The rate that goes with the payment type, in US dollars. All other amounts are left.
    fn add_pay(&mut self, pay: &ListedPay) {
        self.add_choice(PAYMENT_TYPE_KEY, pay.payment_type.as_deref());
        let payment_type = self.fields.get(PAYMENT_TYPE_KEY).and_then(Value::as_str);
        let rate = payment_type.and_then(rate_key);
        let is_in_dollars = pay.currency.as_deref().is_none_or(|currency| currency.eq_ignore_ascii_case("USD"));
        if !is_in_dollars {
            self.leave("currency", pay.currency.clone().map(Value::from));
        }
        for ShownRate { name, key, amount } in rates(pay) {
            match amount.cloned().map(whole).filter(|amount| amount.as_f64() != Some(0.0)) {
                Some(amount) if is_in_dollars && rate == Some(key) => self.add(key, Some(amount.into())),
                amount => self.leave(name, amount.map(Value::from)),
            }
        }
        let is_range = |amount: &&Number| pay.hourly_rate.as_ref() != Some(*amount);
        self.leave("hourlyMin", pay.hourly_min.as_ref().filter(is_range).cloned().map(Value::from));
        self.leave("hourlyMax", pay.hourly_max.as_ref().filter(is_range).cloned().map(Value::from));
    }

    fn leave(&mut self, name: &'static str, shown: Option<Value>) {
        let Some(shown) = shown else { return };
        let is_safe = yaml::short_entry(name, &shown).is_some_and(|entry| is_comment(&entry));
        self.untranslated.push(Untranslated { name, shown: is_safe.then_some(shown) });
    }
}

/// An amount, as it is shown and as it is set.
struct ShownRate<'a> {
    name: &'static str,
    key: &'static str,
    amount: Option<&'a Number>,
}

fn rates(pay: &ListedPay) -> [ShownRate<'_>; 3] {
    [
        ShownRate { name: "perLabelRate", key: "pricePerLabel", amount: pay.per_label_rate.as_ref() },
        ShownRate { name: "hourlyRate", key: "pricePerHour", amount: pay.hourly_rate.as_ref() },
        ShownRate { name: "fixedPrice", key: "fixedPrice", amount: pay.fixed_price.as_ref() },
    ]
}

/// `25.0` as `25`, as a definition reads it.
fn whole(number: Number) -> Number {
    /// Above this, not every whole number is a float.
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && (0.0..MAX_EXACT).contains(float)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and in range")]
        Some(float) => (float as u64).into(),
        None => number,
    }
}

/// Whether a definition with this entry has exactly this value, and no error.
fn is_read_back(key: &str, value: &Value, entry: &str) -> bool {
    let loaded = loader::parse("adopted.yml", &format!("job: x\nfields:\n  {entry}\n"));
    let has_value = loaded.candidate.fields.get(key) == Some(value) && loaded.candidate.fields.len() == 1;
    has_value && !loaded.findings.iter().any(|finding| finding.is_error())
}

/// Whether the entry can be in a comment: a token can't, anywhere in a file.
fn is_comment(entry: &str) -> bool {
    loader::parse("adopted.yml", &format!("job: x\n# {entry}\n")).findings.is_empty()
}
