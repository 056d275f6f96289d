//! The history of a customer in the reader's words.

use super::page::Record;
use crate::Ctx;
use kartotek_core::{
    customers::history::{self, Change, Entry},
    kernel::{Actor, Result},
    storage::Db,
};
use serde_json::Value as Json;

/// Lines of a history, ready to be read.
pub struct Lines {
    /// Newest first.
    pub lines: Vec<Line>,
    /// Leads to the lines after these.
    pub next: Option<String>,
    /// The field it is filtered by; empty for all.
    pub field: String,
    /// Fields to filter by: name and words.
    pub fields: Vec<(String, String)>,
}

/// One line.
pub struct Line {
    /// The entry itself.
    pub entry: Entry,
    /// Each change: what, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// Fields that a history can be filtered by, with the key of their words.
const FIELDS: &[(&str, &str)] = &[
    ("name", "record-name"),
    ("emails", "record-emails"),
    ("phones", "record-phones"),
    ("number", "record-number"),
    ("address", "record-visiting"),
    ("invoice_address", "record-invoice"),
    ("organisations", "record-organisations"),
    ("tags", "record-tags"),
    ("assigned_to", "record-assigned"),
    ("support_language", "record-language"),
    ("note", "record-note"),
    ("state", "record-state"),
    ("attributes", "record-attributes"),
];

/// Reads a page of the history.
pub(super) async fn read(db: &Db, actor: &Actor, ctx: &Ctx, record: &Record, field: Option<&str>, cursor: Option<&str>) -> Result<Lines> {
    let field = field.filter(|field| !field.is_empty());
    let page = history::list(db.read(), actor, record.customer.id, field, cursor, Some(30)).await?;
    let lines = page
        .items
        .into_iter()
        .map(|entry| Line {
            changes: entry
                .changes
                .iter()
                .map(|change| (label(ctx, record, change), words(ctx, &change.before), words(ctx, &change.after)))
                .collect(),
            entry,
        })
        .collect();
    Ok(Lines {
        lines,
        next: page.next_cursor,
        field: field.unwrap_or_default().to_owned(),
        fields: FIELDS.iter().map(|(name, key)| ((*name).to_owned(), ctx.t(key))).collect(),
    })
}

/// What a changed field is called.
fn label(ctx: &Ctx, record: &Record, change: &Change) -> String {
    if let Some(key) = change.field.strip_prefix("attributes.") {
        return record
            .rules
            .fields
            .iter()
            .find(|field| field.key == key)
            .map_or(key, |field| field.label(ctx.language.as_str()))
            .to_owned();
    }
    ctx.t(match change.field.as_str() {
        "created" => "record-created",
        "number" => "record-number",
        "kind" => "record-kind",
        "name" => "record-name",
        "first_name" => "record-first-name",
        "last_name" => "record-last-name",
        "title" => "record-title",
        "emails" => "record-emails",
        "phones" => "record-phones",
        "external_ids" => "record-external-ids",
        "organisations" => "record-organisations",
        "support_language" => "record-language",
        "tags" => "record-tags",
        "organisation_number" => "record-organisation-number",
        "personal_number" => "record-personal-number",
        "note" => "record-note",
        "assigned_to" => "record-assigned",
        "state" => "record-state",
        "address.street" | "invoice_address.street" => "record-street",
        "address.postal_code" | "invoice_address.postal_code" => "record-postal-code",
        "address.place" | "invoice_address.place" => "record-place",
        "address.country" | "invoice_address.country" => "record-country",
        "files" => "record-tab-files",
        _ => return change.field.clone(),
    })
}

/// A value in words.
fn words(ctx: &Ctx, value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(word) => match word.as_str() {
            "active" => ctx.t("record-active"),
            "inactive" => ctx.t("record-inactive"),
            "manual" => ctx.t("record-source-manual"),
            "import" => ctx.t("record-source-import"),
            "api" => ctx.t("record-source-api"),
            text => text.to_owned(),
        },
        Json::Bool(yes) => ctx.t(if *yes { "record-yes" } else { "record-no" }),
        Json::Array(list) => list.iter().map(|item| words(ctx, item)).collect::<Vec<_>>().join(", "),
        Json::Object(map) => map.get("name").map_or_else(|| value.to_string(), |name| words(ctx, name)),
        Json::Number(number) => number.to_string(),
    }
}
