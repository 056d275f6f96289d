//! The browser's files, embedded. Their address holds a version made of their content, so a browser keeps them for
//! good and asks for new ones when they change.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// Under this address the files stand.
pub const BASE: &str = concat!("/assets/", env!("KARTOTEK_ASSETS"));

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/assets"]
struct Files;

/// Sends a file, packed if the browser understands that.
pub(crate) async fn serve(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if path.ends_with(".gz") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "gzip")));
    let packed = if takes_gzip { Files::get(&format!("{path}.gz")) } else { None };
    let is_packed = packed.is_some();
    let Some(file) = packed.or_else(|| Files::get(&path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // An old page may ask for an old version; it gets the present file, but does not keep it under the old name.
    let caching = if version == env!("KARTOTEK_ASSETS") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = (
        [(header::CONTENT_TYPE, content_type(&path)), (header::CACHE_CONTROL, caching), (header::VARY, "accept-encoding")],
        file.data.into_owned(),
    )
        .into_response();
    if is_packed {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
