//! Cuts decoded text into records, one at a time. A record may span lines when its cells are quoted; a quote
//! that is never closed costs its own line and no other.

use super::dialect::Dialect;
use crate::kernel::permission::spelled;
use std::io::{self, Read};

/// The longest record, in bytes. Fields hold 2000 characters, so this is room for a very wide table.
pub const MAX_RECORD: usize = 256 * 1024;
/// The most lines that one record may span.
const MAX_LINES: usize = 1000;
/// The most cells of a record.
pub const MAX_COLUMNS: usize = 512;
/// How much of a line that is too long is kept for the report.
const KEPT_OF_TOO_LONG: usize = 4 * 1024;
const CHUNK: usize = 64 * 1024;

spelled! {
    /// Why a record could not be cut into cells.
    Broken {
        /// A quote was opened and not closed.
        UnclosedQuote = "unclosed_quote",
        /// The line is longer than a record may be.
        RowTooLong = "row_too_long",
        /// More cells than a record may have.
        TooManyColumns = "too_many_columns",
    }
}

impl Broken {
    /// What happened, in English.
    pub fn message(self) -> &'static str {
        match self {
            Self::UnclosedQuote => "a quote is opened and never closed",
            Self::RowTooLong => "the line is longer than a row may be",
            Self::TooManyColumns => "the row has more cells than a table may have columns",
        }
    }
}

/// One record of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place among the records that are not blank, from 1.
    pub number: u64,
    /// The line (in a workbook: the row) where it begins, from 1.
    pub line: u64,
    /// Its cells, unquoted, otherwise as they stand in the file.
    pub cells: Vec<String>,
    /// The record as it stands in the file, without its line end.
    pub raw: String,
    /// Set if the record could not be cut reliably; `cells` is then a guess for the report.
    pub broken: Option<Broken>,
}

impl Record {
    /// The number of cells up to the last one that is not empty.
    pub fn width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
    }
}

/// What a look at the bytes found.
enum Scan {
    /// A record of so many bytes, followed by a line end of so many.
    Whole { length: usize, end: usize, cells: Vec<String> },
    /// The record goes on behind what was read.
    Cut,
    /// A quote was opened on the first line and closes nowhere sensible.
    Unclosed,
}

/// The records of a text.
pub struct Records<R> {
    source: R,
    dialect: Dialect,
    buffer: Vec<u8>,
    start: usize,
    at_end: bool,
    number: u64,
    line: u64,
    failed: bool,
}

