//! Variants: behaviour that the service's pages leave open.

/// One variant, for help texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The name in `NAME=VALUE`.
    pub name: &'static str,
    /// All values; the first is the default.
    pub values: &'static [&'static str],
    /// As most pages document it, else the likeliest.
    pub default: &'static str,
    /// What it decides.
    pub meaning: &'static str,
}

/// Makes an enum of each row, the struct that holds them, and the rows for help texts.
macro_rules! variants {
    ($( $field:ident: $kind:ident = $name:literal, $meaning:literal,
        { $first:ident = $first_text:literal $(, $other:ident = $other_text:literal)* } )+) => {
        $(
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub(crate) enum $kind {
                #[default]
                $first,
                $($other,)*
            }

            impl $kind {
                fn parse(text: &str) -> Option<Self> {
                    match text {
                        $first_text => Some(Self::$first),
                        $($other_text => Some(Self::$other),)*
                        _ => None,
                    }
                }

                const fn text(self) -> &'static str {
                    match self {
                        Self::$first => $first_text,
                        $(Self::$other => $other_text,)*
                    }
                }
            }
        )+

        /// The chosen value of each variant.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Variants {
            $(pub(crate) $field: $kind,)+
        }

        const TABLE: &[Variant] = &[
            $(Variant {
                name: $name,
                values: &[$first_text $(, $other_text)*],
                default: $first_text,
                meaning: $meaning,
            },)+
        ];

        impl Variants {
            fn put(&mut self, name: &str, value: &str) -> bool {
                match name {
                    $($name => $kind::parse(value).map(|kind| self.$field = kind).is_some(),)+
                    _ => false,
                }
            }

            /// Names and chosen values, in the order of the table.
            #[must_use]
            pub fn chosen(&self) -> Vec<(&'static str, &'static str)> {
                vec![$(($name, self.$field.text()),)+]
            }
        }
    };
}

variants! {
    missing_fields: MissingFields = "missing-fields", "where a create puts missing fields (create; post-a-job; quickstart)",
        { Top = "top", Validation = "validation", Names = "names", Both = "both" }
    patch_missing_fields: PatchMissingFields = "patch-missing-fields", "where a draft PATCH puts missing fields; count: only counts; absent: no validation at all",
        { Validation = "validation", Names = "names", Top = "top", Count = "count", Absent = "absent" }
    publish_missing_fields: PublishMissingFields = "publish-missing-fields", "where the 400 of a publish puts missing fields, within details (publish)",
        { Validation = "validation", Names = "names", Top = "top" }
    ask: Ask = "ask", "whether prompts begin with `ask: ` and repeat the values (create; post-a-job)",
        { Prefix = "prefix", Plain = "plain" }
    missing_field_example: ExampleType = "missing-field-example", "the example of a missing field: always text, of the field's type, or null",
        { Text = "text", Typed = "typed", Null = "null" }
    issues: Issues = "issues", "the entries of validation.issues, for a text with `sandbox-issue` in it",
        { Objects = "objects", Text = "text" }
    replay_says: ReplaySays = "replay-says", "the status in the body of a replay: always DRAFT as create documents, or the job's own",
        { Draft = "DRAFT", Current = "current" }
    normalized: Normalized = "normalized", "whether the reply to a create has normalizedFields",
        { Yes = "yes", No = "no" }
    import_echo: ImportEcho = "import-echo", "whether the reply to a create has import",
        { Yes = "yes", No = "no" }
    key_changed: KeyChanged = "key-changed", "a known idempotencyKey with another body",
        { Replay = "replay", Conflict = "conflict" }
    key_after_publish: KeyAfterPublish = "key-after-publish", "an idempotencyKey whose job is no longer a DRAFT",
        { Replay = "replay", Refuse = "refuse", New = "new" }
    length: Length = "length", "how the 60,000 characters of a description are counted",
        { CodePoints = "code-points", Utf16 = "utf16" }
    zod: ZodPlace = "zod", "where the zod issues of a 400 are: details itself, or details.issues",
        { Array = "array", Issues = "issues" }
    untyped: Untyped = "untyped", "update keys without a documented type take text and lists of text, or anything but null",
        { Text = "text", Any = "any" }
    old_rate: OldRate = "old-rate", "the rates of other payment types when paymentType changes",
        { Keep = "keep", Drop = "drop" }
    not_draft: NotDraft = "not-draft", "a draft PATCH of a job that is not a draft",
        { Conflict = "conflict", BadRequest = "bad-request", NotFound = "not-found" }
    scope_details: ScopeDetails = "scope-details", "what names a missing scope (create; scopes)",
        { RequiredScopes = "requiredScopes", Message = "message" }
    publish_status: PublishStatus = "publish-status", "the status after a publish (publish; mine)",
        { Open = "OPEN", Pending = "PENDING_APPROVAL" }
    attempt_id: AttemptId = "attempt-id", "publishAttemptId: some, or null (publish)",
        { Some = "some", Null = "null" }
    reasons: Reasons = "reasons", "the entries of moderation reasons",
        { Text = "text", Objects = "objects" }
    close_draft: CloseDraft = "close-draft", "closing a draft (no page says)",
        { Refuse = "refuse", Archive = "archive" }
    mine_extra: MineExtra = "mine-extra", "unknown keys in /jobs/mine, and a foreign job with an unknown status",
        { No = "no", Yes = "yes" }
    listed_title: ListedTitle = "listed-title", "the title in /jobs/mine: as it was sent, or rewritten (no page says)",
        { AsSent = "as-sent", Rewritten = "rewritten" }
    shown_text: ShownText = "shown-text", "the description in GET /jobs/{id}: as it was sent, or with other line breaks (no page says)",
        { AsSent = "as-sent", Reflowed = "reflowed" }
    page_cap: PageCap = "page-cap", "the largest page (mine says 100; 2 makes paging visible)",
        { Hundred = "100", Two = "2" }
}

impl Variants {
    /// Sets one variant, written `name=value`.
    ///
    /// # Errors
    /// If there is no such variant or value; the text lists the known ones.
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        let (name, value) =
            text.split_once('=').ok_or_else(|| format!("`{text}` is not name=value; names: {}", names()))?;
        let name = name.trim();
        let value = value.trim();
        if self.put(name, value) {
            return Ok(());
        }
        Err(TABLE.iter().find(|row| row.name == name).map_or_else(
            || format!("no variant is called `{name}`; names: {}", names()),
            |row| format!("`{name}` can't be `{value}`; values: {}", row.values.join(", ")),
        ))
    }

    /// All variants, for help texts.
    #[must_use]
    pub const fn describe() -> &'static [Variant] {
        TABLE
    }
}

fn names() -> String {
    TABLE.iter().map(|row| row.name).collect::<Vec<_>>().join(", ")
}
