//! The words of the interface are complete: what one language says, all four say, with the same values in it; what a
//! page asks for exists; nothing is kept that no page asks for.

use fluent_syntax::{ast, parser};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [&str; 4] = ["en", "nb", "sv", "de"];

/// The messages of a language with the variables that each uses.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files_of(language: &str) -> BTreeMap<String, String> {
    let folder = root().join("web/locales").join(language);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(name.ends_with(".ftl"), "{} is no Fluent file", path.display());
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Reads one file; fails on what Fluent does not understand, on a text that is empty, and on a key given twice.
fn read(language: &str, file: &str, text: &str, into: &mut Messages) {
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("web/locales/{language}/{file}: {errors:?}"));
    for entry in resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let key = message.id.name;
        let mut used = BTreeSet::new();
        let value = message.value.unwrap_or_else(|| panic!("{language}: {key} has no text"));
        variables_of(&value, &mut used);
        for attribute in &message.attributes {
            variables_of(&attribute.value, &mut used);
        }
        assert!(into.insert(key.to_owned(), used).is_none(), "{language}: {key} is given twice");
    }
}

fn variables_of(pattern: &ast::Pattern<&str>, used: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            variables_in(expression, used);
        }
    }
}

fn variables_in(expression: &ast::Expression<&str>, used: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => inline_variables(inline, used),
        ast::Expression::Select { selector, variants } => {
            inline_variables(selector, used);
            variants.iter().for_each(|variant| variables_of(&variant.value, used));
        }
    }
}

fn inline_variables(inline: &ast::InlineExpression<&str>, used: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            used.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => variables_in(expression, used),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| inline_variables(argument, used));
        }
        _ => {}
    }
}

fn messages(language: &str) -> Messages {
    let mut all = Messages::new();
    for (file, text) in files_of(language) {
        read(language, &file, &text, &mut all);
    }
    all
}

/// Every source of the interface that may name a key.
fn sources(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push((path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing under {folder}");
    found
}

fn interface() -> Vec<(String, String)> {
    let mut all = sources("web/src", &[".rs"]);
    all.extend(sources("web/templates", &[".html", ".txt", ".xml"]));
    all
}

/// Everything between two quotation marks that has the letters of a key; `{}` stands for what is put in when it runs.
/// Quotes are not paired, because in a template they stand inside each other.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('"').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '{' | '}')))?;
        (end > 0 && rest[end..].starts_with('"')).then(|| &rest[..end])
    })
}

/// The literal keys that are asked for: `t("key")`, `t1("key", …)`, `tn("key", …)`, `i18n::text(language, "key")`.
fn asked_for(text: &str) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    for call in ["t(", "t1(", "tn(", "i18n::text(", "i18n::text_with("] {
        for (at, _) in text.match_indices(call) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut rest = text[at + call.len()..].trim_start();
            if call.starts_with("i18n")
                && let Some((_, after)) = rest.split_once(',')
            {
                rest = after.trim_start();
            }
            if rest.starts_with('"')
                && let Some(key) = quoted(rest).next()
                && rest[1..].starts_with(key)
                && key.contains('-')
            {
                keys.insert(key);
            }
        }
    }
    keys
}

/// The codes with which the core refuses something: the literal after the field, or after `refused(`.
fn refusal_codes(text: &str) -> BTreeSet<&str> {
    let mut codes = BTreeSet::new();
    for (call, after_comma) in [("FieldError::new(", true), ("Error::field(", true), ("refused(", false)] {
        for (at, _) in text.match_indices(call) {
            let rest = text[at + call.len()..].trim_start();
            let argument = if after_comma { after_first_argument(rest) } else { Some(rest) };
            if let Some(argument) = argument
                && argument.starts_with('"')
                && let Some(code) = quoted(argument).next()
            {
                codes.insert(code);
            }
        }
    }
    codes
}

/// What stands after the first comma that is not inside brackets or quotes.
fn after_first_argument(text: &str) -> Option<&str> {
    let (mut depth, mut in_quotes) = (0_i32, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_quotes = !in_quotes,
            '(' | '[' | '{' if !in_quotes => depth += 1,
            ')' | ']' | '}' if !in_quotes => {
                depth -= 1;
                if depth < 0 {
                    return None;
                }
            }
            ',' if !in_quotes && depth == 0 => return Some(text[at + 1..].trim_start()),
            _ => {}
        }
    }
    None
}

/// Tests beside the code have keys and refusals of their own.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

