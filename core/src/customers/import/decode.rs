//! From bytes in an unknown encoding to UTF-8 text, a piece at a time, so that a file of any size needs the
//! same little memory. No byte can make a row disappear: what is broken is repaired or replaced, never dropped.

use encoding_rs::{CoderResult, Decoder, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{self, Read};

/// How much is read from the file at a time.
const CHUNK: usize = 64 * 1024;
/// How much of a file that is not UTF-8 the guess of its encoding looks at.
const GUESS_FROM: usize = 1024 * 1024;

/// A character encoding, known by its WHATWG name (`UTF-8`, `UTF-16LE`, `windows-1252`, `ISO-8859-15` …).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);
    /// UTF-16, low byte first.
    pub const UTF_16LE: Self = Self(UTF_16LE);
    /// UTF-16, high byte first.
    pub const UTF_16BE: Self = Self(UTF_16BE);
    /// What Windows in western Europe calls "ANSI".
    pub const WINDOWS_1252: Self = Self(WINDOWS_1252);
    /// Latin-9: Latin-1 with the euro sign and the letters that French and Finnish missed.
    pub const ISO_8859_15: Self = Self(ISO_8859_15);

    /// The encodings that a person may choose from when the guess was wrong.
    pub const CHOICES: [Self; 5] = [Self::UTF_8, Self::UTF_16LE, Self::UTF_16BE, Self::WINDOWS_1252, Self::ISO_8859_15];

    /// Finds an encoding by any of its usual labels, for instance `latin1` or `utf8`.
    pub fn from_label(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.trim().as_bytes()).map(Self)
    }

    /// The WHATWG name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Encoding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Encoding {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let label = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_label(&label).ok_or_else(|| serde::de::Error::custom(format!("unknown encoding {label:?}")))
    }
}

/// Finds the encoding of a whole text. The whole is read, because the first letter outside ASCII may stand in
/// the last row.
///
/// # Errors
/// What reading the file gives.
pub fn detect(mut source: impl Read) -> io::Result<Encoding> {
    let mut chunk = vec![0; CHUNK];
    let mut read = fill(&mut source, &mut chunk)?;
    if let Some(encoding) = by_mark(&chunk[..read]).or_else(|| by_zeros(&chunk[..read])) {
        return Ok(encoding);
    }
    let mut evidence = Evidence::default();
    while read > 0 {
        evidence.add(&chunk[..read]);
        read = fill(&mut source, &mut chunk)?;
    }
    Ok(evidence.verdict())
}

/// A byte order mark tells for certain.
fn by_mark(start: &[u8]) -> Option<Encoding> {
    match start {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::UTF_8),
        [0xFF, 0xFE, ..] => Some(Encoding::UTF_16LE),
        [0xFE, 0xFF, ..] => Some(Encoding::UTF_16BE),
        _ => None,
    }
}

/// UTF-16 without a mark: in text with Latin letters every other byte is zero. A stray NUL in other text is
/// far rarer than that.
fn by_zeros(start: &[u8]) -> Option<Encoding> {
    let pairs = start.len() / 2;
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs == 0 || even.max(odd) * 10 < pairs * 4 || even.min(odd) * 10 > pairs {
        None
    } else if odd > even {
        Some(Encoding::UTF_16LE)
    } else {
        Some(Encoding::UTF_16BE)
    }
}

/// What the bytes outside ASCII tell about the encoding.
struct Evidence {
    /// Well-formed UTF-8 sequences of several bytes.
    sequences: u64,
    /// Bytes or beginnings of sequences that UTF-8 does not allow.
    broken: u64,
    /// The cut-off beginning of a sequence at the end of the last chunk.
    rest: Vec<u8>,
    /// How often each byte from 0x80 stood there.
    high: [u64; 128],
    /// Letters that are letters in ISO-8859-15 and signs in windows-1252, standing inside a word.
    latin9: u64,
    guess: chardetng::EncodingDetector,
    guessed_from: usize,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            sequences: 0,
            broken: 0,
            rest: Vec::new(),
            high: [0; 128],
            latin9: 0,
            guess: chardetng::EncodingDetector::new(),
            guessed_from: 0,
        }
    }
}

