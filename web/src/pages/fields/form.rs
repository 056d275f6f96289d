//! The form of a custom field, new or changed.

use super::{Asked, address};
use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use kartotek_core::{
    customers::custom_fields::{self, ChoiceInput, CustomField, FieldChange, FieldKind, FieldResource, NewField},
    kernel::{Action, Error, FieldId, Resource},
};
use std::collections::BTreeMap;

/// So many empty lines for choices a new form has.
const EMPTY_CHOICES: usize = 3;

#[derive(Template)]
#[template(path = "fields/form.html")]
struct Edit {
    ctx: Ctx,
    form: Form,
    action: String,
    title: String,
    is_new: bool,
    /// How many lines for choices are shown.
    choices: usize,
}

impl Edit {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        FieldKind::ALL.iter().map(|kind| (kind.as_str(), self.ctx.t(&format!("fields-kind-{kind}")))).collect()
    }

    fn resources(&self) -> Vec<(&'static str, String)> {
        FieldResource::ALL.iter().map(|resource| (resource.as_str(), self.ctx.t(&format!("fields-of-{resource}")))).collect()
    }

    /// The names of the inputs of a line.
    fn line(&self, number: &usize) -> Line {
        Line(*number)
    }
}

/// A line for a choice.
struct Line(usize);

impl Line {
    fn key(&self) -> String {
        format!("choice.{}.key", self.0)
    }
    fn label(&self, language: impl std::fmt::Display) -> String {
        format!("choice.{}.{language}", self.0)
    }
}

fn answer(ctx: Ctx, form: Form, field: Option<&CustomField>, status_refused: bool) -> PageResult {
    let (title, action) = match field {
        Some(field) => (ctx.t1("fields-edit", "name", field.label(ctx.language.as_str())), format!("/fields/{}", field.id)),
        None => (ctx.t("fields-new"), "/fields".to_owned()),
    };
    let choices = lines(&form).last().map_or(0, |last| last + 1).max(EMPTY_CHOICES);
    let edit = Edit { ctx: ctx.clone().at(Nav::Fields), form, action, title: title.clone(), is_new: field.is_none(), choices };
    render::dialog(&ctx.at(Nav::Fields), &title, status_refused, &edit)
}

pub(super) async fn new(user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    user.require(Resource::CustomField, Action::Create)?;
    let resource = asked.resource.unwrap_or(FieldResource::Customer);
    let form = Form::of([("resource", resource.as_str()), ("kind", FieldKind::Text.as_str()), ("in_list", "on"), ("searchable", "on")]);
    answer(ctx, form, None, false)
}

pub(super) async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    if add_line(&mut form) {
        user.require(Resource::CustomField, Action::Create)?;
        return answer(ctx, form, None, false);
    }
    let input = NewField {
        resource: form.filled("resource").map(str::to_owned),
        key: form.filled("key").map(str::to_owned),
        labels: labels(&form),
        kind: form.filled("kind").map(str::to_owned),
        choices: choices(&form),
        required: form.has("required"),
        in_list: form.has("in_list"),
        searchable: form.has("searchable"),
        hidden_from_hub: form.has("hidden_from_hub"),
    };
    let mut tx = state.db.begin().await?;
    match custom_fields::create(&mut tx, &user, &input).await {
        Ok(field) => {
            tx.commit().await?;
            Ok(render::done(&ctx, &address(field.resource), "said-field-created"))
        }
        Err(error) => {
            let error = form.key_made_from("labels", error);
            form.refused(&ctx, error)?;
            answer(ctx, form, None, true)
        }
    }
}

pub(super) async fn edit(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>) -> PageResult {
    user.require(Resource::CustomField, Action::Edit)?;
    let field = custom_fields::load(state.db.read(), &user, id).await?;
    answer(ctx, filled_with(&field), Some(&field), false)
}

