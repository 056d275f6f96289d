//! A file as a table, whatever it is: text in some encoding and layout, or a sheet of a workbook.

use super::{
    columns,
    decode::{self, Encoding, Utf8Reader},
    dialect::{self, Dialect},
    records::{Record, Records},
    workbook::{self, SheetRows},
};
use crate::kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

/// The rows among which the header is looked for; some programs put a title above it.
const HEADER_AMONG: usize = 20;
/// The rows that an overview shows.
pub const SHOWN: usize = 20;

/// How a file is to be read. Found once by [`examine`], changed by a person perhaps, then kept with the import, so that
/// every reading finds the same rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Text or workbook.
    pub format: Format,
    /// The record that holds the headers, counted from 1; none if there is no such row.
    pub header: Option<u64>,
    /// How many columns there are.
    pub width: usize,
}

/// Text or workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Rows of text.
    Text {
        /// Its characters.
        encoding: Encoding,
        /// Its cells.
        dialect: Dialect,
    },
    /// A sheet of a workbook.
    Workbook {
        /// Its name.
        sheet: String,
    },
}

/// What a person says about the file before it is read; what is left open is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// The encoding, by any of its labels.
    pub encoding: Option<String>,
    /// What separates cells.
    pub separator: Option<dialect::Separator>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Whether there is a header row.
    pub has_header: Option<bool>,
}

/// What a first look at a file shows.
#[derive(Clone, Debug)]
pub struct Overview {
    /// How it is read.
    pub layout: Layout,
    /// The headers, one for each column; empty where there is none.
    pub headers: Vec<String>,
    /// The first rows.
    pub rows: Vec<Record>,
    /// All sheets, if it is a workbook.
    pub sheets: Vec<String>,
}

/// Looks at a file: what it is, how it is laid out, its headers and first rows.
///
/// # Errors
/// [`Error::Invalid`] on `file`, `sheet` or `encoding` if it cannot be read as a table.
pub fn examine(path: &Path, wishes: &Wishes) -> Result<Overview> {
    let mut start = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut start)?;
    if workbook::is_old_workbook(&start) {
        return Err(Error::field("file", "old_workbook", "workbooks of the old .xls format are not read; save it as .xlsx or CSV"));
    }
    let mut sheets = Vec::new();
    let format = if workbook::is_workbook(&start) {
        sheets = workbook::sheets(path)?;
        let sheet = wishes.sheet.clone().or_else(|| sheets.first().cloned()).unwrap_or_default();
        Format::Workbook { sheet }
    } else {
        text_format(path, wishes)?
    };
    let first: Vec<Record> = open(path, &format)?.take(HEADER_AMONG + SHOWN).collect::<io::Result<_>>()?;
    if first.is_empty() {
        return Err(Error::field("file", "empty_file", "there are no rows in this file"));
    }
    let header = match wishes.has_header {
        Some(false) => None,
        Some(true) => Some(find_header(&first).unwrap_or(0)),
        None => find_header(&first),
    };
    let after = header.map_or(0, |index| index + 1);
    let rows: Vec<Record> = first[after..].iter().take(SHOWN).cloned().collect();
    let mut headers: Vec<String> =
        header.map_or_else(Vec::new, |index| first[index].cells.iter().map(|cell| cell.trim().to_owned()).collect());
    let width = rows.iter().filter(|row| row.broken.is_none()).map(Record::width).max().unwrap_or(0);
    let named = headers.iter().rposition(|header| !header.is_empty()).map_or(0, |last| last + 1);
    // Without a header the rows say how wide the table is. With one it does: more cells than headers are a mistake in a row.
    let width = if header.is_some() { named } else { width };
    headers.resize(width, String::new());
    let header = header.map(|index| first[index].number);
    Ok(Overview { layout: Layout { format, header, width }, headers, rows, sheets })
}

fn text_format(path: &Path, wishes: &Wishes) -> Result<Format> {
    let encoding = match &wishes.encoding {
        Some(label) => Encoding::from_label(label)
            .ok_or_else(|| Error::field("encoding", "unknown_encoding", format!("unknown encoding {label:?}")))?,
        None => decode::detect(BufReader::new(File::open(path)?))?,
    };
    let mut sample = Vec::new();
    Utf8Reader::new(File::open(path)?, encoding).take(dialect::SAMPLE as u64).read_to_end(&mut sample)?;
    let sample = String::from_utf8_lossy(&sample);
    let dialect = match wishes.separator {
        Some(separator) => dialect::with_separator(&sample, separator),
        None => dialect::sniff(&sample),
    };
    Ok(Format::Text { encoding, dialect })
}

