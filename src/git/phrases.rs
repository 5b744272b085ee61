//! What git, ssh, curl and the servers write, in lower case, by kind of failure.

/// A file of this repository is locked, or has changed while git was at work.
pub(super) const BUSY: &[&str] = &[".lock': file exists", "shallow file has changed"];

/// This machine does not let git write.
pub(super) const LOCAL: &[&str] = &[
    "permission denied",
    "insufficient permission for adding an object",
    "no space left on device",
    "disk quota exceeded",
    "read-only file system",
];

/// There is no remote `origin`, so git takes its name for a path.
pub(super) const NO_REMOTE: &str = "'origin' does not appear to be a git repository";

/// The certificate is not signed by a known authority, has expired, or is of another host; or the authorities can't be read.
pub(super) const CERTIFICATE: &[&str] = &[
    "ssl certificate problem",
    "server certificate verification failed",
    "certificate verify failed",
    "no alternative certificate subject name",
    "error setting certificate",
    "peer certificate cannot be authenticated",
    "sec_e_untrusted_root",
    "cert_e_untrustedroot",
    "problem with the ssl ca cert",
];

/// ssh does not know the host's key, or knows another.
pub(super) const HOST_KEY: &[&str] = &["host key verification failed", "remote host identification has changed"];

/// git has no credentials.
pub(super) const NO_CREDENTIALS: &[&str] = &[
    "could not read username",
    "could not read password",
    "unable to get password from user",
    "user interactivity has been disabled",
];

/// The remote refuses the credentials, or hides the repository from them.
pub(super) const DENIED: &[&str] = &[
    "returned error: 401",
    "returned error: 403",
    "returned error: 404",
    "permission denied (",
    "permission denied, please try again",
    "permission to ",
    "authentication failed",
    "invalid username or ",
    "write access to repository not granted",
    "could not be found or you don't have permission",
    "repository not found",
    "' not found",
    "access denied",
    "marked as read only",
    "saml sso",
    "was archived so it is read-only",
    "from proxy after connect: 407",
    "http code 407 from proxy",
];

/// The server failed, or the network did.
pub(super) const UNAVAILABLE: &[&str] = &[
    "could not resolve host",
    "could not resolve proxy",
    "temporary failure in name resolution",
    "failed to connect",
    "couldn't connect",
    "could not connect",
    "connection refused",
    "connection reset",
    "connection was reset",
    "connection closed",
    "connection to ",
    "broken pipe",
    "timed out",
    "timeout",
    "network is unreachable",
    "no route to host",
    "early eof",
    "hung up",
    "unexpected disconnect",
    "empty reply from server",
    "operation too slow",
    "rpc failed",
    "transfer closed",
    "was not closed cleanly",
    "ssl_error_syscall",
    "gnutls_handshake() failed",
    "from proxy after connect",
    "returned error: 408",
    "returned error: 429",
    "returned error: 5",
    "internal server error",
    "internal error",
    "internal api",
    "service unavailable",
    "temporarily unavailable",
    "not available at this time",
    "bad gateway",
    "server error",
    "repository is locked",
    "fatal error in commit_refs",
    "failed to report status",
];

/// The branch is at another commit than the one that was read, as git itself words it.
pub(super) const STALE: &[&str] = &[
    "stale info",
    "fetch first",
    "non-fast-forward",
    "incorrect old value provided",
    "remote ref updated since checkout",
    "reference already exists",
    "reference does not exist",
];

/// Another branch has a name that is part of this one's name, or the reverse.
pub(super) const NAME_IN_USE: &[&str] = &["exists; cannot create", "directory file conflict"];

/// A fetch asks for a branch that has been removed meanwhile.
pub(super) const BRANCH_REMOVED: &str = "couldn't find remote ref";

/// The remote could not write for now.
pub(super) const REMOTE_BUSY: &[&str] = &[".lock': file exists", "failed to update ref", "no space left on device"];
