//! The list of customers: `/customers` (active) and `/customers/inactive`.

use super::{
    chips::{self, Chip},
    query::{ListQuery, needs_fields, with_name},
    table::{self, Cell, Heading, Line},
};
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    nav::Nav,
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
        CustomerState,
        custom_fields::{self, CustomField},
        list::{self, Count},
        list_views::{self, Layout, ListView},
    },
    kernel::{Result, UserId},
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/customers", get(active)).route("/customers/inactive", get(inactive))
}

/// The rows of a page.
const ROWS: u64 = 50;

/// The parameters of an address, in order and with repetitions.
pub(super) type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "customers/list.html")]
struct ListPage {
    ctx: Ctx,
    title: String,
    query: ListQuery,
    views: Vec<ViewLink>,
    /// The saved view that is shown.
    view: Option<ListView>,
    view_is_own: bool,
    chips: Vec<Chip>,
    count: Count,
    /// Nothing matched exactly; these are alike.
    forgiven: bool,
    headings: Vec<Heading>,
    rows: Rows,
    detailed: bool,
    both: [(&'static str, String, bool); 2],
    filter: String,
    /// What the export link carries.
    export: String,
    columns: String,
}

/// The lines of one page and the way to the next; a part of the list on its own when more is asked for.
#[derive(Template)]
#[template(path = "customers/rows.html")]
struct Rows {
    ctx: Ctx,
    lines: Vec<Line>,
    next: Option<String>,
    detailed: bool,
    selects: bool,
    width: usize,
}

/// A saved view beside the list.
struct ViewLink {
    name: String,
    href: String,
    current: bool,
    shared: bool,
}

async fn active(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(pairs): Query<Pairs>) -> PageResult {
    show(&state, &user, ctx, pairs, CustomerState::Active).await
}

async fn inactive(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(pairs): Query<Pairs>) -> PageResult {
    show(&state, &user, ctx, pairs, CustomerState::Inactive).await
}

/// The custom fields, if an address or a choice of columns speaks of them; most lists need none.
async fn fields_for(state: &AppState, user: &SignedIn, needed: bool) -> Result<Vec<CustomField>> {
    if needed { custom_fields::for_customers(state.db.read(), user.account).await } else { Ok(Vec::new()) }
}

/// Reads what an address asks for, with the saved view that it names.
pub(super) async fn read(
    state: &AppState,
    user: &SignedIn,
    ctx: &Ctx,
    pairs: &Pairs,
    base: CustomerState,
    views: &[ListView],
) -> Result<(ListQuery, Vec<CustomField>, Option<ListView>)> {
    let wanted = pairs.iter().find_map(|(name, value)| (name == "view").then_some(value.as_str()));
    let view = match wanted {
        Some(id) => views.iter().find(|view| view.id.to_string() == id).cloned(),
        // Without a wish the list opens with the standard view.
        None if pairs.is_empty() && base == CustomerState::Active => standard(views, user.user().id),
        None => None,
    };
    let chosen = &user.user().preferences.list;
    let speaks = |text: &str| text.starts_with("attributes.") || text.contains(",attributes.");
    let needed = pairs.iter().any(|(name, value)| name.starts_with("f.") || speaks(value))
        || chosen.columns.iter().any(|column| speaks(column))
        || view.as_ref().is_some_and(|view| needs_fields(&view.columns) || !view.filter.attributes.is_empty());
    let fields = fields_for(state, user, needed).await?;
    let mut query = ListQuery::parse(pairs, base, ctx, &fields)?;
    if let Some(view) = &view {
        query = query.on_view(view, &fields);
    }
    Ok((query, fields, view))
}

/// The own standard view, else a shared one.
fn standard(views: &[ListView], user: UserId) -> Option<ListView> {
    let mut standards: Vec<&ListView> = views.iter().filter(|view| view.standard && (view.shared || view.user_id == user)).collect();
    standards.sort_by_key(|view| (view.user_id != user, view.id));
    standards.first().map(|view| (*view).clone())
}

async fn show(state: &AppState, user: &SignedIn, ctx: Ctx, pairs: Pairs, base: CustomerState) -> PageResult {
    let conn = state.db.read();
    let views = list_views::list(conn, user).await?;
    let (query, fields, view) = read(state, user, &ctx, &pairs, base, &views).await?;
    let country = user.0.login.account.settings.country;
    let chosen = &user.user().preferences.list;
    let columns = with_name(query.columns_or(chosen));
    let detailed = query.layout_or(chosen) == Layout::Detailed;
    let page = list::list(conn, user, country, &query.filter, query.sort, query.cursor.as_deref(), Some(ROWS)).await?;
    let selects = ctx.can("customer.edit") || ctx.can("customer.assign") || ctx.can("customer.delete");
    let rows = Rows {
        lines: table::lines(&ctx, country, &fields, &columns, &page.items),
        next: page.next_cursor.as_deref().map(|cursor| query.after(cursor)),
        detailed,
        selects,
        width: columns.len() + usize::from(selects),
        ctx: ctx.clone(),
    };
    if ctx.asked.by_htmx && query.cursor.is_some() {
        return render::html(&rows);
    }
    let count = list::count(conn, user, country, &query.filter).await?;
    let state_of = query.filter.state;
    let ctx = ctx.at(match state_of {
        Some(CustomerState::Inactive) => Nav::CustomersInactive,
        _ => Nav::CustomersActive,
    });
    let title = match &view {
        Some(view) => view.name.clone(),
        None => ctx.t(match state_of {
            Some(CustomerState::Active) => "customers-title-active",
            Some(CustomerState::Inactive) => "customers-title-inactive",
            None => "customers-title-all",
        }),
    };
    let forgiven = count.number == 0 && !rows.lines.is_empty();
    let both = [(Layout::Compact, "customers-layout-compact"), (Layout::Detailed, "customers-layout-detailed")]
        .map(|(layout, key)| (layout.as_str(), ctx.t(key), detailed == (layout == Layout::Detailed)));
    let links = views
        .iter()
        .filter(|listed| listed.favourite || listed.standard || query.view == Some(listed.id))
        .map(|listed| ViewLink {
            name: listed.name.clone(),
            href: format!("/customers?view={}", listed.id),
            current: query.view == Some(listed.id),
            shared: listed.shared,
        })
        .collect();
    let page = ListPage {
        title,
        views: links,
        view_is_own: view.as_ref().is_some_and(|view| view.is_of(user.user_id())),
        chips: chips::of(state, user, &ctx, &query, &fields).await?,
        count,
        forgiven,
        headings: table::headings(&ctx, &fields, &query, &columns),
        detailed,
        both,
        filter: query.filter_words(),
        export: format!("{}&sort={}&columns={}", query.filter_words(), query.sort, super::query::join(&columns)),
        columns: super::query::join(&columns),
        view,
        query,
        rows,
        ctx,
    };
    render::html(&page)
}
