//! `kartotek restore FILE`: brings a backup back, into an empty folder or database.

use super::{Failure, output, progress, serve};
use crate::{archive, config::Config};
use kartotek_core::storage::{self, Db, DbSettings, FILE_NAME, copy};
use std::path::Path;

/// Restores and prints what came back.
///
/// # Errors
/// If the target holds something, or the backup is damaged; then the target stays empty.
pub async fn run(config: &Config, file: &Path) -> Result<(), Failure> {
    let _lock = if config.is_embedded() { Some(serve::lock(&config.data)?) } else { None };
    if config.is_embedded() {
        let existing = config.data.join(FILE_NAME);
        if existing.exists() {
            return Err(format!("{} exists already; restore into an empty folder (--data FOLDER)", existing.display()).into());
        }
    } else {
        let target = Db::open(config.database()).await?;
        let filled = copy::first_filled(&target).await?;
        target.close().await?;
        if let Some(table) = filled {
            return Err(format!("the database is not empty: its table {table} holds rows; restore into an empty one").into());
        }
    }
    storage::make_folder(&config.data)?;
    let scratch = tempfile::Builder::new().prefix(".kartotek-restore-").tempdir_in(&config.data)?;
    let spinner = progress::spinner("unpacking");
    let unpacked = scratch.path().join(FILE_NAME);
    let (source, store) = (file.to_owned(), config.files());
    let (manifest, files) = {
        let unpacked = unpacked.clone();
        tokio::task::spawn_blocking(move || archive::unpack(&source, &unpacked, &store)).await??
    };

    // The copy is brought up to date and checked before it takes its place.
    let restored = Db::connect(DbSettings::embedded(scratch.path())).await?;
    let counts = copy::recount(restored.read(), &manifest.tables).await?;
    if counts != manifest.tables {
        return Err(format!("{}: damaged: a table has another number of rows than the backup says", file.display()).into());
    }
    restored.close().await?;
    let restored = Db::open(DbSettings::embedded(scratch.path())).await?;
    // Who logged out after the backup stays logged out, and no link works a second time.
    let tx = restored.begin().await?;
    for table in ["sessions", "one_time_links"] {
        storage::execute(tx.conn(), &format!("delete from {table}"), vec![]).await?;
    }
    tx.commit().await?;
    if config.is_embedded() {
        restored.close().await?;
        std::fs::rename(&unpacked, config.data.join(FILE_NAME))?;
        std::fs::File::open(&config.data)?.sync_all()?;
    } else {
        let target = Db::open(config.database()).await?;
        copy::copy(&restored, &target, |table, rows| spinner.set_message(format!("{table}: {rows} rows"))).await?;
        target.close().await?;
        restored.close().await?;
    }
    scratch.close()?;
    spinner.finish_and_clear();
    let rows: u64 = manifest.tables.iter().map(|count| count.rows).sum();
    let made = manifest.made_at.format("%Y-%m-%d %H:%M UTC");
    Ok(output::line(&format!("restored the backup of {made}: {rows} rows, {files} files; everybody logs in again"))?)
}
