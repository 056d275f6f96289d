//! Roles and what they allow.

use super::{confirm::Confirm, id, role_name, told_in_form};
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use kartotek_core::{
    kernel::{Action, Error, Permission, PermissionSet, Resource, Result, RoleId, Scope},
    staff::roles::{self, NewRole, RoleChange, matrix},
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/roles", get(list).post(create))
        .route("/admin/roles/new", get(new))
        .route("/admin/roles/{id}", get(show).post(change))
        .route("/admin/roles/{id}/delete", get(ask_to_delete).post(delete))
}

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct List {
    ctx: Ctx,
    roles: Vec<Line>,
}

struct Line {
    id: RoleId,
    name: String,
    built_in: bool,
    users: i64,
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    user.require(Resource::Role, Action::View)?;
    let roles = roles::list(state.db.read(), &user).await?;
    let line = |(role, users): (roles::Role, i64)| Line {
        id: role.id,
        name: role_name(&ctx, &role.key, &role.name, role.built_in),
        built_in: role.built_in,
        users,
    };
    let roles = roles.into_iter().map(line).collect();
    render::html(&List { ctx: ctx.at(Nav::Roles), roles })
}

/// The permissions of one resource, to be chosen.
struct Group {
    label: String,
    permissions: Vec<Choice>,
}

/// One permission: a box, or a choice of how far it reaches.
struct Choice {
    field: String,
    label: String,
    /// Whether it can be limited to what is assigned.
    limited: bool,
}

#[derive(Template)]
#[template(path = "admin/role.html")]
struct RolePage {
    ctx: Ctx,
    /// Where the form is sent; none for a built-in role, which is only shown.
    action: Option<String>,
    id: Option<RoleId>,
    title: String,
    form: Form,
    groups: Vec<Group>,
    /// No, assigned only, all.
    reaches: Vec<(String, String)>,
}

impl RolePage {
    fn new(ctx: Ctx, title: String, id: Option<RoleId>, action: Option<String>, form: Form) -> Self {
        let group = |resource: &Resource| Group {
            label: ctx.t(&format!("resource-{resource}")),
            permissions: matrix::actions(*resource)
                .iter()
                .map(|action| Choice {
                    field: format!("{resource}.{action}"),
                    label: ctx.t(&format!("action-{action}")),
                    limited: matrix::can_be_limited(*resource, *action),
                })
                .collect(),
        };
        let reaches = [Scope::Assigned, Scope::All].map(|scope| (scope.to_string(), ctx.t(&format!("admin-reach-{scope}"))));
        let groups = Resource::ALL.iter().map(group).collect();
        Self { action, id, title, form, groups, reaches: reaches.into(), ctx: ctx.at(Nav::Roles) }
    }
}

/// The fields of a form for these permissions.
fn fields(permissions: &PermissionSet) -> Vec<(String, String)> {
    matrix::sensible(permissions)
        .iter()
        .map(|permission| (format!("{}.{}", permission.resource, permission.action), permission.scope.to_string()))
        .collect()
}

/// Reads them back. Only what the page offers is read.
fn chosen(form: &Form) -> PermissionSet {
    let all = Resource::ALL.iter().flat_map(|resource| matrix::actions(*resource).iter().map(move |action| (*resource, *action)));
    let reach = |(resource, action): (Resource, Action)| {
        let scope = form.value(&format!("{resource}.{action}")).parse().ok()?;
        Some(Permission { resource, action, scope })
    };
    all.filter_map(reach).collect()
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    render::html(&page(&state, &user, ctx, id(&text)?, None).await?)
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, id: RoleId, typed: Option<Form>) -> Result<RolePage> {
    let role = roles::load(state.db.read(), user, id).await?;
    let name = role_name(&ctx, &role.key, &role.name, role.built_in);
    let mut form = typed.unwrap_or_else(|| Form::of([("name".to_owned(), name.clone())].into_iter().chain(fields(&role.permissions))));
    form.set("version", role.version.to_string());
    let action = (!role.built_in && ctx.can("role.edit")).then(|| format!("/admin/roles/{id}"));
    Ok(RolePage::new(ctx, name, Some(id), action, form))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Copied {
    copy: String,
}

async fn new(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Copied>) -> PageResult {
    user.require(Resource::Role, Action::Create)?;
    let form = if asked.copy.is_empty() {
        Form::default()
    } else {
        let role = roles::load(state.db.read(), &user, id(&asked.copy)?).await?;
        let name = ctx.t1("admin-role-copy-of", "name", role_name(&ctx, &role.key, &role.name, role.built_in));
        Form::of([("name".to_owned(), name)].into_iter().chain(fields(&role.permissions)))
    };
    let title = ctx.t("admin-role-new");
    render::html(&RolePage::new(ctx, title, None, Some("/admin/roles".into()), form))
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let made = async {
        let mut tx = state.db.begin().await?;
        let role = roles::create(&mut tx, &user, NewRole { name: form.value("name").to_owned(), permissions: chosen(&form) }).await?;
        tx.commit().await?;
        Ok::<_, Error>(role)
    };
    match made.await {
        Ok(_) => Ok(render::go_and_say(&ctx, "/admin/roles", "said-saved")),
        Err(error) => {
            form.refused(&ctx, error)?;
            let title = ctx.t("admin-role-new");
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &RolePage::new(ctx, title, None, Some("/admin/roles".into()), form))
        }
    }
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>, mut form: Form) -> PageResult {
    let role_id = id(&text)?;
    let changed = async {
        let change = RoleChange {
            name: Some(form.value("name").to_owned()),
            permissions: Some(chosen(&form)),
            version: form.value("version").parse().ok(),
        };
        let mut tx = state.db.begin().await?;
        roles::change(&mut tx, &user, role_id, change).await?;
        tx.commit().await
    };
    match changed.await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/admin/roles", "said-saved")),
        Err(error) => {
            form.refused(&ctx, told_in_form(error))?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, role_id, Some(form)).await?)
        }
    }
}

async fn ask_to_delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let role_id: RoleId = id(&text)?;
    let role = roles::load(state.db.read(), &user, role_id).await?;
    let question = Confirm {
        title: ctx.t1("admin-role-delete-title", "name", role_name(&ctx, &role.key, &role.name, role.built_in)),
        text: ctx.t("admin-role-delete-text"),
        action: format!("/admin/roles/{role_id}/delete"),
        button: ctx.t("admin-delete"),
        ctx: ctx.at(Nav::Roles),
    };
    question.ask()
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let role_id: RoleId = id(&text)?;
    let done = async {
        let mut tx = state.db.begin().await?;
        roles::delete(&mut tx, &user, role_id).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/admin/roles", "said-deleted")),
        Err(error) => {
            let mut shown = page(&state, &user, ctx, role_id, None).await?;
            shown.form.refused(&shown.ctx, error)?;
            render::html_with(StatusCode::CONFLICT, &shown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kartotek_core::staff::roles::BuiltIn;

    #[test]
    fn what_the_page_shows_is_what_it_sends_back() {
        for role in [BuiltIn::Agent, BuiltIn::Technician] {
            assert_eq!(chosen(&Form::of(fields(&role.permissions()))), role.permissions(), "{role}");
        }
        let everything = chosen(&Form::of(fields(&PermissionSet::everything())));
        assert_eq!(everything, matrix::sensible(&PermissionSet::everything()));
        assert_eq!(chosen(&Form::of([("customer.view", "sometimes"), ("customer.fly", "all")])), PermissionSet::none());
    }
}
