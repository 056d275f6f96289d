//! What a list shows, as its address says it: `?kind=person&tag=…&sort=-updated`. The same words carry a filter into the
//! export, a saved view and a change on many, so that all of them mean the same customers.

use crate::context::Ctx;
use crate::render::query_value;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use kartotek_core::{
    customers::{
        CustomerState, Filter, Sort,
        custom_fields::CustomField,
        list_views::{Column, Layout, ListView, OwnColumn},
    },
    kernel::{FieldError, Result, ViewId, clock::Time, error::Refusals},
    staff::users::ListChoice,
};
use std::fmt::Write;

/// What a list shows and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListQuery {
    /// Which customers. The state is part of it.
    pub filter: Filter,
    /// Values of custom fields as they were typed, by the field's key; the filter holds what the index holds.
    pub typed: Vec<(String, String)>,
    /// In which order.
    pub sort: Sort,
    /// One line or several; none for what the user chose last.
    pub layout: Option<Layout>,
    /// The columns; none for those the user chose last.
    pub columns: Option<Vec<Column>>,
    /// The saved view that was opened.
    pub view: Option<ViewId>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// The word for both states; a list without a word shows the active ones.
const ALL: &str = "all";

impl ListQuery {
    /// Reads the parameters of an address. `state` is that of the page they belong to.
    ///
    /// # Errors
    /// Every parameter that cannot be understood: leaving one out silently would show more than was asked for.
    pub fn parse(pairs: &[(String, String)], state: CustomerState, ctx: &Ctx, fields: &[CustomField]) -> Result<Self> {
        let mut refusals = Refusals::default();
        let mut query = Self { filter: Filter { state: Some(state), ..Filter::default() }, ..Self::default() };
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Err(error) = query.take(name, value, ctx, fields) {
                refusals.push(error);
            }
        }
        refusals.finish()?;
        Ok(query)
    }

    fn take(&mut self, name: &str, value: &str, ctx: &Ctx, fields: &[CustomField]) -> Result<(), FieldError> {
        let filter = &mut self.filter;
        let invalid = || FieldError::new(name, "invalid_choice", format!("{value} is not understood here")).with("value", value);
        match name {
            "q" => filter.q = Some(value.chars().take(200).collect()),
            "state" if value == ALL => filter.state = None,
            "state" => filter.state = Some(value.parse().map_err(|_| invalid())?),
            "kind" => filter.kind = Some(value.parse().map_err(|_| invalid())?),
            "tag" => filter.tags.push(value.parse().map_err(|_| invalid())?),
            "organisation" => filter.organisation = Some(value.parse().map_err(|_| invalid())?),
            "assigned_to" if value == "nobody" => filter.unassigned = true,
            "assigned_to" if value == "me" => filter.assigned_to = ctx.viewer.as_ref().map(|viewer| viewer.login.user.id),
            "assigned_to" => filter.assigned_to = Some(value.parse().map_err(|_| invalid())?),
            "language" => filter.language = Some(value.to_owned()),
            "source" => filter.source = Some(value.parse().map_err(|_| invalid())?),
            "import" => filter.import = Some(value.parse().map_err(|_| invalid())?),
            "created_from" => filter.created_from = Some(start_of(day(name, value)?, ctx)),
            "created_to" => filter.created_to = Some(start_of(next(day(name, value)?), ctx)),
            "updated_from" => filter.updated_from = Some(start_of(day(name, value)?, ctx)),
            "updated_to" => filter.updated_to = Some(start_of(next(day(name, value)?), ctx)),
            "sort" => self.sort = value.parse()?,
            "layout" => self.layout = Some(value.parse().map_err(|_| invalid())?),
            "columns" => self.columns = Some(value.split(',').map(str::parse).collect::<Result<_, _>>()?),
            "view" => self.view = value.parse().ok(),
            "cursor" => self.cursor = Some(value.to_owned()),
            _ => {
                let Some(field) = name.strip_prefix("f.").and_then(|key| fields.iter().find(|field| field.key == key)) else {
                    return Ok(());
                };
                filter.attributes.push((field.id, field.index_value_of(value).ok_or_else(invalid)?));
                self.typed.push((field.key.clone(), value.to_owned()));
            }
        }
        Ok(())
    }

    /// What a saved view shows; a search, a page and a choice of columns in the address come on top of it.
    #[must_use]
    pub fn on_view(mut self, view: &ListView, fields: &[CustomField]) -> Self {
        let typed = |(id, value): &(_, String)| fields.iter().find(|field| field.id == *id).map(|field| (field.key.clone(), value.clone()));
        self.typed = view.filter.attributes.iter().filter_map(typed).collect();
        self.filter = Filter { q: self.filter.q.or_else(|| view.filter.q.clone()), ..view.filter.clone() };
        self.view = Some(view.id);
        self.layout = self.layout.or(Some(view.layout));
        if self.columns.is_none() && !view.columns.is_empty() {
            self.columns = Some(view.columns.clone());
        }
        if self.sort == Sort::default() {
            self.sort = view.sort;
        }
        self
    }

    /// Whether something beside the state narrows the list.
    pub fn is_narrowed(&self) -> bool {
        self.filter != Filter { state: self.filter.state, ..Filter::default() }
    }

    /// The columns from left to right: of the address, else those that the user chose, else the usual ones.
    pub fn columns_or(&self, chosen: &ListChoice) -> Vec<Column> {
        let own = || chosen.columns.iter().filter_map(|word| word.parse().ok()).collect::<Vec<Column>>();
        let columns = self.columns.clone().unwrap_or_else(own);
        if columns.is_empty() { Column::USUAL.iter().copied().map(Column::Own).collect() } else { columns }
    }

    /// One line or several, in the same order of preference.
    pub fn layout_or(&self, chosen: &ListChoice) -> Layout {
        self.layout.or_else(|| chosen.layout.as_deref().and_then(|word| word.parse().ok())).unwrap_or(Layout::Compact)
    }

    /// The page the list is on.
    pub fn path(&self) -> &'static str {
        match self.filter.state {
            Some(CustomerState::Inactive) => "/customers/inactive",
            _ => "/customers",
        }
    }

    /// The address of this list from its first row on.
    pub fn address(&self) -> String {
        let query = self.words(true);
        if query.is_empty() { self.path().to_owned() } else { format!("{}?{query}", self.path()) }
    }

    /// The filter alone, to be carried along: it always says the state, whatever page reads it.
    pub fn filter_words(&self) -> String {
        let mut text = format!("state={}", self.filter.state.map_or(ALL, CustomerState::as_str));
        let rest = Self { sort: Sort::default(), layout: None, columns: None, view: None, ..self.clone() }.words(false);
        if !rest.is_empty() {
            text.push('&');
            text.push_str(&rest);
        }
        text
    }

    /// The parameters. With `page`, a state that the page's path tells is left out.
    fn words(&self, page: bool) -> String {
        let mut words = Words::default();
        let filter = &self.filter;
        if page && filter.state.is_none() {
            words.add("state", ALL);
        }
        if let Some(view) = self.view {
            words.add("view", view);
        }
        words.add_some("q", filter.q.as_deref());
        words.add_some("kind", filter.kind);
        filter.tags.iter().for_each(|tag| words.add("tag", tag));
        words.add_some("organisation", filter.organisation);
        words.add_some("assigned_to", filter.assigned_to);
        if filter.unassigned {
            words.add("assigned_to", "nobody");
        }
        words.add_some("language", filter.language.as_deref());
        words.add_some("source", filter.source);
        words.add_some("import", filter.import);
        words.add_some("created_from", filter.created_from.map(|time| time.to_rfc3339()));
        words.add_some("created_to", filter.created_to.map(|time| time.to_rfc3339()));
        words.add_some("updated_from", filter.updated_from.map(|time| time.to_rfc3339()));
        words.add_some("updated_to", filter.updated_to.map(|time| time.to_rfc3339()));
        self.typed.iter().for_each(|(key, value)| words.add(&format!("f.{key}"), value));
        if self.sort != Sort::default() {
            words.add("sort", self.sort);
        }
        words.add_some("layout", self.layout);
        words.add_some("columns", self.columns.as_ref().map(|columns| join(columns)));
        words.0
    }

    /// The address sorted by `key`; the other way round if it is sorted so already.
    pub fn sorted_by(&self, sort: Sort) -> String {
        Self { sort, cursor: None, ..self.clone() }.address()
    }

    /// The address of the rows after `cursor`.
    pub fn after(&self, cursor: &str) -> String {
        let address = self.address();
        let sign = if address.contains('?') { '&' } else { '?' };
        format!("{address}{sign}cursor={}", query_value(cursor))
    }
}

