//! The list of users, and a new one.

use super::{id, role_choices, role_name, told_in_form};
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
    extract::{Query, State},
    http::StatusCode,
    routing::get,
};
use kartotek_core::{
    kernel::{Error, Result, clock::Time},
    staff::{
        links::{self, Purpose},
        roles, teams,
        users::{self, Filter, NewUser, UserDetails, UserState},
    },
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/admin/users", get(list).post(create)).route("/admin/users/new", get(new))
}

/// Users on one page.
const PAGE: u64 = 50;

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    state: String,
    team: String,
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct List {
    ctx: Ctx,
    filter: Form,
    states: Vec<(String, String)>,
    teams: Vec<(String, String)>,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    id: String,
    name: String,
    email: String,
    roles: String,
    teams: String,
    seen: Option<Time>,
    active: bool,
    invited: bool,
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    // Inactive users are shown when they are asked for.
    let shown = match asked.state.as_str() {
        "all" => None,
        word => Some(word.parse().unwrap_or(UserState::Active)),
    };
    let team = if asked.team.is_empty() { None } else { Some(id(&asked.team)?) };
    let filter = Filter { q: asked.q.clone(), state: shown, team };
    let page = users::list(state.db.read(), &user, &filter, asked.cursor.as_deref(), PAGE).await?;
    let teams = match ctx.can("team.view") {
        true => teams::list(state.db.read(), &user).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect(),
        false => Vec::new(),
    };
    let states = [("active", "admin-state-active"), ("inactive", "admin-state-inactive"), ("all", "admin-state-all")]
        .map(|(word, key)| (word.to_owned(), ctx.t(key)));
    let next = page.next_cursor.map(|cursor| {
        let values = [("q", &asked.q), ("state", &asked.state), ("team", &asked.team), ("cursor", &cursor)];
        let query = values.map(|(name, value)| format!("{name}={}", render::query_value(value))).join("&");
        format!("/admin/users?{query}")
    });
    let filter = Form::of([("q", asked.q), ("state", asked.state), ("team", asked.team)]);
    let lines = page.items.iter().map(|details| line(&ctx, details)).collect();
    render::html(&List { ctx: ctx.at(Nav::Users), filter, states: states.into(), teams, lines, next })
}

fn line(ctx: &Ctx, details: &UserDetails) -> Line {
    let roles: Vec<String> = details.roles.iter().map(|role| role_name(ctx, &role.key, &role.name, role.built_in)).collect();
    let teams: Vec<&str> = details.teams.iter().map(|team| team.name.as_str()).collect();
    Line {
        id: details.user.id.to_string(),
        name: details.user.name.clone(),
        email: details.user.email.to_string(),
        roles: roles.join(", "),
        teams: teams.join(", "),
        seen: details.user.last_seen_at,
        active: details.user.is_active(),
        invited: !details.user.has_password,
    }
}

#[derive(Template)]
#[template(path = "admin/user_new.html")]
struct New {
    ctx: Ctx,
    form: Form,
    roles: Vec<(String, String)>,
    can_mail: bool,
}

async fn new_page(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form) -> Result<New> {
    let roles = role_choices(&ctx, &roles::list(state.db.read(), user).await?);
    Ok(New { ctx: ctx.at(Nav::Users), form, roles, can_mail: state.mailer.is_configured() })
}

async fn new(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    user.require(kartotek_core::kernel::Resource::User, kartotek_core::kernel::Action::Create)?;
    let form = Form::of([("send", "on")]);
    render::html(&new_page(&state, &user, ctx, form).await?)
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let mail = form.has("send") && state.mailer.is_configured();
    let made = async {
        let roles = form.all("roles").map(id).collect::<Result<Vec<_>>>()?;
        let new = NewUser { email: form.value("email").to_owned(), name: form.value("name").to_owned(), roles, ..NewUser::default() };
        let mut tx = state.db.begin().await?;
        let made = users::create(&mut tx, &user, new).await?;
        let secret = if mail {
            links::send(&mut tx, &user, made.id, Purpose::Invite).await?;
            None
        } else {
            Some(links::issue(&mut tx, &user, made.id, Purpose::Invite).await?)
        };
        tx.commit().await?;
        Ok::<_, Error>((made, secret))
    };
    match made.await {
        Ok((made, None)) => Ok(render::go_and_say(&ctx, &format!("/admin/users/{}", made.id), "said-user-invited")),
        Ok((made, Some(secret))) => super::user::show_link(&state, &user, ctx, &made, Purpose::Invite, &secret),
        Err(error) => {
            form.refused(&ctx, told_in_form(error))?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &new_page(&state, &user, ctx, form).await?)
        }
    }
}
