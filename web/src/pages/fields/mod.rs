//! Custom fields (`/fields`): per resource; new, edit, order, retire, bring back, delete.

mod form;

use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    response::Response,
    routing::{get, post},
};
use kartotek_core::{
    customers::custom_fields::{self, CustomField, FieldResource},
    kernel::{Action, Error, FieldId, Resource},
};
use serde::Deserialize;

/// `/fields`, `/fields/new`, `/fields/{id}`, `/fields/{id}/move`, `/fields/{id}/retire`, `/fields/{id}/reactivate`, `/fields/{id}/delete`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/fields", get(list).post(form::create))
        .route("/fields/new", get(form::new))
        .route("/fields/{id}", get(form::edit).post(form::change))
        .route("/fields/{id}/move", post(shift))
        .route("/fields/{id}/retire", post(retire))
        .route("/fields/{id}/reactivate", post(reactivate))
        .route("/fields/{id}/delete", get(ask_delete).post(delete))
}

#[derive(Deserialize)]
struct Asked {
    resource: Option<FieldResource>,
}

#[derive(Template)]
#[template(path = "fields/list.html")]
struct List {
    ctx: Ctx,
    resource: FieldResource,
    active: Vec<CustomField>,
    retired: Vec<CustomField>,
}

impl List {
    fn resources(&self) -> &'static [FieldResource] {
        FieldResource::ALL
    }

    /// What is said of a field beside its kind.
    fn marks(&self, field: &CustomField) -> Vec<String> {
        [
            (field.required, "fields-required"),
            (field.in_list, "fields-in-list"),
            (field.searchable, "fields-searchable"),
            (field.hidden_from_hub, "fields-hidden"),
        ]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, key)| self.ctx.t(key))
        .collect()
    }

    /// The choices of a field, in the reader's language.
    fn answers(&self, field: &CustomField) -> String {
        let language = self.ctx.language.as_str();
        let label = |labels: &std::collections::BTreeMap<String, String>| {
            labels.get(language).or_else(|| labels.get("en")).or_else(|| labels.values().next()).cloned()
        };
        field.choices.iter().map(|choice| label(&choice.labels).unwrap_or_else(|| choice.key.clone())).collect::<Vec<_>>().join(", ")
    }
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    user.require(Resource::CustomField, Action::View)?;
    let resource = asked.resource.unwrap_or(FieldResource::Customer);
    let fields = custom_fields::list(state.db.read(), &user, resource).await?;
    let (retired, active) = fields.into_iter().partition(CustomField::is_retired);
    render::html(&List { ctx: ctx.at(Nav::Fields), resource, active, retired })
}

/// Where the list with a field stands.
fn address(resource: FieldResource) -> String {
    match resource {
        FieldResource::Customer => "/fields".to_owned(),
        other => format!("/fields?resource={other}"),
    }
}

fn to_list(ctx: &Ctx, field: &CustomField, said: &'static str) -> Response {
    render::go_and_say(ctx, &address(field.resource), said)
}

async fn retire(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    let field = custom_fields::retire(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(to_list(&ctx, &field, "said-field-retired"))
}

async fn reactivate(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    let field = custom_fields::reactivate(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(to_list(&ctx, &field, "said-field-reactivated"))
}

/// One place up or down among the fields that are offered.
async fn shift(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>, form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    let field = custom_fields::load(tx.conn(), &user, id).await?;
    let fields = custom_fields::list(tx.conn(), &user, field.resource).await?;
    let mut order: Vec<FieldId> = fields.iter().filter(|other| !other.is_retired()).map(|other| other.id).collect();
    let place = order.iter().position(|other| *other == id).ok_or(Error::NotFound)?;
    let other = if form.chosen("direction", "up") { place.checked_sub(1) } else { Some(place + 1).filter(|next| *next < order.len()) };
    if let Some(other) = other {
        order.swap(place, other);
        custom_fields::reorder(&mut tx, &user, field.resource, &order).await?;
        tx.commit().await?;
    }
    Ok(render::go(&ctx, &address(field.resource)))
}

#[derive(Template)]
#[template(path = "fields/delete.html")]
struct Delete {
    ctx: Ctx,
    form: Form,
    field: CustomField,
    title: String,
}

async fn delete_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: FieldId) -> PageResult {
    user.require(Resource::CustomField, Action::Delete)?;
    let field = custom_fields::load(state.db.read(), user, id).await?;
    let title = ctx.t1("fields-delete-title", "name", field.label(ctx.language.as_str()));
    let ctx = ctx.at(Nav::Fields);
    let refused = form.is_refused();
    render::dialog(&ctx.clone(), &title.clone(), refused, &Delete { ctx, form, field, title })
}

async fn ask_delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>) -> PageResult {
    delete_form(&state, &user, ctx, Form::default(), id).await
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>, mut form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    let field = custom_fields::load(tx.conn(), &user, id).await?;
    match custom_fields::delete(&mut tx, &user, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::done(&ctx, &address(field.resource), "said-field-deleted"))
        }
        Err(error) => {
            // The form reads anew; the writer must not wait for it.
            drop(tx);
            form.refused(&ctx, error)?;
            delete_form(&state, &user, ctx, form, id).await
        }
    }
}
