//! Text as people search and sort it. What is stored and what is typed go through the same folding, so that
//! `Åse`, `ase` and `AASE` meet.
//!
//! The stored search text has **two spaces before every word**. A trigram index over it then answers words of
//! one and two letters as well: `"  a"` and `" an"` are trigrams that only the beginning of a word contains.

use super::{Country, Email, Language, Phone};
use std::borrow::Cow;
use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, decompose_compatible, is_combining_mark},
};

/// The characters of a search that are read; the rest is ignored.
pub const MAX_QUERY: usize = 200;
/// The terms of a search that are read; the rest is ignored.
pub const MAX_TERMS: usize = 10;

/// What stands before each word in the stored search text.
const WORD_START: &str = "  ";

/// Folds text for comparison: lower case, accents removed, `ß` as `ss`, `ø` as `o`, `æ` as `ae`, apostrophes
/// dropped, every other sign a space, single spaces, none at the ends. `fold(fold(x)) == fold(x)`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            c if is_dropped(c) => {}
            c if c.is_ascii() => push_space(&mut out),
            // Marks are dropped, so their order does not matter and each character can be taken apart by itself.
            c => decompose_compatible(c, |part| {
                if canonical_combining_class(part) == 0 && !is_dropped(part) {
                    part.to_lowercase().for_each(|letter| push_letter(&mut out, letter));
                }
            }),
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

fn push_letter(out: &mut String, c: char) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'đ' | 'ð' | 'ɖ' => out.push('d'),
        'ł' => out.push('l'),
        'ı' => out.push('i'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ŋ' => out.push('n'),
        'ə' => out.push('e'),
        'ς' => out.push('σ'),
        // Signs that only modify what stands before them (variation selectors, enclosing marks).
        c if is_combining_mark(c) && !c.is_alphanumeric() => {}
        c if canonical_combining_class(c) != 0 => {}
        // Chinese and Japanese do not separate words: each sign is one, so any of them can be searched for.
        c if is_ideographic(c) => {
            push_space(out);
            out.push(c);
            out.push(' ');
        }
        c if c.is_alphanumeric() => out.push(c),
        _ => push_space(out),
    }
}

/// Apostrophes join (`O'Brien` is one word), and invisible signs are not there.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | 'ʻ' | '′' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

fn spread_letter(c: char) -> Option<&'static str> {
    match c {
        'ä' | 'æ' => Some("ae"),
        'ö' | 'ø' => Some("oe"),
        'ü' => Some("ue"),
        'å' => Some("aa"),
        _ => None,
    }
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// The other folded spelling of a text with `ä ö ü æ ø å` (`mueller` for `Müller`), how names are written where a keyboard
/// lacks the letter. `None` if it is the same.
fn fold_spread(text: &str) -> Option<String> {
    // Also a letter followed by a combining diaeresis or ring.
    if !text.chars().any(|c| spread_letter(c).is_some() || matches!(c, 'Ä' | 'Ö' | 'Ü' | 'Æ' | 'Ø' | 'Å' | '\u{308}' | '\u{30a}')) {
        return None;
    }
    let mut spread = String::with_capacity(text.len() + 8);
    for c in text.nfc().flat_map(char::to_lowercase) {
        match spread_letter(c) {
            Some(two) => spread.push_str(two),
            None => spread.push(c),
        }
    }
    let folded = fold(&spread);
    (folded != fold(text)).then_some(folded)
}

/// Builds the stored search text of a record. Each word appears once for each time it was added.
#[derive(Clone, Debug, Default)]
pub struct SearchText(String);

impl SearchText {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds names, places and other free text: folded, and also as `Müller` is spelled without umlauts.
    pub fn text(mut self, text: &str) -> Self {
        self.push(&fold(text));
        if let Some(spread) = fold_spread(text) {
            self.push(&spread);
        }
        self
    }

    /// Adds a number or code (`A-100`, `556677-8899`), both as it is written and without its signs.
    pub fn code(mut self, code: &str) -> Self {
        let folded = fold(code);
        if folded.contains(' ') {
            self.push(&folded.replace(' ', ""));
        }
        self.push(&folded);
        self
    }

    /// Adds an e-mail address, with the domain also as people read it.
    pub fn email(mut self, email: &Email) -> Self {
        self.push(&fold(email.as_str()));
        if email.as_str().contains("xn--") {
            self = self.text(&email.for_people());
        }
        self
    }

    /// Adds a phone number as the digits of its international form.
    pub fn phone(mut self, phone: &Phone) -> Self {
        self.0.push_str(WORD_START);
        self.0.push_str(phone.digits());
        self
    }

    fn push(&mut self, folded: &str) {
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            self.0.push_str(WORD_START);
            self.0.push_str(word);
        }
    }

    /// The text to store.
    pub fn finish(self) -> String {
        self.0
    }
}

/// The stored search text of plain words; see [`SearchText`] for numbers, addresses and phones.
pub fn search_text<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().fold(SearchText::new(), SearchText::text).finish()
}

