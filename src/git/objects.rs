//! Contents of objects.

use super::{Error, Git};

impl Git {
    /// The contents of these objects, in their order; `None` for one that this repository does not have.
    ///
    /// # Errors
    /// As [`Git::try_run`]
    pub(crate) fn contents(&self, objects: &[&str]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let names: String = objects.iter().map(|object| format!("{object}\n")).collect();
        // git older than 2.44 fails at the first object that is missing; those before it are there.
        let batch = self.try_run(&["cat-file", "--batch"], names.as_bytes())?.stdout;
        let mut rest = batch.as_slice();
        let mut contents = Vec::with_capacity(objects.len());
        for _ in objects {
            let (content, after) = split_first_object(rest);
            contents.push(content.map(<[u8]>::to_owned));
            rest = after;
        }
        Ok(contents)
    }
}

/// The content of a batch's first object, and the rest of the batch. An object is `ID TYPE SIZE`, newline, content, newline; one that
/// is not there is `ID missing`, newline.
fn split_first_object(batch: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let end = batch.iter().position(|byte| *byte == b'\n').unwrap_or(batch.len());
    let rest = batch.get(end + 1..).unwrap_or_default();
    let header = String::from_utf8_lossy(&batch[..end]);
    let size = header.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok());
    match size.and_then(|size| Some((rest.get(..size)?, rest.get(size + 1..)?))) {
        Some((content, after)) => (Some(content), after),
        None => (None, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_object_leaves_the_others_in_their_places() {
        let batch = b"aa missing\nbb blob 4\na\nb\n\ncc blob 0\n\n";
        let (none, rest) = split_first_object(batch);
        assert_eq!(none, None);
        let (lines, rest) = split_first_object(rest);
        assert_eq!(lines, Some(&b"a\nb\n"[..]));
        assert_eq!(split_first_object(rest), (Some(&b""[..]), &b""[..]));
    }
}
