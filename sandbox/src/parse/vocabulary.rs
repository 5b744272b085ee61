//! The names that the parser knows; short lists are enough for a sandbox.

pub(crate) const LANGUAGES: &str = "Arabic Bengali Chinese Czech Danish Dutch English Finnish French German Greek Hebrew Hindi Hungarian Indonesian \
    Italian Japanese Korean Malay Mandarin Norwegian Polish Portuguese Romanian Russian Spanish Swahili Swedish \
    Tagalog Tamil Thai Turkish Ukrainian Urdu Vietnamese";

/// Names of countries with their ISO codes, as the public search lists them; no page says what the parser reports.
pub(crate) const COUNTRIES: &[(&str, &str)] = &[
    ("Argentina", "AR"),
    ("Australia", "AU"),
    ("Brazil", "BR"),
    ("Canada", "CA"),
    ("Colombia", "CO"),
    ("Egypt", "EG"),
    ("France", "FR"),
    ("Germany", "DE"),
    ("India", "IN"),
    ("Indonesia", "ID"),
    ("Italy", "IT"),
    ("Japan", "JP"),
    ("Kenya", "KE"),
    ("Mexico", "MX"),
    ("Nigeria", "NG"),
    ("Pakistan", "PK"),
    ("Philippines", "PH"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("South Africa", "ZA"),
    ("Spain", "ES"),
    ("U.S", "US"),
    ("UK", "GB"),
    ("US", "US"),
    ("USA", "US"),
    ("Ukraine", "UA"),
    ("United Kingdom", "GB"),
    ("United States", "US"),
    ("Vietnam", "VN"),
];

/// Label types in lower case, with the word that was seen on OpenTrain's pages; no page has a list of them.
pub(crate) const LABEL_TYPES: &[(&str, &str)] = &[
    ("bounding box", "OBJECT_DETECTION"),
    ("bounding boxes", "OBJECT_DETECTION"),
    ("image classification", "CLASSIFICATION"),
    ("polygon", "POLYGON"),
    ("polygons", "POLYGON"),
    ("semantic segmentation", "SEGMENTATION"),
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
