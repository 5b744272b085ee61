//! Untrusted text for each destination: without control characters, workflow commands, mentions, or live Markdown and HTML.

mod json;
mod markdown;
mod text;
mod workflow;

pub use json::json;
pub use markdown::{block, code, dollars, html_code, is_plain_url, link, plain, table_cell};
pub use text::{file_name, line, lines, truncate};
pub use workflow::{data, log, property};

/// Whether a character changes the direction of the text around it, or breaks a line unseen. All of them are below U+10000.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}
