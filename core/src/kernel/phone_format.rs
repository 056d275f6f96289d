//! Phone numbers spaced as people in their country write them.

use super::{Country, Phone, phone_plan};

/// Groups of the national number by calling code and first digits: the first entry that fits is taken.
#[rustfmt::skip]
static GROUPS: &[(&str, &[&str], &[usize])] = &[
    ("47", &["4", "9", "8"], &[3, 2, 3]),
    ("47", &[""], &[2, 2, 2, 2]),
    ("45", &[""], &[2, 2, 2, 2]),
    ("298", &[""], &[2, 2, 2]),
    ("299", &[""], &[2, 2, 2]),
    ("354", &[""], &[3, 4]),
    ("358", &["4", "50"], &[2, 3, 4]),
    ("358", &["9", "2", "3", "5", "6", "8", "13", "14", "15", "16", "17", "18", "19"], &[1, 3, 4]),
    ("49", &["15", "16", "17"], &[3, 8]),
    ("49", &["30", "40", "69", "89"], &[2, 8]),
    ("49", &[""], &[3, 8]),
    ("43", &["1"], &[1, 9]),
    ("43", &["6"], &[3, 8]),
    ("43", &[""], &[3, 8]),
    ("41", &[""], &[2, 3, 2, 2]),
    ("44", &["20", "23", "24", "28", "29"], &[2, 4, 4]),
    ("44", &["11", "121", "131", "141", "151", "161", "171", "181", "191", "3", "8", "9"], &[3, 3, 4]),
    ("44", &[""], &[4, 6]),
    ("33", &[""], &[1, 2, 2, 2, 2]),
    ("34", &[""], &[3, 3, 3]),
    ("351", &[""], &[3, 3, 3]),
    ("48", &[""], &[3, 3, 3]),
    ("420", &[""], &[3, 3, 3]),
    ("31", &["6"], &[1, 8]),
    ("31", &["10", "20", "30", "40", "70"], &[2, 3, 4]),
    ("32", &["4"], &[3, 2, 2, 2]),
    ("39", &["3"], &[3, 3, 4]),
    ("371", &[""], &[2, 3, 3]),
    ("372", &[""], &[4, 4]),
    ("1", &[""], &[3, 3, 4]),
    ("7", &[""], &[3, 3, 2, 2]),
];

/// Swedish area codes of one and two digits after the zero; all others have three.
const SWEDISH_SHORT: &[&str] = &[
    "8", "10", "11", "13", "16", "18", "19", "20", "21", "23", "26", "31", "33", "35", "36", "40", "42", "44", "46", "54", "60", "63",
    "70", "72", "73", "76", "77", "79", "90",
];

pub(super) fn format(phone: &Phone, country: Country) -> String {
    let digits = phone.digits();
    let Some(&(_, code, _, lengths)) = phone_plan::of_international(digits) else {
        return with_extension(phone, format!("+{}", join(digits, &even_groups(digits.len()), ' ')));
    };
    let national = &digits[code.len()..];
    let at_home = country.calling_code() == code;
    // An unusual number is not dressed up as one of its country's.
    let usual = lengths.contains(&(national.len() as u8));
    let trunk = if at_home && usual { country.trunk_prefix() } else { "" };
    let text = match code {
        "46" if usual => {
            let area = SWEDISH_SHORT.iter().find(|area| national.starts_with(**area)).map_or(3, |area| area.len());
            let (area, rest) = national.split_at(area.min(national.len()));
            let groups: &[usize] = match rest.len() {
                5 => &[3, 2],
                6 => &[2, 2, 2],
                7 => &[3, 2, 2],
                8 => &[3, 3, 2],
                _ => &[],
            };
            let rest = join(rest, groups, ' ');
            if at_home { format!("{trunk}{area}-{rest}") } else { format!("{area} {rest}") }
        }
        "1" if usual && at_home => format!("({}) {}-{}", &national[..3], &national[3..6], &national[6..]),
        "1" if usual => join(national, &[3, 3, 4], '-'),
        _ => {
            let groups = GROUPS.iter().find(|(c, starts, _)| *c == code && starts.iter().any(|start| national.starts_with(start)));
            let groups = match groups {
                Some((_, _, sizes)) if usual => sizes.to_vec(),
                _ => even_groups(national.len()),
            };
            format!("{trunk}{}", join(national, &groups, ' '))
        }
    };
    with_extension(phone, if at_home && usual { text } else { format!("+{code} {text}") })
}

fn with_extension(phone: &Phone, text: String) -> String {
    match phone.extension() {
        Some(extension) => format!("{text} x{extension}"),
        None => text,
    }
}

/// Groups of three, the last of two to four.
fn even_groups(length: usize) -> Vec<usize> {
    let mut groups = Vec::new();
    let mut left = length;
    while left > 4 {
        groups.push(3);
        left -= 3;
    }
    groups.push(left);
    groups
}

/// Cuts ASCII digits into groups; what is left over goes with the last one.
fn join(digits: &str, groups: &[usize], separator: char) -> String {
    let mut out = String::with_capacity(digits.len() + groups.len());
    let mut rest = digits;
    for (index, size) in groups.iter().enumerate() {
        let last = index + 1 == groups.len();
        let (group, after) = rest.split_at(if last { rest.len() } else { (*size).min(rest.len()) });
        if !group.is_empty() {
            if !out.is_empty() {
                out.push(separator);
            }
            out.push_str(group);
        }
        rest = after;
    }
    if !rest.is_empty() {
        out.push_str(rest);
    }
    out
}
