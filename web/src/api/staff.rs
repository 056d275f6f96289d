//! Teams, roles, and the account's settings.

use super::{
    Problem,
    request::{Api, Body, Id, Post},
    schema::{self, Problem as ProblemBody},
};
use axum::{Json, http::StatusCode, response::Response};
use kartotek_core::{
    kernel::{Action, Resource, RoleId, TeamId, page::Page},
    staff::{
        Account, Settings,
        accounts::{self, SettingsChange},
        roles::{self, NewRole, Role, RoleChange},
        teams::{self, NewTeam, Team, TeamChange},
    },
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(get_team, change_team, delete_team))
        .routes(routes!(list_roles, create_role))
        .routes(routes!(get_role, change_role, delete_role))
        .routes(routes!(get_settings, change_settings))
}

/// All teams with their members, by name.
#[utoipa::path(get, path = "/teams", tag = "teams", responses(
    (status = 200, body = schema::TeamPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list_teams(api: Api) -> Result<Json<Page<Team>>, Problem> {
    Ok(Json(Page { items: teams::list(api.db().read(), &api).await?, next_cursor: None }))
}

/// Makes a team.
#[utoipa::path(post, path = "/teams", tag = "teams", params(schema::IdempotencyKey), request_body = schema::NewTeam, responses(
    (status = 201, body = schema::Team), (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create_team(api: Api, post: Post<NewTeam>) -> Result<Response, Problem> {
    let (mut once, new) = post.begin(&api).await?;
    let team = teams::create(once.tx(), &api, new).await?;
    once.answer(StatusCode::CREATED, &team).await
}

/// One team.
#[utoipa::path(get, path = "/teams/{id}", tag = "teams", params(schema::TeamPath), responses(
    (status = 200, body = schema::Team), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get_team(api: Api, Id(id): Id<TeamId>) -> Result<Json<Team>, Problem> {
    Ok(Json(teams::load(api.db().read(), &api, id).await?))
}

/// Changes what is mentioned; `members` are all members.
#[utoipa::path(patch, path = "/teams/{id}", tag = "teams", params(schema::TeamPath), request_body = schema::TeamChange, responses(
    (status = 200, body = schema::Team), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change_team(api: Api, Id(id): Id<TeamId>, Body(change): Body<TeamChange>) -> Result<Json<Team>, Problem> {
    let mut tx = api.db().begin().await?;
    let team = teams::change(&mut tx, &api, id, change).await?;
    tx.commit().await?;
    Ok(Json(team))
}

/// Removes a team; its members stay.
#[utoipa::path(delete, path = "/teams/{id}", tag = "teams", params(schema::TeamPath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete_team(api: Api, Id(id): Id<TeamId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    teams::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A role with the number of its users.
#[derive(Serialize)]
pub(super) struct Listed {
    #[serde(flatten)]
    role: Role,
    users: i64,
}

/// All roles, the built-in ones first.
#[utoipa::path(get, path = "/roles", tag = "roles", responses(
    (status = 200, body = schema::RolePage), (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list_roles(api: Api) -> Result<Json<Page<Listed>>, Problem> {
    let roles = roles::list(api.db().read(), &api).await?;
    Ok(Json(Page { items: roles.into_iter().map(|(role, users)| Listed { role, users }).collect(), next_cursor: None }))
}

/// Makes a role that allows at most what its maker may do.
#[utoipa::path(post, path = "/roles", tag = "roles", params(schema::IdempotencyKey), request_body = schema::NewRole, responses(
    (status = 201, body = schema::Role), (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create_role(api: Api, post: Post<NewRole>) -> Result<Response, Problem> {
    let (mut once, new) = post.begin(&api).await?;
    let role = roles::create(once.tx(), &api, new).await?;
    once.answer(StatusCode::CREATED, &role).await
}

/// One role.
#[utoipa::path(get, path = "/roles/{id}", tag = "roles", params(schema::RolePath), responses(
    (status = 200, body = schema::Role), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get_role(api: Api, Id(id): Id<RoleId>) -> Result<Json<Role>, Problem> {
    Ok(Json(roles::load(api.db().read(), &api, id).await?))
}

/// Changes what is mentioned; its users have the new permissions from their next request on.
#[utoipa::path(patch, path = "/roles/{id}", tag = "roles", params(schema::RolePath), request_body = schema::RoleChange, responses(
    (status = 200, body = schema::Role), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change_role(api: Api, Id(id): Id<RoleId>, Body(change): Body<RoleChange>) -> Result<Json<Role>, Problem> {
    let mut tx = api.db().begin().await?;
    let role = roles::change(&mut tx, &api, id, change).await?;
    tx.commit().await?;
    Ok(Json(role))
}

/// Removes a role that nobody has.
#[utoipa::path(delete, path = "/roles/{id}", tag = "roles", params(schema::RolePath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete_role(api: Api, Id(id): Id<RoleId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    roles::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account's settings, flat.
#[derive(Serialize)]
pub(super) struct SettingsJson {
    name: String,
    hosts: Vec<String>,
    #[serde(flatten)]
    settings: Settings,
    version: i64,
}

impl From<Account> for SettingsJson {
    fn from(account: Account) -> Self {
        Self { name: account.name, hosts: account.hosts, settings: account.settings, version: account.version }
    }
}

/// The account's settings.
#[utoipa::path(get, path = "/settings", tag = "settings", responses(
    (status = 200, body = schema::Settings), (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get_settings(api: Api) -> Result<Json<SettingsJson>, Problem> {
    api.require(Resource::Settings, Action::View)?;
    Ok(Json(accounts::load(api.db().read(), api.account).await?.into()))
}

/// Changes what is mentioned.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = schema::SettingsChange, responses(
    (status = 200, body = schema::Settings), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change_settings(api: Api, Body(change): Body<SettingsChange>) -> Result<Json<SettingsJson>, Problem> {
    let mut tx = api.db().begin().await?;
    let account = accounts::change(&mut tx, &api, change).await?;
    tx.commit().await?;
    Ok(Json(account.into()))
}
