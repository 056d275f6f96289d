//! Custom fields (`/fields`): per resource; new, edit, order, retire, bring back, delete.

use crate::state::AppState;
use axum::Router;

/// `/fields`, `/fields/new`, `/fields/{id}`, `/fields/{id}/move`, `/fields/{id}/retire`, `/fields/{id}/reactivate`, `/fields/{id}/delete`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
