//! From templates to responses.

use crate::{
    context::Ctx,
    cookies,
    error::{Failure, PageResult},
};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use kartotek_core::kernel::Error;

/// Carries what is to be said on the page after a redirect: the key of a text.
pub(crate) const TOAST: &str = "kartotek_said";

/// A page or a part of one.
///
/// # Errors
/// If the template cannot be rendered, which only a failing `Display` causes.
pub fn html(template: &impl Template) -> PageResult {
    html_with(StatusCode::OK, template)
}

/// The same with another status; forms that are refused answer 422.
///
/// # Errors
/// As [`html`].
pub fn html_with(status: StatusCode, template: &impl Template) -> PageResult {
    let text = template.render().map_err(|error| Failure::Domain(Error::internal(error)))?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], text).into_response())
}

/// On to another page, after something was done.
pub fn go(ctx: &Ctx, address: &str) -> Response {
    if ctx.asked.by_htmx {
        // 200 and not 204, because a browser that follows must not keep the old page busy.
        return match HeaderValue::from_str(address) {
            Ok(value) => (StatusCode::OK, [("hx-redirect", value)]).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    Redirect::to(address).into_response()
}

/// On to another page, which then says the text of `key`.
pub fn go_and_say(ctx: &Ctx, address: &str, key: &str) -> Response {
    let mut response = go(ctx, address);
    if let Some(cookie) = cookies::write(TOAST, key, Some(60), false) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What a dialog asked for is done: it closes, the page says `text`, and elements of the page that wait for the event
/// `changed` (`hx-trigger="changed from:body"`) are asked for anew. Without scripts, on to `address`.
pub fn done(ctx: &Ctx, address: &str, key: &str) -> Response {
    if !ctx.asked.by_htmx {
        return go_and_say(ctx, address, key);
    }
    let mut response = (StatusCode::OK, [("hx-reswap", "none")]).into_response();
    let events = serde_json::json!({ "dialog:close": {}, "changed": {}, "say": { "text": ctx.t(key) } });
    trigger(&mut response, &events);
    response
}

fn trigger(response: &mut Response, events: &serde_json::Value) {
    if let Ok(value) = HeaderValue::from_str(&ascii_json(events)) {
        response.headers_mut().insert("hx-trigger", value);
    }
}

/// A header holds ASCII only; JSON can say everything else by its code points.
fn ascii_json(value: &serde_json::Value) -> String {
    value.to_string().chars().fold(String::new(), |mut ascii, letter| {
        if letter.is_ascii() {
            ascii.push(letter);
        } else {
            let mut units = [0u16; 2];
            for unit in letter.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
        ascii
    })
}

/// Adds a note (a toast) to a response for htmx: the page shows `text` and reads it out.
pub fn say(mut response: Response, text: &str) -> Response {
    trigger(&mut response, &serde_json::json!({ "say": { "text": text } }));
    response
}

/// A value inside a query string.
pub fn query_value(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

/// An address to go to after the log-in, if it is one of ours: `/customers?q=x`, never `//elsewhere`.
pub fn own_address(address: &str) -> &str {
    let own = address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\r', '\n', '\t']);
    if own { address } else { "/" }
}

/// What a dialog shows: into the dialog of the page that is open, or, without scripts, on a page of its own. `inside` begins
/// with `dialog_head`. Answers 422 if `refused`.
///
/// # Errors
/// As [`html`].
pub fn dialog(ctx: &Ctx, title: &str, refused: bool, inside: &impl Template) -> PageResult {
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    if ctx.asked.for_dialog() {
        return html_with(status, inside);
    }
    let inside = inside.render().map_err(|error| Failure::Domain(Error::internal(error)))?;
    html_with(status, &DialogPage { ctx: ctx.clone(), title, inside })
}

#[derive(Template)]
#[template(path = "layout/dialog.html")]
struct DialogPage<'a> {
    ctx: Ctx,
    title: &'a str,
    inside: String,
}

#[derive(Template)]
#[template(path = "errors/page.html")]
struct ErrorPage<'a> {
    ctx: &'a Ctx,
    status: u16,
    text: String,
}

#[derive(Template)]
#[template(path = "errors/note.html")]
struct Note<'a> {
    ctx: &'a Ctx,
    text: &'a str,
}

pub(crate) fn error_page(ctx: &Ctx, status: StatusCode, text: String) -> Response {
    let page = ErrorPage { ctx, status: status.as_u16(), text };
    html_with(status, &page).unwrap_or_else(|_| status.into_response())
}

pub(crate) fn note(ctx: &Ctx, status: StatusCode, text: &str) -> Response {
    html_with(status, &Note { ctx, text }).unwrap_or_else(|_| status.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_address("/customers?q=a"), "/customers?q=a");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\t/evil.example", "javascript:alert(1)"] {
            assert_eq!(own_address(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn a_note_in_any_language_fits_into_a_header() {
        let response = say(StatusCode::OK.into_response(), "Lagret: Bjørn 🐻");
        let header = response.headers()["hx-trigger"].to_str().unwrap();
        let parsed: serde_json::Value = serde_json::from_str(header).unwrap();
        assert_eq!(parsed["say"]["text"], "Lagret: Bjørn 🐻");
    }
}