/// A piece of text to be found somewhere in the stored search text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// A word begins with this.
    WordPrefix(String),
    /// It stands anywhere; three letters or more.
    Contains(String),
}

impl Pattern {
    /// What to look for as a plain substring: at least three characters, of a form the trigram index answers.
    pub fn needle(&self) -> Cow<'_, str> {
        match self {
            Self::WordPrefix(text) => Cow::Owned(format!("{WORD_START}{text}")),
            Self::Contains(text) => Cow::Borrowed(text),
        }
    }

    /// Whether stored search text answers it.
    pub fn matches(&self, search_text: &str) -> bool {
        search_text.contains(&*self.needle())
    }

    /// Short words are looked for at the beginning of a word, longer ones anywhere.
    fn of(text: String) -> Self {
        let first = text.split(' ').next().unwrap_or_default();
        if first.chars().nth(2).is_some() { Self::Contains(text) } else { Self::WordPrefix(text) }
    }
}

/// One thing that a record must have to be found; any of the alternatives will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The ways of reading what was typed, the most literal first; never empty.
    pub alternatives: Vec<Pattern>,
}

impl Term {
    /// Whether stored search text answers any alternative.
    pub fn matches(&self, search_text: &str) -> bool {
        self.alternatives.iter().any(|pattern| pattern.matches(search_text))
    }

    /// The word to compare with [`within_one_slip`] when nothing was found: one word of letters, four at least
    /// (with fewer, nearly everything is within one slip).
    pub fn misspelled(&self) -> Option<&str> {
        match self.alternatives.first()? {
            Pattern::Contains(word) if word.chars().nth(3).is_some() && word.chars().all(char::is_alphabetic) => Some(word),
            _ => None,
        }
    }
}

/// Reads what somebody types into the search box; every term must be found. `country` is where a phone number
/// without a country code belongs. Empty if nothing was typed that can be searched for.
///
/// A run of digits that looks like a phone number (`0701-23 45 67`, `+46 (0)70 123`, `0046…`) is one term. It is
/// also looked for literally, because a customer number may begin with a zero.
pub fn query_terms(input: &str, country: Country) -> Vec<Term> {
    let input = match input.char_indices().nth(MAX_QUERY) {
        Some((end, _)) => &input[..end],
        None => input,
    };
    let mut terms: Vec<Term> = Vec::new();
    for piece in pieces(input) {
        let term = match piece {
            Piece::Digits(run) => digits_term(run, country),
            Piece::Word(word) => word_term(word),
        };
        if let Some(term) = term
            && !terms.contains(&term)
        {
            terms.push(term);
        }
        if terms.len() == MAX_TERMS {
            break;
        }
    }
    terms
}

enum Piece<'a> {
    /// Digits with the signs that people put into phone numbers.
    Digits(&'a str),
    /// Anything else between two spaces.
    Word(&'a str),
}

/// Cuts the input at spaces, but keeps together the neighbouring groups that make up one phone number.
fn pieces(input: &str) -> Vec<Piece<'_>> {
    let mut spans: Vec<(usize, usize, bool)> = Vec::new();
    let mut rest = 0;
    for word in input.split(char::is_whitespace) {
        let (start, end) = (rest, rest + word.len());
        rest = end + input[end..].chars().next().map_or(0, char::len_utf8);
        if word.is_empty() {
            continue;
        }
        let digits = is_digit_group(word);
        // A group that begins with a plus sign begins a number of its own.
        match spans.last_mut() {
            Some(last) if last.2 && digits && !word.starts_with('+') => last.1 = end,
            _ => spans.push((start, end, digits)),
        }
    }
    spans
        .into_iter()
        .map(|(start, end, digits)| if digits { Piece::Digits(&input[start..end]) } else { Piece::Word(&input[start..end]) })
        .collect()
}

/// Only digits and the signs of phone numbers, and a digit or a leading plus among them.
fn is_digit_group(word: &str) -> bool {
    word.chars().all(|c| digit(c).is_some() || matches!(c, '+' | '＋' | '-' | '.' | '/' | '(' | ')' | '–' | '‑'))
        && word.chars().any(|c| digit(c).is_some())
}

fn digit(c: char) -> Option<char> {
    super::phone::decimal_digit(c).map(|value| char::from(b'0' + value))
}

fn word_term(word: &str) -> Option<Term> {
    let folded = fold(word);
    if folded.is_empty() {
        return None;
    }
    // A word with signs in it (`a.berg@firma.no`) is a phrase: its parts stand side by side.
    let mut alternatives = vec![Pattern::of(folded.replace(' ', WORD_START))];
    if folded.contains(' ') && word.chars().any(|c| digit(c).is_some()) {
        // A code may be stored, or typed, with other signs than these.
        alternatives.push(Pattern::of(folded.replace(' ', "")));
    }
    if let Some(spread) = fold_spread(word) {
        alternatives.push(Pattern::of(spread.replace(' ', WORD_START)));
    }
    Some(Term { alternatives })
}

