//! The verbs of an import: take a file in, decide what its columns are, look at what would come of it, start, stop, report.

use super::{
    Import, ImportKind, ImportState,
    columns::{self, Assignment, KnownField, Target},
    dry::{self, Previewed},
    options::{EmptyCells, Lists, MatchKey, Mode, Options},
    records::Record,
    report::Report,
    row,
    run::{self, JOB},
    store::{self, Rejection},
    table::{self, Overview, Wishes},
};
use crate::{
    customers::{
        Rules,
        custom_fields::{self, CustomField, FieldKind, FieldResource, FieldState, NewField},
        entity::import,
    },
    files::{self, FileStore, Subject},
    kernel::{AccountId, Action, Actor, Error, FieldError, FieldId, FileId, ImportId, Resource, Result, UiLanguage, page},
    queue::jobs::{self, NewJob},
    storage::{self, Db, Tx},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use serde_json::json;
use std::{io, path::Path};
use tokio::io::AsyncRead;

/// Rows that the preview works out.
const PREVIEWED: usize = 20;

/// What the file of an import hangs on.
pub(super) fn subject(id: ImportId) -> Subject {
    Subject { resource: "import", id: id.0 }
}

/// What a first look at a file shows, with what its columns were recognised as.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The import.
    pub import: Import,
    /// What is decided so far.
    pub options: Options,
    /// What each column was recognised as; `None` where nobody knows.
    pub recognised: Vec<Option<Target>>,
    /// The first rows.
    pub rows: Vec<Record>,
    /// All sheets, if it is a workbook.
    pub sheets: Vec<String>,
}

/// What a person decides; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Decisions {
    /// How the file is to be read; the columns are recognised anew then.
    pub read: Option<Wishes>,
    /// What each column is, in their order.
    pub columns: Option<Vec<Target>>,
    /// `COLUMN=FIELD` for single columns.
    pub map: Vec<String>,
    /// What a row is recognised by; `Some(None)` for the usual choice.
    pub match_by: Option<Option<MatchKey>>,
    /// What may happen to rows.
    pub mode: Option<Mode>,
    /// What an empty cell says.
    pub empty_cells: Option<EmptyCells>,
    /// What a list in a cell says.
    pub lists: Option<Lists>,
    /// Whether organisations that are not there are made.
    pub create_organisations: Option<bool>,
    /// Whether tags that are not there are made.
    pub create_tags: Option<bool>,
    /// Whether custom fields that are not there are made.
    pub create_fields: Option<bool>,
}

/// Takes a file of at most `limit` bytes in and recognises its columns. Nothing of it is imported yet.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] on `file` if it is too large or no table.
pub async fn receive(
    db: &Db,
    files: &FileStore,
    actor: &Actor,
    kind: ImportKind,
    name: &str,
    source: impl AsyncRead + Unpin,
    limit: u64,
) -> Result<Import> {
    actor.require(Resource::Import, Action::Create)?;
    let file = FileId::new();
    let stored = files.put(actor.account, file, source, limit).await?;
    let overview = examine(files.place(&stored.key)?, Wishes::default()).await;
    let overview = match overview {
        Ok(overview) => overview,
        Err(error) => {
            files.remove(&stored.key).await?;
            return Err(error);
        }
    };
    let rules = Rules::load(db.read(), actor.account).await?;
    let mut options = Options { kind, ..Options::default() };
    lay_out(&mut options, &overview, actor, &rules);
    let id = ImportId::new();
    let mut tx = db.begin().await?;
    let (created_by, created_by_name) = run::beginner(actor);
    let row = import::Model {
        account_id: actor.account,
        id,
        kind: kind.to_string(),
        state: ImportState::Ready.to_string(),
        dry_run: false,
        file_name: files::safe_name(name),
        file_id: Some(file),
        options: serde_json::to_value(&options)?,
        rows_total: None,
        rows_done: 0,
        created_count: 0,
        updated_count: 0,
        unchanged_count: 0,
        rejected_count: 0,
        error: None,
        created_by,
        created_by_name,
        created_at: tx.now(),
        started_at: None,
        finished_at: None,
        version: 1,
    };
    import::Entity::insert(import::ActiveModel::from(row.clone())).exec_without_returning(tx.conn()).await?;
    files::attach(&mut tx, actor, subject(id), file, name, None, stored).await?;
    tx.commit().await?;
    store::shown(row)
}

