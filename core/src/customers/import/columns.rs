//! Which column of a file is which field: recognised by its header, or said by a person.

use super::ImportKind;
use super::words;
use crate::customers::labels::key_from;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, str::FromStr, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressPart {
    /// Street, usually with the house number.
    Street,
    /// The house number, where it has a column of its own.
    StreetNumber,
    /// A second line: c/o, floor, post box.
    Extra,
    /// Postal code.
    PostalCode,
    /// Town.
    Place,
    /// Country, as a name or a code.
    Country,
}

impl AddressPart {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Street, "street"),
        (Self::StreetNumber, "street_number"),
        (Self::Extra, "extra"),
        (Self::PostalCode, "postal_code"),
        (Self::Place, "place"),
        (Self::Country, "country"),
    ];

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, text)| *text == word).map(|(part, _)| *part)
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(part, _)| *part == self).map_or("", |(_, text)| text)
    }
}

/// What a column is imported as. Written as in the API: `email`, `address.postal_code`, `attributes.floor`, `ignore`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The customer number.
    Number,
    /// Person or organisation.
    Kind,
    /// The whole name.
    Name,
    /// First name; several columns (a middle name) are joined.
    FirstName,
    /// Last name.
    LastName,
    /// Job title.
    Title,
    /// E-mail addresses; several columns and several in a cell are allowed.
    Email,
    /// Phone numbers, likewise.
    Phone,
    /// The key of the other program.
    ExternalId,
    /// Organisations that a person belongs to; the first is the primary one.
    Organisation,
    /// What the person is in the primary organisation.
    OrganisationRole,
    /// A custom field, by its key.
    Attribute(String),
    /// Visiting address.
    Address(AddressPart),
    /// Invoice address.
    InvoiceAddress(AddressPart),
    /// The language to write to the customer in.
    SupportLanguage,
    /// Tags.
    Tags,
    /// Note; several columns are put under each other.
    Note,
    /// Number in the register of companies.
    OrganisationNumber,
    /// Number of a person in a national register.
    PersonalNumber,
    /// Active or inactive.
    State,
    /// E-mail addresses of the users it is assigned to.
    AssignedTo,
    /// Whether the customer may log in to the hub.
    HubAccess,
    /// Of a user: teams, each with a role if written `Support: agent`.
    Teams,
    /// Of a user: roles in the whole account.
    Role,
    /// Of a tag: its colour.
    Colour,
    /// Of a tag: its name in a language.
    Label(String),
    /// Not imported.
    Ignore,
}

/// The targets that are a single word.
const PLAIN: [(Target, &str); 22] = [
    (Target::Number, "number"),
    (Target::Kind, "kind"),
    (Target::Name, "name"),
    (Target::FirstName, "first_name"),
    (Target::LastName, "last_name"),
    (Target::Title, "title"),
    (Target::Email, "email"),
    (Target::Phone, "phone"),
    (Target::ExternalId, "external_id"),
    (Target::Organisation, "organisation"),
    (Target::OrganisationRole, "organisation_role"),
    (Target::SupportLanguage, "support_language"),
    (Target::Tags, "tags"),
    (Target::Note, "note"),
    (Target::OrganisationNumber, "organisation_number"),
    (Target::PersonalNumber, "personal_number"),
    (Target::State, "state"),
    (Target::AssignedTo, "assigned_to"),
    (Target::HubAccess, "hub_access"),
    (Target::Teams, "teams"),
    (Target::Role, "role"),
    (Target::Colour, "colour"),
];

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(key) => write!(f, "attributes.{key}"),
            Self::Address(part) => write!(f, "address.{}", part.word()),
            Self::InvoiceAddress(part) => write!(f, "invoice_address.{}", part.word()),
            Self::Label(language) => write!(f, "label.{language}"),
            Self::Ignore => f.write_str("ignore"),
            plain => f.write_str(PLAIN.iter().find(|(target, _)| target == plain).map_or("", |(_, word)| word)),
        }
    }
}

