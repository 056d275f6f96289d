//! Organisations: the list of customers of that kind, and of each its claimed mail domains and its members.

mod members;

use crate::{AppState, Ctx, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use kartotek_core::{
    customers::{
        CustomerKind, CustomerState, Rules,
        list::{self, Count, Filter, Item, Sort, SortKey},
    },
    kernel::{Action, Resource, page::Page},
};
use serde::Deserialize;

/// `/organisations`, `/organisations/{id}`, `/organisations/{id}/members…`, `/organisations/{id}/domains…`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/organisations", get(list))
        .route("/organisations/{id}", get(members::show))
        .route("/organisations/{id}/domains", post(members::claim))
        .route("/organisations/{id}/domains/release", post(members::release))
        .route("/organisations/{id}/members", get(members::show).post(members::add))
        .route("/organisations/{id}/members/new", get(members::find))
        .route("/organisations/{id}/members/{person}", get(members::edit).post(members::change))
        .route("/organisations/{id}/members/{person}/remove", get(members::ask_remove).post(members::remove))
}

#[derive(Clone, Deserialize)]
struct Asked {
    q: Option<String>,
    state: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
}

impl Asked {
    /// The list's address with another place or order.
    fn address(&self, sort: Option<&str>, cursor: Option<&str>) -> String {
        let mut parts = Vec::new();
        let sort = sort.or(self.sort.as_deref());
        for (name, value) in [("q", self.q.as_deref()), ("state", self.state.as_deref()), ("sort", sort), ("cursor", cursor)] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                parts.push(format!("{name}={}", render::query_value(value)));
            }
        }
        if parts.is_empty() { "/organisations".into() } else { format!("/organisations?{}", parts.join("&")) }
    }
}

#[derive(Template)]
#[template(path = "organisations/list.html")]
struct List {
    ctx: Ctx,
    asked: Asked,
    sort: Sort,
    page: Page<Item>,
    count: Count,
}

#[derive(Template)]
#[template(path = "organisations/rows.html")]
struct Rows {
    ctx: Ctx,
    asked: Asked,
    page: Page<Item>,
}

impl List {
    fn count(&self) -> String {
        if self.count.more {
            self.ctx.t1("organisations-more-than", "count", self.count.number)
        } else {
            self.ctx.number(self.count.number)
        }
    }

    /// Where a heading leads: sorted by it, or the other way round.
    fn sorted(&self, key: SortKey) -> String {
        let same = self.sort.key == key;
        self.asked.address(Some(&Sort { key, descending: same && !self.sort.descending }.to_string()), None)
    }

    fn direction(&self, key: SortKey) -> &'static str {
        match (self.sort.key == key, self.sort.descending) {
            (false, _) => "",
            (true, false) => "asc",
            (true, true) => "desc",
        }
    }

    fn states(&self) -> Vec<(&'static str, String)> {
        vec![
            ("", self.ctx.t("organisations-state-active")),
            ("inactive", self.ctx.t("organisations-state-inactive")),
            ("all", self.ctx.t("organisations-state-all")),
        ]
    }

    fn shows(&self, state: &str) -> bool {
        self.asked.state.as_deref().unwrap_or_default() == state
    }
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    user.require(Resource::Customer, Action::View)?;
    let ctx = ctx.at(Nav::Organisations);
    let conn = state.db.read();
    let rules = Rules::load(conn, user.account).await?;
    let filter = Filter {
        q: asked.q.clone().filter(|q| !q.trim().is_empty()),
        kind: Some(CustomerKind::Organisation),
        state: match asked.state.as_deref() {
            Some("all") => None,
            Some("inactive") => Some(CustomerState::Inactive),
            _ => Some(CustomerState::Active),
        },
        ..Filter::default()
    };
    // An order that nobody knows is no reason to show nothing.
    let sort = asked.sort.as_deref().and_then(|sort| sort.parse().ok()).unwrap_or_default();
    let page = list::list(conn, &user, rules.country, &filter, sort, asked.cursor.as_deref(), None).await?;
    if ctx.asked.target == "tbody#rows" {
        return render::html(&Rows { ctx, asked, page });
    }
    let count = list::count(conn, &user, rules.country, &filter).await?;
    render::html(&List { ctx, asked, sort, page, count })
}
