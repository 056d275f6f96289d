//! Deletion for good, after a confirmation that names what it touches.

use super::page::Record;
use crate::{AppState, Ctx, Form, PageResult, SignedIn, render};
use askama::Template;
use axum::extract::{Path, State};
use kartotek_core::{
    customers::erase::{self, Touched},
    kernel::{CustomerId, Error},
};

#[derive(Template)]
#[template(path = "customers/record_delete.html")]
struct Confirm {
    ctx: Ctx,
    record: Record,
    touched: Touched,
}

/// GET `/customers/{id}/delete`.
pub(super) async fn confirm(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    let touched = erase::preview(state.db.read(), &user, id).await?;
    let record = Record::read(&state.db, &user, id).await?;
    render::html(&Confirm { ctx, record, touched })
}

/// POST `/customers/{id}/delete` with `confirmed`.
pub(super) async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>, form: Form) -> PageResult {
    if !form.chosen("confirmed", "yes") {
        return Err(Error::refused("not_confirmed", "confirm the deletion first").into());
    }
    let mut tx = state.db.begin().await?;
    erase::delete(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/customers", "said-customer-deleted"))
}
