//! The two sides of the matrix: faults, and kinds of request.

/// What goes wrong.
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// The sandbox's word for it.
    pub(super) kind: &'static str,
    /// Whether it may pass, so that it is worth another try.
    pub(super) is_passing: bool,
    /// How the step ends whose request never succeeds: `failed` where the service said so, `unknown` where it may have acted.
    pub(super) outcome: &'static str,
    /// Whether it strikes what goes on in other lanes as well.
    is_of_all: bool,
    /// The most tries of one request.
    pub(super) tries: usize,
    /// About how many seconds it is borne with.
    pub(super) patience: u32,
}

impl Fault {
    /// How a step may end that goes on in another lane. A server that is down is so for all lanes.
    pub(super) const fn beside(&self) -> &'static [&'static str] {
        if self.is_of_all { &["done", "planned", "failed", "unknown"] } else { &["done", "planned"] }
    }
}

const fn passing(name: &'static str, kind: &'static str, outcome: &'static str, patience: u32) -> Fault {
    Fault { name, kind, is_passing: true, outcome, is_of_all: false, tries: 6, patience }
}

/// Too many requests: tried again as often as the time allows, at most twice a second.
const fn busy(name: &'static str, kind: &'static str) -> Fault {
    Fault { tries: 160, ..passing(name, kind, "failed", 80) }
}

const fn lasting(name: &'static str, kind: &'static str, outcome: &'static str) -> Fault {
    Fault { name, kind, is_passing: false, outcome, is_of_all: false, tries: 1, patience: 0 }
}

pub(super) const FAULTS: &[Fault] = &[
    busy("429, Retry-After in seconds", "429 retry-after=1"),
    busy("429, Retry-After as a date", "429 retry-after=date+2"),
    busy("429 without Retry-After", "429"),
    lasting("500", "500", "failed"),
    passing("502", "502", "failed", 25),
    passing("502 with HTML", "html-502", "failed", 25),
    passing("503", "503", "failed", 25),
    passing("504", "504", "failed", 25),
    Fault { is_of_all: true, ..passing("connection refused", "down", "unknown", 25) },
    passing("reset before it acted", "reset-before", "unknown", 25),
    passing("reset after it acted", "reset-after", "unknown", 25),
    passing("truncated body", "truncate", "unknown", 25),
    lasting("a body that is not JSON", "not-json", "unknown"),
    lasting("an empty body", "empty", "unknown"),
    passing("a hang", "hang", "unknown", 80),
    passing("a slow drip", "drip", "unknown", 80),
    lasting("a redirect", "redirect", "failed"),
    lasting("a 200 MB answer", "huge", "unknown"),
];

/// A kind of request.
pub(crate) struct Call {
    pub(super) name: &'static str,
    /// The sandbox's pattern for it.
    pub(crate) request: &'static str,
    /// The steps of the definitions `edit`, `end` and `new` when it never succeeds. `!` is the outcome of its own step,
    /// `?` that of a step in another lane.
    pub(super) steps: [&'static [&'static str]; 3],
}

pub(crate) const CALLS: [Call; 7] = [
    Call {
        name: "capabilities",
        request: "GET /job-drafts/capabilities",
        // A field that OpenTrain was not asked about has no steps.
        steps: [&["update planned"], &["close planned"], &[]],
    },
    Call {
        name: "mine",
        request: "GET /jobs/mine",
        steps: [&["update planned"], &["close planned"], &["create planned", "publish planned"]],
    },
    Call {
        name: "create",
        request: "POST /job-drafts",
        steps: [&["update planned"], &["close planned"], &["create !", "publish planned"]],
    },
    Call {
        name: "patch",
        request: "PATCH /job-drafts/*",
        steps: [&["update planned"], &["close planned"], &["create done", "patch !", "publish planned"]],
    },
    Call {
        name: "update",
        request: "PATCH /jobs/*",
        steps: [&["update !"], &["close ?"], &["create done", "publish planned"]],
    },
    Call {
        name: "close",
        request: "POST /jobs/*/close",
        steps: [&["update ?"], &["close !"], &["create done", "publish planned"]],
    },
    Call {
        name: "publish",
        request: "POST /jobs/*/publish",
        steps: [&["update done"], &["close done"], &["create done", "publish !"]],
    },
];
