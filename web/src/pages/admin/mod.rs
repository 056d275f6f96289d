//! Administration: users, teams, roles, the account's settings, jobs, the log.

mod confirm;
mod jobs;
mod log;
mod roles;
mod settings;
mod teams;
mod user;
mod users;

use crate::{context::Ctx, state::AppState};
use axum::Router;
use kartotek_core::{
    kernel::{Error, RoleId},
    staff::roles::Role,
};
use std::str::FromStr;

/// The pages of those who look after the account.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .merge(users::router())
        .merge(user::router())
        .merge(teams::router())
        .merge(roles::router())
        .merge(settings::router())
        .merge(jobs::router())
        .merge(log::router())
}

/// An id in an address. What is none names nothing.
fn id<T: FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// What a role is called: the built-in ones in the reader's language.
fn role_name(ctx: &Ctx, key: &str, name: &str, built_in: bool) -> String {
    if built_in { ctx.t(&format!("admin-role-{key}")) } else { name.to_owned() }
}

/// Roles to choose from.
fn role_choices(ctx: &Ctx, roles: &[(Role, i64)]) -> Vec<(String, String)> {
    roles.iter().map(|(role, _)| (role.id.to_string(), role_name(ctx, &role.key, &role.name, role.built_in))).collect()
}

/// What a select for a place in a team says for somebody who has no role of the team's own.
const MEMBER: &str = "member";

/// Reads such a select: not in the team, in it, or in it with a role.
fn place(value: &str) -> Result<Option<Option<RoleId>>, Error> {
    match value {
        "" => Ok(None),
        MEMBER => Ok(Some(None)),
        role => Ok(Some(Some(id(role)?))),
    }
}

/// The choices of such a select, beside "not in the team".
fn place_choices(ctx: &Ctx, roles: &[(Role, i64)]) -> Vec<(String, String)> {
    std::iter::once((MEMBER.to_owned(), ctx.t("admin-team-member-plain"))).chain(role_choices(ctx, roles)).collect()
}

/// The value of such a select.
fn place_value(role: Option<RoleId>) -> String {
    role.map_or_else(|| MEMBER.to_owned(), |role| role.to_string())
}

/// A conflict, told in the form: what was typed stays, and saving again overwrites.
fn told_in_form(error: Error) -> Error {
    match error {
        Error::Stale(_) => Error::refused("changed_by_other", "someone else changed this in the meantime; look at it and save again"),
        other => other,
    }
}
