//! Mail domains of an organisation: a new person with such an address joins it.

use super::store;
use crate::{
    customers::{
        CustomerKind,
        entity::organisation_domain,
        history::{self, Change},
        scope,
    },
    kernel::{
        Action, Actor, CustomerId, Error, FieldError, Result,
        email::{is_public_mail_domain, parse_domain},
    },
    queue::events,
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, sea_query::OnConflict};
use serde_json::json;

/// The most domains that an organisation claims.
const MOST_DOMAINS: usize = 100;

/// The domains that an organisation has claimed, in alphabetical order.
///
/// # Errors
/// [`Error::NotFound`] if the organisation may not be seen.
pub async fn claimed(conn: &impl ConnectionTrait, actor: &Actor, organisation: CustomerId) -> Result<Vec<String>> {
    scope::check(conn, actor, Action::View, organisation).await?;
    of(conn, actor, organisation).await
}

async fn of(conn: &impl ConnectionTrait, actor: &Actor, organisation: CustomerId) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        domain: String,
    }
    let sql = "select domain from organisation_domains where account_id = $1 and organisation_id = $2 order by domain";
    let rows: Vec<Row> = storage::select(conn, sql, vec![actor.account.into(), organisation.into()]).await?;
    Ok(rows.into_iter().map(|row| row.domain).collect())
}

/// The organisation that has claimed a domain, if any.
///
/// # Errors
/// [`Error::Database`].
pub async fn claimed_by(conn: &impl ConnectionTrait, actor: &Actor, domain: &str) -> Result<Option<CustomerId>> {
    let row = organisation_domain::Entity::find_by_id((actor.account, domain.to_owned())).one(conn).await?;
    Ok(row.map(|row| row.organisation_id))
}

/// Claims a domain for an organisation. Persons that exist already stay as they are. Claiming it again changes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] if the organisation may not be edited; on `domain`: `invalid_domain`,
/// `public_mail_domain`, `domain_taken` (params `name`, `id`), `domain_taken_hidden` if the other organisation may not be seen,
/// `too_many`; `not_an_organisation`.
pub async fn claim(tx: &mut Tx, actor: &Actor, organisation: CustomerId, domain: &str) -> Result<Vec<String>> {
    let before = editable(tx, actor, organisation).await?;
    let domain = parse_domain(domain)?;
    if is_public_mail_domain(&domain) {
        let refusal = FieldError::new(
            "domain",
            "public_mail_domain",
            format!("anybody can have an address at {domain}; it says nothing about the organisation"),
        );
        return Err(refusal.with("domain", domain).into());
    }
    if before.contains(&domain) {
        return Ok(before);
    }
    if before.len() >= MOST_DOMAINS {
        return Err(FieldError::new("domain", "too_many", format!("at most {MOST_DOMAINS}")).with("max", MOST_DOMAINS).into());
    }
    let row = organisation_domain::ActiveModel {
        account_id: Set(actor.account),
        domain: Set(domain.clone()),
        organisation_id: Set(organisation),
    };
    let inserted = organisation_domain::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if inserted == 0 {
        return Err(taken(tx, actor, &domain).await?.into());
    }
    tell(tx, actor, organisation, before).await
}

/// Gives a claimed domain up. Members stay members.
///
/// # Errors
/// [`Error::NotFound`] also if the organisation has not claimed it; [`Error::Forbidden`].
pub async fn release(tx: &mut Tx, actor: &Actor, organisation: CustomerId, domain: &str) -> Result<Vec<String>> {
    let before = editable(tx, actor, organisation).await?;
    let sql = "delete from organisation_domains where account_id = $1 and domain = $2 and organisation_id = $3";
    if storage::execute(tx.conn(), sql, vec![actor.account.into(), domain.trim().to_lowercase().into(), organisation.into()]).await? == 0 {
        return Err(Error::NotFound);
    }
    tell(tx, actor, organisation, before).await
}

/// Checks permission and kind, and gives the domains as they are.
async fn editable(tx: &Tx, actor: &Actor, organisation: CustomerId) -> Result<Vec<String>> {
    scope::check(tx.conn(), actor, Action::Edit, organisation).await?;
    if !store::known(tx.conn(), actor.account, organisation).await?.is(CustomerKind::Organisation) {
        return Err(Error::refused("not_an_organisation", "only an organisation claims a mail domain"));
    }
    of(tx.conn(), actor, organisation).await
}

async fn tell(tx: &mut Tx, actor: &Actor, organisation: CustomerId, before: Vec<String>) -> Result<Vec<String>> {
    let after = of(tx.conn(), actor, organisation).await?;
    history::record(tx, actor, organisation, &[Change::new("domains", json!(before), json!(after))]).await?;
    events::record(tx, actor, "customer.changed", Some(organisation.0), json!({"fields": ["domains"]})).await?;
    Ok(after)
}

/// The refusal of a domain that another organisation has, naming that one if the actor may see it.
async fn taken(tx: &Tx, actor: &Actor, domain: &str) -> Result<FieldError> {
    match claimed_by(tx.conn(), actor, domain).await? {
        Some(owner) if scope::may_see(tx.conn(), actor, owner).await? => {
            let name = store::known(tx.conn(), actor.account, owner).await?.name;
            let refusal = FieldError::new("domain", "domain_taken", format!("{domain} is claimed by {name}"));
            Ok(refusal.with("domain", domain).with("name", name).with("id", owner))
        }
        _ => {
            Ok(FieldError::new("domain", "domain_taken_hidden", format!("{domain} is claimed by another organisation"))
                .with("domain", domain))
        }
    }
}