#[test]
fn every_language_says_the_same_things_with_the_same_values() {
    let english = messages("en");
    assert!(english.len() > 50, "only {} messages", english.len());
    let mut wrong = Vec::new();
    for language in &LANGUAGES[1..] {
        let names = |files: BTreeMap<String, String>| files.into_keys().collect::<Vec<_>>();
        assert_eq!(names(files_of(language)), names(files_of("en")), "the files of {language}");
        let own = messages(language);
        wrong.extend(english.keys().filter(|key| !own.contains_key(*key)).map(|key| format!("{language} lacks {key}")));
        for (key, used) in &own {
            match english.get(key) {
                None => wrong.push(format!("only {language} has {key}")),
                Some(expected) if expected != used => wrong.push(format!("{language}: {key} uses {used:?}, English {expected:?}")),
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_key_that_a_page_asks_for_exists() {
    let english = messages("en");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (name, text) in interface() {
        for key in asked_for(without_tests(&text)) {
            checked += 1;
            let known = match key.split_once('{') {
                None => english.contains_key(key),
                Some((start, _)) => english.keys().any(|known| known.starts_with(start)),
            };
            if !known {
                wrong.push(format!("{name} asks for {key}"));
            }
        }
    }
    assert!(checked > 50, "only {checked} keys were looked at");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_refusal_can_be_told_in_the_readers_language() {
    let english = messages("en");
    let mut wrong = BTreeSet::new();
    let mut checked = 0;
    let mut all = sources("core/src", &[".rs"]);
    all.extend(sources("web/src", &[".rs"]));
    for (name, text) in all {
        for refusal in refusal_codes(without_tests(&text)) {
            checked += 1;
            if !english.contains_key(&format!("error-{refusal}")) {
                wrong.insert(format!("error-{refusal} ({name})"));
            }
        }
    }
    assert!(checked > 20, "only {checked} refusals were looked at");
    assert!(wrong.is_empty(), "no words for:\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_word_is_kept_that_nobody_asks_for() {
    let mut texts = interface();
    texts.extend(sources("web/assets", &[".js"]));
    texts.extend(sources("core/src", &[".rs"]));
    let named: BTreeSet<&str> = texts.iter().flat_map(|(_, text)| quoted(text)).collect();
    // `format!("customers-kind-{}")`, or a literal that ends in a hyphen and is put together with something.
    let patterns: Vec<(&str, &str)> = named
        .iter()
        .filter_map(|literal| match (literal.find('{'), literal.rfind('}')) {
            (Some(start), Some(end)) => Some((&literal[..start], &literal[end + 1..])),
            _ if literal.ends_with('-') => Some((literal, "")),
            _ => None,
        })
        .filter(|(start, _)| start.len() > 2 && start.ends_with('-'))
        .collect();
    let used = |key: &str| {
        named.contains(key)
            || key.strip_prefix("error-").is_some_and(|code| named.contains(code))
            || patterns.iter().any(|(start, end)| !start.starts_with("error-") && key.starts_with(start) && key.ends_with(end))
    };
    let unused: Vec<String> = messages("en").into_keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "unused:\n{}", unused.join("\n"));
}

mod the_reader {
    use super::*;

    #[test]
    fn finds_keys_in_code_and_templates() {
        let text = r#"<a title="{{ ctx.t("nav-tags") }}" class="shell-main">{{ ctx.t1("shell-menu", "name", x) }}</a>
            i18n::text(language, "error-stale"); ctx.t(&format!("kind-{}", k)); foot("not-a-key")"#;
        assert_eq!(asked_for(text).into_iter().collect::<Vec<_>>(), ["error-stale", "nav-tags", "shell-menu"]);
        assert!(quoted(text).any(|literal| literal == "kind-{}"));
    }

    #[test]
    fn finds_refusals() {
        let text = r#"FieldError::new(format!("x.{}", a(b, c)), "too_long", "m"); Error::field("email", "taken", "m");
            return Err(Error::refused(
                "already_active", "m")); FieldError::new(field, code, message)"#;
        assert_eq!(refusal_codes(text).into_iter().collect::<Vec<_>>(), ["already_active", "taken", "too_long"]);
    }

    #[test]
    fn sees_the_variables_of_a_message() {
        let mut all = Messages::new();
        let text = "plain = Hello\nmany =\n    { $count ->\n        [one] one of { $name }\n       *[other] { NUMBER($size) }\n    }\n";
        read("en", "test.ftl", text, &mut all);
        assert_eq!(all["many"].iter().collect::<Vec<_>>(), ["count", "name", "size"]);
        assert!(all["plain"].is_empty());
    }
}
