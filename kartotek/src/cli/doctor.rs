//! `kartotek doctor`: looks at everything that can be wrong and says what to do.

use super::{Failure, output};
use crate::config::Config;
use kartotek_core::{
    kernel::clock,
    storage::{Db, FILE_NAME, health},
};
use std::{fmt, net::IpAddr, path::Path, process::ExitCode};

/// Less free space than this is worth a word, in bytes.
const LITTLE_SPACE: u64 = 1024 * 1024 * 1024;
/// Less than this is wrong: the next import may fill the disk.
const NO_SPACE: u64 = 100 * 1024 * 1024;
/// Clocks that differ by more seconds than this make sessions and jobs misbehave.
const CLOCK_TOLERANCE: i64 = 5;

/// What was found out about one thing.
struct Finding {
    about: &'static str,
    verdict: Verdict,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Well,
    Hint,
    Wrong,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.verdict {
            Verdict::Well => "ok",
            Verdict::Hint => "hint",
            Verdict::Wrong => "WRONG",
        };
        write!(f, "{word:<6} {:<14} {}", self.about, self.text)
    }
}

fn well(about: &'static str, text: impl Into<String>) -> Finding {
    Finding { about, verdict: Verdict::Well, text: text.into() }
}
fn hint(about: &'static str, text: impl Into<String>) -> Finding {
    Finding { about, verdict: Verdict::Hint, text: text.into() }
}
fn wrong(about: &'static str, text: impl Into<String>) -> Finding {
    Finding { about, verdict: Verdict::Wrong, text: text.into() }
}

/// Prints one line for each thing; fails if something is wrong.
///
/// # Errors
/// If standard output cannot be written.
pub async fn run(config: Result<Config, String>) -> Result<ExitCode, Failure> {
    let findings = match config {
        Err(reason) => vec![wrong("configuration", format!("{reason}; `kartotek settings` prints all settings"))],
        Ok(config) => examine(&config).await,
    };
    for finding in &findings {
        output::line(&finding.to_string())?;
    }
    let count = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count();
    if count == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("{count} {} wrong", if count == 1 { "thing is" } else { "things are" }).into())
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![well("configuration", format!("data folder {}", config.data.display()))];
    findings.push(address(config));
    findings.extend(folder(&config.data));
    findings.extend(database(config).await);
    findings.push(mail(config).await);
    findings
}

fn address(config: &Config) -> Finding {
    let url = config.public_url();
    let local = |ip: IpAddr| ip.is_loopback();
    if config.public_url.is_empty() && !local(config.listen.ip()) {
        return hint("address", format!("public_url is not set: links in mails would begin with {url}; set it to what people type"));
    }
    if url.starts_with("http://") && !local(config.listen.ip()) {
        return hint("address", format!("{url} is not encrypted: put a proxy with TLS in front and set public_url to https://…"));
    }
    well("address", format!("{url}, listening on {}", config.listen))
}

fn folder(data: &Path) -> Vec<Finding> {
    if !data.exists() {
        return vec![hint("data folder", format!("{} does not exist yet; `kartotek serve` makes it", data.display()))];
    }
    let mut findings = Vec::new();
    match tempfile::tempfile_in(data) {
        Ok(_) => findings.push(well("data folder", "can be written")),
        Err(error) => {
            let who = "give it to the user that runs the program (chown), or name another with `data`";
            findings.push(wrong("data folder", format!("{} cannot be written: {error}; {who}", data.display())));
        }
    }
    match rustix::fs::statvfs(data) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} free", size(free));
            findings.push(match free {
                0..NO_SPACE => wrong("disk", format!("{text}; make room before the next import")),
                NO_SPACE..LITTLE_SPACE => hint("disk", format!("{text}; make room soon")),
                _ => well("disk", text),
            });
        }
        Err(error) => findings.push(hint("disk", format!("the free space cannot be told: {error}"))),
    }
    findings
}

async fn database(config: &Config) -> Vec<Finding> {
    let file = config.data.join(FILE_NAME);
    if config.is_embedded() && !file.exists() {
        return vec![hint("database", format!("{} does not exist yet; `kartotek serve` makes it", file.display()))];
    }
    let advice = if config.is_embedded() {
        "if the file is damaged, bring a backup back (kartotek restore) into an empty folder"
    } else {
        "check database_url, and whether the server runs and lets this machine in"
    };
    let db = match Db::connect(config.database()).await {
        Ok(db) => db,
        Err(error) => return vec![wrong("database", format!("{error}; {advice}"))],
    };
    let mut findings = match connected(&db).await {
        Ok(findings) => findings,
        Err(error) => vec![wrong("database", format!("{error}; {advice}"))],
    };
    if let Err(error) = db.close().await {
        findings.push(hint("database", format!("the connection could not be closed: {error}")));
    }
    findings
}

async fn connected(db: &Db) -> kartotek_core::kernel::Result<Vec<Finding>> {
    let version = health::version(db).await?;
    let missing = health::missing_steps(db).await?;
    if missing > 0 {
        return Ok(vec![hint(
            "database",
            format!("{version}; {missing} steps behind this program; `kartotek serve` makes them at its start"),
        )]);
    }
    let mut findings = vec![well("database", format!("{version}, up to date"))];
    let damages = health::damages(db).await?;
    if damages.is_empty() {
        findings.push(well("integrity", "nothing is damaged"));
    }
    findings
        .extend(damages.into_iter().map(|damage| wrong("integrity", format!("{damage}; make a copy of the data, then restore a backup"))));
    findings.push(time(db).await?);
    let failed = health::failed_jobs(db).await?;
    findings.push(match failed {
        0 => well("jobs", "none has failed"),
        _ => hint("jobs", format!("{failed} have failed; an administrator sees why and can try them again (Settings > Jobs)")),
    });
    Ok(findings)
}

async fn time(db: &Db) -> kartotek_core::kernel::Result<Finding> {
    let now = clock::now();
    let ahead = health::clock_difference(db).await?;
    if ahead.abs() > CLOCK_TOLERANCE {
        return Ok(wrong("clock", format!("the database server's clock differs by {ahead} seconds; let both follow a time server (NTP)")));
    }
    match health::newest_event(db).await? {
        Some(newest) if (newest - now).num_seconds() > CLOCK_TOLERANCE => {
            Ok(wrong("clock", format!("it is {now} here, but something was recorded at {newest}; set the clock (NTP)")))
        }
        _ => Ok(well("clock", now.format("%Y-%m-%d %H:%M:%S UTC").to_string())),
    }
}

async fn mail(config: &Config) -> Finding {
    if config.smtp.host.is_empty() {
        return hint("mail", "no mail server is set (smtp.host); an administrator hands over links for invitations and new passwords");
    }
    let server = format!("{}:{}", config.smtp.host, config.smtp.port);
    let tested = match config.mailer() {
        Ok(mailer) => mailer.test().await,
        Err(error) => Err(error),
    };
    match tested {
        Ok(()) => well("mail", format!("{server} answers")),
        Err(error) => wrong("mail", format!("{server}: {error}; check the table [smtp]")),
    }
}

fn size(bytes: u64) -> String {
    let mib = bytes as f64 / 1024.0 / 1024.0;
    if mib < 1024.0 { format!("{mib:.0} MiB") } else { format!("{:.1} GiB", mib / 1024.0) }
}
