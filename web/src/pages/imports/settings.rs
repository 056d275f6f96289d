//! How a file is read, what its columns are, what may happen, and the first rows as they will be stored.

use super::words;
use crate::{AppState, Ctx, Form, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kartotek_core::{
    customers::{
        CustomerKind, Rules,
        import::{
            Import, ImportKind,
            actions::{self, Decisions},
            columns::Target,
            decode::Encoding,
            dialect::Separator,
            options::{EmptyCells, Lists, MatchKey, Mode, Options},
            table::{Format, Wishes},
            templates,
        },
    },
    kernel::{Action, Error, FieldError, ImportId, Resource, TemplateId},
};

/// The words for "make a custom field of this column".
const NEW_FIELD: &str = "new";
/// So many values of a column are shown beside it.
const SAMPLES: usize = 3;
/// So many characters of each.
const SAMPLE_LENGTH: usize = 60;

#[derive(Template)]
#[template(path = "imports/settings.html")]
struct Settings {
    ctx: Ctx,
    form: Form,
    import: Import,
    reading: Reading,
    columns: Vec<Column>,
    targets: Vec<(String, String)>,
    templates: Vec<(String, String)>,
    preview: Vec<Line>,
    about_customers: bool,
    may_define: bool,
}

/// How the file is read.
struct Reading {
    sheets: Vec<String>,
    is_text: bool,
}

/// A column of the file.
struct Column {
    /// The name of its field in the form.
    name: String,
    header: String,
    samples: String,
    recognised: bool,
    /// Makes a new field, if it is not one of those that are there.
    own: Option<(String, String)>,
}

/// A row as it will be stored.
struct Line {
    number: u64,
    outcome: &'static str,
    cells: Vec<String>,
    reasons: Vec<String>,
}

impl Settings {
    fn kind(&self) -> String {
        words::kind(&self.ctx, self.import.kind)
    }

    fn encodings(&self) -> Vec<(&'static str, &'static str)> {
        Encoding::CHOICES.iter().map(|encoding| (encoding.name(), encoding.name())).collect()
    }

    fn separators(&self) -> Vec<(&'static str, String)> {
        Separator::ALL.iter().map(|separator| (separator.as_str(), self.ctx.t(&format!("imports-separator-{separator}")))).collect()
    }

    fn headers(&self) -> [(&'static str, String); 2] {
        [("yes", self.ctx.t("imports-header-yes")), ("no", self.ctx.t("imports-header-no"))]
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        MatchKey::ALL.iter().map(|key| (key.as_str(), self.ctx.t(&format!("imports-match-{key}")))).collect()
    }

    fn modes(&self) -> Vec<(&'static str, String)> {
        Mode::ALL.iter().map(|mode| (mode.as_str(), self.ctx.t(&format!("imports-mode-{mode}")))).collect()
    }

    fn empties(&self) -> Vec<(&'static str, String)> {
        EmptyCells::ALL.iter().map(|empty| (empty.as_str(), self.ctx.t(&format!("imports-empty-{empty}")))).collect()
    }

    fn lists(&self) -> Vec<(&'static str, String)> {
        Lists::ALL.iter().map(|list| (list.as_str(), self.ctx.t(&format!("imports-lists-{list}")))).collect()
    }

    fn sheets(&self) -> Vec<(String, String)> {
        self.reading.sheets.iter().map(|sheet| (sheet.clone(), sheet.clone())).collect()
    }

    fn outcome(&self, outcome: &str) -> String {
        self.ctx.t(match outcome {
            "created" => "imports-outcome-created",
            "updated" => "imports-outcome-updated",
            "unchanged" => "imports-outcome-unchanged",
            _ => "imports-outcome-rejected",
        })
    }
}

/// The form as the options stand.
fn filled_with(options: &Options) -> Form {
    let mut form = Form::default();
    match &options.layout.format {
        Format::Text { encoding, dialect } => {
            form.set("encoding", encoding.name());
            form.set("separator", dialect.separator.as_str());
        }
        Format::Workbook { sheet } => form.set("sheet", sheet.clone()),
    }
    form.set("header", if options.layout.header.is_some() { "yes" } else { "no" });
    for (index, target) in options.columns.iter().enumerate() {
        form.set(&format!("column.{index}"), target.to_string());
    }
    form.set("match", options.match_by.map_or("", MatchKey::as_str));
    form.set("mode", options.mode.as_str());
    form.set("empty_cells", options.empty_cells.as_str());
    form.set("lists", options.lists.as_str());
    for (name, holds) in [("create_organisations", options.create_organisations), ("create_tags", options.create_tags)] {
        if holds {
            form.set(name, "on");
        }
    }
    form
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SAMPLE_LENGTH { line } else { line.chars().take(SAMPLE_LENGTH).chain(['…']).collect() }
}

async fn page(state: &AppState, user: &SignedIn, ctx: Ctx, form: Option<Form>, id: ImportId) -> PageResult {
    let looked = actions::look(&state.db, &state.files, user, id).await?;
    let rules = Rules::load(state.db.read(), user.account).await?;
    let language = ctx.language.as_str();
    let options = looked.options;
    let about_customers = matches!(options.kind, ImportKind::Customers | ImportKind::Organisations);
    let may_define = about_customers && user.may(Resource::CustomField, Action::Create);
    let mut targets: Vec<(String, String)> =
        Target::choices(options.kind).iter().filter_map(|target| Some((target.to_string(), words::target(&ctx, target)?))).collect();
    if about_customers {
        let fields = rules.fields.iter().filter(|field| !field.is_retired());
        targets.extend(fields.map(|field| (Target::Attribute(field.key.clone()).to_string(), field.label(language).to_owned())));
    }
    let columns = options.columns.iter().enumerate().map(|(index, target)| {
        let samples = looked.rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cut(cell)).filter(|cell| !cell.is_empty());
        let own = match target {
            Target::Attribute(key) if !rules.fields.iter().any(|field| field.key == *key) => {
                Some((target.to_string(), ctx.t1("imports-new-field-named", "name", key.as_str())))
            }
            _ => None,
        };
        Column {
            name: format!("column.{index}"),
            header: options
                .headers
                .get(index)
                .filter(|header| !header.is_empty())
                .cloned()
                .unwrap_or_else(|| ctx.t1("imports-column-number", "number", index + 1)),
            samples: samples.take(SAMPLES).collect::<Vec<_>>().join(" · "),
            recognised: looked.recognised.get(index).is_some_and(Option::is_some),
            own,
        }
    });
    let columns: Vec<Column> = columns.collect();
    let preview = if about_customers { previewed(state, user, &ctx, id).await? } else { Vec::new() };
    let saved = templates::list(state.db.read(), user, options.kind).await?;
    let is_text = matches!(options.layout.format, Format::Text { .. });
    let refused = form.as_ref().is_some_and(Form::is_refused);
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let settings = Settings {
        form: form.unwrap_or_else(|| filled_with(&options)),
        import: looked.import,
        reading: Reading { sheets: looked.sheets, is_text },
        columns,
        targets,
        templates: saved.into_iter().map(|template| (template.id.to_string(), template.name)).collect(),
        preview,
        about_customers,
        may_define,
        ctx: ctx.at(Nav::Imports),
    };
    render::html_with(status, &settings)
}

async fn previewed(state: &AppState, user: &SignedIn, ctx: &Ctx, id: ImportId) -> Result<Vec<Line>, Error> {
    let rows = actions::preview(&state.db, &state.files, user, id).await?;
    let language = ctx.language.as_str();
    Ok(rows
        .into_iter()
        .map(|row| {
            let reasons =
                row.reasons.iter().map(|reason| words::reason(ctx, &reason.field, &reason.code, &reason.params, &reason.message)).collect();
            let cells = row.customer.map_or_else(Vec::new, |customer| {
                let kind =
                    if customer.kind == CustomerKind::Organisation.as_str() { "imports-is-organisation" } else { "imports-is-person" };
                let tags = customer.tags.iter().map(|tag| {
                    let named = tag.names.get(language).or_else(|| tag.names.get("en")).and_then(|name| name.as_str());
                    named.unwrap_or(&tag.key).to_owned()
                });
                let address = [&customer.address.street, &customer.address.postal_code, &customer.address.place];
                let address = address.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
                let attributes = customer.attributes.iter().map(|(key, value)| match value.as_str() {
                    Some(text) => format!("{key}: {text}"),
                    None => format!("{key}: {value}"),
                });
                vec![
                    customer.number,
                    ctx.t(kind),
                    customer.name,
                    customer.emails.join(", "),
                    customer.phones.join(", "),
                    customer.organisations.iter().map(|organisation| organisation.name.clone()).collect::<Vec<_>>().join(", "),
                    address,
                    tags.collect::<Vec<_>>().join(", "),
                    attributes.collect::<Vec<_>>().join(", "),
                ]
            });
            Line { number: row.line, outcome: row.outcome, cells, reasons }
        })
        .collect())
}

pub(super) async fn show(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<ImportId>) -> PageResult {
    user.require(Resource::Import, Action::Create)?;
    page(&state, &user, ctx, None, id).await
}

pub(super) async fn decide(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<ImportId>,
    mut form: Form,
) -> PageResult {
    user.require(Resource::Import, Action::Create)?;
    match carry_out(&state, &user, id, &form).await {
        Ok((address, Some(said))) => Ok(render::go_and_say(&ctx, &address, said)),
        Ok((address, None)) => Ok(render::go(&ctx, &address)),
        Err(error) => {
            form.refused(&ctx, error)?;
            page(&state, &user, ctx, Some(form), id).await
        }
    }
}

/// Does what the pressed button says, and tells where to go.
async fn carry_out(state: &AppState, user: &SignedIn, id: ImportId, form: &Form) -> Result<(String, Option<&'static str>), Error> {
    let settings = format!("/imports/{id}/settings");
    match form.value("do") {
        "read" => {
            let decisions = Decisions { read: Some(wishes(form)), match_by: Some(None), ..Decisions::default() };
            actions::decide(&state.db, &state.files, user, id, decisions).await?;
            return Ok((settings, None));
        }
        "template" => {
            let template = form.filled("template").and_then(|id| id.parse::<TemplateId>().ok());
            let template = template.ok_or_else(|| Error::field("template", "required", "choose a template"))?;
            templates::apply(&state.db, &state.files, user, id, template).await?;
            return Ok((settings, Some("said-import-template-applied")));
        }
        _ => {}
    }
    let looked = actions::look(&state.db, &state.files, user, id).await?;
    let decisions = decisions(form, &looked.options)?;
    actions::decide(&state.db, &state.files, user, id, decisions).await?;
    let dry_run = match form.value("do") {
        "save" => {
            let mut tx = state.db.begin().await?;
            templates::save(&mut tx, user, id, form.value("name")).await?;
            tx.commit().await?;
            return Ok((settings, Some("said-import-template-saved")));
        }
        "check" => true,
        "start" => false,
        _ => return Ok((format!("{settings}#preview"), None)),
    };
    let mut tx = state.db.begin().await?;
    actions::start(&mut tx, user, id, dry_run).await?;
    tx.commit().await?;
    Ok((format!("/imports/{id}"), None))
}

fn wishes(form: &Form) -> Wishes {
    Wishes {
        encoding: form.filled("encoding").map(str::to_owned),
        separator: form.filled("separator").and_then(|word| word.parse().ok()),
        sheet: form.filled("sheet").map(str::to_owned),
        has_header: match form.value("header") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

/// What the form says, read to types.
fn decisions(form: &Form, options: &Options) -> Result<Decisions, Error> {
    let mut makes_fields = false;
    let mut columns = Vec::with_capacity(options.columns.len());
    for (index, before) in options.columns.iter().enumerate() {
        let name = format!("column.{index}");
        let target = match form.value(&name) {
            "" => before.clone(),
            NEW_FIELD => new_field(options.headers.get(index).map_or("", String::as_str), index),
            word => word.parse().map_err(|_| Error::from(FieldError::new(name, "invalid_choice", "not one of the choices")))?,
        };
        makes_fields |= matches!(target, Target::Attribute(_));
        columns.push(target);
    }
    let choice = |name: &str| form.filled(name);
    Ok(Decisions {
        columns: Some(columns),
        match_by: Some(choice("match").and_then(|word| word.parse().ok())),
        mode: choice("mode").and_then(|word| word.parse().ok()),
        empty_cells: choice("empty_cells").and_then(|word| word.parse().ok()),
        lists: choice("lists").and_then(|word| word.parse().ok()),
        create_organisations: Some(form.has("create_organisations")),
        create_tags: Some(form.has("create_tags")),
        // Whoever chose "a new field" for a column wants it made.
        create_fields: Some(makes_fields),
        ..Decisions::default()
    })
}

/// A field made of a column, by its header; by its place where the header makes no key.
fn new_field(header: &str, index: usize) -> Target {
    match format!("attributes.{header}").parse() {
        Ok(Target::Attribute(key)) if key.starts_with(|first: char| first.is_ascii_lowercase()) => Target::Attribute(key),
        Ok(Target::Attribute(key)) => Target::Attribute(format!("field_{key}")),
        _ => Target::Attribute(format!("column_{}", index + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_everything_about_the_columns() {
        let options = Options {
            headers: vec!["Navn".into(), "Dør kode".into(), String::new(), "x".into()],
            columns: vec![Target::Name, Target::Ignore, Target::Ignore, Target::Email],
            ..Options::default()
        };
        let form = Form::parse(b"column.0=name&column.1=new&column.2=new&match=email&mode=update&create_tags=on").unwrap();
        let said = decisions(&form, &options).unwrap();
        let keys = [Target::Name, Target::Attribute("dor_kode".into()), Target::Attribute("column_3".into()), Target::Email];
        assert_eq!(said.columns.unwrap(), keys);
        assert_eq!((said.match_by, said.mode), (Some(Some(MatchKey::Email)), Some(Mode::Update)));
        assert_eq!((said.create_tags, said.create_organisations, said.create_fields), (Some(true), Some(false), Some(true)));
        let wrong = Form::parse(b"column.0=colour.of.hair").unwrap();
        assert!(matches!(decisions(&wrong, &options), Err(Error::Invalid(_))));
    }

    #[test]
    fn the_form_shows_the_options_as_they_are() {
        let options = Options { columns: vec![Target::Email, Target::Ignore], mode: Mode::Create, ..Options::default() };
        let form = filled_with(&options);
        assert_eq!((form.value("column.0"), form.value("column.1"), form.value("mode")), ("email", "ignore", "create"));
        assert_eq!(decisions(&form, &options).unwrap().columns.unwrap(), options.columns);
    }
}
