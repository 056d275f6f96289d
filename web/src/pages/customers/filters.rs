//! The form that narrows a list: a dialog over it, or a page of its own without scripts.

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
    extract::{Query, State},
    routing::get,
};
use kartotek_core::{
    customers::{
        CustomerKind, CustomerState, Source, assignment,
        custom_fields::{self, CustomField, FieldKind},
        list_views, tags, views,
    },
    kernel::{Error, Result, clock::Time},
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/customers/filters", get(show))
}

#[derive(Template)]
#[template(path = "customers/filters.html")]
struct Filters {
    ctx: Ctx,
    form: Form,
    states: Vec<(&'static str, String)>,
    kinds: Vec<(&'static str, String)>,
    tags: Vec<Choice>,
    users: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    sources: Vec<(&'static str, String)>,
    fields: Vec<FieldFilter>,
    organisation: String,
    /// What is kept beside the filter.
    kept: Vec<(&'static str, String)>,
}

/// The same inside a page.
#[derive(Template)]
#[template(path = "customers/filters_page.html")]
struct FiltersPage {
    ctx: Ctx,
    filters: Filters,
}

/// A tag to tick.
struct Choice {
    value: String,
    label: String,
    class: &'static str,
    ticked: bool,
}

/// A custom field to narrow by.
struct FieldFilter {
    name: String,
    label: String,
    kind: &'static str,
    options: Vec<(String, String)>,
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(pairs): Query<Pairs>) -> PageResult {
    let conn = state.db.read();
    let views = list_views::list(conn, &user).await?;
    let (query, _, _) = list::read(&state, &user, &ctx, &pairs, CustomerState::Active, &views).await?;
    let filters = filters(&state, &user, ctx.clone(), &query).await?;
    if ctx.asked.for_dialog() { render::html(&filters) } else { render::html(&FiltersPage { ctx, filters }) }
}

async fn filters(state: &AppState, user: &SignedIn, ctx: Ctx, query: &ListQuery) -> Result<Filters> {
    let conn = state.db.read();
    let fields = custom_fields::for_customers(conn, user.account).await?;
    let known = tags::list(conn, user).await?;
    let tags = known
        .iter()
        .filter(|listed| !listed.tag.is_retired() || query.filter.tags.contains(&listed.tag.id))
        .map(|listed| Choice {
            value: listed.tag.id.to_string(),
            label: listed.tag.name(ctx.language.as_str()).to_owned(),
            class: super::table::tag_class(listed.tag.colour.as_str()),
            ticked: query.filter.tags.contains(&listed.tag.id),
        })
        .collect();
    let organisation = match query.filter.organisation {
        Some(id) => match views::get(conn, user, id).await {
            Ok(organisation) => organisation.name,
            Err(Error::NotFound) => String::new(),
            Err(error) => return Err(error),
        },
        None => String::new(),
    };
    let mut users = vec![("me".to_owned(), ctx.t("customers-filter-me")), ("nobody".to_owned(), ctx.t("customers-filter-nobody"))];
    if ctx.can("customer.assign") {
        for candidate in assignment::candidates(conn, user).await? {
            let id = candidate.id.to_string();
            if users.iter().all(|(known, _)| *known != id) {
                users.push((id, candidate.name));
            }
        }
    }
    let settings = &user.0.login.account.settings;
    let languages = settings.support_languages.iter().map(|tag| (tag.to_string(), super::table::language(&ctx, tag.as_str()))).collect();
    let words = |prefix: &str, words: Vec<&'static str>| words.into_iter().map(|word| (word, ctx.t(&format!("{prefix}{word}")))).collect();
    let kept = [
        ("sort", Some(query.sort.to_string())),
        ("layout", query.layout.map(|layout| layout.to_string())),
        ("columns", query.columns.as_ref().map(|columns| super::query::join(columns))),
        ("q", query.filter.q.clone()),
        ("import", query.filter.import.map(|id| id.to_string())),
        // An empty form shows everything, not the standard view.
        ("view", Some("none".to_owned())),
    ];
    Ok(Filters {
        form: form(&ctx, query),
        states: words("customers-state-", vec!["active", "inactive", "all"]),
        kinds: words("customers-kind-", CustomerKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        sources: words("customers-source-", Source::ALL.iter().map(|source| source.as_str()).collect()),
        fields: fields.iter().filter(|field| field.in_list && !field.is_retired()).map(|field| field_filter(&ctx, field)).collect(),
        kept: kept.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        tags,
        users,
        languages,
        organisation,
        ctx,
    })
}

fn field_filter(ctx: &Ctx, field: &CustomField) -> FieldFilter {
    let choices = || {
        let label = |choice: &custom_fields::Choice| field.shown(&choice.key.as_str().into(), ctx.language.as_str());
        field.choices.iter().map(|choice| (choice.key.clone(), label(choice))).collect()
    };
    let options = match field.kind {
        FieldKind::Choice | FieldKind::Choices => choices(),
        FieldKind::YesNo => vec![("yes".to_owned(), ctx.t("shell-yes")), ("no".to_owned(), ctx.t("shell-no"))],
        _ => Vec::new(),
    };
    FieldFilter {
        name: format!("f.{}", field.key),
        label: field.label(ctx.language.as_str()).to_owned(),
        kind: if field.kind == FieldKind::Date { "date" } else { "text" },
        options,
    }
}

/// What the form begins with.
fn form(ctx: &Ctx, query: &ListQuery) -> Form {
    let filter = &query.filter;
    let day = |time: Option<Time>| time.map(|time| time.with_timezone(&ctx.zone).date_naive().to_string());
    let last = |time: Option<Time>| day(time.map(|time| time - chrono::Duration::seconds(1)));
    let me = ctx.viewer.as_ref().map(|viewer| viewer.login.user.id);
    let assigned = match filter.assigned_to {
        _ if filter.unassigned => Some("nobody".to_owned()),
        Some(id) if Some(id) == me => Some("me".to_owned()),
        other => other.map(|id| id.to_string()),
    };
    let values = [
        ("state", Some(filter.state.map_or("all".to_owned(), |state| state.to_string()))),
        ("kind", filter.kind.map(|kind| kind.to_string())),
        ("organisation", filter.organisation.map(|id| id.to_string())),
        ("assigned_to", assigned),
        ("language", filter.language.clone()),
        ("source", filter.source.map(|source| source.to_string())),
        ("created_from", day(filter.created_from)),
        ("created_to", last(filter.created_to)),
        ("updated_from", day(filter.updated_from)),
        ("updated_to", last(filter.updated_to)),
    ];
    let typed = query.typed.iter().map(|(key, value)| (format!("f.{key}"), value.clone()));
    Form::of(values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).chain(typed))
}
