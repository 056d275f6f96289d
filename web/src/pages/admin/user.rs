//! One user: what is known, roles and teams, links to log in, sessions, tokens, deactivation and deletion.

use super::{confirm::Confirm, id, place, place_choices, place_value, role_choices, told_in_form};
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use kartotek_core::{
    kernel::{Error, Result, UserId},
    staff::{
        Secret, User,
        links::{self, Purpose},
        login, roles, sessions,
        teams::{self, TeamRole},
        tokens::{self, Token},
        users::{self, UserChange},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/users/{id}", get(show).post(change))
        .route("/admin/users/{id}/delete", get(ask_to_delete).post(delete))
        .route("/admin/users/{id}/link", post(link))
        .route("/admin/users/{id}/{what}", post(act))
}

#[derive(Template)]
#[template(path = "admin/user.html")]
struct UserPage {
    ctx: Ctx,
    form: Form,
    user: User,
    roles: Vec<(String, String)>,
    teams: Vec<(String, String)>,
    places: Vec<(String, String)>,
    tokens: Vec<Token>,
    can_mail: bool,
    own: bool,
}

/// The user's page; `typed` is a form that was refused.
async fn page(state: &AppState, actor: &SignedIn, ctx: Ctx, id: UserId, typed: Option<Form>) -> Result<UserPage> {
    let details = users::load(state.db.read(), actor, id).await?;
    let roles = roles::list(state.db.read(), actor).await?;
    let teams = match ctx.can("team.view") {
        true => teams::list(state.db.read(), actor).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect(),
        false => Vec::new(),
    };
    let tokens = match ctx.can("user.edit") {
        true => tokens::list(state.db.read(), actor, id).await?,
        false => Vec::new(),
    };
    let stored = || {
        let user = &details.user;
        let mut values = vec![
            ("email".to_owned(), user.email.to_string()),
            ("name".to_owned(), user.name.clone()),
            ("language".to_owned(), user.language.map(|language| language.to_string()).unwrap_or_default()),
        ];
        values.extend(details.roles.iter().map(|role| ("roles".to_owned(), role.id.to_string())));
        values.extend(details.teams.iter().map(|team| (format!("team.{}", team.id), place_value(team.role_id))));
        Form::of(values)
    };
    let mut form = typed.unwrap_or_else(stored);
    form.set("version", details.user.version.to_string());
    let (choices, places) = (role_choices(&ctx, &roles), place_choices(&ctx, &roles));
    let own = actor.user_id() == Some(id);
    let can_mail = state.mailer.is_configured();
    Ok(UserPage { ctx: ctx.at(Nav::Users), form, user: details.user, roles: choices, teams, places, tokens, can_mail, own })
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    render::html(&page(&state, &user, ctx, id(&text)?, None).await?)
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>, mut form: Form) -> PageResult {
    let user_id = id(&text)?;
    let changed = async {
        let mut teams = Vec::new();
        for (team, value) in form.under("team.") {
            if let Some(role_id) = place(value)? {
                teams.push(TeamRole { team_id: id(team)?, role_id });
            }
        }
        let change = UserChange {
            email: Some(form.value("email").to_owned()),
            name: Some(form.value("name").to_owned()),
            language: Some(form.filled("language").and_then(|word| word.parse().ok())),
            roles: Some(form.all("roles").map(id).collect::<Result<Vec<_>>>()?),
            // Whoever cannot see teams sends none, and changes none.
            teams: form.has("teams-sent").then_some(teams),
            version: form.value("version").parse().ok(),
        };
        let mut tx = state.db.begin().await?;
        users::change(&mut tx, &user, user_id, change).await?;
        tx.commit().await
    };
    match changed.await {
        Ok(()) => Ok(render::go_and_say(&ctx, &format!("/admin/users/{user_id}"), "said-saved")),
        Err(error) => {
            form.refused(&ctx, told_in_form(error))?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, user_id, Some(form)).await?)
        }
    }
}

