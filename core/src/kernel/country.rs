//! Countries: ISO 3166-1 alpha-2 codes, and the names by which imports and people write them.

use super::phone_plan;
use super::{FieldError, UiLanguage, text::fold};
use std::{collections::HashMap, fmt, str::FromStr, sync::LazyLock};

/// A country by its ISO 3166-1 alpha-2 code, upper case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// Norway.
    pub const NORWAY: Self = Self(*b"NO");
    /// Sweden.
    pub const SWEDEN: Self = Self(*b"SE");
    /// Denmark.
    pub const DENMARK: Self = Self(*b"DK");
    /// Germany.
    pub const GERMANY: Self = Self(*b"DE");
    /// The United Kingdom.
    pub const UNITED_KINGDOM: Self = Self(*b"GB");

    /// Reads a two-letter code in either case.
    ///
    /// # Errors
    /// `invalid_country` if no country has this code.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        Self::from_code(text.trim())
            .ok_or_else(|| FieldError::new("country", "invalid_country", "not a two-letter country code (ISO 3166)"))
    }

    /// The country that a text names: a code of two or three letters, or its name in one of the UI languages or
    /// its own.
    pub fn recognise(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 60 {
            return None;
        }
        Self::from_code(text).or_else(|| BY_NAME.get(&fold(text)).copied())
    }

    fn from_code(text: &str) -> Option<Self> {
        let bytes: [u8; 2] = text.as_bytes().try_into().ok()?;
        let code = [bytes[0].to_ascii_uppercase(), bytes[1].to_ascii_uppercase()];
        CODES.as_bytes().chunks(3).any(|known| known[..2] == code).then_some(Self(code))
    }

    /// The code, such as `NO`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The name in a language of the UI; the code if the name is not in the table.
    pub fn name(&self, language: UiLanguage) -> &str {
        NAMES.iter().find(|names| names[0] == self.as_str()).map_or(self.as_str(), |names| match language {
            UiLanguage::En => names[2],
            UiLanguage::Nb => names[3],
            UiLanguage::Sv => names[4],
            UiLanguage::De => names[5],
        })
    }

    /// Countries with names, for a choice in a form, in alphabetical order of `language`.
    pub fn choices(language: UiLanguage) -> Vec<(Self, &'static str)> {
        let column = match language {
            UiLanguage::En => 2,
            UiLanguage::Nb => 3,
            UiLanguage::Sv => 4,
            UiLanguage::De => 5,
        };
        let mut all: Vec<_> = NAMES.iter().filter_map(|names| Some((Self::from_code(names[0])?, names[column]))).collect();
        all.sort_by_cached_key(|(_, name)| super::text::sort_key(name, language.into()));
        all
    }

    /// The calling code without plus, such as `47`; empty for uninhabited places.
    pub fn calling_code(&self) -> &'static str {
        phone_plan::of_country(self.as_str()).map_or("", |plan| plan.1)
    }

    /// What is dialled before an area code inside the country, such as `0`; empty where there is none.
    pub fn trunk_prefix(&self) -> &'static str {
        phone_plan::of_country(self.as_str()).map_or("", |plan| plan.2)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Country {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        Self::parse(text)
    }
}

super::text_value!(Country);

static BY_NAME: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for row in NAMES {
        let Some(country) = Country::from_code(row[0]) else { continue };
        for name in row[1..].iter().flat_map(|names| names.split('|')) {
            names.entry(fold(name)).or_insert(country);
        }
    }
    names
});

/// Every code that is officially assigned, and Kosovo's.
const CODES: &str = "\
AD,AE,AF,AG,AI,AL,AM,AO,AQ,AR,AS,AT,AU,AW,AX,AZ,BA,BB,BD,BE,BF,BG,BH,BI,BJ,BL,BM,BN,BO,BQ,BR,BS,BT,BV,BW,BY,BZ,\
CA,CC,CD,CF,CG,CH,CI,CK,CL,CM,CN,CO,CR,CU,CV,CW,CX,CY,CZ,DE,DJ,DK,DM,DO,DZ,EC,EE,EG,EH,ER,ES,ET,FI,FJ,FK,FM,FO,FR,\
GA,GB,GD,GE,GF,GG,GH,GI,GL,GM,GN,GP,GQ,GR,GS,GT,GU,GW,GY,HK,HM,HN,HR,HT,HU,ID,IE,IL,IM,IN,IO,IQ,IR,IS,IT,JE,JM,JO,JP,\
KE,KG,KH,KI,KM,KN,KP,KR,KW,KY,KZ,LA,LB,LC,LI,LK,LR,LS,LT,LU,LV,LY,MA,MC,MD,ME,MF,MG,MH,MK,ML,MM,MN,MO,MP,MQ,MR,MS,MT,\
MU,MV,MW,MX,MY,MZ,NA,NC,NE,NF,NG,NI,NL,NO,NP,NR,NU,NZ,OM,PA,PE,PF,PG,PH,PK,PL,PM,PN,PR,PS,PT,PW,PY,QA,RE,RO,RS,RU,RW,\
SA,SB,SC,SD,SE,SG,SH,SI,SJ,SK,SL,SM,SN,SO,SR,SS,ST,SV,SX,SY,SZ,TC,TD,TF,TG,TH,TJ,TK,TL,TM,TN,TO,TR,TT,TV,TW,TZ,UA,UG,\
UM,US,UY,UZ,VA,VC,VE,VG,VI,VN,VU,WF,WS,XK,YE,YT,ZA,ZM,ZW";

