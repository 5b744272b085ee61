//! The binary `opentrain-jobs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    opentrain_jobs::cli::main()
}