/// The buttons of the page.
async fn act(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((text, what)): Path<(String, String)>,
    form: Form,
) -> PageResult {
    let user_id: UserId = id(&text)?;
    let done = async {
        let mut tx = state.db.begin().await?;
        let said = match what.as_str() {
            "activate" => users::activate(&mut tx, &user, user_id).await.map(|_| "said-user-activated")?,
            "deactivate" => users::deactivate(&mut tx, &user, user_id).await.map(|_| "said-user-deactivated")?,
            "log-out" => sessions::end_of_user(&mut tx, &user, user_id).await.map(|_| "said-user-logged-out")?,
            "lift-pause" => login::lift_pause(&mut tx, &user, user_id).await.map(|()| "said-pause-lifted")?,
            "revoke" => tokens::revoke(&mut tx, &user, id(form.value("token"))?).await.map(|()| "said-token-revoked")?,
            _ => return Err(Error::NotFound),
        };
        tx.commit().await?;
        Ok(said)
    };
    match done.await {
        Ok(said) => Ok(render::go_and_say(&ctx, &format!("/admin/users/{user_id}"), said)),
        Err(error) => refused(&state, &user, ctx, user_id, error).await,
    }
}

/// The page with the reason why a button did nothing.
async fn refused(state: &AppState, user: &SignedIn, ctx: Ctx, id: UserId, error: Error) -> PageResult {
    let mut shown = page(state, user, ctx, id, None).await?;
    shown.form.refused(&shown.ctx, error)?;
    render::html_with(StatusCode::CONFLICT, &shown)
}

#[derive(Template)]
#[template(path = "admin/user_link.html")]
struct LinkPage {
    ctx: Ctx,
    user: User,
    link: String,
    invited: bool,
}

/// Shows a link to be handed over. It cannot be had again.
pub(super) fn show_link(state: &AppState, actor: &SignedIn, ctx: Ctx, user: &User, purpose: Purpose, secret: &Secret) -> PageResult {
    let link = links::url(&actor.0.login.account, &state.settings.public_url, purpose, secret);
    render::html(&LinkPage { ctx: ctx.at(Nav::Users), user: user.clone(), link, invited: purpose == Purpose::Invite })
}

/// An invitation for who has no password yet, a reset for the others; mailed or shown.
async fn link(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>, form: Form) -> PageResult {
    let user_id: UserId = id(&text)?;
    let target = users::load(state.db.read(), &user, user_id).await?.user;
    let purpose = if target.has_password { Purpose::Reset } else { Purpose::Invite };
    let mail = form.chosen("by", "mail") && state.mailer.is_configured();
    let made = async {
        let mut tx = state.db.begin().await?;
        let secret = match mail {
            true => links::send(&mut tx, &user, user_id, purpose).await.map(|()| None)?,
            false => links::issue(&mut tx, &user, user_id, purpose).await.map(Some)?,
        };
        tx.commit().await?;
        Ok::<_, Error>(secret)
    };
    match made.await {
        Ok(None) => Ok(render::go_and_say(&ctx, &format!("/admin/users/{user_id}"), "said-link-mailed")),
        Ok(Some(secret)) => show_link(&state, &user, ctx, &target, purpose, &secret),
        Err(error) => refused(&state, &user, ctx, user_id, error).await,
    }
}

async fn ask_to_delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let user_id: UserId = id(&text)?;
    let target = users::load(state.db.read(), &user, user_id).await?.user;
    let question = Confirm {
        title: ctx.t1("admin-user-delete-title", "name", target.name.as_str()),
        text: ctx.t("admin-user-delete-text"),
        action: format!("/admin/users/{user_id}/delete"),
        button: ctx.t("admin-delete"),
        ctx: ctx.at(Nav::Users),
    };
    question.ask()
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let user_id: UserId = id(&text)?;
    let done = async {
        let mut tx = state.db.begin().await?;
        users::delete(&mut tx, &user, user_id).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/admin/users", "said-deleted")),
        Err(error) => refused(&state, &user, ctx, user_id, error).await,
    }
}
