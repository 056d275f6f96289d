//! Around every page: who looks, in which language, with which token. Runs once per request, before any handler.

use crate::{
    context::{Asked, Ctx, Viewer},
    cookies, i18n,
    nav::Nav,
    observe::RequestId,
    render, security,
    state::AppState,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kartotek_core::{
    kernel::{Error, Result, UiLanguage},
    staff::{
        Account, Key, LoggedIn, Secret, accounts, notifications,
        sessions::{Client, Started},
        users::Theme,
    },
};
use std::{net::SocketAddr, sync::Arc};

/// The cookie of the session.
const SESSION: &str = "kartotek_session";
/// The cookie of somebody who is not logged in.
const VISITOR: &str = "kartotek_visitor";
/// The cookie of the language that somebody chose without being logged in.
const LANGUAGE: &str = "kartotek_language";
/// The cookie of light or dark, so that the log-in looks as the pages behind it.
const THEME: &str = "kartotek_theme";
/// How long a browser remembers what was chosen: a year, in seconds.
const YEAR: i64 = 365 * 24 * 3600;
/// How long a browser keeps a session's cookie; the session itself ends earlier.
const SESSION_COOKIE: i64 = 400 * 24 * 3600;

/// Over encrypted connections a cookie has a name that no other host of the domain can set.
fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-kartotek_session" } else { SESSION }
}

