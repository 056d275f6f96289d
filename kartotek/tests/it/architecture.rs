//! The house rules that the compiler does not hold: which folder may use which, where SQL stands, how long a file is.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The folders of `core/src` in layers; each may use the layers before it, not the folders beside it.
const LAYERS: &[&[&str]] = &[
    &["kernel"],
    &["storage"],
    &["queue"],
    &["mail", "files"],
    &["staff"],
    &["customers"],
    &["tickets", "field_service"],
    &["activities"],
    &["hub"],
    &["notifications", "integrations"],
];

const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file under `folder` (from the top of the repository) that ends in one of `endings`, with its text.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "node_modules") {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no file under {folder} ends in {endings:?}");
    found
}

/// The text without comments and string literals, lines kept.
fn code_only(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest) {
            let end = format!("\"{hashes}");
            let start = rest.find('"').unwrap() + 1;
            rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len())
        } else if c == '"' {
            end_of_string(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find("\"'").unwrap() + 3
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.extend(rest[..skip].chars().filter(|c| *c == '\n'));
        rest = &rest[skip..];
    }
    code
}

fn raw_string(rest: &str) -> Option<String> {
    let after = rest.strip_prefix('r')?;
    let hashes: String = after.chars().take_while(|c| *c == '#').collect();
    after[hashes.len()..].starts_with('"').then_some(hashes)
}

fn end_of_string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The top-level folders of `core` that a text uses, from `crate::name…` and `use crate::{name…, name…}`.
fn used(text: &str) -> BTreeSet<String> {
    let code = code_only(text);
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut names = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 0;
            let mut start = 0;
            for (at, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => {
                        names.insert(word(group[start..at].trim_start()));
                        break;
                    }
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.insert(word(group[start..at].trim_start()));
                        start = at + 1;
                    }
                    _ => {}
                }
            }
        } else {
            names.insert(word(after));
        }
    }
    names.remove("");
    names
}

fn layer(folder: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&folder))
}

#[test]
fn folders_of_the_core_use_only_what_stands_to_their_left() {
    let mut checked = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, text) in files("core/src", &[".rs"]) {
        let Some((own, _)) = name.strip_prefix("core/src/").and_then(|name| name.split_once('/')) else { continue };
        let own_layer =
            layer(own).unwrap_or_else(|| panic!("core/src/{own} has no place in the arrows: add it to LAYERS and to ARCHITECTURE.md"));
        checked.insert(own.to_owned());
        for used in used(&text) {
            let Some(used_layer) = layer(&used) else { continue };
            if used != own && used_layer >= own_layer {
                wrong.push(format!("{name} uses crate::{used}"));
            }
        }
    }
    assert!(checked.len() >= 5, "only {checked:?} were looked at");
    assert!(wrong.is_empty(), "against the arrows:\n{}", wrong.join("\n"));
}

#[test]
fn the_web_speaks_no_sql() {
    let mut wrong = Vec::new();
    for (name, text) in files("web/src", &[".rs"]) {
        let lower = text.to_lowercase();
        for words in ["\"select ", "\"insert into ", "\"update ", "\"delete from ", "sea_orm", "sqlx", "statement::from_", "querybuilder"] {
            if lower.contains(words) {
                wrong.push(format!("{name}: {words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "SQL belongs into the store.rs of its domain:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_storage_knows_which_database_it_is() {
    let mut wrong = Vec::new();
    for folder in ["core/src", "web/src", "kartotek/src"] {
        for (name, text) in files(folder, &[".rs"]) {
            if name.starts_with("core/src/storage/") {
                continue;
            }
            let code = code_only(&text);
            for word in ["DbBackend", "DatabaseBackend", "Dialect::Sqlite", "Dialect::Postgres", "SqlitePool", "PgPool"] {
                if code.contains(word) {
                    wrong.push(format!("{name}: {word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "give core/src/storage/dialect.rs a method instead:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_short_enough_to_be_read() {
    let mut wrong = Vec::new();
    for (folder, endings) in [
        ("core/src", &[".rs", ".sql"][..]),
        ("web", &[".rs", ".html", ".ftl", ".js", ".css"]),
        ("kartotek", &[".rs"]),
        ("browser", &[".js"]),
    ] {
        for (name, text) in files(folder, endings) {
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                wrong.push(format!("{name} has {lines} lines"));
            }
        }
    }
    assert!(wrong.is_empty(), "split along the subject:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_for_later_or_skipped() {
    // Written in two parts so that this file does not find itself.
    let words = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["#[ign", "ore"], ["test.sk", "ip"], [".on", "ly("]].map(|parts| parts.concat());
    let mut wrong = Vec::new();
    for (folder, endings) in [
        ("core/src", &[".rs", ".sql"][..]),
        ("web", &[".rs", ".html", ".ftl", ".js", ".css"]),
        ("kartotek", &[".rs", ".toml"]),
        ("browser", &[".js"]),
    ] {
        for (name, text) in files(folder, endings) {
            for (number, line) in text.lines().enumerate() {
                wrong.extend(words.iter().filter(|word| line.contains(*word)).map(|word| format!("{name}:{}: {word}", number + 1)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tests_wait_for_the_thing_itself() {
    let words = [["sle", "ep("], ["waitFor", "Timeout"], ["set", "Timeout("], ["retr", "ies:"]].map(|parts| parts.concat());
    let mut wrong = Vec::new();
    for (folder, endings) in [("kartotek/tests", &[".rs"][..]), ("browser", &[".js"])] {
        for (name, text) in files(folder, endings) {
            for (number, line) in text.lines().enumerate() {
                wrong.extend(words.iter().filter(|word| line.contains(*word)).map(|word| format!("{name}:{}: {word}", number + 1)));
            }
        }
    }
    assert!(wrong.is_empty(), "a pause is too short on a slow machine and too long on a quick one:\n{}", wrong.join("\n"));
}

mod the_reader_of_use_lines {
    use super::{code_only, used};

    #[test]
    fn sees_every_form() {
        let text = r##"
            //! crate::hub in a comment
            use crate::kernel::{Error, ids};
            use crate::{
                storage::{self, Db, dialect::Dialect},
                queue::jobs, mail,
            };
            fn f() { crate::files::g("crate::customers", r#"crate::tickets "quoted""#, '"', b"crate::staff"); }
        "##;
        assert_eq!(used(text).into_iter().collect::<Vec<_>>(), ["files", "kernel", "mail", "queue", "storage"]);
    }

    #[test]
    fn keeps_the_lines() {
        let text = "a // b\n\"x\\\"\ny\" c /* d\n */ e 'f' '\"' g";
        assert_eq!(code_only(text), "a \n\n c \n e 'f'  g");
    }
}
