//! Settings: the defaults in `config.default.toml`, then `kartotek.toml`, then `KARTOTEK_…` variables, then flags.

use figment::{
    Figment, Profile, Provider,
    providers::{Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use kartotek_core::{
    files::FileStore,
    mail::{Mailer, Security, SmtpSettings},
    storage::DbSettings,
};
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Every setting with its default and what it means.
pub const DEFAULTS: &str = include_str!("config.default.toml");

const PREFIX: &str = "KARTOTEK_";
/// Variables of ours that are not settings.
const NOT_SETTINGS: &[&str] = &["KARTOTEK_CONFIG"];
/// Set by Kubernetes for every service that happens to be called `kartotek`, and by the tests.
const FOREIGN: &[&str] = &["KARTOTEK_SERVICE_", "KARTOTEK_PORT", "KARTOTEK_TEST_"];

/// How the program is set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// `postgres://…`, or empty for the embedded database.
    pub database_url: String,
    /// Connections at most.
    pub database_connections: u32,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What people type; empty for `http://` and `listen`.
    pub public_url: String,
    /// Whether a proxy in front tells for whom it asks.
    pub behind_proxy: bool,
    /// Opens `/metrics` from elsewhere; empty for this machine only.
    pub metrics_token: String,
    /// Jobs done at the same time.
    pub workers: usize,
    /// The largest attached file, in MiB.
    pub max_upload_mib: u64,
    /// The largest imported file, in MiB.
    pub max_import_mib: u64,
    /// How to log.
    pub log: Log,
    /// The mail server.
    pub smtp: Smtp,
}

/// How to log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For people or for a collector.
    pub format: LogFormat,
    /// A level, or levels of parts of the program.
    pub level: String,
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// People.
    Text,
    /// A collector: one JSON object a line.
    Json,
}

/// The mail server.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name; empty for none.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Empty for no log-in.
    pub username: String,
    /// Its password.
    pub password: String,
    /// The sender of the program's own mails.
    pub from: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({}:{}, {:?})", self.host, self.port, self.security)
    }
}

/// Flags that every command takes; what is not given is left to the file and the environment.
#[derive(Clone, Debug, Default, Serialize, clap::Args)]
pub struct Flags {
    /// Settings file (default: kartotek.toml in the data folder)
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Data folder
    #[arg(long, global = true, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// postgres://user:password@host/database; without it the embedded database in the data folder is used
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
}

impl Config {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// One line that names the setting and where it stands.
    pub fn load(flags: &Flags, more: Dict) -> Result<Self, String> {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self::from_sources(flags, more, &environment)
    }

