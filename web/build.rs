//! Gathers what the browser needs into `OUT_DIR/assets`, from where it is embedded into the program:
//! htmx and Tabler from npm (never copied into the repository), only the icons and the CSS rules that
//! templates, code and scripts mention, and our own files.

#[path = "build/css.rs"]
mod css;
#[path = "build/icons.rs"]
mod icons;
#[path = "build/npm.rs"]
mod npm;

use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashSet},
    env, fs,
    io::Write,
    path::{Path, PathBuf},
};

/// A build that fails says what to do and nothing else.
pub type Outcome<T> = Result<T, String>;

fn main() {
    if let Err(message) = run() {
        eprintln!("error: {message}");
        std::process::exit(1);
    }
}

fn run() -> Outcome<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|error| error.to_string())?);
    for input in ["package.json", "package-lock.json", ".npmrc", "assets", "templates", "src", "locales", "build", "build.rs"] {
        println!("cargo:rerun-if-changed={input}");
    }
    let modules = npm::install(&here, &out.join("npm"))?;
    let sources = read_sources(&here)?;
    let words = words(&sources);

    let mut files = BTreeMap::new();
    collect(&here.join("assets"), Path::new(""), &mut files)?;
    let tabler = read(&modules.join("@tabler/core/dist/css/tabler.min.css"))?;
    let mut own = take_text(&mut files, "app.css")?;
    // One file per domain beside it, in the order of their names.
    for (_, bytes) in files.extract_if(.., |name, _| name.starts_with("css/")) {
        own.push_str(&String::from_utf8_lossy(&bytes));
    }
    files.insert("app.css".into(), format!("{}\n{}", css::keep_used(&tabler, &words), css::keep_all(&own)).into_bytes());
    let mut marks = BTreeMap::new();
    for (name, bytes) in files.extract_if(.., |name, _| name.starts_with("icons/")) {
        marks.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    files.insert("icons.svg".into(), icons::sprite(&modules.join("@tabler/icons/icons"), &sources, &marks)?.into_bytes());
    files.insert("htmx.js".into(), strip_map(&read(&modules.join("htmx.org/dist/htmx.min.js"))?).into_bytes());

    let version = version(&files);
    write_all(&out.join("assets"), &files)?;
    // One version for all files: modules import each other by relative addresses, which then carry it too.
    println!("cargo:rustc-env=KARTOTEK_ASSETS={version}");
    Ok(())
}

/// Templates, code and scripts: where class names and icon names come from.
fn read_sources(here: &Path) -> Outcome<Vec<String>> {
    let mut texts = Vec::new();
    for folder in ["templates", "src", "assets/js"] {
        let mut files = BTreeMap::new();
        collect(&here.join(folder), Path::new(""), &mut files)?;
        texts.extend(files.into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(texts)
}

/// Every run of characters that may stand in a class name.
fn words(sources: &[String]) -> HashSet<&str> {
    sources.iter().flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))).collect()
}

fn collect(folder: &Path, prefix: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Outcome<()> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = prefix.join(entry.file_name());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.insert(name.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn take_text(files: &mut BTreeMap<String, Vec<u8>>, name: &str) -> Outcome<String> {
    let bytes = files.remove(name).ok_or_else(|| format!("web/assets/{name} is missing"))?;
    String::from_utf8(bytes).map_err(|error| format!("web/assets/{name}: {error}"))
}

/// The source map is not shipped, so nothing should ask for it.
fn strip_map(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("//# sourceMappingURL")).collect::<Vec<_>>().join("\n")
}

fn version(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in files {
        hasher.update(name.as_bytes());
        hasher.update(bytes.len().to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Writes each file and its gzip beside it, and removes what is no longer there.
fn write_all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Outcome<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let packed = gzip.write_all(bytes).and_then(|()| gzip.finish()).map_err(|error| error.to_string())?;
        fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        if packed.len() < bytes.len() {
            fs::write(folder.join(format!("{name}.gz")), packed).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}
