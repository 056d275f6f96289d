//! Leaves out of a stylesheet what nobody uses: a first page has to be small, and a framework's CSS is mostly
//! for other people's pages.
//!
//! It also gives "automatic" a dark face without a script: what holds under `[data-bs-theme=dark]` is repeated for
//! `[data-bs-theme=auto]` where the reader's system asks for dark.

use std::collections::HashSet;

const DARK: &str = "[data-bs-theme=dark]";
const AUTO: &str = "[data-bs-theme=auto]";

/// The rules of `css` whose classes all stand in `words`. Expects minified CSS, without comments inside selectors.
pub fn keep_used(css: &str, words: &HashSet<&str>) -> String {
    let css = without_comments(css);
    let mut kept = String::with_capacity(css.len() / 3);
    filter(&css, &|selector| used(selector, words), &mut kept);
    without_unused_keyframes(&kept)
}

/// All of `css`, our own, with the dark face of "automatic".
pub fn keep_all(css: &str) -> String {
    let css = without_comments(css);
    let mut kept = String::with_capacity(css.len() + css.len() / 8);
    filter(&css, &|_| true, &mut kept);
    kept
}

fn without_comments(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        text.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    text.push_str(rest);
    text
}

/// One rule or block after the other: `(what stands before the brace, what stands within)`.
fn rules(css: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = css;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let open = position(rest, &['{', ';'])?;
        let head = rest[..open].trim();
        if rest.as_bytes()[open] == b';' {
            rest = &rest[open + 1..];
            return Some((head, None));
        }
        let close = open + 1 + end_of_block(&rest[open + 1..]);
        let body = &rest[open + 1..close];
        rest = rest.get(close + 1..).unwrap_or("");
        Some((head, Some(body)))
    })
}

/// Where the first of `wanted` stands outside quotes and parentheses.
fn position(text: &str, wanted: &[char]) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) if depth == 0 && wanted.contains(&letter) => return Some(at),
            _ => {}
        }
    }
    None
}

/// How long a block is, from after its opening brace to before its closing one.
fn end_of_block(text: &str) -> usize {
    let (mut quote, mut depth) = (None, 1);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn filter(css: &str, keep: &dyn Fn(&str) -> bool, kept: &mut String) {
    for (head, body) in rules(css) {
        let Some(body) = body else {
            // `@charset` is said by the response's content type.
            continue;
        };
        if head.starts_with("@media") || head.starts_with("@supports") || head.starts_with("@container") {
            let mut inner = String::new();
            filter(body, keep, &mut inner);
            if !inner.is_empty() {
                kept.push_str(&format!("{head}{{{inner}}}"));
            }
        } else if head.starts_with('@') {
            kept.push_str(&format!("{head}{{{body}}}"));
        } else {
            let selectors: Vec<&str> = split(head).into_iter().filter(|selector| keep(selector)).collect();
            if selectors.is_empty() {
                continue;
            }
            kept.push_str(&format!("{}{{{body}}}", selectors.join(",")));
            let dark: Vec<String> =
                selectors.iter().filter(|selector| selector.contains(DARK)).map(|selector| selector.replace(DARK, AUTO)).collect();
            if !dark.is_empty() {
                kept.push_str(&format!("@media (prefers-color-scheme:dark){{{}{{{body}}}}}", dark.join(",")));
            }
        }
    }
}

/// The selectors of a list.
fn split(head: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = head;
    while let Some(comma) = position(rest, &[',']) {
        parts.push(rest[..comma].trim());
        rest = &rest[comma + 1..];
    }
    parts.push(rest.trim());
    parts
}

/// Whether each class of a selector is mentioned somewhere. What stands in parentheses or brackets does not decide.
fn used(selector: &str, words: &HashSet<&str>) -> bool {
    let mut depth = 0;
    let mut outside = String::with_capacity(selector.len());
    for letter in selector.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    outside.split('.').skip(1).all(|part| {
        let class = part.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '\\')).next().unwrap_or("");
        words.contains(class)
    })
}

/// An animation is used if its name stands anywhere beside its own rule.
fn without_unused_keyframes(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    for (head, body) in rules(css) {
        let Some(body) = body else { continue };
        let name = head.strip_prefix("@keyframes ");
        if name.is_none_or(|name| css.matches(name).count() > 1) {
            kept.push_str(&format!("{head}{{{body}}}"));
        }
    }
    kept
}
