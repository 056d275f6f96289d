//! Files of a customer.

use super::{
    Problem,
    request::{Api, Id, Once, hex, key_of},
    schema::{self, Problem as ProblemBody},
    upload,
};
use crate::download;
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use kartotek_core::{
    customers::attachments,
    files::{File, Stored},
    kernel::{CustomerId, Error, FileId, clock::Time, page::Page},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, attach))
        .routes(routes!(get, remove))
        // The store counts the bytes as they come and stops at the limit.
        .layer(DefaultBodyLimit::disable())
}

/// A file as lists show it.
#[derive(Serialize)]
pub(super) struct FileJson {
    id: FileId,
    name: String,
    content_type: String,
    size: i64,
    sha256: String,
    uploaded_by: String,
    created_at: Time,
}

impl From<File> for FileJson {
    fn from(file: File) -> Self {
        Self {
            id: file.id,
            name: file.name,
            content_type: file.content_type,
            size: file.size,
            sha256: file.sha256,
            uploaded_by: file.uploaded_by_name,
            created_at: file.created_at,
        }
    }
}

/// The files of a customer, newest first.
#[utoipa::path(get, path = "/customers/{id}/files", tag = "files", params(schema::CustomerPath), responses(
    (status = 200, body = schema::FilePage), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(api: Api, Id(id): Id<CustomerId>) -> Result<Json<Page<FileJson>>, Problem> {
    let files = attachments::list(api.db().read(), &api, id).await?;
    Ok(Json(Page { items: files.into_iter().map(FileJson::from).collect(), next_cursor: None }))
}

/// Attaches a file.
#[utoipa::path(post, path = "/customers/{id}/files", tag = "files", params(schema::CustomerPath, schema::IdempotencyKey),
    request_body(content = schema::FileUpload, content_type = "multipart/form-data"), responses(
    (status = 201, body = schema::File), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn attach(api: Api, Id(id): Id<CustomerId>, headers: HeaderMap, mut form: Multipart) -> Result<Response, Problem> {
    let key = key_of(&headers)?;
    attachments::may_upload(api.db().read(), &api, id).await?;
    while let Some(field) = form.next_field().await.map_err(upload::broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let kind = field.content_type().map(str::to_owned);
        let file = FileId::new();
        let stored = upload::store(&api, file, field, api.state().settings.max_upload).await?;
        let key = key.map(|key| (key, hash_of(id, &name, &stored)));
        let bytes = stored.key.clone();
        let attached = attached(&api, key, id, file, &name, kind.as_deref(), stored).await;
        if attached.is_err() {
            api.state().files.remove(&bytes).await?;
        }
        return attached;
    }
    Err(Error::field("file", "required", "send the file in the field \"file\"").into())
}

fn hash_of(customer: CustomerId, name: &str, stored: &Stored) -> String {
    let mut hasher = Sha256::new();
    for part in [&customer.to_string(), name, &stored.sha256] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize())
}

async fn attached(
    api: &Api,
    key: Option<(String, String)>,
    customer: CustomerId,
    id: FileId,
    name: &str,
    kind: Option<&str>,
    stored: Stored,
) -> Result<Response, Problem> {
    let mut once = Once::begin(api, key).await?;
    let file = attachments::attach(once.tx(), api, customer, id, name, kind, stored).await?;
    once.answer(StatusCode::CREATED, &FileJson::from(file)).await
}

/// The bytes of a file.
#[utoipa::path(get, path = "/customers/{id}/files/{file}", tag = "files", params(schema::FilePath), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn get(api: Api, Id((id, file)): Id<(CustomerId, FileId)>) -> Result<Response, Problem> {
    let file = attachments::find(api.db().read(), &api, id, file).await?;
    Ok(download::file(&api.state().files, &file).await?)
}

/// Removes a file.
#[utoipa::path(delete, path = "/customers/{id}/files/{file}", tag = "files", params(schema::FilePath), responses(
    (status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn remove(api: Api, Id((id, file)): Id<(CustomerId, FileId)>) -> Result<StatusCode, Problem> {
    let mut tx = api.db().begin().await?;
    attachments::detach(&mut tx, &api, id, file).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
