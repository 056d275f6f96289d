//! Customers: the list, the dialog for a new one, and each one's page.

mod record;

use crate::state::AppState;
use axum::Router;

/// The routes of customers.
pub(crate) fn router() -> Router<AppState> {
    Router::new().merge(record::router())
}
