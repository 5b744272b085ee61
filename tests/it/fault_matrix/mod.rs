//! The fault matrix: each fault, once and for ever, at each kind of request that a publish makes.

mod cell;
mod rows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use cell::{Cell, Often};
use rows::FAULTS;

pub(crate) use cell::world;
pub(crate) use rows::CALLS;

/// How many cells run at once. Most of them only wait.
const LANES: usize = 64;

/// What a cell came to: its text, or why it did not hold.
type Word = Result<&'static str, String>;

#[test]
fn whatever_fails_the_exit_code_tells_it_nothing_is_lost_and_the_next_run_heals_it() {
    let cells = cells();
    let words = all(&cells);
    let table = table(&words);
    show(&table);
    let broken: Vec<String> =
        words.iter().filter_map(|(cell, word)| Some(format!("{cell}: {}", word.as_ref().err()?))).collect();
    assert!(broken.is_empty(), "{} cells do not hold:\n{}", broken.len(), broken.join("\n\n"));
    insta::assert_snapshot!(table);
}

/// Every cell, row by row.
fn cells() -> Vec<Cell> {
    let of_fault =
        |fault| CALLS.iter().flat_map(move |call| [Often::Once, Often::Ever].map(|often| Cell { fault, call, often }));
    FAULTS.iter().flat_map(of_fault).collect()
}

/// What each cell came to. The longest begin first, so that all end soon.
fn all(cells: &[Cell]) -> Vec<(&Cell, Word)> {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(cells[*at].patience()));
    let next = AtomicUsize::new(0);
    let lane = || {
        let mine = std::iter::from_fn(|| order.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.map(|at| (*at, word(&cells[*at]))).collect::<Vec<_>>()
    };
    let mut words: Vec<(usize, Word)> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().flat_map(|lane| lane.join().expect("a lane that ended")).collect()
    });
    words.sort_by_key(|(at, _)| *at);
    words.into_iter().map(|(at, word)| (&cells[at], word)).collect()
}

fn word(cell: &Cell) -> Word {
    catch_unwind(AssertUnwindSafe(|| cell.run())).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        text.unwrap_or("it panicked").to_owned()
    })
}

/// The matrix as people read it.
fn table(words: &[(&Cell, Word)]) -> String {
    let mut text = format!("{:<28}{}\n", "", CALLS.map(|call| format!("{:<14}", call.name)).concat().trim_end());
    let shown = |word: &Word| word.clone().unwrap_or("broken");
    for row in words.chunks(2 * CALLS.len()) {
        let pairs = row.chunks(2).map(|pair| format!("{}, {}", shown(&pair[0].1), shown(&pair[1].1)));
        let cells: String = pairs.map(|pair| format!("{pair:<14}")).collect();
        text += &format!("{:<28}{}\n", row[0].0.fault.name, cells.trim_end());
    }
    let held = words.iter().filter(|(_, word)| word.is_ok()).count();
    text + &format!("{held} of {} held", words.len())
}

#[expect(clippy::print_stdout, reason = "the matrix is there to be read")]
fn show(table: &str) {
    println!(
        "fault matrix: exit codes of publish, the fault once, for ever; an arrow leads to the next run's\n{table}"
    );
}
