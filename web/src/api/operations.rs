//! Notifications of the user, and the account's jobs.

use super::{
    Problem,
    customers::Nothing,
    request::{Api, Body, Id, Query},
    schema::{self, Problem as ProblemBody},
};
use axum::{Json, http::StatusCode};
use kartotek_core::{
    kernel::{
        Action, JobId, NotificationId, Resource,
        clock::Time,
        page::{self, Page},
    },
    queue::jobs::{self, JobState},
    staff::notifications::{self, Notification},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_all))
        .routes(routes!(read_one))
        .routes(routes!(list_jobs))
        .routes(routes!(retry_job))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    #[serde(default)]
    unread: bool,
    limit: Option<u64>,
    cursor: Option<String>,
}

/// The own notifications, newest first.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(schema::NotificationFilter, schema::Paging), responses(
    (status = 200, body = schema::NotificationPage)))]
pub(super) async fn list_notifications(api: Api, Query(words): Query<Words>) -> Result<Json<Page<Notification>>, Problem> {
    let limit = page::limit(words.limit);
    Ok(Json(notifications::list(api.db().read(), &api, words.unread, words.cursor.as_deref(), limit).await?))
}

/// Marks all own notifications as read.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", responses((status = 204)))]
pub(super) async fn read_all(api: Api, Body(Nothing {}): Body<Nothing>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    notifications::mark_read(&mut tx, &api, None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Marks one own notification as read.
#[utoipa::path(post, path = "/notifications/{id}/read", tag = "notifications", params(schema::NotificationPath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn read_one(api: Api, Id(id): Id<NotificationId>, Body(Nothing {}): Body<Nothing>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    notifications::find(tx.conn(), &api, id).await?;
    notifications::mark_read(&mut tx, &api, Some(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JobWords {
    state: Option<JobState>,
    limit: Option<u64>,
    cursor: Option<String>,
}

/// A job as it is shown.
#[derive(Serialize)]
pub(super) struct JobJson {
    id: JobId,
    kind: String,
    state: String,
    run_at: Time,
    attempts: i64,
    max_attempts: i64,
    last_error: Option<String>,
    created_at: Time,
    finished_at: Option<Time>,
}

/// The account's jobs in a state (failed, if none is named), newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(schema::JobFilter, schema::Paging), responses(
    (status = 200, body = schema::JobPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list_jobs(api: Api, Query(words): Query<JobWords>) -> Result<Json<Page<JobJson>>, Problem> {
    api.require(Resource::Settings, Action::View)?;
    let limit = page::limit(words.limit);
    let before = words.cursor.as_deref().map(page::decode_cursor::<JobId>).transpose()?;
    let mut lines = jobs::list(api.db(), api.account, words.state.unwrap_or(JobState::Failed), before, limit + 1).await?;
    let more = lines.len() as u64 > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = lines.last().filter(|_| more).map(|line| page::encode_cursor(&line.id));
    let items = lines
        .into_iter()
        .map(|line| JobJson {
            id: line.id,
            kind: line.kind,
            state: line.state,
            run_at: line.run_at,
            attempts: line.attempts,
            max_attempts: line.max_attempts,
            last_error: line.last_error,
            created_at: line.created_at,
            finished_at: line.finished_at,
        })
        .collect();
    Ok(Json(Page { items, next_cursor }))
}

/// Tries a failed job again, now and with all its attempts.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", params(schema::JobPath), responses(
    (status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn retry_job(api: Api, Id(id): Id<JobId>, Body(Nothing {}): Body<Nothing>) -> Result<StatusCode, Problem> {
    api.require(Resource::Settings, Action::Edit)?;
    let mut tx = api.db().begin().await?;
    jobs::retry(&mut tx, api.account, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
