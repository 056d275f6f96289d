//! Words in cells that stand for one of a few things, in the languages of the product and of the programs files come from.

use crate::customers::{CustomerKind, CustomerState};

fn listed<T: Copy>(word: &str, table: &[(T, &[&str])]) -> Option<T> {
    let word = word.trim().to_lowercase();
    table.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(meaning, _)| *meaning)
}

/// Yes or no; nothing is neither.
pub fn yes_or_no(word: &str) -> Option<bool> {
    listed(
        word,
        &[
            (true, &["yes", "y", "true", "1", "x", "on", "ja", "j", "sann", "sant", "wahr", "på", "an", "✓"]),
            (false, &["no", "n", "false", "0", "-", "off", "nei", "nej", "nein", "usann", "usant", "falskt", "falsch", "av", "aus"]),
        ],
    )
}

/// Person or organisation. Yes and no answer the question "is a company".
pub fn kind(word: &str) -> Option<CustomerKind> {
    let person: &[&str] = &[
        "person",
        "private",
        "individual",
        "private person",
        "consumer",
        "contact",
        "privatperson",
        "privat",
        "privatkunde",
        "privatkund",
        "privatkunden",
        "kontakt",
        "kontaktperson",
        "enskild",
        "p",
    ];
    let organisation: &[&str] = &[
        "organisation",
        "organization",
        "company",
        "business",
        "organisasjon",
        "firma",
        "bedrift",
        "bedriftskunde",
        "selskap",
        "virksomhet",
        "företag",
        "företagskund",
        "unternehmen",
        "firmenkunde",
        "geschäftskunde",
        "bolag",
        "foretak",
        "f",
        "o",
    ];
    listed(word, &[(CustomerKind::Person, person), (CustomerKind::Organisation, organisation)])
        .or_else(|| yes_or_no(word).map(|company| if company { CustomerKind::Organisation } else { CustomerKind::Person }))
}

/// Active or inactive. Yes and no answer the question "is active".
pub fn state(word: &str) -> Option<CustomerState> {
    let active: &[&str] = &["active", "aktiv", "aktivt", "enabled", "open", "åpen", "öppen"];
    let inactive: &[&str] = &[
        "inactive",
        "inaktiv",
        "inaktivt",
        "passiv",
        "ikke aktiv",
        "ej aktiv",
        "nicht aktiv",
        "disabled",
        "closed",
        "archived",
        "utgått",
        "sperret",
        "gesperrt",
        "spärrad",
    ];
    listed(word, &[(CustomerState::Active, active), (CustomerState::Inactive, inactive)])
        .or_else(|| yes_or_no(word).map(|active| if active { CustomerState::Active } else { CustomerState::Inactive }))
}

/// Whether a name ends like that of a company. Only forms that are no family names; case counts, because `As` is one.
pub fn is_company_name(name: &str) -> bool {
    const FORMS: [&str; 40] = [
        "AS",
        "A/S",
        "ASA",
        "ANS",
        "DA",
        "ENK",
        "SA",
        "BA",
        "AB",
        "HB",
        "KB",
        "Aktiebolag",
        "Handelsbolag",
        "Kommanditbolag",
        "GmbH",
        "gGmbH",
        "mbH",
        "AG",
        "KG",
        "OHG",
        "UG",
        "e.V.",
        "eG",
        "GbR",
        "SE",
        "Ltd",
        "Ltd.",
        "Limited",
        "LLC",
        "Inc",
        "Inc.",
        "Corp.",
        "PLC",
        "Oy",
        "Oyj",
        "ApS",
        "BV",
        "B.V.",
        "S.A.",
        "Kft.",
    ];
    name.split_whitespace().skip(1).last().is_some_and(|last| FORMS.contains(&last.trim_end_matches(',')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_four_languages_are_understood() {
        for word in ["Ja", "yes", " TRUE ", "1", "x"] {
            assert_eq!(yes_or_no(word), Some(true), "{word}");
        }
        for word in ["Nei", "nej", "nein", "0"] {
            assert_eq!(yes_or_no(word), Some(false), "{word}");
        }
        assert_eq!(yes_or_no("maybe"), None);
        for (word, expected) in
            [("Företag", CustomerKind::Organisation), ("Privat", CustomerKind::Person), ("Ja", CustomerKind::Organisation)]
        {
            assert_eq!(kind(word), Some(expected), "{word}");
        }
        assert_eq!(kind("lead"), None);
        for (word, expected) in [("Aktiv", CustomerState::Active), ("INAKTIV", CustomerState::Inactive), ("nej", CustomerState::Inactive)] {
            assert_eq!(state(word), Some(expected), "{word}");
        }
        assert_eq!(state("CA"), None);
    }

    #[test]
    fn a_legal_form_at_the_end_makes_a_company() {
        for name in ["Nordlys AS", "Müller & Söhne GmbH", "Åkes Bygg AB", "Acme Inc."] {
            assert!(is_company_name(name), "{name}");
        }
        for name in ["Kari As", "AS", "Per Sander", ""] {
            assert!(!is_company_name(name), "{name}");
        }
    }
}
