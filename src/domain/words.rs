//! Words in sentences.

/// The items as a list in a sentence: `a`, `a and b`, `a, b and c`.
pub fn and_list<T: AsRef<str>>(items: &[T]) -> String {
    let [first, middle @ .., last] = items else { return items.first().map(AsRef::as_ref).unwrap_or_default().into() };
    let middle: String = middle.iter().flat_map(|item| [", ", item.as_ref()]).collect();
    format!("{}{middle} and {}", first.as_ref(), last.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_with_and() {
        for (items, list) in
            [(&[][..], ""), (&["a"], "a"), (&["a", "b"], "a and b"), (&["a", "b", "c", "d"], "a, b, c and d")]
        {
            assert_eq!(and_list(items), list);
        }
    }
}
