//! Bulk changes (`/customers/bulk/{id}`): progress, result, stop, undo.

use crate::state::AppState;
use axum::Router;

/// `/customers/bulk/{id}`, `/customers/bulk/{id}/stop`, `/customers/bulk/{id}/undo`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
