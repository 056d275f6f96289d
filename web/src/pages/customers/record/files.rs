//! Files of a customer: uploaded, downloaded, removed. They are always downloaded, never shown inside our pages: what the
//! sender calls a picture may be a script.

use crate::{AppState, Ctx, PageResult, SignedIn, render};
use axum::{
    body::Body,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartError},
    },
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use kartotek_core::{
    customers::attachments,
    files::{Stored, content_disposition},
    kernel::{AccountId, CustomerId, Error, FileId},
};
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The largest file that a customer's page takes, in bytes.
pub(super) const LARGEST: u64 = 50 * 1024 * 1024;
/// So much is held in memory of a file that comes or goes.
const PIECE: usize = 64 * 1024;

fn unreadable(_: MultipartError) -> Error {
    Error::refused("invalid_form", "this form cannot be read")
}

/// POST `/customers/{id}/files` with any number of `file`.
pub(super) async fn upload(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<CustomerId>,
    mut form: Multipart,
) -> PageResult {
    // Asked before a byte is read.
    attachments::may_upload(state.db.read(), &user, id).await?;
    let mut uploaded = 0;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let Some(name) = field.file_name().filter(|name| field.name() == Some("file") && !name.is_empty()).map(ToOwned::to_owned) else {
            continue;
        };
        let content_type = field.content_type().map(ToOwned::to_owned);
        let file = FileId::new();
        let stored = receive(&state, user.account, file, field).await?;
        let key = stored.key.clone();
        let mut tx = state.db.begin().await?;
        let attached = match attachments::attach(&mut tx, &user, id, file, &name, content_type.as_deref(), stored).await {
            Ok(_) => tx.commit().await,
            Err(error) => Err(error),
        };
        if let Err(error) = attached {
            state.files.remove(&key).await?;
            return Err(error.into());
        }
        uploaded += 1;
    }
    if uploaded == 0 {
        return Err(Error::refused("no_file", "choose a file first").into());
    }
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}?tab=files"), "said-file-uploaded"))
}

/// Passes the bytes of a field on to the store as they come.
async fn receive(state: &AppState, account: AccountId, id: FileId, mut field: Field<'_>) -> Result<Stored, Error> {
    let (mut into, from) = tokio::io::duplex(PIECE);
    let pass_on = async move {
        while let Some(piece) = field.chunk().await.map_err(unreadable)? {
            // The store hangs up when the file is too large; its own error tells so.
            if into.write_all(&piece).await.is_err() {
                break;
            }
        }
        Ok::<(), Error>(())
    };
    let (passed, stored) = tokio::join!(pass_on, state.files.put(account, id, from, LARGEST));
    match passed {
        Ok(()) => stored,
        Err(error) => {
            if let Ok(stored) = stored {
                state.files.remove(&stored.key).await?;
            }
            Err(error)
        }
    }
}

/// GET `/customers/{id}/files/{file}`.
pub(super) async fn download(State(state): State<AppState>, user: SignedIn, Path((id, file)): Path<(CustomerId, FileId)>) -> PageResult {
    let found = attachments::find(state.db.read(), &user, id, file).await?;
    let opened = state.files.open(&found.storage_key).await?;
    let pieces = stream::try_unfold(opened, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then_some((axum::body::Bytes::from(piece), file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, found.size.to_string()),
        (header::CONTENT_DISPOSITION, content_disposition(&found.name)?),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// POST `/customers/{id}/files/{file}/delete`.
pub(super) async fn remove(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, file)): Path<(CustomerId, FileId)>,
) -> PageResult {
    let mut tx = state.db.begin().await?;
    attachments::detach(&mut tx, &user, id, file).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}?tab=files"), "said-file-removed"))
}
