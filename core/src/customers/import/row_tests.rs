//! Rows as people write them.

use super::super::columns;
use super::*;

fn options(headers: &str) -> Options {
    let headers: Vec<String> = headers.split('|').map(str::to_owned).collect();
    let columns = columns::recognise(ImportKind::Customers, &headers, &[], &[]);
    Options { columns: columns.into_iter().map(|column| column.expect("a known header")).collect(), ..Options::default() }
}

fn rules() -> Rules {
    Rules { country: Country::NORWAY, support_languages: vec![Language::NORWEGIAN, Language::SWEDISH], ..Rules::default() }
}

fn parsed(cells: &str, options: &Options) -> Result<Box<CustomerRow>, Vec<FieldError>> {
    let cells: Vec<String> = cells.split('|').map(str::to_owned).collect();
    parse(Record { number: 1, line: 2, cells, raw: String::new(), broken: None }, options, &rules()).said
}

fn row(headers: &str, cells: &str) -> CustomerRow {
    *parsed(cells, &options(headers)).unwrap()
}

fn codes(headers: &str, cells: &str) -> Vec<(String, &'static str)> {
    parsed(cells, &options(headers)).unwrap_err().into_iter().map(|refusal| (refusal.field, refusal.code)).collect()
}

fn some(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

#[test]
fn the_contact_file_of_another_program_is_read() {
    let row = row(
        "External id|First name|Last name|Phone|Mobile|Email 1|Email 2|Working title|Organization|Street name|Street number|Zip code|Zip location|Country",
        "4711|Åse|Bjørnsæter|22 33 44 55|+47 912 34 567|ASE@Example.no|ase@privat.example|Leder|Nordlys AS|Storgata|12 B|155|Oslo|Norge",
    );
    let draft = row.draft;
    assert_eq!((draft.first_name, draft.last_name, draft.title), (some("Åse"), some("Bjørnsæter"), some("Leder")));
    assert_eq!(draft.emails.unwrap().iter().map(Email::as_str).collect::<Vec<_>>(), ["ase@example.no", "ase@privat.example"]);
    assert_eq!(draft.phones.unwrap().iter().map(Phone::as_str).collect::<Vec<_>>(), ["+4722334455", "+4791234567"]);
    assert_eq!(
        (draft.address.street, draft.address.postal_code, draft.address.place, draft.address.country),
        (some("Storgata 12 B"), some("0155"), some("Oslo"), some("NO"))
    );
    assert_eq!((row.organisations, row.likely_kind), (Some(vec!["Nordlys AS".to_owned()]), Some(CustomerKind::Person)));
    assert_eq!(draft.external_ids, Some(vec!["4711".to_owned()]));
}

#[test]
fn several_values_in_one_cell_are_several() {
    let row = row(
        "email|phone|tags|organisation",
        "\"Kari\" <kari@x.no>; per@x.no, ola@x.no|22 33 44 55 / 91 23 45 67|VIP; * myContacts,vip2|Hansen, Per AS; Nord AS",
    );
    assert_eq!(row.draft.emails.unwrap().iter().map(Email::as_str).collect::<Vec<_>>(), ["kari@x.no", "per@x.no", "ola@x.no"]);
    assert_eq!(row.draft.phones.unwrap().len(), 2);
    assert_eq!(row.tags.unwrap(), ["VIP", "myContacts", "vip2"]);
    assert_eq!(row.organisations.unwrap(), ["Hansen, Per AS", "Nord AS"]);
    let row = self::row("email|email", "a@x.no b@x.no|c@x.no ::: d@x.no");
    assert_eq!(row.draft.emails.unwrap().len(), 4);
}

#[test]
fn every_wrong_cell_is_told() {
    assert_eq!(
        codes("email|phone|kind|state|language", "kari(at)x.no|ring me|robot|asleep|Klingon?!"),
        [
            ("kind", "invalid_kind"),
            ("state", "invalid_state"),
            ("support_language", "invalid_language"),
            ("emails", "invalid_email"),
            ("phones", "invalid_phone")
        ]
        .map(|(field, code)| (field.to_owned(), code))
    );
    assert_eq!(codes("name|note", "a|b|surplus"), [("row".to_owned(), "too_many_cells")]);
    assert_eq!(codes("name|note", &format!("a|{}", "x".repeat(2001))), [("note".to_owned(), "too_long")]);
    assert!(parsed("a|b||  |", &options("name|note")).is_ok(), "empty cells at the end are no mistake");
}

#[test]
fn signs_for_nothing_are_nothing() {
    let row = row("name|email|phone|language|kind", "Kari|-|n/a|?|");
    assert_eq!((row.draft.emails, row.draft.phones, row.draft.support_language, row.draft.kind), (None, None, None, None));
    assert_eq!(self::row("name|note", "Kari|'=1+1").draft.note, some("=1+1"), "the apostrophe of a spreadsheet is not text");
    assert_eq!(self::row("name|note", "Kari|'t Hooft").draft.note, some("'t Hooft"));
}

#[test]
fn an_empty_cell_leaves_or_clears() {
    let mut options = options("first_name|note|email|city|tags|language|title");
    let kept = parsed("Kari", &options).unwrap();
    assert_eq!((kept.draft.note, kept.draft.emails.map(|l| l.len()), kept.draft.address.place, kept.tags), (None, None, None, None));
    options.empty_cells = EmptyCells::Clear;
    let cleared = parsed("Kari", &options).unwrap();
    assert_eq!((cleared.draft.note, cleared.draft.emails.map(|l| l.len()), cleared.draft.address.place), (Some(None), Some(0), Some(None)));
    assert_eq!((cleared.tags, cleared.draft.support_language, cleared.draft.title), (Some(vec![]), Some(None), Some(None)));
    assert_eq!(cleared.draft.number.map(|n| n.to_string()), None);
}

#[test]
fn persons_and_organisations_are_told_apart() {
    let kind = |headers, cells| row(headers, cells).likely_kind;
    assert_eq!(kind("name", "Kari Hansen"), None);
    assert_eq!(kind("name", "Nordlys Bakeri AS"), Some(CustomerKind::Organisation));
    assert_eq!(kind("name|organisation", "Kari Hansen|Nordlys AS"), Some(CustomerKind::Person));
    assert_eq!(kind("name|organisation|phone", "|Nordlys AS|22334455"), Some(CustomerKind::Organisation));
    assert_eq!(kind("name|organisation|email", "|Nordlys AS|kari@x.no"), Some(CustomerKind::Person));
    assert_eq!(kind("name|org.nr", "Nordlys|987 654 321"), Some(CustomerKind::Organisation));
    let anna = row("name|organisationsnr", "Anna Svensson|850101-1234");
    assert_eq!(
        (anna.likely_kind, anna.draft.personal_number, anna.draft.organisation_number),
        (Some(CustomerKind::Person), some("850101-1234"), None)
    );
    assert_eq!(row("name|kundtyp", "Åkes|Företag").draft.kind, Some(CustomerKind::Organisation));
    assert_eq!(row("organisation|kind", "Åkes|company").draft.name, some("Åkes"));
    assert!(is_personal_number("19850101-1234") && is_personal_number("01018512345"));
    assert!(!is_personal_number("556677-8899") && !is_personal_number("987654321") && !is_personal_number("NO 987"));
}

#[test]
fn names_of_two_columns_win_over_one() {
    let row = row("name|first name|middle name|last name", "Hansen, Kari|Kari|Anne|Hansen");
    assert_eq!((row.draft.name, row.draft.first_name, row.draft.last_name), (None, some("Kari Anne"), some("Hansen")));
    let row = self::row("name|first name|last name", "Hansen, Kari||");
    assert_eq!((row.draft.name, row.draft.first_name), (some("Hansen, Kari"), None));
}

#[test]
fn a_number_is_read_in_the_country_of_its_row() {
    let row = row("phone|country", "070-123 45 67|Sverige");
    assert_eq!(row.draft.phones.unwrap()[0].as_str(), "+46701234567");
}

#[test]
fn the_second_address_steps_in_for_an_empty_first() {
    let headers = "Business Street|Business Street 2|Business City|Business Country|Home Street|Home City|Home Country";
    let address = row(headers, "||||Hjemvei 1|Bergen|Norge").draft.address;
    assert_eq!((address.street, address.place, address.country), (some("Hjemvei 1"), some("Bergen"), some("NO")));
    let address = row(headers, "Storgata 1|c/o Per|Oslo||Hjemvei 1|Bergen|").draft.address;
    assert_eq!((address.street, address.place), (some("Storgata 1, c/o Per"), some("Oslo")));
}

#[test]
fn a_language_that_is_not_served_is_left_open() {
    assert_eq!(row("name|language", "Kari|Svensk").draft.support_language, Some(Some(Language::SWEDISH)));
    assert_eq!(row("name|language", "Kari|fi").draft.support_language, None);
}
