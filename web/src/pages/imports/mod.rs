//! Imports (`/imports`): upload, columns, preview, dry run, progress, report, undo, templates.

mod progress;
mod settings;
mod upload;
mod words;

use crate::{AppState, Ctx, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    routing::{get, post},
};
use kartotek_core::{
    customers::import::{
        Import, ImportKind, actions,
        templates::{self, Template as Saved},
    },
    kernel::{Action, Resource, TemplateId, page::Page},
};
use serde::Deserialize;

/// `/imports`, `/imports/new`, `/imports/{id}`, `/imports/{id}/settings`, `/imports/{id}/…`, `/imports/templates/{id}/delete`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        // A file is as large as it is; the store refuses more than it may hold.
        .route("/imports", get(list).post(upload::receive).layer(DefaultBodyLimit::disable()))
        .route("/imports/new", get(upload::show))
        .route("/imports/templates/{id}/delete", post(delete_template))
        .route("/imports/{id}", get(progress::show))
        .route("/imports/{id}/settings", get(settings::show).post(settings::decide))
        .route("/imports/{id}/start", post(progress::start))
        .route("/imports/{id}/stop", post(progress::stop))
        .route("/imports/{id}/undo", get(progress::ask_undo).post(progress::undo))
        .route("/imports/{id}/remove", get(progress::ask_remove).post(progress::remove))
        .route("/imports/{id}/rejected.csv", get(progress::rejected))
}

#[derive(Deserialize)]
struct Asked {
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct List {
    ctx: Ctx,
    page: Page<Import>,
    templates: Vec<Saved>,
}

impl List {
    fn kind(&self, kind: &ImportKind) -> String {
        words::kind(&self.ctx, *kind)
    }
    fn state(&self, import: &Import) -> String {
        words::state(&self.ctx, import)
    }
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let page = actions::list(state.db.read(), &user, asked.cursor.as_deref(), None).await?;
    let mut templates = Vec::new();
    if user.may(Resource::Import, Action::Create) && asked.cursor.is_none() {
        for kind in ImportKind::ALL {
            templates.extend(self::templates::list(state.db.read(), &user, *kind).await?);
        }
    }
    render::html(&List { ctx: ctx.at(Nav::Imports), page, templates })
}

async fn delete_template(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TemplateId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    templates::delete(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/imports", "said-import-template-deleted"))
}
