//! Handing out files that others have uploaded: never as something that a browser would run.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use kartotek_core::{
    files::{self, File, FileStore},
    kernel::{Error, Result},
};
use tokio_util::io::ReaderStream;

/// What an uploaded page or picture may do if a browser opens it after all: nothing.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// The bytes of a file, to be saved.
///
/// # Errors
/// [`Error::NotFound`] if the store has lost them.
pub async fn file(store: &FileStore, file: &File) -> Result<Response> {
    let bytes = store.open(&file.storage_key).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_str(&file.content_type).map_err(Error::internal)?),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size)),
        (header::CONTENT_DISPOSITION, disposition(&file.name)?),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes))).into_response())
}

/// Under which name a browser saves it.
///
/// # Errors
/// If the name has control characters.
pub fn disposition(name: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(&files::content_disposition(name)?).map_err(Error::internal)
}
