//! The gate that every request comes through: a session's or API token's secret becomes an [`Actor`]. One statement finds
//! session, user and account; a second one loads the permissions, unless this process has them in the state that the
//! first statement reported. So a change of roles holds from the next request on, on every node.

use super::{Account, Secret, User, access, entity, sessions, tokens};
use crate::{
    kernel::{AccountId, Actor, PermissionSet, Result, TokenId, UserId, Who, clock, clock::Time},
    storage::{self, Db},
};
use chrono::Duration;
use sea_orm::FromQueryResult;
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

/// How exact "last used" is, and how seldom using something writes.
const TOUCH_AFTER: Duration = Duration::minutes(5);
/// When more users' permissions are kept than this, all are forgotten.
const KEPT: usize = 20_000;

/// Turns secrets into actors. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Gate {
    db: Db,
    kept: Arc<Kept>,
}

/// What a user may do, and the state of the account's counter that it is good for.
type Dated = (i64, Arc<PermissionSet>);

#[derive(Debug, Default)]
struct Kept {
    permissions: RwLock<HashMap<(AccountId, UserId), Dated>>,
    accounts: RwLock<HashMap<AccountId, Arc<Account>>>,
}

/// Who makes a request.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// For actions and lists.
    pub actor: Actor,
    /// The user.
    pub user: User,
    /// The account, with its settings.
    pub account: Arc<Account>,
    /// By which key.
    pub key: Key,
}

/// What opened the gate.
#[derive(Clone, Debug)]
pub enum Key {
    /// A session.
    Session {
        /// What every form of the session carries.
        csrf_token: String,
    },
    /// An API token.
    Token {
        /// Which.
        id: TokenId,
    },
}

/// What the first statement finds, beside the columns of its own.
const USER_AND_ACCOUNT: &str = "u.account_id, u.id, u.email, u.name, u.sort_name, u.language, u.theme, u.state, \
    case when u.password_hash is null then null else '' end as password_hash, u.preferences, u.created_at, u.updated_at, u.last_seen_at, \
    u.version, a.name as account_name, a.hosts as account_hosts, a.settings as account_settings, a.access_version, \
    a.created_at as account_created_at, a.version as account_version";

#[derive(FromQueryResult)]
struct AccountRow {
    account_id: AccountId,
    account_name: String,
    account_hosts: serde_json::Value,
    account_settings: serde_json::Value,
    access_version: i64,
    account_created_at: Time,
    account_version: i64,
}

#[derive(FromQueryResult)]
struct SessionRow {
    csrf_token: String,
    seen_at: Time,
    #[sea_orm(nested)]
    user: entity::user::Model,
    #[sea_orm(nested)]
    account: AccountRow,
}

#[derive(FromQueryResult)]
struct TokenRow {
    token_id: TokenId,
    token_permissions: Option<serde_json::Value>,
    last_used_at: Option<Time>,
    #[sea_orm(nested)]
    user: entity::user::Model,
    #[sea_orm(nested)]
    account: AccountRow,
}

impl Gate {
    /// A gate to this database.
    pub fn new(db: Db) -> Self {
        Self { db, kept: Arc::default() }
    }

