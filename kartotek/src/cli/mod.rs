//! The commands. Each ends with 0, or with one line on standard error and 1 (2 if it was called wrongly).

mod account;
mod backup;
mod demo;
mod doctor;
mod output;
mod progress;
mod relocate;
mod restore;
mod serve;
mod token;
mod user;

use crate::config::{Config, Flags};
use clap::{Parser, Subcommand};
use figment::value::Dict;
use std::{path::PathBuf, process::ExitCode};

/// Everything a command may fail with: one line for the operator.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One record for every customer, on one's own server.
///
/// Settings come from kartotek.toml in the data folder, then KARTOTEK_… environment variables, then flags.
#[derive(Parser)]
#[command(name = "kartotek", version, about, propagate_version = true, max_term_width = 120)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything; on first start, print a one-time link that makes the first administrator
    Serve(serve::Arguments),
    /// The same on a throw-away folder filled with a believable company; prints the log-ins
    Demo(serve::Arguments),
    /// Companies that use this installation
    #[command(subcommand)]
    Account(account::Command),
    /// Members of staff
    #[command(subcommand)]
    User(user::Command),
    /// API tokens
    #[command(subcommand)]
    Token(token::Command),
    /// Write everything (database and files) into one file, while the server runs
    Backup {
        /// The file to make; must not exist yet
        file: PathBuf,
    },
    /// Bring a backup back, into an empty folder or database of either kind
    Restore {
        /// A file made by `backup`
        file: PathBuf,
    },
    /// Copy everything to another database: SQLite to PostgreSQL and back
    Move(relocate::Arguments),
    /// Check configuration, database, mail settings, disk and clock, and say what to do
    Doctor,
    /// Print every setting with its default, ready to become kartotek.toml
    Settings,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    match runtime.block_on(perform(cli)) {
        Ok(code) => code,
        Err(error) => fail(&error.to_string()),
    }
}

async fn perform(cli: Cli) -> Result<ExitCode, Failure> {
    let load = |more: Dict| Config::load(&cli.flags, more);
    match cli.command {
        Command::Serve(arguments) => serve::run(load(arguments.settings())?).await?,
        Command::Demo(arguments) => demo::run(load(arguments.settings())?).await?,
        Command::Account(command) => account::run(&load(Dict::new())?, command).await?,
        Command::User(command) => user::run(&load(Dict::new())?, command).await?,
        Command::Token(command) => token::run(&load(Dict::new())?, command).await?,
        Command::Backup { file } => backup::run(&load(Dict::new())?, &file).await?,
        Command::Restore { file } => restore::run(&load(Dict::new())?, &file).await?,
        Command::Move(arguments) => relocate::run(&load(Dict::new())?, &arguments).await?,
        Command::Doctor => return doctor::run(load(Dict::new())).await,
        Command::Settings => output::print(crate::config::DEFAULTS)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A command that only reads must not make an empty database by looking for it.
fn must_exist(config: &Config) -> Result<(), Failure> {
    let file = config.data.join(kartotek_core::storage::FILE_NAME);
    if config.is_embedded() && !file.exists() {
        return Err(format!("there is no database {}; name the data folder with --data", file.display()).into());
    }
    Ok(())
}

/// Tells why in one line, whatever line breaks a library put into it.
fn fail(reason: &str) -> ExitCode {
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    output::complain(&format!("kartotek: {line}"));
    ExitCode::FAILURE
}
