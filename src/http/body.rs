//! Bodies of limited size.

use reqwest::Response;

/// The largest body that is read.
pub(crate) const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// A body that was not read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// It is larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// The connection failed before the end.
    Interrupted(reqwest::Error),
}

/// Reads a response's body.
pub(crate) async fn read_body(mut response: Response) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Interrupted)? {
        if bytes.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(BodyError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