/// A word that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no field {0:?}")]
pub struct UnknownTarget(pub String);

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let text = text.trim();
        let unknown = || UnknownTarget(text.to_owned());
        if let Some((target, _)) = PLAIN.iter().find(|(_, word)| *word == text) {
            return Ok(target.clone());
        }
        match text.split_once('.') {
            _ if text == "ignore" => Ok(Self::Ignore),
            Some(("attributes" | "custom_fields", key)) if !key_from(key, '_').is_empty() => Ok(Self::Attribute(key_from(key, '_'))),
            Some(("address", part)) => AddressPart::from_word(part).map(Self::Address).ok_or_else(unknown),
            Some(("invoice_address", part)) => AddressPart::from_word(part).map(Self::InvoiceAddress).ok_or_else(unknown),
            Some(("label", language)) if !language.is_empty() => Ok(Self::Label(language.to_owned())),
            _ => Err(unknown()),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Target {
    /// Every target that a file of this kind can have, without custom fields.
    pub fn choices(kind: ImportKind) -> Vec<Self> {
        let plain = PLAIN.iter().map(|(target, _)| target.clone());
        let parts = AddressPart::ALL.iter().map(|(part, _)| *part);
        let all = plain
            .chain(parts.clone().map(Self::Address))
            .chain(parts.map(Self::InvoiceAddress))
            .chain(["en", "nb", "sv", "de"].map(|language| Self::Label(language.to_owned())))
            .chain([Self::Ignore]);
        all.filter(|target| target.fits(kind)).collect()
    }

    /// Whether a file of this kind can have such a column.
    pub fn fits(&self, kind: ImportKind) -> bool {
        match self {
            Self::Ignore | Self::Name => true,
            Self::FirstName | Self::LastName => matches!(kind, ImportKind::Customers | ImportKind::Users),
            Self::Email | Self::SupportLanguage | Self::State => kind != ImportKind::Tags,
            Self::Teams | Self::Role => kind == ImportKind::Users,
            Self::Colour | Self::Label(_) => kind == ImportKind::Tags,
            Self::Title | Self::Organisation | Self::OrganisationRole | Self::PersonalNumber | Self::Kind => kind == ImportKind::Customers,
            _ => matches!(kind, ImportKind::Customers | ImportKind::Organisations),
        }
    }
}

/// A custom field that the account has, for recognising its column.
#[derive(Clone, Debug)]
pub struct KnownField {
    /// Its key.
    pub key: String,
    /// Its labels in all languages.
    pub labels: Vec<String>,
}

/// The text of a header that counts: lower-case letters without accents, and digits.
fn folded(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    for letter in header.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'ø' => text.push('o'),
            'æ' => text.push_str("ae"),
            'ß' => text.push_str("ss"),
            letter if letter.is_alphanumeric() => text.push(letter),
            _ => {}
        }
    }
    text
}

/// Whether two headers mean the same column: case, accents and signs do not count.
pub fn is_same_header(one: &str, other: &str) -> bool {
    one.trim() == other.trim() || (!folded(one).is_empty() && folded(one) == folded(other))
}

static ALIASES: LazyLock<HashMap<String, Target>> = LazyLock::new(|| {
    let lines = include_str!("columns.txt").lines().filter(|line| !line.starts_with('#'));
    let mut aliases = HashMap::new();
    for (target, headers) in lines.filter_map(|line| line.split_once(" = ")) {
        if let Ok(target) = target.parse::<Target>() {
            aliases.extend(headers.split('|').map(|header| (folded(header), target.clone())));
        }
    }
    aliases
});

/// The field that a header names in any of the known languages and programs.
fn by_header(header: &str) -> Option<Target> {
    if let Ok(target) = header.parse() {
        return Some(target);
    }
    let with_digits = folded(header);
    ALIASES.get(&with_digits).cloned().or_else(|| {
        let letters: String = with_digits.chars().filter(|c| !c.is_ascii_digit()).collect();
        (letters.len() < with_digits.len()).then(|| ALIASES.get(&letters).cloned()).flatten()
    })
}

