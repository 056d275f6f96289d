//! Phone numbers as identities: however a number is written, it is one value, the international form (E.164).
//!
//! The rule for what is accepted: a number must have 7 to 15 digits with its country code. That it fits its
//! country's numbering plan is **not** asked, because registers hold extensions that were dialled through, new
//! number ranges and numbers out of use, and an import must not lose a row for that. The plan only decides
//! between the ways in which a number without a country code can be read; see [`Phone::parse`].

use super::{Country, FieldError, phone_plan};
use std::{fmt, str::FromStr};

/// The longest text that is read as a phone number, in bytes.
pub const MAX_PHONE_TEXT: usize = 100;

/// A phone number in international form, such as `+4722334455`; with an extension `+4722334455;ext=12` (RFC 3966).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it. One without a country code belongs to `country`. Of several readings
    /// the first is taken:
    ///
    /// 1. `+…`, `00…` or what is dialled for abroad in `country`: international; a trunk zero after the country
    ///    code (`+46 (0)70`) is dropped where that country has one.
    /// 2. With the trunk prefix (`0701-23 45 67`): national.
    /// 3. As long as national numbers are (`701234567`, a spreadsheet ate the zero): national, unless it has 11
    ///    digits or more and begins with a country code.
    /// 4. Begins with a country code and the rest is as long as that country's numbers (`46701234567`, the plus
    ///    is missing): international.
    /// 5. Anything else: national.
    ///
    /// # Errors
    /// `invalid_phone`, with the field `phone`.
    pub fn parse(text: &str, country: Country) -> Result<Self, FieldError> {
        let written = Written::read(text).ok_or_else(invalid)?;
        let digits = match written.international(country) {
            Some(digits) => without_trunk_zero(digits),
            None => without_trunk_zero(&national(&written.digits, country).ok_or_else(invalid)?),
        };
        if !(7..=15).contains(&digits.len()) || digits.starts_with('0') {
            return Err(invalid());
        }
        let mut text = String::with_capacity(20);
        text.push('+');
        text.push_str(&digits);
        if !written.extension.is_empty() {
            text.push_str(";ext=");
            text.push_str(&written.extension);
        }
        Ok(Self(text))
    }

    /// The number in international form, with its extension if it has one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits of the international form, without plus and extension: `4722334455`.
    pub fn digits(&self) -> &str {
        self.0[1..].split(';').next().unwrap_or_default()
    }

    /// The extension behind the number, if there is one.
    pub fn extension(&self) -> Option<&str> {
        self.0.split_once(";ext=").map(|(_, extension)| extension)
    }

    /// A link that dials it (`tel:+4722334455`).
    pub fn tel_uri(&self) -> String {
        format!("tel:{}", self.0)
    }

    /// Whether the number has as many digits as numbers in its country have. A hint for the person who types,
    /// never a reason to refuse.
    pub fn is_usual(&self) -> bool {
        phone_plan::of_international(self.digits())
            .is_some_and(|plan| plan.3.contains(&(self.digits().len().wrapping_sub(plan.1.len()) as u8)))
    }

    /// Spaced as people read it: in the national form for numbers of `country`, else internationally.
    pub fn format_for_people(&self, country: Country) -> String {
        super::phone_format::format(self, country)
    }
}

