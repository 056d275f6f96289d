//! A filter as the API and the command line say it: `state=all`, `tag=vip`, `attributes.floor=3`.

use super::{Filter, Rules, links::TagNames};
use crate::kernel::{Actor, FieldError, Result, clock::Time, error::Refusals};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::ConnectionTrait;
use std::str::FromStr;

/// Words that [`read`] understands, for those who tell what there is. A custom field is `attributes.KEY`.
pub const WORDS: &[&str] = &[
    "q",
    "state",
    "kind",
    "tag",
    "organisation",
    "assigned_to",
    "language",
    "source",
    "created_from",
    "created_to",
    "updated_from",
    "updated_to",
    "import",
];

/// Reads words of a filter. Without `state`, active customers are meant, as in the list. An empty value narrows nothing.
///
/// # Errors
/// `unknown_filter` for a word that is none: a slip of the pen must not show, export or change everything;
/// `invalid_choice`, `invalid_id`, `invalid_time`, `unknown_tag`.
pub async fn read(conn: &impl ConnectionTrait, actor: &Actor, words: &[(String, String)]) -> Result<Filter> {
    let mut filter = Filter { state: Some(super::CustomerState::Active), ..Filter::default() };
    let mut refusals = Refusals::default();
    let rules =
        if words.iter().any(|(word, _)| word.starts_with("attributes.")) { Some(Rules::load(conn, actor.account).await?) } else { None };
    let tags = if words.iter().any(|(word, _)| word == "tag") { Some(TagNames::load(conn, actor.account).await?) } else { None };
    for (word, value) in words {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        match word.as_str() {
            "q" => filter.q = Some(value.to_owned()),
            "state" if value == "all" => filter.state = None,
            "state" => filter.state = refusals.check(choice(word, value, "active, inactive or all")),
            "kind" => filter.kind = refusals.check(choice(word, value, "person or organisation")),
            "source" => filter.source = refusals.check(choice(word, value, "manual, import, ticket, activity, hub or api")),
            "organisation" => filter.organisation = refusals.check(id(word, value)),
            "import" => filter.import = refusals.check(id(word, value)),
            "assigned_to" => match value {
                "none" => filter.unassigned = true,
                "me" => filter.assigned_to = actor.user_id(),
                _ => filter.assigned_to = refusals.check(id(word, value)),
            },
            "language" => filter.language = Some(value.to_lowercase()),
            "created_from" => filter.created_from = refusals.check(time(word, value)),
            "created_to" => filter.created_to = refusals.check(time(word, value)),
            "updated_from" => filter.updated_from = refusals.check(time(word, value)),
            "updated_to" => filter.updated_to = refusals.check(time(word, value)),
            "tag" => match tags.as_ref().and_then(|tags| tags.find(value)) {
                Some(tag) => filter.tags.push(tag),
                None => refusals.push(FieldError::new(word, "unknown_tag", format!("there is no tag {value}")).with("tag", value)),
            },
            _ => {
                let field = word
                    .strip_prefix("attributes.")
                    .zip(rules.as_ref())
                    .and_then(|(key, rules)| rules.fields.iter().find(|field| field.key == key));
                match field {
                    None => refusals.push(
                        FieldError::new(word, "unknown_filter", format!("there is no filter {word}; there are {}", WORDS.join(", ")))
                            .with("value", word),
                    ),
                    Some(field) => match field.index_value_of(value) {
                        Some(text) => filter.attributes.push((field.id, text)),
                        None => refusals.push(
                            FieldError::new(word, "invalid_choice", format!("{value} cannot be a value of {word}")).with("value", value),
                        ),
                    },
                }
            }
        }
    }
    refusals.finish()?;
    Ok(filter)
}

fn choice<T: FromStr>(word: &str, value: &str, choices: &str) -> Result<T, FieldError> {
    value.parse().map_err(|_| FieldError::new(word, "invalid_choice", format!("{word} is {choices}, not {value}")).with("value", value))
}

fn id<T: FromStr>(word: &str, value: &str) -> Result<T, FieldError> {
    value.parse().map_err(|_| FieldError::new(word, "invalid_id", format!("{value} is not an id")).with("value", value))
}

/// A time with its zone, or a day, which begins at midnight UTC.
fn time(word: &str, value: &str) -> Result<Time, FieldError> {
    let day = || value.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    value.parse::<Time>().ok().or_else(day).ok_or_else(|| {
        FieldError::new(word, "invalid_time", format!("{value} is neither a time like 2026-11-23T08:00:00Z nor a day like 2026-11-23"))
            .with("value", value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_time_is_understood() {
        assert_eq!(time("created_from", "2026-11-23").unwrap().to_rfc3339(), "2026-11-23T00:00:00+00:00");
        assert_eq!(time("created_from", "2026-11-23T08:00:00+01:00").unwrap().to_rfc3339(), "2026-11-23T07:00:00+00:00");
        assert_eq!(time("created_from", "yesterday").unwrap_err().code, "invalid_time");
    }
}
