//! One organisation: its claimed mail domains and its members.

use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use kartotek_core::{
    customers::{
        Customer, CustomerKind, CustomerState, Filter, Rules,
        list::Row,
        organisations::{self, MemberChange, NewMember},
        search,
        views::{self, Member},
    },
    kernel::{CustomerId, Error},
};
use serde::Deserialize;

/// So many members are shown; larger organisations are filtered in the customer list.
const SHOWN: u64 = 500;
/// So many persons are offered while searching.
const OFFERED: u64 = 8;

#[derive(Template)]
#[template(path = "organisations/show.html")]
struct Show {
    ctx: Ctx,
    form: Form,
    organisation: Customer,
    domains: Vec<String>,
    members: Vec<Member>,
}

impl Show {
    fn address(&self) -> String {
        address(self.organisation.id)
    }
    fn is_cut(&self) -> bool {
        self.members.len() as u64 >= SHOWN
    }
}

fn address(id: CustomerId) -> String {
    format!("/organisations/{id}")
}

/// The organisation, if it is one.
async fn organisation(state: &AppState, user: &SignedIn, id: CustomerId) -> Result<Customer, Error> {
    let customer = views::get(state.db.read(), user, id).await?;
    if customer.kind == CustomerKind::Organisation.as_str() { Ok(customer) } else { Err(Error::NotFound) }
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: CustomerId) -> PageResult {
    let organisation = organisation(state, user, id).await?;
    let domains = organisations::claimed(state.db.read(), user, id).await?;
    let members = views::members(state.db.read(), user, id, SHOWN).await?;
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render::html_with(status, &Show { ctx: ctx.at(Nav::Organisations), form, organisation, domains, members })
}

pub(super) async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    page(&state, &user, ctx, Form::default(), id).await
}

pub(super) async fn claim(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<CustomerId>,
    mut form: Form,
) -> PageResult {
    let mut tx = state.db.begin().await?;
    match organisations::claim(&mut tx, &user, id, form.value("domain")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, &address(id), "said-domain-claimed"))
        }
        Err(error) => {
            // The page reads anew; the writer must not wait for it.
            drop(tx);
            form.refused(&ctx, error)?;
            page(&state, &user, ctx, form, id).await
        }
    }
}

pub(super) async fn release(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>, form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    organisations::release(&mut tx, &user, id, form.value("domain")).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &address(id), "said-domain-released"))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "organisations/add.html")]
struct Add {
    ctx: Ctx,
    form: Form,
    organisation: Customer,
    found: Vec<Row>,
    title: String,
}

#[derive(Template)]
#[template(path = "organisations/found.html")]
struct Found<'a> {
    ctx: Ctx,
    form: &'a Form,
    found: &'a [Row],
}

async fn persons(state: &AppState, user: &SignedIn, q: &str) -> Result<Vec<Row>, Error> {
    let conn = state.db.read();
    let rules = Rules::load(conn, user.account).await?;
    let filter = Filter { kind: Some(CustomerKind::Person), state: Some(CustomerState::Active), ..Filter::default() };
    search::quick(conn, user, rules.country, rules.language, q, &filter, OFFERED).await
}

async fn add_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: CustomerId) -> PageResult {
    let ctx = ctx.at(Nav::Organisations);
    let found = persons(state, user, form.value("q")).await?;
    if ctx.asked.target.ends_with("#found") {
        return render::html(&Found { ctx, form: &form, found: &found });
    }
    let organisation = organisation(state, user, id).await?;
    let title = ctx.t1("organisations-add-member-to", "name", organisation.name.as_str());
    let refused = form.is_refused();
    render::dialog(&ctx.clone(), &title.clone(), refused, &Add { ctx, form, organisation, found, title })
}

/// Looks for the person who is to become a member.
pub(super) async fn find(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<CustomerId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    add_form(&state, &user, ctx, Form::of([("q", asked.q.unwrap_or_default())]), id).await
}

