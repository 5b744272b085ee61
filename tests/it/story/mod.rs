//! Two months of a small team, as the comments of its pull requests tell them.

mod screens;
mod team;

use opentrain_sandbox::Options;

use team::{Services, labels};

#[test]
fn two_months_of_a_small_team_read_well() {
    let services = Services::new(Options { daily_limit: Some(2), ..Options::default() });
    let mut team = services.team();
    let mut told: Vec<(&str, String)> = Vec::new();

    let reviewers = labels("Reviewers of meeting summaries", 4, 300, "0.5");
    team.begin().write("reviewers.yml", &reviewers.replace("  experienceLevel: INTERMEDIATE\n", ""));
    told.push(("a new posting with a gap", team.propose(1)));
    team.write("reviewers.yml", &reviewers);
    told.push(("the gap is filled", team.propose(0)));
    told.push(("merged", team.merge(0)));

    team.begin().replace("reviewers.yml", "pricePerLabel: 0.5", "pricePerLabel: 0.6");
    told.push(("the price is edited", team.propose(0)));
    told.push(("the edit is merged", team.merge(0)));

    team.begin();
    for (name, title) in [("boxes", "Dashcam boxes"), ("captions", "Portuguese captions"), ("speech", "Arabic speech")]
    {
        team.write(&format!("{name}.yml"), &labels(title, 12, 20000, "0.07"));
    }
    told.push(("three more than a day allows", team.propose(0)));
    told.push(("held by the daily limit", team.merge(4)));
    services.another_day();
    told.push(("the scheduled run goes on", team.scheduled(0)));

    services.remote.env.control.set_status(&team.job("captions"), "ARCHIVED");
    team.begin().replace("captions.yml", "pricePerLabel: 0.07", "pricePerLabel: 0.08");
    told.push(("a job that somebody closed by hand", team.propose(1)));
    team.replace("captions.yml", "description:", "id: captions-2\ndescription:");
    services.another_day();
    told.push(("a new id for it", team.propose(0)));
    told.push(("the new id is merged", team.merge(0)));

    team.begin().replace("boxes.yml", "There are", "sandbox-moderation-block There are");
    told.push(("a text that will be moderated", team.propose(0)));
    told.push(("moderated", team.merge(1)));
    services.another_day();
    team.begin().replace("boxes.yml", "sandbox-moderation-block There are", "There are");
    told.push(("the text is mended", team.propose(0)));
    told.push(("it is live again", team.merge(0)));

    team.begin().rename("speech.yml", "arabic-speech.yml");
    told.push(("a renamed file", team.propose(1)));
    team.replace("arabic-speech.yml", "description:", "id: speech\ndescription:");
    told.push(("the id stays", team.propose(0)));
    told.push(("the rename is merged", team.merge(0)));

    team.begin().write("_defaults.yml", "fields:\n  experienceLevel: EXPERT\n");
    for name in ["reviewers", "boxes", "captions", "arabic-speech"] {
        team.replace(&format!("{name}.yml"), "  experienceLevel: INTERMEDIATE\n", "");
    }
    told.push(("a default that changes all", team.propose(0)));
    told.push(("the default is merged", team.merge(0)));

    team.begin().write("_config.yml", "limits:\n  perPosting: 2000\n");
    told.push(("a limit is set", team.propose(0)));
    team.merge(0);
    team.begin().replace("captions.yml", "pricePerLabel: 0.08", "pricePerLabel: 0.16");
    told.push(("a posting paid twice as much", team.propose(1)));
    team.begin().replace("captions.yml", "pricePerLabel: 0.16", "pricePerLabel: 0.08").remove("boxes.yml");
    told.push(("a removed definition", team.propose(0)));

    for (index, (step, comment)) in told.iter().enumerate() {
        insta::assert_snapshot!(format!("{:02} {step}", index + 1), comment);
    }
}
