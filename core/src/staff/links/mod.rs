//! One-time links: they open the set-up of a fresh installation, an invitation, or the reset of a password. A link works
//! once, for a while, and lies here as a hash.

mod letter;

use super::{
    Account, Secret, access, accounts,
    accounts::{Settings, SettingsChange},
    entity::{one_time_link, user},
    log,
    log::LogKind,
    login,
    password::Password,
    roles::{self, BuiltIn},
    sessions::{self, Client, Started},
    users::{self, NewUser, User},
};
use crate::{
    kernel::{
        AccountId, Action, Actor, Error, FieldError, Resource, Result, UserId, clock, clock::Time, error::Refusals, permission::spelled,
    },
    mail::Mailer,
    queue::jobs::{self, Job, NewJob},
    storage::{self, Db, Tx},
};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// The job that makes a link and mails it. The secret is made when the mail is, so that it lies nowhere in clear.
pub const JOB: &str = "mail.link";

/// The name of the account that the first start makes, until it is set up.
const UNNAMED: &str = "Kartotek";

spelled! {
    /// What a link is good for.
    Purpose {
        /// Making the first user of a fresh installation.
        SetUp = "setup",
        /// Setting the first password of a new user.
        Invite = "invite",
        /// Setting a new password.
        Reset = "reset",
    }
}

impl Purpose {
    /// How long a link works.
    pub fn lifetime(self) -> Duration {
        match self {
            Self::SetUp => Duration::hours(24),
            Self::Invite => Duration::days(7),
            Self::Reset => Duration::hours(2),
        }
    }

    /// Where a link leads, below the public address.
    pub fn path(self, token: &Secret) -> String {
        format!("/{self}/{}", token.reveal())
    }
}

/// A link that works.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it is good for.
    pub purpose: Purpose,
    /// In which account.
    pub account: AccountId,
    /// For whom; none for the set-up.
    pub user: Option<User>,
    /// When it stops working.
    pub expires_at: Time,
}

/// Makes an invitation or reset link for an administrator to hand over.
///
/// # Errors
/// [`Error::Forbidden`] without `user.edit` (for an invitation: or `user.create`); [`Error::NotFound`];
/// `exceeds_own_permissions`; `user_inactive`.
pub async fn issue(tx: &mut Tx, actor: &Actor, user: UserId, purpose: Purpose) -> Result<Secret> {
    let user = may_issue(tx, actor, user, purpose).await?;
    let secret = insert(tx, actor.account, Some(user.id), purpose).await?;
    log::write(tx, actor, LogKind::LinkIssued, json!({"id": user.id, "name": user.name, "purpose": purpose})).await?;
    Ok(secret)
}

/// Mails an invitation or reset link to the user.
///
/// # Errors
/// As [`issue`].
pub async fn send(tx: &mut Tx, actor: &Actor, user: UserId, purpose: Purpose) -> Result<()> {
    let user = may_issue(tx, actor, user, purpose).await?;
    enqueue(tx, actor.account, Some(user.id), purpose).await?;
    log::write(tx, actor, LogKind::LinkIssued, json!({"id": user.id, "name": user.name, "purpose": purpose})).await
}

async fn may_issue(tx: &Tx, actor: &Actor, user: UserId, purpose: Purpose) -> Result<User> {
    if purpose != Purpose::Invite || !actor.may(Resource::User, Action::Create) {
        actor.require(Resource::User, Action::Edit)?;
    }
    let user = users::find(tx.conn(), actor.account, user).await?;
    access::within_reach(tx, actor, user.id).await?;
    match (purpose, user.is_active()) {
        (Purpose::SetUp, _) => Err(Error::internal("a set-up link belongs to no user")),
        (_, false) => Err(Error::refused("user_inactive", "this user is inactive; activate the user first")),
        (_, true) => Ok(user),
    }
}

/// Writes the job that mails a link; without a user it does nothing.
pub(super) async fn enqueue(tx: &mut Tx, account: AccountId, user: Option<UserId>, purpose: Purpose) -> Result<()> {
    let mut job = NewJob::new(account, JOB, json!({"user": user, "purpose": purpose}));
    // After this the user would no longer be waiting for it.
    job.max_attempts = 6;
    jobs::enqueue(tx, job).await
}

/// What a link of this token opens. Does not use it up.
///
/// # Errors
/// `link_invalid` if it is unknown, used or expired, or its user is inactive.
pub async fn open(conn: &impl ConnectionTrait, token: &Secret) -> Result<Link> {
    let row = one_time_link::Entity::find_by_id(token.hash()).one(conn).await?.ok_or_else(invalid)?;
    if row.used_at.is_some() || row.expires_at <= clock::now() {
        return Err(invalid());
    }
    let user = match row.user_id {
        Some(id) => Some(users::find(conn, row.account_id, id).await.map_err(|_| invalid())?),
        None => None,
    };
    if user.as_ref().is_some_and(|user| !user.is_active()) {
        return Err(invalid());
    }
    Ok(Link { purpose: row.purpose.parse().map_err(|_| invalid())?, account: row.account_id, user, expires_at: row.expires_at })
}

