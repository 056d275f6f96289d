use super::*;
use phonenumber::{Type, metadata::DATABASE};
use proptest::prelude::*;

fn read(text: &str, country: &str) -> Option<String> {
    Phone::parse(text, Country::parse(country).unwrap()).ok().map(|phone| phone.to_string())
}

#[test]
fn one_number_has_one_value_however_it_is_written() {
    for text in [
        "0701-23 45 67",
        "070-123 45 67",
        "+46 70 123 45 67",
        "+46701234567",
        "0046 70 123 45 67",
        "+46 (0)70 123 45 67",
        "+46 070-123 45 67",
        "(070) 123 45 67",
        "tel:+46-70-123-45-67",
        "TEL:070-1234567",
        "+46\u{a0}70\u{a0}123\u{202f}45\u{2009}67",
        "０７０１２３４５６７",
        "＋４６７０１２３４５６７",
        "\u{202a}+46 70 123 45 67\u{202c}",
        "070.123.45.67",
        "070/123 45 67",
        "070–123 45 67",
        "46701234567",
        "701234567",
        "Mobil: 070-123 45 67",
        "tel. 070-123 45 67",
        "070-123 45 67 (mobil)",
        "070-123 45 67 Anna",
        "+0046701234567",
        "tel:0701234567;phone-context=+46",
        "٠٧٠١٢٣٤٥٦٧",
        "[070] 1234567",
    ] {
        assert_eq!(read(text, "SE").as_deref(), Some("+46701234567"), "{text}");
    }
    assert_eq!(read("22 33 44 55", "NO").as_deref(), Some("+4722334455"));
    assert_eq!(read("47 22 33 44", "NO").as_deref(), Some("+4747223344"), "eight digits are a whole Norwegian number");
    assert_eq!(read("4722334455", "NO").as_deref(), Some("+4722334455"));
    assert_eq!(read("46701234567", "NO").as_deref(), Some("+46701234567"), "longer than any number at home");
    assert_eq!(read("+47 (0)22 33 44 55", "SE").as_deref(), Some("+4722334455"));
    assert_eq!(read("030/123456", "DE").as_deref(), Some("+4930123456"));
    assert_eq!(read("4930123456789", "DE").as_deref(), Some("+4930123456789"));
    assert_eq!(read("06 698 12345", "IT").as_deref(), Some("+390669812345"), "Italy keeps the zero");
    assert_eq!(read("+39 (0)6 698 12345", "NO").as_deref(), Some("+390669812345"));
    assert_eq!(read("(212) 555-0123", "US").as_deref(), Some("+12125550123"));
    assert_eq!(read("1-212-555-0123", "US").as_deref(), Some("+12125550123"));
    assert_eq!(read("011 46 70 123 45 67", "US").as_deref(), Some("+46701234567"));
    assert_eq!(read("8 (916) 123-45-67", "RU").as_deref(), Some("+79161234567"));
    assert_eq!(read("06 30 123 4567", "HU").as_deref(), Some("+36301234567"));
}

#[test]
fn unusual_numbers_are_kept() {
    // No British number is that long, and yet it may be the one that the old register has.
    assert_eq!(read("+44 20 7123 45612", "NO").as_deref(), Some("+44207123456 12".replace(' ', "").as_str()));
    assert_eq!(read("+234 1 123 45612", "NO").as_deref(), Some("+234112345612"));
    assert_eq!(read("+999 123 456", "NO").as_deref(), Some("+999123456"));
    assert!(!Phone::parse("+44 20 7123 45612", Country::NORWAY).unwrap().is_usual());
    assert!(Phone::parse("+44 20 7123 4561", Country::NORWAY).unwrap().is_usual());
}

#[test]
fn an_extension_is_kept_apart() {
    for text in [
        "08-123 456 ext. 12",
        "08-123 456 x12",
        "08-123456 #12",
        "08-123456,12",
        "08-123456 ankn. 12",
        "tel:+46-8-123456;ext=12",
        "08123456 anknytning 12",
    ] {
        let phone = Phone::parse(text, Country::SWEDEN).unwrap();
        assert_eq!((phone.as_str(), phone.digits(), phone.extension()), ("+468123456;ext=12", "468123456", Some("12")), "{text}");
        assert_eq!(phone.as_str().parse::<Phone>().unwrap(), phone);
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        "+",
        "-",
        "tel:",
        "anna",
        "112",
        "1234",
        "+46",
        "+46 70",
        "anna@firma.no",
        "0701234567@firma.no",
        "12. mars 2020",
        "1 & 2",
        "<script>",
        "=1+2",
        "1234567890123456",
        "+1234567890123456",
        "0701234567 0701234568",
        "2020-01-01T00:00:00Z",
        "١",
    ] {
        assert_eq!(read(text, "SE"), None, "{text}");
    }
    assert_eq!(Phone::parse("x", Country::SWEDEN).unwrap_err().code, "invalid_phone");
    assert!("0701234567".parse::<Phone>().is_err(), "without a country only the international form is a number");
}

