//! The names that the parser knows; short lists are enough for a sandbox.

pub(crate) const LANGUAGES: &str = "Arabic Bengali Chinese Czech Danish Dutch English Finnish French German Greek Hebrew Hindi Hungarian Indonesian \
    Italian Japanese Korean Malay Mandarin Norwegian Polish Portuguese Romanian Russian Spanish Swahili Swedish \
    Tagalog Tamil Thai Turkish Ukrainian Urdu Vietnamese";

/// Countries of one word.
pub(crate) const COUNTRIES: &str = "Argentina Australia Brazil Canada Colombia Egypt France Germany India Indonesia Italy Japan Kenya Mexico \
    Nigeria Pakistan Philippines Poland Portugal Spain Ukraine Vietnam";

/// Other names of countries, with the name that is reported.
pub(crate) const COUNTRY_NAMES: &[(&str, &str)] = &[
    ("South Africa", "South Africa"),
    ("U.S", "United States"),
    ("UK", "United Kingdom"),
    ("US", "United States"),
    ("USA", "United States"),
    ("United Kingdom", "United Kingdom"),
    ("United States", "United States"),
];

/// Label types in lower case, with the name that is reported.
pub(crate) const LABEL_TYPES: &[(&str, &str)] = &[
    ("bounding box", "Bounding Box"),
    ("bounding boxes", "Bounding Box"),
    ("cuboid", "Cuboid"),
    ("cuboids", "Cuboid"),
    ("image classification", "Image Classification"),
    ("keypoint", "Keypoint"),
    ("keypoints", "Keypoint"),
    ("named entity recognition", "Named Entity Recognition"),
    ("polygon", "Polygon"),
    ("polygons", "Polygon"),
    ("semantic segmentation", "Semantic Segmentation"),
    ("transcribe", "Transcription"),
    ("transcription", "Transcription"),
];

/// Words for people to hire.
pub(crate) const PEOPLE: &str = "annotator annotators contractors experts freelancers labelers labellers linguists people raters reviewers \
    speaker speakers trainer trainers transcribers transcriptionists translators workers";

/// Words for things that are counted as files.
pub(crate) const FILES: &str = "articles clips comments conversations documents emails files frames images items messages pages pairs photos \
    pictures posts prompts recordings reviews samples scans sentences tweets videos";

/// Words for what is counted in hours.
pub(crate) const MEDIA: &str = "audio calls footage recording recordings speech video videos";

pub(crate) fn contains_word(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// Phrases for experience with their level, the most specific first.
const LEVELS: &[(&[&str], &str)] = &[
    (&["any", "experience"], "ANY_EXPERIENCE_LEVEL"),
    (&["all", "levels"], "ANY_EXPERIENCE_LEVEL"),
    (&["entry", "level"], "ENTRY_LEVEL"),
    (&["beginner"], "ENTRY_LEVEL"),
    (&["beginners"], "ENTRY_LEVEL"),
    (&["no", "experience"], "ENTRY_LEVEL"),
    (&["intermediate"], "INTERMEDIATE"),
    (&["mid", "level"], "INTERMEDIATE"),
    (&["expert"], "EXPERT"),
    (&["experts"], "EXPERT"),
    (&["senior"], "EXPERT"),
];

/// The experience level that a lower-case text names.
pub(crate) fn experience_level(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let found = LEVELS.iter().find(|(phrase, _)| words.windows(phrase.len()).any(|window| window == *phrase));
    found.map(|(_, level)| *level)
}