/// The row that holds the headers. Known headers decide; without any, a row of distinct words above rows that hold
/// addresses or numbers.
fn find_header(first: &[Record]) -> Option<usize> {
    let candidates = first.iter().take(HEADER_AMONG).enumerate().filter(|(_, record)| record.broken.is_none() && !has_data(&record.cells));
    let known = |record: &Record| columns::known_headers(&record.cells);
    let best = candidates.map(|(index, record)| (known(record), index)).max_by_key(|(count, index)| (*count, std::cmp::Reverse(*index)));
    if let Some((count, index)) = best
        && count >= first[index].width().min(2)
        && count > 0
    {
        return Some(index);
    }
    let head = &first[0];
    let mut words: Vec<&str> = head.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    let distinct = head.broken.is_none() && words.len() == count && !has_data(&head.cells);
    (distinct && first[1..].iter().any(|record| has_data(&record.cells))).then_some(0)
}

/// Whether a cell is an address or a number, which no header is.
fn has_data(cells: &[String]) -> bool {
    cells.iter().map(|cell| cell.trim()).any(|cell| {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        (cell.contains('@') && cell.contains('.')) || (digits > 0 && digits * 2 >= cell.chars().filter(|c| !c.is_whitespace()).count())
    })
}

fn open(path: &Path, format: &Format) -> Result<Box<dyn Iterator<Item = io::Result<Record>> + Send>> {
    match format {
        Format::Text { encoding, dialect } => {
            let records = Records::new(Utf8Reader::new(File::open(path)?, *encoding), *dialect);
            Ok(Box::new(without_announcement(records)))
        }
        Format::Workbook { sheet } => Ok(Box::new(SheetRows::open(path, sheet)?)),
    }
}

/// Passes over a first line `sep=;`.
fn without_announcement<R: Read>(records: Records<R>) -> impl Iterator<Item = io::Result<Record>> {
    records.filter(|record| !matches!(record, Ok(record) if record.number == 1 && dialect::announced(&record.raw).is_some()))
}

/// The rows of a file under its header, one by one.
pub struct Rows {
    records: Box<dyn Iterator<Item = io::Result<Record>> + Send>,
    header: u64,
    number: u64,
}

impl Rows {
    /// Opens a file that is laid out as [`examine`] found.
    ///
    /// # Errors
    /// As [`examine`].
    pub fn open(path: &Path, layout: &Layout) -> Result<Self> {
        Ok(Self { records: open(path, &layout.format)?, header: layout.header.unwrap_or(0), number: 0 })
    }
}

impl Iterator for Rows {
    type Item = io::Result<Record>;

