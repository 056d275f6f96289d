//! Names of persons: understood as people write them, shown as people read them.

use std::fmt;

/// First and last name, and the text they were read from. Either part may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Given names.
    pub first: String,
    /// Family name, with the particles that belong to it (`von der Heide`).
    pub last: String,
    /// What was written, trimmed.
    pub raw: String,
}

impl PersonName {
    /// Reads `Berg, Anna Karin`, `Anna Karin Berg` or `Anna`. One word is a first name. Lower-case particles
    /// (`von`, `de la`, `van der`) go with the last name; what follows a comma and is no name (`Jr.`, `PhD`) too.
    pub fn parse(text: &str) -> Self {
        let raw = squeeze(text);
        let text = raw.trim_matches(['"', '“', '”', '„', ',', ' ']);
        if let Some((last, first)) = text.split_once(',') {
            let (last, first) = (last.trim(), first.trim());
            if !is_suffix(first) {
                // A second comma: `Berg, Anna, Dr.`
                let (first, rest) = first.split_once(',').map_or((first, ""), |(first, rest)| (first.trim(), rest.trim()));
                let last = if is_suffix(rest) { format!("{last} {rest}") } else { last.to_owned() };
                return Self { first: first.to_owned(), last, raw };
            }
            let name = Self::in_order(last);
            return match name.last.is_empty() {
                true => Self { first: text.to_owned(), last: String::new(), raw },
                false => Self { last: format!("{} {first}", name.last), first: name.first, raw },
            };
        }
        let name = Self::in_order(text);
        Self { raw, ..name }
    }

    /// A name of two known parts.
    pub fn of(first: &str, last: &str) -> Self {
        let (first, last) = (squeeze(first), squeeze(last));
        Self { raw: join(&first, &last), first, last }
    }

    fn in_order(text: &str) -> Self {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        if words.len() < 2 {
            return Self { first: text.to_owned(), ..Self::default() };
        }
        let mut start = words.len() - 1;
        if start > 1 && is_suffix(words[start]) {
            start -= 1;
        }
        // In a name all in capitals, particles are in capitals too.
        let shouting = !text.chars().any(char::is_lowercase);
        while start > 1 && is_particle(words[start - 1], shouting) {
            start -= 1;
        }
        Self { first: words[..start].join(" "), last: words[start..].join(" "), raw: String::new() }
    }

    /// The name as it is shown: first name, then last name.
    pub fn display(&self) -> String {
        join(&self.first, &self.last)
    }

    /// The name as it is sorted: last name, then first name.
    pub fn sorted(&self) -> String {
        join(&self.last, &self.first)
    }

