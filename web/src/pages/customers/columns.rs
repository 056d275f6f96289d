//! Which columns a list has, and in which order: chosen once, kept for the user.

use super::{list::Pairs, query::with_name, table};
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
    response::Response,
    routing::get,
};
use kartotek_core::{
    customers::{
        custom_fields::{self, CustomField},
        list_views::{Column, Layout, OwnColumn},
    },
    kernel::Result,
    staff::users::{self, ListChoice, OwnChange},
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/customers/columns", get(show).post(change)).route("/customers/layout", axum::routing::post(layout))
}

#[derive(Template)]
#[template(path = "customers/columns.html")]
struct Columns {
    ctx: Ctx,
    columns: Vec<Choice>,
    back: String,
}

#[derive(Template)]
#[template(path = "customers/columns_page.html")]
struct ColumnsPage {
    ctx: Ctx,
    inside: Columns,
}

struct Choice {
    word: String,
    label: String,
    ticked: bool,
    /// The name cannot be taken away.
    fixed: bool,
}

async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(pairs): Query<Pairs>) -> PageResult {
    let fields = custom_fields::for_customers(state.db.read(), user.account).await?;
    let value = |name: &str| pairs.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or("");
    let chosen: Vec<Column> = value("columns").split(',').filter_map(|word| word.parse().ok()).collect();
    let back = match value("back") {
        "" => ctx.asked.from.clone().unwrap_or_else(|| "/customers".into()),
        back => back.to_owned(),
    };
    answer(ctx, &fields, &chosen, &back)
}

fn answer(ctx: Ctx, fields: &[CustomField], chosen: &[Column], back: &str) -> PageResult {
    let inside = Columns { columns: choices(&ctx, fields, chosen), back: render::own_address(back).to_owned(), ctx: ctx.clone() };
    if ctx.asked.for_dialog() { render::html(&inside) } else { render::html(&ColumnsPage { ctx, inside }) }
}

/// The chosen ones in their order, then the others.
fn choices(ctx: &Ctx, fields: &[CustomField], chosen: &[Column]) -> Vec<Choice> {
    let all = OwnColumn::ALL
        .iter()
        .copied()
        .map(Column::Own)
        .chain(fields.iter().filter(|field| field.in_list && !field.is_retired()).map(|field| Column::Attribute(field.key.clone())));
    let chosen = with_name(chosen.to_vec());
    let others: Vec<Column> = all.filter(|column| !chosen.contains(column)).collect();
    let choice = |column: &Column, ticked: bool| Choice {
        word: column.to_string(),
        label: table::label(ctx, fields, column),
        ticked,
        fixed: *column == Column::Own(OwnColumn::Name),
    };
    chosen.iter().map(|column| choice(column, true)).chain(others.iter().map(|column| choice(column, false))).collect()
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let mut columns: Vec<Column> = form.all("column").filter_map(|word| word.parse().ok()).collect();
    // Without scripts a click on an arrow comes here and shows the form anew.
    if let Some(word) = form.filled("up") {
        if let Some(place) = columns.iter().position(|column| column.to_string() == word).filter(|place| *place > 0) {
            columns.swap(place - 1, place);
        }
        let fields = custom_fields::for_customers(state.db.read(), user.account).await?;
        return answer(ctx, &fields, &columns, form.value("back"));
    }
    let words = if form.has("usual") { Vec::new() } else { columns.iter().map(ToString::to_string).collect() };
    let list = ListChoice { columns: words, ..user.user().preferences.list.clone() };
    let now = format!("columns={}", list.columns.join(","));
    keep(&state, &user, &ctx, list, form.value("back"), &now).await
}

async fn layout(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let layout: Option<Layout> = form.filled("layout").and_then(|word| word.parse().ok());
    let list = ListChoice { layout: layout.map(|layout| layout.to_string()), ..user.user().preferences.list.clone() };
    let now = format!("layout={}", list.layout.clone().unwrap_or_default());
    keep(&state, &user, &ctx, list, form.value("back"), &now).await
}

async fn keep(state: &AppState, user: &SignedIn, ctx: &Ctx, list: ListChoice, back: &str, now: &str) -> PageResult {
    save(state, user, list).await?;
    Ok(to_list(ctx, back, now))
}

async fn save(state: &AppState, user: &SignedIn, list: ListChoice) -> Result<()> {
    let mut tx = state.db.begin().await?;
    users::change_own(&mut tx, user, OwnChange { list: Some(list), ..OwnChange::default() }).await?;
    tx.commit().await
}

/// Back to the list, without what its address may have named of this kind. A saved view has columns and a layout of its
/// own, so there the choice goes into the address.
fn to_list(ctx: &Ctx, back: &str, now: &str) -> Response {
    render::go(ctx, &arranged(render::own_address(back), now))
}

fn arranged(back: &str, now: &str) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kind = now.split_once('=').map_or(now, |(kind, _)| kind);
    let mut kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && ![kind, "cursor"].contains(&pair.split('=').next().unwrap_or(""))).collect();
    let in_view = kept.iter().any(|pair| pair.starts_with("view=") && *pair != "view=none");
    if in_view && !now.ends_with('=') {
        kept.push(now);
    }
    let path = if path == "/" { "/customers" } else { path };
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_goes_into_the_address_of_a_view_only() {
        assert_eq!(arranged("/customers?q=a&columns=name&cursor=x", "columns=name,email"), "/customers?q=a");
        assert_eq!(arranged("/customers?view=1&columns=name", "columns=name,email"), "/customers?view=1&columns=name,email");
        assert_eq!(arranged("/customers?view=none", "layout=compact"), "/customers?view=none");
        assert_eq!(arranged("/", "layout=compact"), "/customers");
    }
}
