//! What a person decided about an import before it runs. Kept with the import as JSON, and under a name as a template.

use super::{
    ImportKind,
    columns::Target,
    table::{Format, Layout},
};
use crate::kernel::permission::spelled;
use serde::{Deserialize, Serialize};

spelled! {
    /// What tells that a row is a customer who is there already.
    MatchKey {
        /// The customer number.
        Number = "number",
        /// An e-mail address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// The key of the other program.
        ExternalId = "external_id",
    }
}

spelled! {
    /// What may happen to rows.
    Mode {
        /// New ones are made, known ones brought up to date.
        Both = "both",
        /// Known ones stay as they are.
        Create = "create",
        /// Rows that nobody is known by are refused.
        Update = "update",
    }
}

spelled! {
    /// What an empty cell says about a customer who is there already.
    EmptyCells {
        /// Nothing: the value stays.
        Keep = "keep",
        /// There is none: the value goes.
        Clear = "clear",
    }
}

spelled! {
    /// What a list in a cell (addresses, numbers, tags, organisations) says about a customer who is there already.
    Lists {
        /// These too.
        Add = "add",
        /// These and no others.
        Replace = "replace",
    }
}

/// Everything that is decided about an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// What the rows are.
    pub kind: ImportKind,
    /// How the file is read.
    pub layout: Layout,
    /// The headers of the file, for the report.
    pub headers: Vec<String>,
    /// What each column is.
    pub columns: Vec<Target>,
    /// What a row is recognised by; none: the first of number, external id, e-mail, phone that is among the columns.
    pub match_by: Option<MatchKey>,
    /// What may happen to rows.
    pub mode: Mode,
    /// What an empty cell says.
    pub empty_cells: EmptyCells,
    /// What a list in a cell says.
    pub lists: Lists,
    /// Whether organisations that are not there are made.
    pub create_organisations: bool,
    /// Whether tags that are not there are made.
    pub create_tags: bool,
    /// Whether custom fields that are not there are made.
    pub create_fields: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: ImportKind::Customers,
            layout: Layout { format: Format::Workbook { sheet: String::new() }, header: None, width: 0 },
            headers: Vec::new(),
            columns: Vec::new(),
            match_by: None,
            mode: Mode::Both,
            empty_cells: EmptyCells::Keep,
            lists: Lists::Add,
            create_organisations: true,
            create_tags: true,
            create_fields: true,
        }
    }
}

impl MatchKey {
    /// The column that holds it.
    pub fn target(self) -> Target {
        match self {
            Self::Number => Target::Number,
            Self::Email => Target::Email,
            Self::Phone => Target::Phone,
            Self::ExternalId => Target::ExternalId,
        }
    }
}

impl Options {
    /// The keys by which a row is recognised, in the order in which they are asked. The first that a row has decides;
    /// the others serve rows that do not have it.
    pub fn keys(&self) -> Vec<MatchKey> {
        let usual = [MatchKey::Number, MatchKey::ExternalId, MatchKey::Email, MatchKey::Phone];
        let mut keys: Vec<MatchKey> = self.match_by.into_iter().collect();
        keys.extend(usual.into_iter().filter(|key| Some(*key) != self.match_by && self.columns.contains(&key.target())));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_key_comes_first_and_the_others_serve_rows_without_it() {
        let columns = vec![Target::Email, Target::Phone, Target::Number];
        let options = Options { columns, ..Options::default() };
        assert_eq!(options.keys(), [MatchKey::Number, MatchKey::Email, MatchKey::Phone]);
        let options = Options { match_by: Some(MatchKey::Phone), ..options };
        assert_eq!(options.keys(), [MatchKey::Phone, MatchKey::Number, MatchKey::Email]);
    }

    #[test]
    fn options_are_kept_as_json_and_what_is_missing_is_usual() {
        let options =
            Options { columns: vec![Target::Attribute("floor".into()), Target::Ignore], mode: Mode::Update, ..Options::default() };
        let json = serde_json::to_value(&options).unwrap();
        assert_eq!(json["columns"], serde_json::json!(["attributes.floor", "ignore"]));
        assert_eq!(serde_json::from_value::<Options>(json).unwrap(), options);
        assert_eq!(serde_json::from_str::<Options>("{}").unwrap(), Options::default());
    }
}
