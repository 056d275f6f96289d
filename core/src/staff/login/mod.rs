//! Logging in with e-mail and password, and changing the password.
//!
//! Passwords are verified outside of transactions: that takes a while on purpose, and the embedded database has one
//! writer. Unknown addresses take the same way as known ones, and the answer is the same.

mod pauses;

use super::{
    Account, Secret,
    log::{self, LogKind},
    password::Password,
    sessions::{self, Client, Started},
    users::{self, User},
};
use crate::{
    kernel::{Action, Actor, Email, Error, Resource, Result, UserId, Who},
    storage::{Db, Tx},
};
use pauses::{Counted, Counter};
use serde_json::json;

/// Logs in.
///
/// # Errors
/// `login_failed`, whether the address is unknown, the user inactive or the password wrong; `login_paused` with the seconds
/// to wait after too many tries.
pub async fn login(db: &Db, account: &Account, email: &str, password: Password, client: &Client) -> Result<Started> {
    let counted = [Counted::email(Counter::Login, account.id, email), Counted::address(Counter::Address, &client.address)];
    let first_pause = pauses::count(db, &counted).await?;
    let found = match Email::parse(email) {
        Ok(email) => users::by_email(db.read(), account.id, &email).await?,
        Err(_) => None,
    };
    let (user, hash) = match found {
        Some((user, hash)) if user.is_active() => (Some(user), hash),
        Some((user, _)) => (Some(user), None),
        None => (None, None),
    };
    let right = password.verify(hash).await?;
    match user {
        Some(user) if right => {
            let mut tx = db.begin().await?;
            let current = users::take(&tx, account.id, user.id).await?;
            // While the password was verified, an administrator may have deactivated the user, or a link changed the password.
            if current.version != user.version {
                return Err(failed());
            }
            pauses::succeeded(&tx, &counted).await?;
            let started = sessions::begin(&tx, account, user.id, client).await?;
            log::write(&mut tx, &acting(account, &user), LogKind::LoggedIn, json!({"address": client.address})).await?;
            tx.commit().await?;
            Ok(started)
        }
        user => {
            let mut tx = db.begin().await?;
            // The address as it was typed is not logged: people type their password there.
            let known = user.map(|user| json!({"id": user.id, "name": user.name}));
            let details = json!({"address": client.address, "user": known});
            let kind = if first_pause { LogKind::LoginPaused } else { LogKind::LoginFailed };
            log::write(&mut tx, &Actor::system(account.id), kind, details).await?;
            tx.commit().await?;
            Err(failed())
        }
    }
}

/// Changes the acting user's password. All other sessions end, and links that were sent become worthless.
///
/// # Errors
/// `wrong_password` on `current_password`; on `password` what [`Password::chosen`] refuses; `login_paused`;
/// [`Error::Forbidden`] if no user acts.
pub async fn change_password(db: &Db, actor: &Actor, keep: Option<&Secret>, current: Password, new: &str, client: &Client) -> Result<()> {
    let user = users::own(db.read(), actor).await?;
    let new = Password::chosen("password", new, &[&user.name, user.email.as_str()])?;
    // Whoever finds an open session must not be able to guess on here.
    let counted = [Counted::email(Counter::Login, actor.account, user.email.as_str()), Counted::address(Counter::Address, &client.address)];
    pauses::count(db, &counted).await?;
    let hash = users::by_email(db.read(), actor.account, &user.email).await?.and_then(|(_, hash)| hash);
    if !current.verify(hash).await? {
        return Err(Error::field("current_password", "wrong_password", "this is not your password"));
    }
    let hash = new.hash().await?;
    let mut tx = db.begin().await?;
    if users::take(&tx, actor.account, user.id).await?.version != user.version {
        return Err(Error::refused("changed_meanwhile", "your record was changed in the meantime; try again"));
    }
    pauses::succeeded(&tx, &counted).await?;
    set_password(&mut tx, actor, user.id, hash, keep).await?;
    tx.commit().await
}

/// Sets a password in a transaction: sessions other than `keep` end, links become worthless, the log tells.
pub(super) async fn set_password(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    hash: super::password::Hashed,
    keep: Option<&Secret>,
) -> Result<()> {
    users::set_password(tx, actor.account, user, hash).await?;
    sessions::end_all(tx, actor, user, keep).await?;
    super::links::withdraw(tx, actor.account, user).await?;
    log::write(tx, actor, LogKind::PasswordChanged, json!({"id": user})).await
}

/// Sends a reset link to the user with this address, if there is one who can log in. The answer is the same in any case.
///
/// # Errors
/// [`Error::Database`].
pub async fn request_reset(db: &Db, account: &Account, email: &str, client: &Client) -> Result<()> {
    let counted = [Counted::email(Counter::Reset, account.id, email), Counted::address(Counter::ResetAddress, &client.address)];
    match pauses::count(db, &counted).await {
        Ok(_) => {}
        // Too many letters were asked for: none is sent, and nothing tells.
        Err(Error::Refused { .. }) => return Ok(()),
        Err(other) => return Err(other),
    }
    let user = match Email::parse(email) {
        Ok(email) => users::by_email(db.read(), account.id, &email).await?.map(|(user, _)| user).filter(User::is_active),
        Err(_) => None,
    };
    let mut tx = db.begin().await?;
    // For an unknown address too a job is written, which does nothing: the time it takes tells nothing.
    super::links::enqueue(&mut tx, account.id, user.map(|user| user.id), super::links::Purpose::Reset).await?;
    tx.commit().await
}

/// Lets an e-mail address try again at once after too many failures (administrator's button).
///
/// # Errors
/// [`Error::Forbidden`] without `user.edit`, [`Error::NotFound`].
pub async fn lift_pause(tx: &mut Tx, actor: &Actor, user: UserId) -> Result<()> {
    actor.require(Resource::User, Action::Edit)?;
    let user = users::find(tx.conn(), actor.account, user).await?;
    pauses::succeeded(tx, &[Counted::email(Counter::Login, actor.account, user.email.as_str())]).await
}

/// Forgets failures that no longer count.
pub(super) async fn sweep(tx: &Tx) -> Result<u64> {
    pauses::sweep(tx).await
}

/// The user as the one who acts, for the log.
pub(super) fn acting(account: &Account, user: &User) -> Actor {
    Actor { who: Who::User { id: user.id, name: user.name.clone() }, ..Actor::system(account.id) }
}

fn failed() -> Error {
    Error::refused("login_failed", "e-mail or password is wrong")
}
