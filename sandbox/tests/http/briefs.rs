//! What the parser finds in a brief.

use serde_json::{Value, json};

use super::test_sandbox::TestSandbox;

async fn created(body: Value) -> Value {
    let made = TestSandbox::start().await.post("/job-drafts", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body
}

async fn parsed(text: &str) -> Value {
    created(json!({ "rawJobDescription": text })).await["normalizedFields"].clone()
}

#[tokio::test]
async fn pay_is_found_in_its_many_wordings() {
    for (text, payment_type, key, amount) in [
        ("Earn $0.06 per label.", "PAY_PER_LABEL", "pricePerLabel", json!(0.06)),
        ("We pay per label.", "PAY_PER_LABEL", "pricePerLabel", Value::Null),
        ("Pay: $25/hour.", "PAY_PER_HOUR", "pricePerHour", json!(25)),
        ("Pay is $25 per hour", "PAY_PER_HOUR", "pricePerHour", json!(25)),
        ("25 USD an hour", "PAY_PER_HOUR", "pricePerHour", json!(25)),
        ("Between $20-30/hr", "PAY_PER_HOUR", "pricePerHour", json!(20)),
        ("An hourly job", "PAY_PER_HOUR", "pricePerHour", Value::Null),
        ("A fixed price of $5,000.", "FIXED_PRICE", "fixedPrice", json!(5000)),
        ("Fixed price $5,000 for 10 people", "FIXED_PRICE", "fixedPrice", json!(5000)),
        ("$5k fixed", "FIXED_PRICE", "fixedPrice", json!(5000)),
        ("We sold $5,000 of shoes.", "", "", Value::Null),
    ] {
        let fields = parsed(text).await;
        assert_eq!(fields["paymentType"].as_str().unwrap_or_default(), payment_type, "{text}");
        assert_eq!(fields[key], amount, "{text}");
    }
}

#[tokio::test]
async fn people_and_data_are_counted() {
    for (text, headcount, volume, unit) in [
        ("8 annotators for 300 hours of video.", json!(8), json!(300), json!("HOURS_OF_RECORDING_AUDIO_VIDEO")),
        ("Five native German speakers; 1.5 million words", json!(5), json!(1_500_000), json!("NUMBER_OF_WORDS")),
        ("20k images, 2 reviewers", json!(2), json!(20_000), json!("NUMBER_OF_FILES")),
        ("40 hours per week", Value::Null, Value::Null, Value::Null),
        ("Version 3. Annotators wanted.", Value::Null, Value::Null, Value::Null),
    ] {
        let fields = parsed(text).await;
        assert_eq!(
            [&fields["headcount"], &fields["dataVolume"], &fields["dataVolumeUnit"]],
            [&headcount, &volume, &unit],
            "{text}"
        );
    }
}

#[tokio::test]
async fn names_and_levels_are_found() {
    let fields = parsed("# Dashcam boxes\n\nEntry-level annotators in Kenya or the USA, English or Swahili. Draw bounding boxes, then polygons.").await;
    assert_eq!(fields["jobTitle"], "Dashcam boxes");
    assert_eq!(fields["countries"], json!(["KE", "US"]));
    assert_eq!(fields["languages"], json!(["English", "Swahili"]));
    assert_eq!(fields["labelTypes"], json!(["OBJECT_DETECTION", "POLYGON"]));
    assert_eq!(fields["experienceLevel"], "ENTRY_LEVEL");
    let long = parsed(&"word ".repeat(60)).await;
    assert!(long["jobTitle"].as_str().is_some_and(|title| title.ends_with("word…") && title.chars().count() <= 90));
}

#[tokio::test]
async fn a_source_equals_its_top_level_form() {
    let inside =
        json!({ "source": { "type": "text", "text": "Label images.", "externalId": "e", "idempotencyKey": "k" } });
    let beside = json!({ "format": "text", "text": "Label images.", "externalId": "e", "idempotencyKey": "k" });
    let short = json!({ "rawJobDescription": "Label images.", "externalId": "e", "idempotencyKey": "k" });
    let without_urls = |mut made: Value| {
        made["draftUrl"].take();
        made["reviewUrl"].take();
        made
    };
    let made = without_urls(created(inside).await);
    assert_eq!(made["import"]["externalId"], "e");
    assert_eq!(made, without_urls(created(beside).await));
    assert_eq!(made, without_urls(created(short).await));
}

#[tokio::test]
async fn the_canonical_job_is_taken_as_it_is() {
    let job = json!({
        "title": "Boxes", "description": "Draw boxes.", "paymentType": "PAY_PER_HOUR", "rateAmount": 20.5, "languages": ["English"],
        "countries": ["KE"], "labelTypes": ["OBJECT_DETECTION"], "tools": ["CVAT"], "experienceLevel": "EXPERT",
        "headcount": 3, "dataVolume": 100, "dataVolumeUnit": "NUMBER_OF_FILES", "colour": { "of": "money" }
    });
    let made = created(json!({ "format": "opentrain_canonical", "job": job })).await;
    assert_eq!(made["validation"]["publishReady"], true);
    let fields = &made["normalizedFields"];
    assert_eq!((&fields["jobDescription"], &fields["pricePerHour"]), (&json!("Draw boxes."), &json!(20.5)));
    assert_eq!(fields["labelingSoftware"], json!(["CVAT"]));
    let left =
        json!([{ "path": "job.colour", "reason": "No matching job field.", "valuePreview": "{\"of\":\"money\"}" }]);
    assert_eq!(made["unmappedFields"], left);
    let made =
        created(json!({ "source": { "type": "opentrain_canonical", "job": { "title": 5, "rateAmount": 5 } } })).await;
    assert_eq!(made["unmappedFields"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_schema_org_posting_is_mapped() {
    let posting = json!({
        "@context": "https://schema.org", "@type": "JobPosting", "title": "Annotator",
        "description": "<p>Label <b>images</b> &amp; more.</p><ul><li>carefully</li></ul> age &lt; 3",
        "baseSalary": { "@type": "MonetaryAmount", "currency": "EUR", "value": { "minValue": 18, "maxValue": 22, "unitText": "HOUR" } },
        "experienceRequirements": { "@type": "OccupationalExperienceRequirements", "monthsOfExperience": 24 },
        "applicantLocationRequirements": [{ "@type": "Country", "name": "Kenya" }],
        "jobLocation": { "address": { "addressCountry": { "name": "Ghana" } } },
        "totalJobOpenings": "4", "skills": ["Patience"], "hiringOrganization": "ACME"
    });
    let made = created(
        json!({ "format": "schema_org_job_posting", "jsonLd": { "@graph": [{ "@type": "Person" }, posting] } }),
    )
    .await;
    let fields = &made["normalizedFields"];
    assert_eq!(fields["jobDescription"], "Label images & more.\ncarefully\nage < 3");
    assert_eq!((&fields["paymentType"], &fields["pricePerHour"]), (&json!("PAY_PER_HOUR"), &json!(18)));
    assert_eq!(fields["experienceLevel"], "INTERMEDIATE");
    let mut countries: Vec<&str> =
        fields["countries"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    countries.sort_unstable();
    assert_eq!(countries, ["Ghana", "Kenya"]);
    assert_eq!((&fields["headcount"], &fields["subjectMatter"]), (&json!(4), &json!("Patience")));
    assert_eq!(made["unmappedFields"][0]["path"], "jsonLd.hiringOrganization");
    assert_eq!(made["warnings"][0], "The salary is in EUR; rates are in USD.");
}

#[tokio::test]
async fn a_schema_org_type_is_read_in_each_of_its_forms() {
    for name in [
        json!("JobPosting"),
        json!("schema:JobPosting"),
        json!("https://schema.org/JobPosting"),
        json!("http://schema.org/JobPosting"),
        json!(["Thing", "schema:JobPosting"]),
    ] {
        let posting = json!({ "@type": name, "title": "Annotator", "description": "Label images." });
        let made = created(json!({ "format": "schema_org_job_posting", "jsonLd": posting })).await;
        assert_eq!(made["normalizedFields"]["jobTitle"], "Annotator", "{name}");
        assert_eq!(made["warnings"], json!([]), "{name}");
    }
    let other = json!({ "@type": "https://example.org/JobPosting", "title": "Annotator" });
    let sandbox = TestSandbox::start().await;
    let body = json!({ "format": "schema_org_job_posting", "jsonLd": other });
    sandbox.post("/job-drafts", body).await.assert_error(400, "BAD_REQUEST");
}

#[tokio::test]
async fn of_several_schema_org_postings_the_first_is_taken_with_a_warning() {
    let posting = |title: &str| json!({ "@type": "JobPosting", "title": title, "description": "Label images." });
    let list = json!([{ "@type": "Person" }, posting("First"), posting("Second")]);
    for json_ld in [list.clone(), json!({ "@context": "https://schema.org", "@graph": list }), json!([list])] {
        let made = created(json!({ "format": "schema_org_job_posting", "jsonLd": json_ld })).await;
        assert_eq!(made["normalizedFields"]["jobTitle"], "First", "{json_ld}");
        assert_eq!(
            made["warnings"],
            json!(["The JSON-LD holds 2 job postings; only the first one was taken."]),
            "{json_ld}"
        );
    }
}

#[tokio::test]
async fn an_indeed_feed_is_mapped() {
    let xml = "<?xml version=\"1.0\"?><source><publisher>P</publisher><job><title><![CDATA[Annotator & more]]></title>\
        <description>\n<![CDATA[ <p>Label images.</p> ]]>\n</description><salary>$25 per hour</salary><country>US</country>\
        <experience>Entry level</experience><city>Phoenix &amp; around</city></job><job><title>Second</title></job></source>";
    let made = created(json!({ "source": { "type": "indeed_xml", "xml": xml } })).await;
    assert_eq!(
        made["normalizedFields"],
        json!({
            "jobTitle": "Annotator & more", "jobDescription": "Label images.", "paymentType": "PAY_PER_HOUR", "pricePerHour": 25,
            "countries": ["US"], "experienceLevel": "ENTRY_LEVEL"
        })
    );
    let left = json!([{ "path": "city", "reason": "No matching job field.", "valuePreview": "Phoenix & around" }]);
    assert_eq!(made["unmappedFields"], left);
    assert_eq!(made["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!(made["validation"]["publishReady"], true);
}

#[tokio::test]
async fn an_hr_xml_position_is_mapped_with_or_without_prefixes() {
    let xml = "<hr:PositionOpening xmlns:hr=\"http://ns.hr-xml.org\"><hr:PositionTitle>Annotator</hr:PositionTitle>\
        <hr:FormattedPositionDescription><hr:Content>Label images.</hr:Content></hr:FormattedPositionDescription>\
        <hr:RemunerationPackage><hr:BasePay currencyCode=\"USD\" baseInterval=\"Hourly\">30</hr:BasePay></hr:RemunerationPackage>\
        <hr:CountryCode>KE</hr:CountryCode><hr:NumberToFill>2</hr:NumberToFill></hr:PositionOpening>";
    let expected = json!({
        "jobTitle": "Annotator", "jobDescription": "Label images.", "paymentType": "PAY_PER_HOUR", "pricePerHour": 30,
        "countries": ["KE"], "headcount": 2
    });
    for xml in [xml.to_owned(), xml.replace("hr:", "")] {
        let made = created(json!({ "format": "hr_xml", "xml": xml })).await;
        assert_eq!(made["normalizedFields"], expected);
    }
}

#[tokio::test]
async fn no_brief_brings_the_parser_down() {
    let sandbox = TestSandbox::start().await;
    let texts = [
        "$",
        "$,",
        "$.",
        "US$",
        "5",
        "é…😀",
        "<",
        "</",
        "&",
        "K",
        "+",
        "9".repeat(400).as_str(),
        ".",
        ". ",
        "#",
        "$5k",
        "1,,,2 people",
        "\u{0}",
    ]
    .map(str::to_owned);
    for text in texts {
        let bodies = [
            json!({ "rawJobDescription": text }),
            json!({ "format": "schema_org_job_posting", "jsonLd": { "@type": "JobPosting", "description": text, "baseSalary": text, "totalJobOpenings": text } }),
            json!({ "format": "indeed_xml", "xml": format!("<job><description><![CDATA[{text}]]></description><salary><![CDATA[{text}]]></salary></job>") }),
            json!({ "format": "hr_xml", "xml": text }),
        ];
        for body in bodies {
            assert!(matches!(sandbox.post("/job-drafts", body).await.status, 201 | 400), "{text}");
        }
    }
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert!(matches!(sandbox.post("/job-drafts", json!({ "format": "hr_xml", "xml": deep })).await.status, 201 | 400));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>";
    sandbox.post("/job-drafts", json!({ "format": "hr_xml", "xml": bomb })).await.assert_error(400, "BAD_REQUEST");
}
