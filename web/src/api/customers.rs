//! Customers: the list, one of them, its states, its history, and who somebody is.

use super::{
    Problem,
    request::{self, Api, Body, Id, Once, Post, Query, Words},
    schema::{self, Problem as ProblemBody},
};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use kartotek_core::{
    customers::{self, CustomerInput, Record, Sort, Source, actions, erase, filter_words, history, lookup, views},
    kernel::{CustomerId, Email, Error, Phone, error::Refusals, page::Page},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(who))
        .routes(routes!(get, change, delete))
        .routes(routes!(deactivate))
        .routes(routes!(reactivate))
        .routes(routes!(read_history))
        .routes(routes!(tickets))
        .routes(routes!(activities))
        .routes(routes!(members))
}

/// The filtered and sorted list, a page at a time.
#[utoipa::path(get, path = "/customers", tag = "customers", params(schema::CustomerFilter, schema::Paging), responses(
    (status = 200, body = schema::CustomerPage),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(api: Api, mut words: Words) -> Result<Json<Page<Record>>, Problem> {
    let (limit, cursor) = words.take_page()?;
    let sort: Sort = words.take("sort").map(|text| text.parse()).transpose()?.unwrap_or_default();
    let conn = api.db().read();
    let filter = filter_words::read(conn, &api, &words.0).await?;
    let page = customers::list::list(conn, &api, api.country(), &filter, sort, cursor.as_deref(), limit).await?;
    let whole = views::whole(conn, &api, &page.items).await?;
    let items = whole.into_iter().map(|customer| Record::new(customer, api.language())).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// Makes a customer. Repeat it safely with an `Idempotency-Key`.
#[utoipa::path(post, path = "/customers", tag = "customers", params(schema::IdempotencyKey), request_body = schema::CustomerInput, responses(
    (status = 201, body = schema::Customer, headers(("Location" = String))),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create(api: Api, post: Post<CustomerInput>) -> Result<Response, Problem> {
    let (mut once, input) = post.begin(&api).await?;
    let customer = actions::create(once.tx(), &api, &input, Source::Api).await?;
    let location = format!("/api/v1/customers/{}", customer.id);
    let answer = once.answer(StatusCode::CREATED, &Record::new(customer, api.language())).await?;
    Ok(([(header::LOCATION, location)], answer).into_response())
}

/// One customer.
#[utoipa::path(get, path = "/customers/{id}", tag = "customers", params(schema::CustomerPath), responses(
    (status = 200, body = schema::Customer),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get(api: Api, Id(id): Id<CustomerId>) -> Result<Json<Record>, Problem> {
    Ok(Json(Record::new(views::get(api.db().read(), &api, id).await?, api.language())))
}

/// Changes what is mentioned. With `version`, answers 409 and the current record if somebody was faster.
#[utoipa::path(patch, path = "/customers/{id}", tag = "customers", params(schema::CustomerPath), request_body = schema::CustomerChange, responses(
    (status = 200, body = schema::Customer),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change(api: Api, Id(id): Id<CustomerId>, Body(mut fields): Body<Map<String, Value>>) -> Result<Json<Record>, Problem> {
    let version = version_of(&mut fields)?;
    let input: CustomerInput = request::value(Value::Object(fields))?;
    let mut tx = api.db().begin().await?;
    let changed = match actions::update(&mut tx, &api, id, &input, version).await {
        // The record that the answer carries has the same form as everywhere else.
        Err(Error::Stale(_)) => {
            let current = Record::new(views::get(tx.conn(), &api, id).await?, api.language());
            return Err(Error::Stale(Box::new(serde_json::to_value(current)?)).into());
        }
        other => other?,
    };
    tx.commit().await?;
    Ok(Json(Record::new(changed, api.language())))
}

fn version_of(fields: &mut Map<String, Value>) -> Result<Option<i64>, Problem> {
    match fields.remove("version") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(version) => Ok(Some(version)),
            None => Err(Error::field("version", "invalid_value", "the number that came with the record").into()),
        },
    }
}

