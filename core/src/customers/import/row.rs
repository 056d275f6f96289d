//! One row of a file becomes what is said about a customer, or the reasons why it cannot.

use super::{
    ImportKind,
    columns::{AddressPart, Target},
    options::{EmptyCells, Options},
    records::Record,
    words,
};
use crate::{
    customers::{
        CustomerInput, CustomerKind, CustomerState, Rules,
        draft::{AddressInput, Draft},
    },
    kernel::{Country, Email, Error, FieldError, Language, Phone, error::Refusals, phone},
};
use serde_json::{Map, Value as Json};

/// A row whose cells were understood. What depends on the register (who it is, which organisations and tags there are)
/// is still open.
#[derive(Clone, Debug, Default)]
pub struct CustomerRow {
    /// What the fields say. Organisations, tags and users are below, by name.
    pub draft: Draft,
    /// Names of organisations, the primary one first; not mentioned if `None`.
    pub organisations: Option<Vec<String>>,
    /// What the person is in the primary organisation.
    pub role: Option<Option<String>>,
    /// Names of tags.
    pub tags: Option<Vec<String>>,
    /// Addresses or names of users.
    pub assigned_to: Option<Vec<String>>,
    /// Active or inactive.
    pub state: Option<CustomerState>,
    /// What a customer that is made from this row is, if `draft.kind` does not say it.
    pub likely_kind: Option<CustomerKind>,
}

/// A row after reading.
#[derive(Clone, Debug)]
pub struct ParsedRow {
    /// Its place under the header, from 1.
    pub number: u64,
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// The row as it stands in the file.
    pub raw: String,
    /// What it says, or why it is refused.
    pub said: Result<Box<CustomerRow>, Vec<FieldError>>,
}

/// Reads one row of a file of customers or organisations.
pub fn parse(record: Record, options: &Options, rules: &Rules) -> ParsedRow {
    let said = match refused(&record, options) {
        Some(refusal) => Err(vec![refusal]),
        None => {
            let mut cells = Cells::gather(&record.cells, &options.columns);
            cells.sort_numbers();
            cells.customer(options, rules).map(Box::new)
        }
    };
    ParsedRow { number: record.number, line: record.line, raw: record.raw, said }
}

/// Why a record cannot be taken for a row at all.
pub fn refused(record: &Record, options: &Options) -> Option<FieldError> {
    if let Some(broken) = record.broken {
        return Some(FieldError::new("row", broken.as_str(), broken.message()));
    }
    let width = options.columns.len();
    (record.width() > width).then(|| {
        FieldError::new(
            "row",
            "too_many_cells",
            format!("the row has {} cells, the table {width} columns; is a separator not quoted?", record.width()),
        )
        .with("cells", record.width())
        .with("columns", width)
    })
}

/// Signs that people put where nothing is known.
fn is_placeholder(cell: &str) -> bool {
    matches!(cell, "-" | "–" | "—" | "--" | "?" | "." | "n/a" | "N/A" | "NULL" | "null" | "#N/A")
}

/// A cell without what spreadsheets put around it: an apostrophe that only says "this is text".
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t']) => rest,
        _ => cell,
    }
}

/// The parts of a cell that holds several values.
fn parts<'a>(cell: &'a str, separators: &'static [char]) -> impl Iterator<Item = &'a str> {
    cell.split(" ::: ").flat_map(move |part| part.split(separators)).map(str::trim).filter(|part| !part.is_empty())
}

/// Says something about a field: a value, or that its columns are there and empty.
#[derive(Clone, Debug, Default)]
struct Said<'a> {
    mentioned: bool,
    values: Vec<&'a str>,
}

impl<'a> Said<'a> {
    fn add(&mut self, cell: &'a str) {
        self.mentioned = true;
        let cell = plain(cell);
        if !cell.is_empty() {
            self.values.push(cell);
        }
    }

