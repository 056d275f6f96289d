//! Search as you type: name, number, e-mail, phone in whatever way it is typed, organisation, organisation number, place
//! and searchable custom fields. From one letter; several words in any order; one slip of the finger is forgiven when
//! nothing matches exactly.

use super::{
    IdentityKind,
    list::{self, Filter, Row},
    number,
    scope::{self, Condition},
};
use crate::{
    kernel::{
        Action, Actor, Country, CustomerId, Email, Language, Phone, Result,
        text::{self, Pattern, Term},
    },
    storage::dialect::Dialect,
};
use sea_orm::ConnectionTrait;

/// So many candidates are looked at when a slip is forgiven.
const CANDIDATES: u64 = 400;

/// Adds a search to a condition on `customers c`; `None` if nothing was typed that can be searched for.
pub(super) fn condition(conn: &impl ConnectionTrait, mut condition: Condition, q: &str, country: Country) -> Option<Condition> {
    let terms = text::query_terms(q, country);
    if terms.is_empty() {
        return None;
    }
    condition.and_search(Dialect::of(conn), &terms.iter().map(needles).collect::<Vec<_>>());
    Some(condition)
}

fn needles(term: &Term) -> Vec<Vec<String>> {
    term.alternatives.iter().map(|pattern| vec![pattern.needle().into_owned()]).collect()
}

/// The best few customers for what was typed so far: exact identities and numbers, then names that begin so, then
/// everything that holds it, newest first. At most four statements.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without the permission to view.
pub async fn quick(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    country: Country,
    language: Language,
    q: &str,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Row>> {
    let q = q.trim();
    let mut found: Vec<Row> = Vec::new();
    if q.is_empty() {
        return Ok(found);
    }
    let visible = || -> Result<Condition> {
        let mut condition = scope::visible(actor, Action::View)?;
        list::narrow(&mut condition, filter);
        Ok(condition)
    };
    let mut exact = visible()?;
    exact.and(
        "(c.number_key = ? or c.id in (select i.customer_id from identities i where i.account_id = ? and ((i.kind = ? and i.value = ?) or (i.kind = ? and i.value = ?))))",
        [
            number::key(&q.chars().take(number::LONGEST).collect::<String>()).into(),
            actor.account.into(),
            IdentityKind::Email.as_str().into(),
            Email::parse(q).map(|email| email.to_string()).unwrap_or_default().into(),
            IdentityKind::Phone.as_str().into(),
            Phone::parse(q, country).map(|phone| phone.as_str().to_owned()).unwrap_or_default().into(),
        ],
    );
    found.extend(list::rows(conn, &exact, "order by c.seq", limit).await?);
    let prefix = text::sort_key(q, language);
    if !prefix.is_empty() && (found.len() as u64) < limit {
        let mut begins = visible()?;
        begins.and("c.sort_name >= ? and c.sort_name < ?", [prefix.clone().into(), format!("{prefix}\u{10ffff}").into()]);
        add_new(&mut found, list::rows(conn, &begins, "order by c.sort_name, c.seq", limit).await?);
    }
    if (found.len() as u64) < limit
        && let Some(holds) = condition(conn, visible()?, q, country)
    {
        let order = format!("order by {} desc", holds.place());
        add_new(&mut found, list::rows(conn, &holds, &order, limit).await?);
    }
    if found.is_empty() {
        let filter = Filter { q: Some(q.to_owned()), ..filter.clone() };
        found = forgiving(conn, actor, country, &filter, limit).await?;
    }
    found.truncate(limit as usize);
    Ok(found)
}

fn add_new(found: &mut Vec<Row>, more: Vec<Row>) {
    for row in more {
        if found.iter().all(|known| known.id != row.id) {
            found.push(row);
        }
    }
}

/// Customers that answer the search if every word of four letters or more may hold one slip: a wrong, missing, extra or
/// exchanged letter. Only for when nothing matches exactly; the most alike first.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without the permission to view.
pub async fn forgiving(conn: &impl ConnectionTrait, actor: &Actor, country: Country, filter: &Filter, limit: u64) -> Result<Vec<Row>> {
    let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) else { return Ok(Vec::new()) };
    let terms = text::query_terms(q, country);
    if !terms.iter().any(|term| term.misspelled().is_some()) {
        return Ok(Vec::new());
    }
    let mut condition = scope::visible(actor, Action::View)?;
    list::narrow(&mut condition, filter);
    let patterns: Vec<Vec<Vec<String>>> = terms.iter().map(|term| term.misspelled().map_or_else(|| needles(term), slips)).collect();
    condition.and_search(Dialect::of(conn), &patterns);
    let order = format!("order by {} desc", condition.place());
    let candidates = list::rows_with_text(conn, &condition, &order, CANDIDATES).await?;
    let answers = |search_text: &str| {
        terms.iter().all(|term| {
            term.matches(search_text)
                || term.misspelled().is_some_and(|typed| search_text.split_whitespace().any(|word| text::within_one_slip(typed, word)))
        })
    };
    Ok(candidates.into_iter().filter(|(_, search_text)| answers(search_text)).map(|(row, _)| row).take(limit as usize).collect())
}

