//! Names for definitions of jobs that exist.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Enough to distinguish postings, within every file system's limit.
const MAX_CHARS: usize = 60;

/// A title in lower-case letters and digits, words joined by `-`; `None` where nothing of it is left.
pub(crate) fn slug(title: &str) -> Option<String> {
    let title = DecomposingNormalizerBorrowed::new_nfkd().normalize(title).to_lowercase();
    // Normalization moved each accent behind its letter; leave them out.
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let plain: String = title.chars().filter(|c| !is_accent(c)).collect();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if !slug.is_empty() && slug.len() + 1 + word.len() > MAX_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word[..word.len().min(MAX_CHARS)]);
    }
    (!slug.is_empty()).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::DefinitionId;

    #[test]
    fn a_title_becomes_a_name_that_any_file_system_takes() {
        let long = "word ".repeat(40);
        let rows = [
            ("Spanish sentiment labeling", Some("spanish-sentiment-labeling")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("Étiquetage: 20,000 images!", Some("etiquetage-20-000-images")),
            ("_config.yml", Some("config-yml")),
            (".hidden", Some("hidden")),
            ("日本語", None),
            ("\u{202e}\n\0", None),
            ("", None),
        ];
        for (title, expected) in rows {
            assert_eq!(slug(title).as_deref(), expected, "{title:?}");
        }
        for long in [long, "x".repeat(200)] {
            let slug = slug(&long).expect("a name");
            assert!(slug.len() <= MAX_CHARS && DefinitionId::parse(&slug).is_ok(), "{slug}");
        }
    }
}
