//! How an error leaves the program: as a page or a note for a person, or as problem+json (RFC 9457) for a program.

use crate::{context::Ctx, i18n, render};
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use kartotek_core::kernel::Error;
use serde_json::json;
use std::sync::Arc;

/// What a handler answers instead of a page. `?` makes it of every [`Error`].
#[derive(Debug)]
pub enum Failure {
    /// Something of the domain.
    Domain(Error),
    /// Nobody is logged in; the log-in leads back here.
    SignedOut,
    /// The request did not carry this session's token: it may come from another site, or from a page that was open
    /// while somebody logged in or out.
    ForgedRequest,
}

/// The result of a page's handler.
pub type PageResult = std::result::Result<Response, Failure>;

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Domain(error.into())
    }
}

/// The status that tells a program what a person reads.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::Stale(_) | Error::Refused { .. } => StatusCode::CONFLICT,
        Error::Database(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Domain(error) => {
                if let Error::Database(_) | Error::Internal(_) = error {
                    tracing::error!(%error, "a request failed");
                }
                status(error)
            }
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::ForgedRequest => StatusCode::FORBIDDEN,
        };
        // The words are added on the way out, where the reader's language is known: see `explain`.
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes the page that belongs to a [`Failure`], or to a bare status such as that of an unknown address.
pub(crate) async fn explain(ctx: Ctx, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(failure) = response.extensions().get::<Arc<Failure>>().cloned() {
        return page(&ctx, response.status(), &failure);
    }
    let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if bare && (response.status().is_client_error() || response.status().is_server_error()) {
        // Answers of the framework itself: an unknown address, a body that is too large or cannot be read.
        return explained(&ctx, response.status(), status_text(&ctx, response.status()));
    }
    response
}

fn page(ctx: &Ctx, status: StatusCode, failure: &Failure) -> Response {
    match failure {
        Failure::Domain(error) => explained(ctx, status, i18n::explanation(ctx.language, error)),
        Failure::ForgedRequest => explained(ctx, status, ctx.t("error-forged-request")),
        Failure::SignedOut => {
            let address = if ctx.asked.by_htmx { "/" } else { ctx.asked.address.as_str() };
            let login = if address == "/" { "/login".to_owned() } else { format!("/login?next={}", render::query_value(address)) };
            if ctx.asked.by_htmx { render::go(ctx, &login) } else { Redirect::to(&login).into_response() }
        }
    }
}

fn status_text(ctx: &Ctx, status: StatusCode) -> String {
    ctx.t(match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "error-not-found",
        StatusCode::PAYLOAD_TOO_LARGE => "error-too-large",
        StatusCode::FORBIDDEN => "error-forbidden",
        StatusCode::TOO_MANY_REQUESTS => "error-too-many-requests",
        status if status.is_server_error() => "error-internal",
        _ => "error-bad-request",
    })
}

fn explained(ctx: &Ctx, status: StatusCode, text: String) -> Response {
    if ctx.asked.by_htmx {
        // A part of a page failed: the rest stays as it is, the explanation appears as a note.
        let mut response = render::note(ctx, status, &text);
        let headers = response.headers_mut();
        headers.insert("hx-retarget", HeaderValue::from_static("#notes"));
        headers.insert("hx-reswap", HeaderValue::from_static("beforeend"));
        headers.insert("hx-push-url", HeaderValue::from_static("false"));
        return response;
    }
    render::error_page(ctx, status, text)
}

/// The error as problem+json. `instance` is the request's id.
pub fn problem(error: &Error, instance: &str) -> Response {
    let status = status(error);
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": match error {
            Error::Database(_) | Error::Internal(_) => "something went wrong on the server; the log tells more".to_owned(),
            error => error.to_string(),
        },
        "instance": instance,
    });
    match error {
        Error::Invalid(fields) => body["errors"] = json!(fields),
        Error::Stale(current) => body["current"] = (**current).clone(),
        Error::Refused { code, .. } => body["code"] = json!(code),
        Error::Database(_) | Error::Internal(_) => tracing::error!(%error, "a request failed"),
        Error::NotFound | Error::Forbidden { .. } => {}
    }
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
