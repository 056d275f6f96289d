//! A list's columns and what stands in their cells.

use super::query::ListQuery;
use crate::context::Ctx;
use kartotek_core::{
    customers::{
        CustomerKind, Sort,
        custom_fields::{CustomField, FieldKind},
        list::{Item, SortKey},
        list_views::{Column, OwnColumn},
    },
    kernel::{Country, CustomerId, Language, Phone},
};

/// A heading.
pub struct Heading {
    /// What it says.
    pub label: String,
    /// Where clicking leads, if the list can be sorted by it.
    pub href: Option<String>,
    /// `asc`, `desc` or nothing.
    pub direction: &'static str,
}

/// What stands in a cell.
pub enum Cell {
    /// The name, which leads to the customer.
    Name,
    /// Words; empty is shown as nothing.
    Text(String),
    /// An e-mail address.
    Email(String),
    /// A phone number: for the dialler, for people.
    Phone(String, String),
    /// An address on the web.
    Link(String),
    /// The organisation.
    Organisation(CustomerId, String),
    /// Tags: name and class.
    Tags,
    /// A time: for machines, for people.
    Time(String, String),
}

/// A line of the list.
pub struct Line {
    /// Its address.
    pub href: String,
    /// Its id, for the selection.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Whether it is an organisation.
    pub organisation: bool,
    /// Whether it rests.
    pub inactive: bool,
    /// Its tags: name and class.
    pub tags: Vec<(String, &'static str)>,
    /// Heading and content, in the order of the columns.
    pub cells: Vec<(String, Cell)>,
}

impl Line {
    /// The cells that have something to say, without the name and the tags: for the detailed layout.
    pub fn facts(&self) -> impl Iterator<Item = &(String, Cell)> {
        self.cells.iter().filter(|(_, cell)| match cell {
            Cell::Name | Cell::Tags => false,
            Cell::Text(text) => !text.is_empty() && *text != self.number,
            _ => true,
        })
    }
}

/// The heading that sorts by a column, for those that can be sorted by.
fn sort_key(column: &Column) -> Option<SortKey> {
    let Column::Own(column) = column else { return None };
    column.as_str().parse().ok()
}

/// What a column is called.
pub fn label(ctx: &Ctx, fields: &[CustomField], column: &Column) -> String {
    match column {
        Column::Own(column) => ctx.t(&format!("customers-column-{}", column.as_str().replace('_', "-"))),
        Column::Attribute(key) => {
            fields.iter().find(|field| field.key == *key).map_or_else(|| key.clone(), |field| field.label(ctx.language.as_str()).to_owned())
        }
    }
}

/// The headings of a list.
pub fn headings(ctx: &Ctx, fields: &[CustomField], query: &ListQuery, columns: &[Column]) -> Vec<Heading> {
    columns
        .iter()
        .map(|column| {
            let key = sort_key(column);
            let sorted = key == Some(query.sort.key);
            Heading {
                label: label(ctx, fields, column),
                href: key.map(|key| query.sorted_by(Sort { key, descending: sorted && !query.sort.descending })),
                direction: match (sorted, query.sort.descending) {
                    (true, false) => "asc",
                    (true, true) => "desc",
                    (false, _) => "",
                },
            }
        })
        .collect()
}

/// The lines of a list.
pub fn lines(ctx: &Ctx, country: Country, fields: &[CustomField], columns: &[Column], items: &[Item]) -> Vec<Line> {
    let labels: Vec<String> = columns.iter().map(|column| label(ctx, fields, column)).collect();
    items
        .iter()
        .map(|item| Line {
            href: format!("/customers/{}", item.row.id),
            id: item.row.id,
            name: item.row.name.clone(),
            number: item.row.number.clone(),
            organisation: item.row.kind == CustomerKind::Organisation.as_str(),
            inactive: item.row.state == "inactive",
            tags: item.tags.iter().map(|tag| (ctx.label(&tag.names, &tag.key), tag_class(&tag.colour))).collect(),
            cells: columns.iter().zip(&labels).map(|(column, label)| (label.clone(), cell(ctx, country, fields, column, item))).collect(),
        })
        .collect()
}

fn cell(ctx: &Ctx, country: Country, fields: &[CustomField], column: &Column, item: &Item) -> Cell {
    let row = &item.row;
    let text = |value: &Option<String>| Cell::Text(value.clone().unwrap_or_default());
    let column = match column {
        Column::Own(column) => column,
        Column::Attribute(key) => return attribute(ctx, fields, key, item),
    };
    match column {
        OwnColumn::Number => Cell::Text(row.number.clone()),
        OwnColumn::Name => Cell::Name,
        OwnColumn::Kind => Cell::Text(ctx.t(&format!("customers-kind-{}", row.kind))),
        OwnColumn::Title => text(&row.title),
        OwnColumn::Email => row.primary_email.clone().map_or(Cell::Text(String::new()), Cell::Email),
        OwnColumn::Phone => row.primary_phone.as_deref().map_or(Cell::Text(String::new()), |number| phone(number, country)),
        OwnColumn::Organisation => match (row.organisation_id, &row.organisation_name) {
            (Some(id), Some(name)) => Cell::Organisation(id, name.clone()),
            _ => Cell::Text(String::new()),
        },
        OwnColumn::Language => Cell::Text(row.support_language.as_deref().map_or(String::new(), |tag| language(ctx, tag))),
        OwnColumn::Tags => Cell::Tags,
        OwnColumn::Street => text(&row.street),
        OwnColumn::PostalCode => text(&row.postal_code),
        OwnColumn::Place => text(&row.place),
        OwnColumn::Country => Cell::Text(row.country.as_deref().map_or(String::new(), |code| country_name(ctx, code))),
        OwnColumn::OrganisationNumber => text(&row.organisation_number),
        OwnColumn::Note => Cell::Text(row.note.as_deref().map_or(String::new(), |note| shortened(note, 120))),
        OwnColumn::AssignedTo => Cell::Text(item.assigned_to.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ")),
        OwnColumn::State => Cell::Text(ctx.t(&format!("customers-state-{}", row.state))),
        OwnColumn::Source => Cell::Text(ctx.t(&format!("customers-source-{}", row.source))),
        OwnColumn::Created => Cell::Time(ctx.machine_time(&row.created_at), ctx.time(&row.created_at)),
        OwnColumn::Updated => Cell::Time(ctx.machine_time(&row.updated_at), ctx.time(&row.updated_at)),
    }
}

fn attribute(ctx: &Ctx, fields: &[CustomField], key: &str, item: &Item) -> Cell {
    let (Some(field), Some(value)) = (fields.iter().find(|field| field.key == key), item.row.attributes.get(key)) else {
        return Cell::Text(String::new());
    };
    let shown = shown(ctx, field, value);
    match field.kind {
        FieldKind::Link => Cell::Link(shown),
        FieldKind::LongText => Cell::Text(shortened(&shown, 120)),
        _ => Cell::Text(shown),
    }
}

/// The value of a custom field as the reader's language writes it.
pub fn shown(ctx: &Ctx, field: &CustomField, value: &serde_json::Value) -> String {
    match (field.kind, value) {
        (FieldKind::YesNo, serde_json::Value::Bool(yes)) => ctx.t(if *yes { "shell-yes" } else { "shell-no" }),
        (FieldKind::Date, serde_json::Value::String(text)) => text.parse().map_or_else(|_| text.clone(), |date| ctx.date(&date)),
        _ => field.shown(value, ctx.language.as_str()),
    }
}

/// A phone number for the dialler and for people.
pub fn phone(number: &str, country: Country) -> Cell {
    match Phone::parse(number, country) {
        Ok(phone) => Cell::Phone(phone.tel_uri(), phone.format_for_people(country)),
        Err(_) => Cell::Text(number.to_owned()),
    }
}

/// The name of a language that customers are served in.
pub fn language(ctx: &Ctx, tag: &str) -> String {
    Language::parse(tag).map_or_else(|_| tag.to_owned(), |language| language.name(ctx.language).to_owned())
}

fn country_name(ctx: &Ctx, code: &str) -> String {
    Country::parse(code).map_or_else(|_| code.to_owned(), |country| country.name(ctx.language).to_owned())
}

fn shortened(text: &str, most: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", one_line[..end].trim_end()),
        None => one_line,
    }
}

/// The class of a tag's colour. Written out because the build keeps only rules whose names stand somewhere.
pub fn tag_class(colour: &str) -> &'static str {
    match colour {
        "blue" => "tag-blue",
        "azure" => "tag-azure",
        "indigo" => "tag-indigo",
        "purple" => "tag-purple",
        "pink" => "tag-pink",
        "red" => "tag-red",
        "orange" => "tag-orange",
        "yellow" => "tag-yellow",
        "lime" => "tag-lime",
        "green" => "tag-green",
        "teal" => "tag-teal",
        "cyan" => "tag-cyan",
        _ => "tag-grey",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::sample, i18n};
    use kartotek_core::{customers::CustomerState, customers::Source, kernel::UiLanguage};

    #[test]
    fn every_column_kind_state_and_source_has_a_name() {
        let ctx = sample(UiLanguage::De);
        for column in OwnColumn::ALL {
            assert!(!label(&ctx, &[], &Column::Own(*column)).contains('⟦'), "{column}");
        }
        for word in CustomerKind::ALL {
            assert!(i18n::exists(&format!("customers-kind-{word}")), "{word}");
        }
        for word in CustomerState::ALL {
            assert!(i18n::exists(&format!("customers-state-{word}")), "{word}");
        }
        for word in Source::ALL {
            assert!(i18n::exists(&format!("customers-source-{word}")), "{word}");
        }
    }

    #[test]
    fn a_long_note_is_cut_between_letters() {
        assert_eq!(shortened("Blåbær\nog  fløte", 9), "Blåbær og…");
        assert_eq!(shortened("kort", 9), "kort");
    }
}
