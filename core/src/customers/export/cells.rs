//! What stands in a cell.

use crate::customers::{
    Rules,
    list::Item,
    list_views::{Column, OwnColumn},
    record::tag_name,
};
use crate::kernel::clock::Time;
use std::borrow::Cow;

/// The text of a customer's cell.
pub(super) fn cell(item: &Item, column: &Column, rules: &Rules, language: &str) -> String {
    let row = &item.row;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match column {
        Column::Attribute(key) => {
            let field = rules.fields.iter().find(|field| field.key == *key);
            match (field, row.attributes.get(key)) {
                (Some(field), Some(value)) => field.shown(value, language),
                _ => String::new(),
            }
        }
        Column::Own(own) => match own {
            OwnColumn::Number => row.number.clone(),
            OwnColumn::Name => row.name.clone(),
            OwnColumn::Kind => row.kind.clone(),
            OwnColumn::Title => text(&row.title),
            OwnColumn::Email => text(&row.primary_email),
            OwnColumn::Phone => text(&row.primary_phone),
            OwnColumn::Organisation => text(&row.organisation_name),
            OwnColumn::Language => text(&row.support_language),
            OwnColumn::Tags => item.tags.iter().map(|tag| tag_name(tag, language)).collect::<Vec<_>>().join(", "),
            OwnColumn::Street => text(&row.street),
            OwnColumn::PostalCode => text(&row.postal_code),
            OwnColumn::Place => text(&row.place),
            OwnColumn::Country => text(&row.country),
            OwnColumn::OrganisationNumber => text(&row.organisation_number),
            OwnColumn::Note => text(&row.note),
            OwnColumn::AssignedTo => item.assigned_to.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", "),
            OwnColumn::State => row.state.clone(),
            OwnColumn::Source => row.source.clone(),
            OwnColumn::Created => time(&row.created_at),
            OwnColumn::Updated => time(&row.updated_at),
        },
    }
}

fn time(time: &Time) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A text that no spreadsheet program takes for a formula: one that begins like a formula gets an apostrophe in front,
/// which those programs use themselves to say "text". A workbook needs none of this, because its cells have types.
pub fn safe_text(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for text in ["=1+1", "+4712345678", "-2", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(safe_text(text), format!("'{text}"));
        }
        for text in ["", "Åse", "1-2", " =1", "'=1"] {
            assert_eq!(safe_text(text), text);
        }
    }
}
