//! Organisations: claimed mail domains and members of a customer of kind organisation.

use crate::state::AppState;
use axum::Router;

/// `/organisations`, `/organisations/{id}/members…`, `/organisations/{id}/domains…`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
