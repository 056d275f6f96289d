//! The account's settings.

use super::told_in_form;
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use kartotek_core::{
    customers::{Rules, number},
    kernel::{Action, Country, Error, FieldError, Language, Resource, Result, error::Refusals, text},
    staff::{
        Account,
        accounts::{self, SettingsChange},
    },
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/admin/settings", get(show).post(change))
}

/// The fields that tell themselves what is wrong with them.
const FIELDS: &[&str] = &[
    "name",
    "hosts",
    "language",
    "time_zone",
    "country",
    "support_languages",
    "fallback_language",
    "customer_number_min",
    "customer_number_max",
    "next_number",
    "session_hours",
];

#[derive(Template)]
#[template(path = "admin/settings.html")]
struct Settings {
    ctx: Ctx,
    form: Form,
    countries: Vec<(Country, &'static str)>,
    zones: Vec<&'static str>,
    languages: Vec<(String, String)>,
    may_change: bool,
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, typed: Option<Form>) -> Result<Settings> {
    user.require(Resource::Settings, Action::View)?;
    let account = accounts::load(state.db.read(), user.account).await?;
    let mut form = match typed {
        Some(form) => form,
        None => stored(&account, &suggested(state, user).await?),
    };
    form.set("version", account.version.to_string());
    let mut languages: Vec<(String, String)> =
        Language::known().map(|language| (language.to_string(), language.name(ctx.language).to_owned())).collect();
    languages.sort_by_cached_key(|(_, name)| text::sort_key(name, ctx.language.into()));
    Ok(Settings {
        countries: Country::choices(ctx.language),
        zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
        languages,
        may_change: ctx.can("settings.edit"),
        form,
        ctx: ctx.at(Nav::Settings),
    })
}

fn stored(account: &Account, next: &str) -> Form {
    let settings = &account.settings;
    let single = [
        ("name", account.name.clone()),
        ("hosts", account.hosts.join("\n")),
        ("language", settings.language.to_string()),
        ("time_zone", settings.time_zone.name().to_owned()),
        ("country", settings.country.to_string()),
        ("fallback_language", settings.fallback_language.to_string()),
        ("customer_number_min", settings.customer_number_min.to_string()),
        ("customer_number_max", settings.customer_number_max.to_string()),
        ("next_number", next.to_owned()),
        ("session_hours", settings.session_hours.to_string()),
    ];
    let several = settings.support_languages.iter().map(|language| ("support_languages", language.to_string()));
    Form::of(single.into_iter().chain(several))
}

/// The number that the next customer would get, as a number without leading zeros.
async fn suggested(state: &AppState, user: &SignedIn) -> Result<String> {
    let rules = Rules::load(state.db.read(), user.account).await?;
    let next = number::suggest(state.db.read(), user.account, &rules).await?;
    Ok(next.as_str().trim_start_matches('0').to_owned())
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    render::html(&page(&state, &user, ctx, None).await?)
}

/// A whole number; the refusal stands beside its field.
fn whole<T: std::str::FromStr>(form: &Form, field: &'static str) -> Result<Option<T>, FieldError> {
    let number = |text: &str| text.parse().map_err(|_| FieldError::new(field, "not_a_number", "write a whole number"));
    form.filled(field).map(number).transpose()
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let changed = async {
        let mut refusals = Refusals::default();
        let text = |name: &str| Some(form.value(name).to_owned());
        let change = SettingsChange {
            name: text("name"),
            hosts: Some(form.value("hosts").lines().map(str::to_owned).collect()),
            language: text("language"),
            support_languages: Some(form.all("support_languages").map(str::to_owned).collect()),
            fallback_language: text("fallback_language"),
            country: text("country"),
            time_zone: text("time_zone"),
            customer_number_min: refusals.check(whole(&form, "customer_number_min")).flatten(),
            customer_number_max: refusals.check(whole(&form, "customer_number_max")).flatten(),
            session_hours: refusals.check(whole(&form, "session_hours")).flatten(),
            version: form.value("version").parse().ok(),
        };
        let next: Option<i64> = refusals.check(whole(&form, "next_number")).flatten();
        refusals.finish()?;
        let before = suggested(&state, &user).await?;
        let mut tx = state.db.begin().await?;
        accounts::change(&mut tx, &user, change).await?;
        // Left as it was shown, it may have moved on in the meantime, and must not be set back.
        if let Some(next) = next.filter(|next| next.to_string() != before && form.value("next_number") != form.value("next_number_shown")) {
            number::set_next(&mut tx, &user, next).await?;
        }
        tx.commit().await
    };
    match changed.await {
        Ok(()) => Ok(render::go_and_say(&ctx, "/admin/settings", "said-saved")),
        Err(error @ Error::Forbidden { .. }) => Err(error.into()),
        Err(error) => {
            form.refused(&ctx, told_in_form(error))?;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&state, &user, ctx, Some(form)).await?)
        }
    }
}
