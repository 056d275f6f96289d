//! What the API answers when it does not do what was asked: problem+json (RFC 9457).

use crate::{error, observe::RequestId};
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kartotek_core::kernel::{Error, FieldError};
use serde_json::json;
use std::sync::Arc;

/// Why something was not done. `?` makes it of every [`Error`].
#[derive(Debug)]
pub enum Problem {
    /// Something of the domain.
    Domain(Error),
    /// No token, or one that does not work.
    Unauthorized,
    /// The body cannot be read as what it should be.
    BadRequest(FieldError),
    /// The body is not JSON, or not a form with files.
    UnsupportedBody(&'static str),
    /// The body is larger than anything that makes sense here.
    TooLarge,
    /// The same request was done before; this is its answer.
    Repeated {
        /// The status of then.
        status: StatusCode,
        /// The body of then.
        body: String,
    },
}

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Domain(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Domain(error) => error::status(error),
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::UnsupportedBody(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Repeated { status, body } => {
                let replayed = [("idempotency-replayed", "true")];
                if body.is_empty() {
                    return (*status, replayed).into_response();
                }
                return (*status, replayed, [(header::CONTENT_TYPE, "application/json")], body.clone()).into_response();
            }
        };
        // The words are added on the way out, where the request's id is known: see `explain`.
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes the body that belongs to a [`Problem`], or to a bare status such as that of an unknown address.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let instance = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let status = response.status();
    match response.extensions().get::<Arc<Problem>>().map(Arc::as_ref) {
        Some(Problem::Domain(error)) => error::problem(error, &instance),
        Some(Problem::Unauthorized) => {
            let mut response = written(status, "send Authorization: Bearer TOKEN with a token that works", &[], &instance);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            response
        }
        Some(Problem::BadRequest(field)) => written(status, &field.message, std::slice::from_ref(field), &instance),
        Some(Problem::UnsupportedBody(wanted)) => written(status, wanted, &[], &instance),
        Some(Problem::TooLarge) => written(status, "the body is too large", &[], &instance),
        Some(Problem::Repeated { .. }) => response,
        None => {
            let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
            if !bare || !(status.is_client_error() || status.is_server_error()) {
                return response;
            }
            let allow = response.headers().get(header::ALLOW).cloned();
            let mut response = written(status, status.canonical_reason().unwrap_or("error"), &[], &instance);
            response.headers_mut().extend(allow.map(|methods| (header::ALLOW, methods)));
            response
        }
    }
}

fn written(status: StatusCode, detail: &str, fields: &[FieldError], instance: &str) -> Response {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
        "instance": instance,
    });
    if !fields.is_empty() {
        body["errors"] = json!(fields);
    }
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