#[test]
fn a_million_characters_are_refused_unread() {
    let started = std::time::Instant::now();
    for piece in ["1", "+", "(", " ", "x", "０"] {
        assert!(Phone::parse(&piece.repeat(1_000_000), Country::SWEDEN).is_err());
    }
    assert!(started.elapsed() < std::time::Duration::from_millis(500), "refused by length alone");
}

#[test]
fn a_cell_with_several_numbers_is_cut() {
    assert_eq!(
        split_list("08-123 45 67, 070-123 45 67;+47 22 33 44 55\n22334455"),
        ["08-123 45 67", "070-123 45 67", "+47 22 33 44 55", "22334455"]
    );
    assert_eq!(split_list("030/123456"), ["030/123456"]);
    assert_eq!(split_list("08-123 45 67 / 070-123 45 67"), ["08-123 45 67", "070-123 45 67"]);
    assert_eq!(split_list("tel:+46-8-123456;ext=12, 070-1234567"), ["tel:+46-8-123456;ext=12", "070-1234567"]);
    assert!(split_list(" ; , ").is_empty());
}

#[test]
fn numbers_are_spaced_as_their_country_does() {
    for (text, home, abroad) in [
        ("+46701234567", "070-123 45 67", "+46 70 123 45 67"),
        ("+46812345678", "08-123 456 78", "+46 8 123 456 78"),
        ("+46401234567", "040-123 45 67", "+46 40 123 45 67"),
        ("+4722334455", "22 33 44 55", "+47 22 33 44 55"),
        ("+4791234567", "912 34 567", "+47 912 34 567"),
        ("+4930123456", "030 123456", "+49 30 123456"),
        ("+4915112345678", "0151 12345678", "+49 151 12345678"),
        ("+12125550123", "(212) 555-0123", "+1 212-555-0123"),
        ("+442071234567", "020 7123 4567", "+44 20 7123 4567"),
        ("+390669812345", "066 981 2345", "+39 066 981 2345"),
        ("+4420712345612", "+44 207 123 456 12", "+44 207 123 456 12"),
        ("+999123456", "+999 123 456", "+999 123 456"),
        ("+468123456;ext=12", "08-12 34 56 x12", "+46 8 12 34 56 x12"),
    ] {
        let phone: Phone = text.parse().unwrap();
        let own = phone_plan::of_international(phone.digits()).map_or(Country::NORWAY, |plan| Country::parse(plan.0).unwrap());
        if !text.starts_with("+999") {
            assert_eq!(phone.format_for_people(own), home, "{text}");
        }
        assert_eq!(phone.format_for_people(Country::parse("BR").unwrap()), abroad, "{text}");
    }
}

#[test]
fn every_example_number_of_the_world_is_read_like_libphonenumber_reads_it() {
    let mut compared = 0;
    for metadata in DATABASE.iter().filter(|metadata| metadata.id() != "001") {
        let Ok(country) = Country::parse(metadata.id()) else { continue };
        for kind in [Type::FixedLine, Type::Mobile] {
            let Some(example) = metadata.descriptors().get(kind).and_then(|descriptor| descriptor.example()) else { continue };
            let expected = format!("+{}{example}", metadata.country_code());
            if !(8..=16).contains(&expected.len()) {
                continue;
            }
            assert_eq!(Phone::parse(&expected, Country::SWEDEN).unwrap().as_str(), expected, "{country} international");
            let dialled = format!("{}{example}", country.trunk_prefix());
            assert_eq!(Phone::parse(&dialled, country).unwrap().as_str(), expected, "{country} {dialled}");
            let phone = Phone::parse(&expected, country).unwrap();
            for shown in [phone.format_for_people(country), phone.format_for_people(Country::NORWAY)] {
                assert_eq!(Phone::parse(&shown, country).unwrap(), phone, "{country} shown as {shown}");
            }
            compared += 1;
        }
    }
    assert!(compared > 400, "only {compared} examples were compared");
}

proptest! {
    #[test]
    fn a_number_reads_back_as_itself_and_as_it_is_shown(text in "[+(]{0,2}[0-9 ()./-]{5,22}((x|ext|;ext=)[0-9]{1,4})?", country in prop::sample::select(vec!["NO", "SE", "DE", "US", "IT", "RU", "HU", "GB", "FI"])) {
        let country = Country::parse(country).unwrap();
        if let Ok(phone) = Phone::parse(&text, country) {
            prop_assert_eq!(&Phone::parse(phone.as_str(), country).unwrap(), &phone);
            prop_assert_eq!(&phone.as_str().parse::<Phone>().unwrap(), &phone);
            prop_assert!((7..=15).contains(&phone.digits().len()));
            let abroad = phone.format_for_people(Country::parse("BR").unwrap());
            if phone.digits().len() > 8 {
                prop_assert_eq!(&Phone::parse(&abroad, Country::NORWAY).unwrap(), &phone, "shown as {}", abroad);
            }
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>(), digits in "[0-9+]{0,20}\\PC{0,20}") {
        for text in [text, digits] {
            for country in [Country::SWEDEN, Country::NORWAY, Country::parse("AQ").unwrap()] {
                if let Ok(phone) = Phone::parse(&text, country) {
                    phone.format_for_people(country);
                }
            }
            split_list(&text);
        }
    }
}
