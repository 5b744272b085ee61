//! The account behind a token, and what it may do.

/// Whose token it is (page auth/me).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenOwner {
    /// The user's id.
    pub user: Option<String>,
    /// The organization's id.
    pub organization: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// The user's address.
    pub email: Option<String>,
    /// What the token may do; `None` where the service doesn't say.
    pub scopes: Option<Vec<String>>,
}

/// What is switched on for the account (page job-drafts/capabilities). `None` is what the service doesn't say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Whether drafts can be created and changed.
    pub drafting: Option<bool>,
    /// Whether jobs can be published.
    pub publishing: Option<bool>,
}

impl TokenOwner {
    /// Whether the token has the scope; `None` where the service doesn't say. `:write` includes `:read` (page scopes-and-capabilities).
    pub fn has_scope(&self, scope: &str) -> Option<bool> {
        let scopes = self.scopes.as_ref()?;
        let writing = scope.replace(":read", ":write");
        Some(scopes.iter().any(|known| known == scope || *known == writing))
    }
}
