//! What happens, as server-sent events: only what this user may see. After a lost connection the client sends the id of the
//! last event (`Last-Event-ID`) and catches up.

use super::{Problem, request::Api, schema};
use axum::{
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event as Message, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt, stream};
use kartotek_core::{
    customers::scope,
    kernel::{Action, Actor, CustomerId, Resource, Result, Scope},
    queue::events::{self, Event, Follower, Place},
};
use std::{collections::HashSet, convert::Infallible, time::Duration};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A sign of life, so that proxies keep the connection.
const ALIVE: Duration = Duration::from_secs(25);

pub(super) fn router() -> OpenApiRouter<crate::AppState> {
    OpenApiRouter::new().routes(routes!(follow))
}

/// A stream of events: `id` to go on from, `event` its kind, `data` the event as JSON. An event `reset` says that the place
/// is not known any more (the database was moved): read again what you keep.
#[utoipa::path(get, path = "/events", tag = "events", params(schema::LastEventId), responses(
    (status = 200, body = schema::Event, content_type = "text/event-stream")))]
pub(super) async fn follow(api: Api, headers: HeaderMap) -> Result<Response, Problem> {
    let present = events::present(api.db().read(), api.account).await?;
    let asked = match headers.get("last-event-id").and_then(|id| id.to_str().ok()) {
        Some(text) => Some(text.parse::<Place>()?),
        None => None,
    };
    // A place in the future belongs to another database.
    let unknown = asked.is_some_and(|place| place > present);
    let place = asked.filter(|_| !unknown).unwrap_or(present);
    let start = if unknown { vec![Message::default().event("reset").id(present.to_string()).data("{}")] } else { Vec::new() };
    let follower = Follower::new(api.db().clone(), api.account, place);
    let news = stream::unfold((api, follower), |(mut api, mut follower)| async move {
        let messages = next(&mut api, &mut follower).await?;
        Some((messages, (api, follower)))
    });
    let batches = stream::iter([start]).chain(news);
    let messages = batches.flat_map(|batch| stream::iter(batch.into_iter().map(Ok::<_, Infallible>)));
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// The next events that the user may see; none when the stream ends: the program stops, or the token does not work any more.
async fn next(api: &mut Api, follower: &mut Follower) -> Option<Vec<Message>> {
    loop {
        let batch = tokio::select! {
            batch = follower.next() => batch,
            () = api.state().live.stopped() => return None,
        };
        match told(api, batch).await {
            Ok(None) => return None,
            Ok(Some(seen)) if seen.is_empty() => {}
            Ok(Some(seen)) => return Some(seen.iter().filter_map(message).collect()),
            Err(error) => {
                tracing::warn!(%error, "a stream of events ends");
                return None;
            }
        }
    }
}

/// What the user may see of a batch; none if the token does not work any more.
async fn told(api: &mut Api, batch: Result<Vec<Event>>) -> Result<Option<Vec<Event>>> {
    let batch = batch?;
    // Permissions may have changed since the stream began.
    if api.refresh().await? { visible(api, &batch).await.map(Some) } else { Ok(None) }
}

fn message(event: &Event) -> Option<Message> {
    Message::default().id(event.place.to_string()).event(event.kind.clone()).json_data(event).ok()
}

/// Those of `batch` that `actor` may see.
async fn visible(api: &Api, batch: &[Event]) -> Result<Vec<Event>> {
    let customers: Vec<CustomerId> =
        batch.iter().filter(|event| event.kind.starts_with("customer.")).filter_map(|event| event.subject_id).map(CustomerId).collect();
    let own = match api.permissions.scope(Resource::Customer, Action::View) {
        Some(Scope::Assigned) => scope::visible_among(api.db().read(), api, &customers).await?,
        Some(Scope::All) | None => HashSet::new(),
    };
    Ok(batch.iter().filter(|event| may_see(api, event, &own)).cloned().collect())
}

/// Whether `actor` may see an event; `own` are the customers that one who sees assigned ones only may see.
fn may_see(actor: &Actor, event: &Event, own: &HashSet<CustomerId>) -> bool {
    let about_me = || event.subject_id.is_some() && event.subject_id == actor.user_id().map(|id| id.0);
    let may = |resource| actor.may(resource, Action::View);
    let all_customers = || actor.permissions.scope(Resource::Customer, Action::View) == Some(Scope::All);
    match event.kind.split('.').next().unwrap_or_default() {
        "customer" => all_customers() || event.subject_id.is_some_and(|id| own.contains(&CustomerId(id))),
        "customers" => all_customers(),
        "bulk" => may(Resource::Customer) && (event.actor_id == actor.user_id() || may(Resource::Settings)),
        "import" => may(Resource::Import),
        "tag" => may(Resource::Tag),
        "custom_field" => may(Resource::CustomField),
        "user" => may(Resource::User) || about_me(),
        "team" => may(Resource::Team),
        "role" => may(Resource::Role),
        "notification" | "session" => about_me(),
        // What this version does not know may tell anything.
        _ => may(Resource::Settings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kartotek_core::kernel::{AccountId, Permission, PermissionSet, UserId, clock};

    fn event(kind: &str, subject: Option<uuid::Uuid>) -> Event {
        let payload = serde_json::json!({});
        Event { place: Place::default(), kind: kind.into(), subject_id: subject, actor_id: None, payload, at: clock::now() }
    }

    #[test]
    fn one_who_sees_assigned_customers_only_hears_of_nothing_else() {
        let me = UserId::new();
        let permissions: PermissionSet = [Permission::assigned(Resource::Customer, Action::View)].into_iter().collect();
        let technician = Actor::user(AccountId::new(), me, "Tekniker", permissions);
        let (mine, other) = (CustomerId::new(), CustomerId::new());
        let own = HashSet::from([mine]);
        let hears = |event: &Event| may_see(&technician, event, &own);
        assert!(hears(&event("customer.changed", Some(mine.0))));
        assert!(hears(&event("notification.created", Some(me.0))));
        for kind in ["customer.changed", "customer.deleted", "notification.created", "session.ended", "user.changed"] {
            assert!(!hears(&event(kind, Some(other.0))), "{kind}");
        }
        for kind in ["customers.changed", "import.progress", "bulk.progress", "settings.changed", "job.failed", "unheard.of", "tag.created"]
        {
            assert!(!hears(&event(kind, None)), "{kind}");
        }
        let administrator = Actor::system(technician.account);
        assert!(may_see(&administrator, &event("customer.changed", Some(other.0)), &HashSet::new()));
        assert!(may_see(&administrator, &event("unheard.of", None), &HashSet::new()));
    }
}
