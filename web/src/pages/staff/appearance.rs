//! Language and light or dark, also for somebody who is not logged in.

use crate::{
    context::{Ctx, Theme},
    cookies,
    error::PageResult,
    forms::Form,
    render, shell,
    state::AppState,
};
use axum::{Router, extract::State, http::header, routing::post};
use kartotek_core::kernel::UiLanguage;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/language", post(choose)).route("/profile/appearance", post(choose))
}

/// How long the browser remembers: a year.
const YEAR: i64 = 365 * 24 * 3600;

/// Remembers the choice in a cookie and goes back to the page it was made on.
async fn choose(State(state): State<AppState>, ctx: Ctx, form: Form) -> PageResult {
    let address = form.filled("next").or(ctx.asked.from.as_deref()).unwrap_or("/");
    let mut response = render::go(&ctx, render::own_address(address));
    let language = form.filled("language").and_then(|word| word.parse::<UiLanguage>().ok());
    let theme = form.filled("theme").map(Theme::from_word);
    let secure = state.settings.secure();
    let kept = [
        language.and_then(|language| cookies::write(shell::LANGUAGE, language.as_str(), Some(YEAR), secure)),
        theme.and_then(|theme| cookies::write(shell::THEME, theme.as_str(), Some(YEAR), secure)),
    ];
    response.headers_mut().extend(kept.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
