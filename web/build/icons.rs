//! One SVG with the icons that are mentioned as `icon("name")`, each a symbol.

use super::Outcome;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Makes the sprite. `name` is an outline icon, `name-filled` a filled one; `own` are our own drawings (`icons/name.svg`).
pub fn sprite(folder: &Path, sources: &[String], own: &BTreeMap<String, String>) -> Outcome<String> {
    let mut names: BTreeSet<&str> = own.keys().filter_map(|name| name.strip_prefix("icons/")?.strip_suffix(".svg")).collect();
    for text in sources {
        for (at, _) in text.match_indices("icon(\"") {
            let rest = &text[at + 6..];
            if let Some(end) = rest.find('"') {
                names.insert(&rest[..end]);
            }
        }
    }
    let mut sprite = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    for name in names {
        let (svg, filled) = match own.get(&format!("icons/{name}.svg")) {
            Some(svg) => (svg.clone(), false),
            None => match name.strip_suffix("-filled") {
                Some(outline) => (load(folder, "filled", outline)?, true),
                None => (load(folder, "outline", name)?, false),
            },
        };
        let start = svg.find('>').ok_or_else(|| format!("icon {name} is no SVG"))? + 1;
        let end = svg.rfind("</svg>").ok_or_else(|| format!("icon {name} is no SVG"))?;
        let body: String = svg[start..end].lines().map(str::trim).filter(|line| !line.contains("M0 0h24v24H0z")).collect();
        // A presentation attribute on the symbol is inherited by what is inside, unlike one of the page's.
        let paint = if filled { " fill=\"currentColor\" stroke=\"none\"" } else { "" };
        sprite.push_str(&format!("<symbol id=\"{name}\" viewBox=\"0 0 24 24\"{paint}>{body}</symbol>"));
    }
    sprite.push_str("</svg>");
    Ok(sprite)
}

fn load(folder: &Path, style: &str, name: &str) -> Outcome<String> {
    fs::read_to_string(folder.join(style).join(format!("{name}.svg")))
        .map_err(|_| format!("there is no Tabler icon {name:?} ({style}): see https://tabler.io/icons for the names"))
}
