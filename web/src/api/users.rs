//! Members of staff.

use super::{
    Problem,
    customers::Nothing,
    request::{Api, Body, Id, Post, Query},
    schema::{self, Problem as ProblemBody},
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kartotek_core::{
    kernel::{
        Error, RoleId, TeamId, UiLanguage, UserId,
        error::Refusals,
        page::{self, Page},
    },
    staff::{
        links::{self, Purpose},
        password::Password,
        roles,
        teams::TeamRole,
        users::{self, Filter, NewUser, UserChange, UserDetails, UserState},
    },
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(list, create))
        .routes(routes!(get, change, delete))
        .routes(routes!(activate))
        .routes(routes!(deactivate))
        .routes(routes!(invite))
}

/// Who is asking: the user of the token, with what the token may do.
#[utoipa::path(get, path = "/me", tag = "users", responses((status = 200, body = schema::Me)))]
pub(super) async fn me(api: Api) -> Result<Json<Me>, Problem> {
    let user = users::load(api.db().read(), &api, api.login().user.id).await?;
    Ok(Json(Me { user, permissions: api.permissions.iter().map(|permission| permission.to_string()).collect() }))
}

#[derive(Serialize)]
pub(super) struct Me {
    #[serde(flatten)]
    user: UserDetails,
    permissions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    q: Option<String>,
    state: Option<UserState>,
    team: Option<TeamId>,
    limit: Option<u64>,
    cursor: Option<String>,
}

/// Users by name.
#[utoipa::path(get, path = "/users", tag = "users", params(schema::UserFilter, schema::Paging), responses(
    (status = 200, body = schema::UserPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(api: Api, Query(words): Query<Words>) -> Result<Json<Page<UserDetails>>, Problem> {
    let filter = Filter { q: words.q.unwrap_or_default(), state: words.state, team: words.team };
    Ok(Json(users::list(api.db().read(), &api, &filter, words.cursor.as_deref(), page::limit(words.limit)).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    email: String,
    name: String,
    #[serde(default)]
    language: Option<UiLanguage>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    teams: Vec<TeamRole>,
    #[serde(default)]
    password: Option<String>,
}

/// Makes a user, with a password or to be invited. Roles are named by id or key.
#[utoipa::path(post, path = "/users", tag = "users", params(schema::IdempotencyKey), request_body = schema::NewUser, responses(
    (status = 201, body = schema::User), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create(api: Api, post: Post<Input>) -> Result<Response, Problem> {
    let about = [post.body.name.as_str(), post.body.email.as_str()];
    // Hashing takes a while, so it is done before the transaction.
    let password = match post.body.password.as_deref() {
        Some(text) => Some(Password::chosen("password", text, &about)?.hash().await?),
        None => None,
    };
    let (mut once, input) = post.begin(&api).await?;
    let roles = named_roles(&api, &input.roles).await?;
    let new = NewUser { email: input.email, name: input.name, language: input.language, roles, teams: input.teams, password };
    let user = users::create(once.tx(), &api, new).await?;
    let details = users::load(once.tx().conn(), &api, user.id).await?;
    once.answer(StatusCode::CREATED, &details).await
}

/// Roles by id or key.
async fn named_roles(api: &Api, names: &[String]) -> Result<Vec<RoleId>, Problem> {
    let mut refusals = Refusals::default();
    let mut found = Vec::new();
    for name in names {
        match name.parse::<RoleId>() {
            Ok(id) => found.push(id),
            Err(_) => match roles::by_key(api.db().read(), api.account, "roles", name).await {
                Ok(role) => found.push(role.id),
                Err(Error::Invalid(errors)) => errors.into_iter().for_each(|error| refusals.push(error)),
                Err(other) => return Err(other.into()),
            },
        }
    }
    refusals.finish()?;
    Ok(found)
}

/// One user; everybody may see the own record.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(schema::UserPath), responses(
    (status = 200, body = schema::User), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get(api: Api, Id(id): Id<UserId>) -> Result<Json<UserDetails>, Problem> {
    Ok(Json(users::load(api.db().read(), &api, id).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    email: Option<String>,
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    language: Option<Option<UiLanguage>>,
    roles: Option<Vec<String>>,
    teams: Option<Vec<TeamRole>>,
    version: Option<i64>,
}

/// Tells "not mentioned" from `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<UiLanguage>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Changes what is mentioned.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(schema::UserPath), request_body = schema::UserChange, responses(
    (status = 200, body = schema::User), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change(api: Api, Id(id): Id<UserId>, Body(input): Body<Change>) -> Result<Json<UserDetails>, Problem> {
    let roles = match &input.roles {
        Some(names) => Some(named_roles(&api, names).await?),
        None => None,
    };
    let change =
        UserChange { email: input.email, name: input.name, language: input.language, roles, teams: input.teams, version: input.version };
    let mut tx = api.db().begin().await?;
    users::change(&mut tx, &api, id, change).await?;
    let details = users::load(tx.conn(), &api, id).await?;
    tx.commit().await?;
    Ok(Json(details))
}

/// Removes a user; what the user did stays in the histories under the name.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", params(schema::UserPath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete(api: Api, Id(id): Id<UserId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    users::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a user log in again.
#[utoipa::path(post, path = "/users/{id}/activate", tag = "users", params(schema::UserPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::User), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn activate(api: Api, Id(id): Id<UserId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    users::activate(once.tx(), &api, id).await?;
    let details = users::load(once.tx().conn(), &api, id).await?;
    once.answer(StatusCode::OK, &details).await
}

/// Locks a user out: sessions and tokens end at once.
#[utoipa::path(post, path = "/users/{id}/deactivate", tag = "users", params(schema::UserPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::User), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn deactivate(api: Api, Id(id): Id<UserId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    users::deactivate(once.tx(), &api, id).await?;
    let details = users::load(once.tx().conn(), &api, id).await?;
    once.answer(StatusCode::OK, &details).await
}

#[derive(Serialize)]
pub(super) struct Invitation {
    /// Whether a mail with the link is on its way.
    mailed: bool,
    /// The link, to be handed over, where no mail server is set up.
    url: Option<String>,
}

/// Invites a user to choose a password: by mail, or with a link to hand over where no mail server is set up.
#[utoipa::path(post, path = "/users/{id}/invite", tag = "users", params(schema::UserPath), responses(
    (status = 200, body = schema::Invitation), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn invite(api: Api, Id(id): Id<UserId>, Body(Nothing {}): Body<Nothing>) -> Result<Response, Problem> {
    let mut tx = api.db().begin().await?;
    // The link is a secret, so it is not kept for a repeated request as other answers are.
    let invitation = if api.state().mailer.is_configured() {
        links::send(&mut tx, &api, id, Purpose::Invite).await?;
        Invitation { mailed: true, url: None }
    } else {
        let secret = links::issue(&mut tx, &api, id, Purpose::Invite).await?;
        let url = format!("{}{}", api.state().settings.public_url, Purpose::Invite.path(&secret));
        Invitation { mailed: false, url: Some(url) }
    };
    tx.commit().await?;
    Ok(Json(invitation).into_response())
}
