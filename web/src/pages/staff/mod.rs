//! Log-in, set-up, passwords, the own profile, notifications.

mod appearance;
mod links;
mod login;
mod notifications;
mod profile;
mod tokens;

use crate::state::AppState;
use axum::Router;

/// The pages of those who work here.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .merge(appearance::router())
        .merge(links::router())
        .merge(login::router())
        .merge(notifications::router())
        .merge(profile::router())
        .merge(tokens::router())
}
