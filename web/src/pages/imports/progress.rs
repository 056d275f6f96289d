//! An import while it runs and after: progress, stop, result, refused rows, undo.

use super::{Asked, words};
use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use kartotek_core::{
    customers::import::{Import, ImportState, actions, undo},
    files,
    kernel::{Error, ImportId, Result},
    storage::Db,
};

/// So many customers that an undo kept are shown.
const KEPT: u64 = 200;

#[derive(Template)]
#[template(path = "imports/show.html")]
struct Show {
    ctx: Ctx,
    import: Import,
    refused: Vec<Refused>,
    next: Option<String>,
    kept: Vec<Kept>,
}

/// A row that was refused.
struct Refused {
    line: i64,
    reasons: Vec<String>,
    original: String,
}

/// A customer that an undo left as it is.
struct Kept {
    id: String,
    name: String,
    reason: String,
}

impl Show {
    fn kind(&self) -> String {
        words::kind(&self.ctx, self.import.kind)
    }

    fn state(&self) -> String {
        words::state(&self.ctx, &self.import)
    }

    fn left(&self) -> Option<String> {
        self.import.seconds_left.map(|seconds| words::left(&self.ctx, seconds))
    }

    fn speed(&self) -> Option<String> {
        // Whole rows are exact enough, and a speed is never negative.
        #[allow(clippy::cast_possible_truncation)]
        self.import.rows_per_second.map(|speed| self.ctx.t1("imports-speed", "count", speed.round() as i64))
    }

    fn can_stop(&self) -> bool {
        matches!(self.import.state, ImportState::Waiting | ImportState::Running)
    }

    /// After a trial the same file may be imported in earnest.
    fn can_start(&self) -> bool {
        self.import.dry_run && !self.import.state.is_busy()
    }

    /// What was stopped or broke off goes on where it was.
    fn can_go_on(&self) -> bool {
        !self.import.dry_run && matches!(self.import.state, ImportState::Stopped | ImportState::Failed)
    }

    fn is_over(&self) -> bool {
        !self.import.state.is_busy()
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<ImportId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let conn = state.db.read();
    let import = actions::get(conn, &user, id).await?;
    if import.state == ImportState::Ready {
        return Ok(render::go(&ctx, &format!("/imports/{id}/settings")));
    }
    let mut refused = Vec::new();
    let mut next = None;
    // While it runs, the count is enough; the rows are read once it is over.
    if import.rejected > 0 && !import.state.is_busy() {
        let page = actions::rejections(conn, &user, id, asked.cursor.as_deref(), None).await?;
        next = page.next_cursor;
        refused = page
            .items
            .into_iter()
            .map(|row| Refused {
                line: row.line,
                reasons: row
                    .reasons
                    .iter()
                    .map(|reason| words::reason(&ctx, &reason.field, &reason.code, &reason.params, &reason.message))
                    .collect(),
                original: row.original,
            })
            .collect();
    }
    let kept = if import.state == ImportState::Undone { kept(&state, &user, &ctx, id).await? } else { Vec::new() };
    render::html(&Show { ctx: ctx.at(Nav::Imports), import, refused, next, kept })
}

async fn kept(state: &AppState, user: &SignedIn, ctx: &Ctx, id: ImportId) -> Result<Vec<Kept>> {
    let kept = undo::kept(state.db.read(), user, id, None, Some(KEPT)).await?;
    Ok(kept
        .items
        .into_iter()
        .map(|kept| Kept {
            id: kept.id.to_string(),
            name: kept.name,
            reason: ctx.t(match kept.reason.as_str() {
                "changed" => "imports-kept-changed",
                "has_files" => "imports-kept-files",
                "has_members" => "imports-kept-members",
                _ => "imports-kept-refused",
            }),
        })
        .collect())
}

/// In earnest, after a trial, or on where it was stopped.
pub(super) async fn start(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    actions::start(&mut tx, &user, id, false).await?;
    tx.commit().await?;
    Ok(render::go(&ctx, &format!("/imports/{id}")))
}

pub(super) async fn stop(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    actions::stop(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/imports/{id}"), "said-import-stopped"))
}

#[derive(Template)]
#[template(path = "imports/confirm.html")]
struct Confirm {
    ctx: Ctx,
    form: Form,
    title: String,
    text: String,
    action: String,
    button: String,
}

impl Confirm {
    fn answer(self) -> PageResult {
        let (ctx, title) = (self.ctx.clone(), self.title.clone());
        render::dialog(&ctx, &title, self.form.is_refused(), &self)
    }
}

async fn undo_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: ImportId) -> PageResult {
    let import = actions::get(state.db.read(), user, id).await?;
    let counts = [("name", import.file_name.into()), ("created", import.created.into()), ("updated", import.updated.into())];
    let (title, text, button) = (ctx.t("imports-undo-title"), ctx.tn("imports-undo-about", &counts), ctx.t("imports-undo"));
    Confirm { ctx: ctx.at(Nav::Imports), form, title, text, action: format!("/imports/{id}/undo"), button }.answer()
}

pub(super) async fn ask_undo(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>) -> PageResult {
    undo_form(&state, &user, ctx, Form::default(), id).await
}

pub(super) async fn undo(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>, mut form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    match undo::start(&mut tx, &user, id).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::go(&ctx, &format!("/imports/{id}")))
        }
        Err(error) => {
            // The form reads anew; the writer must not wait for it.
            drop(tx);
            form.refused(&ctx, error)?;
            undo_form(&state, &user, ctx, form, id).await
        }
    }
}

async fn remove_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: ImportId) -> PageResult {
    let import = actions::get(state.db.read(), user, id).await?;
    let (title, button) = (ctx.t("imports-remove-title"), ctx.t("imports-remove"));
    let text = ctx.t1("imports-remove-about", "name", import.file_name);
    Confirm { ctx: ctx.at(Nav::Imports), form, title, text, action: format!("/imports/{id}/remove"), button }.answer()
}

pub(super) async fn ask_remove(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>) -> PageResult {
    remove_form(&state, &user, ctx, Form::default(), id).await
}

pub(super) async fn remove(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<ImportId>,
    mut form: Form,
) -> PageResult {
    let mut tx = state.db.begin().await?;
    match actions::remove(&mut tx, &user, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, "/imports", "said-import-removed"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            remove_form(&state, &user, ctx, form, id).await
        }
    }
}

/// The refused rows as a file, written piece by piece, however many there are.
pub(super) async fn rejected(State(state): State<AppState>, user: SignedIn, Path(id): Path<ImportId>) -> PageResult {
    let import = actions::get(state.db.read(), &user, id).await?;
    let report = actions::report(state.db.read(), &user, id).await?;
    let db: Db = state.db.clone();
    let pieces = stream::unfold((db, report), |(db, mut report)| async move {
        match report.next(db.read()).await {
            Ok(Some(text)) => Some((Ok::<_, Error>(Bytes::from(text)), (db, report))),
            Ok(None) => None,
            Err(error) => Some((Err(error), (db, report))),
        }
    });
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(stem, _)| stem);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, files::content_disposition(&format!("{stem}-rejected.csv")).map_err(Error::from)?),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
