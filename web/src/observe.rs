//! Every request gets an id, a line in the log and a place in the figures.

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// Names a request in the log, in the answer's `x-request-id` and on error pages.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The largest id that is taken over from a proxy.
const MAX_ID: usize = 64;

/// Measures and logs one request. The id of a proxy in front of us is taken over if it looks like one.
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let id = match given {
        Some(id) if !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => {
            id.to_owned()
        }
        _ => uuid::Uuid::now_v7().simple().to_string(),
    };
    let method = request.method().clone();
    // The pattern, not the address: ids and one-time secrets in addresses do not belong into logs.
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id, %method, route);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, milliseconds = seconds * 1000.0, "answered"));
    metrics::counter!("http_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(seconds);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
