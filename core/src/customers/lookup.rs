//! Who is this? Looks a customer up by e-mail or phone, exactly.

use super::{IdentityKind, list::Row, scope};
use crate::kernel::{Action, Actor, Email, Phone, Result};
use sea_orm::ConnectionTrait;

/// The customers that `email` and `phone` name, the e-mail's first; none, one, or two different ones.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without the permission to view.
pub async fn lookup(conn: &impl ConnectionTrait, actor: &Actor, email: Option<&Email>, phone: Option<&Phone>) -> Result<Vec<Row>> {
    let mut found: Vec<Row> = Vec::new();
    let wanted = [(IdentityKind::Email, email.map(Email::as_str)), (IdentityKind::Phone, phone.map(Phone::as_str))];
    for (kind, value) in wanted {
        let Some(value) = value else { continue };
        let mut condition = scope::visible(actor, Action::View)?;
        condition.and(
            "c.id = (select i.customer_id from identities i where i.account_id = c.account_id and i.kind = ? and i.value = ?)",
            [kind.as_str().into(), value.into()],
        );
        for row in super::list::rows(conn, &condition, "order by c.seq", 1).await? {
            if found.iter().all(|known| known.id != row.id) {
                found.push(row);
            }
        }
    }
    Ok(found)
}
