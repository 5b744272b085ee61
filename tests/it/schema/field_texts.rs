//! What editors show for each field.

/// What editors show for one field.
pub(super) struct FieldText {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    /// A JSON list.
    pub(super) examples: &'static str,
}

/// Values that no page documents were seen elsewhere on OpenTrain. Their texts say so.
pub(super) const TEXTS: &[FieldText] = &[
    FieldText {
        key: "jobTitle",
        title: "Job title",
        about: "The title of the listing.",
        examples: r#"["Spanish sentiment labeling of social media posts"]"#,
    },
    FieldText {
        key: "jobDescription",
        title: "Job description",
        about: "The text of the listing. Only with a structured import source: a plain-text brief already is the description.",
        examples: "[]",
    },
    FieldText {
        key: "paymentType",
        title: "Payment type",
        about: "How people are paid: by the label, by the hour or one price for all. Pin the matching rate with it: pricePerLabel, pricePerHour or fixedPrice.",
        examples: "[]",
    },
    FieldText {
        key: "pricePerLabel",
        title: "Price per label",
        about: "What one label pays, in US dollars; with paymentType PAY_PER_LABEL.",
        examples: "[0.06]",
    },
    FieldText {
        key: "pricePerHour",
        title: "Price per hour",
        about: "What one hour of work pays, in US dollars; with paymentType PAY_PER_HOUR.",
        examples: "[25]",
    },
    FieldText {
        key: "fixedPrice",
        title: "Fixed price",
        about: "What the whole job pays, in US dollars; with paymentType FIXED_PRICE.",
        examples: "[1500]",
    },
    FieldText {
        key: "experienceLevel",
        title: "Experience level",
        about: "The minimum experience that the work realistically needs. OpenTrain counts below 1 year as entry level, 1 to 3 years as intermediate, 3 and more as expert.",
        examples: "[]",
    },
    FieldText { key: "headcount", title: "Headcount", about: "How many people to hire.", examples: "[5]" },
    FieldText {
        key: "dataVolume",
        title: "Data volume",
        about: "How much data there is, counted in dataVolumeUnit.",
        examples: "[20000]",
    },
    FieldText {
        key: "dataVolumeUnit",
        title: "Unit of the data volume",
        about: "What dataVolume counts: hours of audio or video, files (also posts, pictures, documents) or words.",
        examples: "[]",
    },
    FieldText {
        key: "languages",
        title: "Languages",
        about: "The languages that people must know, by their English names.",
        examples: r#"[["Spanish"]]"#,
    },
    FieldText {
        key: "countries",
        title: "Countries",
        about: "The countries that people may work from. OpenTrain lists countries by two-letter ISO codes; that it takes them here too is unverified, so look at the draft before you merge.",
        examples: r#"[["US", "IN"]]"#,
    },
    FieldText {
        key: "labelTypes",
        title: "Label types",
        about: "The kinds of labels. Words such as CLASSIFICATION, OBJECT_DETECTION, POLYGON, SEGMENTATION, DATA_COLLECTION, EVALUATION_RATING and QUESTION_ANSWERING were seen on OpenTrain; whether it takes others is unverified.",
        examples: r#"[["OBJECT_DETECTION"], ["CLASSIFICATION"]]"#,
    },
    FieldText {
        key: "labelingOverview",
        title: "Labeling overview",
        about: "What the labeling consists of.",
        examples: "[]",
    },
    FieldText {
        key: "labelingSoftware",
        title: "Labeling software",
        about: "The tool that people label with. OTHER was seen on OpenTrain; unverified.",
        examples: r#"["OTHER"]"#,
    },
    FieldText { key: "datasetDescription", title: "Dataset description", about: "What the data is.", examples: "[]" },
    FieldText {
        key: "dataType",
        title: "Data type",
        about: "The kind of data. TEXT and IMAGE were seen on OpenTrain; unverified.",
        examples: r#"["TEXT", "IMAGE"]"#,
    },
    FieldText {
        key: "subjectMatter",
        title: "Subject matter",
        about: "The field of knowledge that the work is about.",
        examples: "[]",
    },
    FieldText {
        key: "aiInterviewRequirements",
        title: "AI interview requirements",
        about: "Instructions to the AI interviewer: what it should ask or look for. OpenTrain may fill it in by itself; unverified.",
        examples: r#"["Ask for an example of irony in Spanish."]"#,
    },
    FieldText { key: "budgetRange", title: "Budget range", about: "The budget of the whole job.", examples: "[]" },
    FieldText { key: "workloadDesc", title: "Workload", about: "The amount of work, as text.", examples: "[]" },
    FieldText {
        key: "timeRequirement",
        title: "Time requirement",
        about: "How much time people need to have. The example was seen on OpenTrain; unverified.",
        examples: r#"["20+ hours/week"]"#,
    },
    FieldText {
        key: "projectDuration",
        title: "Project duration",
        about: "How long the project runs.",
        examples: "[]",
    },
    FieldText { key: "projectScope", title: "Project scope", about: "How large the project is.", examples: "[]" },
    FieldText {
        key: "freelancerType",
        title: "Freelancer type",
        about: "The kind of people or teams to hire.",
        examples: "[]",
    },
    FieldText { key: "visibility", title: "Visibility", about: "Who can see the listing.", examples: "[]" },
];