    /// Who holds the session of this token; none if it has ended or its user is inactive.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`].
    pub async fn authenticate(&self, token: &Secret) -> Result<Option<LoggedIn>> {
        let now = clock::now();
        let hash = token.hash();
        let sql = format!(
            "select s.csrf_token, s.seen_at, {USER_AND_ACCOUNT} from sessions s \
             join users u on u.account_id = s.account_id and u.id = s.user_id join accounts a on a.id = s.account_id \
             where s.token_hash = $1 and s.expires_at > $2 and u.state = 'active'"
        );
        let row: Option<SessionRow> = storage::select_one(self.db.read(), &sql, vec![hash.clone().into(), now.into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let permissions = self.permissions(row.account.account_id, row.user.id, row.account.access_version).await?;
        let account = self.account(row.account)?;
        if now - row.seen_at > TOUCH_AFTER {
            let (db, account_id, user, life) = (self.db.clone(), account.id, row.user.id, sessions::lifetime(&account));
            // Beside the request: whoever reads a page does not wait for a write.
            tokio::spawn(async move {
                if let Err(error) = sessions::touch(&db, &hash, account_id, user, life).await {
                    tracing::warn!(%error, "cannot note that a session was used");
                }
            });
        }
        Ok(Some(logged_in(account, row.user.try_into()?, permissions, Key::Session { csrf_token: row.csrf_token })))
    }

    /// Who holds this API token; none if it is unknown, expired or revoked, or its user is inactive. The actor has the
    /// permissions that both the user and the token have.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`].
    pub async fn authenticate_token(&self, token: &Secret) -> Result<Option<LoggedIn>> {
        if !token.reveal().starts_with(tokens::PREFIX) {
            return Ok(None);
        }
        let now = clock::now();
        let sql = format!(
            "select t.id as token_id, t.permissions as token_permissions, t.last_used_at, {USER_AND_ACCOUNT} from api_tokens t \
             join users u on u.account_id = t.account_id and u.id = t.user_id join accounts a on a.id = t.account_id \
             where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and u.state = 'active'"
        );
        let row: Option<TokenRow> = storage::select_one(self.db.read(), &sql, vec![token.hash().into(), now.into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let mut permissions = self.permissions(row.account.account_id, row.user.id, row.account.access_version).await?;
        if let Some(stored) = &row.token_permissions {
            permissions = Arc::new(permissions.intersection(&tokens::scope_of(stored)));
        }
        let account = self.account(row.account)?;
        if row.last_used_at.is_none_or(|used| now - used > TOUCH_AFTER) {
            let (db, account_id, id) = (self.db.clone(), account.id, row.token_id);
            tokio::spawn(async move {
                if let Err(error) = tokens::touch(&db, account_id, id).await {
                    tracing::warn!(%error, "cannot note that an API token was used");
                }
            });
        }
        Ok(Some(logged_in(account, row.user.try_into()?, permissions, Key::Token { id: row.token_id })))
    }

    /// The permissions of a user in the state `version` of the account's access counter.
    async fn permissions(&self, account: AccountId, user: UserId, version: i64) -> Result<Arc<PermissionSet>> {
        let kept = self.kept.permissions.read().ok().and_then(|kept| kept.get(&(account, user)).cloned());
        if let Some((of, permissions)) = kept
            && of == version
        {
            return Ok(permissions);
        }
        // Read after the counter: if they changed in between they are newer than it, and are read again next time.
        let permissions = Arc::new(access::permissions(self.db.read(), account, user).await?);
        if let Ok(mut kept) = self.kept.permissions.write() {
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert((account, user), (version, permissions.clone()));
        }
        Ok(permissions)
    }

    /// The account in the state that was just read; parsed once for each state.
    fn account(&self, row: AccountRow) -> Result<Arc<Account>> {
        let kept = self.kept.accounts.read().ok().and_then(|kept| kept.get(&row.account_id).cloned());
        if let Some(account) = kept
            && account.version == row.account_version
        {
            return Ok(account);
        }
        let account = Arc::new(Account {
            id: row.account_id,
            name: row.account_name,
            hosts: serde_json::from_value(row.account_hosts)?,
            settings: serde_json::from_value(row.account_settings)?,
            created_at: row.account_created_at,
            version: row.account_version,
        });
        if let Ok(mut kept) = self.kept.accounts.write() {
            kept.insert(account.id, account.clone());
        }
        Ok(account)
    }
}

fn logged_in(account: Arc<Account>, user: User, permissions: Arc<PermissionSet>, key: Key) -> LoggedIn {
    let who = Who::User { id: user.id, name: user.name.clone() };
    LoggedIn { actor: Actor { account: account.id, who, permissions, import: None, cause: None }, user, account, key }
}
