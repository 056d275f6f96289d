//! What an import says in the reader's language.

use crate::{Ctx, i18n};
use kartotek_core::customers::import::{Import, ImportKind, ImportState, columns::Target};
use std::collections::BTreeMap;

/// What the rows are.
pub(super) fn kind(ctx: &Ctx, kind: ImportKind) -> String {
    ctx.t(match kind {
        ImportKind::Customers => "imports-kind-customers",
        ImportKind::Organisations => "imports-kind-organisations",
        ImportKind::Users => "imports-kind-users",
        ImportKind::Tags => "imports-kind-tags",
    })
}

/// Where an import stands.
pub(super) fn state(ctx: &Ctx, import: &Import) -> String {
    ctx.t(match import.state {
        ImportState::Ready => "imports-state-ready",
        ImportState::Waiting => "imports-state-waiting",
        ImportState::Running if import.dry_run => "imports-state-trying",
        ImportState::Running => "imports-state-running",
        ImportState::Done if import.dry_run => "imports-state-tried",
        ImportState::Done => "imports-state-done",
        ImportState::Stopped => "imports-state-stopped",
        ImportState::Failed => "imports-state-failed",
        ImportState::Undoing => "imports-state-undoing",
        ImportState::Undone => "imports-state-undone",
    })
}

/// What a column can be; `None` for a custom field, which has a label of its own.
pub(super) fn target(ctx: &Ctx, target: &Target) -> Option<String> {
    match target {
        Target::Attribute(_) => None,
        Target::Label(language) => {
            let name = language.parse::<kartotek_core::kernel::UiLanguage>().map_or(language.as_str(), |language| language.own_name());
            Some(ctx.t1("imports-target-label", "language", name))
        }
        plain => Some(ctx.t(&format!("imports-target-{}", plain.to_string().replace('.', "-")))),
    }
}

/// Why a row is refused, with the field before it where the sentence does not name it.
pub(super) fn reason(ctx: &Ctx, field: &str, code: &str, params: &BTreeMap<String, String>, message: &str) -> String {
    let text = i18n::told(ctx.language, code, params.iter().map(|(name, value)| (name.as_str(), value.as_str())), message);
    match name_of(ctx, field) {
        Some(name) => format!("{name}: {text}"),
        None => text,
    }
}

/// The name of a field of the API; none for the row as a whole.
fn name_of(ctx: &Ctx, field: &str) -> Option<String> {
    let field = match field.split(['.', '[']).next().unwrap_or(field) {
        "row" => return None,
        "emails" => "email",
        "phones" => "phone",
        "organisations" => "organisation",
        "external_ids" => "external_id",
        "address" | "invoice_address" => field,
        first => first,
    };
    let key = format!("imports-target-{}", field.replace('.', "-"));
    Some(if i18n::exists(&key) { ctx.t(&key) } else { field.to_owned() })
}

/// How long something still takes, roughly.
pub(super) fn left(ctx: &Ctx, seconds: i64) -> String {
    match seconds {
        ..90 => ctx.t1("imports-left-seconds", "count", seconds.max(1)),
        90..5400 => ctx.t1("imports-left-minutes", "count", (seconds + 30) / 60),
        _ => ctx.t1("imports-left-hours", "count", (seconds + 1800) / 3600),
    }
}
