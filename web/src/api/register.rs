//! Tags and custom fields: what an account adds to its register.

use super::{
    Problem,
    customers::Nothing,
    request::{self, Api, Body, Id, Post, Query},
    schema::{self, Problem as ProblemBody},
};
use axum::{Json, http::StatusCode, response::Response};
use kartotek_core::{
    customers::{
        custom_fields::{self, CustomField, FieldChange, FieldResource, NewField},
        tags::{self, NewTag, Tag, TagChange},
    },
    kernel::{FieldId, TagId, page::Page},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_tags, create_tag))
        .routes(routes!(get_tag, change_tag, delete_tag))
        .routes(routes!(retire_tag))
        .routes(routes!(reactivate_tag))
        .routes(routes!(merge_tag))
        .routes(routes!(list_fields, create_field))
        .routes(routes!(get_field, change_field, delete_field))
        .routes(routes!(retire_field))
        .routes(routes!(reactivate_field))
}

/// A tag with its name in the account's language.
#[derive(Serialize)]
pub(super) struct TagJson {
    name: String,
    #[serde(flatten)]
    tag: Tag,
    #[serde(skip_serializing_if = "Option::is_none")]
    customers: Option<i64>,
}

impl TagJson {
    fn new(tag: Tag, api: &Api) -> Self {
        Self { name: tag.name(api.language()).to_owned(), tag, customers: None }
    }
}

/// One name or label stands for that of the account's language.
fn spread(fields: &mut Map<String, Value>, one: &str, all: &str, language: &str) {
    if let Some(name) = fields.remove(one) {
        let names = fields.entry(all).or_insert_with(|| json!({}));
        if let Some(names) = names.as_object_mut() {
            names.entry(language).or_insert(name);
        }
    }
}

/// The account's tags with how many customers have each, retired ones included.
#[utoipa::path(get, path = "/tags", tag = "tags", responses((status = 200, body = schema::TagPage)))]
pub(super) async fn list_tags(api: Api) -> Result<Json<Page<TagJson>>, Problem> {
    let listed = tags::list(api.db().read(), &api).await?;
    let items = listed.into_iter().map(|listed| TagJson { customers: Some(listed.customers), ..TagJson::new(listed.tag, &api) });
    Ok(Json(Page { items: items.collect(), next_cursor: None }))
}

/// Makes a tag. `name` alone names it in the account's language.
#[utoipa::path(post, path = "/tags", tag = "tags", params(schema::IdempotencyKey), request_body = schema::NewTag, responses(
    (status = 201, body = schema::Tag), (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create_tag(api: Api, post: Post<Map<String, Value>>) -> Result<Response, Problem> {
    let (mut once, mut fields) = post.begin(&api).await?;
    spread(&mut fields, "name", "names", api.language());
    let new: NewTag = request::value(Value::Object(fields))?;
    let tag = tags::create(once.tx(), &api, &new).await?;
    once.answer(StatusCode::CREATED, &TagJson::new(tag, &api)).await
}

/// One tag.
#[utoipa::path(get, path = "/tags/{id}", tag = "tags", params(schema::TagPath), responses(
    (status = 200, body = schema::Tag), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get_tag(api: Api, Id(id): Id<TagId>) -> Result<Json<TagJson>, Problem> {
    Ok(Json(TagJson::new(tags::load(api.db().read(), &api, id).await?, &api)))
}

/// Changes what is mentioned; `names` are all names.
#[utoipa::path(patch, path = "/tags/{id}", tag = "tags", params(schema::TagPath), request_body = schema::TagChange, responses(
    (status = 200, body = schema::Tag), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change_tag(api: Api, Id(id): Id<TagId>, Body(change): Body<TagChange>) -> Result<Json<TagJson>, Problem> {
    let mut tx = api.db().begin().await?;
    let tag = tags::change(&mut tx, &api, id, &change).await?;
    tx.commit().await?;
    Ok(Json(TagJson::new(tag, &api)))
}

/// Deletes a tag that no customer has.
#[utoipa::path(delete, path = "/tags/{id}", tag = "tags", params(schema::TagPath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete_tag(api: Api, Id(id): Id<TagId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    tags::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stops offering a tag; customers that have it keep it.
#[utoipa::path(post, path = "/tags/{id}/retire", tag = "tags", params(schema::TagPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Tag), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn retire_tag(api: Api, Id(id): Id<TagId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let tag = tags::retire(once.tx(), &api, id).await?;
    once.answer(StatusCode::OK, &TagJson::new(tag, &api)).await
}