    /// Reads the settings from what is given; `more` holds flags of one command.
    ///
    /// # Errors
    /// One line that names the setting and where it stands.
    pub fn from_sources(flags: &Flags, more: Dict, environment: &[(String, String)]) -> Result<Self, String> {
        let defaults = Figment::from(Toml::string(DEFAULTS));
        let known = defaults.data().map_err(|error| error.to_string())?.remove(&Profile::Default).unwrap_or_default();
        let environment_layer = Figment::from(Serialized::defaults(environment_settings(&known, environment)?));
        let flag_layer = Figment::from(Serialized::defaults(flags)).merge(Serialized::defaults(&more));

        let outer = defaults.clone().merge(environment_layer.clone()).merge(flag_layer.clone());
        let named = flags.config.clone().or_else(|| value_of(environment, "KARTOTEK_CONFIG").map(PathBuf::from));
        let file = match named {
            Some(file) if !file.is_file() => return Err(format!("there is no settings file {}", file.display())),
            Some(file) => Some(file),
            None => {
                let data: PathBuf = outer.extract_inner("data").map_err(|error| tell(&error))?;
                Some(data.join("kartotek.toml")).filter(|file| file.is_file())
            }
        };
        let mut all = defaults;
        if let Some(file) = &file {
            let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let layer = Figment::from(Toml::string(&text));
            let settings = layer.data().map_err(|error| format!("{}: {}", file.display(), tell(&error)))?;
            refuse_unknown(&known, settings.get(&Profile::Default).unwrap_or(&Dict::new()), "", file)?;
            if flags.config.is_none() && settings.get(&Profile::Default).is_some_and(|layer| layer.contains_key("data")) {
                return Err(format!("{}: `data` cannot be set by the file that lies in the data folder", file.display()));
            }
            all = all.merge(layer);
        }
        let mut config: Self = all.merge(environment_layer).merge(flag_layer).extract().map_err(|error| tell(&error))?;
        config.public_url = config.public_url.trim_end_matches('/').to_owned();
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        let url = &self.database_url;
        if !url.is_empty() && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err("database_url must begin with postgres:// (leave it empty for the embedded database)".into());
        }
        if !self.public_url.is_empty() && !self.public_url.starts_with("https://") && !self.public_url.starts_with("http://") {
            return Err("public_url must begin with https:// or http://".into());
        }
        if self.workers == 0 {
            return Err("workers must be at least 1, or nothing is ever imported or sent".into());
        }
        self.mailer().map(|_| ()).map_err(|error| error.to_string())
    }

    /// How to open the database.
    pub fn database(&self) -> DbSettings {
        let mut settings = match self.database_url.as_str() {
            "" => DbSettings::embedded(&self.data),
            url => DbSettings::server(url, &self.data),
        };
        settings.connections = self.database_connections;
        settings
    }

    /// Whether the embedded database is used.
    pub fn is_embedded(&self) -> bool {
        self.database_url.is_empty()
    }

    /// Where uploaded files lie.
    pub fn files(&self) -> FileStore {
        FileStore::in_folder(self.data.join("files"))
    }

    /// What sends mail.
    ///
    /// # Errors
    /// If a setting of the mail server cannot be used.
    pub fn mailer(&self) -> kartotek_core::kernel::Result<Mailer> {
        let smtp = &self.smtp;
        if smtp.host.is_empty() {
            return Ok(Mailer::default());
        }
        let logs_in = !smtp.username.is_empty();
        Mailer::smtp(&SmtpSettings {
            host: smtp.host.clone(),
            port: Some(smtp.port),
            security: smtp.security,
            user: logs_in.then(|| smtp.username.clone()),
            password: logs_in.then(|| smtp.password.clone()),
            from: smtp.from.clone(),
        })
    }

    /// The address people type.
    pub fn public_url(&self) -> String {
        if self.public_url.is_empty() { format!("http://{}", self.listen) } else { self.public_url.clone() }
    }
}

fn value_of<'a>(environment: &'a [(String, String)], name: &str) -> Option<&'a str> {
    environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// `KARTOTEK_SMTP_HOST` is `smtp.host`; the type is that of the default, so a password of digits stays a text.
fn environment_settings(known: &Dict, environment: &[(String, String)]) -> Result<Dict, String> {
    let mut settings = Dict::new();
    for (name, text) in environment {
        if NOT_SETTINGS.contains(&name.as_str()) || FOREIGN.iter().any(|foreign| name.starts_with(foreign)) {
            continue;
        }
        let path = paths(known, "")
            .into_iter()
            .find(|path| format!("{PREFIX}{}", path.to_uppercase().replace('.', "_")) == *name)
            .ok_or_else(|| format!("{name} is set in the environment, but there is no such setting"))?;
        let default = path.split('.').try_fold(Value::from(known.clone()), |value, key| value.find(key));
        let value = match default {
            Some(Value::Num(..)) => Value::from(text.trim().parse::<u64>().map_err(|_| format!("{name} must be a number, not {text:?}"))?),
            Some(Value::Bool(..)) => {
                Value::from(text.trim().parse::<bool>().map_err(|_| format!("{name} must be true or false, not {text:?}"))?)
            }
            _ => Value::from(text.as_str()),
        };
        insert(&mut settings, &path, value);
    }
    Ok(settings)
}

fn insert(settings: &mut Dict, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            settings.insert(path.to_owned(), value);
        }
        Some((table, rest)) => {
            let mut inner = settings.get(table).and_then(|value| value.as_dict().cloned()).unwrap_or_default();
            insert(&mut inner, rest, value);
            settings.insert(table.to_owned(), Value::from(inner));
        }
    }
}

/// The names of all settings, tables joined by dots.
fn paths(known: &Dict, before: &str) -> Vec<String> {
    known
        .iter()
        .flat_map(|(key, value)| match value.as_dict() {
            Some(table) => paths(table, &format!("{before}{key}.")),
            None => vec![format!("{before}{key}")],
        })
        .collect()
}

