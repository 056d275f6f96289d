//! Tags (`/tags`): the account's list; new, edit, merge, retire, bring back, delete.

use crate::state::AppState;
use axum::Router;

/// `/tags`, `/tags/new`, `/tags/{id}`, `/tags/{id}/merge`, `/tags/{id}/retire`, `/tags/{id}/reactivate`, `/tags/{id}/delete`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