    fn first(&self) -> Option<&'a str> {
        self.values.first().copied()
    }

    /// The values joined, or `Some(None)` where an empty cell clears.
    fn joined(&self, with: &str, clear: bool) -> Option<Option<String>> {
        match self.values.as_slice() {
            [] => (self.mentioned && clear).then_some(None),
            [one] => Some(Some((*one).to_owned())),
            many => Some(Some(many.join(with))),
        }
    }

    fn text(&self, clear: bool) -> Option<Option<String>> {
        match self.first() {
            None => (self.mentioned && clear).then_some(None),
            Some(value) => Some(Some(value.to_owned())),
        }
    }

    /// Every part of every value, or an empty list where an empty cell clears.
    fn list(&self, separators: &'static [char], clear: bool) -> Option<Vec<String>> {
        let list: Vec<String> = self.values.iter().flat_map(|cell| parts(cell, separators)).map(str::to_owned).collect();
        (!list.is_empty() || (self.mentioned && clear)).then_some(list)
    }
}

/// The columns of one address. A file may have several addresses; the first that says anything is taken.
#[derive(Clone, Debug, Default)]
struct AddressCells<'a> {
    mentioned: bool,
    street: Vec<&'a str>,
    street_number: Vec<&'a str>,
    extra: Vec<&'a str>,
    postal_code: Vec<&'a str>,
    place: Vec<&'a str>,
    country: Vec<&'a str>,
}

impl<'a> AddressCells<'a> {
    fn add(&mut self, part: AddressPart, cell: &'a str) {
        self.mentioned = true;
        let place = match part {
            AddressPart::Street => &mut self.street,
            AddressPart::StreetNumber => &mut self.street_number,
            AddressPart::Extra => &mut self.extra,
            AddressPart::PostalCode => &mut self.postal_code,
            AddressPart::Place => &mut self.place,
            AddressPart::Country => &mut self.country,
        };
        place.push(plain(cell));
    }

    /// The country, if it is one that is known.
    fn country(&self) -> Option<Country> {
        self.country.iter().find(|cell| !cell.is_empty()).and_then(|cell| Country::recognise(cell))
    }

