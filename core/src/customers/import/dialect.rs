//! How a text file is laid out: what separates its cells, what quotes them.

use super::columns;
use super::records::{Record, Records};
use crate::kernel::permission::spelled;
use serde::{Deserialize, Serialize};

/// How much of the decoded text the guess looks at.
pub const SAMPLE: usize = 64 * 1024;
/// How many records of the sample are compared.
const RECORDS: usize = 200;

spelled! {
    /// What stands between two cells.
    Separator {
        /// `;`
        Semicolon = "semicolon",
        /// `,`
        Comma = "comma",
        /// A tab.
        Tab = "tab",
        /// `|`
        Pipe = "pipe",
    }
}

impl Separator {
    /// The character.
    pub fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

spelled! {
    /// What stands around a cell that holds separators or line breaks.
    Quote {
        /// `"`
        Double = "double",
        /// `'`
        Single = "single",
        /// Nothing: every quote is part of the text.
        None = "none",
    }
}

impl Quote {
    /// The character, if there is one.
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::None => None,
        }
    }
}

/// The layout of a text file. Line ends are not part of it: `\n`, `\r\n` and `\r` all end a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// What stands between two cells.
    pub separator: Separator,
    /// What stands around a cell.
    pub quote: Quote,
    /// Whether a quote inside a quoted cell is written `\"` (as databases do) rather than `""`.
    pub backslash: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { separator: Separator::Comma, quote: Quote::Double, backslash: false }
    }
}

/// Guesses the layout from the beginning of the text.
pub fn sniff(sample: &str) -> Dialect {
    if let Some(separator) = announced(sample) {
        return Dialect { separator, ..quoting(sample, separator) };
    }
    Separator::ALL
        .iter()
        .map(|separator| quoting(sample, *separator))
        .map(|dialect| (plausibility(sample, dialect), dialect))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, dialect)| dialect)
        .unwrap_or_default()
}

/// The layout of a text whose separator is known.
pub fn with_separator(sample: &str, separator: Separator) -> Dialect {
    quoting(sample, separator)
}

/// The separator of a first line `sep=;`, which spreadsheets write and obey.
pub fn announced(sample: &str) -> Option<Separator> {
    let line = sample.lines().next()?;
    let (word, value) = line.trim_matches('"').split_once('=')?;
    if !word.trim().eq_ignore_ascii_case("sep") {
        return None;
    }
    Separator::ALL.iter().copied().find(|separator| value.as_bytes() == [separator.byte()])
}

/// How sure it is that the file has this layout; compared as a whole, first member first.
fn plausibility(sample: &str, dialect: Dialect) -> (usize, usize, usize) {
    let records: Vec<Record> = sample_records(sample, dialect).collect();
    let widths: Vec<usize> = records.iter().map(|record| record.cells.len()).collect();
    let usual = mode(&widths);
    if usual < 2 {
        // Nothing was separated. A separator that does not occur is as good as any other, and better than none at all.
        return (0, 0, usize::from(!sample.bytes().any(|byte| byte == dialect.separator.byte())));
    }
    let headers = records.iter().take(20).map(|record| columns::known_headers(&record.cells)).max().unwrap_or(0);
    let alike = widths.iter().filter(|width| **width == usual).count();
    (headers, alike * 100 / widths.len().max(1), usual)
}

/// The most frequent width; of equally frequent ones the greatest.
fn mode(widths: &[usize]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for width in widths {
        *counts.entry(*width).or_insert(0usize) += 1;
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// The quoting that fits with a separator.
fn quoting(sample: &str, separator: Separator) -> Dialect {
    let opens = |quote: u8| {
        let bytes = sample.as_bytes();
        let edge = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == separator.byte() || matches!(byte, b'\n' | b'\r'));
        let mut opened = 0usize;
        let mut closed = 0usize;
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == quote) {
            opened += usize::from(edge(at.checked_sub(1).and_then(|before| bytes.get(before))));
            closed += usize::from(edge(bytes.get(at + 1)));
        }
        opened.min(closed)
    };
    let (double, single) = (opens(b'"'), opens(b'\''));
    let quote = if single > double { Quote::Single } else { Quote::Double };
    Dialect { separator, quote, backslash: escapes(sample, quote, separator) }
}

/// Whether `\"` is followed by more of the same cell. A path such as `"C:\temp\"` is not.
fn escapes(sample: &str, quote: Quote, separator: Separator) -> bool {
    let (Some(quote), bytes) = (quote.byte(), sample.as_bytes()) else { return false };
    bytes.windows(3).any(|w| w[0] == b'\\' && w[1] == quote && w[2] != separator.byte() && w[2] != quote && !matches!(w[2], b'\n' | b'\r'))
}

/// The records of a sample that holds whole records; the last one may be cut and is left out if there are others.
fn sample_records(sample: &str, dialect: Dialect) -> impl Iterator<Item = Record> {
    let whole = if sample.len() < SAMPLE { sample.len() } else { sample.rfind('\n').map_or(sample.len(), |end| end + 1) };
    Records::new(&sample.as_bytes()[..whole], dialect).filter_map(Result::ok).take(RECORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separator(sample: &str) -> Separator {
        sniff(sample).separator
    }

    #[test]
    fn the_separator_is_the_one_that_makes_even_rows() {
        assert_eq!(separator("name,email\nKari,k@x.no\n"), Separator::Comma);
        assert_eq!(separator("Navn;E-post\nHansen, Kari;k@x.no\nOlsen, Per;p@x.no\n"), Separator::Semicolon);
        assert_eq!(separator("Name\tE-Mail\nMüller, Jörg\tj@x.de\n"), Separator::Tab);
        assert_eq!(separator("Namn|E-post\nÅsa|a@x.se\n"), Separator::Pipe);
        assert_eq!(separator("Kundnr;Namn;Saldo\n1;A;10,50\n2;B;20,75\n"), Separator::Semicolon);
        assert_eq!(separator("a;b;c\n1;2;3\n"), Separator::Semicolon);
        assert_eq!(separator("\"Name\",\"Note\"\n\"Kari\",\"one; two; three\"\n"), Separator::Comma);
    }

    #[test]
    fn a_line_of_the_spreadsheet_announces_the_separator() {
        assert_eq!(separator("sep=|\na;b|c;d\n"), Separator::Pipe);
        assert_eq!(separator("sep=;\nname,email\n"), Separator::Semicolon);
    }

    #[test]
    fn a_single_column_stays_one() {
        let dialect = sniff("E-post\nkari@x.no\nper@x.no\n");
        let widths: Vec<usize> = sample_records("E-post\nkari@x.no\n", dialect).map(|record| record.width()).collect();
        assert_eq!(widths, [1, 1]);
        assert_ne!(separator("email\na@x.no, b@x.no\nc@x.no\nd@x.no\n"), Separator::Comma);
    }

    #[test]
    fn quotes_and_escapes_are_noticed() {
        assert_eq!(sniff("'a','b, c'\n'd','e'\n").quote, Quote::Single);
        assert_eq!(sniff("\"a\",\"b, c\"\n").quote, Quote::Double);
        assert_eq!(sniff("name,note\nKari,it's fine\n").quote, Quote::Double);
        assert!(sniff("\"a\",\"he said \\\"hi\\\" to me\"\n").backslash);
        assert!(!sniff("\"a\",\"C:\\temp\\\"\n").backslash);
    }

    #[test]
    fn an_empty_file_has_some_layout() {
        assert_eq!(sniff(""), sniff("\n"));
    }
}
