//! The pages, one folder per domain. How to add one: `docs/adding-a-page.md`.

mod admin;
mod bulk;
mod customers;
mod fields;
mod imports;
mod organisations;
mod staff;
mod tags;

use crate::state::AppState;
use axum::{Router, response::Redirect, routing::get};

/// Every page.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/customers") }))
        .merge(crate::live::router())
        .merge(staff::router())
        .merge(customers::router())
        .merge(admin::router())
        .merge(tags::router())
        .merge(fields::router())
        .merge(organisations::router())
        .merge(imports::router())
        .merge(bulk::router())
}