    fn input(&self, clear: bool, home: Country) -> Option<AddressInput> {
        if !self.mentioned {
            return None;
        }
        // The columns of the second address stand second among their like.
        let nth = |list: &[&'a str], index: usize| list.get(index).copied().filter(|cell| !cell.is_empty());
        let count = self.street.len().max(self.place.len()).max(self.postal_code.len()).max(1);
        let index = (0..count)
            .find(|index| [&self.street, &self.postal_code, &self.place].iter().any(|list| nth(list, *index).is_some()))
            .unwrap_or(0);
        let field = |list: &[&'a str], value: Option<String>| match value {
            Some(value) => Some(Some(value)),
            None => (!list.is_empty() && clear).then_some(None),
        };
        let street = nth(&self.street, index).map(|street| match nth(&self.street_number, index) {
            Some(number) => format!("{street} {number}"),
            None => street.to_owned(),
        });
        let extra: Vec<&str> = self.extra.iter().copied().filter(|line| !line.is_empty()).collect();
        let lines: Vec<String> = street.into_iter().chain(extra.into_iter().filter(|_| index == 0).map(str::to_owned)).collect();
        let street = (!lines.is_empty()).then(|| lines.join(", "));
        let country = nth(&self.country, index).or_else(|| self.country.iter().copied().find(|cell| !cell.is_empty()));
        let code = nth(&self.postal_code, index).map(|code| padded(code, country.map_or(Some(home), Country::recognise)));
        Some(AddressInput {
            street: field(&self.street, street),
            postal_code: field(&self.postal_code, code),
            place: field(&self.place, nth(&self.place, index).map(str::to_owned)),
            country: field(&self.country, country.map(str::to_owned)),
        })
    }
}

/// A postal code with the zeros that a spreadsheet ate: 0155 Oslo is 155 there.
fn padded(code: &str, country: Option<Country>) -> String {
    let length = match country.as_ref().map(Country::as_str) {
        Some("NO" | "DK") => 4,
        Some("DE" | "FI") => 5,
        _ => 0,
    };
    // One zero, not more: two missing digits are a mistake that a person must see.
    if code.len() + 1 == length && code.bytes().all(|byte| byte.is_ascii_digit()) { format!("0{code}") } else { code.to_owned() }
}

/// Whether a number is that of a Swedish (YYMMDD-NNNN, with or without century) or Norwegian (DDMMYYNNNNN) person. Swedish
/// companies have 20 or more where the month stands, Norwegian ones have nine digits.
fn is_personal_number(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    // Co-ordination numbers add 60 to the day, D numbers 40; test numbers add to the month and are not meant here.
    let is_date = |month: usize, day: usize| (1..=12).contains(&two(month)) && matches!(two(day), 1..=31 | 41..=71 | 61..=91);
    text.chars().all(|c| c.is_ascii_digit() || " -+".contains(c))
        && match digits.len() {
            10 => is_date(2, 4),
            12 => matches!(two(0), 18..=20) && is_date(4, 6),
            11 => is_date(2, 0),
            _ => false,
        }
}

/// The cells of a row, by what they are.
#[derive(Default)]
struct Cells<'a> {
    number: Said<'a>,
    kind: Said<'a>,
    name: Said<'a>,
    first_name: Said<'a>,
    last_name: Said<'a>,
    title: Said<'a>,
    emails: Said<'a>,
    phones: Said<'a>,
    external_ids: Said<'a>,
    organisations: Said<'a>,
    role: Said<'a>,
    support_language: Said<'a>,
    tags: Said<'a>,
    note: Said<'a>,
    organisation_number: Said<'a>,
    personal_number: Said<'a>,
    state: Said<'a>,
    assigned_to: Said<'a>,
    hub_access: Said<'a>,
    address: AddressCells<'a>,
    invoice_address: AddressCells<'a>,
    attributes: Vec<(&'a str, &'a str)>,
}

const LIST: &[char] = &[';', ',', '|', '\n', '\r'];
/// Commas stand in the names of companies.
const NAMES: &[char] = &[';', '|', '\n', '\r'];

impl<'a> Cells<'a> {
    fn gather(cells: &'a [String], targets: &'a [Target]) -> Self {
        let mut found = Self::default();
        for (index, target) in targets.iter().enumerate() {
            let cell = cells.get(index).map_or("", String::as_str);
            let said = match target {
                Target::Number => &mut found.number,
                Target::Kind => &mut found.kind,
                Target::Name => &mut found.name,
                Target::FirstName => &mut found.first_name,
                Target::LastName => &mut found.last_name,
                Target::Title => &mut found.title,
                Target::Email => &mut found.emails,
                Target::Phone => &mut found.phones,
                Target::ExternalId => &mut found.external_ids,
                Target::Organisation => &mut found.organisations,
                Target::OrganisationRole => &mut found.role,
                Target::SupportLanguage => &mut found.support_language,
                Target::Tags => &mut found.tags,
                Target::Note => &mut found.note,
                Target::OrganisationNumber => &mut found.organisation_number,
                Target::PersonalNumber => &mut found.personal_number,
                Target::State => &mut found.state,
                Target::AssignedTo => &mut found.assigned_to,
                Target::HubAccess => &mut found.hub_access,
                Target::Address(part) => {
                    found.address.add(*part, cell);
                    continue;
                }
                Target::InvoiceAddress(part) => {
                    found.invoice_address.add(*part, cell);
                    continue;
                }
                Target::Attribute(key) => {
                    found.attributes.push((key, plain(cell)));
                    continue;
                }
                Target::Teams | Target::Role | Target::Colour | Target::Label(_) | Target::Ignore => continue,
            };
            said.add(cell);
        }
        found
    }

