//! A new customer: a dialog over whatever page is open, or a page of its own without scripts. What was typed stays until
//! it is saved, whatever is refused or added meanwhile.

use super::{
    attributes::{self, Input},
    search::{self, Hit},
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
use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    routing::{get, post},
};
use kartotek_core::{
    customers::{
        AddressInput, CustomerInput, CustomerKind, MembershipInput, Source, actions,
        custom_fields::{self, CustomField, FieldKind, NewField},
        search as finding, tags,
    },
    kernel::{Action, Country, Error, Resource, Result},
    staff::Settings,
};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/customers", post(create))
        .route("/customers/new", get(show).post(again))
        .route("/customers/new/field", post(define))
        .route("/customers/new/duplicates", post(duplicates))
}

#[derive(Template)]
#[template(path = "customers/new.html")]
struct NewForm {
    ctx: Ctx,
    form: Form,
    emails: Vec<String>,
    phones: Vec<String>,
    organisation: bool,
    with_invoice: bool,
    languages: Vec<(String, String)>,
    countries: Vec<(Country, &'static str)>,
    tags: Vec<TagChoice>,
    inputs: Vec<Input>,
    /// The defined fields that are not shown yet: key and label.
    others: Vec<(String, String)>,
    kinds: Vec<(&'static str, String)>,
    may_define: bool,
    duplicates: Duplicates,
}

#[derive(Template)]
#[template(path = "customers/new_page.html")]
struct NewPage {
    ctx: Ctx,
    inside: NewForm,
}

struct TagChoice {
    value: String,
    label: String,
    class: &'static str,
}

/// Customers who may be the one that is being typed in.
#[derive(Template)]
#[template(path = "customers/duplicates.html")]
struct Duplicates {
    ctx: Ctx,
    hits: Vec<Hit>,
}

/// The fields of the form that show their own refusals.
const SHOWN: &[&str] = &[
    "kind",
    "name",
    "first_name",
    "last_name",
    "title",
    "emails",
    "phones",
    "number",
    "support_language",
    "organisations",
    "organisation_number",
    "personal_number",
    "note",
    "tags",
    "address.street",
    "address.postal_code",
    "address.place",
    "address.country",
    "invoice_address.street",
    "invoice_address.postal_code",
    "invoice_address.place",
    "invoice_address.country",
    "attributes",
];

async fn form_of(state: &AppState, user: &SignedIn, ctx: Ctx, form: Form, hits: Vec<Hit>) -> Result<NewForm> {
    let conn = state.db.read();
    let fields = custom_fields::for_customers(conn, user.account).await?;
    let settings: &Settings = &user.0.login.account.settings;
    let shown = |field: &CustomField| field.required || form.has(&format!("attributes.{}", field.key));
    let (inputs, others): (Vec<&CustomField>, Vec<&CustomField>) =
        fields.iter().filter(|field| !field.is_retired()).partition(|field| shown(field));
    let known = tags::list(conn, user).await?;
    let language = ctx.language;
    // One line more than was typed, so that another can be typed without a script.
    let lines = |name: &str| {
        let mut lines: Vec<String> = form.all(name).map(str::to_owned).filter(|line| !line.trim().is_empty()).collect();
        lines.push(String::new());
        lines
    };
    let (emails, phones) = (lines("emails"), lines("phones"));
    let organisation = form.value("kind") == CustomerKind::Organisation.as_str();
    let with_invoice = form.under("invoice_address.").any(|(part, value)| part != "country" && !value.trim().is_empty());
    Ok(NewForm {
        emails,
        phones,
        organisation,
        with_invoice,
        languages: settings.support_languages.iter().map(|tag| (tag.to_string(), table::language(&ctx, tag.as_str()))).collect(),
        countries: Country::choices(language),
        tags: known
            .iter()
            .filter(|listed| !listed.tag.is_retired())
            .map(|listed| TagChoice {
                value: listed.tag.id.to_string(),
                label: listed.tag.name(language.as_str()).to_owned(),
                class: table::tag_class(listed.tag.colour.as_str()),
            })
            .collect(),
        inputs: inputs.into_iter().map(|field| Input::new(&ctx, field)).collect(),
        others: others.into_iter().map(|field| (field.key.clone(), field.label(language.as_str()).to_owned())).collect(),
        // A choice needs its answers: those are defined on the page of the fields.
        kinds: FieldKind::ALL
            .iter()
            .filter(|kind| !matches!(kind, FieldKind::Choice | FieldKind::Choices))
            .map(|kind| (kind.as_str(), ctx.t(&format!("customers-field-kind-{}", kind.as_str().replace('_', "-")))))
            .collect(),
        may_define: user.may(Resource::CustomField, Action::Create),
        duplicates: Duplicates { ctx: ctx.clone(), hits },
        form,
        ctx: ctx.at(Nav::CustomersActive),
    })
}

fn answer(inside: NewForm, status: StatusCode) -> PageResult {
    if inside.ctx.asked.for_dialog() {
        return render::html_with(status, &inside);
    }
    render::html_with(status, &NewPage { ctx: inside.ctx.clone(), inside })
}

/// An empty form, or one that begins with what an address says (`?kind=organisation`, `?emails=…`).
async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(pairs): Query<Vec<(String, String)>>) -> PageResult {
    user.require(Resource::Customer, Action::Create)?;
    let mut form = Form::of(pairs);
    if !form.has("kind") {
        form.set("kind", CustomerKind::Person.as_str());
    }
    let hits = similar(&state, &user, &form).await?;
    answer(form_of(&state, &user, ctx, form, hits).await?, StatusCode::OK)
}

/// The form as it is, with another attribute or another line: nothing is saved.
async fn again(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    user.require(Resource::Customer, Action::Create)?;
    if let Some(key) = form.filled("add").map(str::to_owned) {
        form.set(&format!("attributes.{key}"), "");
    }
    let hits = similar(&state, &user, &form).await?;
    answer(form_of(&state, &user, ctx, form, hits).await?, StatusCode::OK)
}

/// Defines a field from within the form and shows it there.
async fn define(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let new = NewField {
        labels: [(ctx.language.as_str().to_owned(), form.value("new_field.label").to_owned())].into(),
        kind: form.filled("new_field.kind").map(str::to_owned),
        in_list: true,
        searchable: true,
        ..NewField::default()
    };
    let mut tx = state.db.begin().await?;
    let status = match custom_fields::create(&mut tx, &user, &new).await {
        Ok(field) => {
            tx.commit().await?;
            form.set(&format!("attributes.{}", field.key), "");
            form.set("new_field.label", "");
            StatusCode::OK
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, renamed(error))?;
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    answer(form_of(&state, &user, ctx, form, Vec::new()).await?, status)
}

/// The refusals of a new field under the names that its inputs have in this form.
fn renamed(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Invalid(
            errors
                .into_iter()
                .map(|mut error| {
                    error.field = if error.field == "kind" { "new_field.kind" } else { "new_field.label" }.to_owned();
                    error
                })
                .collect(),
        ),
        other => other,
    }
}

async fn create(State(state): State<AppState>, user: SignedIn, ctx: Ctx, mut form: Form) -> PageResult {
    let fields = custom_fields::for_customers(state.db.read(), user.account).await?;
    let mut tx = state.db.begin().await?;
    match actions::create(&mut tx, &user, &input(&form, &fields), Source::Manual).await {
        Ok(customer) => {
            tx.commit().await?;
            Ok(render::go_and_say(&ctx, &format!("/customers/{}", customer.id), "said-customer-created"))
        }
        Err(error) => {
            drop(tx);
            form.refused(&ctx, error)?;
            let hits = similar(&state, &user, &form).await?;
            answer(form_of(&state, &user, ctx, form, hits).await?, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// Only what belongs to the kind is said: a field that the form hides is not filled in by accident.
fn input(form: &Form, fields: &[CustomField]) -> CustomerInput {
    let organisation = form.value("kind") == CustomerKind::Organisation.as_str();
    let text = |name: &str| form.filled(name).map(|value| Some(value.to_owned()));
    let of_person = |name: &str| if organisation { None } else { text(name) };
    let lines = |name: &str| Some(form.all(name).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect());
    let address = |prefix: &str| {
        let part = |name: &str| text(&format!("{prefix}.{name}"));
        AddressInput { street: part("street"), postal_code: part("postal_code"), place: part("place"), country: part("country") }
    };
    let membership = || {
        let id = form.filled("organisation_id").and_then(|id| id.parse().ok());
        let name = form.filled("organisation_name").map(str::to_owned);
        let role = form.filled("organisation_role").map(str::to_owned);
        let said = id.is_some() || name.is_some();
        // The id says which one; the name only helped to find it.
        said.then(|| {
            vec![MembershipInput { name: if id.is_some() { None } else { name }, id, role, primary: true, ..MembershipInput::default() }]
        })
    };
    CustomerInput {
        number: text("number"),
        kind: form.filled("kind").map(str::to_owned),
        name: if organisation { text("name") } else { None },
        first_name: of_person("first_name"),
        last_name: of_person("last_name"),
        title: of_person("title"),
        emails: lines("emails"),
        phones: lines("phones"),
        support_language: text("support_language"),
        tags: Some(form.all("tags").map(str::to_owned).collect()),
        address: Some(address("address")),
        invoice_address: Some(address("invoice_address")),
        organisation_number: if organisation { text("organisation_number") } else { None },
        personal_number: of_person("personal_number"),
        note: text("note"),
        attributes: attributes::typed(form, fields),
        organisations: if organisation { None } else { membership() },
        ..CustomerInput::default()
    }
}

/// Who may be meant, while typing.
async fn duplicates(State(state): State<AppState>, user: SignedIn, ctx: Ctx, form: Form) -> PageResult {
    let hits = similar(&state, &user, &form).await?;
    render::html(&Duplicates { ctx, hits })
}

async fn similar(state: &AppState, user: &SignedIn, form: &Form) -> Result<Vec<Hit>> {
    if !user.may(Resource::Customer, Action::View) {
        return Ok(Vec::new());
    }
    let name = match form.value("kind") {
        "organisation" => form.value("name").to_owned(),
        _ => format!("{} {}", form.value("first_name"), form.value("last_name")),
    };
    let emails: Vec<String> = form.all("emails").map(str::to_owned).collect();
    let phones: Vec<String> = form.all("phones").map(str::to_owned).collect();
    let typed = finding::Typed { name: name.trim(), emails: &emails, phones: &phones };
    let rows = finding::similar(state.db.read(), user, user.0.login.account.settings.country, &typed, None).await?;
    Ok(rows.iter().map(|row| search::hit(user, row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_other_kind_is_not_said() {
        let form = Form::of([
            ("kind", "organisation"),
            ("name", "Fjord Kulde AS"),
            ("first_name", "Kari"),
            ("personal_number", "1"),
            ("organisation_name", "Other"),
            ("emails", " post@fjord.no "),
            ("emails", ""),
        ]);
        let input = input(&form, &[]);
        assert_eq!(input.name, Some(Some("Fjord Kulde AS".into())));
        assert_eq!((input.first_name, input.personal_number, input.organisations), (None, None, None));
        assert_eq!(input.emails, Some(vec!["post@fjord.no".into()]));
    }

    #[test]
    fn a_chosen_organisation_is_named_by_its_id() {
        let id = kartotek_core::kernel::CustomerId::new();
        let form = Form::of([("kind", "person".to_owned()), ("organisation_name", "Fjord".into()), ("organisation_id", id.to_string())]);
        let memberships = input(&form, &[]).organisations.unwrap();
        assert_eq!((memberships[0].id, memberships[0].name.as_deref()), (Some(id), None));
        let typed = Form::of([("kind", "person"), ("organisation_name", "Fjord"), ("organisation_id", "")]);
        assert_eq!(input(&typed, &[]).organisations.unwrap()[0].name.as_deref(), Some("Fjord"));
    }
}
