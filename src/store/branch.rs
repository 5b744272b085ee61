//! Records on a branch of the repository's remote. Done with git's plumbing: no checkout, no index, no local branch.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::error::Error;
use super::files::{self, Files};
use super::git::{Fault, Git};
use super::merge::{self, Merged};
use super::tip::Tip;

/// The remote that has the branch.
const REMOTE: &str = "origin";

/// How often a push is tried while others push too.
const TRIES: u32 = 8;

/// How often a remote that does not answer is asked again in one push.
const PATIENCE: u32 = 2;

/// A branch of the repository's remote that holds records.
#[derive(Debug)]
pub struct Branch {
    pub(super) git: Git,
    name: String,
    tip: Tip,
}

/// When a push is worth a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushPolicy {
    /// Where a record changed.
    Changed,
    /// In any case: a push alone shows whether the branch may be pushed. `git push --dry-run` asks neither rules nor hooks.
    Always,
}

/// How a push ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// Nobody else had pushed since the branch was read.
    Clean,
    /// Records of another run were taken into the folder.
    Merged,
}

/// The remote's answer to a push.
enum Answer {
    Landed,
    Moved,
    Lost(Error),
}

impl Branch {
    /// Reads the tip of the branch `name` (or of the ref, where it begins with `refs/`) into `folder`, which is empty. A branch
    /// that isn't there is empty. `repository` is a folder of the repository.
    ///
    /// # Errors
    /// Where git or the remote won't, or the branch holds other things than records.
    pub fn fetch(repository: &Path, name: &str, folder: &Path) -> Result<Self, Error> {
        let mut branch = Self::of(repository, name)?;
        branch.tip = branch.latest()?;
        files::write(folder, &Files::new(), &branch.tip.files)?;
        Ok(branch)
    }

    /// Reads into `folder` what this repository knows of the branch, without asking the remote.
    ///
    /// # Errors
    /// Where git won't, or the branch holds other things than records.
    pub fn glance(repository: &Path, name: &str, folder: &Path) -> Result<(), Error> {
        let branch = Self::of(repository, name)?;
        let short = branch.name.strip_prefix("refs/heads/").unwrap_or(&branch.name);
        let tracked = format!("refs/remotes/{REMOTE}/{short}");
        let said = branch.git.ask(&["rev-parse", "--verify", "--quiet", &tracked], b"")?;
        let known = String::from_utf8_lossy(&said.out).trim().to_owned();
        let tip = if said.is_ok { Tip::read(&branch.git, &branch.name, &known)? } else { None };
        files::write(folder, &Files::new(), &tip.unwrap_or_default().files)
    }

    /// Commits the folder's records on top of the branch and pushes. Where another run pushed first, merges by file into the
    /// folder and tries again.
    ///
    /// # Errors
    /// Where the remote refuses or can't be reached, and where the other run's records can't be merged with these. What could be
    /// merged is pushed even then.
    pub fn push(&mut self, folder: &Path, message: &str, when: PushPolicy) -> Result<Landing, Error> {
        let (mut landing, mut clash, mut lost) = (Landing::Clean, None, 0);
        for attempt in 1..=TRIES {
            let ours = files::read(folder)?;
            let is_new = ours != self.tip.files;
            if !is_new && when == PushPolicy::Changed {
                return clash.map_or(Ok(landing), Err);
            }
            let commit = self.tip.child(&self.git, (folder, &ours), message)?;
            match self.offer(&commit)? {
                Answer::Landed => {
                    (self.tip.commit, self.tip.files) = (Some(commit), ours);
                    return clash.map_or(Ok(landing), Err);
                }
                Answer::Lost(error) if lost == PATIENCE => return Err(error),
                Answer::Lost(_) => lost += 1,
                Answer::Moved => {}
            }
            pause(attempt);
            let theirs = self.latest()?;
            if theirs.commit.as_ref() == Some(&commit) {
                (self.tip.commit, self.tip.files) = (Some(commit), ours);
                return clash.map_or(Ok(landing), Err);
            }
            if theirs.commit != self.tip.commit {
                // Of a branch that someone removed meanwhile, nothing counts as removed.
                let base = if theirs.commit.is_some() { std::mem::take(&mut self.tip.files) } else { Files::new() };
                let Merged { files: merged, clash: new } = merge::files(&base, &ours, &theirs.files, &self.name)?;
                files::write(folder, &ours, &merged)?;
                self.tip = theirs;
                (landing, clash) = (Landing::Merged, clash.or(new));
            }
        }
        Err(Error::Contended { branch: self.name.clone(), tries: TRIES })
    }