/// Deletes a customer for good.
#[utoipa::path(delete, path = "/customers/{id}", tag = "customers", params(schema::CustomerPath), responses(
    (status = 204),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete(api: Api, Id(id): Id<CustomerId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    erase::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a customer to rest.
#[utoipa::path(post, path = "/customers/{id}/deactivate", tag = "customers", params(schema::CustomerPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Customer),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn deactivate(api: Api, Id(id): Id<CustomerId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let customer = actions::deactivate(once.tx(), &api, id).await?;
    answer(once, &api, customer).await
}

/// Brings a customer back.
#[utoipa::path(post, path = "/customers/{id}/reactivate", tag = "customers", params(schema::CustomerPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Customer),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn reactivate(api: Api, Id(id): Id<CustomerId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let customer = actions::reactivate(once.tx(), &api, id).await?;
    answer(once, &api, customer).await
}

async fn answer(once: Once, api: &Api, customer: views::Customer) -> Result<Response, Problem> {
    once.answer(StatusCode::OK, &Record::new(customer, api.language())).await
}

/// A body that says nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HistoryWords {
    field: Option<String>,
    limit: Option<u64>,
    cursor: Option<String>,
}

/// Every change, newest first.
#[utoipa::path(get, path = "/customers/{id}/history", tag = "customers", params(schema::CustomerPath, schema::HistoryFilter, schema::Paging), responses(
    (status = 200, body = schema::HistoryPage),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn read_history(
    api: Api,
    Id(id): Id<CustomerId>,
    Query(words): Query<HistoryWords>,
) -> Result<Json<Page<history::Entry>>, Problem> {
    let page = history::list(api.db().read(), &api, id, words.field.as_deref(), words.cursor.as_deref(), words.limit).await?;
    Ok(Json(page))
}

/// The customer's tickets.
#[utoipa::path(get, path = "/customers/{id}/tickets", tag = "customers", params(schema::CustomerPath, schema::Paging), responses(
    (status = 200, body = schema::EmptyPage),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn tickets(api: Api, Id(id): Id<CustomerId>) -> Result<Json<Page<Value>>, Problem> {
    nothing_yet(&api, id).await
}

/// The customer's activities.
#[utoipa::path(get, path = "/customers/{id}/activities", tag = "customers", params(schema::CustomerPath, schema::Paging), responses(
    (status = 200, body = schema::EmptyPage),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn activities(api: Api, Id(id): Id<CustomerId>) -> Result<Json<Page<Value>>, Problem> {
    nothing_yet(&api, id).await
}

/// Of a kind of record that there is none of yet.
async fn nothing_yet(api: &Api, id: CustomerId) -> Result<Json<Page<Value>>, Problem> {
    views::get(api.db().read(), api, id).await?;
    Ok(Json(Page { items: Vec::new(), next_cursor: None }))
}

/// The members of an organisation, by name, at most 200.
#[utoipa::path(get, path = "/customers/{id}/members", tag = "customers", params(schema::CustomerPath), responses(
    (status = 200, body = schema::MemberPage),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn members(api: Api, Id(id): Id<CustomerId>) -> Result<Json<Page<views::Member>>, Problem> {
    let items = views::members(api.db().read(), &api, id, kartotek_core::kernel::page::MAX_LIMIT).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lookup {
    email: Option<String>,
    phone: Option<String>,
}

/// Who is this? The customers that an e-mail address and a phone number name: none, one, or two different ones.
#[utoipa::path(get, path = "/customers/lookup", tag = "customers", params(schema::Lookup), responses(
    (status = 200, body = schema::CustomerPage),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn who(api: Api, Query(words): Query<Lookup>) -> Result<Json<Page<Record>>, Problem> {
    let mut refusals = Refusals::default();
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let email = given(words.email).and_then(|text| refusals.check(Email::parse(&text)));
    let phone = given(words.phone).and_then(|text| refusals.check(Phone::parse(&text, api.country())));
    refusals.finish()?;
    if email.is_none() && phone.is_none() {
        return Err(Error::field("email", "required", "give email, phone or both").into());
    }
    let mut items = Vec::new();
    for row in lookup::lookup(api.db().read(), &api, email.as_ref(), phone.as_ref()).await? {
        items.push(Record::new(views::get(api.db().read(), &api, row.id).await?, api.language()));
    }
    Ok(Json(Page { items, next_cursor: None }))
}