async fn examine(path: std::path::PathBuf, wishes: Wishes) -> Result<Overview> {
    tokio::task::spawn_blocking(move || table::examine(&path, &wishes)).await.map_err(Error::internal)?
}

/// Takes the layout of a file over and recognises its columns.
fn lay_out(options: &mut Options, overview: &Overview, actor: &Actor, rules: &Rules) {
    let may_make = |key: &String| rules.fields.iter().any(|field| field.key == *key) || actor.may(Resource::CustomField, Action::Create);
    options.columns = recognised(options.kind, &overview.headers, &overview.rows, rules)
        .into_iter()
        .map(|target| match target {
            Some(Target::Attribute(key)) if !may_make(&key) => Target::Ignore,
            other => other.unwrap_or(Target::Ignore),
        })
        .collect();
    options.headers.clone_from(&overview.headers);
    options.layout = overview.layout.clone();
}

fn recognised(kind: ImportKind, headers: &[String], rows: &[Record], rules: &Rules) -> Vec<Option<Target>> {
    let fields: Vec<KnownField> = rules
        .fields
        .iter()
        .filter(|field| !field.is_retired())
        .map(|field| KnownField { key: field.key.clone(), labels: field.labels.values().cloned().collect() })
        .collect();
    let cells: Vec<Vec<String>> = rows.iter().map(|record| record.cells.clone()).collect();
    columns::recognise(kind, headers, &cells, &fields)
}

/// The import, if the actor began it or may see all.
async fn find(conn: &impl ConnectionTrait, actor: &Actor, id: ImportId) -> Result<import::Model> {
    let row = store::find(conn, actor.account, id).await?;
    if row.created_by.is_none() || row.created_by != actor.user_id() {
        actor.require(Resource::Import, Action::View).map_err(|_| Error::NotFound)?;
    }
    Ok(row)
}

/// What is decided about an import.
pub(super) async fn options(conn: &impl ConnectionTrait, actor: &Actor, id: ImportId) -> Result<Options> {
    store::options(&find(conn, actor, id).await?)
}

/// Where an import stands.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(conn: &impl ConnectionTrait, actor: &Actor, id: ImportId) -> Result<Import> {
    store::shown(find(conn, actor, id).await?)
}

/// The imports of the account, newest first: all of them, or the actor's own.
///
/// # Errors
/// [`Error::Forbidden`] without any permission for imports; `invalid_cursor`.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, cursor: Option<&str>, limit: Option<u64>) -> Result<page::Page<Import>> {
    let mut query = import::Entity::find().filter(import::Column::AccountId.eq(actor.account));
    if !actor.may(Resource::Import, Action::View) {
        actor.require(Resource::Import, Action::Create)?;
        query = query.filter(import::Column::CreatedBy.eq(actor.user_id()));
    }
    if let Some(cursor) = cursor {
        query = query.filter(import::Column::Id.lt(page::decode_cursor::<ImportId>(cursor)?));
    }
    let limit = page::limit(limit);
    let mut rows = query.order_by_desc(import::Column::Id).limit(limit + 1).all(conn).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| page::encode_cursor(&row.id));
    Ok(page::Page { items: rows.into_iter().map(store::shown).collect::<Result<_>>()?, next_cursor })
}

