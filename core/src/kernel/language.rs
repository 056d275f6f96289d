//! Languages: those a customer is answered in, and the four that the program itself speaks.

use super::{FieldError, permission::spelled, text::fold};
use std::{fmt, str::FromStr};

/// A language by its primary BCP 47 tag (`nb`, `sv`, `fil`), lower case. Norwegian without further notice
/// (`no`) is `nb`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    tag: [u8; 3],
    length: u8,
}

impl Language {
    /// English.
    pub const ENGLISH: Self = Self { tag: *b"en\0", length: 2 };
    /// Norwegian bokmål.
    pub const NORWEGIAN: Self = Self { tag: *b"nb\0", length: 2 };
    /// Swedish.
    pub const SWEDISH: Self = Self { tag: *b"sv\0", length: 2 };
    /// German.
    pub const GERMAN: Self = Self { tag: *b"de\0", length: 2 };

    /// Reads a tag such as `nb`, `nb-NO` or `en_US`; region and script are dropped.
    ///
    /// # Errors
    /// `invalid_language` if it is not of that form.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let invalid = || FieldError::new("language", "invalid_language", "not a language tag such as nb, sv or de");
        let text = text.trim();
        let (primary, rest) = text.split_once(['-', '_']).unwrap_or((text, "x"));
        let plain =
            |part: &str| !part.is_empty() && part.len() <= 20 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) || !plain(rest) {
            return Err(invalid());
        }
        let primary = primary.to_ascii_lowercase();
        let tag =
            if primary == "no" { "nb" } else { LANGUAGES.iter().find(|row| row[1] == primary).map_or(primary.as_str(), |row| row[0]) };
        let mut bytes = [0; 3];
        bytes[..tag.len()].copy_from_slice(tag.as_bytes());
        Ok(Self { tag: bytes, length: tag.len() as u8 })
    }

    /// The language that a text names: a tag, or a name in one of the UI languages or its own.
    pub fn recognise(text: &str) -> Option<Self> {
        if text.len() > 60 {
            return None;
        }
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        let known = LANGUAGES.iter().find(|row| row[2..].iter().flat_map(|names| names.split('|')).any(|name| fold(name) == folded));
        match known {
            Some(row) => Self::parse(row[0]).ok(),
            None => Self::parse(text).ok().filter(|language| language.row().is_some()),
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.tag[..usize::from(self.length)]).unwrap_or_default()
    }

    /// The name in a language of the UI; the tag if it is not in the table.
    pub fn name(&self, language: UiLanguage) -> &str {
        let column = match language {
            UiLanguage::En => 4,
            UiLanguage::Nb => 5,
            UiLanguage::Sv => 6,
            UiLanguage::De => 7,
        };
        self.row().map_or(self.as_str(), |row| row[column])
    }

    /// What its speakers call it; the tag if it is not in the table.
    pub fn own_name(&self) -> &str {
        self.row().and_then(|row| row[2].split('|').next()).unwrap_or(self.as_str())
    }

    /// Every language with a name in the table, for a choice in a form.
    pub fn known() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().filter_map(|row| Self::parse(row[0]).ok())
    }

    fn row(&self) -> Option<&'static [&'static str; 8]> {
        LANGUAGES.iter().find(|row| row[0] == self.as_str())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        Self::parse(text)
    }
}

super::text_value!(Language);

spelled! {
    /// A language of the user interface.
    UiLanguage {
        /// English.
        En = "en",
        /// Norwegian bokmål.
        Nb = "nb",
        /// Swedish.
        Sv = "sv",
        /// German.
        De = "de",
    }
}

impl UiLanguage {
    /// The best of an `Accept-Language` header (RFC 9110), if any of the four will do. Readers of nynorsk and
    /// Danish are served Norwegian.
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for part in accept_language.split(',').take(30) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0));
            if let Some(language) = Self::of_tag(tag)
                && quality > best.map_or(0.0, |(_, q)| q)
            {
                best = Some((language, quality));
            }
        }
        best.map(|(language, _)| language)
    }

    /// The language that serves readers of `tag` (`de-AT`, `no`, `nn`, `da`).
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "nb" | "no" | "nn" | "da" => Some(Self::Nb),
            "sv" => Some(Self::Sv),
            "de" => Some(Self::De),
            _ => None,
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nb => "Norsk bokmål",
            Self::Sv => "Svenska",
            Self::De => "Deutsch",
        }
    }
}

impl From<UiLanguage> for Language {
    fn from(language: UiLanguage) -> Self {
        match language {
            UiLanguage::En => Self::ENGLISH,
            UiLanguage::Nb => Self::NORWEGIAN,
            UiLanguage::Sv => Self::SWEDISH,
            UiLanguage::De => Self::GERMAN,
        }
    }
}

