//! What each stage costs by itself, without the process, the network or the disk's syncs around it: `cargo bench`.
#![expect(clippy::expect_used, reason = "what a benchmark is given is its own, and it may end where that is wrong")]

mod input;

use divan::Bencher;
use divan::counter::ItemsCount;
use opentrain_jobs::domain::capabilities::Capabilities;
use opentrain_jobs::loader;
use opentrain_jobs::report::{Report, annotations, assemble, json, markdown, text};
use opentrain_jobs::rules;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 1_000, 10_000], max_time = 3)]
fn load(bencher: Bencher<'_, '_>, files: usize) {
    let folder = input::folder((0..files).map(input::text));
    bencher.counter(ItemsCount::new(files)).bench_local(|| loader::load(folder.path(), "jobs"));
}

#[divan::bench(max_time = 3)]
fn load_one_of_256_kib(bencher: Bencher<'_, '_>) {
    let folder = input::folder([input::longest()]);
    let loaded = loader::load(folder.path(), "jobs").expect("a folder that is there");
    assert_eq!(loaded.files[0].findings, [], "it is read to its end");
    bencher.bench_local(|| loader::load(folder.path(), "jobs"));
}

#[divan::bench(args = [1_000, 10_000], max_time = 3)]
fn judge(bencher: Bencher<'_, '_>, count: usize) {
    let (candidates, capabilities) = (input::candidates(count), Capabilities::bundled());
    let records = input::records(&input::definitions(count));
    let evidence = input::evidence(&candidates, &capabilities, &records);
    bencher.counter(ItemsCount::new(count)).bench_local(|| rules::validate(&evidence));
}

#[divan::bench(args = [1_000, 10_000], max_time = 3)]
fn plan(bencher: Bencher<'_, '_>, count: usize) {
    let mut postings = input::postings(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| input::plan(&mut postings));
}

#[divan::bench(args = [1_000, 10_000], max_time = 3)]
fn put_report_together(bencher: Bencher<'_, '_>, count: usize) {
    let run = input::Run::new(count);
    let inputs = bencher.counter(ItemsCount::new(count)).with_inputs(|| run.input());
    inputs.bench_local_values(assemble::assemble);
}

/// Has a report of 1,000 definitions with gaps, changes and notes written.
fn render(bencher: Bencher<'_, '_>, write: fn(&Report, &mut dyn std::io::Write) -> std::io::Result<()>) {
    let report = assemble::assemble(input::Run::new(1_000).input());
    bencher.counter(ItemsCount::new(1_000_usize)).bench_local(|| {
        let mut bytes = Vec::new();
        write(&report, &mut bytes).expect("memory takes all that is written");
        bytes
    });
}

#[divan::bench(max_time = 3)]
fn render_text(bencher: Bencher<'_, '_>) {
    render(bencher, text::write);
}

#[divan::bench(max_time = 3)]
fn render_json(bencher: Bencher<'_, '_>) {
    render(bencher, |report, out| json::write(report, out));
}

#[divan::bench(max_time = 3)]
fn render_markdown(bencher: Bencher<'_, '_>) {
    render(bencher, markdown::write);
}

#[divan::bench(max_time = 3)]
fn render_annotations(bencher: Bencher<'_, '_>) {
    render(bencher, annotations::write);
}
