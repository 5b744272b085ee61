//! The lines of a file that are visible in a pull request's diff.

use std::collections::BTreeSet;

/// The right side's line numbers in a file's `patch` (unified hunks without file names), from 1: added and unchanged ones.
pub(super) fn right_lines(patch: &str) -> BTreeSet<usize> {
    let mut shown = BTreeSet::new();
    let mut next = None;
    for line in patch.lines() {
        if let Some(start) = line.strip_prefix("@@ ").and_then(hunk_start) {
            next = Some(start);
        } else if let Some(number) = &mut next
            && !line.starts_with(['-', '\\'])
        {
            shown.insert(*number);
            *number += 1;
        }
    }
    shown
}

/// `-1,2 +3,4 @@ …` begins at 3.
fn hunk_start(text: &str) -> Option<usize> {
    let right = text.split(' ').nth(1)?.strip_prefix('+')?;
    right.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_and_unchanged_lines_are_on_the_right() {
        let patch = "@@ -1,3 +1,4 @@ x\n a\n-b\n+B\n+C\n c\n@@ -10 +11,2 @@\n j\n+k\n\\ No newline at end of file";
        assert_eq!(right_lines(patch), BTreeSet::from([1, 2, 3, 4, 11, 12]));
    }

    #[test]
    fn a_new_file_is_shown_whole_and_a_deleted_one_not_at_all() {
        assert_eq!(right_lines("@@ -0,0 +1,2 @@\n+a\n+b"), BTreeSet::from([1, 2]));
        assert_eq!(right_lines("@@ -1,2 +0,0 @@\n-a\n-b"), BTreeSet::new());
        assert_eq!(right_lines(""), BTreeSet::new());
    }
}
