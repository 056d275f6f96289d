//! `kartotek backup FILE`: everything in one file, while the server runs.

use super::{Failure, output, progress};
use crate::{
    archive::{self, Manifest},
    config::Config,
};
use kartotek_core::{
    files,
    storage::{Db, FILE_NAME, copy},
};
use std::path::Path;

/// Writes the backup and prints what is in it.
///
/// # Errors
/// If there is no database, `file` exists, or a disk fails.
pub async fn run(config: &Config, file: &Path) -> Result<(), Failure> {
    if file.exists() {
        return Err(format!("{} exists already; name another file", file.display()).into());
    }
    super::must_exist(config)?;
    let db = Db::open(config.database()).await?;
    // Beside the file that will be made: there is room there, or there would be none for the file either.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let scratch = tempfile::Builder::new().prefix(".kartotek-backup-").tempdir_in(folder)?;
    let spinner = progress::spinner("reading the database");
    let counts = copy::snapshot(&db, scratch.path(), |table, rows| spinner.set_message(format!("{table}: {rows} rows"))).await?;
    db.close().await?;

    spinner.set_message("writing the file");
    let snapshot = Db::connect(kartotek_core::storage::DbSettings::embedded(scratch.path())).await?;
    let keys = files::all_keys(snapshot.read()).await?;
    snapshot.close().await?;
    let (target, store, manifest) = (file.to_owned(), config.files(), Manifest::new(counts));
    let database = scratch.path().join(FILE_NAME);
    let rows: u64 = manifest.tables.iter().map(|count| count.rows).sum();
    let written = tokio::task::spawn_blocking(move || archive::write(&target, &manifest, &database, &store, &keys)).await??;
    spinner.finish_and_clear();
    scratch.close()?;
    if written.gone > 0 {
        output::complain(&format!("{} uploaded files were removed while the backup was made, and are not in it", written.gone));
    }
    let mib = written.size as f64 / 1024.0 / 1024.0;
    Ok(output::line(&format!("{}: {rows} rows, {} files, {mib:.1} MiB", file.display(), written.files))?)
}
