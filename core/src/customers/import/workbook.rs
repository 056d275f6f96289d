//! Sheets of an XLSX workbook, row by row. The sheet is read as a stream; only the workbook's table of texts is held
//! in memory, and a workbook whose parts are larger than they may be is refused before it is opened.

use super::records::{self, Broken, MAX_COLUMNS, Record};
use crate::kernel::{Error, Result};
use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

/// The table of texts is held in memory; unpacked, it may have so many bytes.
const MAX_TEXTS: u64 = 64 * 1024 * 1024;
/// Any other part, unpacked. The largest possible sheet of twenty columns has about a fifth of it.
const MAX_PART: u64 = 8 * 1024 * 1024 * 1024;
/// The most text between two tags. A cell holds 32,767 characters.
const MAX_TEXT: usize = 1024 * 1024;
/// Records that travel together between the two threads.
const BATCH: usize = 256;

/// Whether a file begins like a workbook.
pub fn is_workbook(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// Whether a file begins like a workbook of the format before 2007, which is not read.
pub fn is_old_workbook(start: &[u8]) -> bool {
    start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// The names of the sheets that people see, in their order.
///
/// # Errors
/// `invalid_workbook` on the field `file` if it cannot be read, `workbook_too_large` if it unpacks to too much.
pub fn sheets(path: &Path) -> Result<Vec<String>> {
    let book = open(path)?;
    let seen = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    Ok(seen.map(|sheet| sheet.name.clone()).collect())
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::field("file", "invalid_workbook", format!("this workbook cannot be read: {error}"))
}

fn too_large() -> Error {
    Error::field("file", "workbook_too_large", "this workbook unpacks to more than may be read; save the sheet as CSV")
}

fn open(path: &Path) -> Result<Xlsx<BufReader<File>>> {
    check_parts(path)?;
    Xlsx::new(BufReader::new(File::open(path)?)).map_err(unreadable)
}

/// Unpacks every part once without keeping it: what a part says about its own size proves nothing.
fn check_parts(path: &Path) -> Result<()> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(unreadable)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(unreadable)?;
        let name = part.name().to_ascii_lowercase();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let limit = if name.contains("/worksheets/") { MAX_PART } else { MAX_TEXTS };
            check_part(part, limit, name.ends_with("sharedstrings.xml"))?;
        }
    }
    Ok(())
}

fn check_part(mut part: impl Read, limit: u64, is_texts: bool) -> Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let (mut total, mut since_tag, mut first) = (0u64, 0usize, true);
    loop {
        let read = part.read(&mut buffer).map_err(unreadable)?;
        if read == 0 {
            return Ok(());
        }
        let bytes = &buffer[..read];
        total += read as u64;
        let mut tags = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| at);
        let mut begin = 0;
        let longest = tags.by_ref().map(|at| at - std::mem::replace(&mut begin, at)).enumerate();
        let mut found = false;
        for (index, length) in longest {
            found = true;
            if length + if index == 0 { since_tag } else { 0 } > MAX_TEXT {
                return Err(too_large());
            }
        }
        since_tag = if found { read - begin } else { since_tag + read };
        // The reader makes room for as many texts as the part announces, before it has seen one.
        let announced = if is_texts && std::mem::take(&mut first) { announced_texts(bytes) } else { 0 };
        if total > limit || since_tag > MAX_TEXT || announced > MAX_TEXTS / 8 {
            return Err(too_large());
        }
    }
}

fn announced_texts(start: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(&start[..start.len().min(4096)]);
    let Some((_, rest)) = text.split_once("uniqueCount") else { return 0 };
    let digits: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) }
}

/// The rows of a sheet, read on a thread of their own.
pub struct SheetRows {
    receiver: Receiver<Result<Vec<Record>, String>>,
    batch: std::vec::IntoIter<Record>,
}