/// Fewer digits than this are too few to be looked for in the middle of a foreign phone number.
const ENOUGH_DIGITS: usize = 6;

fn digits_term(run: &str, country: Country) -> Option<Term> {
    let literal = fold(run);
    let plus = run.trim_start_matches(['(', '-', '.', '/']).starts_with(['+', '＋']);
    // `+46 (0)70`: the zero in brackets is not dialled from abroad.
    let dialled = if plus || run.starts_with("00") { Cow::Owned(run.replace("(0)", "")) } else { Cow::Borrowed(run) };
    let digits: String = dialled.chars().filter_map(digit).collect();
    if digits.is_empty() {
        return None;
    }
    let groups = literal.split(' ').count();
    let code = country.calling_code();
    let mut alternatives: Vec<Pattern> = Vec::new();
    let mut add = |pattern: Pattern| {
        if !alternatives.contains(&pattern) {
            alternatives.push(pattern);
        }
    };
    let international = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00").filter(|rest| !rest.is_empty()) };
    if let Some(rest) = international {
        if plus {
            // Nothing but a phone number begins with a plus sign.
            add(Pattern::WordPrefix(trunk_zero_removed(rest, code)));
        } else {
            add(Pattern::of(digits.clone()));
            add(Pattern::WordPrefix(trunk_zero_removed(rest, code)));
        }
    } else {
        add(Pattern::of(digits.clone()));
        let trunk = country.trunk_prefix();
        let national = digits.strip_prefix(if trunk.is_empty() { "0" } else { trunk }).or_else(|| digits.strip_prefix('0'));
        if let Some(rest) = national.filter(|rest| !rest.is_empty()) {
            if rest.len() >= ENOUGH_DIGITS {
                add(Pattern::Contains(rest.to_owned()));
            } else if !trunk.is_empty() && !code.is_empty() {
                add(Pattern::WordPrefix(format!("{code}{rest}")));
            }
        }
    }
    if groups > 1 && !plus {
        // `Storgata 12 0181`: two numbers that stand side by side.
        add(Pattern::of(literal.replace(' ', WORD_START)));
    }
    Some(Term { alternatives })
}

/// `46070…` as `4670…`: people write the trunk zero after their own country code.
fn trunk_zero_removed(digits: &str, code: &str) -> String {
    match digits.strip_prefix(code).and_then(|rest| rest.strip_prefix('0')) {
        Some(rest) if !code.is_empty() => format!("{code}{rest}"),
        _ => digits.to_owned(),
    }
}

/// Whether `typed` is `word` or its beginning, with at most one slip of the finger: one letter wrong, missing,
/// too many, or two neighbours exchanged. Both folded.
pub fn within_one_slip(typed: &str, word: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    let Some(i) = (0..a.len().max(b.len())).find(|i| a.get(*i) != b.get(*i)) else { return true };
    if i == a.len() {
        return true;
    }
    let begins = |typed: &[char], from: usize| b.get(from..).is_some_and(|rest| rest.starts_with(typed));
    let one_too_many = begins(&a[i + 1..], i);
    let one_wrong = begins(&a[i + 1..], i + 1);
    let one_missing = begins(&a[i..], i + 1);
    let exchanged = a.len() > i + 1 && b.len() > i + 1 && a[i] == b[i + 1] && a[i + 1] == b[i] && begins(&a[i + 2..], i + 2);
    one_too_many || one_wrong || one_missing || exchanged
}

/// A text by which names are sorted, in any collation: folded, and where the language has letters after `z`
/// (`æ ø å` in Norwegian and Danish, `å ä ö` in Swedish and Finnish) these come after `z` in its order.
pub fn sort_key(text: &str, language: Language) -> String {
    let order = match language.as_str() {
        "nb" | "nn" | "da" | "fo" | "kl" => nordic_west as fn(char) -> Option<&'static str>,
        "sv" | "fi" => nordic_east,
        _ => return fold(text),
    };
    if text.is_ascii() {
        return fold(text);
    }
    let spread = text.nfc().flat_map(char::to_lowercase).fold(String::with_capacity(text.len() + 8), |mut out, c| {
        match order(c) {
            Some(key) => out.push_str(key),
            None => out.push(c),
        }
        out
    });
    fold(&spread)
}

fn nordic_west(c: char) -> Option<&'static str> {
    match c {
        'æ' | 'ä' => Some("zza"),
        'ø' | 'ö' | 'œ' => Some("zzb"),
        'å' => Some("zzc"),
        'ü' => Some("y"),
        _ => None,
    }
}

fn nordic_east(c: char) -> Option<&'static str> {
    match c {
        'å' => Some("zza"),
        'ä' | 'æ' => Some("zzb"),
        'ö' | 'ø' | 'œ' => Some("zzc"),
        'ü' => Some("y"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