/// Looks into the file of an import that is not running.
///
/// # Errors
/// [`Error::NotFound`]; `file_gone` if it was finished.
pub async fn look(db: &Db, files: &FileStore, actor: &Actor, id: ImportId) -> Result<Looked> {
    let row = find(db.read(), actor, id).await?;
    let options = store::options(&row)?;
    let rules = Rules::load(db.read(), actor.account).await?;
    let path = run::path_of(db, files, &row).await?;
    let layout = options.layout.clone();
    let (rows, sheets) = tokio::task::spawn_blocking(move || first_rows(&path, &layout)).await.map_err(Error::internal)??;
    let recognised = recognised(options.kind, &options.headers, &rows, &rules);
    Ok(Looked { import: store::shown(row)?, options, recognised, rows, sheets })
}

fn first_rows(path: &Path, layout: &table::Layout) -> Result<(Vec<Record>, Vec<String>)> {
    let sheets = match &layout.format {
        table::Format::Workbook { .. } => super::workbook::sheets(path)?,
        table::Format::Text { .. } => Vec::new(),
    };
    let rows = table::Rows::open(path, layout)?.take(table::SHOWN).collect::<io::Result<_>>()?;
    Ok((rows, sheets))
}

/// Decides how an import is to be done.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] while it runs or after it has; [`Error::Invalid`] for a column or field that is not there.
pub async fn decide(db: &Db, files: &FileStore, actor: &Actor, id: ImportId, decisions: Decisions) -> Result<Options> {
    let row = find(db.read(), actor, id).await?;
    let mut options = store::options(&row)?;
    if let Some(wishes) = decisions.read {
        let path = run::path_of(db, files, &row).await?;
        let rules = Rules::load(db.read(), actor.account).await?;
        lay_out(&mut options, &examine(path, wishes).await?, actor, &rules);
    }
    if let Some(columns) = decisions.columns {
        if columns.len() != options.columns.len() {
            return Err(Error::field("columns", "wrong_number", format!("the file has {} columns", options.columns.len())));
        }
        options.columns = columns;
    }
    assign(&mut options, &decisions.map)?;
    if let Some(wrong) = options.columns.iter().find(|target| !target.fits(options.kind)) {
        return Err(Error::field("columns", "wrong_field", format!("{} have no field {wrong}", options.kind)));
    }
    options.match_by = decisions.match_by.unwrap_or(options.match_by);
    options.mode = decisions.mode.unwrap_or(options.mode);
    options.empty_cells = decisions.empty_cells.unwrap_or(options.empty_cells);
    options.lists = decisions.lists.unwrap_or(options.lists);
    options.create_organisations = decisions.create_organisations.unwrap_or(options.create_organisations);
    options.create_tags = decisions.create_tags.unwrap_or(options.create_tags);
    options.create_fields = decisions.create_fields.unwrap_or(options.create_fields);
    if let Some(key) = options.match_by
        && !options.columns.contains(&key.target())
    {
        return Err(FieldError::new("match", "no_such_column", format!("no column of the file is {key}")).with("field", key).into());
    }
    keep(db, actor.account, id, &options).await?;
    Ok(options)
}

fn assign(options: &mut Options, map: &[String]) -> Result<()> {
    let assignments: Vec<Assignment> = map
        .iter()
        .map(|text| text.parse().map_err(|message: String| Error::field("map", "invalid_map", message)))
        .collect::<Result<_>>()?;
    let mut found: Vec<Option<Target>> = options.columns.iter().cloned().map(Some).collect();
    columns::assign(&options.headers, &mut found, &assignments).map_err(|column| {
        Error::Invalid(vec![FieldError::new("map", "unknown_column", format!("the file has no column {column}")).with("column", column)])
    })?;
    options.columns = found.into_iter().map(|target| target.unwrap_or(Target::Ignore)).collect();
    Ok(())
}

