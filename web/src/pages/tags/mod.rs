//! Tags (`/tags`): the account's list; new, edit, merge, retire, bring back, delete.

use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    routing::{get, post},
};
use kartotek_core::{
    customers::tags::{self, COUNTED, Listed, NewTag, Tag, TagChange, TagColour, TagState},
    kernel::{Action, Error, Resource, TagId, UiLanguage},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `/tags`, `/tags/new`, `/tags/{id}`, `/tags/{id}/merge`, `/tags/{id}/retire`, `/tags/{id}/reactivate`, `/tags/{id}/delete`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/tags", get(list).post(create))
        .route("/tags/new", get(new))
        .route("/tags/{id}", get(edit).post(change))
        .route("/tags/{id}/merge", get(ask_merge).post(merge))
        .route("/tags/{id}/retire", post(retire))
        .route("/tags/{id}/reactivate", post(reactivate))
        .route("/tags/{id}/delete", get(ask_delete).post(delete))
}

#[derive(Deserialize)]
struct Asked {
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "tags/list.html")]
struct List {
    ctx: Ctx,
    tags: Vec<Listed>,
    retired: bool,
    active_count: usize,
    retired_count: usize,
}

impl List {
    /// The tag's names in the other languages.
    fn elsewhere(&self, tag: &Tag) -> String {
        let shown = tag.name(self.ctx.language.as_str());
        let mut others: Vec<&str> = tag.names.values().map(String::as_str).filter(|name| *name != shown).collect();
        others.dedup();
        others.join(" · ")
    }

    fn customers(&self, count: &i64) -> String {
        if *count >= COUNTED { self.ctx.t1("tags-more-than", "count", COUNTED) } else { self.ctx.number(*count) }
    }
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    user.require(Resource::Tag, Action::View)?;
    let mut tags = tags::list(state.db.read(), &user).await?;
    let retired = asked.state.as_deref() == Some(TagState::Retired.as_str());
    let retired_count = tags.iter().filter(|listed| listed.tag.is_retired()).count();
    let active_count = tags.len() - retired_count;
    tags.retain(|listed| listed.tag.is_retired() == retired);
    tags.sort_by_key(|listed| listed.tag.name(ctx.language.as_str()).to_lowercase());
    render::html(&List { ctx: ctx.at(Nav::Tags), tags, retired, active_count, retired_count })
}

#[derive(Template)]
#[template(path = "tags/form.html")]
struct Edit {
    ctx: Ctx,
    form: Form,
    action: String,
    title: String,
    is_new: bool,
}

impl Edit {
    fn colours(&self) -> &'static [TagColour] {
        TagColour::ALL
    }

    fn answer(self) -> PageResult {
        let (ctx, title) = (self.ctx.clone(), self.title.clone());
        render::dialog(&ctx, &title, self.form.is_refused(), &self)
    }
}

fn new_form(ctx: Ctx, form: Form) -> PageResult {
    let title = ctx.t("tags-new");
    Edit { ctx: ctx.at(Nav::Tags), form, action: "/tags".into(), title, is_new: true }.answer()
}

fn edit_form(ctx: Ctx, form: Form, tag: &Tag) -> PageResult {
    let title = ctx.t1("tags-edit", "name", tag.name(ctx.language.as_str()));
    Edit { ctx: ctx.at(Nav::Tags), form, action: format!("/tags/{}", tag.id), title, is_new: false }.answer()
}

async fn new(user: SignedIn, ctx: Ctx) -> PageResult {
    user.require(Resource::Tag, Action::Create)?;
    new_form(ctx, Form::default())
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let input =
        NewTag { key: form.filled("key").map(str::to_owned), names: names(&form), colour: form.filled("colour").map(str::to_owned) };
    let mut tx = state.db.begin().await?;
    match tags::create(&mut tx, &user, &input).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::done(&ctx, "/tags", "said-tag-created"))
        }
        Err(error) => {
            let error = form.key_made_from("names", error);
            form.refused(&ctx, error)?;
            new_form(ctx, form)
        }
    }
}

/// What the fields `names.en` … say.
fn names(form: &Form) -> BTreeMap<String, String> {
    form.under("names.").map(|(language, name)| (language.to_owned(), name.to_owned())).collect()
}

fn filled_with(tag: &Tag) -> Form {
    let mut form = Form::of(tag.names.iter().map(|(language, name)| (format!("names.{language}"), name.clone())));
    form.set("colour", tag.colour.as_str());
    form.set("version", tag.version.to_string());
    form
}

async fn edit(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>) -> PageResult {
    user.require(Resource::Tag, Action::Edit)?;
    let tag = tags::load(state.db.read(), &user, id).await?;
    edit_form(ctx, filled_with(&tag), &tag)
}

