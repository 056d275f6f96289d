//! The file that `backup` writes and `restore` reads: a compressed tar with `backup.json`, the database as an embedded
//! one (whatever it was), and the uploaded files. Any tool can open it, and it can be restored to either kind of database.

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use kartotek_core::{files::FileStore, storage, storage::copy::Count};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

const MANIFEST: &str = "backup.json";
const FILES: &str = "files/";
/// The form of the archive; a newer one is refused.
const FORMAT: u32 = 1;

/// What an archive says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: chrono::DateTime<chrono::Utc>,
    /// The rows of every table.
    pub tables: Vec<Count>,
}

impl Manifest {
    /// Of an archive that is made now.
    pub fn new(tables: Vec<Count>) -> Self {
        Self { format: FORMAT, program: env!("CARGO_PKG_VERSION").into(), made_at: kartotek_core::kernel::clock::now(), tables }
    }
}

/// What was written.
pub struct Written {
    /// How many uploaded files.
    pub files: usize,
    /// Files that were removed by somebody after the database was read.
    pub gone: usize,
    /// The size of the archive in bytes.
    pub size: u64,
}

/// Writes an archive to `target`, readable by its owner only, on the disk when this returns. `database` is the embedded
/// database's file, `keys` name the uploaded files.
///
/// # Errors
/// If `target` exists or a disk fails; then nothing is left behind.
pub fn write(target: &Path, manifest: &Manifest, database: &Path, store: &FileStore, keys: &[String]) -> io::Result<Written> {
    if target.exists() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} exists already", target.display())));
    }
    let mut name = target.as_os_str().to_owned();
    name.push(".part");
    let coming = PathBuf::from(name);
    let written = write_to(&coming, manifest, database, store, keys).and_then(|written| {
        fs::rename(&coming, target)?;
        Ok(written)
    });
    if written.is_err() {
        // Why it failed is the news; that the remains could not be removed either would only hide it.
        let _removed = fs::remove_file(&coming);
    }
    written
}

fn write_to(path: &Path, manifest: &Manifest, database: &Path, store: &FileStore, keys: &[String]) -> io::Result<Written> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    let mut archive = tar::Builder::new(GzEncoder::new(BufWriter::with_capacity(1 << 20, file), Compression::fast()));
    let text = serde_json::to_vec_pretty(manifest)?;
    archive.append_data(&mut header(text.len() as u64, manifest), MANIFEST, text.as_slice())?;
    append(&mut archive, storage::FILE_NAME, database, manifest)?;
    let (mut files, mut gone) = (0, 0);
    for key in keys {
        let place = store.place(key).map_err(io::Error::other)?;
        match append(&mut archive, &format!("{FILES}{key}"), &place, manifest) {
            Ok(()) => files += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => gone += 1,
            Err(error) => return Err(error),
        }
    }
    let mut buffer = archive.into_inner()?.finish()?;
    buffer.flush()?;
    let file = buffer.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok(Written { files, gone, size: file.metadata()?.len() })
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, path: &Path, manifest: &Manifest) -> io::Result<()> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    archive.append_data(&mut header(size, manifest), name, BufReader::new(file))
}

fn header(size: u64, manifest: &Manifest) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(manifest.made_at.timestamp()).unwrap_or_default());
    header
}

/// Unpacks the archive `source`: the database to `database`, on the disk when this returns, the uploaded files into `store`.
///
/// # Errors
/// If it is no archive of ours, was made by a newer program, or is damaged.
pub fn unpack(source: &Path, database: &Path, store: &FileStore) -> io::Result<(Manifest, usize)> {
    let wrong = |text: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {text}", source.display()));
    let file = File::open(source).map_err(|error| io::Error::new(error.kind(), format!("cannot open {}: {error}", source.display())))?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::with_capacity(1 << 20, file)));
    let (mut manifest, mut found_database, mut files) = (None, false, 0);
    for entry in archive.entries().map_err(|_| wrong("not a backup of this program"))? {
        let mut entry = entry.map_err(|error| wrong(&format!("damaged or not a backup of this program: {error}")))?;
        let name = String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| wrong("damaged: a name is no text"))?;
        if manifest.is_none() {
            if name != MANIFEST {
                return Err(wrong("not a backup of this program"));
            }
            let read: Manifest = serde_json::from_reader(&mut entry).map_err(|error| wrong(&format!("damaged: {error}")))?;
            if read.format > FORMAT {
                return Err(wrong("made by a newer program; restore it with that version"));
            }
            manifest = Some(read);
        } else if name == storage::FILE_NAME {
            unpack_to(&mut entry, database)?;
            found_database = true;
        } else if let Some(key) = name.strip_prefix(FILES) {
            let place = store.place(key).map_err(|_| wrong("damaged: a file would lie outside the folder"))?;
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder)?;
            }
            unpack_to(&mut entry, &place)?;
            files += 1;
        } else {
            return Err(wrong(&format!("holds {name:?}, which is no part of a backup")));
        }
    }
    match manifest {
        Some(manifest) if found_database => Ok((manifest, files)),
        _ => Err(wrong("damaged: it ends before the database")),
    }
}

fn unpack_to(entry: &mut impl io::Read, path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    io::copy(entry, &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_comes_back_and_a_damaged_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (database, target) = (folder.path().join("db"), folder.path().join("backup.tar.gz"));
        let store = FileStore::in_folder(folder.path().join("files"));
        fs::write(&database, vec![7u8; 300_000]).unwrap();
        fs::create_dir_all(folder.path().join("files/a")).unwrap();
        fs::write(folder.path().join("files/a/b"), "Dørkode").unwrap();
        let manifest = Manifest::new(vec![Count { table: "customers".into(), rows: 3 }]);
        let written = write(&target, &manifest, &database, &store, &["a/b".into(), "a/gone".into()]).unwrap();
        assert_eq!((written.files, written.gone), (1, 1));
        assert!(write(&target, &manifest, &database, &store, &[]).is_err(), "an existing file was overwritten");

        let other = FileStore::in_folder(folder.path().join("restored"));
        let (read, files) = unpack(&target, &folder.path().join("db2"), &other).unwrap();
        assert_eq!((read.tables, files), (manifest.tables, 1));
        assert_eq!(fs::read(folder.path().join("db2")).unwrap(), vec![7u8; 300_000]);
        assert_eq!(fs::read_to_string(folder.path().join("restored/a/b")).unwrap(), "Dørkode");

        let whole = fs::read(&target).unwrap();
        fs::write(&target, &whole[..whole.len() / 2]).unwrap();
        assert!(unpack(&target, &folder.path().join("db3"), &other).is_err());
        fs::write(&target, "id;name\n1;Kari\n").unwrap();
        assert!(unpack(&target, &folder.path().join("db3"), &other).is_err());
    }
}