async fn keep(db: &Db, account: AccountId, id: ImportId, options: &Options) -> Result<()> {
    let tx = db.begin().await?;
    // An import that has begun keeps its decisions; a trial may be followed by others.
    let sql = "update imports set options = $3, rows_total = null, version = version + 1 \
               where account_id = $1 and id = $2 and (state = 'ready' or (dry_run and state not in ('waiting', 'running')))";
    let values = vec![account.into(), id.into(), serde_json::to_value(options)?.into()];
    if storage::execute(tx.conn(), sql, values).await? == 0 {
        return Err(Error::refused("already_started", "this import has begun already"));
    }
    tx.commit().await
}

/// The first rows as they will be stored.
///
/// # Errors
/// [`Error::NotFound`]; `file_gone`.
pub async fn preview(db: &Db, files: &FileStore, actor: &Actor, id: ImportId) -> Result<Vec<Previewed>> {
    let row = find(db.read(), actor, id).await?;
    let options = store::options(&row)?;
    let mut rules = Rules::load(db.read(), actor.account).await?;
    rules.fields.extend(missing_fields(&options, &rules, actor));
    let path = run::path_of(db, files, &row).await?;
    let (layout, reading, known) = (options.layout.clone(), options.clone(), rules.clone());
    let rows = tokio::task::spawn_blocking(move || -> Result<Vec<row::ParsedRow>> {
        let rows = table::Rows::open(&path, &layout)?.take(PREVIEWED);
        rows.map(|record| Ok(row::parse(record?, &reading, &known))).collect()
    });
    let rows = rows.await.map_err(Error::internal)??;
    dry::preview(db, actor, &rules, &options, &rows).await
}

/// Fields that columns name and the account does not have, as they would be made.
pub(super) fn missing_fields(options: &Options, rules: &Rules, actor: &Actor) -> Vec<CustomField> {
    if !options.create_fields || !actor.may(Resource::CustomField, Action::Create) {
        return Vec::new();
    }
    let mut missing: Vec<CustomField> = Vec::new();
    for (column, target) in options.columns.iter().enumerate() {
        let Target::Attribute(key) = target else { continue };
        if rules.fields.iter().chain(&missing).any(|field| field.key == *key) {
            continue;
        }
        let language = UiLanguage::of_tag(rules.language.as_str()).unwrap_or(UiLanguage::En);
        let label = options.headers.get(column).filter(|header| !header.is_empty()).unwrap_or(key);
        missing.push(CustomField {
            id: FieldId::new(),
            resource: FieldResource::Customer,
            key: key.clone(),
            labels: [(language.as_str().to_owned(), label.chars().take(100).collect())].into(),
            kind: FieldKind::Text,
            choices: Vec::new(),
            required: false,
            in_list: true,
            searchable: true,
            hidden_from_hub: false,
            state: FieldState::Active,
            position: 0,
            version: 1,
        });
    }
    missing
}

/// Starts an import, or a trial of it. Makes the custom fields that it needs; a job does the rest after the commit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Refused`] if it runs or has run; `unknown_field` for a column whose field is
/// not there and may not be made.
pub async fn start(tx: &mut Tx, actor: &Actor, id: ImportId, dry_run: bool) -> Result<Import> {
    actor.require(Resource::Import, Action::Create)?;
    let row = find(tx.conn(), actor, id).await?;
    let state: ImportState = row.state.parse().map_err(Error::internal)?;
    let options = store::options(&row)?;
    let begins = state == ImportState::Ready || (row.dry_run && !state.is_busy());
    let goes_on = !dry_run && !row.dry_run && matches!(state, ImportState::Stopped | ImportState::Failed) && row.file_id.is_some();
    if !begins && !goes_on {
        return Err(Error::refused("already_started", "this import has begun already"));
    }
    if options.columns.iter().all(|target| *target == Target::Ignore) {
        return Err(Error::field("columns", "nothing_mapped", "say what at least one of the columns is"));
    }
    let rules = Rules::load(tx.conn(), actor.account).await?;
    let missing = missing_fields(&options, &rules, actor);
    for target in &options.columns {
        if let Target::Attribute(key) = target
            && !rules.fields.iter().chain(&missing).any(|field| field.key == *key)
        {
            let refusal = FieldError::new("columns", "unknown_field", format!("there is no field {key} here; define it first"));
            return Err(refusal.with("key", key).into());
        }
    }
    if !dry_run {
        for field in missing {
            let new = NewField { key: Some(field.key), labels: field.labels, in_list: true, searchable: true, ..NewField::default() };
            custom_fields::create(tx, actor, &new).await?;
        }
    }
    if begins {
        store::reset(tx, actor.account, id, dry_run, row.created_at).await?;
    }
    if !store::move_to(tx, actor.account, id, &[state], ImportState::Waiting, None).await? {
        return Err(Error::refused("already_started", "this import has begun already"));
    }
    jobs::enqueue(tx, NewJob::new(actor.account, JOB, json!({"import": id})).unique(run::job_key(id))).await?;
    get(tx.conn(), actor, id).await
}

