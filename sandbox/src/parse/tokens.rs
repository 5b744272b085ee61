//! Splits text into words, reads numbers, and turns HTML into text.

pub(crate) struct Word<'a> {
    /// Without the punctuation around it.
    pub(crate) text: &'a str,
    pub(crate) lower: String,
    /// Whether a clause ends with this word.
    pub(crate) ends: bool,
}

pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let ends = |raw: &str| raw.ends_with(['.', '!', '?', ';', ':']);
    let outer = |c: char| !c.is_alphanumeric() && c != '$' && c != '+';
    let word = |raw| {
        let text = str::trim_matches(raw, outer);
        (!text.is_empty()).then(|| Word { text, lower: text.to_lowercase(), ends: ends(raw) })
    };
    text.split_whitespace().filter_map(word).collect()
}

/// The words up to the end of their clause, but at most `max`.
pub(crate) fn clause<'a, 'b>(words: &'a [Word<'b>], max: usize) -> &'a [Word<'b>] {
    let length = words.iter().position(|word| word.ends).map_or(words.len(), |end| end + 1).min(max);
    words.get(..length).unwrap_or_default()
}

/// The number that a word is: `5`, `five`, `20,000`, `1.5`, `20k`, `300+`.
pub(crate) fn number(word: &str) -> Option<f64> {
    const SMALL: &[&str] =
        &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if let Some(at) = SMALL.iter().position(|name| *name == word.to_lowercase()) {
        return u32::try_from(at).ok().map(f64::from);
    }
    let word = word.strip_suffix('+').unwrap_or(word);
    match word.strip_suffix(['k', 'K']) {
        Some(thousands) => parse_digits(thousands).map(|number| number * 1000.0),
        None => parse_digits(word),
    }
}

/// Digits with thousands separators and a decimal point.
pub(crate) fn parse_digits(text: &str) -> Option<f64> {
    let fits = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
    let digits = text.replace(',', "");
    // A double holds integers of up to fifteen digits exactly.
    fits.then_some(digits).filter(|digits| digits.len() <= 15).and_then(|digits| digits.parse().ok())
}

/// Tags that become a line break.
const BREAKS: &[&str] =
    &["br", "p", "/p", "li", "/li", "div", "/div", "ul", "/ul", "ol", "/ol", "h1", "h2", "h3", "/h1", "/h2", "/h3"];

/// Removes tags, decodes common entities and normalises white space.
pub(crate) fn strip_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        // A lone `<`, as in "age < 3", is text.
        match tag.split_once('>').filter(|_| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'))
        {
            Some((name, after)) => {
                let name =
                    name.trim_end_matches('/').split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
                text.push_str(if BREAKS.contains(&name.as_str()) { "\n" } else { "" });
                rest = after;
            }
            None => {
                text.push('<');
                rest = tag;
            }
        }
    }
    text.push_str(rest);
    tidy(&entities(&text))
}

/// Decodes `&amp;` last, so that `&amp;lt;` becomes `&lt;`.
fn entities(text: &str) -> String {
    const NAMED: &[(&str, &str)] = &[
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    NAMED.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
