//! Numbers, dates and sizes as the reader's language and time zone write them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kartotek_core::kernel::UiLanguage;

/// A whole number of any size; templates hand over references.
pub trait Whole {
    /// As the widest; what does not fit becomes the greatest.
    fn whole(&self) -> i64;
}

macro_rules! whole {
    ($($number:ty),+) => {$(
        impl Whole for $number {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )+};
}
whole!(i32, i64, u8, u16, u32, u64, usize);

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// A whole number with its thousands grouped: `1,234` (en), `1 234` (nb, sv; with a space that does not break), `1.234` (de).
pub fn number(language: UiLanguage, number: i64) -> String {
    let separator = match language {
        UiLanguage::En => ',',
        UiLanguage::Nb | UiLanguage::Sv => '\u{a0}',
        UiLanguage::De => '.',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A date: `23 Nov 2026` (en), `23.11.2026` (nb, de), `2026-11-23` (sv).
pub fn date(language: UiLanguage, date: NaiveDate) -> String {
    let pattern = match language {
        UiLanguage::En => "%-d %b %Y",
        UiLanguage::Nb | UiLanguage::De => "%d.%m.%Y",
        UiLanguage::Sv => "%Y-%m-%d",
    };
    date.format(pattern).to_string()
}

/// A point in time, to the minute, where the reader is.
pub fn time(language: UiLanguage, zone: Tz, time: DateTime<Utc>) -> String {
    let local = time.with_timezone(&zone);
    format!("{} {}", date(language, local.date_naive()), local.format("%H:%M"))
}

/// A size of a file: `12 kB`, `3.4 MB`, with the language's decimal mark.
pub fn size(language: UiLanguage, bytes: u64) -> String {
    let (unit, divisor) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => ("kB", 1_000),
        1_000_000..1_000_000_000 => ("MB", 1_000_000),
        _ => ("GB", 1_000_000_000),
    };
    let tenths = bytes * 10 / divisor;
    let mark = if language == UiLanguage::En { '.' } else { ',' };
    if tenths >= 100 { format!("{} {unit}", tenths / 10) } else { format!("{}{mark}{} {unit}", tenths / 10, tenths % 10) }
}

/// The class of a tag in one of the palette's colours; an unknown colour is grey.
pub fn tag_class(colour: &str) -> &'static str {
    match colour {
        "blue" => "tag tag-blue",
        "azure" => "tag tag-azure",
        "indigo" => "tag tag-indigo",
        "purple" => "tag tag-purple",
        "pink" => "tag tag-pink",
        "red" => "tag tag-red",
        "orange" => "tag tag-orange",
        "yellow" => "tag tag-yellow",
        "lime" => "tag tag-lime",
        "green" => "tag tag-green",
        "teal" => "tag tag-teal",
        "cyan" => "tag tag-cyan",
        _ => "tag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(number(UiLanguage::En, 1_234_567), "1,234,567");
        assert_eq!(number(UiLanguage::De, -1_234), "-1.234");
        assert_eq!(number(UiLanguage::Sv, 999), "999");
        assert_eq!(number(UiLanguage::Nb, 1_000), "1\u{a0}000");
    }

    #[test]
    fn a_time_is_told_where_the_reader_is() {
        let at = DateTime::from_timestamp(1_795_390_200, 0).unwrap();
        assert_eq!(time(UiLanguage::En, chrono_tz::UTC, at), "22 Nov 2026 23:30");
        assert_eq!(time(UiLanguage::Nb, chrono_tz::Europe::Oslo, at), "23.11.2026 00:30");
        assert_eq!(time(UiLanguage::Sv, chrono_tz::Europe::Stockholm, at), "2026-11-23 00:30");
    }

    #[test]
    fn sizes_use_the_languages_decimal_mark() {
        assert_eq!(size(UiLanguage::En, 512), "512 B");
        assert_eq!(size(UiLanguage::En, 3_449_000), "3.4 MB");
        assert_eq!(size(UiLanguage::De, 1_500), "1,5 kB");
        assert_eq!(size(UiLanguage::De, 150_000), "150 kB");
    }
}
