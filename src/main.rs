//! The binary `opentrain-jobs`.

use std::process::ExitCode;

/// A run is many small texts; the system's allocator costs it a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    opentrain_jobs::cli::main()
}
