//! One change on many customers: a selection, or everything a list shows. First a dialog that says what will be touched,
//! then the job; its page tells how far it is.

use super::{
    list::{self, Pairs},
    query::ListQuery,
    table,
};
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    forms::Form,
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, routing::post};
use kartotek_core::{
    customers::{
        CustomerState, Filter, assignment,
        bulk::{self, Change},
        list::{Count, count},
        list_views, tags,
    },
    kernel::{CustomerId, Error, FieldError, Result},
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/customers/bulk", post(start)).route("/customers/bulk/prepare", post(prepare))
}

/// What can be done to many at once, as forms say it.
const ACTIONS: &[&str] = &["tag", "untag", "assign", "unassign", "deactivate", "reactivate", "delete"];

#[derive(Template)]
#[template(path = "customers/bulk.html")]
struct Confirm {
    ctx: Ctx,
    form: Form,
    action: &'static str,
    count: Count,
    everything: bool,
    ids: Vec<String>,
    tags: Vec<TagChoice>,
    users: Vec<(String, Vec<(String, String)>)>,
    back: String,
}

#[derive(Template)]
#[template(path = "customers/bulk_page.html")]
struct ConfirmPage {
    ctx: Ctx,
    inside: Confirm,
}

struct TagChoice {
    value: String,
    label: String,
    class: &'static str,
}

impl Confirm {
    /// What is about to be done.
    fn title(&self) -> String {
        self.ctx.t(match self.action {
            "tag" => "customers-bulk-tag",
            "untag" => "customers-bulk-untag",
            "assign" => "customers-bulk-assign",
            "unassign" => "customers-bulk-unassign",
            "deactivate" => "customers-bulk-deactivate",
            "reactivate" => "customers-bulk-reactivate",
            _ => "customers-bulk-delete",
        })
    }
}

/// What was selected: by hand, or the whole list.
async fn selection(state: &AppState, user: &SignedIn, ctx: &Ctx, form: &Form) -> Result<ListQuery> {
    let pairs: Pairs = serde_urlencoded::from_str(form.value("filter")).map_err(|_| Error::refused("invalid_form", "unreadable filter"))?;
    let views = list_views::list(state.db.read(), user).await?;
    let (query, _, _) = list::read(state, user, ctx, &pairs, CustomerState::Active, &views).await?;
    if form.chosen("scope", "all") {
        return Ok(query);
    }
    let ids: Vec<CustomerId> = form.all("ids").map(|id| id.parse().map_err(|_| Error::NotFound)).collect::<Result<_>>()?;
    if ids.is_empty() {
        return Err(Error::refused("nothing_selected", "no customer is selected"));
    }
    Ok(ListQuery { filter: Filter { ids: Some(ids), ..Filter::default() }, ..ListQuery::default() })
}

fn action_of(form: &Form) -> Result<&'static str> {
    let wanted = form.value("action");
    ACTIONS.iter().find(|action| **action == wanted).copied().ok_or_else(|| Error::refused("invalid_form", "unknown action"))
}

async fn prepare(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let confirm = confirm(&state, &user, ctx, form).await?;
    answer(confirm, StatusCode::OK)
}

fn answer(inside: Confirm, status: StatusCode) -> PageResult {
    if inside.ctx.asked.for_dialog() {
        return render::html_with(status, &inside);
    }
    render::html_with(status, &ConfirmPage { ctx: inside.ctx.clone().at(Nav::CustomersActive), inside })
}

async fn confirm(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form) -> Result<Confirm> {
    let conn = state.db.read();
    let action = action_of(&form)?;
    let query = selection(state, user, &ctx, &form).await?;
    let count = count(conn, user, user.0.login.account.settings.country, &query.filter).await?;
    let language = ctx.language.as_str();
    let tags = if matches!(action, "tag" | "untag") { tags::list(conn, user).await? } else { Vec::new() };
    let mut users: Vec<(String, Vec<(String, String)>)> = Vec::new();
    if matches!(action, "assign" | "unassign") {
        for candidate in assignment::candidates(conn, user).await? {
            let team = if candidate.team.is_empty() { ctx.t("customers-no-team") } else { candidate.team };
            let person = (candidate.id.to_string(), candidate.name);
            match users.last_mut().filter(|(name, _)| *name == team) {
                Some((_, people)) => people.push(person),
                None => users.push((team, vec![person])),
            }
        }
    }
    Ok(Confirm {
        everything: form.chosen("scope", "all"),
        ids: form.all("ids").map(str::to_owned).collect(),
        tags: tags
            .iter()
            .filter(|listed| action == "untag" || !listed.tag.is_retired())
            .map(|listed| TagChoice {
                value: listed.tag.id.to_string(),
                label: listed.tag.name(language).to_owned(),
                class: table::tag_class(listed.tag.colour.as_str()),
            })
            .collect(),
        back: ctx.asked.back().to_owned(),
        action,
        count,
        users,
        form,
        ctx,
    })
}

fn change(form: &Form) -> Result<Change> {
    let missing = |field: &str| Error::from(FieldError::new(field, "required", "choose one"));
    let tag = || form.value("tag").parse().map_err(|_| missing("tag"));
    let user = || form.value("user").parse().map_err(|_| missing("user"));
    Ok(match action_of(form)? {
        "tag" => Change::Tag { tag: tag()? },
        "untag" => Change::Untag { tag: tag()? },
        "assign" => Change::Assign { user: user()? },
        "unassign" => Change::Unassign { user: user()? },
        "deactivate" => Change::Deactivate,
        "reactivate" => Change::Reactivate,
        _ => {
            if !form.has("sure") {
                return Err(FieldError::new("sure", "required", "say that you are sure").into());
            }
            Change::Delete
        }
    })
}

async fn start(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let begun = async {
        let change = change(&form)?;
        let query = selection(&state, &user, &ctx, &form).await?;
        let mut tx = state.db.begin().await?;
        let id = bulk::start(&mut tx, &user, &query.filter, &change).await?;
        tx.commit().await?;
        Ok::<_, Error>(id)
    };
    match begun.await {
        Ok(id) => Ok(render::go(&ctx, &format!("/customers/bulk/{id}"))),
        Err(error) => {
            form.refused(&ctx, error)?;
            answer(confirm(&state, &user, ctx, form).await?, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleting_many_needs_a_second_yes() {
        assert!(change(&Form::of([("action", "delete")])).is_err());
        assert_eq!(change(&Form::of([("action", "delete"), ("sure", "on")])).unwrap(), Change::Delete);
        assert!(change(&Form::of([("action", "tag"), ("tag", "")])).is_err());
        assert!(change(&Form::of([("action", "explode")])).is_err());
    }
}
