//! News for open pages, as server-sent events: the bell's count, and which kinds of things have changed, so that a page
//! that shows them asks anew. What changed is not told here, so nothing can be learned that a list would not show.
//!
//! One reader per account follows the events, however many pages are open.

use crate::{
    context::{Ctx, SignedIn},
    error::Failure,
    state::AppState,
};
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event as Message, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::{Stream, stream};
use kartotek_core::{
    kernel::{AccountId, Action, Resource, Result},
    queue::events::{self, Event, Follower, Place},
    staff::notifications,
    storage::Db,
};
use serde_json::json;
use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{broadcast, watch};

/// So many batches may wait for a slow page; then it starts again from the table.
const WAITING: usize = 64;
/// After a failed reading.
const PAUSE: Duration = Duration::from_secs(2);
/// A sign of life, so that proxies keep the connection.
const ALIVE: Duration = Duration::from_secs(25);

type Batch = Arc<Vec<Event>>;

/// Follows the events of the accounts that somebody looks at.
pub struct Live {
    db: Db,
    stop: watch::Receiver<bool>,
    readers: Arc<Mutex<HashMap<AccountId, broadcast::Sender<Batch>>>>,
}

impl Live {
    /// Ends when `stop` turns true.
    pub fn new(db: Db, stop: watch::Receiver<bool>) -> Self {
        Self { db, stop, readers: Arc::default() }
    }

