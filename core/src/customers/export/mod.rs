//! Exports: exactly the filtered list in the chosen columns, as CSV, XLSX or JSON, made while it is read, so that a million
//! customers need no more memory than one page.

mod cells;
mod workbook;

pub use cells::safe_text;

use super::{
    Record, Rules,
    list::{self, Filter, Item, Sort},
    list_views::{Column, OwnColumn},
    views,
};
use crate::{
    kernel::{Action, Actor, Error, Resource, Result, page, permission::spelled},
    storage::Db,
};
use tokio::sync::mpsc;

spelled! {
    /// In which form.
    Format {
        /// Comma-separated values.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
        /// An array of records, whole.
        Json = "json",
    }
}

impl Format {
    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// What to export.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which customers.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// In which form.
    pub format: Format,
    /// Which columns, with their headings; JSON has all fields instead.
    pub columns: Vec<(Column, String)>,
    /// For a spreadsheet program of our part of the world: semicolons and a mark that says UTF-8.
    pub for_spreadsheet: bool,
    /// The language of choices and of tags' names.
    pub language: &'static str,
}

/// Every column, custom fields included, under its own name.
pub fn all_columns(rules: &Rules) -> Vec<(Column, String)> {
    let own = OwnColumn::ALL.iter().copied().map(Column::Own);
    let fields = rules.fields.iter().map(|field| Column::Attribute(field.key.clone()));
    own.chain(fields).map(|column| (column.clone(), column.to_string())).collect()
}

/// A part of the file.
#[derive(Debug)]
pub struct Chunk {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many customers have been read so far.
    pub rows: u64,
}

/// So many parts are made ahead of a slow reader.
const AHEAD: usize = 4;

/// Begins an export; its parts come from the channel until it closes. An error is the last thing that comes.
///
/// # Errors
/// [`Error::Forbidden`] without the permissions to export and to view; then nothing was begun.
pub async fn start(db: Db, actor: Actor, export: Export) -> Result<mpsc::Receiver<Result<Chunk>>> {
    actor.require(Resource::Export, Action::Create)?;
    actor.require(Resource::Customer, Action::View)?;
    let rules = Rules::load(db.read(), actor.account).await?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut reader = Reader { db, actor, rules, export, cursor: None, ended: false, rows: 0 };
        let made = match reader.export.format {
            Format::Csv => csv(&mut reader, &sender).await,
            Format::Json => json(&mut reader, &sender).await,
            Format::Xlsx => workbook::make(&mut reader, &sender).await,
        };
        if let Err(error) = made {
            // A reader that went away wants to hear no more.
            let _gone = sender.send(Err(error)).await;
        }
    });
    Ok(receiver)
}

/// Reads the list a page at a time.
struct Reader {
    db: Db,
    actor: Actor,
    rules: Rules,
    export: Export,
    cursor: Option<String>,
    ended: bool,
    rows: u64,
}

impl Reader {
    async fn page(&mut self) -> Result<Option<Vec<Item>>> {
        if self.ended {
            return Ok(None);
        }
        let (country, export) = (self.rules.country, &self.export);
        let found =
            list::list(self.db.read(), &self.actor, country, &export.filter, export.sort, self.cursor.as_deref(), Some(page::MAX_LIMIT))
                .await?;
        self.cursor = found.next_cursor;
        self.ended = self.cursor.is_none();
        self.rows += found.items.len() as u64;
        Ok(Some(found.items))
    }

    fn headings(&self) -> Vec<String> {
        self.export.columns.iter().map(|(_, heading)| heading.clone()).collect()
    }

    fn cells(&self, item: &Item) -> Vec<String> {
        self.export.columns.iter().map(|(column, _)| cells::cell(item, column, &self.rules, self.export.language)).collect()
    }
}

/// The reader of the file went away: nobody is left to make it for.
fn gone<T>(_: T) -> Error {
    Error::internal("the export was broken off")
}

async fn csv(reader: &mut Reader, sender: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    let separator = if reader.export.for_spreadsheet { b';' } else { b',' };
    let mut bytes = if reader.export.for_spreadsheet { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    bytes.extend(lines(separator, &[reader.headings()])?);
    while let Some(items) = reader.page().await? {
        let rows: Vec<Vec<String>> =
            items.iter().map(|item| reader.cells(item).iter().map(|cell| safe_text(cell).into_owned()).collect()).collect();
        bytes.extend(lines(separator, &rows)?);
        sender.send(Ok(Chunk { bytes: std::mem::take(&mut bytes), rows: reader.rows })).await.map_err(gone)?;
    }
    Ok(())
}

fn lines(separator: u8, rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

async fn json(reader: &mut Reader, sender: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    let mut first = true;
    while let Some(items) = reader.page().await? {
        let mut bytes = Vec::new();
        for customer in views::whole(reader.db.read(), &reader.actor, &items).await? {
            bytes.extend(if first { b"[\n" } else { b",\n" });
            first = false;
            serde_json::to_writer(&mut bytes, &Record::new(customer, reader.export.language))?;
        }
        sender.send(Ok(Chunk { bytes, rows: reader.rows })).await.map_err(gone)?;
    }
    let end = if first { "[]\n" } else { "\n]\n" };
    sender.send(Ok(Chunk { bytes: end.into(), rows: reader.rows })).await.map_err(gone)
}
