use super::*;
use proptest::prelude::*;

fn norway() -> Country {
    Country::NORWAY
}

fn found(stored: &str, typed: &str, country: Country) -> bool {
    let terms = query_terms(typed, country);
    !terms.is_empty() && terms.iter().all(|term| term.matches(stored))
}

#[test]
fn folding_forgets_case_accents_and_signs() {
    for (text, folded) in [
        ("Åse Ødegård", "ase odegard"),
        ("STRASSE Straße STRAẞE", "strasse strasse strasse"),
        ("Łukasz Wiśniewski", "lukasz wisniewski"),
        ("Þórður Guðmundsson", "thordur gudmundsson"),
        ("Ægir Œuvre Đorđe Yılmaz İnci", "aegir oeuvre dorde yilmaz inci"),
        ("O'Brien & Söhne  GmbH.", "obrien sohne gmbh"),
        ("  a-b_c  ", "a b c"),
        ("ﬁrma № ½", "firma no 1 2"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("o\u{308}l soft\u{ad}hyphen zero\u{200b}width", "ol softhyphen zerowidth"),
        ("東京タワー", "東 京 タ ワ ー"),
        ("❤\u{fe0f}", ""),
        ("", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn every_stored_word_is_preceded_by_two_spaces() {
    assert_eq!(search_text(["Anna Berg", "", "Oslo"]), "  anna  berg  oslo");
    assert_eq!(SearchText::new().text("Müller").finish(), "  muller  mueller");
    assert_eq!(SearchText::new().code("A-100").finish(), "  a100  a  100");
    let phone = Phone::parse("0701-23 45 67", Country::SWEDEN).unwrap();
    assert_eq!(SearchText::new().phone(&phone).finish(), "  46701234567");
    let email = Email::parse("post@blåbær.no").unwrap();
    assert!(SearchText::new().email(&email).finish().contains("  blabaer"));
}

#[test]
fn what_people_type_finds_what_is_stored() {
    let swedish = Phone::parse("+46701234567", Country::SWEDEN).unwrap();
    let norwegian = Phone::parse("22 33 44 55", norway()).unwrap();
    let email = Email::parse("anna.berg@firma.no").unwrap();
    let stored = SearchText::new()
        .text("Åse-Marie Müller Østby")
        .code("00123")
        .code("556677-8899")
        .email(&email)
        .phone(&swedish)
        .phone(&norwegian)
        .text("Storgata 12 0181 Oslo")
        .finish();
    for typed in [
        "å",
        "as",
        "ase",
        "ASE-M",
        "aase",
        "müller",
        "mueller",
        "muller",
        "ller",
        "østby åse",
        "ostby",
        "oestby",
        "anna.berg@firma.no",
        "firma",
        "berg@fir",
        "0701-23 45 67",
        "+46 70 123 45 67",
        "+46 (0)70 123",
        "0046701234567",
        "0046 70",
        "070",
        "0701",
        "070 12",
        "46701234567",
        "701234567",
        "123 45 67",
        "22 33 44 55",
        "22334455",
        "+47 22",
        "00123",
        "123",
        "0123",
        "556677-8899",
        "5566778899",
        "556677 8899",
        "5566",
        "storgata 12 0181",
        "oslo 0181",
        "12 oslo",
        "  müller   0701-23 45 67 ",
        "0",
        "1",
        "s",
    ] {
        assert!(found(&stored, typed, Country::SWEDEN), "{typed:?} in {stored:?}");
    }
    for typed in ["xyz", "e-post", "ller x", "0702", "+47 70", "9", "ill", "b@x", "999999", "+9"] {
        assert!(!found(&stored, typed, Country::SWEDEN), "{typed:?} in {stored:?}");
    }
    assert!(found(&stored, "0701-23 45 67", norway()), "a Norwegian finds the Swede by the number that the Swede wrote");
    assert!(found(&stored, "京", norway()) || !stored.contains('京'));
    assert!(found(&search_text(["東京タワー"]), "京", norway()));
}

#[test]
fn every_needle_has_three_letters_so_that_the_trigram_index_answers_it() {
    for typed in ["a", "an", "7", "07", "+4", "å b", "a.b", "東", "0 1"] {
        for term in query_terms(typed, Country::SWEDEN) {
            for pattern in term.alternatives {
                assert!(pattern.needle().chars().count() >= 3, "{typed:?} gives {pattern:?}");
            }
        }
    }
}

#[test]
fn a_search_is_bounded() {
    let long = "a".repeat(1_000_000);
    let terms = query_terms(&long, norway());
    assert_eq!(terms.len(), 1);
    assert_eq!(terms[0].alternatives[0].needle().len(), MAX_QUERY);
    let many: String = ('a'..='z').map(|c| format!("{c}{c}{c} ")).collect();
    assert_eq!(query_terms(&many, norway()).len(), MAX_TERMS);
    assert_eq!(query_terms("anna anna", norway()).len(), 1, "the same word twice says nothing more");
    assert!(query_terms(" - ' . ", norway()).is_empty());
}

#[test]
fn one_slip_is_forgiven_and_two_are_not() {
    for typed in ["hansen", "hanen", "hannsen", "hanxen", "hasnen", "hans", "hasn", "xansen", "ahnsen", "ansen", "hansenx"] {
        assert!(within_one_slip(typed, "hansen"), "{typed}");
    }
    for typed in ["hxnxen", "jensen", "hansenxx", "nsen", "hsanne", "berg"] {
        assert!(!within_one_slip(typed, "hansen"), "{typed}");
    }
    assert!(within_one_slip("", "hansen") && within_one_slip("a", "") && !within_one_slip("ab", ""));
    assert_eq!(query_terms("hansen", norway())[0].misspelled(), Some("hansen"));
    assert_eq!(query_terms("han", norway())[0].misspelled(), None);
    assert_eq!(query_terms("12345", norway())[0].misspelled(), None);
}

#[test]
fn names_sort_as_their_readers_expect() {
    let sorted = |language: &str| {
        let mut names = vec!["Östby", "Zorn", "Åberg", "Ärlig", "Alm", "Ödegaard", "Ærlig", "Øst", "Ünal", "Ylva", "Xi"];
        let language = Language::parse(language).unwrap();
        names.sort_by_key(|name| (sort_key(name, language), *name));
        names
    };
    assert_eq!(sorted("sv"), ["Alm", "Xi", "Ylva", "Ünal", "Zorn", "Åberg", "Ärlig", "Ærlig", "Ödegaard", "Øst", "Östby"]);
    assert_eq!(sorted("nb"), ["Alm", "Xi", "Ylva", "Ünal", "Zorn", "Ärlig", "Ærlig", "Ödegaard", "Øst", "Östby", "Åberg"]);
    assert_eq!(sorted("de"), ["Åberg", "Ærlig", "Alm", "Ärlig", "Ödegaard", "Øst", "Östby", "Ünal", "Xi", "Ylva", "Zorn"]);
}

/// The distance with exchanged neighbours, computed the plain way, to compare with.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut d = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            d[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let mut best = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(d[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    d[a.len()][b.len()]
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn folding_letters_twice_changes_nothing(text in "[\\p{L}\\p{M}\\p{N}' -]{0,12}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
    }

    #[test]
    fn case_does_not_matter(text in "[a-zæøåäöüéß ]{0,20}") {
        prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
    }

    #[test]
    fn any_word_of_a_text_finds_it(words in prop::collection::vec("[A-Za-zÆØÅæøåäöüß]{1,9}", 1..5), index in any::<prop::sample::Index>(), cut in 1usize..9) {
        let stored = search_text(words.iter().map(String::as_str));
        let word = index.get(&words);
        let beginning: String = word.chars().take(cut).collect();
        prop_assert!(found(&stored, word, Country::NORWAY));
        prop_assert!(found(&stored, &beginning, Country::NORWAY));
    }

    #[test]
    fn a_number_is_found_by_any_of_its_spellings(digits in "7[0-9]{8}", cut in 2usize..9) {
        let phone = Phone::parse(&format!("+46{digits}"), Country::SWEDEN).unwrap();
        let stored = SearchText::new().phone(&phone).finish();
        let part = &digits[..cut];
        for typed in [format!("0{part}"), format!("+46{part}"), format!("+46 {part}"), format!("0046 {part}"), format!("+46 (0){part}"), format!("0{}-{}", &digits[..2], &digits[2..])] {
            prop_assert!(found(&stored, &typed, Country::SWEDEN), "{} in {}", typed, stored);
        }
        prop_assert!(found(&stored, &phone.format_for_people(Country::SWEDEN), Country::SWEDEN));
        prop_assert!(found(&stored, &phone.format_for_people(Country::NORWAY), Country::NORWAY));
    }

    #[test]
    fn a_slip_is_what_the_distance_says(typed in "[ab]{0,6}", word in "[abc]{0,6}") {
        let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
        let nearest = (0..=b.len()).map(|end| distance(&a, &b[..end])).min().unwrap_or(0);
        prop_assert_eq!(within_one_slip(&typed, &word), nearest <= 1, "{} {}", typed, word);
    }

    #[test]
    fn nothing_panics(text in any::<String>(), signs in "[0-9+()./ -]{0,30}") {
        for text in [text, signs] {
            for term in query_terms(&text, Country::SWEDEN) {
                prop_assert!(!term.alternatives.is_empty());
                for pattern in &term.alternatives {
                    prop_assert!(pattern.needle().chars().count() >= 3);
                }
            }
            sort_key(&text, Language::NORWEGIAN);
            search_text([text.as_str()]);
        }
    }
}
