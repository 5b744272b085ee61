//! What holds for every input, said once: a fuzz target asks one law, and the tests of the crate ask all of them.

pub mod advice;
pub mod answer;
pub mod command;
pub mod definition;
pub mod markdown;
pub mod record;
pub mod shown;
mod telling;

/// A law: it panics where it does not hold for these bytes.
pub type Law = fn(&[u8]);

/// Each law by the name of its target and of the folder with its seeds.
pub const LAWS: [(&str, Law); 6] = [
    ("advice", advice::holds),
    ("answer", answer::holds),
    ("command", command::holds),
    ("definition", definition::holds),
    ("markdown", markdown::holds),
    ("record", record::holds),
];

/// A definition that is ready to be published.
const READY: &str = "description: We need 5 people. Pay per label.\nfields:\n  headcount: 5\n";