async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>, mut form: Form) -> PageResult {
    let input = TagChange {
        names: Some(names(&form)),
        colour: form.filled("colour").map(str::to_owned),
        version: form.filled("version").and_then(|version| version.parse().ok()),
    };
    let mut tx = state.db.begin().await?;
    match tags::change(&mut tx, &user, id, &input).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::done(&ctx, "/tags", "said-tag-changed"))
        }
        Err(error) => {
            let tag = tags::load(tx.conn(), &user, id).await?;
            match error {
                // What was typed stays; saving once more means to have seen what the other one did.
                Error::Stale(_) => {
                    let now = tag.names.values().cloned().collect::<Vec<_>>().join(" · ");
                    let refusal = Error::Refused {
                        code: "tag_changed_meanwhile",
                        params: vec![("names", now)],
                        message: "someone else changed this tag; save again to replace their change".into(),
                    };
                    form.refused(&ctx, refusal)?;
                    form.set("version", tag.version.to_string());
                }
                error => form.refused(&ctx, error)?,
            }
            edit_form(ctx, form, &tag)
        }
    }
}

async fn retire(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    tags::retire(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/tags", "said-tag-retired"))
}

async fn reactivate(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>) -> PageResult {
    let mut tx = state.db.begin().await?;
    tags::reactivate(&mut tx, &user, id).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/tags", "said-tag-reactivated"))
}

#[derive(Template)]
#[template(path = "tags/merge.html")]
struct Merge {
    ctx: Ctx,
    form: Form,
    tag: Tag,
    title: String,
    into: Vec<(String, String)>,
}

async fn merge_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: TagId) -> PageResult {
    user.require(Resource::Tag, Action::Delete)?;
    let language = ctx.language;
    let tag = tags::load(state.db.read(), user, id).await?;
    let mut others = tags::list(state.db.read(), user).await?;
    others.retain(|listed| listed.tag.id != id && !listed.tag.is_retired());
    let mut into: Vec<(String, String)> =
        others.iter().map(|listed| (listed.tag.id.to_string(), listed.tag.name(language.as_str()).to_owned())).collect();
    into.sort_by_key(|(_, name)| name.to_lowercase());
    let title = ctx.t1("tags-merge-title", "name", tag.name(language.as_str()));
    let ctx = ctx.at(Nav::Tags);
    let refused = form.is_refused();
    render::dialog(&ctx.clone(), &title.clone(), refused, &Merge { ctx, form, tag, title, into })
}

async fn ask_merge(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>) -> PageResult {
    merge_form(&state, &user, ctx, Form::default(), id).await
}

async fn merge(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>, mut form: Form) -> PageResult {
    let Some(into) = form.filled("into").and_then(|id| id.parse::<TagId>().ok()) else {
        form.refused(&ctx, Error::field("into", "required", "choose the tag that stays"))?;
        return merge_form(&state, &user, ctx, form, id).await;
    };
    let mut tx = state.db.begin().await?;
    match tags::merge(&mut tx, &user, id, into).await {
        Ok(merged) => {
            tx.commit().await?;
            Ok(render::done(&ctx, "/tags", if merged.goes_on { "said-tag-merging" } else { "said-tag-merged" }))
        }
        Err(error) => {
            // The form reads anew; the writer must not wait for it.
            drop(tx);
            form.refused(&ctx, error)?;
            merge_form(&state, &user, ctx, form, id).await
        }
    }
}

#[derive(Template)]
#[template(path = "tags/delete.html")]
struct Delete {
    ctx: Ctx,
    form: Form,
    tag: Tag,
    customers: i64,
    title: String,
}

async fn delete_form(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, id: TagId) -> PageResult {
    user.require(Resource::Tag, Action::Delete)?;
    let all = tags::list(state.db.read(), user).await?;
    let Listed { tag, customers } = all.into_iter().find(|listed| listed.tag.id == id).ok_or(Error::NotFound)?;
    let title = ctx.t1("tags-delete-title", "name", tag.name(ctx.language.as_str()));
    let ctx = ctx.at(Nav::Tags);
    let refused = form.is_refused();
    render::dialog(&ctx.clone(), &title.clone(), refused, &Delete { ctx, form, tag, customers, title })
}

async fn ask_delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>) -> PageResult {
    delete_form(&state, &user, ctx, Form::default(), id).await
}

async fn delete(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<TagId>, mut form: Form) -> PageResult {
    let mut tx = state.db.begin().await?;
    match tags::delete(&mut tx, &user, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::done(&ctx, "/tags", "said-tag-deleted"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            delete_form(&state, &user, ctx, form, id).await
        }
    }
}

/// The languages in which something may be named, the reader's first.
pub(super) fn languages(ctx: &Ctx) -> Vec<UiLanguage> {
    let mut all = vec![ctx.language];
    all.extend(UiLanguage::ALL.iter().copied().filter(|language| *language != ctx.language));
    all
}