impl Evidence {
    fn add(&mut self, chunk: &[u8]) {
        if chunk.is_ascii() {
            self.broken += u64::from(!std::mem::take(&mut self.rest).is_empty());
            return;
        }
        for byte in chunk.iter().filter(|byte| **byte >= 0x80) {
            self.high[usize::from(*byte - 0x80)] += 1;
        }
        if self.guessed_from < GUESS_FROM {
            self.guess.feed(chunk, false);
            self.guessed_from += chunk.len();
        }
        self.latin9 +=
            chunk.windows(3).filter(|w| matches!(w[1], 0xA6 | 0xA8 | 0xB8 | 0xBC..=0xBE) && is_letter(w[0]) && is_letter(w[2])).count()
                as u64;
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(chunk);
        for piece in bytes.utf8_chunks() {
            self.sequences += piece.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
            self.broken += u64::from(!piece.invalid().is_empty());
        }
        let cut = cut_off(&bytes);
        if cut > 0 {
            self.broken -= 1;
            self.rest = bytes.split_off(bytes.len() - cut);
        }
    }

    fn verdict(mut self) -> Encoding {
        self.broken += u64::from(!self.rest.is_empty());
        // Mostly UTF-8 is UTF-8 with a few bytes of something else in it; `Utf8Reader` repairs those. Text in another
        // encoding hardly ever forms sequences that UTF-8 allows.
        if self.sequences > self.broken || self.broken == 0 {
            return Encoding::UTF_8;
        }
        let all: u64 = self.high.iter().sum();
        let northern: u64 = (0x80u8..=0xFF).filter(|byte| is_northern(*byte)).map(|byte| self.high[usize::from(byte - 0x80)]).sum();
        // Letters of the Nordic countries and Germany, and hardly any others: no need to guess between the thirty
        // encodings in which these bytes mean something else. Guessing is for long texts, not for lists of names.
        // For those too, the users' part of the world is the likelier one.
        let guess = if northern * 20 >= all * 19 { WINDOWS_1252 } else { self.guess.guess(Some(b"no"), false) };
        let controls: u64 = self.high[..0x20].iter().sum();
        let euro = self.high[usize::from(0xA4u8 - 0x80)];
        if guess == WINDOWS_1252 && controls == 0 && (euro > 0 || self.latin9 > 0) {
            return Encoding::ISO_8859_15;
        }
        Encoding(guess)
    }
}

/// Whether this byte is a letter in windows-1252 and in ISO-8859-15.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (byte >= 0xC0 && byte != 0xD7 && byte != 0xF7)
}

/// Whether windows-1252 (or ISO-8859-15) has a letter of the Nordic languages or German, or usual punctuation, at this byte.
fn is_northern(byte: u8) -> bool {
    matches!(byte, 0xC4..=0xC6 | 0xC9 | 0xD6 | 0xD8 | 0xDC | 0xDF | 0xE4..=0xE6 | 0xE9 | 0xF6 | 0xF8 | 0xFC)
        || matches!(byte, 0x80 | 0x84 | 0x85 | 0x91..=0x94 | 0x96 | 0x97 | 0xA0 | 0xA4 | 0xA7 | 0xAB | 0xB0 | 0xB4 | 0xBB)
}

/// The number of bytes at the end that begin a UTF-8 sequence which the next chunk may finish.
fn cut_off(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let tail = &bytes[bytes.len() - back..];
        if tail[0] >= 0xC2 {
            return match std::str::from_utf8(tail) {
                Err(error) if error.error_len().is_none() => back,
                _ => 0,
            };
        }
        if tail[0] < 0x80 {
            return 0;
        }
    }
    0
}

