//! Each id belongs to one file.

use super::RuleContext;
use super::did_you_mean::join_limited;
use crate::domain::definition::{IdOrigin, RawDefinition};
use crate::domain::finding::{Code, Finding, Location};

/// Reports every file whose id another file has, too.
pub(super) fn duplicates(context: &RuleContext<'_>) -> Vec<Finding> {
    let mut by_id: Vec<&RawDefinition> = context.candidates.iter().copied().filter(|one| one.id.is_ok()).collect();
    by_id.sort_by_key(|candidate| candidate.name());
    let shared = by_id.chunk_by(|a, b| a.id == b.id).filter(|files| files.len() > 1);
    shared.flat_map(|files| files.iter().map(|one| duplicate(one, files))).collect()
}

fn duplicate(candidate: &RawDefinition, same_id: &[&RawDefinition]) -> Finding {
    let others = same_id.iter().filter(|other| other.file != candidate.file).map(|other| format!("`{}`", other.file));
    let others = join_limited(others, same_id.len() - 1);
    let (at, derived) = match candidate.origin {
        IdOrigin::Explicit => (Location::value(&["id"]), ""),
        IdOrigin::Derived | IdOrigin::Assumed => (Location::File, " (from its path)"),
    };
    let message = format!(
        "the id `{}` of this file{derived} is also the id of {others}; an id identifies one job",
        candidate.name()
    );
    Finding::error(Code::DuplicateId, &candidate.file, at, message)
        .help("Write another `id:` at the top of the file with the newer job, or remove one of the files.")
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{candidate, context};
    use super::*;

    #[test]
    fn both_files_name_each_other() {
        let explicit = RawDefinition { origin: IdOrigin::Explicit, id: candidate("a").id, ..candidate("b") };
        let found = duplicates(&context(&[candidate("a"), explicit, candidate("c")]));
        assert_eq!(found.len(), 2);
        assert!(found[0].message.contains("is also the id of `jobs/b.yml`"), "{}", found[0].message);
        assert!(found[1].message.contains("is also the id of `jobs/a.yml`"), "{}", found[1].message);
        let places: Vec<_> = found.iter().map(|f| (f.code, f.is_error(), f.subject.clone())).collect();
        let place = |file: &str, at| Finding::error(Code::DuplicateId, file, at, "").subject;
        assert_eq!(places[0], (Code::DuplicateId, true, place("jobs/a.yml", Location::File)));
        assert_eq!(places[1], (Code::DuplicateId, true, place("jobs/b.yml", Location::value(&["id"]))));
    }

    #[test]
    fn of_many_files_a_few_are_named_and_the_others_counted() {
        let file = |number| RawDefinition { file: format!("jobs/{number}.yml"), ..candidate("a") };
        let found = duplicates(&context(&[file(1), file(2), file(3), file(4), file(5), file(6)]));
        let expected =
            "is also the id of `jobs/1.yml`, `jobs/3.yml`, `jobs/4.yml` and 2 more; an id identifies one job";
        assert!(found[1].message.ends_with(expected), "{}", found[1].message);
    }

    #[test]
    fn both_endings_derive_one_id() {
        let mut other = candidate("a");
        other.file = "jobs/a.yaml".into();
        assert_eq!(duplicates(&context(&[candidate("a"), other])).len(), 2);
    }

    #[test]
    fn names_that_are_no_ids_are_not_compared() {
        let mut bad = candidate("a");
        bad.id = Err("A".into());
        assert_eq!(duplicates(&context(&[bad.clone(), bad])), []);
    }
}
