//! Exact amounts of money.

use rust_decimal::Decimal;
use serde_json::Number;

/// The number as it was written, digit by digit. `None` for one that is too large or has too many digits for a [`Decimal`].
pub fn from_number(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