/// Reads until the buffer is full or the source ends; gives the number of bytes.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Reads a source in any encoding as UTF-8 without a byte order mark and without NUL characters (no database
/// stores those). What the encoding does not allow becomes U+FFFD; in a text that is UTF-8 otherwise, such
/// bytes are read as windows-1252, which is what they are when two exports were glued together.
pub struct Utf8Reader<R> {
    source: R,
    decoder: Option<Decoder>,
    input: Vec<u8>,
    /// Bytes at the start of `input` that were left over from the chunk before (UTF-8 only).
    kept: usize,
    output: Vec<u8>,
    given: usize,
    at_start: bool,
    at_end: bool,
}

impl<R: Read> Utf8Reader<R> {
    /// Reads `source`, which is in `encoding`.
    pub fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: (encoding != Encoding::UTF_8).then(|| encoding.0.new_decoder_with_bom_removal()),
            input: vec![0; CHUNK],
            kept: 0,
            output: Vec::new(),
            given: 0,
            at_start: true,
            at_end: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.given = 0;
        let read = fill(&mut self.source, &mut self.input[self.kept..])? + self.kept;
        self.at_end = read < self.input.len();
        match &mut self.decoder {
            Some(decoder) => decode_all(decoder, &self.input[..read], &mut self.output, self.at_end),
            None => {
                let cut = if self.at_end { 0 } else { cut_off(&self.input[..read]) };
                repair(&self.input[..read - cut], &mut self.output);
                self.input.copy_within(read - cut..read, 0);
                self.kept = cut;
            }
        }
        if std::mem::take(&mut self.at_start) && self.output.starts_with("\u{FEFF}".as_bytes()) {
            self.output.drain(..3);
        }
        if self.output.contains(&0) {
            self.output.retain(|byte| *byte != 0);
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() && !self.at_end {
            self.refill()?;
        }
        let count = buffer.len().min(self.output.len() - self.given);
        buffer[..count].copy_from_slice(&self.output[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

fn decode_all(decoder: &mut Decoder, mut input: &[u8], output: &mut Vec<u8>, last: bool) {
    loop {
        let start = output.len();
        // The bound that encoding_rs states; it can be exceeded by no input, so one round is the rule.
        let room = decoder.max_utf8_buffer_length(input.len()).unwrap_or(input.len() * 3 + 16);
        output.resize(start + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(input, &mut output[start..], last);
        output.truncate(start + written);
        input = &input[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Copies well-formed UTF-8 and reads each other byte as windows-1252.
fn repair(input: &[u8], output: &mut Vec<u8>) {
    for piece in input.utf8_chunks() {
        output.extend_from_slice(piece.valid().as_bytes());
        for byte in piece.invalid() {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte));
            let letter = text.chars().next().filter(|c| !c.is_control()).unwrap_or(char::REPLACEMENT_CHARACTER);
            output.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PANGRAM: &str = "Blåbærsyltetøy;Ærlig Ødegård;Åsa Öberg;Jürgen Groß;Zoë Lefèvre\r\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn decoded(bytes: &[u8]) -> (Encoding, String) {
        let encoding = detect(bytes).unwrap();
        let mut text = String::new();
        Utf8Reader::new(bytes, encoding).read_to_string(&mut text).unwrap();
        (encoding, text)
    }

    #[test]
    fn northern_letters_survive_every_usual_encoding() {
        for (bytes, expected) in [
            (PANGRAM.as_bytes().to_vec(), Encoding::UTF_8),
            ([b"\xEF\xBB\xBF", PANGRAM.as_bytes()].concat(), Encoding::UTF_8),
            (utf16(PANGRAM, true), Encoding::UTF_16LE),
            (utf16(PANGRAM, false), Encoding::UTF_16BE),
            ([&b"\xFF\xFE"[..], &utf16(PANGRAM, true)].concat(), Encoding::UTF_16LE),
            ([&b"\xFE\xFF"[..], &utf16(PANGRAM, false)].concat(), Encoding::UTF_16BE),
            (WINDOWS_1252.encode(PANGRAM).0.into_owned(), Encoding::WINDOWS_1252),
        ] {
            assert_eq!(decoded(&bytes), (expected, PANGRAM.to_owned()));
        }
        for word in ["Åse", "Bjørn;Sæther", "Müller", "Grüße", "Öst", "Ærø"] {
            assert_eq!(decoded(&WINDOWS_1252.encode(word).0), (Encoding::WINDOWS_1252, word.to_owned()));
        }
    }

    #[test]
    fn the_euro_sign_tells_latin_9_from_windows() {
        for text in ["navn;saldo\nBjørn;100 €\n", "nom\nCœur Þór\n", "name\nŽeljko Müšli\n"] {
            let latin9 = ISO_8859_15.encode(text).0.into_owned();
            if text.contains('Ž') {
                // Ž stands at the beginning of a word only, where windows-1252 has an accent; the š inside decides.
                assert!(latin9.contains(&0xB4));
            }
            assert_eq!(decoded(&latin9), (Encoding::ISO_8859_15, text.to_owned()), "{text}");
        }
        let windows = "navn;saldo\nBjørn – 100 €\n";
        assert_eq!(decoded(&WINDOWS_1252.encode(windows).0), (Encoding::WINDOWS_1252, windows.to_owned()));
    }

    #[test]
    fn a_letter_in_the_last_row_decides_too() {
        let mut bytes = b"name;city\n".repeat(40_000);
        bytes.extend(WINDOWS_1252.encode("Bjørn;Tromsø\n").0.iter());
        let (encoding, text) = decoded(&bytes);
        assert_eq!(encoding, Encoding::WINDOWS_1252);
        assert!(text.ends_with("Bjørn;Tromsø\n"));
        let mut bytes = b"name;city\n".repeat(40_000);
        bytes.extend("Bjørn;Tromsø\n".as_bytes());
        assert_eq!(decoded(&bytes).0, Encoding::UTF_8);
    }

    #[test]
    fn two_exports_glued_together_keep_their_letters() {
        let mut bytes = "Åsa;Malmö\nJürgen;Köln\n".as_bytes().to_vec();
        bytes.extend(WINDOWS_1252.encode("Bjørn\n").0.iter());
        assert_eq!(decoded(&bytes), (Encoding::UTF_8, "Åsa;Malmö\nJürgen;Köln\nBjørn\n".to_owned()));
    }

    #[test]
    fn nul_bytes_vanish_and_their_row_stays() {
        assert_eq!(decoded(b"name;city\nKari\0;Os\0lo\n"), (Encoding::UTF_8, "name;city\nKari;Oslo\n".to_owned()));
    }

    #[test]
    fn a_sequence_cut_by_the_chunk_is_whole_again() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(CHUNK - 4 + shift), "åß東😀");
            assert_eq!(decoded(text.as_bytes()), (Encoding::UTF_8, text));
        }
    }

    #[test]
    fn a_label_names_an_encoding_and_is_read_back() {
        for encoding in Encoding::CHOICES {
            assert_eq!(Encoding::from_label(encoding.name()), Some(encoding));
            let json = serde_json::to_string(&encoding).unwrap();
            assert_eq!(serde_json::from_str::<Encoding>(&json).unwrap(), encoding);
        }
        assert_eq!(Encoding::from_label("latin1"), Some(Encoding::WINDOWS_1252));
        assert_eq!(Encoding::from_label("klingon"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let (_, text) = decoded(&bytes);
            prop_assert!(!text.contains('\0'));
        }

        #[test]
        fn line_ends_are_never_lost_in_single_byte_text(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            for encoding in [Encoding::UTF_8, Encoding::WINDOWS_1252, Encoding::ISO_8859_15] {
                let mut text = String::new();
                Utf8Reader::new(&bytes[..], encoding).read_to_string(&mut text).unwrap();
                let ends = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count();
                prop_assert_eq!(ends(text.as_bytes()), ends(&bytes));
            }
        }

        #[test]
        fn what_was_utf_8_stays_as_it_was(text in "[^\0\u{FEFF}]{0,300}") {
            let mut back = String::new();
            Utf8Reader::new(text.as_bytes(), Encoding::UTF_8).read_to_string(&mut back).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
