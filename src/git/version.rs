//! The version of git.

/// The oldest that works: `git fetch` knows `--stdin` and `--no-write-fetch-head` since.
pub(super) const OLDEST: [u32; 2] = [2, 29];

/// Whether `git version` prints an older version than [`OLDEST`]. A version that can't be read counts as new.
pub(super) fn is_too_old(text: &str) -> bool {
    parse(text).is_some_and(|version| version < OLDEST)
}

fn parse(text: &str) -> Option<[u32; 2]> {
    let mut numbers = text.trim().strip_prefix("git version ")?.split(['.', ' ']);
    Some([numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_older_than_2_29_are_too_old() {
        for (text, is_old) in [
            ("git version 2.28.1", true),
            ("git version 1.8.3.1", true),
            ("git version 2.25.1 (Apple Git-128)", true),
            ("git version 2.29.0", false),
            ("git version 2.29.0.windows.1", false),
            ("git version 2.47.3", false),
            ("git version 3.0-rc0", false),
            ("hub version 2", false),
        ] {
            assert_eq!(is_too_old(text), is_old, "{text}");
        }
    }
}
