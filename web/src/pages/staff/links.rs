//! What one-time links open: the set-up of a fresh installation, an invitation, a new password.

use crate::{context::Ctx, error::PageResult, forms::Form, render, shell, state::AppState};
use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use kartotek_core::{
    kernel::{Country, Error, Result, UiLanguage},
    staff::{
        Secret,
        accounts::SettingsChange,
        links::{self, Purpose, SetUp},
        sessions::{Client, Started},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/setup/{token}", get(show_set_up).post(set_up))
        .route("/invite/{token}", get(show_invitation).post(accept))
        .route("/reset/{token}", get(show_reset).post(reset))
}

#[derive(Template)]
#[template(path = "staff/setup.html")]
struct SetUpPage {
    ctx: Ctx,
    form: Form,
    countries: Vec<(Country, &'static str)>,
    zones: Vec<&'static str>,
}

impl SetUpPage {
    fn new(ctx: Ctx, form: Form) -> Self {
        let countries = Country::choices(ctx.language);
        Self { ctx, form, countries, zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect() }
    }
}

#[derive(Template)]
#[template(path = "staff/password.html")]
struct PasswordPage {
    ctx: Ctx,
    form: Form,
    invited: bool,
    name: String,
    email: String,
}

async fn show_set_up(State(state): State<AppState>, Path(token): Path<String>, ctx: Ctx) -> PageResult {
    let link = links::open(state.db.read(), &Secret::presented(token)).await?;
    if link.purpose != Purpose::SetUp {
        return Err(Error::NotFound.into());
    }
    let (country, zone) = home(ctx.language);
    let form = Form::of([("language", ctx.language.as_str()), ("country", country.as_str()), ("time_zone", zone)]);
    render::html(&SetUpPage::new(ctx, form))
}

/// Where somebody who reads this language most likely is.
fn home(language: UiLanguage) -> (Country, &'static str) {
    match language {
        UiLanguage::En => (Country::UNITED_KINGDOM, "Europe/London"),
        UiLanguage::Nb => (Country::NORWAY, "Europe/Oslo"),
        UiLanguage::Sv => (Country::SWEDEN, "Europe/Stockholm"),
        UiLanguage::De => (Country::GERMANY, "Europe/Berlin"),
    }
}

async fn set_up(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    Path(token): Path<String>,
    ctx: Ctx,
    mut form: Form,
) -> PageResult {
    let text = |name: &str| form.value(name).trim().to_owned();
    let settings = SettingsChange {
        language: Some(text("language")),
        country: Some(text("country")),
        time_zone: Some(text("time_zone")),
        ..SettingsChange::default()
    };
    let input = SetUp {
        account_name: text("account_name"),
        name: text("name"),
        email: text("email"),
        password: form.value("password").to_owned(),
        settings,
    };
    match links::set_up(&state.db, &Secret::presented(token), input, &client).await {
        Ok(started) => Ok(enter(&state, &ctx, &started, "said-set-up")),
        Err(error) => {
            form.refused(&ctx, error)?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &SetUpPage::new(ctx, form))
        }
    }
}

async fn show_invitation(State(state): State<AppState>, Path(token): Path<String>, ctx: Ctx) -> PageResult {
    let page = password_page(&state, &token, Purpose::Invite, ctx, Form::default()).await?;
    render::html(&page)
}

async fn show_reset(State(state): State<AppState>, Path(token): Path<String>, ctx: Ctx) -> PageResult {
    let page = password_page(&state, &token, Purpose::Reset, ctx, Form::default()).await?;
    render::html(&page)
}

async fn password_page(state: &AppState, token: &str, purpose: Purpose, ctx: Ctx, form: Form) -> Result<PasswordPage> {
    let link = links::open(state.db.read(), &Secret::presented(token)).await?;
    let user = link.user.filter(|_| link.purpose == purpose).ok_or(Error::NotFound)?;
    Ok(PasswordPage { ctx, form, invited: purpose == Purpose::Invite, name: user.name, email: user.email.to_string() })
}

async fn accept(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    Path(token): Path<String>,
    ctx: Ctx,
    form: Form,
) -> PageResult {
    set_password(&state, &client, &token, Purpose::Invite, ctx, form).await
}

async fn reset(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    Path(token): Path<String>,
    ctx: Ctx,
    form: Form,
) -> PageResult {
    set_password(&state, &client, &token, Purpose::Reset, ctx, form).await
}

async fn set_password(state: &AppState, client: &Client, token: &str, purpose: Purpose, ctx: Ctx, mut form: Form) -> PageResult {
    match links::set_password(&state.db, &Secret::presented(token), form.value("password"), client).await {
        Ok(started) => Ok(enter(state, &ctx, &started, "said-password-set")),
        Err(error) => {
            form.refused(&ctx, error)?;
            let page = password_page(state, token, purpose, ctx, form).await?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn enter(state: &AppState, ctx: &Ctx, started: &Started, said: &str) -> Response {
    let mut response = render::go_and_say(ctx, "/", said);
    shell::remember_session(&mut response, started, state.settings.secure());
    response
}
