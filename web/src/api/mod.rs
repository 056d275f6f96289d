//! The JSON API under `/api/v1`, its description at `/api/openapi.json` and a page for people at `/api`.
//!
//! A request passes [`request::Api`] (a bearer token becomes an actor), a handler, and an action of the domain; what a
//! handler refuses with `?` becomes problem+json in [`problem`]. The handlers know no rules and no SQL.

mod customers;
mod events;
mod exports;
mod files;
mod operations;
mod problem;
mod register;
mod request;
pub mod schema;
mod staff;
mod upload;
mod users;

pub use problem::Problem;

use crate::state::AppState;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::Response,
};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use utoipa::{
    OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The page for people builds parts of itself with styles of its own; scripts are as strict as everywhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
                           connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kartotek",
        description = "The register of customers. Make a token on your profile page or with `kartotek token add`, and send it as \
                       `Authorization: Bearer TOKEN`. Errors are problem+json (RFC 9457). Lists are pages: send `next_cursor` of one as \
                       `cursor` for the next. Records carry `version`: send it back with a change, and 409 with the current record tells \
                       that somebody was faster. A POST with an `Idempotency-Key` is done once, however often it is sent."
    ),
    components(schemas(schema::Problem)),
    tags(
        (name = "customers"), (name = "files"), (name = "exports"), (name = "tags"), (name = "custom fields"), (name = "users"),
        (name = "teams"), (name = "roles"), (name = "settings"), (name = "notifications"), (name = "jobs"), (name = "events")
    )
)]
struct Description;

fn parts() -> (Router<AppState>, Document) {
    let routes = OpenApiRouter::new()
        .merge(customers::router())
        .merge(files::router())
        .merge(exports::router())
        .merge(register::router())
        .merge(users::router())
        .merge(staff::router())
        .merge(operations::router())
        .merge(events::router())
        .fallback(|| async { StatusCode::NOT_FOUND });
    let (router, mut document) = OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", routes).split_for_parts();
    complete(&mut document);
    (router, document)
}

/// What holds for every operation is said here once.
fn complete(document: &mut Document) {
    document.info.version = env!("CARGO_PKG_VERSION").into();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token, kt_…")).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let unauthorized = ResponseBuilder::new().description("No token that works").content("application/problem+json", content).build();
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete, &mut item.put].into_iter().flatten() {
            operation.responses.responses.insert("401".into(), unauthorized.clone().into());
        }
    }
}

/// The description of the API (OpenAPI 3.1).
pub fn document() -> Document {
    parts().1
}

/// The API, its description and its page.
pub(crate) fn router() -> Router<AppState> {
    let (router, document) = parts();
    let router = router.layer(middleware::from_fn(problem::explain)).layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let page = SwaggerUi::new("/api").url("/api/openapi.json", document).config(
        // Nothing is asked of another host.
        Config::new(["/api/openapi.json"]).validator_url("none").persist_authorization(false),
    );
    router.merge(Router::from(page).layer(middleware::from_fn(page_policy)))
}

async fn page_policy(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_whole() {
        let document = serde_json::to_value(document()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let mut operations = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
                operations += 1;
                let text = format!("{method} {path}");
                assert!(operation["summary"].as_str().is_some_and(|summary| summary.ends_with(['.', '?'])), "{text} has no summary");
                assert!(operation["responses"]["401"].is_object(), "{text}");
                let named: Vec<&str> = path.split(['{', '}']).skip(1).step_by(2).collect();
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                for name in named {
                    assert!(parameters.iter().any(|parameter| parameter["in"] == "path" && parameter["name"] == name), "{text}: {name}");
                }
            }
        }
        assert!(operations > 50, "{operations}");
        let text = document.to_string();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name} is not described");
        }
    }
}