/// Follows an invitation or reset link: sets the password, ends all sessions, and logs in.
///
/// # Errors
/// `link_invalid`; on `password` what [`Password::chosen`] refuses (then the link still works).
pub async fn set_password(db: &Db, token: &Secret, password: &str, client: &Client) -> Result<Started> {
    let link = open(db.read(), token).await?;
    let user = link.user.filter(|_| link.purpose != Purpose::SetUp).ok_or_else(invalid)?;
    let hash = Password::chosen("password", password, &[&user.name, user.email.as_str()])?.hash().await?;
    let account = accounts::load(db.read(), link.account).await?;
    let mut tx = db.begin().await?;
    // Deactivated while the password was hashed: the link is worthless by then.
    use_up(&tx, token).await?;
    let actor = login::acting(&account, &user);
    login::set_password(&mut tx, &actor, user.id, hash, None).await?;
    let started = sessions::begin(&tx, &account, user.id, client).await?;
    log::write(&mut tx, &actor, LogKind::LoggedIn, json!({"address": client.address})).await?;
    tx.commit().await?;
    Ok(started)
}

/// What the set-up of a fresh installation asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SetUp {
    /// The company's name.
    pub account_name: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's e-mail address.
    pub email: String,
    /// The administrator's password.
    pub password: String,
    /// What else is set at once: language, country, time zone.
    #[serde(default)]
    pub settings: SettingsChange,
}