    /// Some programs keep persons' numbers in the column of companies' numbers.
    fn sort_numbers(&mut self) {
        if self.organisation_number.first().is_some_and(is_personal_number) && self.personal_number.values.is_empty() {
            self.personal_number.values = std::mem::take(&mut self.organisation_number.values);
            self.personal_number.mentioned = true;
        }
    }

    fn customer(&self, options: &Options, rules: &Rules) -> Result<CustomerRow, Vec<FieldError>> {
        let mut refusals = Refusals::default();
        let clear = options.empty_cells == EmptyCells::Clear;
        let word = |said: &Said<'_>| said.first().filter(|cell| !is_placeholder(cell)).map(str::to_owned);
        let kind = match options.kind {
            ImportKind::Organisations => Some(CustomerKind::Organisation),
            _ => word(&self.kind).and_then(|text| {
                let refusal =
                    || FieldError::new("kind", "invalid_kind", format!("{text:?} is neither person nor organisation")).with("value", &text);
                refusals.check(words::kind(&text).ok_or_else(refusal))
            }),
        };
        let state = word(&self.state).and_then(|text| {
            let refusal =
                || FieldError::new("state", "invalid_state", format!("{text:?} is neither active nor inactive")).with("value", &text);
            refusals.check(words::state(&text).ok_or_else(refusal))
        });
        let hub_access = word(&self.hub_access).and_then(|text| {
            let refusal =
                || FieldError::new("hub_access", "invalid_yes_no", format!("{text:?} is neither yes nor no")).with("value", &text);
            refusals.check(words::yes_or_no(&text).ok_or_else(refusal))
        });
        let (name, first_name, last_name) = self.names(kind, clear);
        let organisations = self.organisations.list(NAMES, clear);
        let likely_kind = self.likely_kind(name.as_ref());
        let input = CustomerInput {
            number: word(&self.number).map(Some),
            kind: kind.map(|kind| kind.to_string()),
            name,
            first_name,
            last_name,
            title: self.title.text(clear),
            emails: self.emails(clear),
            phones: self.phones(clear, rules),
            external_ids: self.external_ids.list(NAMES, clear),
            support_language: self.language(clear, rules, &mut refusals),
            address: self.address.input(clear, rules.country),
            invoice_address: self.invoice_address.input(clear, rules.country),
            organisation_number: self.organisation_number.text(clear),
            personal_number: self.personal_number.text(clear),
            note: self.note.joined("\n", clear),
            attributes: self.attributes(clear),
            hub_access,
            ..CustomerInput::default()
        };
        let draft = input.parse_into(rules, &mut refusals);
        match refusals.finish() {
            Ok(()) => Ok(CustomerRow {
                draft,
                organisations,
                role: self.role.text(clear),
                tags: self.tags.list(LIST, clear).map(|tags| tags.iter().map(|tag| tag.trim_start_matches("* ").to_owned()).collect()),
                assigned_to: self.assigned_to.list(LIST, clear),
                state,
                likely_kind,
            }),
            Err(Error::Invalid(refusals)) => Err(refusals),
            Err(other) => Err(vec![FieldError::new("row", "refused", other.to_string())]),
        }
    }

    /// Whole name, first name, last name. A person's parts win over the whole; an organisation has only the whole.
    #[allow(clippy::type_complexity, reason = "three fields of the same input")]
    fn names(&self, kind: Option<CustomerKind>, clear: bool) -> (Option<Option<String>>, Option<Option<String>>, Option<Option<String>>) {
        let has_parts = !self.first_name.values.is_empty() || !self.last_name.values.is_empty();
        let whole = self.name.text(false);
        match kind {
            Some(CustomerKind::Organisation) => {
                let parts: Vec<&str> = self.first_name.values.iter().chain(&self.last_name.values).copied().collect();
                let name = whole.or_else(|| has_parts.then(|| Some(parts.join(" ")))).or_else(|| self.organisations.text(false));
                (name, None, None)
            }
            _ if has_parts => (None, self.first_name.joined(" ", true), self.last_name.joined(" ", true)),
            _ if whole.is_some() => (whole, None, None),
            _ => (None, self.first_name.joined(" ", clear), self.last_name.joined(" ", clear)),
        }
    }

