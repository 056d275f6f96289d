//! One customer's page, `/customers/{id}`: everything known, each part changed where it stands.

mod assign;
mod delete;
mod edit;
mod files;
mod history;
mod identities;
mod membership;
mod page;
mod sections;
mod state;

use crate::state::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The routes of one customer.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/customers/{id}", get(page::show))
        .route("/customers/{id}/edit/{section}", get(edit::form).post(edit::save))
        .route("/customers/{id}/section/{section}", get(edit::section))
        .route("/customers/{id}/identities", post(identities::change))
        .route("/customers/{id}/memberships", get(membership::form).post(membership::save))
        .route("/customers/{id}/assign", get(assign::form).post(assign::save))
        .route("/customers/{id}/deactivate", post(state::deactivate))
        .route("/customers/{id}/reactivate", post(state::reactivate))
        .route("/customers/{id}/files", post(files::upload).layer(DefaultBodyLimit::max(files::LARGEST as usize + 1024 * 1024)))
        .route("/customers/{id}/files/{file}", get(files::download))
        .route("/customers/{id}/files/{file}/delete", post(files::remove))
        .route("/customers/{id}/delete", get(delete::confirm).post(delete::delete))
}
