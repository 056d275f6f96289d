//! Lists are read a page at a time by keyset: a cursor names the last row seen, so page 10,000 costs what
//! page 1 costs.

use super::FieldError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// The largest page anybody gets.
pub const MAX_LIMIT: u64 = 200;
/// The page size when none is asked for.
pub const DEFAULT_LIMIT: u64 = 50;

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Names the place after the last row; `None` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page with each row changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

/// Clamps a requested page size to 1..=[`MAX_LIMIT`].
pub fn limit(requested: Option<u64>) -> u64 {
    requested.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
}

/// Writes the place after a row as an opaque text that is safe in a URL.
pub fn encode_cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// Reads a cursor.
///
/// # Errors
/// `invalid_cursor` if it was not made by [`encode_cursor`] for the same kind of list.
pub fn decode_cursor<T: DeserializeOwned>(text: &str) -> Result<T, FieldError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| FieldError::new("cursor", "invalid_cursor", "this cursor does not belong to this list; start again without it"))
}