/// Stops an import after the batch in hand; what was imported stays, and it can be started again where it was or undone.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] if it does not run.
pub async fn stop(tx: &mut Tx, actor: &Actor, id: ImportId) -> Result<Import> {
    find(tx.conn(), actor, id).await?;
    let busy = [ImportState::Waiting, ImportState::Running];
    if !store::move_to(tx, actor.account, id, &busy, ImportState::Stopped, None).await? {
        return Err(Error::refused("already_ended", "this import has ended already"));
    }
    get(tx.conn(), actor, id).await
}

/// Refused rows, in the order of the file.
///
/// # Errors
/// [`Error::NotFound`]; `invalid_cursor`.
pub async fn rejections(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: ImportId,
    cursor: Option<&str>,
    limit: Option<u64>,
) -> Result<page::Page<Rejection>> {
    find(conn, actor, id).await?;
    let after = cursor.map(page::decode_cursor::<i64>).transpose()?.unwrap_or(-1);
    let limit = page::limit(limit);
    let mut items = store::rejections(conn, actor.account, id, after, limit + 1).await?;
    let more = items.len() as u64 > limit;
    items.truncate(limit as usize);
    let next_cursor = items.last().filter(|_| more).map(|row| page::encode_cursor(&row.line));
    Ok(page::Page { items, next_cursor })
}

/// The refused rows as CSV, piece by piece.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn report(conn: &impl ConnectionTrait, actor: &Actor, id: ImportId) -> Result<Report> {
    let row = find(conn, actor, id).await?;
    Ok(Report::new(actor.account, id, store::options(&row)?))
}

/// Removes an import from the list, with its file and its refused rows. What it imported stays.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Refused`] while it runs.
pub async fn remove(tx: &mut Tx, actor: &Actor, id: ImportId) -> Result<()> {
    actor.require(Resource::Import, Action::Delete)?;
    let row = find(tx.conn(), actor, id).await?;
    if row.state.parse::<ImportState>().map_err(Error::internal)?.is_busy() {
        return Err(Error::refused("import_running", "stop the import first"));
    }
    files::remove_all_of(tx, actor, id.0).await?;
    for table in ["import_rejections", "import_kept"] {
        let sql = format!("delete from {table} where account_id = $1 and import_id = $2");
        storage::execute(tx.conn(), &sql, vec![actor.account.into(), id.into()]).await?;
    }
    import::Entity::delete_by_id((actor.account, id)).exec(tx.conn()).await?;
    Ok(())
}

/// Removes the file of a finished import: it is full of personal data, and nothing needs it any more.
pub(super) async fn forget_file(tx: &mut Tx, actor: &Actor, id: ImportId) -> Result<()> {
    files::remove_all_of(tx, actor, id.0).await?;
    let row = import::ActiveModel {
        account_id: sea_orm::ActiveValue::Unchanged(actor.account),
        id: sea_orm::ActiveValue::Unchanged(id),
        file_id: Set(None),
        ..Default::default()
    };
    import::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}
