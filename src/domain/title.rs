//! Titles as a reader compares them.

use icu_normalizer::ComposingNormalizerBorrowed;

/// What two titles have in common that read alike: letters and digits, in one case and one Unicode form. A title without any counts
/// as it is, and an empty one is like no other (`None`).
pub fn comparable(title: &str) -> Option<String> {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(title);
    // By way of upper case, letters with two lower-case forms (`ß` and `ss`, `σ` and `ς`) become one.
    let folded =
        composed.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let letters: String = folded.filter(|c| c.is_alphanumeric()).collect();
    let comparable = if letters.is_empty() { title.trim().to_owned() } else { letters };
    (!comparable.is_empty()).then_some(comparable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_by_their_letters_and_digits() {
        for (one, other, are_alike) in [
            ("Label images", "Label images", true),
            ("Label images", "LABEL Images", true),
            ("Label images", " Label  images\u{a0}", true),
            ("Label images", "Label-images!", true),
            ("Label images (Spanish)", "Label images: Spanish", true),
            ("Label images", "Label\u{200b} images \u{1f697}", true),
            ("Straße", "STRASSE", true),
            ("Straße", "STRAẞE", true),
            ("Étiqueter", "e\u{301}tiqueter", true),
            ("ΟΔΟΣ Α", "οδος α", true),
            ("ＡＢＣ", "abc", true),
            ("20,000 posts", "20000 posts", true),
            ("標注", "標注。", true),
            ("Label images", "Label videos", false),
            ("Batch 1", "Batch 2", false),
            ("Étiqueter", "Etiqueter", false),
            ("標注", "標準", false),
            ("!!!", "!!!", true),
            ("!!!", " !!! ", true),
            ("!!!", "???", false),
            ("!!!", "a", false),
            ("\u{1f697}", "\u{1f697}\u{1f697}", false),
        ] {
            assert_eq!(comparable(one) == comparable(other), are_alike, "{one:?} and {other:?}");
        }
        assert_eq!((comparable(""), comparable(" \n")), (None, None));
    }
}