    /// What the row is about, where no column says so.
    fn likely_kind(&self, name: Option<&Option<String>>) -> Option<CustomerKind> {
        let has = |said: &Said<'_>| !said.values.is_empty();
        if has(&self.first_name) || has(&self.last_name) || has(&self.title) || has(&self.personal_number) || has(&self.organisations) {
            // Whoever belongs to a company, or has a first name, is a person. A row with a company and nobody's name is about the company,
            // unless it has somebody's address.
            let nobody =
                !has(&self.first_name) && !has(&self.last_name) && !has(&self.name) && !has(&self.emails) && !has(&self.personal_number);
            return Some(if nobody && has(&self.organisations) { CustomerKind::Organisation } else { CustomerKind::Person });
        }
        let name = name.and_then(Option::as_deref).unwrap_or_default();
        (has(&self.organisation_number) || words::is_company_name(name)).then_some(CustomerKind::Organisation)
    }

    fn emails(&self, clear: bool) -> Option<Vec<String>> {
        let list: Vec<String> = self
            .emails
            .values
            .iter()
            .flat_map(|cell| parts(cell, LIST))
            // Without any other separator, addresses stand beside each other.
            .flat_map(|part| if part.matches('@').count() > 1 { part.split_whitespace().collect() } else { vec![part] })
            .filter(|text| !is_placeholder(text))
            .map(|text| match Email::parse_with_name(text) {
                Ok((_, email)) => email.as_str().to_owned(),
                Err(_) => text.to_owned(),
            })
            .collect();
        (!list.is_empty() || (self.emails.mentioned && clear)).then_some(list)
    }

    /// Phone numbers, read in the country of the row's address: a Swede in a Norwegian register has a Swedish number.
    fn phones(&self, clear: bool, rules: &Rules) -> Option<Vec<String>> {
        let country = self.address.country().unwrap_or(rules.country);
        let list: Vec<String> = self
            .phones
            .values
            .iter()
            .flat_map(|cell| cell.split(" ::: ").flat_map(phone::split_list))
            .filter(|text| !is_placeholder(text))
            .map(|text| Phone::parse(text, country).map_or_else(|_| text.to_owned(), |phone| phone.as_str().to_owned()))
            .collect();
        (!list.is_empty() || (self.phones.mentioned && clear)).then_some(list)
    }

    /// The language, if the account serves customers in it; a language that it does not serve is left open, as for a first
    /// contact.
    fn language(&self, clear: bool, rules: &Rules, refusals: &mut Refusals) -> Option<Option<String>> {
        let Some(text) = self.support_language.first().filter(|text| !is_placeholder(text)) else {
            return (self.support_language.mentioned && clear).then_some(None);
        };
        let refusal = || FieldError::new("support_language", "invalid_language", format!("{text:?} is no language")).with("value", text);
        let language = refusals.check(Language::recognise(text).ok_or_else(refusal))?;
        (rules.support_languages.is_empty() || rules.support_languages.contains(&language)).then(|| Some(language.to_string()))
    }

    fn attributes(&self, clear: bool) -> Option<Map<String, Json>> {
        let mut values = Map::new();
        for (key, cell) in &self.attributes {
            if !cell.is_empty() {
                values.entry((*key).to_owned()).or_insert_with(|| Json::String((*cell).to_owned()));
            } else if clear {
                values.entry((*key).to_owned()).or_insert(Json::Null);
            }
        }
        // The first column with a value wins over an earlier one that is empty.
        for (key, cell) in self.attributes.iter().filter(|(_, cell)| !cell.is_empty()) {
            if let Some(value) = values.get_mut(*key).filter(|value| value.is_null()) {
                *value = Json::String((*cell).to_owned());
            }
        }
        (!values.is_empty()).then_some(values)
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
