//! `kartotek user add EMAIL --role ROLE`: a user, whose password is read from standard input or made and printed once.

use super::{Failure, output};
use crate::config::Config;
use clap::{Args, Subcommand};
use kartotek_core::{
    kernel::Actor,
    staff::{
        accounts,
        password::Password,
        roles,
        users::{self, NewUser},
    },
    storage::Db,
};
use std::io::Read;

/// What can be done with users.
#[derive(Subcommand)]
pub enum Command {
    /// Make a user; prints the password, unless it is read from standard input
    Add(Add),
}

/// The arguments of `user add`.
#[derive(Args)]
pub struct Add {
    /// Names the user at log-in
    email: String,
    /// administrator, agent, technician, or a role of the account's own; may be given several times
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    /// The user's name; without one, what stands before the @
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input (one line) instead of making one
    #[arg(long)]
    password_stdin: bool,
    /// In which account, by name or host name; needed only if there are several
    #[arg(long)]
    account: Option<String>,
}

/// The longest line that is read as a password.
const MAX_INPUT: u64 = 4096;

/// Makes the user.
///
/// # Errors
/// An address that is taken, a role that does not exist, a password that is too short.
pub async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let Command::Add(add) = command;
    super::must_exist(config)?;
    let name = add.name.unwrap_or_else(|| add.email.split('@').next().unwrap_or_default().to_owned());
    let (password, shown) = if add.password_stdin {
        let mut text = String::new();
        std::io::stdin().take(MAX_INPUT).read_to_string(&mut text)?;
        let line = text.lines().next().unwrap_or_default();
        (Password::chosen("password", line, &[&name, &add.email]).map_err(|error| format!("password: {}", error.message))?, None)
    } else {
        let (password, text) = Password::made()?;
        (password, Some(text))
    };
    let db = Db::open(config.database()).await?;
    let account = accounts::named(db.read(), add.account.as_deref()).await?;
    let mut ids = Vec::new();
    for key in &add.roles {
        ids.push(roles::by_key(db.read(), account.id, "role", key).await?.id);
    }
    let hash = password.hash().await?;
    let mut tx = db.begin().await?;
    let new = NewUser { email: add.email, name, roles: ids, password: Some(hash), ..NewUser::default() };
    users::create(&mut tx, &Actor::system(account.id), new).await?;
    tx.commit().await?;
    db.close().await?;
    if let Some(text) = shown {
        output::line(&text)?;
    }
    Ok(())
}
