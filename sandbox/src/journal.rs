//! The state file: a header, then one change a line. A request appends its own changes and nothing else, so that the
//! file's cost grows with the work and not with its square.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::database::{Change, Database};

const VERSION: u64 = 2;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    sandbox_state_version: u64,
}

#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    /// Open for appending; `None` before the first save and after a failed one.
    file: Option<File>,
}

impl Journal {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    /// Replays the file; an empty database without one. Nothing is written, so a read-only run leaves the file as it is.
    pub(crate) fn load(&self) -> io::Result<Database> {
        let mut database = Database::default();
        let Some(bytes) = read_regular_file(&self.path)? else { return Ok(database) };
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let header = lines.next().and_then(|line| serde_json::from_slice::<Header>(line).ok());
        if header.is_none_or(|header| header.sandbox_state_version != VERSION) {
            return Err(self.invalid("is not a sandbox state of this version"));
        }
        for line in lines {
            match serde_json::from_slice(line) {
                Ok(change) => database.replay(change),
                // A process that was killed while it wrote; the request got no answer.
                Err(_) if !line.ends_with(b"\n") => break,
                Err(error) => return Err(self.invalid(&format!("is damaged: {error}"))),
            }
        }
        Ok(database)
    }

    /// Saves what is unsaved. The first save, and the one after a failure, rewrites the file: that drops outdated and torn lines.
    pub(crate) fn save(&mut self, database: &Database) -> io::Result<()> {
        let file = match self.file.take() {
            Some(file) => append(file, database.unsaved())?,
            None => rewrite(&self.path, database)?,
        };
        self.file = Some(file);
        Ok(())
    }

    fn invalid(&self, problem: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("{} {problem}", self.path.display()))
    }
}

/// The file's bytes; `None` if there is no file. A pipe or a device is refused: it may have no end.
fn read_regular_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => fs::read(path).map(Some),
        Ok(_) => Err(io::Error::other(format!("{} is not a regular file", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Appends in a single write, which a killed process leaves whole. A sync would only help against a power failure.
fn append(mut file: File, changes: &[Change]) -> io::Result<File> {
    let mut lines = Vec::new();
    for change in changes {
        write_line(&mut lines, change)?;
    }
    file.write_all(&lines)?;
    Ok(file)
}

/// Replaces the file by renaming, so that a reader sees the old file or the new one.
fn rewrite(path: &Path, database: &Database) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let mut writer = BufWriter::new(File::create(&temporary)?);
    write_line(&mut writer, &Header { sandbox_state_version: VERSION })?;
    for change in database.snapshot() {
        write_line(&mut writer, &change)?;
    }
    let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    Ok(file)
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;
    use crate::job::Job;

    fn add_job(database: &mut Database) {
        database.apply(Change::Job(Job::new_draft(database.next_id(), 0)));
    }

    fn save(journal: &mut Journal, database: &mut Database) {
        journal.save(database).expect("saved");
        database.mark_saved();
    }

    #[test]
    fn a_save_appends_only_its_own_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::new(folder.path().join("state"));
        let mut database = Database::default();
        let mut sizes = Vec::new();
        for _ in 0..4 {
            add_job(&mut database);
            save(&mut journal, &mut database);
            sizes.push(fs::metadata(&journal.path).expect("a file").len());
        }
        let growth: Vec<u64> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(growth.iter().all(|bytes| *bytes == growth[0]), "{sizes:?}");
        assert_eq!(journal.load().expect("loaded").jobs().len(), 4);
    }

    #[test]
    fn a_torn_last_line_is_dropped_and_gone_after_the_next_save() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::new(folder.path().join("state"));
        let mut database = Database::default();
        add_job(&mut database);
        save(&mut journal, &mut database);
        let whole = fs::read(&journal.path).expect("a file");
        let mut file = OpenOptions::new().append(true).open(&journal.path).expect("a file");
        file.write_all("{\"job\":{\"id\":\"é".as_bytes().split_last().expect("bytes").1).expect("written");

        let mut journal = Journal::new(journal.path);
        let mut database = journal.load().expect("loaded");
        assert_eq!(database.jobs().len(), 1);
        database.apply(Change::PublishAttempt { counted_at: Some(5) });
        save(&mut journal, &mut database);
        let saved = fs::read(&journal.path).expect("a file");
        assert_eq!(saved, [&whole[..], b"{\"publishAttempt\":{\"countedAt\":5}}\n"].concat());
    }

    #[test]
    fn outdated_lines_are_dropped_by_the_first_save_after_a_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::new(folder.path().join("state"));
        let mut database = Database::default();
        for _ in 0..10 {
            database.apply(Change::Job(Job::new_draft("job_000001".to_owned(), 0)));
            save(&mut journal, &mut database);
        }
        assert_eq!(fs::read_to_string(&journal.path).expect("a file").lines().count(), 11);
        let mut journal = Journal::new(journal.path);
        let mut database = journal.load().expect("loaded");
        database.apply(Change::AllKeysForgotten);
        save(&mut journal, &mut database);
        assert_eq!(fs::read_to_string(&journal.path).expect("a file").lines().count(), 2);
    }

    #[test]
    fn a_damaged_line_in_the_middle_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::new(folder.path().join("state"));
        let text = "{\"sandboxStateVersion\":2}\nnonsense\n\"allKeysForgotten\"\n";
        fs::write(&journal.path, text).expect("written");
        assert!(journal.load().is_err_and(|error| error.to_string().contains("damaged")));
    }
}
