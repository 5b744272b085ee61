#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| opentrain_jobs_fuzz::advice::holds(data));
