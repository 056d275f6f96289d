//! Around every page: who looks, in which language, with which token. Runs once per request, before any handler.

use crate::{
    context::{Asked, Ctx, Theme},
    cookies, i18n,
    nav::Nav,
    observe::RequestId,
    render, security,
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use kartotek_core::kernel::UiLanguage;
use std::sync::Arc;

/// The cookie of the language that somebody chose without being logged in.
pub(crate) const LANGUAGE: &str = "kartotek_language";
/// The cookie of light or dark, so that the first byte of a page is already right.
pub(crate) const THEME: &str = "kartotek_theme";

/// Puts the request's [`Ctx`] where handlers find it.
pub(crate) async fn surround(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let secure = state.settings.secure();
    let (secret, is_new) = match cookies::read(headers, security::VISITOR) {
        Some(secret) if secret.len() == 43 => (secret.to_owned(), false),
        _ => (security::visitor_secret(), true),
    };
    let asked = asked(headers, &request);
    let toast = cookies::read(headers, render::TOAST)
        .filter(|key| !asked.by_htmx && key.starts_with("said-") && i18n::exists(key))
        .map(str::to_owned);
    let ctx = Ctx {
        language: language(headers),
        zone: chrono_tz::Europe::Oslo,
        theme: cookies::read(headers, THEME).map_or(Theme::Auto, Theme::from_word),
        csrf: security::token_for(&secret),
        account: String::new(),
        viewer: None,
        unread: 0,
        nav: Nav::None,
        asked,
        toast: toast.clone(),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
    };
    request.extensions_mut().insert(security::Expected(ctx.csrf.clone()));
    request.extensions_mut().insert(Arc::new(ctx));
    let mut response = next.run(request).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_new && is_page {
        response.headers_mut().extend(security::visitor_cookie(&secret, secure).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    if toast.is_some() && is_page {
        response.headers_mut().extend(cookies::forget(render::TOAST, false).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}

fn asked(headers: &HeaderMap, request: &Request) -> Asked {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Asked {
        by_htmx: text("hx-request") == Some("true"),
        target: text("hx-target").unwrap_or("").to_owned(),
        address: request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned(),
        from: text("referer").and_then(|from| own_page(from, text("host")?)),
    }
}

/// Path and query of `address` if it is on `host`.
fn own_page(address: &str, host: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    path.starts_with('/').then(|| render::own_address(path).to_owned())
}

/// The one that was chosen, else the browser's, else English.
fn language(headers: &HeaderMap) -> UiLanguage {
    let chosen = cookies::read(headers, LANGUAGE).and_then(|word| word.parse().ok());
    let browser = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(UiLanguage::negotiate);
    chosen.or_else(browser).unwrap_or(UiLanguage::En)
}