/// Offers a retired tag again.
#[utoipa::path(post, path = "/tags/{id}/reactivate", tag = "tags", params(schema::TagPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Tag), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn reactivate_tag(api: Api, Id(id): Id<TagId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let tag = tags::reactivate(once.tx(), &api, id).await?;
    once.answer(StatusCode::OK, &TagJson::new(tag, &api)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merge {
    into: TagId,
}

/// Puts another tag in this one's place on all customers, and removes this one. A job does the work.
#[utoipa::path(post, path = "/tags/{id}/merge", tag = "tags", params(schema::TagPath, schema::IdempotencyKey), request_body = schema::TagMerge, responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn merge_tag(api: Api, Id(id): Id<TagId>, post: Post<Merge>) -> Result<Response, Problem> {
    let (mut once, merge) = post.begin(&api).await?;
    tags::merge(once.tx(), &api, id, merge.into).await?;
    once.done().await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldWords {
    resource: Option<FieldResource>,
}

/// A field with its label in the account's language.
#[derive(Serialize)]
pub(super) struct FieldJson {
    label: String,
    #[serde(flatten)]
    field: CustomField,
}

impl FieldJson {
    fn new(field: CustomField, api: &Api) -> Self {
        Self { label: field.label(api.language()).to_owned(), field }
    }
}

/// The custom fields of a resource in their order, retired ones included.
#[utoipa::path(get, path = "/custom-fields", tag = "custom fields", params(schema::FieldFilter), responses((status = 200, body = schema::FieldPage)))]
pub(super) async fn list_fields(api: Api, Query(words): Query<FieldWords>) -> Result<Json<Page<FieldJson>>, Problem> {
    let resource = words.resource.unwrap_or(FieldResource::Customer);
    let fields = custom_fields::list(api.db().read(), &api, resource).await?;
    Ok(Json(Page { items: fields.into_iter().map(|field| FieldJson::new(field, &api)).collect(), next_cursor: None }))
}

/// Defines a field. `label` alone names it in the account's language.
#[utoipa::path(post, path = "/custom-fields", tag = "custom fields", params(schema::IdempotencyKey), request_body = schema::NewField, responses(
    (status = 201, body = schema::Field), (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn create_field(api: Api, post: Post<Map<String, Value>>) -> Result<Response, Problem> {
    let (mut once, mut fields) = post.begin(&api).await?;
    spread(&mut fields, "label", "labels", api.language());
    let new: NewField = request::value(Value::Object(fields))?;
    let field = custom_fields::create(once.tx(), &api, &new).await?;
    once.answer(StatusCode::CREATED, &FieldJson::new(field, &api)).await
}

/// One field.
#[utoipa::path(get, path = "/custom-fields/{id}", tag = "custom fields", params(schema::FieldPath), responses(
    (status = 200, body = schema::Field), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get_field(api: Api, Id(id): Id<FieldId>) -> Result<Json<FieldJson>, Problem> {
    Ok(Json(FieldJson::new(custom_fields::load(api.db().read(), &api, id).await?, &api)))
}

/// Changes what is mentioned; `labels` and `choices` are all of them.
#[utoipa::path(patch, path = "/custom-fields/{id}", tag = "custom fields", params(schema::FieldPath), request_body = schema::FieldChange, responses(
    (status = 200, body = schema::Field), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn change_field(api: Api, Id(id): Id<FieldId>, Body(change): Body<FieldChange>) -> Result<Json<FieldJson>, Problem> {
    let mut tx = api.db().begin().await?;
    let field = custom_fields::change(&mut tx, &api, id, &change).await?;
    tx.commit().await?;
    Ok(Json(FieldJson::new(field, &api)))
}

/// Deletes a field that no record has a value in.
#[utoipa::path(delete, path = "/custom-fields/{id}", tag = "custom fields", params(schema::FieldPath), responses(
    (status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn delete_field(api: Api, Id(id): Id<FieldId>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    custom_fields::delete(&mut tx, &api, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hides a field on new records; old ones keep their values.
#[utoipa::path(post, path = "/custom-fields/{id}/retire", tag = "custom fields", params(schema::FieldPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Field), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn retire_field(api: Api, Id(id): Id<FieldId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let field = custom_fields::retire(once.tx(), &api, id).await?;
    once.answer(StatusCode::OK, &FieldJson::new(field, &api)).await
}

/// Offers a retired field again.
#[utoipa::path(post, path = "/custom-fields/{id}/reactivate", tag = "custom fields", params(schema::FieldPath, schema::IdempotencyKey), responses(
    (status = 200, body = schema::Field), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn reactivate_field(api: Api, Id(id): Id<FieldId>, post: Post<Nothing>) -> Result<Response, Problem> {
    let (mut once, _) = post.begin(&api).await?;
    let field = custom_fields::reactivate(once.tx(), &api, id).await?;
    once.answer(StatusCode::OK, &FieldJson::new(field, &api)).await
}
