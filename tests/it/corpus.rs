//! The laws that the fuzz targets ask, asked of every seed and of seeds that were damaged.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

use crate::fuzz::LAWS;

/// The seeds of a law: what a run wrote, what is on the service's pages, and every input that once broke the law.
fn seeds(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let entries = fs::read_dir(folder).expect("seeds").map(|entry| entry.expect("an entry").path());
    let mut seeds: Vec<_> = entries.map(|path| (path.clone(), fs::read(&path).expect("a seed"))).collect();
    seeds.sort();
    seeds
}

#[test]
fn the_laws_hold_for_every_seed() {
    for (name, holds) in LAWS {
        let seeds = seeds(name);
        assert!(seeds.len() >= 10, "only {} seeds of {name}", seeds.len());
        for (path, seed) in seeds {
            let held = std::panic::catch_unwind(|| holds(&seed));
            assert!(held.is_ok(), "{name} does not hold for {}", path.display());
        }
    }
}

#[test]
fn every_law_has_its_target() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).expect("a manifest");
    let targets: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/")).collect();
    assert_eq!(targets.len(), LAWS.len());
    for (name, _) in LAWS {
        assert!(targets.contains(&format!("{name}.rs\"").as_str()), "{name}");
    }
}

/// Words that mean something to one of the readers.
const WORDS: &[&str] = &[
    "::error::",
    "##[",
    "%0A",
    "`",
    "```",
    "\n",
    "\r",
    "|",
    "\\",
    "<!--",
    "</details>",
    "@all",
    "https://",
    "\u{202e}",
    "\u{1b}[1m",
    "\0",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "*a",
    "&a ",
    "!!str ",
    "ot_pat_0123456789",
    "null",
    "-1",
    "1e9",
    "\\u0085",
];

/// What is put into a seed: such a word, or anything.
fn damage() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::sample::select(WORDS).prop_map(|word| word.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_a_damaged_seed(
        seed in any::<Index>(), wounds in prop::collection::vec((any::<Index>(), 0..6usize, damage()), 1..4),
    ) {
        for (name, holds) in LAWS {
            let seeds = seeds(name);
            let mut data = seed.get(&seeds).1.clone();
            for (at, cut, damage) in &wounds {
                let at = at.index(data.len() + 1);
                let end = (at + cut).min(data.len());
                data.splice(at..end, damage.iter().copied());
            }
            holds(&data);
        }
    }
}