    /// Whether the program is about to stop; waits for it.
    pub(crate) async fn stopped(&self) {
        let mut stop = self.stop.clone();
        // An error means that nobody is left who could stop us: a test, or a program at its end.
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What happens in `account` from now on.
    async fn listen(&self, account: AccountId) -> Result<broadcast::Receiver<Batch>> {
        if let Some(receiver) = self.subscribed(account) {
            return Ok(receiver);
        }
        let place = events::present(self.db.read(), account).await?;
        let Ok(mut readers) = self.readers.lock() else { return Ok(broadcast::channel(1).1) };
        // Somebody may have been quicker while the place was read.
        if let Some(sender) = readers.get(&account) {
            return Ok(sender.subscribe());
        }
        let (sender, receiver) = broadcast::channel(WAITING);
        readers.insert(account, sender.clone());
        tokio::spawn(read(self.db.clone(), account, place, sender, self.readers.clone(), self.stop.clone()));
        Ok(receiver)
    }

    fn subscribed(&self, account: AccountId) -> Option<broadcast::Receiver<Batch>> {
        self.readers.lock().ok()?.get(&account).map(broadcast::Sender::subscribe)
    }
}

/// Reads an account's events until nobody listens any more.
async fn read(
    db: Db,
    account: AccountId,
    place: Place,
    sender: broadcast::Sender<Batch>,
    readers: Arc<Mutex<HashMap<AccountId, broadcast::Sender<Batch>>>>,
    mut stop: watch::Receiver<bool>,
) {
    let mut follower = Follower::new(db, account, place);
    loop {
        let next = tokio::select! {
            next = follower.next() => next,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match next {
            Ok(events) => {
                if sender.send(Arc::new(events)).is_err() {
                    let Ok(mut readers) = readers.lock() else { return };
                    // Asked again under the lock: a page may have come just now.
                    if sender.receiver_count() == 0 {
                        readers.remove(&account);
                        return;
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot read events; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    if let Ok(mut readers) = readers.lock() {
        readers.remove(&account);
    }
}

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/live", get(serve))
}

/// What a page may wait for, the events that belong to it, and who may see that kind of thing at all.
const TOPICS: &[(&str, &str, Resource)] = &[
    ("customers", "customer.", Resource::Customer),
    ("imports", "import.", Resource::Import),
    ("bulk", "bulk.", Resource::Customer),
    ("tags", "tag.", Resource::Tag),
    ("fields", "custom_field.", Resource::CustomField),
    ("users", "user.", Resource::User),
    ("jobs", "job.", Resource::Settings),
];

async fn serve(State(state): State<AppState>, user: SignedIn, ctx: Ctx, headers: HeaderMap) -> Result<Response, Failure> {
    let receiver = state.live.listen(user.account).await?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse::<Place>().ok());
    // What a page missed while its connection was lost.
    let missed = match last {
        Some(place) => events::after(state.db.read(), user.account, place).await?,
        None => Vec::new(),
    };
    let start = vec![bell(&state, &user, &ctx, None).await?].into_iter().chain(messages(&user, &missed)).collect::<Vec<_>>();
    let page = Page { state, user, ctx, receiver };
    let news = stream::unfold((Some(page), start), |(page, waiting)| async move {
        if !waiting.is_empty() {
            return Some((waiting, (page, Vec::new())));
        }
        let mut page = page?;
        let news = page.next().await?;
        Some((news, (Some(page), Vec::new())))
    });
    Ok(Sse::new(flat(news)).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

fn flat(batches: impl Stream<Item = Vec<Message>> + Send) -> impl Stream<Item = std::result::Result<Message, Infallible>> + Send {
    use futures_util::StreamExt;
    batches.flat_map(|batch| stream::iter(batch.into_iter().map(Ok)))
}

struct Page {
    state: AppState,
    user: SignedIn,
    ctx: Ctx,
    receiver: broadcast::Receiver<Batch>,
}

impl Page {
    /// The next messages for this page; none when it should stop listening.
    async fn next(&mut self) -> Option<Vec<Message>> {
        loop {
            let batch = tokio::select! {
                batch = self.receiver.recv() => batch,
                () = self.state.live.stopped() => return None,
            };
            let batch = match batch {
                Ok(batch) => batch,
                // Too slow: the browser comes again and catches up by the number of the last event.
                Err(_) => return None,
            };
            let about_me = |event: &&Event| event.subject_id == self.user.user_id().map(|id| id.0);
            if batch.iter().filter(about_me).any(|event| event.kind == "session.ended" || event.kind == "user.deactivated") {
                let still = self.state.gate.authenticate(self.user.session()).await.ok()?;
                if still.is_none() {
                    return Some(vec![message(&json!({ "kind": "signed-out" }), None)]);
                }
            }
            let mut news: Vec<Message> = messages(&self.user, &batch).collect();
            if batch.iter().filter(about_me).any(|event| event.kind.starts_with("notification.")) {
                let place = batch.last().map(|event| event.place);
                news.push(bell(&self.state, &self.user, &self.ctx, place).await.ok()?);
            }
            if !news.is_empty() {
                return Some(news);
            }
        }
    }
}

/// The kinds of things that changed, each once.
fn messages(user: &SignedIn, batch: &[Event]) -> impl Iterator<Item = Message> + use<> {
    let changed: BTreeSet<&str> = batch
        .iter()
        .filter_map(|event| TOPICS.iter().find(|(_, kind, _)| event.kind.starts_with(kind)))
        .filter(|(_, _, resource)| user.may(*resource, Action::View))
        .map(|(topic, _, _)| *topic)
        .collect();
    let place = batch.last().map(|event| event.place);
    changed.into_iter().map(move |topic| message(&json!({ "kind": "changed", "topic": topic }), place))
}

/// What the bell shows.
async fn bell(state: &AppState, user: &SignedIn, ctx: &Ctx, place: Option<Place>) -> Result<Message> {
    let unread = notifications::unread(state.db.read(), user).await?;
    let content = json!({
        "kind": "notifications",
        "unread": unread,
        "unread_text": ctx.number(unread),
        "label": ctx.t1("shell-notifications", "count", unread),
    });
    Ok(message(&content, place))
}

fn message(content: &serde_json::Value, place: Option<Place>) -> Message {
    let message = Message::default().data(content.to_string());
    match place {
        Some(place) => message.id(place.to_string()),
        None => message,
    }
}