/// At the start of the program: as long as no user exists, a fresh link that opens the set-up, to be printed. Makes the
/// first account if there is none.
///
/// # Errors
/// [`Error::Database`].
pub async fn set_up_link(db: &Db) -> Result<Option<Secret>> {
    if user::Entity::find().count(db.read()).await? > 0 {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    let account = match accounts::all(tx.conn()).await?.into_iter().next() {
        Some(account) => account,
        None => match accounts::create(&mut tx, UNNAMED, Settings::default()).await {
            Ok(account) => account,
            // Another node has just made it.
            Err(Error::Invalid(_)) => {
                tx.rollback().await?;
                tx = db.begin().await?;
                accounts::all(tx.conn()).await?.into_iter().next().ok_or(Error::NotFound)?
            }
            Err(other) => return Err(other),
        },
    };
    let secret = insert(&tx, account.id, None, Purpose::SetUp).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// Makes an account with these settings (`kartotek account add`). An account that the first start made, and that nobody has
/// set up, becomes this one.
///
/// # Errors
/// A name that is empty, too long or taken; every refused setting.
pub async fn add_account(tx: &mut Tx, name: &str, settings: SettingsChange) -> Result<Account> {
    let waiting = user::Entity::find().count(tx.conn()).await? == 0;
    let account = match accounts::all(tx.conn()).await?.into_iter().find(|account| account.name == UNNAMED) {
        Some(account) if waiting => account,
        _ => accounts::create(tx, name, Settings::default()).await?,
    };
    accounts::change(tx, &Actor::system(account.id), SettingsChange { name: Some(name.to_owned()), ..settings }).await
}

/// Follows the set-up link: names the account, makes its administrator, and logs in.
///
/// # Errors
/// `link_invalid`, also when a user has been made in the meantime; every refused field (then the link still works).
pub async fn set_up(db: &Db, token: &Secret, input: SetUp, client: &Client) -> Result<Started> {
    let link = open(db.read(), token).await?;
    if link.purpose != Purpose::SetUp {
        return Err(invalid());
    }
    let mut refusals = Refusals::default();
    let about = [input.name.as_str(), input.email.as_str(), input.account_name.as_str()];
    let password = refusals.check(Password::chosen("password", &input.password, &about));
    refusals.check(crate::kernel::Email::parse(&input.email));
    refusals.check(super::name("name", &input.name));
    refusals.check(super::name("account_name", &input.account_name));
    refusals.finish()?;
    let password = match password {
        Some(password) => password.hash().await?,
        None => return Err(Error::internal("a refusal was lost")),
    };
    let mut tx = db.begin().await?;
    use_up(&tx, token).await?;
    let actor = Actor::system(link.account);
    let change = SettingsChange { name: Some(input.account_name), ..input.settings };
    let account = accounts::change(&mut tx, &actor, change).await.map_err(|error| renamed(error, "name", "account_name"))?;
    // The account's row is locked now: of two set-ups at the same instant the second sees the first one's user.
    if user::Entity::find().count(tx.conn()).await? > 0 {
        return Err(invalid());
    }
    let administrator = roles::by_key(tx.conn(), account.id, "roles", BuiltIn::Administrator.as_str()).await?;
    let new =
        NewUser { email: input.email, name: input.name, roles: vec![administrator.id], password: Some(password), ..NewUser::default() };
    let user = users::create(&mut tx, &actor, new).await?;
    let started = sessions::begin(&tx, &account, user.id, client).await?;
    log::write(&mut tx, &login::acting(&account, &user), LogKind::LoggedIn, json!({"address": client.address})).await?;
    tx.commit().await?;
    Ok(started)
}

/// The same refusal under the name that the field has in this form.
fn renamed(error: Error, from: &str, to: &str) -> Error {
    let rename = |error: FieldError| if error.field == from { FieldError { field: to.to_owned(), ..error } } else { error };
    match error {
        Error::Invalid(errors) => Error::Invalid(errors.into_iter().map(rename).collect()),
        other => other,
    }
}

/// Makes all links of a user worthless.
pub(super) async fn withdraw(tx: &Tx, account: AccountId, user: UserId) -> Result<()> {
    let sql = "delete from one_time_links where account_id = $1 and user_id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), user.into()]).await?;
    Ok(())
}

async fn use_up(tx: &Tx, token: &Secret) -> Result<()> {
    let sql = "update one_time_links set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2";
    match storage::execute(tx.conn(), sql, vec![token.hash().into(), tx.now().into()]).await? {
        1 => Ok(()),
        _ => Err(invalid()),
    }
}

async fn insert(tx: &Tx, account: AccountId, user: Option<UserId>, purpose: Purpose) -> Result<Secret> {
    let secret = Secret::generate("")?;
    let row = one_time_link::ActiveModel {
        token_hash: Set(secret.hash()),
        account_id: Set(account),
        purpose: Set(purpose.to_string()),
        user_id: Set(user),
        created_at: Set(tx.now()),
        expires_at: Set(tx.now() + purpose.lifetime()),
        used_at: Set(None),
    };
    one_time_link::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(secret)
}

/// Does a [`JOB`]: makes the link and mails it in the user's language.
///
/// # Errors
/// The mail could not be sent; it is tried again, with a fresh link.
pub async fn deliver(db: Db, job: Job, mailer: Mailer, public_url: Arc<str>) -> Result<()> {
    #[derive(Deserialize)]
    struct Payload {
        user: Option<UserId>,
        purpose: Purpose,
    }
    let payload: Payload = serde_json::from_value(job.payload)?;
    let (Some(account), Some(id)) = (job.account_id, payload.user) else { return Ok(()) };
    let user = match users::find(db.read(), account, id).await {
        Ok(user) if user.is_active() => user,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    };
    let account = accounts::load(db.read(), account).await?;
    let tx = db.begin().await?;
    let secret = insert(&tx, account.id, Some(user.id), payload.purpose).await?;
    tx.commit().await?;
    let link = url(&account, &public_url, payload.purpose, &secret);
    mailer.send(letter::compose(&account, &user, payload.purpose, &link), &format!("link-{}-{}", job.id, job.attempts)).await
}

/// The whole address of a link.
pub fn url(account: &Account, public_url: &str, purpose: Purpose, token: &Secret) -> String {
    format!("{}{}", address_of(account, public_url), purpose.path(token))
}

/// The public address of an account: its own host name if it has one that the installation's address does not name.
fn address_of(account: &Account, public_url: &str) -> String {
    let url = public_url.trim_end_matches('/');
    let (scheme, host) = url.split_once("://").unwrap_or(("https", url));
    let name = host.split(['/', ':']).next().unwrap_or(host);
    match account.hosts.first() {
        Some(own) if !account.hosts.iter().any(|host| host == name) => format!("{scheme}://{}", host.replacen(name, own, 1)),
        _ => url.to_owned(),
    }
}

/// Removes links that no longer work.
pub(super) async fn sweep(tx: &Tx) -> Result<u64> {
    let sql = "delete from one_time_links where expires_at < $1";
    storage::execute(tx.conn(), sql, vec![tx.now().into()]).await
}

fn invalid() -> Error {
    Error::refused("link_invalid", "this link has been used or has expired; ask for a new one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_accounts_own_host() {
        let account = |hosts: &[&str]| Account {
            id: AccountId::new(),
            name: "Fjord".into(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            settings: Settings::default(),
            created_at: clock::now(),
            version: 1,
        };
        assert_eq!(address_of(&account(&[]), "http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
        assert_eq!(address_of(&account(&["a.no", "b.no"]), "https://b.no"), "https://b.no");
        assert_eq!(address_of(&account(&["a.no"]), "https://kartotek.example:8443"), "https://a.no:8443");
    }
}
