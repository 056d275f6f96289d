//! The refused rows as a file: the columns of the original, so that it can be mended and imported again, and before
//! them the line, the reasons, and the row as it was.

use super::{
    options::Options,
    records,
    store::{self, Rejection},
    table,
};
use crate::kernel::{AccountId, ImportId, Result};
use sea_orm::ConnectionTrait;

/// The headers of the columns that the report adds; an import passes over columns of these names.
pub const ADDED: [&str; 3] = ["import_line", "import_reason", "import_original"];
/// Rows that are read at once.
const SOME: u64 = 1000;

/// Writes the report of an import piece by piece.
pub struct Report {
    account: AccountId,
    import: ImportId,
    options: Options,
    after: Option<i64>,
}

impl Report {
    pub(super) fn new(account: AccountId, import: ImportId, options: Options) -> Self {
        Self { account, import, options, after: None }
    }

    /// The next piece of CSV; `None` behind the last.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`].
    pub async fn next(&mut self, conn: &impl ConnectionTrait) -> Result<Option<String>> {
        let mut text = String::new();
        if self.after.is_none() {
            // A spreadsheet takes a file for UTF-8 by this mark only.
            text.push('\u{FEFF}');
            self.line(&mut text, ADDED.map(str::to_owned).into_iter().chain(self.headers()));
        }
        let after = self.after.unwrap_or(-1);
        let rows = store::rejections(conn, self.account, self.import, after, SOME).await?;
        if rows.is_empty() && !text.is_empty() {
            self.after = Some(i64::MAX);
            return Ok(Some(text));
        }
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = Some(last.line);
        for row in rows {
            self.row(&mut text, row);
        }
        Ok(Some(text))
    }

    fn headers(&self) -> impl Iterator<Item = String> {
        let named = |(index, target): (usize, &super::columns::Target)| match self.options.headers.get(index).map(String::as_str) {
            // Without a header, the field is named instead, and recognised again.
            None | Some("") => target.to_string(),
            Some(header) => header.to_owned(),
        };
        self.options.columns.iter().enumerate().map(named).collect::<Vec<_>>().into_iter()
    }

    fn row(&self, text: &mut String, row: Rejection) {
        let reasons: Vec<String> = row.reasons.iter().map(|reason| format!("{}: {}", reason.field, reason.message)).collect();
        let mut cells = records::cut(&row.original, table::dialect_of(&self.options.layout));
        cells.resize(cells.len().max(self.options.columns.len()), String::new());
        self.line(text, [row.line.to_string(), reasons.join("; "), row.original].into_iter().chain(cells));
    }

    fn line(&self, text: &mut String, cells: impl Iterator<Item = String>) {
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                text.push(';');
            }
            text.push('"');
            text.push_str(&harmless(&cell).replace('"', "\"\""));
            text.push('"');
        }
        text.push_str("\r\n");
    }
}

/// A cell that no spreadsheet takes for a formula: led by an apostrophe, which an import takes off again.
pub fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::super::{
        columns::Target,
        store::Reason,
        table::{Format, Layout},
    };
    use super::super::{
        decode::Encoding,
        dialect::{Dialect, Separator},
    };
    use super::*;

    #[test]
    fn a_refused_row_stands_under_the_headers_of_its_file() {
        let dialect = Dialect { separator: Separator::Semicolon, ..Dialect::default() };
        let layout = Layout { format: Format::Text { encoding: Encoding::UTF_8, dialect }, header: Some(1), width: 2 };
        let options = Options {
            layout,
            headers: vec!["Navn".into(), String::new()],
            columns: vec![Target::Name, Target::Email],
            ..Options::default()
        };
        let report = Report::new(AccountId::new(), ImportId::new(), options);
        assert_eq!(report.headers().collect::<Vec<_>>(), ["Navn", "email"]);
        let reason =
            Reason { field: "emails".into(), code: "invalid_email".into(), params: Default::default(), message: "not an address".into() };
        let mut text = String::new();
        report.row(&mut text, Rejection { line: 7, reasons: vec![reason], original: "\"Åse \"\"B\"\"\";=x".into() });
        assert_eq!(text, "\"7\";\"emails: not an address\";\"\"\"Åse \"\"\"\"B\"\"\"\"\"\";=x\";\"Åse \"\"B\"\"\";\"'=x\"\r\n");
    }
}
