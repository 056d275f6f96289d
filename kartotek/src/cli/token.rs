//! `kartotek token add EMAIL`: an API token, printed alone on standard output.

use super::{Failure, output};
use crate::config::Config;
use clap::{Args, Subcommand};
use kartotek_core::{
    kernel::{Actor, Email, Permission},
    staff::{
        accounts,
        tokens::{self, NewToken},
        users,
    },
    storage::Db,
};

/// What can be done with API tokens.
#[derive(Subcommand)]
pub enum Command {
    /// Make an API token of a user, and print it
    Add(Add),
}

/// The arguments of `token add`.
#[derive(Args)]
pub struct Add {
    /// The user's e-mail address
    email: String,
    /// What it is for
    #[arg(long, default_value = "kartotek token add")]
    name: String,
    /// A permission such as customer.view or customer.edit:assigned; may be given several times; without any, the token
    /// may do all that its user may
    #[arg(long = "permission")]
    permissions: Vec<String>,
    /// In which account, by name or host name; needed only if there are several
    #[arg(long)]
    account: Option<String>,
}

/// Makes the token.
///
/// # Errors
/// A user who does not exist or is inactive, an unknown permission.
pub async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let Command::Add(add) = command;
    super::must_exist(config)?;
    let email = Email::parse(&add.email).map_err(|error| error.message)?;
    let permissions = add.permissions.iter().map(|word| word.parse::<Permission>()).collect::<Result<Vec<_>, _>>()?;
    let permissions = (!permissions.is_empty()).then(|| permissions.into_iter().collect());
    let db = Db::open(config.database()).await?;
    let account = accounts::named(db.read(), add.account.as_deref()).await?;
    let user = users::by_address(db.read(), account.id, &email).await?.ok_or_else(|| format!("there is no user {email}"))?;
    if !user.is_active() {
        return Err(format!("{email} is inactive, so a token would open nothing").into());
    }
    let mut tx = db.begin().await?;
    let new = NewToken { name: add.name, permissions, expires_at: None };
    let (_, secret) = tokens::create(&mut tx, &Actor::system(account.id), user.id, new).await?;
    tx.commit().await?;
    db.close().await?;
    output::line(secret.reveal())?;
    Ok(())
}