/// How many of these cells are headers that are known; the mark of a header row.
pub fn known_headers(cells: &[String]) -> usize {
    cells.iter().filter(|cell| cell.len() <= 80 && !cell.trim().is_empty() && by_header(cell).is_some()).count()
}

/// Recognises the columns by their headers. `rows` are the first rows: a column that would be the kind, the state or
/// suchlike, but holds something else (a US state, a kind of lead), is left to the person. `None` is a column that nobody knows.
pub fn recognise(kind: ImportKind, headers: &[String], rows: &[Vec<String>], fields: &[KnownField]) -> Vec<Option<Target>> {
    let mut found: Vec<Option<Target>> = headers
        .iter()
        .enumerate()
        .map(|(column, header)| {
            let named = |field: &&KnownField| {
                let header = folded(header);
                !header.is_empty() && (folded(&field.key) == header || field.labels.iter().any(|label| folded(label) == header))
            };
            let field = fields.iter().find(named).map(|field| Target::Attribute(field.key.clone()));
            let target = field.or_else(|| by_header(header).map(|target| renamed(kind, target)))?;
            let values = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            (target.fits(kind) && plausible(&target, values)).then_some(target)
        })
        .collect();
    let precise =
        |header: &String, target: &Option<Target>| *target == Some(Target::Title) && !matches!(folded(header).as_str(), "title" | "titel");
    if headers.iter().zip(&found).any(|(header, target)| precise(header, target)) {
        // Beside a job title, a column "Title" holds Mr and Mrs.
        for (header, target) in headers.iter().zip(&mut found).filter(|(_, target)| **target == Some(Target::Title)) {
            if matches!(folded(header).as_str(), "title" | "titel") {
                *target = Some(Target::Ignore);
            }
        }
    }
    found
}

/// In a list of organisations the company is not what somebody belongs to; in a list of tags the tag is its name.
fn renamed(kind: ImportKind, target: Target) -> Target {
    match (kind, target) {
        (ImportKind::Organisations, Target::Organisation) | (ImportKind::Tags, Target::Tags) => Target::Name,
        (_, target) => target,
    }
}

fn plausible<'a>(target: &Target, mut values: impl Iterator<Item = &'a str>) -> bool {
    match target {
        Target::Kind => values.all(|value| words::kind(value).is_some()),
        Target::State => values.all(|value| words::state(value).is_some()),
        Target::HubAccess => values.all(|value| words::yes_or_no(value).is_some()),
        _ => true,
    }
}

/// One `--map COLUMN=FIELD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// A header, or the number of a column from 1.
    pub column: String,
    /// What it becomes.
    pub target: Target,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, field) = text.rsplit_once('=').ok_or_else(|| format!("{text:?} is not COLUMN=FIELD"))?;
        let target = field.parse::<Target>().or_else(|error| by_header(field).ok_or_else(|| error.to_string()))?;
        Ok(Self { column: column.trim().to_owned(), target })
    }
}

/// Puts a person's assignments over what was recognised.
///
/// # Errors
/// The column that the file does not have.
pub fn assign(headers: &[String], found: &mut [Option<Target>], assignments: &[Assignment]) -> Result<(), String> {
    for assignment in assignments {
        let column = find_column(headers, found.len(), &assignment.column).ok_or_else(|| assignment.column.clone())?;
        found[column] = Some(assignment.target.clone());
    }
    Ok(())
}

