//! Where the bytes of uploaded files lie: a folder beside the database, or one that all nodes share.

use crate::kernel::{AccountId, Error, FileId, Result};
use sha2::{Digest, Sha256};
use std::{
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};
use tokio::{
    fs,
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
};

/// The store of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore(Arc<PathBuf>);

/// What was put into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Names the bytes within the store.
    pub key: String,
    /// How many bytes.
    pub size: u64,
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
}

impl FileStore {
    /// A store in `folder`, which is made when the first file comes.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(folder.into()))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Puts the bytes of `source` into the store, on the disk when this returns. A file that is larger than `limit`
    /// bytes leaves nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `file_too_large`; [`Error::Internal`] if the disk or the source fails.
    pub async fn put(&self, account: AccountId, id: FileId, source: impl AsyncRead + Unpin, limit: u64) -> Result<Stored> {
        // The last byte of a UUIDv7 is random: 256 folders, so that none grows beyond what file systems like.
        let key = format!("{account}/{:02x}/{id}", id.0.as_bytes()[15]);
        let place = self.place(&key)?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).await?;
        }
        let coming = place.with_extension("part");
        match receive(&coming, source, limit).await {
            Ok((size, sha256)) => {
                fs::rename(&coming, &place).await?;
                Ok(Stored { key, size, sha256 })
            }
            Err(error) => {
                // Why it failed is the news; that the remains could not be removed either would only hide it.
                let _removed = fs::remove_file(&coming).await;
                Err(error)
            }
        }
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it is not there.
    pub async fn open(&self, key: &str) -> Result<fs::File> {
        fs::File::open(self.place(key)?).await.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::NotFound,
            _ => Error::internal(error),
        })
    }

    /// Removes a file; that it is gone already is fine.
    ///
    /// # Errors
    /// [`Error::Internal`] if the disk refuses.
    pub async fn remove(&self, key: &str) -> Result<()> {
        match fs::remove_file(self.place(key)?).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::internal(error)),
            _ => Ok(()),
        }
    }

    /// The path of a key; a key that would lead out of the folder is refused.
    ///
    /// # Errors
    /// [`Error::Internal`] if it would.
    pub fn place(&self, key: &str) -> Result<PathBuf> {
        let relative = Path::new(key);
        if key.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error::Internal(format!("{key:?} is not the key of a file")));
        }
        Ok(self.0.join(relative))
    }
}

async fn receive(path: &Path, mut source: impl AsyncRead + Unpin, limit: u64) -> Result<(u64, String)> {
    let mut file = fs::File::create(path).await?;
    let mut hasher = Sha256::new();
    let mut size = 0u64;
    let mut buffer = vec![0u8; 64 * 1024];
    loop {
        let read = source.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > limit {
            let limit_mib = limit / (1024 * 1024);
            return Err(crate::kernel::FieldError::new("file", "file_too_large", format!("the file is larger than {limit_mib} MiB"))
                .with("max_mib", limit_mib)
                .into());
        }
        hasher.update(&buffer[..read]);
        file.write_all(&buffer[..read]).await?;
    }
    file.sync_all().await?;
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((size, sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_put_in_comes_out_and_can_be_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::in_folder(folder.path());
        let (account, id) = (AccountId::new(), FileId::new());
        let stored = store.put(account, id, &b"Dorcode 4711"[..], 100).await.unwrap();
        assert_eq!(stored.size, 12);
        assert_eq!(stored.sha256.len(), 64);
        let mut text = String::new();
        store.open(&stored.key).await.unwrap().read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "Dorcode 4711");
        store.remove(&stored.key).await.unwrap();
        store.remove(&stored.key).await.unwrap();
        assert!(matches!(store.open(&stored.key).await, Err(Error::NotFound)));
    }

    #[tokio::test]
    async fn a_file_beyond_the_limit_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::in_folder(folder.path());
        let error = store.put(AccountId::new(), FileId::new(), &[0u8; 101][..], 100).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(fields) if fields[0].code == "file_too_large"));
        let left = walk(folder.path());
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn no_key_leads_out_of_the_folder() {
        let store = FileStore::in_folder("/data/files");
        for key in ["", "../secret", "/etc/passwd", "a/../../b", "./a"] {
            assert!(store.place(key).is_err(), "{key}");
        }
        assert!(store.place("a/b/c").is_ok());
    }

    fn walk(folder: &Path) -> Vec<PathBuf> {
        std::fs::read_dir(folder)
            .unwrap()
            .flat_map(|entry| {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path) } else { vec![path] }
            })
            .collect()
    }
}
