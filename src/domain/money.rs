//! Exact amounts of money.

use rust_decimal::Decimal;
use serde_json::Number;

/// The number as it was written, digit by digit. `None` for one that is too large or has too many digits for a [`Decimal`].
pub fn from_number(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// An amount as text: whole dollars or at least two decimal places, thousands apart: `$1,200`, `$0.50`.
pub fn dollars(amount: Decimal) -> String {
    let text = exact(amount);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    let fraction = if fraction == "00" { String::new() } else { format!(".{fraction}") };
    format!("${}{fraction}", groups.join(","))
}

/// An amount for programs: at least two decimal places, `1200.00`.
pub fn exact(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_cents_and_exactly() {
        for (amount, shown) in [
            ("1200", "$1,200"),
            ("0.06", "$0.06"),
            ("0.0055", "$0.0055"),
            ("1234567.5", "$1,234,567.50"),
            ("0.5", "$0.50"),
        ] {
            assert_eq!(dollars(Decimal::from_str_exact(amount).expect("a decimal")), shown);
        }
    }

    #[test]
    fn a_price_is_what_was_written() {
        for (written, exact) in
            [("0.06", "0.06"), ("25", "25"), ("1e3", "1000.0"), ("0.1", "0.1"), ("1e-7", "0.0000001")]
        {
            let number: Number = serde_json::from_str(written).expect("a number");
            assert_eq!(from_number(&number), Decimal::from_str_exact(exact).ok(), "{written}");
        }
        let huge: Number = serde_json::from_str("1e40").expect("a number");
        assert_eq!(from_number(&huge), None);
    }
}
