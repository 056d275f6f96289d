//! The register: the list with its filters, columns and saved views, the search, new customers, changes on many, and
//! each one's page.

mod attributes;
mod bulk;
mod chips;
mod columns;
mod filters;
mod list;
mod new;
mod query;
mod record;
mod saved_views;
mod search;
mod table;

use crate::state::AppState;
use axum::Router;

/// The pages of the register.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .merge(list::router())
        .merge(filters::router())
        .merge(columns::router())
        .merge(saved_views::router())
        .merge(search::router())
        .merge(new::router())
        .merge(bulk::router())
        .merge(record::router())
}
