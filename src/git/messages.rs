//! Messages of git, ssh, curl and the servers, and the kinds of failure that they are.

use super::failure::GitFailure::{self, *};

#[test]
fn failures_are_classified_by_the_messages_of_git_ssh_curl_and_the_servers() {
    let lock = |path: &str| Busy { lock: Some(path.into()) };
    let table = [
        (NoCredentials, "fatal: could not read Username for 'https://github.com': terminal prompts disabled"),
        (NoCredentials, "fatal: could not read Username for 'https://github.com': No such device or address"),
        (NoCredentials, "fatal: could not read Password for 'https://x@gitlab.com': terminal prompts disabled"),
        (
            NoCredentials,
            "fatal: Cannot prompt because user interactivity has been disabled.\nfatal: Authentication failed for 'https://h/a/b/'",
        ),
        (Denied, "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403"),
        (Denied, "remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found"),
        (Denied, "remote: Permission to a/b.git denied to github-actions[bot]."),
        (Denied, "remote: Write access to repository not granted."),
        (Denied, "remote: Invalid username or token. Password authentication is not supported for Git operations."),
        (
            Denied,
            "remote: HTTP Basic: Access denied. If a password was provided for Git authentication, it is incorrect",
        ),
        (
            Denied,
            "remote: The project you were looking for could not be found or you don't have permission to view it.",
        ),
        (Denied, "remote: The 'acme' organization has enabled or enforced SAML SSO."),
        (Denied, "ERROR: The key you are authenticating with has been marked as read only."),
        (Denied, "ERROR: This repository was archived so it is read-only."),
        (
            Denied,
            "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.",
        ),
        (Denied, "Load key \"/home/x/.ssh/id\": Permission denied\ngit@h: Permission denied (publickey,password)."),
        (Denied, "fatal: unable to access 'https://h/': Received HTTP code 407 from proxy after CONNECT"),
        (
            UntrustedCertificate,
            "fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
        ),
        (
            UntrustedCertificate,
            "fatal: unable to access 'https://h/': SSL certificate problem: certificate has expired",
        ),
        (
            UntrustedCertificate,
            "fatal: unable to access 'https://h/': server certificate verification failed. CAfile: none CRLfile: none",
        ),
        (
            UntrustedCertificate,
            "fatal: unable to access 'https://h/': error setting certificate verify locations:  CAfile: /x.pem",
        ),
        (UntrustedCertificate, "fatal: unable to access 'https://h/': schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)"),
        (UnknownHostKey, "Host key verification failed.\nfatal: Could not read from remote repository."),
        (UnknownHostKey, "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed."),
        (Unavailable, "fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com"),
        (Unavailable, "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 502"),
        (Unavailable, "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 429"),
        (
            Unavailable,
            "fatal: unable to access 'https://h/': Failed to connect to h port 443 after 2 ms: Couldn't connect to server",
        ),
        (Unavailable, "fatal: unable to access 'https://h/': Received HTTP code 503 from proxy after CONNECT"),
        (
            Unavailable,
            "fatal: unable to access 'https://h/': OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h:443",
        ),
        (
            Unavailable,
            "fatal: unable to access 'https://h/': gnutls_handshake() failed: The TLS connection was non-properly terminated.",
        ),
        (
            Unavailable,
            "fatal: unable to access 'https://h/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds",
        ),
        (
            Unavailable,
            "remote: Internal Server Error\nfatal: unable to access 'https://h/': The requested URL returned error: 500",
        ),
        (
            Unavailable,
            "remote: GitLab: The git server, Gitaly, is not available at this time. Please contact your administrator.",
        ),
        (
            Unavailable,
            "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)\nfatal: early EOF",
        ),
        (Unavailable, "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF"),
        (Unavailable, "ssh: connect to host github.com port 22: Connection timed out"),
        (Unavailable, "ssh: Could not resolve hostname github.com: Temporary failure in name resolution"),
        (
            Unavailable,
            "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 1.2.3.4 port 22",
        ),
        (Unavailable, "Connection to github.com closed by remote host.\nfatal: The remote end hung up unexpectedly"),
        (Unavailable, "warning: unable to access '/x/.gitattributes': Permission denied\nfatal: early EOF"),
        (
            lock("/x/.git/shallow.lock"),
            "fatal: Unable to create '/x/.git/shallow.lock': File exists.\n\nAnother git process seems to be running",
        ),
        (Busy { lock: None }, "fatal: shallow file has changed since we read it"),
        (
            NotWritable,
            "error: insufficient permission for adding an object to repository database .git/objects\nfatal: failed to write object",
        ),
        (NotWritable, "fatal: Unable to create '/x/.git/shallow.lock': Permission denied"),
        (NotWritable, "error: unable to create temporary file: Permission denied"),
        (NotWritable, "fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output"),
        (NotWritable, "error: unable to create temporary file: Read-only file system"),
        (Stale, "fatal: couldn't find remote ref refs/heads/opentrain-records"),
        (
            NoRemote,
            "fatal: 'origin' does not appear to be a git repository\nfatal: Could not read from remote repository.",
        ),
    ];
    for (kind, stderr) in table {
        assert_eq!(GitFailure::from_stderr(stderr), kind, "{stderr}");
    }
}

