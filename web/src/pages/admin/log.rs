//! The account's log.

use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    i18n::{self, Arg},
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use kartotek_core::{
    kernel::clock::Time,
    staff::log::{self, LogLine},
};
use serde::Deserialize;
use serde_json::Value;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/admin/log", get(list))
}

/// Lines on one page.
const PAGE: u64 = 100;

/// What the log can be narrowed to: the beginning of the kinds, and the key of its name.
const ABOUT: &[(&str, &str)] = &[
    ("login.", "admin-log-logins"),
    ("user.", "nav-users"),
    ("team.", "nav-teams"),
    ("role.", "nav-roles"),
    ("token.", "staff-tokens"),
    ("settings.", "nav-settings"),
    ("customer", "nav-customers"),
    ("import.", "nav-imports"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    about: String,
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/log.html")]
struct List {
    ctx: Ctx,
    about: Vec<(&'static str, String)>,
    chosen: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    at: Time,
    who: String,
    what: String,
    more: Vec<String>,
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let page = log::list(state.db.read(), &user, Some(&asked.about), asked.cursor.as_deref(), PAGE).await?;
    let next = page.next_cursor.map(|cursor| format!("/admin/log?about={}&cursor={cursor}", render::query_value(&asked.about)));
    let about = ABOUT.iter().map(|(prefix, key)| (*prefix, ctx.t(key))).collect();
    let lines = page.items.iter().map(|entry| line(&ctx, entry)).collect();
    render::html(&List { ctx: ctx.at(Nav::Log), about, chosen: asked.about, lines, next })
}

fn line(ctx: &Ctx, entry: &LogLine) -> Line {
    let who = if entry.actor_name.is_empty() { ctx.t("admin-log-system") } else { entry.actor_name.clone() };
    Line { at: entry.at, who, what: what(ctx, entry), more: more(ctx, &entry.details) }
}

/// The sentence of a line; its code if it has none, for instance because a newer version wrote it.
fn what(ctx: &Ctx, entry: &LogLine) -> String {
    let key = format!("log-{}", entry.kind.replace(['.', '_'], "-"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = match &entry.details["name"] {
        Value::String(name) => name.clone(),
        // Who tried to log in, if the address belongs to somebody.
        _ => entry.details["user"]["name"].as_str().map_or_else(|| ctx.t("admin-log-nobody"), str::to_owned),
    };
    let count = entry.details["count"].as_i64().unwrap_or(0);
    let args = [
        ("name", Arg::Text(name)),
        ("address", Arg::Text(text(&entry.details["address"]))),
        ("user", Arg::Text(text(&entry.details["user"]))),
        ("count", Arg::Number(count)),
    ];
    i18n::text_if_known(ctx.language, &key, &args).unwrap_or_else(|| entry.kind.clone())
}

/// What exactly was changed, a line each.
fn more(ctx: &Ctx, details: &Value) -> Vec<String> {
    let list = |name: &str| -> Vec<&Value> { details[name].as_array().into_iter().flatten().collect() };
    let words = |name: &str| list(name).into_iter().map(written).collect::<Vec<_>>().join(", ");
    let changes = list("changes").into_iter().map(|change| {
        let args = [
            ("field", Arg::Text(written(&change["field"]))),
            ("before", Arg::Text(written(&change["before"]))),
            ("after", Arg::Text(written(&change["after"]))),
        ];
        ctx.tn("admin-log-change", &args)
    });
    let named = [
        ("fields", "admin-log-fields"),
        ("added", "admin-log-added"),
        ("removed", "admin-log-removed"),
        ("joined", "admin-log-joined"),
        ("left", "admin-log-left"),
    ];
    let named = named.into_iter().filter(|(name, _)| !list(name).is_empty()).map(|(name, key)| ctx.t1(key, "words", words(name)));
    changes.chain(named).collect()
}

/// A value as a person writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) if text.is_empty() => "–".into(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "–".into(),
        Value::Array(values) => values.iter().map(written).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kartotek_core::{
        kernel::{HistoryId, UiLanguage, clock},
        staff::log::LogKind,
    };
    use serde_json::json;

    #[test]
    fn every_kind_of_line_has_a_sentence() {
        let ctx = crate::context::sample(UiLanguage::En);
        for kind in LogKind::ALL {
            let details = json!({"name": "Kari", "user": "Ola", "address": "192.0.2.1", "count": 2});
            let (id, at) = (HistoryId::new(), clock::now());
            let line = LogLine { id, at, actor_id: None, actor_name: String::new(), kind: kind.to_string(), details };
            let sentence = what(&ctx, &line);
            assert!(sentence != kind.as_str() && !sentence.contains('{'), "{kind}: {sentence}");
        }
        let details = json!({"address": "192.0.2.1", "user": {"id": 1, "name": "Ola"}});
        let (id, at) = (HistoryId::new(), clock::now());
        let failed = LogLine { id, at, actor_id: None, actor_name: String::new(), kind: "login.failed".into(), details };
        assert_eq!(what(&ctx, &failed), "refused a log-in for Ola from 192.0.2.1");
        assert_eq!(what(&ctx, &LogLine { kind: "tea.brewed".into(), ..failed }), "tea.brewed");
    }

    #[test]
    fn a_line_tells_what_was_changed() {
        let ctx = crate::context::sample(UiLanguage::En);
        let details = json!({
            "changes": [{"field": "country", "before": "NO", "after": "SE"}, {"field": "hosts", "before": [], "after": ["a.no", "b.no"]}],
            "added": ["customer.view"],
            "removed": [],
        });
        assert_eq!(more(&ctx, &details), ["country: NO → SE", "hosts: – → a.no, b.no", "Added: customer.view"]);
        assert_eq!(more(&ctx, &json!({"id": 1})), Vec::<String>::new());
    }
}