/// Code; three-letter code and other names, separated by `|`; English; Norwegian; Swedish; German.
#[rustfmt::skip]
static NAMES: &[[&str; 6]] = &[
    ["NO", "NOR|Noreg|Norge|Norga", "Norway", "Norge", "Norge", "Norwegen"],
    ["SE", "SWE", "Sweden", "Sverige", "Sverige", "Schweden"],
    ["DK", "DNK", "Denmark", "Danmark", "Danmark", "Dänemark"],
    ["FI", "FIN|Suomi", "Finland", "Finland", "Finland", "Finnland"],
    ["IS", "ISL|Ísland", "Iceland", "Island", "Island", "Island"],
    ["FO", "FRO|Føroyar", "Faroe Islands", "Færøyene", "Färöarna", "Färöer"],
    ["GL", "GRL|Kalaallit Nunaat", "Greenland", "Grønland", "Grönland", "Grönland"],
    ["AX", "ALA|Ahvenanmaa", "Åland", "Åland", "Åland", "Åland"],
    ["SJ", "SJM|Svalbard", "Svalbard and Jan Mayen", "Svalbard og Jan Mayen", "Svalbard och Jan Mayen", "Svalbard und Jan Mayen"],
    ["DE", "DEU|BRD|Federal Republic of Germany|Bundesrepublik Deutschland", "Germany", "Tyskland", "Tyskland", "Deutschland"],
    ["AT", "AUT", "Austria", "Østerrike", "Österrike", "Österreich"],
    ["CH", "CHE|Suisse|Svizzera", "Switzerland", "Sveits", "Schweiz", "Schweiz"],
    ["LI", "LIE", "Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein"],
    ["GB", "GBR|UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|Storbritannien|Skottland|Großbritannien|Grossbritannien",
        "United Kingdom", "Storbritannia", "Storbritannien", "Vereinigtes Königreich"],
    ["IE", "IRL|Éire|Republic of Ireland", "Ireland", "Irland", "Irland", "Irland"],
    ["NL", "NLD|The Netherlands|Holland|Nederland", "Netherlands", "Nederland", "Nederländerna", "Niederlande"],
    ["BE", "BEL|Belgique|België", "Belgium", "Belgia", "Belgien", "Belgien"],
    ["LU", "LUX|Letzebuerg", "Luxembourg", "Luxembourg", "Luxemburg", "Luxemburg"],
    ["FR", "FRA", "France", "Frankrike", "Frankrike", "Frankreich"],
    ["MC", "MCO", "Monaco", "Monaco", "Monaco", "Monaco"],
    ["ES", "ESP|España", "Spain", "Spania", "Spanien", "Spanien"],
    ["PT", "PRT", "Portugal", "Portugal", "Portugal", "Portugal"],
    ["AD", "AND", "Andorra", "Andorra", "Andorra", "Andorra"],
    ["IT", "ITA|Italia", "Italy", "Italia", "Italien", "Italien"],
    ["SM", "SMR", "San Marino", "San Marino", "San Marino", "San Marino"],
    ["VA", "VAT|Holy See", "Vatican City", "Vatikanstaten", "Vatikanstaten", "Vatikanstadt"],
    ["MT", "MLT", "Malta", "Malta", "Malta", "Malta"],
    ["GR", "GRC|Hellas|Ελλάδα", "Greece", "Hellas", "Grekland", "Griechenland"],
    ["CY", "CYP", "Cyprus", "Kypros", "Cypern", "Zypern"],
    ["PL", "POL|Polska", "Poland", "Polen", "Polen", "Polen"],
    ["CZ", "CZE|Czech Republic|Česko|Česká republika|Tsjekkiske republikk|Tschechische Republik", "Czechia", "Tsjekkia", "Tjeckien", "Tschechien"],
    ["SK", "SVK|Slovensko", "Slovakia", "Slovakia", "Slovakien", "Slowakei"],
    ["HU", "HUN|Magyarország", "Hungary", "Ungarn", "Ungern", "Ungarn"],
    ["RO", "ROU|ROM|România", "Romania", "Romania", "Rumänien", "Rumänien"],
    ["BG", "BGR|България", "Bulgaria", "Bulgaria", "Bulgarien", "Bulgarien"],
    ["SI", "SVN|Slovenija", "Slovenia", "Slovenia", "Slovenien", "Slowenien"],
    ["HR", "HRV|Hrvatska", "Croatia", "Kroatia", "Kroatien", "Kroatien"],
    ["BA", "BIH|Bosnia|Bosna i Hercegovina", "Bosnia and Herzegovina", "Bosnia-Hercegovina", "Bosnien och Hercegovina", "Bosnien und Herzegowina"],
    ["RS", "SRB|Srbija", "Serbia", "Serbia", "Serbien", "Serbien"],
    ["ME", "MNE|Crna Gora", "Montenegro", "Montenegro", "Montenegro", "Montenegro"],
    ["MK", "MKD|Macedonia|Makedonia", "North Macedonia", "Nord-Makedonia", "Nordmakedonien", "Nordmazedonien"],
    ["AL", "ALB|Shqipëria", "Albania", "Albania", "Albanien", "Albanien"],
    ["XK", "XKX|Kosova", "Kosovo", "Kosovo", "Kosovo", "Kosovo"],
    ["EE", "EST|Eesti", "Estonia", "Estland", "Estland", "Estland"],
    ["LV", "LVA|Latvija", "Latvia", "Latvia", "Lettland", "Lettland"],
    ["LT", "LTU|Lietuva", "Lithuania", "Litauen", "Litauen", "Litauen"],
    ["UA", "UKR|Україна", "Ukraine", "Ukraina", "Ukraina", "Ukraine"],
    ["BY", "BLR", "Belarus", "Belarus", "Belarus", "Belarus"],
    ["MD", "MDA|Republic of Moldova", "Moldova", "Moldova", "Moldavien", "Moldau"],
    ["RU", "RUS|Russian Federation|Россия", "Russia", "Russland", "Ryssland", "Russland"],
    ["TR", "TUR|Türkiye|Turkiye", "Turkey", "Tyrkia", "Turkiet", "Türkei"],
    ["GE", "GEO", "Georgia", "Georgia", "Georgien", "Georgien"],
    ["AM", "ARM", "Armenia", "Armenia", "Armenien", "Armenien"],
    ["AZ", "AZE", "Azerbaijan", "Aserbajdsjan", "Azerbajdzjan", "Aserbaidschan"],
    ["KZ", "KAZ", "Kazakhstan", "Kasakhstan", "Kazakstan", "Kasachstan"],
    ["US", "USA|U.S.|U.S.A.|United States of America|America|Amerika|Vereinigte Staaten von Amerika|De forente stater",
        "United States", "USA", "USA", "Vereinigte Staaten"],
    ["CA", "CAN", "Canada", "Canada", "Kanada", "Kanada"],
    ["MX", "MEX|México", "Mexico", "Mexico", "Mexiko", "Mexiko"],
    ["BR", "BRA|Brasil", "Brazil", "Brasil", "Brasilien", "Brasilien"],
    ["AR", "ARG", "Argentina", "Argentina", "Argentina", "Argentinien"],
    ["CL", "CHL", "Chile", "Chile", "Chile", "Chile"],
    ["CO", "COL", "Colombia", "Colombia", "Colombia", "Kolumbien"],
    ["PE", "PER|Perú", "Peru", "Peru", "Peru", "Peru"],
    ["UY", "URY", "Uruguay", "Uruguay", "Uruguay", "Uruguay"],
    ["CU", "CUB", "Cuba", "Cuba", "Kuba", "Kuba"],
    ["AU", "AUS", "Australia", "Australia", "Australien", "Australien"],
    ["NZ", "NZL|Aotearoa", "New Zealand", "New Zealand", "Nya Zeeland", "Neuseeland"],
    ["CN", "CHN|People's Republic of China|中国", "China", "Kina", "Kina", "China"],
    ["HK", "HKG|Hongkong|香港", "Hong Kong", "Hongkong", "Hongkong", "Hongkong"],
    ["TW", "TWN|台灣", "Taiwan", "Taiwan", "Taiwan", "Taiwan"],
    ["JP", "JPN|Nippon|日本", "Japan", "Japan", "Japan", "Japan"],
    ["KR", "KOR|Korea|Republic of Korea|Sør Korea|대한민국", "South Korea", "Sør-Korea", "Sydkorea", "Südkorea"],
    ["IN", "IND|Bharat", "India", "India", "Indien", "Indien"],
    ["PK", "PAK", "Pakistan", "Pakistan", "Pakistan", "Pakistan"],
    ["LK", "LKA", "Sri Lanka", "Sri Lanka", "Sri Lanka", "Sri Lanka"],
    ["BD", "BGD", "Bangladesh", "Bangladesh", "Bangladesh", "Bangladesch"],
    ["SG", "SGP", "Singapore", "Singapore", "Singapore", "Singapur"],
    ["MY", "MYS", "Malaysia", "Malaysia", "Malaysia", "Malaysia"],
    ["TH", "THA", "Thailand", "Thailand", "Thailand", "Thailand"],
    ["VN", "VNM|Viet Nam|Việt Nam", "Vietnam", "Vietnam", "Vietnam", "Vietnam"],
    ["ID", "IDN", "Indonesia", "Indonesia", "Indonesien", "Indonesien"],
    ["PH", "PHL|Pilipinas", "Philippines", "Filippinene", "Filippinerna", "Philippinen"],
    ["AE", "ARE|UAE|Emirates|Dubai|Emiratene", "United Arab Emirates", "De forente arabiske emirater", "Förenade Arabemiraten", "Vereinigte Arabische Emirate"],
    ["SA", "SAU", "Saudi Arabia", "Saudi-Arabia", "Saudiarabien", "Saudi-Arabien"],
    ["QA", "QAT", "Qatar", "Qatar", "Qatar", "Katar"],
    ["KW", "KWT", "Kuwait", "Kuwait", "Kuwait", "Kuwait"],
    ["IL", "ISR", "Israel", "Israel", "Israel", "Israel"],
    ["JO", "JOR", "Jordan", "Jordan", "Jordanien", "Jordanien"],
    ["LB", "LBN", "Lebanon", "Libanon", "Libanon", "Libanon"],
    ["SY", "SYR", "Syria", "Syria", "Syrien", "Syrien"],
    ["IQ", "IRQ", "Iraq", "Irak", "Irak", "Irak"],
    ["IR", "IRN", "Iran", "Iran", "Iran", "Iran"],
    ["AF", "AFG", "Afghanistan", "Afghanistan", "Afghanistan", "Afghanistan"],
    ["EG", "EGY", "Egypt", "Egypt", "Egypten", "Ägypten"],
    ["MA", "MAR|Maroc", "Morocco", "Marokko", "Marocko", "Marokko"],
    ["TN", "TUN", "Tunisia", "Tunisia", "Tunisien", "Tunesien"],
    ["NG", "NGA", "Nigeria", "Nigeria", "Nigeria", "Nigeria"],
    ["GH", "GHA", "Ghana", "Ghana", "Ghana", "Ghana"],
    ["KE", "KEN", "Kenya", "Kenya", "Kenya", "Kenia"],
    ["ET", "ETH", "Ethiopia", "Etiopia", "Etiopien", "Äthiopien"],
    ["SO", "SOM", "Somalia", "Somalia", "Somalia", "Somalia"],
    ["ER", "ERI", "Eritrea", "Eritrea", "Eritrea", "Eritrea"],
    ["ZA", "ZAF", "South Africa", "Sør-Afrika", "Sydafrika", "Südafrika"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_recognised_by_code_and_by_name_in_each_language() {
        for text in ["NO", "no", " Norge ", "Norway", "NORWEGEN", "nor", "Noreg"] {
            assert_eq!(Country::recognise(text), Some(Country::NORWAY), "{text}");
        }
        assert_eq!(Country::recognise("Österreich").map(|c| c.to_string()).as_deref(), Some("AT"));
        assert_eq!(Country::recognise("Oesterreich"), None, "only the names of the table are known");
        assert_eq!(Country::recognise("U.S.A."), Country::recognise("USA"));
        assert_eq!(Country::recognise("Atlantis"), None);
        assert!(Country::parse("ZZ").is_err());
        assert!(Country::parse("").is_err());
    }

    #[test]
    fn every_name_in_the_table_leads_to_its_own_country() {
        for row in NAMES {
            let country = Country::parse(row[0]).unwrap();
            for name in row[1..].iter().flat_map(|names| names.split('|')) {
                assert_eq!(Country::recognise(name), Some(country), "{name}");
            }
            for language in UiLanguage::ALL {
                assert_eq!(Country::recognise(country.name(*language)), Some(country));
            }
        }
    }

    #[test]
    fn a_choice_is_sorted_as_its_language_sorts() {
        let norwegian: Vec<_> = Country::choices(UiLanguage::Nb).into_iter().map(|(_, name)| name).collect();
        assert_eq!(norwegian.last(), Some(&"Åland"));
        assert_eq!(Country::choices(UiLanguage::De)[0].1, "Afghanistan");
    }

    #[test]
    fn calling_code_and_trunk_prefix_are_known() {
        assert_eq!((Country::SWEDEN.calling_code(), Country::SWEDEN.trunk_prefix()), ("46", "0"));
        assert_eq!((Country::NORWAY.calling_code(), Country::NORWAY.trunk_prefix()), ("47", ""));
        assert_eq!(Country::parse("AQ").unwrap().calling_code(), "");
    }
}