    /// The next row; its `number` counts the rows under the header from 1.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.records.next()? {
                Ok(record) if record.number <= self.header => {}
                Ok(mut record) => {
                    self.number += 1;
                    record.number = self.number;
                    return Some(Ok(record));
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// How many rows there are under the header.
///
/// # Errors
/// As [`examine`].
pub fn count(path: &Path, layout: &Layout) -> Result<u64> {
    let mut count = 0;
    for row in Rows::open(path, layout)? {
        row?;
        count += 1;
    }
    Ok(count)
}

/// The layout in which the raw text of a record can be cut again.
pub fn dialect_of(layout: &Layout) -> Dialect {
    match &layout.format {
        Format::Text { dialect, .. } => *dialect,
        Format::Workbook { .. } => Dialect::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dialect::Separator;
    use super::*;
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;
    use std::io::Write;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn overview(bytes: &[u8]) -> Overview {
        examine(file(bytes).path(), &Wishes::default()).unwrap()
    }

    fn rows(path: &Path, layout: &Layout) -> Vec<Record> {
        Rows::open(path, layout).unwrap().collect::<io::Result<_>>().unwrap()
    }

    #[test]
    fn an_export_with_a_title_and_windows_letters_is_understood() {
        let text = "Kundeliste 22.11.2026\r\n\r\nKundenr;Navn;Poststed\r\n1001;Bjørn Sæther;Tromsø\r\n1002;\"Ås; Åse\";Ålesund\r\n";
        let found = overview(&WINDOWS_1252.encode(text).0);
        assert_eq!(found.headers, ["Kundenr", "Navn", "Poststed"]);
        assert_eq!(found.layout.header, Some(2));
        assert_eq!(found.rows[0].cells, ["1001", "Bjørn Sæther", "Tromsø"]);
        assert_eq!((found.rows[1].line, found.rows[1].cells[1].as_str()), (5, "Ås; Åse"));
    }

    #[test]
    fn the_announcement_of_a_separator_is_not_a_row() {
        let found = overview(b"sep=;\nname;email\nKari;k@x.no\n");
        assert_eq!(found.headers, ["name", "email"]);
        let source = file(b"sep=;\nname;email\nKari;k@x.no\n");
        let all = rows(source.path(), &found.layout);
        assert_eq!((all.len(), all[0].number, all[0].line), (1, 1, 3));
    }

    #[test]
    fn a_file_without_header_is_noticed() {
        let found = overview(b"Kari Hansen,kari@example.no\nPer Olsen,per@example.no\n");
        assert_eq!((found.layout.header, found.layout.width, found.headers.as_slice()), (None, 2, &[String::new(), String::new()][..]));
        assert_eq!(found.rows.len(), 2);
        let found = overview(b"Meno,Adresa elektronickej posty\nKari,kari@example.no\n");
        assert_eq!(found.layout.header, Some(1), "unknown words above data are headers");
        let wishes = Wishes { has_header: Some(false), ..Wishes::default() };
        let source = file(b"name,email\nKari,kari@example.no\n");
        assert_eq!(examine(source.path(), &wishes).unwrap().rows.len(), 2);
        assert_eq!(overview(b"E-post\nkari@example.no\n").headers, ["E-post"]);
    }

    #[test]
    fn a_person_may_know_better() {
        let source = file(&WINDOWS_1252.encode("name,note\nBjørn,a;b\n").0);
        let wishes = Wishes { encoding: Some("utf-16le".into()), separator: Some(Separator::Semicolon), ..Wishes::default() };
        let Format::Text { encoding, dialect } = examine(source.path(), &wishes).unwrap().layout.format else { panic!("it is text") };
        assert_eq!((encoding, dialect.separator), (Encoding::UTF_16LE, Separator::Semicolon));
        assert!(examine(source.path(), &Wishes { encoding: Some("runes".into()), ..Wishes::default() }).is_err());
    }

    #[test]
    fn files_that_are_no_tables_are_refused() {
        for bytes in [&b""[..], b"\n\n", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"PK\x03\x04nothing"] {
            assert!(matches!(examine(file(bytes).path(), &Wishes::default()), Err(Error::Invalid(_))), "{bytes:?}");
        }
    }

    #[test]
    fn a_layout_is_kept_as_json() {
        let layout = overview(b"name;email\nKari;k@x.no\n").layout;
        let json = serde_json::to_value(&layout).unwrap();
        assert_eq!(serde_json::from_value::<Layout>(json).unwrap(), layout);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_file_is_a_table_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let source = file(&bytes);
            match examine(source.path(), &Wishes::default()) {
                Ok(found) => prop_assert!(!rows(source.path(), &found.layout).iter().any(|row| row.raw.contains('\0'))),
                Err(error) => prop_assert!(matches!(error, Error::Invalid(_)), "{error}"),
            }
        }

        #[test]
        fn what_a_program_exports_is_read_back_in_every_encoding(
            names in proptest::collection::vec(("[A-ZÆØÅÄÖÜ][a-zæøåäöüß]{2,8}", "[a-zæøåäöü ;,|\t\"\r\n]{0,10}[a-zæøåäöüß]"), 3..30),
            separator in proptest::sample::select(Separator::ALL),
            encoding in proptest::sample::select(&Encoding::CHOICES[..]),
            mark: bool,
            crlf: bool,
        ) {
            let mut writer = csv::WriterBuilder::new()
                .delimiter(separator.byte())
                .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
                .from_writer(Vec::new());
            writer.write_record(["Fornavn", "Etternavn", "E-post", "Merknad", "Språk"]).unwrap();
            let expected: Vec<[String; 5]> = names.iter().enumerate()
                .map(|(index, (name, note))| [name.clone(), format!("Åsgård{index}"), format!("k{index}@example.no"), note.clone(), "é".into()]).collect();
            for row in &expected {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mark = if mark && matches!(encoding.name(), "UTF-8" | "UTF-16LE" | "UTF-16BE") { "\u{FEFF}" } else { "" };
            let text = format!("{mark}{text}");
            let bytes = match encoding.name() {
                "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                label => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned(),
            };
            let source = file(&bytes);
            let found = examine(source.path(), &Wishes::default()).unwrap();
            prop_assert_eq!(&found.headers, &["Fornavn", "Etternavn", "E-post", "Merknad", "Språk"]);
            let all: Vec<Vec<String>> = rows(source.path(), &found.layout).into_iter().map(|row| row.cells).collect();
            prop_assert_eq!(all, expected);
        }
    }
}
