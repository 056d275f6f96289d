//! Exports: the same filters as the list, streamed.

use super::{
    Problem,
    request::{Api, Words},
    schema::{self, Problem as ProblemBody},
};
use crate::download;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use kartotek_core::{
    customers::{
        Rules,
        export::{self, Export, Format},
        filter_words,
        list_views::Column,
    },
    kernel::{Error, FieldError, error::Refusals},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new().routes(routes!(csv)).routes(routes!(xlsx)).routes(routes!(json))
}

/// The filtered list as comma-separated values. A text that begins like a formula gets an apostrophe in front.
#[utoipa::path(get, path = "/exports/customers.csv", tag = "exports", params(schema::CustomerFilter, schema::ExportColumns), responses(
    (status = 200, content_type = "text/csv", body = String), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn csv(api: Api, words: Words) -> Result<Response, Problem> {
    serve(&api, words, Format::Csv).await
}

/// The filtered list as a workbook; every cell is a text.
#[utoipa::path(get, path = "/exports/customers.xlsx", tag = "exports", params(schema::CustomerFilter, schema::ExportColumns), responses(
    (status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn xlsx(api: Api, words: Words) -> Result<Response, Problem> {
    serve(&api, words, Format::Xlsx).await
}

/// The filtered list as an array of customers with all their fields.
#[utoipa::path(get, path = "/exports/customers.json", tag = "exports", params(schema::CustomerFilter), responses(
    (status = 200, body = Vec<schema::Customer>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn json(api: Api, words: Words) -> Result<Response, Problem> {
    serve(&api, words, Format::Json).await
}

async fn serve(api: &Api, mut words: Words, format: Format) -> Result<Response, Problem> {
    let sort = words.take("sort").map(|text| text.parse()).transpose()?.unwrap_or_default();
    let columns = words.take("columns");
    let for_spreadsheet = words.take("spreadsheet").as_deref() == Some("true");
    let filter = filter_words::read(api.db().read(), api, &words.0).await?;
    let rules = Rules::load(api.db().read(), api.account).await?;
    let columns = match columns {
        Some(names) => named(&rules, &names)?,
        None => export::all_columns(&rules),
    };
    let wanted = Export { filter, sort, format, columns, for_spreadsheet, language: api.language() };
    let parts = export::start(api.db().clone(), (**api).clone(), wanted).await?;
    // An error in the middle breaks the connection, so that nobody takes half an export for a whole one.
    let bytes = stream::unfold(parts, |mut parts| async move {
        let part = parts.recv().await?;
        let part = part.map(|chunk| chunk.bytes).inspect_err(|error| tracing::error!(%error, "an export broke off"));
        Some((part, parts))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (header::CONTENT_DISPOSITION, download::disposition(&format!("customers.{format}"))?),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// Columns by name, separated by commas.
fn named(rules: &Rules, names: &str) -> Result<Vec<(Column, String)>, Error> {
    let mut refusals = Refusals::default();
    let mut columns = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let column = name.parse::<Column>().and_then(|column| match &column {
            Column::Attribute(key) if rules.fields.iter().all(|field| field.key != *key) => {
                Err(FieldError::new("columns", "unknown_column", format!("there is no column {name}")).with("column", name))
            }
            _ => Ok(column),
        });
        columns.extend(refusals.check(column).map(|column| (column, name.to_owned())));
    }
    refusals.finish()?;
    Ok(columns)
}