pub(super) async fn change(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<FieldId>, mut form: Form) -> PageResult {
    user.require(Resource::CustomField, Action::Edit)?;
    if add_line(&mut form) {
        let field = custom_fields::load(state.db.read(), &user, id).await?;
        return answer(ctx, form, Some(&field), false);
    }
    let input = FieldChange {
        labels: Some(labels(&form)),
        kind: form.filled("kind").map(str::to_owned),
        choices: Some(choices(&form)),
        required: Some(form.has("required")),
        in_list: Some(form.has("in_list")),
        searchable: Some(form.has("searchable")),
        hidden_from_hub: Some(form.has("hidden_from_hub")),
        version: form.filled("version").and_then(|version| version.parse().ok()),
    };
    let mut tx = state.db.begin().await?;
    match custom_fields::change(&mut tx, &user, id, &input).await {
        Ok(field) => {
            tx.commit().await?;
            Ok(render::done(&ctx, &address(field.resource), "said-field-changed"))
        }
        Err(error) => {
            let field = custom_fields::load(tx.conn(), &user, id).await?;
            match error {
                // What was typed stays; saving once more means to have seen that somebody else was here.
                Error::Stale(_) => {
                    let refusal = Error::refused("field_changed_meanwhile", "someone else changed this field; save again to replace it");
                    form.refused(&ctx, refusal)?;
                    form.set("version", field.version.to_string());
                }
                error => form.refused(&ctx, error)?,
            }
            answer(ctx, form, Some(&field), true)
        }
    }
}

/// The button "another choice" asks for the same form with one line more.
fn add_line(form: &mut Form) -> bool {
    let asked = form.chosen("add", "choice");
    if asked {
        let next = lines(form).last().map_or(0, |last| last + 1).max(EMPTY_CHOICES);
        form.set(&Line(next).key(), "");
    }
    asked
}

/// The numbers of the lines that were sent, in their order.
fn lines(form: &Form) -> Vec<usize> {
    let mut numbers: Vec<usize> =
        form.under("choice.").filter_map(|(rest, _)| rest.split_once('.').and_then(|(number, _)| number.parse().ok())).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn choices(form: &Form) -> Vec<ChoiceInput> {
    let line = |number: usize| {
        let mut input = ChoiceInput::default();
        for (part, value) in form.under(&format!("choice.{number}.")) {
            if part == "key" {
                input.key = Some(value.to_owned()).filter(|key| !key.is_empty());
            } else {
                input.labels.insert(part.to_owned(), value.to_owned());
            }
        }
        // A line that was emptied is a choice that was taken away.
        if input.labels.values().all(|label| label.trim().is_empty()) {
            input.key = None;
        }
        input
    };
    lines(form).into_iter().map(line).collect()
}

fn labels(form: &Form) -> BTreeMap<String, String> {
    form.under("labels.").map(|(language, label)| (language.to_owned(), label.to_owned())).collect()
}

fn filled_with(field: &CustomField) -> Form {
    let mut values: Vec<(String, String)> = vec![
        ("resource".into(), field.resource.to_string()),
        ("kind".into(), field.kind.to_string()),
        ("version".into(), field.version.to_string()),
    ];
    values.extend(field.labels.iter().map(|(language, label)| (format!("labels.{language}"), label.clone())));
    for (number, choice) in field.choices.iter().enumerate() {
        let line = Line(number);
        values.push((line.key(), choice.key.clone()));
        values.extend(choice.labels.iter().map(|(language, label)| (line.label(language), label.clone())));
    }
    for (name, holds) in [
        ("required", field.required),
        ("in_list", field.in_list),
        ("searchable", field.searchable),
        ("hidden_from_hub", field.hidden_from_hub),
    ] {
        if holds {
            values.push((name.into(), "on".into()));
        }
    }
    Form::of(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_line_by_line_and_an_emptied_line_falls_away() {
        let form =
            Form::parse(b"choice.10.en=Low&choice.2.key=high&choice.2.en=High&choice.2.nb=H%C3%B8y&choice.3.key=old&choice.3.en=").unwrap();
        let read = choices(&form);
        assert_eq!(read.len(), 3);
        assert_eq!((read[0].key.as_deref(), read[0].labels["nb"].as_str()), (Some("high"), "Høy"));
        assert_eq!(read[1], ChoiceInput { key: None, labels: [("en".to_owned(), String::new())].into() });
        assert_eq!((read[2].key.as_deref(), read[2].labels["en"].as_str()), (None, "Low"));
    }

    #[test]
    fn another_choice_adds_a_line_below_what_was_typed() {
        let mut form = Form::parse(b"choice.0.en=a&choice.1.en=b&choice.2.en=c&choice.3.en=d&add=choice").unwrap();
        assert!(add_line(&mut form));
        assert_eq!(lines(&form), [0, 1, 2, 3, 4]);
        assert_eq!(form.value("choice.3.en"), "d");
        assert!(!add_line(&mut Form::parse(b"kind=text").unwrap()));
    }
}