impl SheetRows {
    /// Reads the sheet of this name; an empty name is the first one that people see.
    ///
    /// # Errors
    /// As [`sheets`], and `unknown_sheet` on the field `sheet`.
    pub fn open(path: &Path, sheet: &str) -> Result<Self> {
        let names = sheets(path)?;
        let name = if sheet.is_empty() { names.first() } else { names.iter().find(|name| *name == sheet) };
        let name = name.cloned().ok_or_else(|| Error::field("sheet", "unknown_sheet", format!("the workbook has no sheet {sheet:?}")))?;
        let file = File::open(path)?;
        let (sender, receiver) = sync_channel(4);
        std::thread::Builder::new().name("sheet".into()).spawn(move || {
            if let Err(error) = send_rows(file, &name, &sender) {
                // Nobody listens any more: the reader was dropped, and with it the wish to know.
                let _ = sender.send(Err(error));
            }
        })?;
        Ok(Self { receiver, batch: Vec::new().into_iter() })
    }
}

impl Iterator for SheetRows {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.batch.next() {
                return Some(Ok(record));
            }
            match self.receiver.recv().ok()? {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(error) => return Some(Err(io::Error::other(error))),
            }
        }
    }
}

/// Gathers cells into rows and sends them off.
struct Rows<'a> {
    sender: &'a SyncSender<Result<Vec<Record>, String>>,
    batch: Vec<Record>,
    number: u64,
    row: u32,
    cells: Vec<String>,
    too_wide: bool,
}

impl Rows<'_> {
    fn add(&mut self, cell: &Cell<DataRef<'_>>) -> bool {
        let (row, column) = cell.get_position();
        let going = if row == self.row { true } else { self.end_row() };
        self.row = row;
        let text = shown(cell.get_value());
        if !text.is_empty() {
            if let Some(missing) = (column as usize + 1).checked_sub(self.cells.len()).filter(|_| (column as usize) < MAX_COLUMNS) {
                self.cells.extend(std::iter::repeat_n(String::new(), missing));
            }
            match self.cells.get_mut(column as usize) {
                Some(place) => *place = text,
                None => self.too_wide = true,
            }
        }
        going
    }

    /// False when nobody listens any more.
    fn end_row(&mut self) -> bool {
        let cells = std::mem::take(&mut self.cells);
        let too_wide = std::mem::take(&mut self.too_wide);
        if too_wide || cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.number += 1;
            let raw = records::join(&cells);
            let broken = too_wide.then_some(Broken::TooManyColumns);
            self.batch.push(Record { number: self.number, line: u64::from(self.row) + 1, cells, raw, broken });
        }
        self.batch.len() < BATCH || self.send()
    }

    fn send(&mut self) -> bool {
        self.sender.send(Ok(std::mem::take(&mut self.batch))).is_ok()
    }
}

fn send_rows(file: File, sheet: &str, sender: &SyncSender<Result<Vec<Record>, String>>) -> Result<(), String> {
    let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut rows = Rows { sender, batch: Vec::new(), number: 0, row: 0, cells: Vec::new(), too_wide: false };
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        if !rows.add(&cell) {
            return Ok(());
        }
    }
    if rows.end_row() {
        rows.send();
    }
    Ok(())
}

/// A cell as people see it: whole numbers without a decimal point, dates as dates.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.replace('\0', ""),
        DataRef::SharedString(text) => text.replace('\0', ""),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shown_number(*number),
        DataRef::Bool(truth) => if *truth { "true" } else { "false" }.to_owned(),
        DataRef::DateTime(moment) => shown_moment(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).replace('T', " "),
        DataRef::DurationIso(text) => text.clone(),
    }
}

/// The fifteen digits that spreadsheets show; a float has a few more that nobody typed.
fn shown_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e18 {
        return format!("{number:.0}");
    }
    let digits = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    digits.to_string()
}

