//! Changing a section where it stands. A form carries the version it began with and what each field held then, so only what
//! was really changed is sent on; if somebody was faster, both versions are shown field by field and nothing typed is lost.

use super::{
    page::{Record, Shown},
    sections::{self, Control, Field, Section, TagChoice},
};
use crate::{AppState, Ctx, Form, PageResult, SignedIn, render};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kartotek_core::{
    customers::{CustomerInput, actions},
    kernel::{Action, Actor, CustomerId, Error, Resource, Result},
    storage::Db,
};

#[derive(Template)]
#[template(path = "customers/record_section.html")]
struct SectionRead {
    ctx: Ctx,
    record: Record,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "customers/record_edit.html")]
struct SectionForm {
    ctx: Ctx,
    record: Record,
    section: Section,
    fields: Vec<Field>,
    form: Form,
    /// Without scripts the form is a page of its own.
    whole_page: bool,
}

#[derive(Template)]
#[template(path = "customers/record_conflict.html")]
struct Conflict {
    ctx: Ctx,
    record: Record,
    section: Section,
    differences: Vec<Difference>,
    whole_page: bool,
}

/// A field that both have changed, or that differs from what was typed.
struct Difference {
    field: Field,
    typed: String,
    present: String,
    /// The present value as it is typed: what the next form began with.
    was: String,
}

/// GET `/customers/{id}/section/{section}`: the section as it is read; what "cancel" asks for.
pub(super) async fn section(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, section)): Path<(CustomerId, String)>,
) -> PageResult {
    let section: Section = section.parse().map_err(|_| Error::NotFound)?;
    let record = Record::read(&state.db, &user, id).await?;
    if !ctx.asked.by_htmx {
        return Ok(render::go(&ctx, &format!("/customers/{id}")));
    }
    let shown = record.shown(&ctx, section);
    render::html(&SectionRead { ctx, record, shown })
}

/// GET `/customers/{id}/edit/{section}`.
pub(super) async fn form(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, section)): Path<(CustomerId, String)>,
) -> PageResult {
    let section: Section = section.parse().map_err(|_| Error::NotFound)?;
    user.require(Resource::Customer, Action::Edit)?;
    let record = Record::read(&state.db, &user, id).await?;
    let fields = fields(&state.db, &user, &ctx, section, &record).await?;
    let form = begun(&record, &fields);
    let whole_page = !ctx.asked.by_htmx;
    render::html(&SectionForm { ctx, record, section, fields, form, whole_page })
}

/// POST `/customers/{id}/edit/{section}`.
pub(super) async fn save(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path((id, section)): Path<(CustomerId, String)>,
    mut form: Form,
) -> PageResult {
    let section: Section = section.parse().map_err(|_| Error::NotFound)?;
    let version: i64 =
        form.value("version").parse().map_err(|_| Error::refused("invalid_form", "this form carries no version; open it again"))?;
    let record = Record::read(&state.db, &user, id).await?;
    let fields = fields(&state.db, &user, &ctx, section, &record).await?;
    let mut input = CustomerInput::default();
    for field in &fields {
        let typed = typed(&form, field);
        let theirs = form.value(&format!("keep.{}", field.name)) == "theirs";
        if form.has(&format!("was.{}", field.name)) && !theirs && typed != form.value(&format!("was.{}", field.name)).replace('\r', "") {
            sections::say(&mut input, &field.name, &typed);
        }
    }
    let mut tx = state.db.begin().await?;
    match actions::update(&mut tx, &user, id, &input, Some(version)).await {
        Ok(_) => {
            tx.commit().await?;
            if !ctx.asked.by_htmx {
                return Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-saved"));
            }
            let record = Record::read(&state.db, &user, id).await?;
            let shown = record.shown(&ctx, section);
            let said = ctx.t("said-customer-saved");
            Ok(render::say(render::html(&SectionRead { ctx, record, shown })?, &said))
        }
        Err(Error::Stale(_)) => {
            drop(tx);
            conflict(&state.db, &user, ctx, id, section, &form).await
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            let whole_page = !ctx.asked.by_htmx;
            render::html_with(StatusCode::UNPROCESSABLE_ENTITY, &SectionForm { ctx, record, section, fields, form, whole_page })
        }
    }
}

