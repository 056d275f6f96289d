//! Saving what a list shows under a name, changing and removing such views.

use super::{
    list::{self, Pairs},
    query::ListQuery,
};
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{get, post},
};
use kartotek_core::{
    customers::{
        CustomerState,
        list_views::{self, ListView, NewView, ViewChange},
    },
    kernel::{Error, Result, ViewId},
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/customers/views", get(list_all).post(create))
        .route("/customers/views/new", get(show))
        .route("/customers/views/{id}", get(edit).post(change))
        .route("/customers/views/{id}/delete", post(delete))
}

#[derive(Template)]
#[template(path = "customers/view.html")]
struct ViewForm {
    ctx: Ctx,
    form: Form,
    /// The view that is changed; none for a new one.
    id: Option<ViewId>,
    may_share: bool,
}

#[derive(Template)]
#[template(path = "customers/view_page.html")]
struct ViewPage {
    ctx: Ctx,
    inside: ViewForm,
}

#[derive(Template)]
#[template(path = "customers/views.html")]
struct Views {
    ctx: Ctx,
    own: Vec<ListView>,
    shared: Vec<ListView>,
}

impl ViewForm {
    fn new(ctx: &Ctx, form: Form, id: Option<ViewId>) -> Self {
        Self { may_share: ctx.can("settings.edit"), ctx: ctx.clone(), form, id }
    }

    fn answer(self, status: StatusCode) -> PageResult {
        if self.ctx.asked.for_dialog() {
            return render::html_with(status, &self);
        }
        render::html_with(status, &ViewPage { ctx: self.ctx.clone(), inside: self })
    }
}

async fn list_all(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    let views = list_views::list(state.db.read(), &user).await?;
    let (own, shared) = views.into_iter().partition(|view| view.is_of(user.user_id()));
    render::html(&Views { ctx, own, shared })
}

/// The form for a new view; the parameters are those of the list that it will show.
async fn show(user: SignedIn, ctx: Ctx, Query(pairs): Query<Pairs>) -> PageResult {
    let _ = user;
    let carried = serde_urlencoded::to_string(&pairs).map_err(Error::internal)?;
    let form = Form::of([("query".to_owned(), carried), ("favourite".to_owned(), "on".to_owned())]);
    ViewForm::new(&ctx, form, None).answer(StatusCode::OK)
}

/// What the list showed when the form was opened.
async fn shown(state: &AppState, user: &SignedIn, ctx: &Ctx, form: &Form) -> Result<ListQuery> {
    let pairs: Pairs = serde_urlencoded::from_str(form.value("query")).map_err(|_| Error::refused("invalid_form", "unreadable filter"))?;
    let views = list_views::list(state.db.read(), user).await?;
    let (query, _, _) = list::read(state, user, ctx, &pairs, CustomerState::Active, &views).await?;
    Ok(query)
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let query = shown(&state, &user, &ctx, &form).await?;
    let chosen = &user.user().preferences.list;
    let new = NewView {
        name: form.value("name").to_owned(),
        sort: Some(query.sort.to_string()),
        layout: Some(query.layout_or(chosen)),
        columns: query.columns_or(chosen).iter().map(ToString::to_string).collect(),
        filter: query.filter,
        favourite: form.has("favourite"),
        standard: form.has("standard"),
        shared: form.has("shared"),
    };
    let mut tx = state.db.begin().await?;
    match list_views::create(&mut tx, &user, &new).await {
        Ok(view) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, &format!("/customers?view={}", view.id), "said-view-saved"))
        }
        Err(error) => {
            form.refused(&ctx, error)?;
            ViewForm::new(&ctx, form, None).answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn id_of(text: &str) -> Result<ViewId> {
    text.parse().map_err(|_| Error::NotFound)
}

/// The form for a view that exists. With the parameters of a list, saving also takes over what that list shows.
async fn edit(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<String>, Query(pairs): Query<Pairs>) -> PageResult {
    let view = list_views::load(state.db.read(), &user, id_of(&id)?).await?;
    let carried = serde_urlencoded::to_string(&pairs).map_err(Error::internal)?;
    let mut values = vec![("name".to_owned(), view.name.clone()), ("query".to_owned(), carried)];
    let boxes = [("favourite", view.favourite), ("standard", view.standard), ("shared", view.shared)];
    values.extend(boxes.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name.to_owned(), "on".to_owned())));
    ViewForm::new(&ctx, Form::of(values), Some(view.id)).answer(StatusCode::OK)
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<String>, mut form: Form) -> PageResult {
    let id = id_of(&id)?;
    let mut change = ViewChange {
        name: Some(form.value("name").to_owned()),
        favourite: Some(form.has("favourite")),
        standard: Some(form.has("standard")),
        shared: Some(form.has("shared")),
        ..ViewChange::default()
    };
    if form.has("take-over") {
        let query = shown(&state, &user, &ctx, &form).await?;
        change.sort = Some(query.sort.to_string());
        change.columns = query.columns.as_ref().map(|columns| columns.iter().map(ToString::to_string).collect());
        change.layout = query.layout;
        change.filter = Some(query.filter);
    }
    let mut tx = state.db.begin().await?;
    match list_views::change(&mut tx, &user, id, &change).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, &format!("/customers?view={id}"), "said-view-saved"))
        }
        Err(error) => {
            form.refused(&ctx, error)?;
            ViewForm::new(&ctx, form, Some(id)).answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<String>, _form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    list_views::delete(&mut tx, &user, id_of(&id)?).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/customers/views", "said-view-deleted"))
}
