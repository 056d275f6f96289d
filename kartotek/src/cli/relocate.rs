//! `kartotek move --to URL`: everything to another database, SQLite to PostgreSQL and back.

use super::{Failure, output, progress, serve};
use crate::config::Config;
use kartotek_core::{
    files::{self, FileStore},
    storage::{Db, DbSettings, copy, health},
};
use std::path::{Path, PathBuf};

/// Flags of `move`.
#[derive(clap::Args)]
pub struct Arguments {
    /// postgres://user:password@host/database, or sqlite for the embedded database of the data folder
    /// (sqlite:FOLDER for that of another folder)
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Where everything goes.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    Server(String),
    Folder(PathBuf),
}

impl Target {
    fn parse(text: &str, data: &Path) -> Result<Self, Failure> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Server(text.into()));
        }
        let folder = match text.strip_prefix("sqlite") {
            Some("") => "",
            Some(rest) => rest.strip_prefix(':').map(|path| path.strip_prefix("//").unwrap_or(path)).ok_or_else(|| wrong(text))?,
            None => return Err(wrong(text)),
        };
        Ok(Self::Folder(if folder.is_empty() { data.to_owned() } else { PathBuf::from(folder) }))
    }

    fn settings(&self, data: &Path) -> DbSettings {
        match self {
            Self::Server(url) => DbSettings::server(with_own_name(url), data),
            Self::Folder(folder) => DbSettings::embedded(folder),
        }
    }
}

fn wrong(text: &str) -> Failure {
    format!("--to {text}: must begin with postgres:// or be sqlite or sqlite:FOLDER").into()
}

/// Another name than a server's, so that a running server is told from ourselves.
fn with_own_name(url: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    if url.contains("application_name=") { url.to_owned() } else { format!("{url}{mark}application_name=kartotek-move") }
}

/// Copies, verifies, and says what to set.
///
/// # Errors
/// If a server is running on either side, the target holds rows, or a number differs; then the target stays empty.
pub async fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let target = Target::parse(&arguments.to, &config.data)?;
    let source_folder = config.is_embedded().then(|| config.data.clone());
    if matches!((&target, &source_folder), (Target::Folder(to), Some(from)) if same(to, from)) {
        return Err("the data is in this folder already".into());
    }
    super::must_exist(config)?;
    let _source_lock = source_folder.as_deref().map(serve::lock).transpose()?;
    let _target_lock = if let Target::Folder(folder) = &target { Some(serve::lock(folder)?) } else { None };
    let mut settings = config.database();
    settings.url = settings.url.as_deref().map(with_own_name);
    let from = Db::open(settings).await?;
    let to = Db::open(target.settings(&config.data)).await?;
    for (db, which) in [(&from, "present"), (&to, "target")] {
        if health::others_connected(db).await? > 0 {
            return Err(format!("a server is running on the {which} database; stop it first").into());
        }
    }
    let spinner = progress::spinner("copying");
    let counts = copy::copy(&from, &to, |table, rows| spinner.set_message(format!("{table}: {rows} rows"))).await?;
    let mut moved_files = 0;
    if let Target::Folder(folder) = &target
        && !same(folder, &config.data)
    {
        spinner.set_message("copying files");
        moved_files =
            copy_files(&config.files(), &Config { data: folder.clone(), ..config.clone() }.files(), &files::all_keys(to.read()).await?)
                .await?;
    }
    from.close().await?;
    to.close().await?;
    spinner.finish_and_clear();
    let rows: u64 = counts.iter().map(|count| count.rows).sum();
    output::line(&format!("copied {rows} rows in {} tables, {moved_files} files; counted again: the same", counts.len()))?;
    let next = match &target {
        Target::Server(_) => "now set database_url to the new database (kartotek.toml or KARTOTEK_DATABASE_URL) and start the server; \
                              the data folder still holds the uploaded files"
            .to_owned(),
        Target::Folder(folder) => {
            format!("now remove database_url from the settings and start the server with --data {}", folder.display())
        }
    };
    Ok(output::line(&next)?)
}

fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(one) == real(other)
}

async fn copy_files(from: &FileStore, to: &FileStore, keys: &[String]) -> Result<usize, Failure> {
    for key in keys {
        let place = to.place(key)?;
        if let Some(folder) = place.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        tokio::fs::copy(from.place(key)?, place).await?;
    }
    Ok(keys.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_understood() {
        let data = Path::new("/data");
        let folder = |text: &str| Target::parse(text, data).unwrap();
        assert_eq!(folder("sqlite"), Target::Folder("/data".into()));
        assert_eq!(folder("sqlite:"), Target::Folder("/data".into()));
        assert_eq!(folder("sqlite:other"), Target::Folder("other".into()));
        assert_eq!(folder("sqlite:///srv/kartotek"), Target::Folder("/srv/kartotek".into()));
        assert_eq!(folder("postgres://h/d"), Target::Server("postgres://h/d".into()));
        assert!(Target::parse("mysql://h/d", data).is_err());
        assert!(Target::parse("sqlitefolder", data).is_err());
        assert_eq!(with_own_name("postgres://h/d?sslmode=require"), "postgres://h/d?sslmode=require&application_name=kartotek-move");
    }
}