/// Columns as one word.
pub fn join(columns: &[Column]) -> String {
    columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Whether a column is one that a custom field fills.
pub fn needs_fields(columns: &[Column]) -> bool {
    columns.iter().any(|column| matches!(column, Column::Attribute(_)))
}

/// The name column stands in every list: without it nobody would know whom a line is about.
pub fn with_name(mut columns: Vec<Column>) -> Vec<Column> {
    if !columns.contains(&Column::Own(OwnColumn::Name)) {
        columns.insert(0, Column::Own(OwnColumn::Name));
    }
    columns
}

#[derive(Default)]
struct Words(String);

impl Words {
    fn add(&mut self, name: &str, value: impl std::fmt::Display) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{}={}", query_value(name), query_value(&value.to_string()));
    }
    fn add_some(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

/// A day from a form (`2026-11-23`), or a time from an address that we wrote.
enum Day {
    Whole(NaiveDate),
    Exact(Time),
}

fn day(name: &str, value: &str) -> Result<Day, FieldError> {
    if let Ok(date) = value.parse::<NaiveDate>() {
        return Ok(Day::Whole(date));
    }
    value.parse::<Time>().map(Day::Exact).map_err(|_| FieldError::new(name, "invalid_date", "not a date; write it as 2026-11-23"))
}

/// "Until the 23rd" means before the 24th.
fn next(day: Day) -> Day {
    match day {
        Day::Whole(date) => Day::Whole(date.checked_add_days(Days::new(1)).unwrap_or(date)),
        exact => exact,
    }
}

/// When a day begins where the reader is. An hour that a change of clocks leaves out gives way to the next.
fn start_of(day: Day, ctx: &Ctx) -> Time {
    match day {
        Day::Exact(time) => time,
        Day::Whole(date) => {
            let midnight = date.and_time(NaiveTime::MIN);
            let local = ctx.zone.from_local_datetime(&midnight).earliest();
            let later = || ctx.zone.from_local_datetime(&(midnight + chrono::Duration::hours(1))).earliest();
            local.or_else(later).map_or_else(|| Utc.from_utc_datetime(&midnight), |time| time.with_timezone(&Utc))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::sample;
    use kartotek_core::kernel::{TagId, UiLanguage};

    fn parse(address: &str) -> Result<ListQuery> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(address).unwrap();
        ListQuery::parse(&pairs, CustomerState::Active, &sample(UiLanguage::Nb), &[])
    }

    #[test]
    fn an_address_says_again_what_was_read_from_it() {
        let (one, two) = (TagId::new(), TagId::new());
        let text = format!(
            "q=half+a+%26+number&kind=person&tag={one}&tag={two}&assigned_to=nobody&language=nb&source=import\
             &created_from=2026-03-29&created_to=2026-03-29&sort=-updated&columns=name,attributes.floor&layout=detailed"
        );
        let query = parse(&text).unwrap();
        assert_eq!(query.filter.tags, [one, two]);
        assert_eq!(query.filter.created_from.unwrap().to_rfc3339(), "2026-03-28T23:00:00+00:00");
        // The clocks went forward on that day: it has 23 hours.
        assert_eq!(query.filter.created_to.unwrap().to_rfc3339(), "2026-03-29T22:00:00+00:00");
        let again = parse(query.address().split_once('?').unwrap().1).unwrap();
        assert_eq!(again, query);
    }

    #[test]
    fn a_filter_that_is_carried_along_keeps_its_state() {
        let carried = |address: &str| {
            let query = parse(address).unwrap();
            let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&query.filter_words()).unwrap();
            ListQuery::parse(&pairs, CustomerState::Inactive, &sample(UiLanguage::Nb), &[]).unwrap().filter
        };
        assert_eq!(carried("kind=organisation"), parse("kind=organisation").unwrap().filter);
        assert_eq!(carried("state=all").state, None);
        assert_eq!(carried("sort=number").state, Some(CustomerState::Active));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_instead_of_showing_more() {
        for wrong in ["kind=robot", "tag=vip", "created_from=yesterday", "sort=shoe_size", "assigned_to=x", "columns=name,nonsense"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("utm_source=mail&tag=").is_ok());
    }

    #[test]
    fn the_page_tells_the_state() {
        assert_eq!(parse("state=inactive").unwrap().address(), "/customers/inactive");
        assert_eq!(parse("state=all").unwrap().address(), "/customers?state=all");
        assert_eq!(parse("").unwrap().address(), "/customers");
    }
}
