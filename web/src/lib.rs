//! Kartotek over HTTP: pages, API, live events. No SQL and no rules of the domain: those are in `kartotek_core`.
//!
//! A request passes, from the outside in: [`observe`] (id, log, figures), [`security`] (headers), compression,
//! [`shell`] (who, which language), the check of the token, and then a handler in [`pages`]. What a handler refuses with
//! `?` becomes a page or a note in [`error`].

pub mod api;
pub mod assets;
pub mod context;
pub mod cookies;
pub mod download;
pub mod error;
pub mod format;
pub mod forms;
pub mod i18n;
pub mod icon;
pub mod live;
pub mod nav;
pub mod observe;
pub mod ops;
pub mod pages;
pub mod render;
pub mod security;
pub mod shell;
pub mod state;

pub use context::{Ctx, SignedIn};
pub use error::{Failure, PageResult};
pub use forms::Form;
pub use state::{AppState, Parts, WebSettings};

use axum::{Router, middleware, routing::get};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// The whole program over HTTP.
pub fn router(state: AppState) -> Router {
    let pages = pages::router()
        .fallback(|| async { axum::http::StatusCode::NOT_FOUND })
        .layer(middleware::from_fn(security::check))
        .layer(middleware::from_fn(error::explain))
        .layer(middleware::from_fn_with_state(state.clone(), shell::surround))
        // Pages are made for one reader, so the quickest packing serves best; files are packed while building.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    Router::new()
        .route("/assets/{version}/{*path}", get(assets::serve))
        .merge(ops::router())
        .merge(api::router())
        .merge(pages)
        .layer(middleware::from_fn(security::headers))
        .layer(middleware::from_fn(observe::observe))
        .with_state(state)
}