    /// The same error with the places that people know: files on the branch instead of files in `folder`.
    pub fn located(&self, error: Error, folder: &Path) -> Error {
        error.moved(folder, &self.name)
    }

    pub(super) fn of(repository: &Path, name: &str) -> Result<Self, Error> {
        let git = Git::new(repository)?;
        let name = if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") };
        let is_good = git.ask(&["check-ref-format", &name], b"")?.is_ok;
        if is_good { Ok(Self { git, name, tip: Tip::default() }) } else { Err(Error::BadName { branch: name }) }
    }

    /// The branch as the remote has it now.
    fn latest(&self) -> Result<Tip, Error> {
        for attempt in 1..=TRIES {
            let Some(commit) = self.asked()? else { return Ok(Tip::default()) };
            if let Some(tip) = Tip::read(&self.git, &self.name, &commit)? {
                return Ok(tip);
            }
            self.bring()?;
            if let Some(tip) = Tip::read(&self.git, &self.name, &commit)? {
                return Ok(tip);
            }
            // It moved between the two questions, or another git was at work here.
            pause(attempt);
        }
        Err(Error::Contended { branch: self.name.clone(), tries: TRIES })
    }

    /// The commit that the remote has at the branch.
    pub(super) fn asked(&self) -> Result<Option<String>, Error> {
        let args = ["ls-remote", REMOTE, &self.name];
        let said = self.git.ask(&args, b"")?;
        if !said.is_ok {
            return Err(self.failed(&said, &args));
        }
        let text = String::from_utf8_lossy(&said.out);
        let mut refs = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(refs.find(|(_, name)| *name == self.name).map(|(commit, _)| commit.to_owned()))
    }

    /// Brings the branch's objects here, and writes no ref. A whole repository stays whole, a shallow one shallow.
    pub(super) fn bring(&self) -> Result<(), Error> {
        let is_shallow = self.git.line(&["rev-parse", "--is-shallow-repository"], b"")? == "true";
        let mut args = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        args.extend(is_shallow.then_some("--depth=1"));
        args.extend(["--refmap=", REMOTE, &self.name]);
        let said = self.git.ask(&args, b"")?;
        if said.is_ok || said.fault() == Fault::Busy { Ok(()) } else { Err(self.failed(&said, &args)) }
    }

    /// Pushes a commit onto the branch if it is where it was read.
    fn offer(&self, commit: &str) -> Result<Answer, Error> {
        let expected = self.tip.commit.as_deref().unwrap_or_default();
        let (lease, refspec) =
            (format!("--force-with-lease={}:{expected}", self.name), format!("{commit}:{}", self.name));
        let args = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"];
        let args = [&args[..], &[lease.as_str(), REMOTE, refspec.as_str()]].concat();
        let said = self.git.ask(&args, b"")?;
        if said.is_ok {
            return Ok(Answer::Landed);
        }
        let out = String::from_utf8_lossy(&said.out).into_owned();
        let rejection = out.lines().find_map(|line| line.strip_prefix("!\t")?.split_once('\t'));
        match rejection {
            Some((_, reason)) if is_race(reason) => Ok(Answer::Moved),
            Some((_, reason)) => {
                let why = format!("{reason}: {}", said.words());
                Err(Error::Refused { branch: self.name.clone(), act: "pushed", why })
            }
            None => match self.failed(&said, &args) {
                error @ Error::Unreachable { .. } => Ok(Answer::Lost(error)),
                error => Err(error),
            },
        }
    }

    fn failed(&self, said: &super::git::Said, args: &[&str]) -> Error {
        let (branch, why) = (self.name.clone(), said.words());
        let act = if args.first() == Some(&"push") { "pushed" } else { "read" };
        match said.fault() {
            Fault::Denied => Error::Refused { branch, act, why },
            Fault::Unreachable => Error::Unreachable { branch, why },
            Fault::Busy | Fault::Other => said.failed(args),
        }
    }
}

/// Whether a push was rejected because the branch is elsewhere by now, as git or the server puts it.
fn is_race(reason: &str) -> bool {
    let words = ["stale info", "fetch first", "non-fast-forward", "lock", "incorrect old value", "already exists"];
    words.iter().chain(&["failed to update ref"]).any(|word| reason.contains(word))
}

/// A short wait, longer each time, and never the same for two runs.
fn pause(attempt: u32) {
    let span = 50 << attempt.min(5);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    std::thread::sleep(Duration::from_millis(span / 2 + u64::from(now.subsec_nanos()) % span));
}
