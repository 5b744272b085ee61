//! Exact amounts of money.

use rust_decimal::Decimal;
use serde_json::Number;

/// No amount, and no number that an amount is multiplied by, is this large: 10^12. So products and sums can be represented.
const TOO_LARGE: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// The number as it was written, digit by digit. `None` for one that no posting has: 10^12 or more, negative, or with too many digits for a
/// [`Decimal`].
pub fn from_number(number: &Number) -> Option<Decimal> {
    let decimal = match number.as_u64() {
        Some(whole) => Decimal::from(whole),
        None => from_text(&number.to_string())?,
    };
    let is_lost = decimal.is_zero() && number.as_f64() != Some(0.0);
    (decimal < TOO_LARGE && !is_lost && decimal >= Decimal::ZERO).then_some(decimal)
}

fn from_text(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
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
        assert_eq!(TOO_LARGE.to_string(), "1000000000000");
        for none in ["1e12", "1e29", "1e40", "1e300", "1e-300", "-1", "-0.5"] {
            let number: Number = serde_json::from_str(none).expect("a number");
            assert_eq!(from_number(&number), None, "{none}");
        }
    }
}
