//! Teams and their members.

use super::{confirm::Confirm, id, place, place_choices, place_value, told_in_form};
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
    kernel::{Action, Error, Resource, Result, TeamId},
    staff::{
        roles,
        teams::{self, NewMember, NewTeam, TeamChange},
        users::{self, Filter, UserState},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/teams", get(list).post(create))
        .route("/admin/teams/new", get(new))
        .route("/admin/teams/{id}", get(show).post(change))
        .route("/admin/teams/{id}/members", post(add))
        .route("/admin/teams/{id}/delete", get(ask_to_delete).post(delete))
}

/// The most users to choose a new member from.
const CANDIDATES: u64 = 1000;

#[derive(Template)]
#[template(path = "admin/teams.html")]
struct List {
    ctx: Ctx,
    teams: Vec<(String, String, String)>,
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    user.require(Resource::Team, Action::View)?;
    let teams = teams::list(state.db.read(), &user).await?;
    let names = |team: &teams::Team| team.members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", ");
    let teams = teams.iter().map(|team| (team.id.to_string(), team.name.clone(), names(team))).collect();
    render::html(&List { ctx: ctx.at(Nav::Teams), teams })
}

#[derive(Template)]
#[template(path = "admin/team_new.html")]
struct New {
    ctx: Ctx,
    form: Form,
}

async fn new(user: SignedIn, ctx: Ctx) -> PageResult {
    user.require(Resource::Team, Action::Create)?;
    render::html(&New { ctx: ctx.at(Nav::Teams), form: Form::default() })
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let made = async {
        let mut tx = state.db.begin().await?;
        let team = teams::create(&mut tx, &user, NewTeam { name: form.value("name").to_owned(), members: Vec::new() }).await?;
        tx.commit().await?;
        Ok::<_, Error>(team)
    };
    match made.await {
        Ok(team) => Ok(render::go_and_say(&ctx, &format!("/admin/teams/{}", team.id), "said-saved")),
        Err(error) => {
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &New { ctx: ctx.at(Nav::Teams), form })
        }
    }
}

#[derive(Template)]
#[template(path = "admin/team.html")]
struct TeamPage {
    ctx: Ctx,
    id: TeamId,
    title: String,
    form: Form,
    members: Vec<(String, String)>,
    candidates: Vec<(String, String)>,
    places: Vec<(String, String)>,
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, id: TeamId, typed: Option<Form>) -> Result<TeamPage> {
    let team = teams::load(state.db.read(), user, id).await?;
    let roles = match ctx.can("user.view") || ctx.can("role.view") {
        true => roles::list(state.db.read(), user).await?,
        false => Vec::new(),
    };
    let candidates = match ctx.can("team.edit") && ctx.can("user.view") {
        true => {
            let filter = Filter { state: Some(UserState::Active), ..Filter::default() };
            let all = users::list(state.db.read(), user, &filter, None, CANDIDATES).await?.items;
            let outside =
                all.into_iter().map(|details| details.user).filter(|user| team.members.iter().all(|member| member.user_id != user.id));
            outside.map(|user| (user.id.to_string(), format!("{} ({})", user.name, user.email))).collect()
        }
        false => Vec::new(),
    };
    let mut form = typed.unwrap_or_else(|| {
        let members = team.members.iter().map(|member| (format!("member.{}", member.user_id), place_value(member.role_id)));
        Form::of(std::iter::once(("name".to_owned(), team.name.clone())).chain(members))
    });
    form.set("version", team.version.to_string());
    let inactive = ctx.t("admin-state-inactive");
    let label = |member: &teams::Member| if member.active { member.name.clone() } else { format!("{} ({inactive})", member.name) };
    let members = team.members.iter().map(|member| (format!("member.{}", member.user_id), label(member))).collect();
    Ok(TeamPage { id, title: team.name, form, members, candidates, places: place_choices(&ctx, &roles), ctx: ctx.at(Nav::Teams) })
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    render::html(&page(&state, &user, ctx, id(&text)?, None).await?)
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>, mut form: Form) -> PageResult {
    let team_id = id(&text)?;
    let changed = async {
        let mut members = Vec::new();
        for (member, value) in form.under("member.") {
            if let Some(role_id) = place(value)? {
                members.push(NewMember { user_id: id(member)?, role_id });
            }
        }
        let version = form.value("version").parse().ok();
        let change = TeamChange { name: Some(form.value("name").to_owned()), members: Some(members), version };
        let mut tx = state.db.begin().await?;
        teams::change(&mut tx, &user, team_id, change).await?;
        tx.commit().await
    };
    match changed.await {
        Ok(()) => Ok(render::go_and_say(&ctx, &format!("/admin/teams/{team_id}"), "said-saved")),
        Err(error) => {
            form.refused(&ctx, told_in_form(error))?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, team_id, Some(form)).await?)
        }
    }
}

/// Puts one more user into the team.
async fn add(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>, form: Form) -> PageResult {
    let team_id: TeamId = id(&text)?;
    let added = async {
        let new = NewMember { user_id: id(form.value("user"))?, role_id: place(form.value("role"))?.flatten() };
        let team = teams::load(state.db.read(), &user, team_id).await?;
        let present = team.members.iter().filter(|member| member.user_id != new.user_id);
        let members = present.map(|member| NewMember { user_id: member.user_id, role_id: member.role_id }).chain([new]).collect();
        let change = TeamChange { members: Some(members), version: Some(team.version), name: None };
        let mut tx = state.db.begin().await?;
        teams::change(&mut tx, &user, team_id, change).await?;
        tx.commit().await
    };
    match added.await {
        Ok(()) => Ok(render::go_and_say(&ctx, &format!("/admin/teams/{team_id}"), "said-team-member-added")),
        Err(error) => {
            let mut shown = page(&state, &user, ctx, team_id, None).await?;
            shown.form.refused(&shown.ctx, told_in_form(error))?;
            render::html_with(StatusCode::CONFLICT, &shown)
        }
    }
}

async fn ask_to_delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let team_id: TeamId = id(&text)?;
    let team = teams::load(state.db.read(), &user, team_id).await?;
    let question = Confirm {
        title: ctx.t1("admin-team-delete-title", "name", team.name.as_str()),
        text: ctx.t1("admin-team-delete-text", "count", team.members.len()),
        action: format!("/admin/teams/{team_id}/delete"),
        button: ctx.t("admin-delete"),
        ctx: ctx.at(Nav::Teams),
    };
    question.ask()
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let team_id: TeamId = id(&text)?;
    let done = async {
        let mut tx = state.db.begin().await?;
        teams::delete(&mut tx, &user, team_id).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/admin/teams", "said-deleted")),
        Err(error) => {
            let mut shown = page(&state, &user, ctx, team_id, None).await?;
            shown.form.refused(&shown.ctx, error)?;
            render::html_with(StatusCode::CONFLICT, &shown)
        }
    }
}
