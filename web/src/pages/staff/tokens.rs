//! The own API tokens: made, shown once, revoked.

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
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use chrono::Duration;
use kartotek_core::{
    kernel::{Error, Permission, PermissionSet, Resource, clock},
    staff::{
        roles::matrix,
        tokens::{self, NewToken},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/profile/tokens", get(show).post(create)).route("/profile/tokens/revoke", post(revoke))
}

/// How long a token may be chosen to live, in days.
const LIVES: &[i64] = &[30, 90, 365];

#[derive(Template)]
#[template(path = "staff/token_new.html")]
struct NewTokenPage {
    ctx: Ctx,
    form: Form,
    lives: Vec<(String, String)>,
    /// Resource, its permissions with their names.
    permissions: Vec<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "staff/token_made.html")]
struct TokenMade {
    ctx: Ctx,
    name: String,
    secret: String,
}

impl NewTokenPage {
    fn new(ctx: Ctx, form: Form, user: &SignedIn) -> Self {
        let lives = LIVES
            .iter()
            .map(|days| (days.to_string(), ctx.t1("staff-token-days", "count", *days)))
            .chain([("never".to_owned(), ctx.t("staff-token-never"))])
            .collect();
        let permissions = Resource::ALL
            .iter()
            .filter_map(|resource| {
                let actions: Vec<(String, String)> = matrix::actions(*resource)
                    .iter()
                    .filter_map(|action| {
                        let scope = user.permissions.scope(*resource, *action)?;
                        let permission = Permission { resource: *resource, action: *action, scope };
                        Some((permission.to_string(), ctx.t(&format!("action-{action}"))))
                    })
                    .collect();
                (!actions.is_empty()).then(|| (ctx.t(&format!("resource-{resource}")), actions))
            })
            .collect();
        Self { ctx: ctx.at(Nav::Profile), form, lives, permissions }
    }
}

async fn show(user: SignedIn, ctx: Ctx) -> PageResult {
    let form = Form::of([("life", "90"), ("reach", "all")]);
    render::html(&NewTokenPage::new(ctx, form, &user))
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let life = form.value("life").parse::<i64>().ok().filter(|days| LIVES.contains(days));
    let chosen: Result<PermissionSet, Error> = form
        .all("permissions")
        .map(|word| word.parse::<Permission>().map_err(|error| Error::field("permissions", "unknown_permission", error.to_string())))
        .collect();
    let narrow = form.chosen("reach", "chosen");
    let made = async {
        let permissions = if narrow { Some(chosen?) } else { None };
        let mut tx = state.db.begin().await?;
        let new =
            NewToken { name: form.value("name").to_owned(), permissions, expires_at: life.map(|days| clock::now() + Duration::days(days)) };
        let made = tokens::create(&mut tx, &user, user.user().id, new).await?;
        tx.commit().await?;
        Ok::<_, Error>(made)
    };
    match made.await {
        Ok((token, secret)) => render::html(&TokenMade { ctx: ctx.at(Nav::Profile), name: token.name, secret: secret.reveal().to_owned() }),
        Err(error) => {
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &NewTokenPage::new(ctx, form, &user))
        }
    }
}

async fn revoke(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let id = form.value("token").parse().map_err(|_| Error::NotFound)?;
    let mut tx = state.db.begin().await?;
    tokens::revoke(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/profile", "said-token-revoked"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use kartotek_core::kernel::Action;

    #[test]
    fn every_permission_has_a_name() {
        for resource in Resource::ALL {
            assert!(i18n::exists(&format!("resource-{resource}")), "{resource}");
        }
        for action in Action::ALL {
            assert!(i18n::exists(&format!("action-{action}")), "{action}");
        }
    }
}
