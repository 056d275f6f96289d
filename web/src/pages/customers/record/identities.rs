//! One e-mail address or phone at a time: add it, remove it, make it the first.

use crate::{AppState, Ctx, Form, PageResult, SignedIn, render};
use axum::extract::{Path, State};
use kartotek_core::{
    customers::{CustomerInput, actions, views},
    kernel::{CustomerId, Error},
};

/// POST `/customers/{id}/identities` with `kind` (`email`, `phone`), `value` and `do` (`remove`, `primary`).
pub(super) async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>, form: Form) -> PageResult {
    let customer = views::get(state.db.read(), &user, id).await?;
    let value = form.value("value").to_owned();
    let changed = |mut list: Vec<String>| {
        list.retain(|known| *known != value);
        match form.value("do") {
            "primary" => list.insert(0, value.clone()),
            "remove" => {}
            _ => return None,
        }
        Some(list)
    };
    let unreadable = || Error::refused("invalid_form", "this form cannot be read");
    let input = match form.value("kind") {
        "email" => CustomerInput { emails: Some(changed(customer.emails).ok_or_else(unreadable)?), ..CustomerInput::default() },
        "phone" => CustomerInput { phones: Some(changed(customer.phones).ok_or_else(unreadable)?), ..CustomerInput::default() },
        _ => return Err(unreadable().into()),
    };
    let mut tx = state.db.begin().await?;
    actions::update(&mut tx, &user, id, &input, Some(customer.version)).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-saved"))
}