/// What remains of a word when one slip is cut out, for every place it may be at: the beginning and the end around it.
fn slips(word: &str) -> Vec<Vec<String>> {
    let letters: Vec<char> = word.chars().collect();
    let mut alternatives: Vec<Vec<String>> = Vec::new();
    for place in 0..=letters.len() {
        // Behind the slip the word goes on: with the same letter (one is missing), the next (one is wrong or extra), or
        // the one after (two are exchanged).
        for skipped in 0..=2 {
            let (before, after) = (&letters[..place], letters.get(place + skipped..).unwrap_or_default());
            let mut needles = Vec::new();
            if !before.is_empty() {
                needles.push(Pattern::WordPrefix(before.iter().collect()).needle().into_owned());
            }
            if after.len() >= 3 {
                needles.push(after.iter().collect());
            }
            let known: usize = before.len() + if after.len() >= 3 { after.len() } else { 0 };
            if known >= 2 && !alternatives.contains(&needles) {
                alternatives.push(needles);
            }
        }
    }
    alternatives
}

/// Possible duplicates of somebody who is being typed in: the same identity, or a similar name in the same organisation
/// or place. Shown while typing, before anything is saved.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without the permission to view.
pub async fn similar(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    country: Country,
    typed: &Typed<'_>,
    except: Option<CustomerId>,
) -> Result<Vec<Row>> {
    let mut found: Vec<Row> = Vec::new();
    for (kind, value) in
        typed.emails.iter().filter_map(|text| Email::parse(text).ok()).map(|email| (IdentityKind::Email, email.to_string())).chain(
            typed
                .phones
                .iter()
                .filter_map(|text| Phone::parse(text, country).ok())
                .map(|phone| (IdentityKind::Phone, phone.as_str().to_owned())),
        )
    {
        let mut same = scope::visible(actor, Action::View)?;
        same.and(
            "c.id in (select i.customer_id from identities i where i.account_id = ? and i.kind = ? and i.value = ?)",
            [actor.account.into(), kind.as_str().into(), value.into()],
        );
        add_new(&mut found, list::rows(conn, &same, "order by c.seq", 1).await?);
    }
    let name = typed.name.trim();
    if name.chars().count() >= 3
        && let Some(holds) = condition(conn, scope::visible(actor, Action::View)?, name, country)
    {
        let order = format!("order by {} desc", holds.place());
        add_new(&mut found, list::rows(conn, &holds, &order, 5).await?);
    }
    found.retain(|row| Some(row.id) != except);
    found.truncate(5);
    Ok(found)
}

/// What has been typed into a form so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// The name, or first and last name together.
    pub name: &'a str,
    /// E-mail addresses, perhaps unfinished.
    pub emails: &'a [String],
    /// Phone numbers, perhaps unfinished.
    pub phones: &'a [String],
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one of the alternatives of `typed` would find a text with `word` in it.
    fn found(typed: &str, word: &str) -> bool {
        let stored = text::search_text([word]);
        slips(typed).iter().any(|needles| needles.iter().all(|needle| stored.contains(needle.as_str())))
    }

    #[test]
    fn every_single_slip_leaves_something_to_find() {
        let word = "hansen";
        let letters: Vec<char> = word.chars().collect();
        for place in 0..letters.len() {
            let mut missing = letters.clone();
            missing.remove(place);
            assert!(found(&missing.iter().collect::<String>(), word), "missing letter at {place}");
            let mut wrong = letters.clone();
            wrong[place] = 'x';
            assert!(found(&wrong.iter().collect::<String>(), word), "wrong letter at {place}");
            let mut extra = letters.clone();
            extra.insert(place, 'x');
            assert!(found(&extra.iter().collect::<String>(), word), "extra letter at {place}");
            if place + 1 < letters.len() {
                let mut exchanged = letters.clone();
                exchanged.swap(place, place + 1);
                assert!(found(&exchanged.iter().collect::<String>(), word), "exchanged letters at {place}");
            }
        }
        assert!(!found("hansen", "olsen-berg"));
    }
}
