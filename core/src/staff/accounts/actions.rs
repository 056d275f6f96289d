//! Making an account and changing its settings.

use super::{Account, Settings, SettingsChange, host, store};
use crate::{
    kernel::{AccountId, Action, Actor, FieldError, Resource, Result, error::Refusals},
    queue::events,
    staff::{
        access, checked_version,
        log::{self, LogKind},
        name, roles,
    },
    storage::Tx,
};
use serde_json::{Value, json};

/// Makes an account with its built-in roles. Only the operator does this, on the command line or by the first start.
///
/// # Errors
/// A name that is empty, too long or taken.
pub async fn create(tx: &mut Tx, account_name: &str, settings: Settings) -> Result<Account> {
    let name = name("name", account_name)?;
    let folded = name.to_lowercase();
    if store::all(tx.conn()).await?.iter().any(|other| other.name.to_lowercase() == folded) {
        return Err(FieldError::new("name", "name_taken", format!("there is already an account {name:?}")).into());
    }
    let account = Account { id: AccountId::new(), name, hosts: Vec::new(), settings, created_at: tx.now(), version: 1 };
    store::insert(tx, &account).await?;
    roles::seed(tx, account.id).await?;
    log::write(tx, &Actor::system(account.id), LogKind::AccountCreated, json!({"name": account.name})).await?;
    Ok(account)
}

/// Changes the name, the host names and the settings of the actor's account.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `settings.edit`, [`crate::kernel::Error::Stale`], and every refused field.
pub async fn change(tx: &mut Tx, actor: &Actor, change: SettingsChange) -> Result<Account> {
    actor.require(Resource::Settings, Action::Edit)?;
    // Locks the account's row, so that the version that is compared is the one that is replaced.
    access::changes(tx, actor.account).await?;
    let old = store::load(tx.conn(), actor.account).await?;
    checked_version(change.version, old.version, &old)?;
    let mut account = old.clone();
    let mut refusals = Refusals::default();
    if let Some(text) = &change.name {
        account.name = refusals.check(name("name", text)).unwrap_or_default();
    }
    if let Some(texts) = &change.hosts {
        let texts = texts.iter().filter(|text| !text.trim().is_empty());
        account.hosts = texts.filter_map(|text| refusals.check(host("hosts", text))).collect();
        account.hosts.sort_unstable();
        account.hosts.dedup();
        let others = store::all(tx.conn()).await?;
        let taken = others
            .iter()
            .filter(|other| other.id != account.id)
            .find_map(|other| other.hosts.iter().find(|host| account.hosts.contains(host)));
        if let Some(host) = taken {
            refusals.push(FieldError::new("hosts", "host_taken", format!("{host} leads to another account")).with("value", host));
        }
    }
    match old.settings.changed(&change) {
        Ok(settings) => account.settings = settings,
        Err(crate::kernel::Error::Invalid(errors)) => errors.into_iter().for_each(|error| refusals.push(error)),
        Err(other) => return Err(other),
    }
    refusals.finish()?;
    if account == old {
        return Ok(account);
    }
    account.version += 1;
    store::update(tx, &account).await?;
    log::write(tx, actor, LogKind::SettingsChanged, json!({"changes": differences(&old, &account)?})).await?;
    events::record(tx, actor, "settings.changed", None, json!({})).await?;
    Ok(account)
}

/// The changed fields with their values before and after.
fn differences(old: &Account, new: &Account) -> Result<Vec<Value>> {
    let fields = |account: &Account| -> Result<serde_json::Map<String, Value>> {
        let mut fields = match serde_json::to_value(&account.settings)? {
            Value::Object(fields) => fields,
            _ => serde_json::Map::new(),
        };
        fields.insert("name".into(), json!(account.name));
        fields.insert("hosts".into(), json!(account.hosts));
        Ok(fields)
    };
    let (before, after) = (fields(old)?, fields(new)?);
    let changed = after.into_iter().filter(|(field, value)| before.get(field) != Some(value));
    Ok(changed.map(|(field, value)| json!({"field": field, "before": before.get(&field), "after": value})).collect())
}