/// Tag; three-letter code; own name; further names; English; Norwegian; Swedish; German. `|` separates.
#[rustfmt::skip]
static LANGUAGES: &[[&str; 8]] = &[
    ["nb", "nob", "Norsk bokmål|Norsk|Bokmål", "nor|Norwegian Bokmål|Norwegisch (Bokmål)", "Norwegian", "Norsk", "Norska", "Norwegisch"],
    ["nn", "nno", "Nynorsk|Norsk nynorsk", "Norwegian Nynorsk", "Norwegian (Nynorsk)", "Nynorsk", "Nynorska", "Nynorsk"],
    ["sv", "swe", "Svenska", "", "Swedish", "Svensk", "Svenska", "Schwedisch"],
    ["da", "dan", "Dansk", "", "Danish", "Dansk", "Danska", "Dänisch"],
    ["fi", "fin", "Suomi", "", "Finnish", "Finsk", "Finska", "Finnisch"],
    ["is", "isl", "Íslenska", "ice", "Icelandic", "Islandsk", "Isländska", "Isländisch"],
    ["fo", "fao", "Føroyskt", "", "Faroese", "Færøysk", "Färöiska", "Färöisch"],
    ["se", "sme", "Davvisámegiella", "Sami|Samisk|Samiska", "Northern Sami", "Nordsamisk", "Nordsamiska", "Nordsamisch"],
    ["en", "eng", "English", "British|American English", "English", "Engelsk", "Engelska", "Englisch"],
    ["de", "deu", "Deutsch", "ger", "German", "Tysk", "Tyska", "Deutsch"],
    ["nl", "nld", "Nederlands", "dut|Flemish", "Dutch", "Nederlandsk", "Nederländska", "Niederländisch"],
    ["fr", "fra", "Français", "fre", "French", "Fransk", "Franska", "Französisch"],
    ["es", "spa", "Español", "Castellano", "Spanish", "Spansk", "Spanska", "Spanisch"],
    ["pt", "por", "Português", "", "Portuguese", "Portugisisk", "Portugisiska", "Portugiesisch"],
    ["it", "ita", "Italiano", "", "Italian", "Italiensk", "Italienska", "Italienisch"],
    ["ca", "cat", "Català", "", "Catalan", "Katalansk", "Katalanska", "Katalanisch"],
    ["ro", "ron", "Română", "rum", "Romanian", "Rumensk", "Rumänska", "Rumänisch"],
    ["pl", "pol", "Polski", "", "Polish", "Polsk", "Polska", "Polnisch"],
    ["cs", "ces", "Čeština", "cze", "Czech", "Tsjekkisk", "Tjeckiska", "Tschechisch"],
    ["sk", "slk", "Slovenčina", "slo", "Slovak", "Slovakisk", "Slovakiska", "Slowakisch"],
    ["sl", "slv", "Slovenščina", "", "Slovenian", "Slovensk", "Slovenska", "Slowenisch"],
    ["hr", "hrv", "Hrvatski", "", "Croatian", "Kroatisk", "Kroatiska", "Kroatisch"],
    ["sr", "srp", "Српски|Srpski", "", "Serbian", "Serbisk", "Serbiska", "Serbisch"],
    ["bs", "bos", "Bosanski", "", "Bosnian", "Bosnisk", "Bosniska", "Bosnisch"],
    ["mk", "mkd", "Македонски", "mac", "Macedonian", "Makedonsk", "Makedonska", "Mazedonisch"],
    ["bg", "bul", "Български", "", "Bulgarian", "Bulgarsk", "Bulgariska", "Bulgarisch"],
    ["sq", "sqi", "Shqip", "alb", "Albanian", "Albansk", "Albanska", "Albanisch"],
    ["el", "ell", "Ελληνικά", "gre", "Greek", "Gresk", "Grekiska", "Griechisch"],
    ["hu", "hun", "Magyar", "", "Hungarian", "Ungarsk", "Ungerska", "Ungarisch"],
    ["et", "est", "Eesti", "", "Estonian", "Estisk", "Estniska", "Estnisch"],
    ["lv", "lav", "Latviešu", "", "Latvian", "Latvisk", "Lettiska", "Lettisch"],
    ["lt", "lit", "Lietuvių", "", "Lithuanian", "Litauisk", "Litauiska", "Litauisch"],
    ["uk", "ukr", "Українська", "", "Ukrainian", "Ukrainsk", "Ukrainska", "Ukrainisch"],
    ["ru", "rus", "Русский", "", "Russian", "Russisk", "Ryska", "Russisch"],
    ["tr", "tur", "Türkçe", "", "Turkish", "Tyrkisk", "Turkiska", "Türkisch"],
    ["ku", "kur", "Kurdî", "", "Kurdish", "Kurdisk", "Kurdiska", "Kurdisch"],
    ["ar", "ara", "العربية", "", "Arabic", "Arabisk", "Arabiska", "Arabisch"],
    ["fa", "fas", "فارسی", "per|Farsi", "Persian", "Persisk", "Persiska", "Persisch"],
    ["he", "heb", "עברית", "", "Hebrew", "Hebraisk", "Hebreiska", "Hebräisch"],
    ["ur", "urd", "اردو", "", "Urdu", "Urdu", "Urdu", "Urdu"],
    ["hi", "hin", "हिन्दी", "", "Hindi", "Hindi", "Hindi", "Hindi"],
    ["ta", "tam", "தமிழ்", "", "Tamil", "Tamil", "Tamil", "Tamil"],
    ["so", "som", "Soomaali", "", "Somali", "Somali", "Somaliska", "Somali"],
    ["ti", "tir", "ትግርኛ", "", "Tigrinya", "Tigrinja", "Tigrinska", "Tigrinya"],
    ["am", "amh", "አማርኛ", "", "Amharic", "Amharisk", "Amhariska", "Amharisch"],
    ["sw", "swa", "Kiswahili", "", "Swahili", "Swahili", "Swahili", "Suaheli"],
    ["vi", "vie", "Tiếng Việt", "", "Vietnamese", "Vietnamesisk", "Vietnamesiska", "Vietnamesisch"],
    ["th", "tha", "ไทย", "", "Thai", "Thai", "Thailändska", "Thailändisch"],
    ["zh", "zho", "中文", "chi|Mandarin", "Chinese", "Kinesisk", "Kinesiska", "Chinesisch"],
    ["ja", "jpn", "日本語", "", "Japanese", "Japansk", "Japanska", "Japanisch"],
    ["ko", "kor", "한국어", "", "Korean", "Koreansk", "Koreanska", "Koreanisch"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_cut_to_its_language() {
        for (text, tag) in
            [("nb-NO", "nb"), ("NO", "nb"), ("en_US", "en"), ("zh-Hant-TW", "zh"), ("deu", "de"), (" sv ", "sv"), ("fil", "fil")]
        {
            assert_eq!(Language::parse(text).unwrap().as_str(), tag, "{text}");
        }
        for text in ["", "e", "english", "e1", "en-", "en-ü", "é"] {
            assert!(Language::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_language_is_recognised_by_its_name() {
        for (text, tag) in [("Norsk", "nb"), ("svenska", "sv"), ("Französisch", "fr"), ("dansk", "da"), ("en-GB", "en"), ("Ελληνικα", "el")]
        {
            assert_eq!(Language::recognise(text).unwrap().as_str(), tag, "{text}");
        }
        assert_eq!(Language::recognise("Klingon"), None);
        assert_eq!(Language::recognise("xx"), None, "a guess must be a language of the table");
        assert_eq!(Language::recognise(""), None);
    }

    #[test]
    fn every_language_of_the_table_is_found_by_each_of_its_names() {
        for language in Language::known() {
            assert_eq!(Language::recognise(language.own_name()), Some(language));
            for ui in UiLanguage::ALL {
                assert_eq!(Language::recognise(language.name(*ui)), Some(language), "{}", language.name(*ui));
            }
        }
    }

    #[test]
    fn the_browser_gets_the_language_it_likes_best() {
        for (header, language) in [
            ("de-AT,de;q=0.9,en;q=0.8", Some(UiLanguage::De)),
            ("fr, nn;q=0.5, en;q=0.4", Some(UiLanguage::Nb)),
            ("da", Some(UiLanguage::Nb)),
            ("en;q=0.1, sv;q=0.9", Some(UiLanguage::Sv)),
            ("en;q=0, sv;q=0.1", Some(UiLanguage::Sv)),
            ("fr,*;q=0.1", None),
            ("en;q=nonsense", None),
            ("", None),
        ] {
            assert_eq!(UiLanguage::negotiate(header), language, "{header}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_a_tag_reads_back(text in "\\PC{0,12}") {
            UiLanguage::negotiate(&text);
            Language::recognise(&text);
            if let Ok(language) = Language::parse(&text) {
                proptest::prop_assert_eq!(Language::parse(language.as_str()).unwrap(), language);
            }
        }
    }
}
