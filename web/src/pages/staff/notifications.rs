//! What the user was told: the panel below the bell, and the whole list.

use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    i18n::Arg,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    routing::{get, post},
};
use kartotek_core::{
    kernel::{Error, NotificationId, clock::Time},
    staff::notifications::{self, Notification, Topic},
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/notifications", get(list))
        .route("/notifications/latest", get(latest))
        .route("/notifications/read", post(read_all))
        .route("/notifications/{id}", get(follow))
}

/// So many stand below the bell.
const LATEST: u64 = 8;
/// So many stand on a page of the list.
const PAGE: u64 = 50;

/// A notification as it is shown.
struct Line {
    id: NotificationId,
    text: String,
    at: Time,
    read: bool,
}

fn line(ctx: &Ctx, notification: &Notification) -> Line {
    let detail = |name: &str| match &notification.details[name] {
        serde_json::Value::Number(number) => Arg::Number(number.as_i64().unwrap_or(0)),
        serde_json::Value::String(text) => Arg::Text(text.clone()),
        _ => Arg::Text(String::new()),
    };
    let known = notification.topic.parse::<Topic>().is_ok();
    let key = if known { format!("notification-{}", notification.topic.replace('.', "-")) } else { "notification-other".to_owned() };
    let actor = match detail("actor") {
        Arg::Text(name) if name.is_empty() => Arg::Text("Kartotek".into()),
        name => name,
    };
    let text = ctx.tn(&key, &[("actor", actor), ("name", detail("name")), ("count", detail("count")), ("kind", detail("kind"))]);
    Line { id: notification.id, text, at: notification.created_at, read: notification.read_at.is_some() }
}

/// Where a notification leads.
fn target(notification: &Notification) -> String {
    let Some(id) = notification.subject_id else { return "/notifications".into() };
    match notification.subject_resource.as_str() {
        "customer" => format!("/customers/{id}"),
        "import" => format!("/imports/{id}"),
        "settings" => "/admin/jobs".into(),
        _ => "/notifications".into(),
    }
}

#[derive(Template)]
#[template(path = "staff/notifications_latest.html")]
struct Latest {
    ctx: Ctx,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "staff/notifications.html")]
struct List {
    ctx: Ctx,
    lines: Vec<Line>,
    unread_only: bool,
    next: Option<String>,
    any_unread: bool,
}

#[derive(Deserialize)]
struct Asked {
    cursor: Option<String>,
    #[serde(default)]
    unread: String,
}

async fn latest(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    let page = notifications::list(state.db.read(), &user, false, None, LATEST).await?;
    let lines = page.items.iter().map(|notification| line(&ctx, notification)).collect();
    render::html(&Latest { ctx, lines })
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let unread_only = asked.unread == "1";
    let page = notifications::list(state.db.read(), &user, unread_only, asked.cursor.as_deref(), PAGE).await?;
    let any_unread = notifications::unread(state.db.read(), &user).await? > 0;
    let lines = page.items.iter().map(|notification| line(&ctx, notification)).collect();
    render::html(&List { ctx, lines, unread_only, next: page.next_cursor, any_unread })
}

/// Marks one as read and goes where it leads.
async fn follow(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<String>) -> PageResult {
    let id: NotificationId = id.parse().map_err(|_| Error::NotFound)?;
    let found = notifications::find(state.db.read(), &user, id).await?;
    let mut tx = state.db.begin().await?;
    notifications::mark_read(&mut tx, &user, Some(id)).await?;
    tx.commit().await?;
    Ok(render::go(&ctx, &target(&found)))
}

async fn read_all(State(state): State<AppState>, user: SignedIn, ctx: Ctx, _form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    notifications::mark_read(&mut tx, &user, None).await?;
    tx.commit().await?;
    Ok(render::go(&ctx, "/notifications"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::sample, i18n};
    use kartotek_core::kernel::{UiLanguage, clock};
    use serde_json::json;

    #[test]
    fn every_topic_has_its_texts() {
        for topic in Topic::ALL {
            let name = topic.as_str().replace('.', "-");
            assert!(i18n::exists(&format!("notification-topic-{name}")), "{topic}");
            let notification = Notification {
                id: NotificationId::new(),
                topic: topic.to_string(),
                subject_resource: "customer".into(),
                subject_id: None,
                details: json!({ "actor": "Ola", "name": "Fjord AS", "count": 3, "kind": "x" }),
                created_at: clock::now(),
                read_at: None,
            };
            let text = line(&sample(UiLanguage::Nb), &notification).text;
            assert!(!text.contains('⟦'), "{topic}: {text}");
        }
    }
}
