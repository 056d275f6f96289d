//! The pages, one folder per domain. How to add one: `docs/adding-a-page.md`.

mod staff;

use crate::state::AppState;
use axum::{Router, response::Redirect, routing::get};

/// Every page.
pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/", get(|| async { Redirect::to("/customers") })).merge(staff::router())
}
