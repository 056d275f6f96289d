//! Log-in, set-up, passwords, the own profile.

mod appearance;

use crate::state::AppState;
use axum::Router;

/// The pages of those who work here.
pub(crate) fn router() -> Router<AppState> {
    Router::new().merge(appearance::router())
}
