//! Columns of the list of customers, and of exports.

use crate::kernel::{FieldError, permission::spelled};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{borrow::Cow, fmt, str::FromStr};

spelled! {
    /// A column that every customer has.
    OwnColumn {
        /// Customer number.
        Number = "number",
        /// Display name.
        Name = "name",
        /// Person or organisation.
        Kind = "kind",
        /// Title of a person.
        Title = "title",
        /// Primary e-mail.
        Email = "email",
        /// Primary phone.
        Phone = "phone",
        /// Primary organisation.
        Organisation = "organisation",
        /// Support language.
        Language = "language",
        /// Tags.
        Tags = "tags",
        /// Street of the visiting address.
        Street = "street",
        /// Postal code of the visiting address.
        PostalCode = "postal_code",
        /// Town of the visiting address.
        Place = "place",
        /// Country of the visiting address.
        Country = "country",
        /// Organisation number.
        OrganisationNumber = "organisation_number",
        /// Note.
        Note = "note",
        /// Users who look after it.
        AssignedTo = "assigned_to",
        /// Active or inactive.
        State = "state",
        /// How it came to be.
        Source = "source",
        /// When it was made.
        Created = "created",
        /// When it was changed.
        Updated = "updated",
    }
}

/// A column: one that every customer has, or a custom field, written `attributes.key`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// One that every customer has.
    Own(OwnColumn),
    /// A custom field by its key.
    Attribute(String),
}

impl Column {
    /// The columns of a list that nobody has arranged.
    pub const USUAL: &'static [OwnColumn] = &[
        OwnColumn::Number,
        OwnColumn::Name,
        OwnColumn::Email,
        OwnColumn::Phone,
        OwnColumn::Organisation,
        OwnColumn::Tags,
        OwnColumn::Place,
    ];
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(column) => column.fmt(f),
            Self::Attribute(key) => write!(f, "attributes.{key}"),
        }
    }
}

impl FromStr for Column {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let unknown = || FieldError::new("columns", "unknown_column", format!("there is no column {text}")).with("column", text);
        match text.strip_prefix("attributes.") {
            Some(key)
                if !key.is_empty() && key.len() <= 60 && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') =>
            {
                Ok(Self::Attribute(key.to_owned()))
            }
            Some(_) => Err(unknown()),
            None => text.parse().map(Self::Own).map_err(|_| unknown()),
        }
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str> as Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|error: FieldError| D::Error::custom(error.message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_reads_back_as_it_was_written() {
        let own = OwnColumn::ALL.iter().copied().map(Column::Own);
        for column in own.chain([Column::Attribute("door_code".into())]) {
            assert_eq!(column.to_string().parse(), Ok(column.clone()));
            let json = serde_json::to_string(&column).unwrap();
            assert_eq!(serde_json::from_str::<Column>(&json).unwrap(), column);
        }
        for text in ["", "password_hash", "attributes.", "attributes.a b", "attributes.A", "name;drop table customers"] {
            assert_eq!(text.parse::<Column>().unwrap_err().code, "unknown_column", "{text}");
        }
    }
}
