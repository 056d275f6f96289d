//! `kartotek account add NAME`: one more company.

use super::{Failure, output};
use crate::config::Config;
use clap::{Args, Subcommand};
use kartotek_core::{
    staff::{
        accounts::{self, SettingsChange},
        links,
    },
    storage::Db,
};

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum Command {
    /// Make an account (a company with users and customers of its own)
    Add(Add),
}

/// The arguments of `account add`.
#[derive(Args)]
pub struct Add {
    /// What the company is called
    name: String,
    /// A host name that leads to it; needed as soon as there are several accounts
    #[arg(long = "host")]
    hosts: Vec<String>,
    /// The interface's language for those who chose none: en, nb, sv or de
    #[arg(long)]
    language: Option<String>,
    /// Where phone numbers without a country code belong: NO, SE, DE …
    #[arg(long)]
    country: Option<String>,
    /// The time zone that pages show times in, such as Europe/Oslo
    #[arg(long)]
    time_zone: Option<String>,
}

/// Makes the account and says what comes next.
///
/// # Errors
/// A name that is taken, or a setting that cannot be used.
pub async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let Command::Add(add) = command;
    let db = Db::open(config.database()).await?;
    let mut tx = db.begin().await?;
    let change = SettingsChange {
        hosts: Some(add.hosts),
        language: add.language,
        country: add.country,
        time_zone: add.time_zone,
        ..SettingsChange::default()
    };
    let account = links::add_account(&mut tx, &add.name, change).await?;
    tx.commit().await?;
    let several = accounts::all(db.read()).await?.len() > 1;
    db.close().await?;
    let which = if several { format!(" --account \"{}\"", account.name) } else { String::new() };
    output::line(&format!("account \"{}\" is made; its first user: kartotek user add EMAIL --role administrator{which}", account.name))?;
    Ok(())
}