fn shown_moment(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        let seconds = (moment.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (hour, minute, 0) => format!("{hour:02}:{minute:02}"),
        (hour, minute, second) => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    if (0.0..1.0).contains(&moment.as_f64()) {
        return if time.is_empty() { "00:00".to_owned() } else { time };
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time.is_empty() { date } else { format!("{date} {time}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime as WrittenDate, Format, Workbook};
    use std::io::Write;

    fn written(fill: impl FnOnce(&mut Workbook)) -> tempfile::NamedTempFile {
        let mut book = Workbook::new();
        fill(&mut book);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&book.save_to_buffer().unwrap()).unwrap();
        file
    }

    fn cells(path: &Path, sheet: &str) -> Vec<Vec<String>> {
        SheetRows::open(path, sheet).unwrap().map(|record| record.unwrap().cells).collect()
    }

    #[test]
    fn cells_are_read_as_people_see_them() {
        let file = written(|book| {
            let sheet = book.add_worksheet().set_name("Kunder").unwrap();
            let date = Format::new().set_num_format("dd.mm.yyyy");
            let moment = Format::new().set_num_format("dd.mm.yyyy hh:mm");
            sheet.write_row(0, 0, ["Navn", "Nr", "Dato", "Tid", "Saldo", "Aktiv"]).unwrap();
            sheet.write(2, 0, "Åse Bjørnsæter").unwrap();
            sheet.write(2, 1, 1042).unwrap();
            sheet.write_with_format(2, 2, WrittenDate::from_ymd(2026, 11, 22).unwrap(), &date).unwrap();
            sheet.write_with_format(2, 3, WrittenDate::from_ymd(2026, 11, 22).unwrap().and_hms(8, 30, 0).unwrap(), &moment).unwrap();
            sheet.write(2, 4, 0.1 + 0.2).unwrap();
            sheet.write(2, 5, true).unwrap();
        });
        assert_eq!(cells(file.path(), "")[1], ["Åse Bjørnsæter", "1042", "2026-11-22", "2026-11-22 08:30", "0.3", "true"]);
        let lines: Vec<(u64, u64)> =
            SheetRows::open(file.path(), "Kunder").unwrap().map(|r| r.unwrap()).map(|r| (r.number, r.line)).collect();
        assert_eq!(lines, [(1, 1), (2, 3)], "blank rows are passed over, rows keep the number people see");
        for (number, text) in
            [(47_912_345_678.0, "47912345678"), (1.5, "1.5"), (-2.0, "-2"), (1234.56, "1234.56"), (1e20, "100000000000000000000")]
        {
            assert_eq!(shown_number(number), text);
        }
    }

    #[test]
    fn the_sheet_is_chosen_by_name_and_hidden_ones_are_not_offered() {
        let file = written(|book| {
            book.add_worksheet().set_name("Skjult").unwrap().set_hidden(true);
            book.add_worksheet().set_name("Kunder").unwrap().set_active(true).write(0, 0, "a").unwrap();
            book.add_worksheet().set_name("Lag").unwrap().write(0, 2, "b").unwrap();
        });
        assert_eq!(sheets(file.path()).unwrap(), ["Kunder", "Lag"]);
        assert_eq!(cells(file.path(), ""), [["a"]]);
        assert_eq!(cells(file.path(), "Lag"), [["", "", "b"]]);
        assert!(SheetRows::open(file.path(), "Nope").is_err());
    }

    #[test]
    fn a_reader_may_leave_early() {
        let file = written(|book| {
            let sheet = book.add_worksheet();
            (0..5000).for_each(|row| {
                sheet.write(row, 0, row).unwrap();
            });
        });
        let first: Vec<String> = SheetRows::open(file.path(), "").unwrap().take(2).map(|record| record.unwrap().raw).collect();
        assert_eq!(first, ["0", "1"]);
        assert_eq!(SheetRows::open(file.path(), "").unwrap().count(), 5000);
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"PK\x03\x04 and then nothing").unwrap();
        assert!(matches!(sheets(file.path()), Err(Error::Invalid(_))));
        assert!(is_workbook(b"PK\x03\x04...") && !is_workbook(b"name;email") && !is_old_workbook(b"PK"));
    }

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_refused() {
        assert!(check_part(io::repeat(b'x').take(2 * MAX_TEXT as u64), MAX_PART, false).is_err(), "one endless text");
        assert!(check_part(&b"<a>x</a>".repeat(1000)[..], 4000, false).is_err(), "more than the limit");
        assert!(
            check_part(&b"<sst uniqueCount=\"99999999999999999999\">"[..], MAX_TEXTS, true).is_err(),
            "an announcement that no memory holds"
        );
        assert!(check_part(&b"<sst uniqueCount=\"12\"><t>a</t></sst>"[..], MAX_TEXTS, true).is_ok());
    }
}
