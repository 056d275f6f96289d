//! Imports (`/imports`): upload, columns, preview, dry run, progress, report, undo, templates.

use crate::state::AppState;
use axum::Router;

/// `/imports`, `/imports/new`, `/imports/{id}`, `/imports/{id}/…`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
