//! The tables and columns, read from the migrations themselves: whoever copies a whole database cannot forget one.

use std::sync::LazyLock;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Uuid,
    /// A point in time.
    Time,
    /// A JSON value.
    Json,
    /// True or false.
    Bool,
    /// A floating-point number.
    Float,
    /// A whole number.
    Whole,
    /// A whole number that the database counts up by itself.
    Counted,
    /// Text.
    Text,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in order of their making.
    pub columns: Vec<Column>,
}

impl Table {
    /// The names of the columns, separated by commas.
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }
    /// The column that the database counts up by itself, if it has one.
    pub fn counted(&self) -> Option<&'static str> {
        self.columns.iter().find(|column| column.kind == Kind::Counted).map(|column| column.name)
    }
}

/// All tables of the newest schema. No table refers to another by a foreign key, so any order will do.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| super::migrations::texts().into_iter().fold(Vec::new(), read));
    &TABLES
}

/// Follows one migration. What it cannot follow is noticed by the test that compares the outcome with both databases.
fn read(mut tables: Vec<Table>, text: &'static str) -> Vec<Table> {
    let mut open: Option<Table> = None;
    for line in text.lines() {
        if let Some(table) = &mut open {
            if line.starts_with(')') {
                tables.extend(open.take());
            } else {
                table.columns.extend(column(line));
            }
        } else if let Some(rest) = line.strip_prefix("create table ") {
            open = rest.strip_suffix(" (").map(|name| Table { name, columns: Vec::new() });
        } else if let Some(rest) = line.strip_prefix("drop table ") {
            tables.retain(|table| table.name != rest.trim_end_matches(';'));
        } else if let Some((name, change)) = line.strip_prefix("alter table ").and_then(|rest| rest.split_once(' '))
            && let Some(table) = tables.iter_mut().find(|table| table.name == name)
        {
            if let Some(added) = change.strip_prefix("add column ") {
                table.columns.extend(column(added));
            } else if let Some(dropped) = change.strip_prefix("drop column ") {
                table.columns.retain(|column| column.name != dropped.trim_end_matches(';'));
            }
        }
    }
    tables
}

fn column(line: &'static str) -> Option<Column> {
    let mut words = line.trim().split([' ', ',', ';']);
    let name = words.next()?;
    let kind = match words.next()? {
        "{uuid}" => Kind::Uuid,
        "{time}" => Kind::Time,
        "{json}" => Kind::Json,
        "{bool}" => Kind::Bool,
        "{float}" => Kind::Float,
        "{seq}" => Kind::Counted,
        "bigint" => Kind::Whole,
        "text" => Kind::Text,
        _ => return None,
    };
    Some(Column { name, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_followed() {
        let first = "create table a (\n  -- why\n  id {uuid} not null,\n  note text,\n  primary key (id)\n){clustered};\ncreate index x on a (note);\n\
                     create table b (\n  seq {seq},\n  at {time} not null{seq_key:seq}\n);\ncreate table c (\n  n bigint\n);";
        let second = "alter table a add column extra {json};\nalter table a drop column note;\ndrop table c;";
        let tables = read(read(Vec::new(), first), second);
        assert_eq!(tables.len(), 2);
        assert_eq!((tables[0].name, tables[0].column_list()), ("a", "id, extra".to_owned()));
        assert_eq!((tables[1].column_list(), tables[1].counted()), ("seq, at".to_owned(), Some("seq")));
    }
}
