//! The own profile: name, language, look, what to hear about, password, where one is logged in.

use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    nav::Nav,
    render, shell,
    state::AppState,
};
use askama::Template;
use axum::{
    Extension, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use kartotek_core::{
    kernel::Result,
    staff::{
        login,
        notifications::Topic,
        password::Password,
        sessions::{self, Client, Session},
        tokens::{self, Token},
        users::{self, OwnChange},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/profile", get(show).post(change))
        .route("/profile/password", post(change_password))
        .route("/profile/sessions", post(end_session))
}

#[derive(Template)]
#[template(path = "staff/profile.html")]
struct Profile {
    ctx: Ctx,
    form: Form,
    password: Form,
    sessions: Vec<Session>,
    tokens: Vec<Token>,
    topics: Vec<(String, String, bool)>,
    email: String,
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, form: Option<Form>, password: Form) -> Result<Profile> {
    let own = user.user();
    let form = form.unwrap_or_else(|| {
        Form::of([
            ("name", own.name.as_str()),
            ("language", own.language.map_or("", |language| language.as_str())),
            ("theme", own.theme.as_str()),
        ])
    });
    let wanted = |topic: &Topic| match form.has("topics-sent") {
        true => form.chosen("topics", topic.as_str()),
        false => !own.preferences.muted.contains(topic.as_str()),
    };
    let topics = Topic::ALL
        .iter()
        .map(|topic| (topic.to_string(), ctx.t(&format!("notification-topic-{}", topic.as_str().replace('.', "-"))), wanted(topic)))
        .collect();
    let sessions = sessions::list(state.db.read(), user, Some(user.session())).await?;
    let tokens = tokens::list(state.db.read(), user, own.id).await?;
    Ok(Profile { email: own.email.to_string(), topics, sessions, tokens, ctx: ctx.at(Nav::Profile), form, password })
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    render::html(&page(&state, &user, ctx, None, Form::default()).await?)
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let language = form.filled("language").and_then(|word| word.parse().ok());
    let theme = form.filled("theme").and_then(|word| word.parse().ok());
    let change = OwnChange {
        name: Some(form.value("name").to_owned()),
        language: Some(language),
        theme,
        topics: Some(form.all("topics").filter_map(|word| word.parse().ok()).collect()),
        ..OwnChange::default()
    };
    let mut tx = state.db.begin().await?;
    match users::change_own(&mut tx, &user, change).await {
        Ok(_) => {
            tx.commit().await?;
            let mut response = render::go_and_say(&ctx, "/profile", "said-saved");
            shell::remember_choice(&mut response, language, theme, state.settings.secure());
            Ok(response)
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, Some(form), Form::default()).await?)
        }
    }
}

async fn change_password(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    user: SignedIn,
    ctx: Ctx,
    mut form: Form,
) -> PageResult {
    let current = Password::typed(form.value("current_password"));
    match login::change_password(&state.db, &user, Some(user.session()), current, form.value("password"), &client).await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/profile", "said-password-set")),
        Err(error) => {
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, None, form).await?)
        }
    }
}

/// Ends one session, or all others.
async fn end_session(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    match form.filled("session") {
        Some(id) => sessions::end_one(&mut tx, &user, id).await?,
        None => {
            sessions::end_others(&mut tx, &user, Some(user.session())).await?;
        }
    }
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/profile", "said-session-ended"))
}
