//! Language and light or dark, also for somebody who is not logged in.

use crate::{context::Ctx, error::PageResult, forms::Form, render, shell, state::AppState};
use axum::{Router, extract::State, routing::post};
use kartotek_core::{
    kernel::UiLanguage,
    staff::users::{self, OwnChange, Theme},
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/language", post(choose)).route("/profile/appearance", post(choose))
}

/// Remembers the choice, for the user if one is logged in and for the browser, and goes back to where it was made.
async fn choose(State(state): State<AppState>, ctx: Ctx, form: Form) -> PageResult {
    let language = form.filled("language").and_then(|word| word.parse::<UiLanguage>().ok());
    let theme = form.filled("theme").and_then(|word| word.parse::<Theme>().ok());
    if let Some(viewer) = &ctx.viewer {
        let mut tx = state.db.begin().await?;
        let change = OwnChange { language: language.map(Some), theme, ..OwnChange::default() };
        users::change_own(&mut tx, &viewer.login.actor, change).await?;
        tx.commit().await?;
    }
    let address = form.filled("next").or(ctx.asked.from.as_deref()).unwrap_or("/");
    let mut response = render::go(&ctx, render::own_address(address));
    shell::remember_choice(&mut response, language, theme, state.settings.secure());
    Ok(response)
}
