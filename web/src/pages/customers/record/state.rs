//! Putting a customer to rest and bringing it back.

use crate::{AppState, Ctx, PageResult, SignedIn, render};
use axum::extract::{Path, State};
use kartotek_core::{customers::actions, kernel::CustomerId};

/// POST `/customers/{id}/deactivate`.
pub(super) async fn deactivate(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    actions::deactivate(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-deactivated"))
}

/// POST `/customers/{id}/reactivate`.
pub(super) async fn reactivate(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    actions::reactivate(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-reactivated"))
}