/// Cuts a cell that holds several numbers (`08-123 45 67, 070-123 45 67`) into one text each. A slash, which is
/// also a sign within German numbers, separates only between two complete numbers.
pub fn split_list(text: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for part in text.split([',', ';', '|', '\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()) {
        let complete = |piece: &str| piece.chars().filter(|c| decimal_digit(*c).is_some()).count() >= 7;
        // The extension of the number before, or a parameter of a tel: URI.
        let continues = part.split_once('=').is_some_and(|(name, _)| matches!(name.trim(), "ext" | "isub" | "phone-context"));
        if continues && let Some(last) = out.last_mut() {
            let start = position(text, last);
            *last = text[start..position(text, part) + part.len()].trim();
            continue;
        }
        match part.split_once('/') {
            Some((one, two)) if complete(one) && two.split('/').all(complete) => out.extend(part.split('/').map(str::trim)),
            _ => out.push(part),
        }
    }
    out
}

/// Where `part`, a piece of `text`, begins in it.
fn position(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// The value of a decimal digit as phones and people write them: ASCII, full width, Arabic, Persian, Devanagari.
pub fn decimal_digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

fn invalid() -> FieldError {
    FieldError::new("phone", "invalid_phone", "not a phone number; write it as +47 22 33 44 55 or as it is dialled in your country")
}

/// What stands in a text that may be a phone number.
struct Written {
    plus: bool,
    digits: String,
    extension: String,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_PHONE_TEXT {
            return None;
        }
        let mut text = text.trim();
        let mut context = "";
        if text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:")) {
            text = text[4..].trim_start_matches('/');
        }
        let mut extension = String::new();
        if let Some((number, parameters)) = text.split_once(';') {
            text = number;
            for (name, value) in parameters.split(';').filter_map(|parameter| parameter.split_once('=')) {
                match name.trim() {
                    "ext" => extension = digits_only(value)?,
                    "phone-context" if value.starts_with('+') => context = value,
                    _ => {}
                }
            }
        }
        let text = without_label(text);
        let mut written = Self { plus: false, digits: String::with_capacity(20), extension };
        if !context.is_empty() && !text.starts_with('+') {
            written.plus = true;
            written.digits.push_str(&digits_only(&context[1..])?);
        }
        let mut rest = text.char_indices();
        while let Some((at, c)) = rest.next() {
            if let Some(value) = decimal_digit(c) {
                written.digits.push(char::from(b'0' + value));
            } else if matches!(c, '+' | '＋') && written.digits.is_empty() && !written.plus {
                written.plus = true;
            } else if c == '('
                && (written.plus || written.digits.starts_with("00"))
                && text[at..].starts_with("(0)")
                && !written.keeps_zero()
            {
                // `+46 (0)70`: the zero is for callers inside the country.
                rest.nth(1);
            } else if !is_separator(c) {
                if written.digits.is_empty() {
                    return None;
                }
                let tail = text[at..].trim();
                // A remark behind the number, such as `(mobil)` or `Anna`, is not part of it.
                if !is_remark(tail) {
                    written.extension = extension_digits(tail)?;
                }
                break;
            }
        }
        (!written.digits.is_empty()).then_some(written)
    }

    /// Italy and its neighbours dial the zero from abroad too.
    fn keeps_zero(&self) -> bool {
        let digits = self.digits.trim_start_matches('0');
        digits.starts_with("39") || digits.starts_with("378")
    }

    /// The digits after plus or international prefix, if it was written internationally.
    fn international(&self, country: Country) -> Option<&str> {
        if self.plus {
            return match self.digits.strip_prefix("00") {
                // `+0046…`
                Some(rest) => Some(rest),
                // `+0701…`: a plus that does not belong there.
                None if self.digits.starts_with('0') => None,
                None => Some(&self.digits),
            };
        }
        let abroad = match country.as_str() {
            "AU" | "CC" | "CX" => "0011",
            "JP" => "010",
            "RU" | "BY" | "KZ" | "TJ" | "TM" | "UZ" => "810",
            "CU" => "119",
            _ if country.calling_code() == "1" => "011",
            _ => "00",
        };
        let rest = self.digits.strip_prefix(abroad).or_else(|| self.digits.strip_prefix("00"))?;
        (rest.len() >= 7).then_some(rest)
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '·' | '_' | '‐'
                ..='―' | '−' | 'ー' | '（' | '）' | '．' | '－' | '\u{ad}' | '\u{feff}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// Words that registers write before a number.
const LABELS: &[&str] = &[
    "tel",
    "tlf",
    "telefon",
    "telephone",
    "phone",
    "ph",
    "mob",
    "mobil",
    "mobile",
    "mobiltelefon",
    "cell",
    "handy",
    "fax",
    "t",
    "m",
    "p",
    "f",
    "arb",
    "arbeid",
    "arbete",
    "work",
    "home",
    "hem",
    "hjem",
    "privat",
    "priv",
    "direkt",
    "dir",
    "direct",
    "vaxel",
    "växel",
    "sentralbord",
    "zentrale",
    "büro",
    "kontor",
];

fn without_label(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    if end > 0 && LABELS.contains(&text[..end].to_lowercase().as_str()) {
        text[end..].trim_start_matches(['.', ':', ' ', '\u{a0}'])
    } else {
        text
    }
}

fn is_remark(tail: &str) -> bool {
    tail.starts_with(char::is_alphabetic) && tail.chars().all(|c| decimal_digit(c).is_none() && !matches!(c, '@' | '<' | '>' | '='))
}

/// `ext. 12`, `x12`, `#12`, `,12`, `anknytning 12`, `Durchwahl 12`.
fn extension_digits(tail: &str) -> Option<String> {
    let word_end = tail.find(|c: char| !c.is_alphabetic() && c != '#' && c != ',').unwrap_or(tail.len());
    let known = [
        "",
        "#",
        ",",
        ",,",
        "x",
        "ext",
        "extn",
        "extension",
        "ankn",
        "anknytning",
        "internnr",
        "intern",
        "int",
        "linje",
        "lokal",
        "dw",
        "durchwahl",
        "app",
        "apparat",
        "nst",
        "nebenstelle",
    ];
    if !known.contains(&tail[..word_end].to_lowercase().as_str()) {
        return None;
    }
    digits_only(tail[word_end..].trim_start_matches(['.', ':', ' ', '\u{a0}', '#'])).filter(|digits| !digits.is_empty())
}

/// The digits of a text that holds nothing else but separators; at most ten.
fn digits_only(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.trim().chars() {
        match decimal_digit(c) {
            Some(value) => out.push(char::from(b'0' + value)),
            None if is_separator(c) => {}
            None => return None,
        }
    }
    (out.len() <= 10).then_some(out)
}

/// Drops the zero that is dialled only inside the country (`460701…`), where the country has one.
fn without_trunk_zero(digits: &str) -> String {
    match phone_plan::of_international(digits) {
        Some(&(_, code, trunk, _)) if trunk.starts_with('0') => format!("{code}{}", digits[code.len()..].trim_start_matches(trunk)),
        _ => digits.to_owned(),
    }
}

/// Readings 2 to 5 of [`Phone::parse`].
fn national(digits: &str, country: Country) -> Option<String> {
    let &(_, code, trunk, lengths) = phone_plan::of_country(country.as_str())?;
    let usual = |digits: &str| lengths.contains(&(digits.len() as u8));
    if !trunk.is_empty()
        && let Some(rest) = digits.strip_prefix(trunk)
        // Prefixes other than zero (1 in America, 8 in Russia) can also begin a number.
        && (trunk.starts_with('0') || (usual(rest) && !usual(digits)))
    {
        return Some(format!("{code}{rest}"));
    }
    let with_code = || {
        let plan = phone_plan::of_international(digits)?;
        let number = without_trunk_zero(digits);
        plan.3.contains(&(number.len().wrapping_sub(plan.1.len()) as u8)).then_some((plan.1, number))
    };
    let foreign = with_code();
    if usual(digits) && (digits.len() < 11 || foreign.as_ref().is_none_or(|(found, _)| *found != code)) {
        return Some(format!("{code}{digits}"));
    }
    match foreign {
        // Another country's code is only believed of a number that is longer than any number at home.
        Some((found, number))
            if found == code || (digits.len() >= 10 && lengths.iter().all(|length| digits.len() > usize::from(*length))) =>
        {
            Some(number)
        }
        _ => Some(format!("{code}{digits}")),
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = FieldError;
    /// Reads the international form; there is no country to complete another with.
    fn from_str(text: &str) -> Result<Self, FieldError> {
        // Norway has no trunk prefix, so nothing but what begins with a plus is changed by it.
        if text.trim_start().starts_with('+') { Self::parse(text, Country::NORWAY) } else { Err(invalid()) }
    }
}

super::text_value!(Phone);

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
