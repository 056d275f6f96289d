//! Logging in and out, and asking for a new password.

use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    render, shell,
    state::AppState,
};
use askama::Template;
use axum::{
    Extension, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use kartotek_core::staff::{
    login,
    password::Password,
    sessions::{self, Client},
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/login", get(show).post(log_in))
        .route("/logout", post(log_out))
        .route("/reset", get(show_reset).post(request_reset))
}

#[derive(Template)]
#[template(path = "staff/login.html")]
struct LogIn {
    ctx: Ctx,
    form: Form,
}

#[derive(Template)]
#[template(path = "staff/reset.html")]
struct Reset {
    ctx: Ctx,
    form: Form,
    /// Whether mail can be sent at all.
    can_send: bool,
    sent: bool,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(ctx: Ctx, Query(query): Query<Next>) -> PageResult {
    if ctx.viewer.is_some() {
        return Ok(render::go(&ctx, render::own_address(&query.next)));
    }
    render::html(&LogIn { ctx, form: Form::of([("next", render::own_address(&query.next))]) })
}

async fn log_in(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    ctx: Ctx,
    mut form: Form,
) -> PageResult {
    let account = shell::account(&state, &headers).await?;
    let password = Password::typed(form.value("password"));
    match login::login(&state.db, &account, form.value("email").trim(), password, &client).await {
        Ok(started) => {
            let mut response = render::go(&ctx, render::own_address(form.value("next")));
            shell::remember_session(&mut response, &started, state.settings.secure());
            Ok(response)
        }
        Err(error) => {
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &LogIn { ctx, form })
        }
    }
}

async fn log_out(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    if form.has("everywhere") {
        sessions::end_others(&mut tx, &user, None).await?;
    } else {
        sessions::end(&mut tx, &user, user.session()).await?;
    }
    tx.commit().await?;
    let mut response = render::go_and_say(&ctx, "/login", "said-logged-out");
    shell::forget_session(&mut response, state.settings.secure());
    Ok(response)
}

async fn show_reset(State(state): State<AppState>, ctx: Ctx) -> PageResult {
    render::html(&Reset { ctx, form: Form::default(), can_send: state.mailer.is_configured(), sent: false })
}

/// Answers the same whether or not there is such a user.
async fn request_reset(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    ctx: Ctx,
    form: Form,
) -> PageResult {
    let account = shell::account(&state, &headers).await?;
    login::request_reset(&state.db, &account, form.value("email").trim(), &client).await?;
    render::html(&Reset { ctx, form, can_send: state.mailer.is_configured(), sent: true })
}
