//! What protects the pages: headers that leave nothing to the browser's guess, and proof that a request which changes
//! something comes from our own page.

use crate::error::Failure;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

/// The field of a form that carries the token.
pub const FIELD: &str = "_csrf";
/// The header that carries it instead (htmx and our scripts).
pub const HEADER: &str = "x-csrf-token";

/// The largest form without files.
pub const MAX_FORM: usize = 1024 * 1024;
/// The token comes first in a form with files, within this many bytes.
const MAX_FIRST_FIELD: usize = 4096;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Adds the protecting headers to every response. A handler that needs another policy (a downloaded file in a sandbox, the
/// API's page) sets its own.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The token that belongs to the secret in a cookie. Whoever cannot read the cookie cannot tell it.
pub(crate) fn token_for(secret: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"kartotek csrf\0");
    hasher.update(secret.as_bytes());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The token that this request must carry; set by the shell.
#[derive(Clone, Debug)]
pub(crate) struct Expected(pub String);

/// Lets a request that changes something pass only with the token of its own session, and only if the browser does not
/// say that it comes from another site.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let expected = request.extensions().get::<Expected>().map(|expected| expected.0.clone()).unwrap_or_default();
    if expected.is_empty() || !same_site(request.headers()) {
        return Failure::ForgedRequest.into_response();
    }
    let sent = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(sent) = sent {
        return if equal(&sent, &expected) { next.run(request).await } else { Failure::ForgedRequest.into_response() };
    }
    match token_in_body(request).await {
        Ok((Some(sent), request)) if equal(&sent, &expected) => next.run(request).await,
        Ok(_) => Failure::ForgedRequest.into_response(),
        Err(response) => response,
    }
}

/// What browsers say by themselves about where a request comes from. Old ones say nothing, then the token decides alone.
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        _ => true,
    }
}

/// Compares without telling by the time it takes where the difference lies.
fn equal(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// Finds the token in a form and gives the request back as it was.
async fn token_in_body(request: Request) -> Result<(Option<String>, Request), Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let (parts, body) = request.into_parts();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let Ok(bytes) = to_bytes(body, MAX_FORM).await else {
            return Err(axum::http::StatusCode::PAYLOAD_TOO_LARGE.into_response());
        };
        let token = bytes.split(|byte| *byte == b'&').find_map(|pair| {
            let (name, value) = std::str::from_utf8(pair).ok()?.split_once('=')?;
            (name == FIELD).then(|| value.to_owned())
        });
        return Ok((token, Request::from_parts(parts, Body::from(bytes))));
    }
    if kind.starts_with("multipart/form-data") {
        // Forms with files can be large, so only their first field is looked at; ours begin with the token.
        let mut stream = body.into_data_stream();
        let mut start = Vec::new();
        let mut token = None;
        while token.is_none() && start.len() < MAX_FIRST_FIELD {
            match stream.next().await {
                Some(Ok(bytes)) => start.extend_from_slice(&bytes),
                Some(Err(_)) | None => break,
            }
            token = token_in_first_field(&start);
        }
        let rest = futures_util::stream::once(async move { Ok::<_, axum::Error>(Bytes::from(start)) }).chain(stream);
        return Ok((token, Request::from_parts(parts, Body::from_stream(rest))));
    }
    Ok((None, Request::from_parts(parts, body)))
}

/// The value of the first field, if it is the token: headers, an empty line, the value, a line end.
fn token_in_first_field(start: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&start[..start.len().min(MAX_FIRST_FIELD)]);
    let (head, rest) = text.split_once("\r\n\r\n")?;
    let (value, _) = rest.split_once("\r\n")?;
    head.contains(&format!("name=\"{FIELD}\"")).then(|| value.to_owned())
}

/// A new secret for the cookie of somebody who is not logged in.
pub(crate) fn visitor_secret() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_recognised_by_what_the_browser_says() {
        let asked = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            same_site(&headers)
        };
        assert!(asked(&[("sec-fetch-site", "same-origin")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]));
        assert!(!asked(&[("sec-fetch-site", "same-site")]));
        assert!(asked(&[("origin", "https://k.example"), ("host", "k.example")]));
        assert!(!asked(&[("origin", "https://evil.example"), ("host", "k.example")]));
        assert!(!asked(&[("origin", "null"), ("host", "k.example")]));
        assert!(asked(&[("host", "k.example")]));
    }

    #[test]
    fn the_token_is_found_in_the_first_field_only() {
        let first = "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n--x\r\n";
        assert_eq!(token_in_first_field(first.as_bytes()), Some("abc".into()));
        let second = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n";
        assert_eq!(token_in_first_field(second.as_bytes()), None);
        assert_eq!(token_in_first_field(b"--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nab"), None);
    }

    #[test]
    fn a_token_belongs_to_one_secret() {
        assert!(equal(&token_for("a"), &token_for("a")));
        assert!(!equal(&token_for("a"), &token_for("b")));
        assert!(!equal("", &token_for("a")));
    }
}