impl<R: Read> Records<R> {
    /// Cuts `source`, which must be UTF-8 (other bytes become U+FFFD).
    pub fn new(source: R, dialect: Dialect) -> Self {
        Self { source, dialect, buffer: Vec::new(), start: 0, at_end: false, number: 0, line: 1, failed: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let length = self.buffer.len();
        self.buffer.resize(length + CHUNK, 0);
        let read = loop {
            match self.source.read(&mut self.buffer[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(length + read.as_ref().copied().unwrap_or(0));
        self.at_end = read? == 0;
        Ok(())
    }

    /// Takes `length` bytes off as a record and `end` more as its line end.
    fn take(&mut self, length: usize, end: usize, cells: Vec<String>, broken: Option<Broken>) -> Record {
        let bytes = &self.buffer[self.start..self.start + length];
        let lines = count_lines(bytes) + u64::from(end > 0);
        let record = Record { number: self.number + 1, line: self.line, cells, raw: text(bytes), broken };
        self.start += length + end;
        self.line += lines;
        record
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        loop {
            if self.start == self.buffer.len() {
                if self.at_end {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            let bytes = &self.buffer[self.start..];
            match scan(bytes, self.at_end, self.dialect) {
                Scan::Whole { length, end, cells } if cells.len() > MAX_COLUMNS => {
                    return Ok(Some(self.take(length, end, cells, Some(Broken::TooManyColumns))));
                }
                Scan::Whole { length, end, cells } => return Ok(Some(self.take(length, end, cells, None))),
                Scan::Cut if bytes.len() < MAX_RECORD => self.fill()?,
                Scan::Cut | Scan::Unclosed => match line_end(bytes, self.at_end) {
                    Some((length, end)) if length <= MAX_RECORD => {
                        let cells = unquoted(&bytes[..length], self.dialect);
                        return Ok(Some(self.take(length, end, cells, Some(Broken::UnclosedQuote))));
                    }
                    _ => return self.skip_long_line().map(Some),
                },
            }
        }
    }

    /// Passes over a line that is longer than a record may be.
    fn skip_long_line(&mut self) -> io::Result<Record> {
        let bytes = &self.buffer[self.start..];
        let raw = text(&bytes[..bytes.len().min(KEPT_OF_TOO_LONG)]);
        let mut record = Record { number: self.number + 1, line: self.line, cells: Vec::new(), raw, broken: Some(Broken::RowTooLong) };
        record.cells = unquoted(record.raw.as_bytes(), self.dialect);
        loop {
            if let Some((length, end)) = line_end(&self.buffer[self.start..], self.at_end) {
                self.start += length + end;
                self.line += 1;
                return Ok(record);
            }
            // A `\r` at the very end stays: its `\n` may follow.
            self.start = self.buffer.len() - usize::from(self.buffer.last() == Some(&b'\r'));
            self.fill()?;
        }
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.next_record() {
                Ok(Some(record)) if record.broken.is_none() && record.width() == 0 => {}
                Ok(Some(record)) => {
                    self.number = record.number;
                    return Some(Ok(record));
                }
                Ok(None) => return None,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// Writes cells as one line of text in the standard layout; [`cut`] reads it back.
pub fn join(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}

/// Cuts the text of one record into cells, whatever is wrong with it.
pub fn cut(raw: &str, dialect: Dialect) -> Vec<String> {
    match scan(raw.as_bytes(), true, dialect) {
        Scan::Whole { length, cells, .. } if length == raw.len() => cells,
        _ => unquoted(raw.as_bytes(), dialect),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The number of line ends in `bytes`; `\r\n` is one.
fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().enumerate().filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))).count() as u64
}

/// The length of the first line and of its end, if it ends in what was read.
fn line_end(bytes: &[u8], at_end: bool) -> Option<(usize, usize)> {
    match bytes.iter().position(|byte| is_line_end(*byte)) {
        Some(at) => end_length(bytes, at, at_end).map(|end| (at, end)),
        None => at_end.then_some((bytes.len(), 0)),
    }
}

/// The length of the line end that begins at `at`; `None` if its second half may follow in what is not read yet.
fn end_length(bytes: &[u8], at: usize, at_end: bool) -> Option<usize> {
    match (bytes[at], bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(2),
        (b'\r', None) if !at_end => None,
        _ => Some(1),
    }
}

/// Cuts a line at every separator, whatever its quotes.
fn unquoted(line: &[u8], dialect: Dialect) -> Vec<String> {
    let quote = dialect.quote.byte().map(char::from);
    line.split(|byte| *byte == dialect.separator.byte())
        .take(MAX_COLUMNS)
        .map(|cell| text(cell).trim_matches(|c| Some(c) == quote).to_owned())
        .collect()
}

/// Cuts the first record of `bytes` into cells.
fn scan(bytes: &[u8], at_end: bool, dialect: Dialect) -> Scan {
    let separator = dialect.separator.byte();
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let opening = at + bytes[at..].iter().take_while(|byte| **byte == b' ').count();
        let (cell, next) = match (bytes.get(opening), dialect.quote.byte()) {
            (Some(byte), Some(quote)) if *byte == quote => match quoted_cell(bytes, opening + 1, at_end, quote, dialect) {
                Quoted::Cell(cell, next) => (cell, next),
                Quoted::Cut => return Scan::Cut,
                Quoted::Unclosed => return Scan::Unclosed,
            },
            _ => {
                let next = bytes[at..].iter().position(|byte| *byte == separator || is_line_end(*byte)).map_or(bytes.len(), |n| at + n);
                (text(&bytes[at..next]), next)
            }
        };
        if cells.len() <= MAX_COLUMNS {
            cells.push(cell);
        }
        match bytes.get(next) {
            None if at_end => return Scan::Whole { length: next, end: 0, cells },
            None => return Scan::Cut,
            Some(byte) if *byte == separator => at = next + 1,
            Some(_) => {
                return match end_length(bytes, next, at_end) {
                    Some(end) => Scan::Whole { length: next, end, cells },
                    None => Scan::Cut,
                };
            }
        }
    }
}

enum Quoted {
    /// The cell, and where its separator or line end stands.
    Cell(String, usize),
    Cut,
    Unclosed,
}

/// Reads a quoted cell whose content begins at `from`. The quote that closes it is one before a separator or a line
/// end; a quote before anything else is one that the exporting program forgot to double, as in `"Café "Nord" AS"`. If that
/// happens after a line break, what looks like one cell is the rest of one row and the beginning of another.
fn quoted_cell(bytes: &[u8], from: usize, at_end: bool, quote: u8, dialect: Dialect) -> Quoted {
    let mut cell = Vec::new();
    let mut at = from;
    let mut lines = 0;
    let unfinished = || if at_end { Quoted::Unclosed } else { Quoted::Cut };
    loop {
        let Some(found) = bytes[at..].iter().position(|byte| *byte == quote || (dialect.backslash && *byte == b'\\')) else {
            lines += count_lines(&bytes[at..]) as usize;
            return if lines > MAX_LINES { Quoted::Unclosed } else { unfinished() };
        };
        let here = at + found;
        lines += count_lines(&bytes[at..here]) as usize;
        if lines > MAX_LINES || here - from > MAX_RECORD {
            return Quoted::Unclosed;
        }
        cell.extend_from_slice(&bytes[at..here]);
        let Some(next) = bytes.get(here + 1) else {
            return if at_end && bytes[here] == quote { Quoted::Cell(text(&cell), bytes.len()) } else { unfinished() };
        };
        if bytes[here] == b'\\' && dialect.backslash {
            if *next != quote && *next != b'\\' {
                cell.push(b'\\');
            }
            cell.push(*next);
            lines += usize::from(*next == b'\n');
            at = here + 2;
            continue;
        }
        if *next == quote {
            cell.push(quote);
            at = here + 2;
            continue;
        }
        let after = here + 1 + bytes[here + 1..].iter().take_while(|byte| **byte == b' ').count();
        match bytes.get(after) {
            None if at_end => return Quoted::Cell(text(&cell), after),
            None => return Quoted::Cut,
            Some(byte) if *byte == dialect.separator.byte() || is_line_end(*byte) => return Quoted::Cell(text(&cell), after),
            Some(_) if lines > 0 => return Quoted::Unclosed,
            Some(_) => {
                cell.push(quote);
                at = here + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dialect::{Quote, Separator};
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str, dialect: Dialect) -> Vec<Record> {
        Records::new(text.as_bytes(), dialect).collect::<io::Result<_>>().unwrap()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        records(text, Dialect::default()).into_iter().map(|record| record.cells).collect()
    }

    /// A reader that gives one byte at a time, so that every record is cut somewhere.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn every_line_end_ends_a_record_and_blank_ones_are_passed_over() {
        for text in ["a,b\nc,d\n", "a,b\r\nc,d", "a,b\rc,d\r", "a,b\r\n\r\n,\n  \nc,d\n\n"] {
            assert_eq!(cells(text), [["a", "b"], ["c", "d"]], "{text:?}");
        }
        let found = records("a\r\n\r\nb\rc\n\nd", Dialect::default());
        assert_eq!(found.iter().map(|record| (record.number, record.line)).collect::<Vec<_>>(), [(1, 1), (2, 3), (3, 4), (4, 6)]);
    }

    #[test]
    fn quoted_cells_hold_separators_quotes_and_line_breaks() {
        let found = records("\"a,1\",\"say \"\"hi\"\"\", \"c\" ,\"two\nlines\"\nx,y\n", Dialect::default());
        assert_eq!(found[0].cells, ["a,1", "say \"hi\"", "c", "two\nlines"]);
        assert_eq!(found[0].raw, "\"a,1\",\"say \"\"hi\"\"\", \"c\" ,\"two\nlines\"");
        assert_eq!((found[1].line, found[1].number), (3, 2));
        assert_eq!(cells("5\" pipe,it\"s\n"), [["5\" pipe", "it\"s"]]);
    }

    #[test]
    fn quotes_that_were_not_doubled_stay_in_their_cell() {
        assert_eq!(cells("\"Café \"Nord\" AS\",Oslo\n1,2\n"), [["Café \"Nord\" AS", "Oslo"], ["1", "2"]]);
    }

    #[test]
    fn a_backslash_escapes_where_the_file_does_so() {
        let dialect = Dialect { backslash: true, ..Dialect::default() };
        assert_eq!(records("\"say \\\"hi\\\" \\\\ C:\\x\",b\n", dialect)[0].cells, ["say \"hi\" \\ C:\\x", "b"]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        for rest in ["Per,Oslo\nUna,Bergen\n", "\"Per\",\"Oslo\"\n\"Una\",\"Bergen\"\n", "Per,\"Oslo\"\nUna,\"Bergen\""] {
            let found = records(&format!("Kari,\"Oslo,x\n{rest}"), Dialect::default());
            assert_eq!(found[0].broken, Some(Broken::UnclosedQuote));
            assert_eq!(
                (found[0].raw.as_str(), found[0].cells.as_slice()),
                ("Kari,\"Oslo,x", &["Kari".to_owned(), "Oslo".into(), "x".into()][..])
            );
            assert_eq!(found[1..].iter().map(|r| r.cells.join("|")).collect::<Vec<_>>(), ["Per|Oslo", "Una|Bergen"], "{rest}");
            assert_eq!(found[2].line, 3);
        }
    }

    #[test]
    fn an_unclosed_quote_in_a_great_file_does_not_eat_it() {
        let text = format!("a,\"b\n{}", "some,row\n".repeat(100_000));
        let found = records(&text, Dialect::default());
        assert_eq!(found.len(), 100_001);
        assert!(found[1..].iter().all(|record| record.broken.is_none()));
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let text = format!("a,b\n{}\r\nc,d\n", "x".repeat(5 * MAX_RECORD));
        let found = records(&text, Dialect::default());
        assert_eq!(found.iter().map(|record| record.broken).collect::<Vec<_>>(), [None, Some(Broken::RowTooLong), None]);
        assert_eq!((found[1].raw.len(), found[2].line), (KEPT_OF_TOO_LONG, 3));
        let wide = records(&format!("{}\na,b\n", ",x".repeat(2000)), Dialect::default());
        assert_eq!((wide[0].broken, wide[1].cells.len()), (Some(Broken::TooManyColumns), 2));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_lose_a_plain_row(text in "[a,;\"'\\\\\r\n é]{0,200}", single: bool, backslash: bool) {
            let dialect = Dialect { quote: if single { Quote::Single } else { Quote::Double }, backslash, ..Dialect::default() };
            let found = records(&text, dialect);
            let drip: Vec<Record> = Records::new(Drip(text.as_bytes()), dialect).collect::<io::Result<_>>().unwrap();
            prop_assert_eq!(&found, &drip, "the same however it arrives");
            let letters = |text: &str| text.chars().filter(|c| *c == 'a').count();
            prop_assert_eq!(found.iter().map(|record| letters(&record.raw)).sum::<usize>(), letters(&text), "nothing vanishes");
        }

        #[test]
        fn a_joined_record_is_cut_as_it_was(cells in proptest::collection::vec("[a-zæ ,;\"'\r\n]{0,8}", 1..6)) {
            prop_assert_eq!(cut(&join(&cells), Dialect::default()), cells);
        }

        #[test]
        fn any_bytes_are_cut_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1000)) {
            let numbers: Vec<u64> = Records::new(&bytes[..], Dialect::default()).map(|record| record.unwrap().number).collect();
            prop_assert_eq!(&numbers, &(1..=numbers.len() as u64).collect::<Vec<_>>());
        }

        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            rows in proptest::collection::vec(proptest::collection::vec("[a-zæøåß ,;|\t\"'\r\n€]{0,12}", 3), 1..20),
            separator in proptest::sample::select(Separator::ALL),
            single: bool,
            always: bool,
            crlf: bool,
        ) {
            let dialect = Dialect { separator, quote: if single { Quote::Single } else { Quote::Double }, backslash: false };
            let mut writer = csv::WriterBuilder::new()
                .delimiter(separator.byte())
                .quote(if single { b'\'' } else { b'"' })
                .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
                .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
                .from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let written = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let found = records(&written, dialect);
            let expected: Vec<_> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).cloned().collect();
            prop_assert!(found.iter().all(|record| record.broken.is_none()), "{:?}", written);
            prop_assert_eq!(found.into_iter().map(|record| record.cells).collect::<Vec<_>>(), expected);
        }
    }
}