    /// The same with first and last name exchanged, for a person whose name was read the wrong way round.
    pub fn exchanged(self) -> Self {
        Self { first: self.last, last: self.first, raw: self.raw }
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty()
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

/// One or two capitals for a picture of somebody whose display name is `name` (`Anna Karin von Berg` is `AB`,
/// `Northwind Foods AB` is `NF`); empty if there is no letter or digit in it. `organisation` takes the first
/// two words, else it is the first and the last.
pub fn initials(name: &str, organisation: bool) -> String {
    let mut words =
        name.split(|c: char| c.is_whitespace() || c == ',' || c == '&').filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let second = if organisation { words.next() } else { words.next_back() };
    first.into_iter().chain(second).filter_map(|c| c.to_uppercase().next()).collect()
}

fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn join(one: &str, two: &str) -> String {
    match (one.is_empty(), two.is_empty()) {
        (false, false) => format!("{one} {two}"),
        (true, _) => two.to_owned(),
        (_, true) => one.to_owned(),
    }
}

fn is_particle(word: &str, shouting: bool) -> bool {
    let lower = if shouting { word.to_lowercase() } else { word.to_owned() };
    matches!(
        lower.as_str(),
        "af" | "al"
            | "auf"
            | "av"
            | "bin"
            | "bint"
            | "da"
            | "dal"
            | "de"
            | "degli"
            | "dei"
            | "del"
            | "dela"
            | "della"
            | "den"
            | "der"
            | "des"
            | "di"
            | "do"
            | "dos"
            | "das"
            | "du"
            | "e"
            | "el"
            | "ibn"
            | "la"
            | "las"
            | "le"
            | "los"
            | "op"
            | "och"
            | "og"
            | "'t"
            | "ten"
            | "ter"
            | "und"
            | "van"
            | "vom"
            | "von"
            | "y"
            | "zu"
            | "zum"
            | "zur"
            | "d'"
            | "in"
    )
}

fn is_suffix(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| *c != '.' && *c != ' ').flat_map(char::to_lowercase).collect();
    matches!(
        plain.as_str(),
        "jr" | "jun"
            | "sr"
            | "sen"
            | "ii"
            | "iii"
            | "iv"
            | "phd"
            | "md"
            | "mba"
            | "msc"
            | "bsc"
            | "dr"
            | "prof"
            | "esq"
            | "dipl-ing"
            | "dipling"
            | "cand"
            | "siving"
            | "civing"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> (String, String) {
        let name = PersonName::parse(text);
        (name.first, name.last)
    }

    #[test]
    fn names_are_read_both_ways_round() {
        for (text, first, last) in [
            ("Anna Berg", "Anna", "Berg"),
            ("Berg, Anna", "Anna", "Berg"),
            ("  Berg ,  Anna   Karin ", "Anna Karin", "Berg"),
            ("Anna", "Anna", ""),
            ("Anna Karin Berg", "Anna Karin", "Berg"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            ("Otto von der Heide", "Otto", "von der Heide"),
            ("LUDWIG VAN BEETHOVEN", "LUDWIG", "VAN BEETHOVEN"),
            ("Van Nguyen", "Van", "Nguyen"),
            ("Nguyen Van An", "Nguyen Van", "An"),
            ("von Berg", "von", "Berg"),
            ("John Smith, Jr.", "John", "Smith Jr."),
            ("John Smith Jr.", "John", "Smith Jr."),
            ("Berg, Anna, PhD", "Anna", "Berg PhD"),
            ("\"Berg, Anna\"", "Anna", "Berg"),
            ("José D. Rodríguez-Hart", "José D.", "Rodríguez-Hart"),
            ("Berg,", "Berg", ""),
            (", Anna", "Anna", ""),
            ("山田太郎", "山田太郎", ""),
            ("", "", ""),
            (" , ", "", ""),
        ] {
            assert_eq!(parts(text), (first.to_owned(), last.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_raw_name_is_kept_and_parts_can_be_exchanged() {
        let name = PersonName::parse(" Berg,  Anna ");
        assert_eq!(name.raw, "Berg, Anna");
        assert_eq!((name.display().as_str(), name.sorted().as_str()), ("Anna Berg", "Berg Anna"));
        let exchanged = name.clone().exchanged();
        assert_eq!((exchanged.first.as_str(), exchanged.last.as_str()), ("Berg", "Anna"));
        assert_eq!(exchanged.exchanged(), name);
        assert_eq!(PersonName::of(" Anna ", "").display(), "Anna");
    }

    #[test]
    fn initials_are_capitals_of_the_outer_words() {
        for (name, organisation, expected) in [
            ("Anna Karin von Berg", false, "AB"),
            ("anna", false, "A"),
            ("Northwind Foods AB", true, "NF"),
            ("ßeta öl", false, "SÖ"),
            ("(Anna) \"Berg\"", false, "AB"),
            ("Åse Østby", false, "ÅØ"),
            ("😀 !!", false, ""),
            ("", true, ""),
        ] {
            assert_eq!(initials(name, organisation), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_letter_of_a_name_is_lost(text in any::<String>()) {
            let name = PersonName::parse(&text);
            let letters = |text: &str| { let mut all: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect(); all.sort_unstable(); all };
            if text.matches(',').count() < 2 {
                prop_assert_eq!(letters(&name.display()), letters(&text));
            }
            prop_assert!(initials(&text, false).chars().count() <= 2);
        }

        #[test]
        fn a_name_that_was_shown_is_read_the_same(first in "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?", last in "(von |van der )?[A-Z][a-z]{4,8}") {
            let name = PersonName::parse(&format!("{last}, {first}"));
            prop_assert_eq!(PersonName { raw: name.raw.clone(), ..PersonName::parse(&name.display()) }, name);
        }
    }
}
