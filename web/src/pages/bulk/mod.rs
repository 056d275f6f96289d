//! Bulk changes (`/customers/bulk/{id}`): progress, result, stop, undo.

use crate::{AppState, Ctx, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    routing::{get, post},
};
use kartotek_core::{
    customers::{
        bulk::{self, Bulk, BulkState, Change},
        tags,
    },
    kernel::{BulkId, Error, Result, TagId, UserId},
    staff::users,
};

/// `/customers/bulk/{id}`, `/customers/bulk/{id}/stop`, `/customers/bulk/{id}/undo`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/customers/bulk/{id}", get(show))
        .route("/customers/bulk/{id}/stop", post(stop))
        .route("/customers/bulk/{id}/undo", post(undo))
}

#[derive(Template)]
#[template(path = "bulk/show.html")]
struct Show {
    ctx: Ctx,
    bulk: Bulk,
    does: String,
}

impl Show {
    fn is_working(&self) -> bool {
        matches!(self.bulk.state, BulkState::Waiting | BulkState::Running | BulkState::Undoing)
    }

    fn can_stop(&self) -> bool {
        matches!(self.bulk.state, BulkState::Waiting | BulkState::Running)
    }

    fn state(&self) -> String {
        self.ctx.t(match self.bulk.state {
            BulkState::Waiting => "bulk-state-waiting",
            BulkState::Running => "bulk-state-running",
            BulkState::Done => "bulk-state-done",
            BulkState::Stopped => "bulk-state-stopped",
            BulkState::Undoing => "bulk-state-undoing",
            BulkState::Undone => "bulk-state-undone",
        })
    }
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<BulkId>) -> PageResult {
    let bulk = bulk::get(state.db.read(), &user, id).await?;
    let does = what_it_does(&state, &user, &ctx, &bulk.change).await?;
    render::html(&Show { ctx: ctx.at(Nav::CustomersActive), bulk, does })
}

/// The change in words. A tag or user that is gone meanwhile is only called so.
async fn what_it_does(state: &AppState, user: &SignedIn, ctx: &Ctx, change: &Change) -> Result<String> {
    let words = |key: &str, name: Option<String>| ctx.t1(key, "name", name.unwrap_or_else(|| ctx.t("bulk-gone")));
    Ok(match change {
        Change::Tag { tag } => words("bulk-does-tag", tag_name(state, user, ctx, *tag).await?),
        Change::Untag { tag } => words("bulk-does-untag", tag_name(state, user, ctx, *tag).await?),
        Change::Assign { user: whom } => words("bulk-does-assign", user_name(state, user, *whom).await?),
        Change::Unassign { user: whom } => words("bulk-does-unassign", user_name(state, user, *whom).await?),
        Change::Deactivate => ctx.t("bulk-does-deactivate"),
        Change::Reactivate => ctx.t("bulk-does-reactivate"),
        Change::Delete => ctx.t("bulk-does-delete"),
    })
}

async fn tag_name(state: &AppState, user: &SignedIn, ctx: &Ctx, id: TagId) -> Result<Option<String>> {
    match tags::load(state.db.read(), user, id).await {
        Ok(tag) => Ok(Some(tag.name(ctx.language.as_str()).to_owned())),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn user_name(state: &AppState, user: &SignedIn, id: UserId) -> Result<Option<String>> {
    Ok(users::names(state.db.read(), user.account, &[id]).await?.remove(&id))
}

async fn stop(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<BulkId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    bulk::stop(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/bulk/{id}"), "said-bulk-stopped"))
}

async fn undo(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<BulkId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    bulk::undo(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/bulk/{id}"), "said-bulk-undoing"))
}