fn find_column(headers: &[String], width: usize, wanted: &str) -> Option<usize> {
    let exact = headers.iter().position(|header| header.trim() == wanted);
    let loose = || headers.iter().position(|header| is_same_header(header, wanted));
    let number = || wanted.trim_start_matches('#').parse::<usize>().ok()?.checked_sub(1).filter(|column| *column < width);
    exact.or_else(loose).or_else(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn recognised(headers: &str) -> String {
        let headers: Vec<String> = headers.split('|').map(str::to_owned).collect();
        let found = recognise(ImportKind::Customers, &headers, &[], &[]);
        found.iter().map(|target| target.as_ref().map_or("?".to_owned(), Target::to_string)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_line_of_the_table_is_a_field_and_no_header_means_two() {
        let mut meaning: BTreeMap<String, String> = BTreeMap::new();
        for line in include_str!("columns.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (target, headers) = line.split_once(" = ").unwrap();
            assert!(target.parse::<Target>().is_ok(), "{target}");
            for header in headers.split('|') {
                assert!(!folded(header).is_empty(), "{line}");
                let before = meaning.insert(folded(header), target.to_owned());
                assert!(before.as_deref().is_none_or(|before| before == target), "{header}: {before:?} and {target}");
            }
        }
    }

    #[test]
    fn every_target_reads_back_as_it_was_written() {
        for kind in ImportKind::ALL {
            for target in Target::choices(*kind) {
                assert_eq!(target.to_string().parse(), Ok(target));
            }
        }
        assert_eq!("attributes.floor".parse(), Ok(Target::Attribute("floor".into())));
        assert!("address.planet".parse::<Target>().is_err());
        assert!("".parse::<Target>().is_err());
    }

    #[test]
    fn the_exports_of_other_programs_are_known() {
        assert_eq!(
            recognised(
                "External id|First name|Last name|Phone|Mobile|Email 1|Email 2|Working title|Organization|Department|Street name|Street number|Zip code|Zip location|Country"
            ),
            "external_id first_name last_name phone phone email email title organisation attributes.department address.street address.street_number address.postal_code address.place address.country",
            "Puzzel"
        );
        assert_eq!(
            recognised(
                "First Name|Middle Name|Last Name|Organization Name|Organization Title|Notes|Labels|E-mail 1 - Label|E-mail 1 - Value|Phone 1 - Value|Address 1 - Street|Address 1 - City|Address 1 - Postal Code|Address 1 - Country"
            ),
            "first_name first_name last_name organisation title note tags ignore email phone address.street address.place address.postal_code address.country",
            "Google Contacts"
        );
        assert_eq!(
            recognised(
                "Title|First Name|Last Name|Company|Department|Job Title|Business Street|Business Street 2|Business City|Business Postal Code|Business Country/Region|Business Phone|Mobile Phone|Categories|E-mail Address|E-mail 2 Address|Notes"
            ),
            "ignore first_name last_name organisation attributes.department title address.street address.extra address.place address.postal_code address.country phone phone tags email email note",
            "Outlook"
        );
        assert_eq!(
            recognised(
                "Record ID|First Name|Last Name|Email|Phone Number|Mobile Phone Number|Job Title|Company Name|Street Address|City|Postal Code|Country/Region|Preferred language"
            ),
            "external_id first_name last_name email phone phone title organisation address.street address.place address.postal_code address.country support_language",
            "HubSpot"
        );
        assert_eq!(
            recognised("id|name|email|phone|organization|tags|notes|locale"),
            "external_id name email phone organisation tags note support_language",
            "Zendesk"
        );
        assert_eq!(
            recognised("Full name|Title|Company|Email|Work phone|Mobile phone|Address|Language|Tags|About|Unique external id"),
            "name title organisation email phone phone address.street support_language tags note external_id",
            "Freshdesk"
        );
        assert_eq!(
            recognised("Kundnr|Namn|Organisationsnr|Adress|Adress 2|Postnr|Ort|Land|Telefon|Telefon 2|E-post|Aktiv"),
            "number name organisation_number address.street address.extra address.postal_code address.place address.country phone phone email state",
            "Fortnox"
        );
        assert_eq!(
            recognised("Kundenr.|Navn|Org.nr.|Postadresse|Postnr.|Poststed|Land|Telefon|E-post|Fakturaadresse|Merknad"),
            "number name organisation_number address.street address.postal_code address.place address.country phone email invoice_address.street note",
            "Visma"
        );
        assert_eq!(
            recognised("name|email|phone|organisation|city|country|note"),
            "name email phone organisation address.place address.country note"
        );
    }

    #[test]
    fn the_four_languages_are_known() {
        assert_eq!(
            recognised("Kundenummer|Fornavn|Etternavn|E-postadresse|Mobil|Bedrift|Gateadresse|Stikkord"),
            "number first_name last_name email phone organisation address.street tags"
        );
        assert_eq!(
            recognised("Kundnummer|Förnamn|Efternamn|Mejladress|Mobilnummer|Företag|Gatuadress|Taggar"),
            "number first_name last_name email phone organisation address.street tags"
        );
        assert_eq!(
            recognised("Kundennummer|Vorname|Nachname|E-Mail-Adresse|Handynummer|Unternehmen|Straße|Hausnummer|PLZ|Ort|Stichwörter"),
            "number first_name last_name email phone organisation address.street address.street_number address.postal_code address.place tags"
        );
        assert_eq!(recognised("FIRSTNAME|last_name|Dørkode|"), "first_name last_name ? ?");
    }

    #[test]
    fn a_column_that_holds_something_else_is_left_to_the_person() {
        let headers = ["State".to_owned(), "Status".into(), "Type".into()];
        let rows = [vec!["CA".to_owned(), "active".into(), "lead".into()], vec!["NY".into(), "".into(), "company".into()]];
        assert_eq!(recognise(ImportKind::Customers, &headers, &rows, &[]), [None, Some(Target::State), None]);
    }

    #[test]
    fn fields_of_the_account_come_first() {
        let fields = [
            KnownField { key: "floor".into(), labels: vec!["Etasje".into(), "Våning".into()] },
            KnownField { key: "phone".into(), labels: vec![] },
        ];
        let headers = ["etasje".to_owned(), "Vaning".into(), "Phone".into()];
        let attribute = |key: &str| Some(Target::Attribute(key.into()));
        assert_eq!(recognise(ImportKind::Customers, &headers, &[], &fields), [attribute("floor"), attribute("floor"), attribute("phone")]);
    }

    #[test]
    fn the_same_header_means_what_the_kind_of_file_allows() {
        let headers = ["Firma".to_owned(), "Lag".into(), "Colour".into()];
        assert_eq!(recognise(ImportKind::Organisations, &headers, &[], &[]), [Some(Target::Name), None, None]);
        assert_eq!(recognise(ImportKind::Users, &headers, &[], &[]), [None, Some(Target::Teams), None]);
        assert_eq!(recognise(ImportKind::Tags, &headers, &[], &[]), [None, None, Some(Target::Colour)]);
    }

    #[test]
    fn a_person_may_assign_columns_by_header_or_number() {
        let headers = ["Felt A".to_owned(), "b=c".into(), "".into()];
        let mut found = vec![None; 3];
        let assignments: Vec<Assignment> =
            ["felt a=e-post", "b=c=attributes.Dør kode", "3=note"].iter().map(|text| text.parse().unwrap()).collect();
        assign(&headers, &mut found, &assignments).unwrap();
        assert_eq!(found, [Some(Target::Email), Some(Target::Attribute("dor_kode".into())), Some(Target::Note)]);
        assert!("email".parse::<Assignment>().is_err());
        assert!("a=shoe size".parse::<Assignment>().is_err());
        for column in ["4", "0", "nothing"] {
            let assignment = Assignment { column: column.into(), target: Target::Note };
            assert_eq!(assign(&headers, &mut found, &[assignment]), Err(column.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(headers in proptest::collection::vec(".{0,40}", 0..10)) {
            prop_assert_eq!(recognise(ImportKind::Customers, &headers, &[], &[]).len(), headers.len());
            known_headers(&headers);
        }
    }
}
