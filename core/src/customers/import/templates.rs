//! A mapping of columns under a name, for files that come again and again.

use super::{
    ImportKind,
    actions::{self, Decisions},
    columns::{self, Target},
    options::{EmptyCells, Lists, MatchKey, Mode, Options},
};
use crate::{
    customers::entity::import_template,
    files::FileStore,
    kernel::{Action, Actor, Error, ImportId, Resource, Result, TemplateId, text_field},
    storage::{Db, Tx},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// What the rows of its files are.
    pub kind: ImportKind,
    /// Its name.
    pub name: String,
    /// What it says.
    #[serde(flatten)]
    pub mapping: Mapping,
}

/// What a template says about files: columns by their headers, and the decisions around them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// Header and field of each column.
    pub columns: Vec<(String, Target)>,
    /// What a row is recognised by.
    pub match_by: Option<MatchKey>,
    /// What may happen to rows.
    pub mode: Mode,
    /// What an empty cell says.
    pub empty_cells: EmptyCells,
    /// What a list in a cell says.
    pub lists: Lists,
    /// Whether organisations that are not there are made.
    pub create_organisations: bool,
    /// Whether tags that are not there are made.
    pub create_tags: bool,
    /// Whether custom fields that are not there are made.
    pub create_fields: bool,
}

impl From<&Options> for Mapping {
    fn from(options: &Options) -> Self {
        let headers = options.headers.iter().cloned().chain(std::iter::repeat(String::new()));
        Self {
            columns: headers.zip(options.columns.iter().cloned()).collect(),
            match_by: options.match_by,
            mode: options.mode,
            empty_cells: options.empty_cells,
            lists: options.lists,
            create_organisations: options.create_organisations,
            create_tags: options.create_tags,
            create_fields: options.create_fields,
        }
    }
}

impl Mapping {
    /// The field of each column of a file: by header, and without headers by place.
    fn for_headers(&self, headers: &[String], recognised: &[Target]) -> Vec<Target> {
        let has_headers = headers.iter().any(|header| !header.is_empty());
        let mut used = vec![false; self.columns.len()];
        let mut target = |index: usize, found: &Target| {
            let mut columns = self.columns.iter().enumerate();
            // Two columns may have one header: each takes the next of that name.
            let place = columns.find(|(place, (header, _))| match has_headers {
                true => !used[*place] && columns::is_same_header(header, &headers[index]),
                false => *place == index,
            });
            place.map_or_else(
                || found.clone(),
                |(place, (_, target))| {
                    used[place] = true;
                    target.clone()
                },
            )
        };
        recognised.iter().enumerate().map(|(index, found)| target(index, found)).collect()
    }
}

/// Saves the decisions of an import under a name; an older template of the name is replaced.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; `required` or `too_long` on `name`.
pub async fn save(tx: &mut Tx, actor: &Actor, import: ImportId, name: &str) -> Result<TemplateId> {
    actor.require(Resource::Import, Action::Create)?;
    let name = text_field::line_within("name", name, LONGEST_NAME)?.ok_or_else(|| text_field::missing("name"))?;
    let options = actions::options(tx.conn(), actor, import).await?;
    import_template::Entity::delete_many()
        .filter(import_template::Column::AccountId.eq(actor.account))
        .filter(import_template::Column::Kind.eq(options.kind.as_str()))
        .filter(import_template::Column::Name.eq(&name))
        .exec(tx.conn())
        .await?;
    let row = import_template::ActiveModel {
        account_id: Set(actor.account),
        id: Set(TemplateId::new()),
        kind: Set(options.kind.to_string()),
        name: Set(name),
        options: Set(serde_json::to_value(Mapping::from(&options))?),
        created_at: Set(tx.now()),
    };
    let id = TemplateId::new();
    import_template::Entity::insert(import_template::ActiveModel { id: Set(id), ..row }).exec_without_returning(tx.conn()).await?;
    Ok(id)
}

/// The templates of a kind, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, kind: ImportKind) -> Result<Vec<Template>> {
    actor.require(Resource::Import, Action::Create)?;
    let rows = import_template::Entity::find()
        .filter(import_template::Column::AccountId.eq(actor.account))
        .filter(import_template::Column::Kind.eq(kind.as_str()))
        .order_by_asc(import_template::Column::Name)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| Ok(Template { id: row.id, kind, name: row.name, mapping: serde_json::from_value(row.options)? })).collect()
}

/// Applies a template to an import that has not begun.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] if it has begun.
pub async fn apply(db: &Db, files: &FileStore, actor: &Actor, import: ImportId, template: TemplateId) -> Result<Options> {
    actor.require(Resource::Import, Action::Create)?;
    let row = import_template::Entity::find_by_id((actor.account, template)).one(db.read()).await?.ok_or(Error::NotFound)?;
    let mapping: Mapping = serde_json::from_value(row.options)?;
    let options = actions::options(db.read(), actor, import).await?;
    let decisions = Decisions {
        columns: Some(mapping.for_headers(&options.headers, &options.columns)),
        // A key whose column this file lacks is no key for it.
        match_by: Some(None),
        mode: Some(mapping.mode),
        empty_cells: Some(mapping.empty_cells),
        lists: Some(mapping.lists),
        create_organisations: Some(mapping.create_organisations),
        create_tags: Some(mapping.create_tags),
        create_fields: Some(mapping.create_fields),
        ..Decisions::default()
    };
    let match_by = mapping.match_by.filter(|key| decisions.columns.iter().flatten().any(|target| *target == key.target()));
    actions::decide(db, files, actor, import, Decisions { match_by: Some(match_by), ..decisions }).await
}

/// Deletes a template.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn delete(tx: &mut Tx, actor: &Actor, template: TemplateId) -> Result<()> {
    actor.require(Resource::Import, Action::Create)?;
    let gone = import_template::Entity::delete_by_id((actor.account, template)).exec(tx.conn()).await?;
    if gone.rows_affected == 0 { Err(Error::NotFound) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_finds_its_columns_again_wherever_they_stand() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let options = Options {
            headers: texts(&["Felt 1", "Tlf", "Tlf", "Annet"]),
            columns: vec![Target::Name, Target::Phone, Target::Note, Target::Email],
            ..Options::default()
        };
        let mapping = Mapping::from(&options);
        let found = mapping.for_headers(&texts(&["tlf", "Ny", "TLF", "felt 1"]), &vec![Target::Ignore; 4]);
        assert_eq!(found, [Target::Phone, Target::Ignore, Target::Note, Target::Name]);
        let by_place = mapping.for_headers(&texts(&["", ""]), &vec![Target::Ignore; 2]);
        assert_eq!(by_place, [Target::Name, Target::Phone]);
    }
}
