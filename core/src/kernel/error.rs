//! What can go wrong, told so that a person can act on it: what happened, to which field, what to do.

use super::{Action, Resource};
use sea_orm::DbErr;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One refused field. `code` is stable: the API shows it, and the UI looks up its translation as `error-{code}`
/// with `params`; `message` is the same in English.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name as in the API (`emails`, `address.postal_code`, `attributes.floor`).
    pub field: String,
    /// Stable code in snake_case, such as `too_long`, `required`, `invalid_email`, `taken`.
    pub code: &'static str,
    /// What the translation may say, for instance `max` = `2000`.
    #[serde(skip)]
    pub params: Vec<(&'static str, String)>,
    /// English text for logs, the command line and API clients.
    pub message: String,
}

impl FieldError {
    /// A refusal of `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, params: Vec::new(), message: message.into() }
    }
    /// Adds a value that the translated message may show.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input was refused; nothing was written.
    #[error("{}", .0.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldError>),
    /// There is no such thing, or it must not be known to this actor.
    #[error("not found")]
    NotFound,
    /// The actor lacks the permission.
    #[error("permission missing: {resource}.{action}")]
    Forbidden {
        /// What it was about.
        resource: Resource,
        /// What was to be done.
        action: Action,
    },
    /// Somebody was faster. Carries the current record, as the API shows it.
    #[error("changed by someone else in the meantime")]
    Stale(Box<serde_json::Value>),
    /// A rule of the domain forbids it in the present state; `code` is stable and translated as `error-{code}`.
    #[error("{message}")]
    Refused {
        /// Stable code in snake_case.
        code: &'static str,
        /// What the translation may say.
        params: Vec<(&'static str, String)>,
        /// English text.
        message: String,
    },
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// Files, the network, or the program itself failed.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One refused field.
    pub fn field(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }
    /// A rule of the domain forbids it.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, params: Vec::new(), message: message.into() }
    }
    /// Something of our own failed.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Collects refusals of several fields, so that a form shows all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<FieldError>);

impl Refusals {
    /// Keeps the value, or notes the refusal and gives `None`.
    pub fn check<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }
    /// Notes a refusal.
    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }
    /// Whether nothing was refused so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// `Ok` if nothing was refused.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every refusal.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// A word that is none of those allowed (a permission, a state, a kind).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word {0:?}")]
pub struct UnknownWord(pub String);
