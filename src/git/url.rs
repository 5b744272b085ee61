//! URLs without what may be a secret in them.

/// Shown instead of a URL in which user and query can't be separated from the rest.
const HIDDEN: &str = "[hidden]";

/// The text with user, password, query and fragment removed from its URLs. One in quotes may have spaces.
pub(super) fn without_url_secrets(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(scheme) = rest.find("://") {
        let start = scheme + "://".len();
        let before = rest[..scheme].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let address = &rest[start..];
        let end = match before.chars().next_back() {
            Some(quote @ ('\'' | '"')) => address.find(quote),
            _ => address.find([' ', '\'', '"', '\t']),
        };
        let end = end.unwrap_or(address.len());
        shown = shown + &rest[..start] + without_secrets(&address[..end]);
        rest = &address[end..];
    }
    shown + rest
}

/// What follows a URL's scheme, without user, password, query and fragment.
fn without_secrets(address: &str) -> &str {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    // The `?` may be part of a password, or the `@` part of a query.
    if address[end..].contains('@') {
        return HIDDEN;
    }
    address[..end].rsplit('@').next().unwrap_or_default()
}

/// Host and path of a remote's URL. Only in that of a web server, `?` and `#` are no part of the path.
pub(super) fn address(url: &str) -> &str {
    let web = ["https://", "http://"].into_iter().find_map(|scheme| url.strip_prefix(scheme));
    web.map_or_else(|| url.rsplit('@').next().unwrap_or_default(), without_secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_remote_has_neither_user_nor_query() {
        for (url, shown) in [
            ("https://x:y@h/a/b.git?token=c/d", "h/a/b.git"),
            ("ssh://git@h/a/b#c.git", "h/a/b#c.git"),
            ("git@h:a/b.git", "h:a/b.git"),
            ("/srv/c#/a/b.git", "/srv/c#/a/b.git"),
        ] {
            assert_eq!(address(url), shown, "{url}");
        }
    }

    #[test]
    fn neither_user_nor_query_of_a_url_is_shown() {
        for (text, shown) in [
            ("ssh://git@host/x and http://h", "ssh://host/x and http://h"),
            ("unable to access 'https://x:ghs_abc/d@h/a/b.git/': 403", "unable to access 'https://h/a/b.git/': 403"),
            ("'https://h/x.git?token=ghp_1/' not found", "'https://h/x.git' not found"),
            ("from https://u@h/x#ghp_1 to \"https://h/y?a=1#b\"", "from https://h/x to \"https://h/y\""),
            ("https://h?to=a://ghp_1 'https://h/a b?ghp_1' end", "https://h 'https://h/a b' end"),
            ("https://x:a?b@h/ https://h/?token=a@b", "https://[hidden] https://[hidden]"),
            ("git@h:a/b.git: is this all?", "git@h:a/b.git: is this all?"),
        ] {
            assert_eq!(without_url_secrets(text), shown, "{text}");
        }
    }
}
