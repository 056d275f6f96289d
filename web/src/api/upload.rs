//! Taking in a file, straight into the store.

use super::{Problem, request::Api};
use axum::extract::multipart::{Field, MultipartError};
use futures_util::TryStreamExt;
use kartotek_core::{
    files::Stored,
    kernel::{FieldError, FileId},
};
use std::io;
use tokio_util::io::StreamReader;

/// Puts the bytes of a field into the store under `id`.
///
/// # Errors
/// `file_too_large`; then nothing is left.
pub async fn store(api: &Api, id: FileId, field: Field<'_>, limit: u64) -> Result<Stored, Problem> {
    let bytes = StreamReader::new(field.map_err(io::Error::other));
    Ok(api.state().files.put(api.account, id, std::pin::pin!(bytes), limit).await?)
}

/// The form ended in the middle, or is none.
pub fn broken(error: MultipartError) -> Problem {
    Problem::BadRequest(FieldError::new("", "invalid_form", error.body_text()))
}
