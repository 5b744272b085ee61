//! Reads regular files up to a size limit.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::placeholder::Placeholder;
use super::secret;
use crate::domain::finding::{Code, LineColumn};

/// Why a file was not read. Messages continue a sentence that starts with the file's name.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    /// The system's error; the file may not exist.
    #[error("can't be read: {0}")]
    System(#[from] io::Error),
    /// A folder, not a file.
    #[error("is a folder, not a file")]
    Folder,
    /// A pipe, socket or device: opening one may block.
    #[error("is not a regular file but a pipe, a socket or a device")]
    Special,
    /// Over the size limit.
    #[error("is {} bytes long; at most {limit} ({} KiB) are read", grouped(*.length), .limit / 1024)]
    TooLarge {
        /// In bytes; at least one more than the limit.
        length: u64,
        /// In bytes.
        limit: u64,
    },
    /// git left something else in its place.
    #[error("{}", .0.message())]
    Placeholder(Placeholder),
    /// Not UTF-8.
    #[error("is not UTF-8 text (line {}, column {})", .0.line, .0.column)]
    NotText(LineColumn),
}

impl ReadError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::TooLarge { .. } => Code::TooLarge,
            Self::System(_) | Self::Folder | Self::Special | Self::Placeholder(_) | Self::NotText(_) => {
                Code::Unreadable
            }
        }
    }

    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::System(_) => "Check that the file is there and that you may read it.",
            Self::Folder => "Name a file in it.",
            Self::Placeholder(placeholder) => placeholder.help(),
            Self::Special => "Put a regular file in its place.",
            Self::TooLarge { .. } => "Shorten it, or split it into several jobs.",
            Self::NotText(_) => "Save it with the encoding UTF-8.",
        }
    }
}

/// Reads a UTF-8 file if it is a regular one. Removes the byte order mark and converts CRLF and CR to LF.
pub(super) fn text(path: &Path, limit: u64) -> Result<String, ReadError> {
    match fs::metadata(path)?.file_type() {
        kind if kind.is_file() => regular(path, limit),
        kind if kind.is_dir() => Err(ReadError::Folder),
        _ => Err(ReadError::Special),
    }
}

/// The same of a file that is known to be a regular one.
pub(super) fn regular(path: &Path, limit: u64) -> Result<String, ReadError> {
    let file = File::open(path)?;
    let expected = file.metadata()?.len();
    let too_large = |length| ReadError::TooLarge { length, limit };
    if expected > limit {
        return Err(too_large(expected));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default() + 1);
    // The file may have grown since `metadata`, so the read is limited, too.
    let length = file.take(limit + 1).read_to_end(&mut bytes)?;
    if length as u64 > limit {
        return Err(too_large(length as u64));
    }
    decode(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, ReadError> {
    if let Some(placeholder) = Placeholder::detect(&bytes) {
        return Err(ReadError::Placeholder(placeholder));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..good]);
        ReadError::NotText(secret::position(&before, good))
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// Formats a number with thousands separators.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (60_001, "60,001"), (1_048_577, "1,048,577")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_byte_order_mark_and_carriage_returns_are_not_text() {
        assert_eq!(decode(b"\xef\xbb\xbfa\r\nb\rc".to_vec()).expect("UTF-8"), "a\nb\nc");
    }

    #[test]
    fn the_first_bad_byte_is_pointed_at() {
        let Err(fault) = decode(b"a\n\xc3\xbc\xff".to_vec()) else { panic!("that is no UTF-8") };
        assert_eq!(fault.to_string(), "is not UTF-8 text (line 2, column 2)");
    }
}