fn refuse_unknown(known: &Map<String, Value>, given: &Map<String, Value>, before: &str, file: &Path) -> Result<(), String> {
    for (key, value) in given {
        match (known.get(key), value.as_dict()) {
            (None, _) => {
                let names: Vec<&str> = known.keys().map(String::as_str).collect();
                return Err(format!(
                    "{}: there is no setting `{before}{key}`{}",
                    file.display(),
                    nearest(key, &names).map(|near| format!("; did you mean `{before}{near}`?")).unwrap_or_default()
                ));
            }
            (Some(Value::Dict(_, table)), Some(inner)) => refuse_unknown(table, inner, &format!("{before}{key}."), file)?,
            _ => {}
        }
    }
    Ok(())
}

/// The known name that shares the longest beginning with what was typed, if at least three letters.
fn nearest<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
    let shared = |name: &str| name.chars().zip(typed.chars()).take_while(|(a, b)| a == b).count();
    names.iter().copied().filter(|name| shared(name) >= 3).max_by_key(|name| shared(name))
}

/// One line that names the setting.
fn tell(error: &figment::Error) -> String {
    let path = error.path.join(".");
    if path.is_empty() { error.kind.to_string() } else { format!("setting `{path}`: {}", error.kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)], flags: Flags) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kartotek.toml"), file).unwrap();
        let mut all: Vec<(String, String)> = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        all.push(("KARTOTEK_DATA".into(), folder.path().display().to_string()));
        Config::from_sources(&flags, Dict::new(), &all)
    }

    #[test]
    fn the_defaults_are_complete() {
        let config = load("", &[], Flags::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url(), "http://127.0.0.1:8080");
        assert!(config.is_embedded());
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let file = "database_url = \"postgres://file/x\"\nlisten = \"127.0.0.1:1\"\nworkers = 7\n[smtp]\nhost = \"file\"\nport = 25\n";
        let environment = [("KARTOTEK_DATABASE_URL", "postgres://environment/x"), ("KARTOTEK_SMTP_HOST", "environment")];
        let flags = Flags { database_url: Some("postgres://flag/x".into()), ..Flags::default() };
        let config = load(file, &environment, flags).unwrap();
        assert_eq!(config.database_url, "postgres://flag/x");
        assert_eq!((config.smtp.host.as_str(), config.smtp.port, config.workers), ("environment", 25, 7));
        assert_eq!(config.listen.port(), 1);
    }

    #[test]
    fn the_environment_takes_the_type_of_the_default() {
        let environment = [("KARTOTEK_SMTP_PASSWORD", "123456"), ("KARTOTEK_BEHIND_PROXY", "true"), ("KARTOTEK_WORKERS", "3")];
        let config = load("", &environment, Flags::default()).unwrap();
        assert_eq!((config.smtp.password.as_str(), config.workers), ("123456", 3));
        assert!(config.behind_proxy);
        let error = load("", &[("KARTOTEK_WORKERS", "many")], Flags::default()).unwrap_err();
        assert_eq!(error, "KARTOTEK_WORKERS must be a number, not \"many\"");
    }

    #[test]
    fn an_unknown_name_is_refused_wherever_it_stands() {
        let error = load("[smtp]\nhosts = \"x\"\n", &[], Flags::default()).unwrap_err();
        assert!(error.ends_with("there is no setting `smtp.hosts`; did you mean `smtp.host`?"), "{error}");
        let error = load("", &[("KARTOTEK_DATABSE_URL", "postgres://x/y")], Flags::default()).unwrap_err();
        assert_eq!(error, "KARTOTEK_DATABSE_URL is set in the environment, but there is no such setting");
        assert!(load("", &[("KARTOTEK_SERVICE_HOST", "10.0.0.1")], Flags::default()).is_ok());
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_name() {
        let error = load("listen = \"everywhere\"\n", &[], Flags::default()).unwrap_err();
        assert!(error.starts_with("setting `listen`: "), "{error}");
        assert!(load("database_url = \"mysql://x\"", &[], Flags::default()).is_err());
        assert!(load("data = \"elsewhere\"", &[], Flags::default()).unwrap_err().contains("cannot be set"));
    }
}