/// Both versions, field by field, with what was typed chosen until somebody chooses otherwise.
async fn conflict(db: &Db, actor: &Actor, ctx: Ctx, id: CustomerId, section: Section, form: &Form) -> PageResult {
    let record = Record::read(db, actor, id).await?;
    let fields = fields(db, actor, &ctx, section, &record).await?;
    let differences = fields
        .into_iter()
        .filter_map(|field| {
            let typed = typed(form, &field);
            let was = form.value(&format!("was.{}", field.name)).replace('\r', "");
            let changed = typed != was && typed != field.value;
            changed.then(|| Difference {
                typed: readable(&field, &typed),
                present: readable(&field, &field.value),
                was: field.value.clone(),
                field: Field { value: typed, ..field },
            })
        })
        .collect();
    let whole_page = !ctx.asked.by_htmx;
    render::html_with(StatusCode::CONFLICT, &Conflict { ctx, record, section, differences, whole_page })
}

/// A value in words: choices by their labels.
fn readable(field: &Field, value: &str) -> String {
    match &field.control {
        Control::Choice(options) | Control::Choices(options) => value
            .lines()
            .map(|key| options.iter().find(|(value, _)| value == key).map_or(key, |(_, words)| words))
            .collect::<Vec<_>>()
            .join(", "),
        Control::Line(_) | Control::Area => value.to_owned(),
    }
}

/// What the form says about a field; several choices are on lines of their own.
fn typed(form: &Form, field: &Field) -> String {
    match field.control {
        Control::Choices(_) => form.all(&field.name).filter(|key| !key.is_empty()).collect::<Vec<_>>().join("\n"),
        _ => form.value(&field.name).replace('\r', ""),
    }
}

/// The form as it begins: the present values, and the same once more to tell later what was changed.
fn begun(record: &Record, fields: &[Field]) -> Form {
    let mut values: Vec<(String, String)> = vec![("version".into(), record.customer.version.to_string())];
    for field in fields {
        match field.control {
            Control::Choices(_) => values.extend(field.value.lines().map(|key| (field.name.clone(), key.to_owned()))),
            _ => values.push((field.name.clone(), field.value.clone())),
        }
        values.push((format!("was.{}", field.name), field.value.clone()));
    }
    Form::of(values)
}

async fn fields(db: &Db, actor: &Actor, ctx: &Ctx, section: Section, record: &Record) -> Result<Vec<Field>> {
    let tags = match section {
        Section::Tags => tag_choices(db, actor, ctx, record).await?,
        _ => Vec::new(),
    };
    Ok(sections::fields(ctx, section, &record.customer, &record.rules, &tags))
}

/// The account's tags that may be chosen: those in use, and those that this customer has.
async fn tag_choices(db: &Db, actor: &Actor, ctx: &Ctx, record: &Record) -> Result<Vec<TagChoice>> {
    let mut tags: Vec<TagChoice> = kartotek_core::customers::links::choosable_tags(db.read(), actor.account)
        .await?
        .into_iter()
        .map(|tag| TagChoice { name: sections::tag_name(&tag.names, &tag.key, ctx.language), key: tag.key })
        .collect();
    for tag in &record.customer.tags {
        if tags.iter().all(|known| known.key != tag.key) {
            tags.push(TagChoice { key: tag.key.clone(), name: record.tag(ctx, tag) });
        }
    }
    tags.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(tags)
}

impl SectionForm {
    /// Whether a choice is ticked in a form that may have been refused.
    fn ticked(&self, field: &Field, key: &str) -> bool {
        self.form.chosen(&field.name, key)
    }
    /// What is wrong with a field.
    fn wrong(&self, field: &Field) -> String {
        self.form.error(&self.ctx, &field.name)
    }
    /// What the whole form says.
    fn general(&self) -> String {
        let shown: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        self.form.general(&self.ctx, &shown)
    }
    /// What a field held when the form began.
    fn was(&self, field: &Field) -> String {
        self.form.value(&format!("was.{}", field.name)).to_owned()
    }
}

impl Conflict {
    /// Where a part of the page that changes stands.
    fn address(&self) -> String {
        format!("/customers/{}/edit/{}", self.record.customer.id, self.section.as_str())
    }
}
