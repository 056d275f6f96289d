//! The search box, the command palette, and the pickers of forms: a few customers for what was typed so far.

use super::table;
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    icon::{Icon, icon},
    render::{self, query_value},
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use kartotek_core::{
    customers::{CustomerKind, CustomerState, Filter, list::Row, search},
    kernel::{Action, CustomerId, Resource, Result},
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/search", get(find)).route("/palette", get(palette)).route("/customers/pick", get(pick))
}

/// So many customers are offered.
const HITS: u64 = 8;

#[derive(Deserialize)]
struct Typed {
    #[serde(default, alias = "organisation_name")]
    q: String,
    #[serde(default)]
    kind: String,
}

/// A customer that was found.
pub(super) struct Hit {
    pub(super) id: CustomerId,
    pub(super) href: String,
    pub(super) name: String,
    pub(super) more: String,
    pub(super) organisation: bool,
    pub(super) inactive: bool,
}

/// A row as a hit: the name, and what tells it from others of the same name.
pub(super) fn hit(user: &SignedIn, row: &Row) -> Hit {
    let phone = row.primary_phone.as_deref().map(|number| match table::phone(number, user.0.login.account.settings.country) {
        table::Cell::Phone(_, shown) => shown,
        _ => number.to_owned(),
    });
    let parts = [Some(row.number.clone()), row.organisation_name.clone(), row.primary_email.clone(), phone, row.place.clone()];
    Hit {
        id: row.id,
        href: format!("/customers/{}", row.id),
        name: row.name.clone(),
        more: parts.into_iter().flatten().filter(|part| *part != row.name).collect::<Vec<_>>().join(" · "),
        organisation: row.kind == CustomerKind::Organisation.as_str(),
        inactive: row.state == CustomerState::Inactive.as_str(),
    }
}

async fn hits(state: &AppState, user: &SignedIn, q: &str, filter: &Filter) -> Result<Vec<Hit>> {
    if !user.may(Resource::Customer, Action::View) {
        return Ok(Vec::new());
    }
    let settings = &user.0.login.account.settings;
    let rows = search::quick(state.db.read(), user, settings.country, settings.language.into(), q, filter, HITS).await?;
    Ok(rows.iter().map(|row| hit(user, row)).collect())
}

#[derive(Template)]
#[template(path = "customers/search_results.html")]
struct Results {
    ctx: Ctx,
    hits: Vec<Hit>,
    q: String,
    all: String,
}

/// Below the search box; without scripts, the list.
async fn find(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(typed): Query<Typed>) -> PageResult {
    let q = typed.q.trim();
    let all = format!("/customers?state=all&q={}", query_value(q));
    if !ctx.asked.by_htmx {
        return Ok(render::go(&ctx, if q.is_empty() { "/customers" } else { &all }));
    }
    let hits = hits(&state, &user, q, &Filter::default()).await?;
    render::html(&Results { hits, q: q.to_owned(), all, ctx })
}

/// A place to go or a thing to do.
struct Command {
    label: String,
    href: String,
    icon: Icon,
    /// Opens as a dialog over the page that is open.
    dialog: bool,
}

#[derive(Template)]
#[template(path = "customers/palette.html")]
struct Palette {
    ctx: Ctx,
    commands: Vec<Command>,
    hits: Vec<Hit>,
    q: String,
}

/// The same inside a page, for those without scripts.
#[derive(Template)]
#[template(path = "customers/palette_page.html")]
struct PalettePage {
    ctx: Ctx,
    inside: Palette,
}

async fn palette(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(typed): Query<Typed>) -> PageResult {
    let q = typed.q.trim();
    let hits = hits(&state, &user, q, &Filter::default()).await?;
    let inside = Palette { commands: commands(&ctx, q), hits, q: q.to_owned(), ctx: ctx.clone() };
    if ctx.asked.by_htmx { render::html(&inside) } else { render::html(&PalettePage { ctx, inside }) }
}

/// Pages and actions whose names hold every word that was typed.
fn commands(ctx: &Ctx, q: &str) -> Vec<Command> {
    let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut commands = Vec::new();
    let action = |label: &str, href: &str, icon: Icon| Command { label: ctx.t(label), href: href.to_owned(), icon, dialog: true };
    if ctx.can("customer.create") {
        commands.push(action("customers-new", "/customers/new", icon("user-plus")));
        commands.push(action("customers-new-organisation", "/customers/new?kind=organisation", icon("building-plus")));
    }
    for group in ctx.navigation() {
        let head = ctx.t(group.key);
        commands.extend(group.entries.iter().map(|entry| Command {
            label: format!("{head} › {}", ctx.t(entry.key)),
            href: entry.href.to_owned(),
            icon: entry.icon,
            dialog: false,
        }));
    }
    let page = |label: &str, href: &str, icon: Icon| Command { label: ctx.t(label), href: href.to_owned(), icon, dialog: false };
    commands.push(page("shell-profile", "/profile", icon("user-circle")));
    commands.push(page("notification-title", "/notifications", icon("bell")));
    commands.push(page("customers-views-title", "/customers/views", icon("bookmark")));
    commands.retain(|command| {
        let label = command.label.to_lowercase();
        words.iter().all(|word| label.contains(word))
    });
    commands
}

#[derive(Template)]
#[template(path = "customers/pick.html")]
struct Pick {
    ctx: Ctx,
    hits: Vec<Hit>,
}

/// Customers to choose from in a form.
async fn pick(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(typed): Query<Typed>) -> PageResult {
    let filter = Filter { kind: typed.kind.parse().ok(), state: Some(CustomerState::Active), ..Filter::default() };
    let hits = hits(&state, &user, typed.q.trim(), &filter).await?;
    render::html(&Pick { ctx, hits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::sample;
    use kartotek_core::kernel::UiLanguage;

    #[test]
    fn the_palette_finds_pages_by_any_of_their_words() {
        let ctx = sample(UiLanguage::Nb);
        let found = |q: &str| commands(&ctx, q).into_iter().map(|command| command.href).collect::<Vec<_>>();
        assert!(found("").len() > 12);
        assert_eq!(found("stikk"), ["/tags"]);
        assert_eq!(found("ADMIN lag"), ["/admin/teams"]);
        assert!(found("xyzzy").is_empty());
    }
}
