//! A file comes in.

use super::words;
use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    body::Bytes,
    extract::{Multipart, State},
    http::StatusCode,
};
use futures_util::{Stream, StreamExt};
use kartotek_core::{
    customers::import::{ImportKind, actions, templates},
    kernel::{Action, Error, Resource, TemplateId},
};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, ReadBuf};

/// The longest value of a field beside the file.
const LONGEST_FIELD: usize = 1000;

#[derive(Template)]
#[template(path = "imports/upload.html")]
struct Upload {
    ctx: Ctx,
    form: Form,
    templates: Vec<(String, String)>,
}

impl Upload {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        ImportKind::ALL.iter().map(|kind| (kind.as_str(), words::kind(&self.ctx, *kind))).collect()
    }
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form) -> PageResult {
    user.require(Resource::Import, Action::Create)?;
    let mut saved = Vec::new();
    for kind in ImportKind::ALL {
        for template in templates::list(state.db.read(), user, *kind).await? {
            saved.push((template.id.to_string(), format!("{} ({})", template.name, words::kind(&ctx, *kind))));
        }
    }
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render::html_with(status, &Upload { ctx: ctx.at(Nav::Imports), form, templates: saved })
}

pub(super) async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx) -> PageResult {
    page(&state, &user, ctx, Form::of([("kind", ImportKind::Customers.as_str())])).await
}

fn unreadable(_: impl std::error::Error) -> Error {
    Error::refused("invalid_form", "this form cannot be read")
}

/// The file is the last field of the form, so that everything else is known when it comes.
pub(super) async fn receive(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut parts: Multipart) -> PageResult {
    user.require(Resource::Import, Action::Create)?;
    let mut form = Form::default();
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            let mut value = Vec::new();
            while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
                value.extend_from_slice(&bytes);
                if value.len() > LONGEST_FIELD {
                    return Err(Error::refused("too_large", "this is larger than a form may be").into());
                }
            }
            form.set(&name, String::from_utf8_lossy(&value));
            continue;
        }
        let file_name = part.file_name().unwrap_or_default().to_owned();
        if file_name.is_empty() {
            break;
        }
        let kind = form.filled("kind").and_then(|kind| kind.parse().ok()).unwrap_or(ImportKind::Customers);
        let bytes = Box::pin(part.map(|bytes| bytes.map_err(io::Error::other)));
        let (reader, limit) = (Reader { bytes, left: Bytes::new() }, state.settings.max_import);
        let import = match actions::receive(&state.db, &state.files, &user, kind, &file_name, reader, limit).await {
            Ok(import) => import,
            Err(error) => {
                form.refused(&ctx, error)?;
                return page(&state, &user, ctx, form).await;
            }
        };
        if let Some(template) = form.filled("template").and_then(|id| id.parse::<TemplateId>().ok()) {
            match templates::apply(&state.db, &state.files, &user, import.id, template).await {
                // A template of another kind, or one that is gone: the columns stay as they were recognised.
                Ok(_) | Err(Error::NotFound | Error::Invalid(_) | Error::Refused { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        return Ok(render::go(&ctx, &format!("/imports/{}/settings", import.id)));
    }
    form.refused(&ctx, Error::field("file", "required", "choose a file"))?;
    page(&state, &user, ctx, form).await
}

/// The bytes of a field of a form as something to read from.
struct Reader<S> {
    bytes: S,
    left: Bytes,
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> AsyncRead for Reader<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        while self.left.is_empty() {
            match self.bytes.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(bytes))) => self.left = bytes,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Pending => return Poll::Pending,
            }
        }
        let count = self.left.len().min(buffer.remaining());
        buffer.put_slice(&self.left.split_to(count));
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn every_byte_is_read_once_whatever_the_pieces() {
        let pieces = ["Navn;", "", "E-post\r\n", "Å"].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
        let mut reader = Reader { bytes: futures_util::stream::iter(pieces), left: Bytes::new() };
        let mut text = String::new();
        reader.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "Navn;E-post\r\nÅ");
        let broken = [Ok(Bytes::from_static(b"a")), Err(io::Error::other("the line broke"))];
        let mut reader = Reader { bytes: futures_util::stream::iter(broken), left: Bytes::new() };
        assert!(reader.read_to_string(&mut text).await.is_err());
    }
}