#[test]
fn rejected_pushes_are_classified_by_reason_and_messages() {
    let table = [
        (Stale, "[rejected] (stale info)", ""),
        (Stale, "[rejected] (fetch first)", "hint: Updates were rejected because the remote contains work"),
        (Stale, "[rejected] (non-fast-forward)", ""),
        (Stale, "[remote rejected] (cannot lock ref 'refs/heads/r': is at 1a but expected 2b)", ""),
        (
            Stale,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/r': is at 1a but expected 2b",
        ),
        (
            Stale,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/r': reference already exists",
        ),
        (
            Stale,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/r': unable to resolve reference 'refs/heads/r'",
        ),
        (Stale, "[remote rejected] (incorrect old value provided)", ""),
        (Stale, "[remote rejected] (reference already exists)", ""),
        (
            Unavailable,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/r': Unable to create '/srv/r.lock': File exists.",
        ),
        (Unavailable, "[remote rejected] (Internal Server Error)", ""),
        (Unavailable, "[remote rejected] (Service Unavailable)", ""),
        (Unavailable, "[remote rejected] (repository is locked)", ""),
        (Unavailable, "[remote failure] (remote failed to report status)", "remote: fatal error in commit_refs"),
        (Unavailable, "[remote rejected] (pre-receive hook declined)", "remote: GitLab: Internal API unreachable"),
        (Unavailable, "[remote rejected] (unpacker error)", "remote: fatal: write error: No space left on device"),
        (
            Declined,
            "[remote rejected] (push declined due to repository rule violations)",
            "remote: error: GH013: Repository rule violations found",
        ),
        (
            Declined,
            "[remote rejected] (protected branch hook declined)",
            "remote: error: GH006: Protected branch update failed",
        ),
        (
            Declined,
            "[remote rejected] (pre-receive hook declined)",
            "remote: GitLab: You are not allowed to push code to protected branches on this project.",
        ),
        (Declined, "[remote rejected] (hook declined)", "remote: The build block is out of stock"),
        (Declined, "[remote rejected] (deny updating a hidden ref)", ""),
        (Declined, "[remote rejected] (shallow update not allowed)", ""),
        (
            Declined,
            "[remote rejected] (unpacker error)",
            "remote: error: insufficient permission for adding an object to repository database ./objects",
        ),
        (
            Declined,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/r': Unable to create '/srv/r.lock': Permission denied",
        ),
        (
            Declined,
            "[remote rejected] (refusing to allow a GitHub App to create or update workflow without `workflows` permission)",
            "",
        ),
        (
            NameInUse,
            "[remote rejected] (failed to update ref)",
            "remote: error: cannot lock ref 'refs/heads/ops/r': 'refs/heads/ops' exists; cannot create 'refs/heads/ops/r'",
        ),
        (NameInUse, "[remote rejected] (directory file conflict)", ""),
    ];
    for (kind, reason, stderr) in table {
        assert_eq!(GitFailure::from_rejection(reason, stderr), kind, "{reason}: {stderr}");
    }
}
