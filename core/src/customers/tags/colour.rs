//! Colours of tags: a palette, so that a page needs no styles of its own and every one is readable on light and dark.

use crate::kernel::{FieldError, permission::spelled};

spelled! {
    /// A colour of the palette.
    TagColour {
        /// Blue.
        Blue = "blue",
        /// Light blue.
        Azure = "azure",
        /// Dark blue.
        Indigo = "indigo",
        /// Purple.
        Purple = "purple",
        /// Pink.
        Pink = "pink",
        /// Red.
        Red = "red",
        /// Orange.
        Orange = "orange",
        /// Yellow.
        Yellow = "yellow",
        /// Yellowish green.
        Lime = "lime",
        /// Green.
        Green = "green",
        /// Bluish green.
        Teal = "teal",
        /// Greenish blue.
        Cyan = "cyan",
        /// Grey.
        Grey = "grey",
    }
}

impl TagColour {
    /// Reads a word of the palette, or `#rrggbb` from another program, which becomes the nearest colour of it.
    ///
    /// # Errors
    /// `invalid_colour`, on `colour`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.trim().to_lowercase();
        let invalid = || {
            FieldError::new(
                "colour",
                "invalid_colour",
                "choose blue, azure, indigo, purple, pink, red, orange, yellow, lime, green, teal, cyan or grey",
            )
        };
        if let Ok(colour) = text.parse() {
            return Ok(colour);
        }
        if text == "gray" {
            return Ok(Self::Grey);
        }
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .ok_or_else(invalid)?;
        let wanted = i32::from_str_radix(digits, 16).map_err(|_| invalid())?;
        let distance = |colour: &Self| {
            let part = |shift: i32| ((wanted >> shift) & 0xff) - ((colour.rgb() >> shift) & 0xff);
            part(16).pow(2) + part(8).pow(2) + part(0).pow(2)
        };
        Self::ALL.iter().copied().min_by_key(distance).ok_or_else(invalid)
    }

    /// A colour for a new tag when none is chosen: always the same for the same key, different for most.
    pub fn for_key(key: &str) -> Self {
        let sum = key.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        // The last one, grey, is left for those who want to be inconspicuous.
        Self::ALL[sum % (Self::ALL.len() - 1)]
    }

    fn rgb(self) -> i32 {
        match self {
            Self::Blue => 0x066fd1,
            Self::Azure => 0x4299e1,
            Self::Indigo => 0x4263eb,
            Self::Purple => 0xae3ec9,
            Self::Pink => 0xd6336c,
            Self::Red => 0xd63939,
            Self::Orange => 0xf76707,
            Self::Yellow => 0xf59f00,
            Self::Lime => 0x74b816,
            Self::Green => 0x2fb344,
            Self::Teal => 0x0ca678,
            Self::Cyan => 0x17a2b8,
            Self::Grey => 0x808080,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_word_or_the_nearest_to_a_number() {
        assert_eq!(TagColour::parse(" Teal "), Ok(TagColour::Teal));
        assert_eq!(TagColour::parse("#ff0000"), Ok(TagColour::Red));
        assert_eq!(TagColour::parse("#777777"), Ok(TagColour::Grey));
        for colour in TagColour::ALL {
            assert_eq!(TagColour::parse(&format!("#{:06x}", colour.rgb())), Ok(*colour));
        }
        for text in ["", "#12345", "#gggggg", "mauve", "red;background:url(x)"] {
            assert_eq!(TagColour::parse(text).unwrap_err().code, "invalid_colour", "{text}");
        }
    }

    #[test]
    fn a_key_always_gets_the_same_colour() {
        assert_eq!(TagColour::for_key("vip"), TagColour::for_key("vip"));
        let different: std::collections::BTreeSet<_> =
            ["vip", "ny", "lead", "partner", "avtale", "venter"].iter().map(|key| TagColour::for_key(key)).collect();
        assert!(different.len() > 2, "{different:?}");
    }
}
