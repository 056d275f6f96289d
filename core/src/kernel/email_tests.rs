use super::*;
use proptest::prelude::*;

fn parsed(text: &str) -> Option<String> {
    Email::parse(text).ok().map(|email| email.to_string())
}

#[test]
fn one_mailbox_has_one_spelling() {
    for text in
        ["anna.berg@firma.no", " Anna.Berg@FIRMA.no\u{a0}", "mailto:anna.berg@firma.no", "<anna.berg@firma.no>", "anna.berg@firma.no."]
    {
        assert_eq!(parsed(text).as_deref(), Some("anna.berg@firma.no"), "{text}");
    }
    assert_eq!(parsed("post@BLÅBÆR.no"), parsed("post@xn--blbr-roah.no"));
    assert_eq!(parsed("ØYVIND@firma.no").as_deref(), Some("øyvind@firma.no"));
    assert_eq!(parsed("u\u{308}nal@firma.de"), parsed("ünal@firma.de"));
    assert_eq!(Email::parse("post@blåbær.no").unwrap().for_people(), "post@blåbær.no");
    assert_eq!(parsed("o'brien+list@sub.example.co.uk").as_deref(), Some("o'brien+list@sub.example.co.uk"));
}

#[test]
fn what_is_no_address_is_refused() {
    let long = format!("{}@firma.no", "a".repeat(65));
    let longer = format!("a@{}no", "abcdefghi.".repeat(26));
    for text in [
        "",
        "@",
        "anna",
        "anna@",
        "@firma.no",
        "anna@firma",
        "anna@@firma.no",
        "anna@fir ma.no",
        "an na@firma.no",
        ".anna@firma.no",
        "anna.@firma.no",
        "an..na@firma.no",
        "anna@.no",
        "anna@firma..no",
        "anna@-firma.no",
        "anna@firma-.no",
        "anna@[127.0.0.1]",
        "anna@127.0.0.1",
        "anna@firma.no, berit@firma.no",
        "\"anna berg\"@firma.no",
        "anna@fir_ma.no",
        "anna@firma.no\r\nBcc: x@y.no",
        "anna\u{202e}@firma.no",
        "anna@firma.no\0x",
        "(anna)@firma.no",
        "anna@firma.no/x",
        &long,
        &longer,
    ] {
        assert_eq!(parsed(text), None, "{text}");
    }
    let refusal = Email::parse("anna").unwrap_err();
    assert_eq!((refusal.field.as_str(), refusal.code), ("email", "invalid_email"));
}

#[test]
fn a_million_characters_are_refused_unread() {
    let started = std::time::Instant::now();
    assert!(Email::parse(&"a@".repeat(500_000)).is_err());
    assert!(Email::parse_with_name(&"<".repeat(1_000_000)).is_err());
    assert!(parse_domain(&"a.".repeat(500_000)).is_err());
    assert!(started.elapsed() < std::time::Duration::from_millis(500), "refused by length alone");
}

#[test]
fn the_name_of_the_owner_is_taken_off() {
    for (text, name) in [
        ("\"Berg, Anna\" <anna@firma.no>", Some("Berg, Anna")),
        ("Anna Berg <anna@firma.no>", Some("Anna Berg")),
        ("\"Anna \\\"Ann\\\" Berg\"  <Anna@Firma.no>", Some("Anna \"Ann\" Berg")),
        ("anna@firma.no (Anna Berg)", Some("Anna Berg")),
        ("'Anna Berg' <anna@firma.no>", Some("Anna Berg")),
        ("'anna@firma.no' <anna@firma.no>", None),
        ("<anna@firma.no>", None),
        ("anna@firma.no", None),
        (" <> <anna@firma.no>", Some("<>")),
    ] {
        let (found, email) = Email::parse_with_name(text).unwrap();
        assert_eq!(email.as_str(), "anna@firma.no", "{text}");
        assert_eq!(found.as_deref(), name, "{text}");
    }
    assert!(Email::parse_with_name("Anna Berg").is_err());
}

#[test]
fn mail_providers_are_known_and_companies_are_not() {
    assert!(PUBLIC.is_sorted(), "the list is searched by halves");
    for domain in [
        "gmail.com",
        "outlook.com",
        "hotmail.no",
        "yahoo.co.uk",
        "icloud.com",
        "gmx.at",
        "web.de",
        "online.no",
        "telia.com",
        "comhem.se",
        "live.se",
    ] {
        assert!(is_public_mail_domain(domain), "{domain}");
    }
    for domain in ["firma.no", "outlook.firma.example.no", "northwind-foods.example", "notgmail.com", "", "siemens.de"] {
        assert!(!is_public_mail_domain(domain), "{domain}");
    }
    assert_eq!(parse_domain(" @Firma.NO ").unwrap(), "firma.no");
    assert_eq!(parse_domain("firma").unwrap_err().code, "invalid_domain");
}

#[test]
fn json_is_the_plain_address() {
    let email = Email::parse("Anna@Firma.no").unwrap();
    assert_eq!(serde_json::to_string(&email).unwrap(), "\"anna@firma.no\"");
    assert_eq!(serde_json::from_str::<Email>("\"ANNA@firma.no\"").unwrap(), email);
    assert!(serde_json::from_str::<Email>("\"anna\"").is_err());
}

proptest! {
    #[test]
    fn an_address_reads_back_as_itself(text in "\\PC{1,20}@\\PC{1,12}\\.[a-zåøü]{2,5}") {
        if let Ok(email) = Email::parse(&text) {
            prop_assert!(email.as_str().len() <= MAX_EMAIL);
            prop_assert_eq!(&Email::parse(email.as_str()).unwrap(), &email);
            prop_assert_eq!(&Email::parse(&email.for_people()).unwrap(), &email);
            prop_assert_eq!(Email::parse_with_name(&format!("Somebody <{email}>")).unwrap().1, email);
        }
    }

    #[test]
    fn plain_addresses_are_accepted(text in "[A-Za-z0-9]{1,20}(\\.[A-Za-z0-9+_-]{1,10}){0,2}@[a-z0-9]{1,20}\\.[a-z]{2,6}") {
        prop_assert_eq!(parsed(&text), Some(text.to_lowercase()));
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = (Email::parse(&text), Email::parse_with_name(&text), parse_domain(&text));
    }
}