pub(super) async fn add(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>, mut form: Form) -> PageResult {
    let Some(person) = form.filled("person").and_then(|id| id.parse::<CustomerId>().ok()) else {
        // Without a script the search is a button of the same form.
        if !form.has("search") {
            form.refused(&ctx, Error::field("person", "choose_person", "choose one of the persons found"))?;
        }
        return add_form(&state, &user, ctx, form, id).await;
    };
    let new = NewMember {
        role: form.filled("role").map(str::to_owned),
        primary: form.has("primary"),
        receives_protocols: form.has("receives_protocols"),
        receives_orders: form.has("receives_orders"),
    };
    let mut tx = state.db.begin().await?;
    match organisations::add_member(&mut tx, &user, id, person, &new).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::done(&ctx, &address(id), "said-member-added"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            add_form(&state, &user, ctx, form, id).await
        }
    }
}

#[derive(Template)]
#[template(path = "organisations/member.html")]
struct Edit {
    ctx: Ctx,
    form: Form,
    organisation: CustomerId,
    member: Member,
    title: String,
}

async fn member(state: &AppState, user: &SignedIn, organisation: CustomerId, person: CustomerId) -> Result<Member, Error> {
    let customer = views::get(state.db.read(), user, person).await?;
    let membership = customer.organisations.into_iter().find(|membership| membership.id == organisation).ok_or(Error::NotFound)?;
    Ok(Member {
        id: customer.id,
        name: customer.name,
        number: customer.number,
        role: membership.role,
        primary: membership.primary,
        receives_protocols: membership.receives_protocols,
        receives_orders: membership.receives_orders,
        email: customer.emails.into_iter().next(),
        phone: customer.phones.into_iter().next(),
        state: customer.state,
    })
}

fn edit_form(ctx: Ctx, form: Form, organisation: CustomerId, member: Member) -> PageResult {
    let ctx = ctx.at(Nav::Organisations);
    let title = ctx.t1("organisations-edit-member", "name", member.name.as_str());
    let refused = form.is_refused();
    render::dialog(&ctx.clone(), &title.clone(), refused, &Edit { ctx, form, organisation, member, title })
}

pub(super) async fn edit(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, person)): Path<(CustomerId, CustomerId)>,
) -> PageResult {
    let member = member(&state, &user, id, person).await?;
    let mut form = Form::of([("role", member.role.clone().unwrap_or_default())]);
    for (name, holds) in
        [("primary", member.primary), ("receives_protocols", member.receives_protocols), ("receives_orders", member.receives_orders)]
    {
        if holds {
            form.set(name, "on");
        }
    }
    edit_form(ctx, form, id, member)
}

pub(super) async fn change(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, person)): Path<(CustomerId, CustomerId)>,
    mut form: Form,
) -> PageResult {
    let input = MemberChange {
        role: Some(form.value("role").to_owned()),
        primary: form.has("primary").then_some(true),
        receives_protocols: Some(form.has("receives_protocols")),
        receives_orders: Some(form.has("receives_orders")),
    };
    let mut tx = state.db.begin().await?;
    match organisations::change_member(&mut tx, &user, id, person, &input).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::done(&ctx, &address(id), "said-member-changed"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            let member = member(&state, &user, id, person).await?;
            edit_form(ctx, form, id, member)
        }
    }
}

#[derive(Template)]
#[template(path = "organisations/remove.html")]
struct Remove {
    ctx: Ctx,
    organisation: Customer,
    member: Member,
    title: String,
}

pub(super) async fn ask_remove(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, person)): Path<(CustomerId, CustomerId)>,
) -> PageResult {
    let organisation = organisation(&state, &user, id).await?;
    let member = member(&state, &user, id, person).await?;
    let title = ctx.t1("organisations-remove-member", "name", member.name.as_str());
    let ctx = ctx.at(Nav::Organisations);
    render::dialog(&ctx.clone(), &title.clone(), false, &Remove { ctx, organisation, member, title })
}

pub(super) async fn remove(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, person)): Path<(CustomerId, CustomerId)>,
) -> PageResult {
    let mut tx = state.db.begin().await?;
    organisations::remove_member(&mut tx, &user, id, person).await?;
    tx.commit().await?;
    Ok(render::done(&ctx, &address(id), "said-member-removed"))
}
