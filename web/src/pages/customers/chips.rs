//! What narrows a list, one chip each; clicking one takes it away.

use super::{query::ListQuery, table};
use crate::{
    context::{Ctx, SignedIn},
    format,
    state::AppState,
};
use kartotek_core::{
    customers::{custom_fields::CustomField, tags, views},
    kernel::{Error, Result, clock::Time},
    staff::users,
};

/// A part of a filter.
pub struct Chip {
    /// What it is about.
    pub label: String,
    /// What is asked for.
    pub value: String,
    /// The list without it.
    pub without: String,
}

/// The chips of a list. Names are looked up only for what is there.
pub async fn of(state: &AppState, user: &SignedIn, ctx: &Ctx, query: &ListQuery, fields: &[CustomField]) -> Result<Vec<Chip>> {
    let conn = state.db.read();
    let filter = &query.filter;
    let mut chips = Vec::new();
    let mut add = |key: &str, value: String, without: &dyn Fn(&mut ListQuery)| {
        chips.push(Chip { label: ctx.t(key), value, without: lacking(query, without) });
    };
    if let Some(q) = &filter.q {
        add("customers-filter-q", q.clone(), &|query| query.filter.q = None);
    }
    if let Some(kind) = filter.kind {
        add("customers-filter-kind", ctx.t(&format!("customers-kind-{kind}")), &|query| query.filter.kind = None);
    }
    if !filter.tags.is_empty() {
        let known = tags::list(conn, user).await?;
        for id in &filter.tags {
            let name = known.iter().find(|listed| listed.tag.id == *id).map(|listed| listed.tag.name(ctx.language.as_str()).to_owned());
            add("customers-filter-tag", name.unwrap_or_else(|| "?".into()), &|query| query.filter.tags.retain(|tag| tag != id));
        }
    }
    if let Some(id) = filter.organisation {
        let name = match views::get(conn, user, id).await {
            Ok(organisation) => organisation.name,
            Err(Error::NotFound) => "?".into(),
            Err(error) => return Err(error),
        };
        add("customers-filter-organisation", name, &|query| query.filter.organisation = None);
    }
    if let Some(id) = filter.assigned_to {
        let name = users::names(conn, user.account, &[id]).await?.remove(&id).unwrap_or_else(|| "?".into());
        add("customers-filter-assigned", name, &|query| query.filter.assigned_to = None);
    }
    if filter.unassigned {
        add("customers-filter-assigned", ctx.t("customers-filter-nobody"), &|query| query.filter.unassigned = false);
    }
    if let Some(tag) = &filter.language {
        add("customers-filter-language", table::language(ctx, tag), &|query| query.filter.language = None);
    }
    if let Some(source) = filter.source {
        add("customers-filter-source", ctx.t(&format!("customers-source-{source}")), &|query| query.filter.source = None);
    }
    if filter.import.is_some() {
        add("customers-filter-import", ctx.t("customers-filter-import-one"), &|query| query.filter.import = None);
    }
    let span = |from: Option<Time>, to: Option<Time>| between(ctx, from, to);
    if let Some(text) = span(filter.created_from, filter.created_to) {
        add("customers-filter-created", text, &|query| (query.filter.created_from, query.filter.created_to) = (None, None));
    }
    if let Some(text) = span(filter.updated_from, filter.updated_to) {
        add("customers-filter-updated", text, &|query| (query.filter.updated_from, query.filter.updated_to) = (None, None));
    }
    for (key, value) in &query.typed {
        let Some(field) = fields.iter().find(|field| field.key == *key) else { continue };
        let shown = field.parse(key, &value.as_str().into()).ok().flatten().map(|value| table::shown(ctx, field, &value));
        chips.push(Chip {
            label: field.label(ctx.language.as_str()).to_owned(),
            value: shown.unwrap_or_else(|| value.clone()),
            without: lacking(query, &|query| {
                query.typed.retain(|(typed, _)| typed != key);
                query.filter.attributes.retain(|(id, _)| *id != field.id);
            }),
        });
    }
    Ok(chips)
}

/// The address of the list without a part. A saved view that is changed is no longer that view.
fn lacking(query: &ListQuery, without: &dyn Fn(&mut ListQuery)) -> String {
    let mut less = ListQuery { view: None, cursor: None, ..query.clone() };
    without(&mut less);
    match less.address() {
        // An empty address would open the standard view again.
        address if address == "/customers" => "/customers?view=none".into(),
        address => address,
    }
}

/// A span of days as people say it: the last day is part of it.
fn between(ctx: &Ctx, from: Option<Time>, to: Option<Time>) -> Option<String> {
    let day = |time: Time| format::date(ctx.language, time.with_timezone(&ctx.zone).date_naive());
    let last = |time: Time| day(time - chrono::Duration::seconds(1));
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{} – {}", day(from), last(to))),
        (Some(from), None) => Some(ctx.t1("customers-filter-since", "day", day(from))),
        (None, Some(to)) => Some(ctx.t1("customers-filter-until", "day", last(to))),
        (None, None) => None,
    }
}
