//! For operators: is it alive, can it answer, how is it doing.

use crate::state::AppState;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::net::SocketAddr;

/// `/healthz`, `/readyz`, `/metrics`.
pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

/// Ready is who can reach its database.
async fn ready(State(state): State<AppState>) -> Response {
    match state.db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Figures for Prometheus: for the machine itself, or for whoever presents the token.
async fn metrics(State(state): State<AppState>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    if !may_read(request.headers(), peer, state.settings.metrics_token.as_deref()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render()).into_response()
}

/// A proxy on the same machine comes from the loopback address too, but says for whom it asks.
fn may_read(headers: &HeaderMap, peer: Option<SocketAddr>, token: Option<&str>) -> bool {
    let presented =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(token), Some(presented)) = (token, presented) {
        return !token.is_empty() && token == presented;
    }
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    token.is_none() && !forwarded && peer.is_some_and(|peer| peer.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn figures_are_for_the_machine_itself_or_for_the_token() {
        let here = Some(SocketAddr::from(([127, 0, 0, 1], 5000)));
        let elsewhere = Some(SocketAddr::from(([10, 0, 0, 9], 5000)));
        let none = HeaderMap::new();
        assert!(may_read(&none, here, None));
        assert!(!may_read(&none, elsewhere, None));
        assert!(!may_read(&none, None, None));
        assert!(!may_read(&none, here, Some("secret")));
        let proxied = HeaderMap::from_iter([(header::HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static("10.0.0.9"))]);
        assert!(!may_read(&proxied, here, None));
        let bearer = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static("Bearer secret"))]);
        assert!(may_read(&bearer, elsewhere, Some("secret")));
        assert!(!may_read(&bearer, elsewhere, Some("other")));
        assert!(!may_read(&bearer, elsewhere, Some("")));
    }
}