/// Puts the request's [`Ctx`] and [`Client`] where handlers find them.
pub(crate) async fn surround(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let secure = state.settings.secure();
    let visitor = cookies::read(&parts.headers, VISITOR).filter(|secret| secret.len() == 43).map(str::to_owned);
    let is_new = visitor.is_none();
    let visitor = visitor.unwrap_or_else(security::visitor_secret);
    let ctx = match context(&state, &parts, &visitor).await {
        Ok(ctx) => Arc::new(ctx),
        Err(error) => {
            // Without knowing who asks there is no page to show, only this line.
            tracing::error!(%error, "cannot tell who asks");
            return (StatusCode::SERVICE_UNAVAILABLE, "Kartotek cannot reach its database. Try again in a moment.\n").into_response();
        }
    };
    let client = Client { address: client_address(&state, &parts), user_agent: text(&parts.headers, "user-agent").to_owned() };
    parts.extensions.insert(security::Expected(ctx.csrf.clone()));
    parts.extensions.insert(client);
    parts.extensions.insert(ctx.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && is_new && ctx.viewer.is_none() {
        add(&mut response, cookies::write(VISITOR, &visitor, None, secure));
    }
    if is_page && ctx.toast.is_some() {
        add(&mut response, cookies::forget(render::TOAST, false));
    }
    response
}

async fn context(state: &AppState, request: &Parts, visitor: &str) -> Result<Ctx> {
    let headers = &request.headers;
    let session = cookies::read(headers, session_cookie(state.settings.secure())).map(Secret::presented);
    let login = match &session {
        Some(secret) => state.gate.authenticate(secret).await?,
        None => None,
    };
    let asked = asked(headers, &request.uri);
    let account = match &login {
        Some(login) => Some(login.account.clone()),
        None => account_of(state, headers).await?.map(Arc::new),
    };
    let csrf = match login.as_ref().map(|login| &login.key) {
        Some(Key::Session { csrf_token }) => csrf_token.clone(),
        _ => security::token_for(visitor),
    };
    let unread = match &login {
        Some(login) if !asked.by_htmx && request.method == Method::GET => notifications::unread(state.db.read(), &login.actor).await?,
        _ => 0,
    };
    Ok(Ctx {
        language: language(headers, login.as_ref(), account.as_deref()),
        zone: account.as_ref().map_or(chrono_tz::UTC, |account| account.settings.time_zone),
        theme: match &login {
            Some(login) => login.user.theme,
            None => cookies::read(headers, THEME).and_then(|word| word.parse().ok()).unwrap_or(Theme::System),
        },
        csrf,
        account: account.map(|account| account.name.clone()).unwrap_or_default(),
        unread: u64::try_from(unread).unwrap_or(0),
        nav: Nav::None,
        toast: said(headers).filter(|_| !asked.by_htmx),
        asked,
        request_id: request.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        viewer: login.zip(session).map(|(login, session)| Arc::new(Viewer { login, session })),
    })
}

/// The account that this host name means; none if there are several and it is nobody's.
async fn account_of(state: &AppState, headers: &HeaderMap) -> Result<Option<Account>> {
    match accounts::by_host(state.db.read(), text(headers, "host")).await {
        Ok(account) => Ok(Some(account)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The account that this request's host name means.
///
/// # Errors
/// [`Error::NotFound`] if it means none.
pub(crate) async fn account(state: &AppState, headers: &HeaderMap) -> Result<Account> {
    accounts::by_host(state.db.read(), text(headers, "host")).await
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// What the page before wants to be said: one of our own texts, nothing else.
fn said(headers: &HeaderMap) -> Option<String> {
    cookies::read(headers, render::TOAST).filter(|key| key.starts_with("said-") && i18n::exists(key)).map(str::to_owned)
}

fn asked(headers: &HeaderMap, address: &Uri) -> Asked {
    Asked {
        by_htmx: text(headers, "hx-request") == "true",
        target: text(headers, "hx-target").to_owned(),
        address: address.path_and_query().map_or("/", |address| address.as_str()).to_owned(),
        from: own_page(text(headers, "referer"), text(headers, "host")),
    }
}

/// Path and query of `address` if it is on `host`.
fn own_page(address: &str, host: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    path.starts_with('/').then(|| render::own_address(path).to_owned())
}

/// What the user chose, else this browser's choice, else what the browser asks for, else the account's.
fn language(headers: &HeaderMap, login: Option<&LoggedIn>, account: Option<&Account>) -> UiLanguage {
    login
        .and_then(|login| login.user.language)
        .or_else(|| cookies::read(headers, LANGUAGE).and_then(|word| word.parse().ok()))
        .or_else(|| UiLanguage::negotiate(text(headers, "accept-language")))
        .or_else(|| account.map(|account| account.settings.language))
        .unwrap_or(UiLanguage::En)
}

/// The network address that tries are counted for. A proxy in front of us tells it as the last of its list; what stands
/// before that could be anybody's invention.
fn client_address(state: &AppState, request: &Parts) -> String {
    let forwarded = text(&request.headers, "x-forwarded-for").rsplit(',').next().map(str::trim).filter(|address| !address.is_empty());
    match forwarded {
        Some(address) if state.settings.behind_proxy => address.chars().take(64).collect(),
        _ => request.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()).unwrap_or_default(),
    }
}

fn add(response: &mut Response, cookie: Option<HeaderValue>) {
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
}

/// Gives the browser the session that has begun.
pub(crate) fn remember_session(response: &mut Response, started: &Started, secure: bool) {
    add(response, cookies::write(session_cookie(secure), started.token.reveal(), Some(SESSION_COOKIE), secure));
}

/// Takes the session from the browser.
pub(crate) fn forget_session(response: &mut Response, secure: bool) {
    add(response, cookies::forget(session_cookie(secure), secure));
}

/// Lets the browser remember a choice for the next time that nobody is logged in.
pub(crate) fn remember_choice(response: &mut Response, language: Option<UiLanguage>, theme: Option<Theme>, secure: bool) {
    add(response, language.and_then(|language| cookies::write(LANGUAGE, language.as_str(), Some(YEAR), secure)));
    add(response, theme.and_then(|theme| cookies::write(THEME, theme.as_str(), Some(YEAR), secure)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_this_host_is_gone_back_to() {
        assert_eq!(own_page("https://k.example/customers?q=a", "k.example"), Some("/customers?q=a".into()));
        assert_eq!(own_page("https://k.example.evil/customers", "k.example"), None);
        assert_eq!(own_page("https://evil.example/", "k.example"), None);
        assert_eq!(own_page("", "k.example"), None);
    }
}
