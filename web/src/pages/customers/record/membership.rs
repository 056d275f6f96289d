//! The organisations of a person: which, as what, which one first, and what the person receives from them.

use super::page::Record;
use crate::{AppState, Ctx, Form, PageResult, SignedIn, render};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kartotek_core::{
    customers::{CustomerInput, MembershipInput, actions},
    kernel::{Action, CustomerId, Resource},
};

#[derive(Template)]
#[template(path = "customers/record_memberships.html")]
struct Memberships {
    ctx: Ctx,
    record: Record,
    form: Form,
}

/// GET `/customers/{id}/memberships`.
pub(super) async fn form(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    user.require(Resource::Customer, Action::Edit)?;
    let record = Record::read(&state.db, &user, id).await?;
    let mut values: Vec<(String, String)> = vec![("version".into(), record.customer.version.to_string())];
    for membership in &record.customer.organisations {
        values.push(("organisation".into(), membership.id.to_string()));
        values.push((format!("role.{}", membership.id), membership.role.clone().unwrap_or_default()));
        if membership.primary {
            values.push(("primary".into(), membership.id.to_string()));
        }
        if membership.receives_protocols {
            values.push((format!("protocols.{}", membership.id), "on".into()));
        }
        if membership.receives_orders {
            values.push((format!("orders.{}", membership.id), "on".into()));
        }
    }
    render::html(&Memberships { ctx, record, form: Form::of(values) })
}

/// POST `/customers/{id}/memberships`.
pub(super) async fn save(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<CustomerId>,
    mut form: Form,
) -> PageResult {
    let record = Record::read(&state.db, &user, id).await?;
    let mut list: Vec<MembershipInput> = record
        .customer
        .organisations
        .iter()
        .filter(|membership| !form.has(&format!("leave.{}", membership.id)))
        .map(|membership| MembershipInput {
            id: Some(membership.id),
            name: None,
            role: Some(form.value(&format!("role.{}", membership.id)).to_owned()),
            primary: form.value("primary") == membership.id.to_string(),
            receives_protocols: form.has(&format!("protocols.{}", membership.id)),
            receives_orders: form.has(&format!("orders.{}", membership.id)),
        })
        .collect();
    if let Some(name) = form.filled("join") {
        list.push(MembershipInput {
            name: Some(name.to_owned()),
            role: form.filled("join_role").map(ToOwned::to_owned),
            ..MembershipInput::default()
        });
    }
    let input = CustomerInput { organisations: Some(list), ..CustomerInput::default() };
    let version = form.value("version").parse().ok();
    let mut tx = state.db.begin().await?;
    match actions::update(&mut tx, &user, id, &input, version).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-saved"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &Memberships { ctx, record, form })
        }
    }
}
