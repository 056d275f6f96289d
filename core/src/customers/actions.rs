//! The verbs of a customer: create, change, deactivate, reactivate. Each checks the permission, applies the rule and writes
//! rows, history, event and jobs in the transaction it is given.

use super::{
    CustomerKind, CustomerNumber, CustomerState, IdentityKind, Rules, Source, assignment, attributes, counts,
    derive::{self, Sources},
    draft::{CustomerInput, Draft, DraftAddress, Field},
    entity::customer,
    history, identities, links, number, scope, store,
    views::{self, Customer},
};
use crate::{
    kernel::{
        AccountId, Action, Actor, CustomerId, Email, Error, FieldError, PersonName, Phone, Resource, Result, clock::Time, error::Refusals,
    },
    queue::{
        events,
        jobs::{self, Job, NewJob},
    },
    storage::{self, Db, Tx, violates_unique},
};
use sea_orm::{ActiveModelTrait, ActiveValue::NotSet, IntoActiveModel};
use serde_json::{Value as Json, json};

/// The job that writes derived columns anew, for instance when an organisation got another name that its members repeat.
pub const REFRESH_JOB: &str = "customers.refresh";

/// Makes a customer.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with every refused field: an identity that another customer has is `taken`.
pub async fn create(tx: &mut Tx, actor: &Actor, input: &CustomerInput, source: Source) -> Result<Customer> {
    actor.require(Resource::Customer, Action::Create)?;
    let rules = Rules::load(tx.conn(), actor.account).await?;
    let mut refusals = Refusals::default();
    let draft = input.parse_into(&rules, &mut refusals);
    let values = attributes::merge(&rules, &serde_json::Map::new(), draft.attributes.as_ref(), source == Source::Manual, &mut refusals);
    if !says_who(&draft) {
        refusals.push(FieldError::new("name", "nothing_known", "give at least a name, an e-mail address or a phone number"));
    }
    refusals.finish()?;
    let number = match &draft.number {
        Some(number) => number.clone(),
        None => number::take_next(tx, actor.account, &rules, 1).await?.remove(0),
    };
    let id = CustomerId::new();
    let mut row = blank(tx.now(), actor, id, draft.kind.unwrap_or(CustomerKind::Person), source);
    set_number(&mut row, &number);
    apply(&mut row, &draft, Json::Object(values))?;
    write(tx, actor, &rules, None, row, &draft).await
}

/// Changes what `input` mentions. With `version`, refuses if somebody was faster.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`] with the current record, [`Error::Invalid`].
pub async fn update(tx: &mut Tx, actor: &Actor, id: CustomerId, input: &CustomerInput, version: Option<i64>) -> Result<Customer> {
    scope::check(tx.conn(), actor, Action::Edit, id).await?;
    let row = store::find_for_change(tx, actor.account, id).await?;
    let current = views::load(tx.conn(), actor, id).await?;
    if version.is_some_and(|version| version != row.version) {
        return Err(Error::Stale(Box::new(serde_json::to_value(&current)?)));
    }
    let rules = Rules::load(tx.conn(), actor.account).await?;
    let mut refusals = Refusals::default();
    let draft = input.parse_into(&rules, &mut refusals);
    let values = attributes::merge(&rules, &current.attributes, draft.attributes.as_ref(), false, &mut refusals);
    refusals.finish()?;
    change(tx, actor, &rules, row, current, draft, values).await
}

/// The part of a change that an import shares: everything is parsed, the row is locked.
pub(super) async fn change(
    tx: &mut Tx,
    actor: &Actor,
    rules: &Rules,
    mut row: customer::Model,
    current: Customer,
    draft: Draft,
    values: serde_json::Map<String, Json>,
) -> Result<Customer> {
    if draft.number.as_ref().is_some_and(|number| number.as_str() != row.number) {
        actor.require(Resource::Customer, Action::Administer)?;
    }
    if let Some(kind) = draft.kind
        && kind.as_str() != row.kind
        && !links::none(tx.conn(), actor.account, row.id).await?
    {
        return Err(Error::field(
            "kind",
            "has_members",
            "remove its members or organisations before changing between person and organisation",
        ));
    }
    apply(&mut row, &draft, Json::Object(values))?;
    write(tx, actor, rules, Some(current), row, &draft).await
}

/// A customer of whom nothing is known yet, not even the number.
pub(super) fn blank(now: Time, actor: &Actor, id: CustomerId, kind: CustomerKind, source: Source) -> customer::Model {
    customer::Model {
        seq: 0,
        account_id: actor.account,
        id,
        number: String::new(),
        number_key: String::new(),
        kind: kind.to_string(),
        name: String::new(),
        sort_name: String::new(),
        first_name: None,
        last_name: None,
        raw_name: None,
        title: None,
        primary_email: None,
        primary_phone: None,
        organisation_id: None,
        organisation_name: None,
        support_language: None,
        language_by_person: false,
        street: None,
        postal_code: None,
        place: None,
        country: None,
        invoice_street: None,
        invoice_postal_code: None,
        invoice_place: None,
        invoice_country: None,
        organisation_number: None,
        personal_number: None,
        note: None,
        attributes: derive::no_attributes(),
        state: CustomerState::Active.to_string(),
        source: source.to_string(),
        import_id: actor.import,
        hub_access: false,
        follow_assignment: true,
        search_text: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Gives a customer its number.
pub(super) fn set_number(row: &mut customer::Model, number: &CustomerNumber) {
    row.number = number.to_string();
    row.number_key = number.key();
}

/// Whether a draft says enough to know someone by.
pub(super) fn says_who(draft: &Draft) -> bool {
    let said = |field: &Field| matches!(field, Some(Some(text)) if !text.trim().is_empty());
    said(&draft.name)
        || said(&draft.first_name)
        || said(&draft.last_name)
        || draft.emails.as_ref().is_some_and(|list| !list.is_empty())
        || draft.phones.as_ref().is_some_and(|list| !list.is_empty())
}

/// Puts the mentioned fields into the row.
pub(super) fn apply(row: &mut customer::Model, draft: &Draft, values: Json) -> Result<()> {
    if let Some(number) = &draft.number {
        set_number(row, number);
    }
    if let Some(kind) = draft.kind {
        row.kind = kind.to_string();
    }
    let set = |place: &mut Option<String>, field: &Field| {
        if let Some(value) = field {
            place.clone_from(value);
        }
    };
    if row.kind == CustomerKind::Organisation.as_str() {
        if let Some(name) = &draft.name {
            row.name = name.clone().ok_or_else(|| Error::field("name", "required", "an organisation has a name"))?;
        }
        if row.name.trim().is_empty() {
            return Err(Error::field("name", "required", "an organisation has a name"));
        }
        (row.first_name, row.last_name, row.title) = (None, None, None);
    } else {
        if let (Some(Some(name)), None, None) = (&draft.name, &draft.first_name, &draft.last_name) {
            let parsed = PersonName::parse(name);
            let some = |part: String| Some(part).filter(|part| !part.is_empty());
            (row.first_name, row.last_name) = (some(parsed.first), some(parsed.last));
            row.raw_name = Some(name.clone());
        }
        set(&mut row.first_name, &draft.first_name);
        set(&mut row.last_name, &draft.last_name);
        set(&mut row.title, &draft.title);
    }
    if let Some(language) = &draft.support_language {
        row.support_language = language.as_ref().map(ToString::to_string);
        row.language_by_person = language.is_some();
    }
    let set_address = |street: &mut Option<String>,
                       code: &mut Option<String>,
                       place: &mut Option<String>,
                       country: &mut Option<String>,
                       address: &DraftAddress| {
        set(street, &address.street);
        set(code, &address.postal_code);
        set(place, &address.place);
        set(country, &address.country);
    };
    set_address(&mut row.street, &mut row.postal_code, &mut row.place, &mut row.country, &draft.address);
    set_address(
        &mut row.invoice_street,
        &mut row.invoice_postal_code,
        &mut row.invoice_place,
        &mut row.invoice_country,
        &draft.invoice_address,
    );
    set(&mut row.organisation_number, &draft.organisation_number);
    set(&mut row.personal_number, &draft.personal_number);
    set(&mut row.note, &draft.note);
    row.attributes = values;
    row.hub_access = draft.hub_access.unwrap_or(row.hub_access);
    row.follow_assignment = draft.follow_assignment.unwrap_or(row.follow_assignment);
    Ok(())
}

/// Writes a new or changed row and everything around it.
async fn write(
    tx: &mut Tx,
    actor: &Actor,
    rules: &Rules,
    before: Option<Customer>,
    mut row: customer::Model,
    draft: &Draft,
) -> Result<Customer> {
    let (account, id) = (actor.account, row.id);
    let mut refusals: Vec<FieldError> = Vec::new();
    let texts = |emails: &Vec<Email>| emails.iter().map(ToString::to_string).collect::<Vec<_>>();
    if let Some(emails) = &draft.emails {
        refusals.extend(identities::replace(tx, actor, id, IdentityKind::Email, "emails", &texts(emails)).await?);
    }
    if let Some(phones) = &draft.phones {
        let phones: Vec<String> = phones.iter().map(|phone: &Phone| phone.as_str().to_owned()).collect();
        refusals.extend(identities::replace(tx, actor, id, IdentityKind::Phone, "phones", &phones).await?);
    }
    if let Some(external) = &draft.external_ids {
        refusals.extend(identities::replace(tx, actor, id, IdentityKind::External, "external_ids", external).await?);
    }
    if let Some(tags) = &draft.tags {
        refusals.extend(links::replace_tags(tx, account, id, tags).await?);
    }
    match &draft.organisations {
        Some(_) if row.kind == CustomerKind::Organisation.as_str() && draft.organisations.as_ref().is_some_and(|list| !list.is_empty()) => {
            refusals.push(FieldError::new("organisations", "not_a_person", "only persons belong to organisations"));
        }
        Some(list) => refusals.extend(links::replace_organisations(tx, actor, id, list).await?),
        None if before.is_none() && row.kind == CustomerKind::Person.as_str() => {
            links::join_by_domain(tx, account, id, draft.emails.as_deref().unwrap_or_default()).await?
        }
        None => {}
    }
    if !refusals.is_empty() {
        return Err(Error::Invalid(refusals));
    }
    refresh_derived(tx, &mut row, rules).await?;
    let name_changed = before.as_ref().is_some_and(|before| before.name != row.name);
    match &before {
        None => {
            let mut active = row.clone().into_active_model();
            active.seq = NotSet;
            customer::Entity::insert_without_returning(tx, active).await?;
            counts::add(tx, account, CustomerState::Active, kind_of(&row), 1).await?;
        }
        Some(before) => {
            row.updated_at = tx.now();
            row.version += 1;
            let (old_kind, new_kind, state) = (before.kind.parse::<CustomerKind>(), kind_of(&row), row.state.parse());
            if let (Ok(old_kind), Ok(state)) = (old_kind, state)
                && old_kind != new_kind
            {
                counts::add(tx, account, state, old_kind, -1).await?;
                counts::add(tx, account, state, new_kind, 1).await?;
            }
            store::save(tx, row.clone()).await.map_err(number_taken)?;
        }
    }
    attributes::reindex(tx, account, id, rules, &as_map(&row.attributes)).await?;
    if let Some(users) = &draft.assigned_to {
        let unchanged = before.as_ref().is_some_and(|before| same_users(before, users)) || (before.is_none() && users.is_empty());
        if !unchanged {
            actor.require(Resource::Customer, Action::Assign)?;
            assignment::replace(tx, actor, id, users).await?;
        }
    }
    let after = views::load(tx.conn(), actor, id).await?;
    let changes = match &before {
        Some(before) => history::differences(before, &after),
        None => history::beginnings(&after),
    };
    history::record(tx, actor, id, &changes).await?;
    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    if before.is_none() || !changes.is_empty() {
        let kind = if before.is_none() { "customer.created" } else { "customer.changed" };
        events::record(tx, actor, kind, Some(id.0), json!({"fields": fields, "version": after.version})).await?;
    }
    if name_changed && row.kind == CustomerKind::Organisation.as_str() {
        refresh_members(tx, account, id).await?;
    }
    Ok(after)
}

fn same_users(before: &Customer, users: &[crate::kernel::UserId]) -> bool {
    before.assigned_to.len() == users.len() && before.assigned_to.iter().all(|user| users.contains(&user.id))
}

pub(super) fn kind_of(row: &customer::Model) -> CustomerKind {
    row.kind.parse().unwrap_or(CustomerKind::Person)
}

fn as_map(values: &Json) -> serde_json::Map<String, Json> {
    values.as_object().cloned().unwrap_or_default()
}

/// A number that another customer has is a refused field, whoever was faster.
pub(super) fn number_taken(error: Error) -> Error {
    match error {
        Error::Database(error) if violates_unique(&error, "customers_number", "customers.account_id, customers.number_key") => {
            Error::field("number", "number_taken", "another customer has this number")
        }
        other => other,
    }
}

impl customer::Entity {
    async fn insert_without_returning(tx: &Tx, row: customer::ActiveModel) -> Result<()> {
        use sea_orm::EntityTrait;
        Self::insert(row).exec_without_returning(tx.conn()).await.map(|_| ()).map_err(|error| number_taken(error.into()))
    }
}

/// Reads what the derived columns are made from and fills them.
pub(super) async fn refresh_derived(tx: &Tx, row: &mut customer::Model, rules: &Rules) -> Result<()> {
    let identities = store::identities(tx.conn(), row.account_id, row.id).await?;
    let organisations = links::organisations_of(tx.conn(), row.account_id, row.id).await?;
    row.organisation_id = organisations.first().map(|(id, _)| *id);
    let of = |kind: IdentityKind| {
        identities.iter().filter(|identity| identity.kind == kind.as_str()).map(|identity| identity.value.as_str()).collect()
    };
    let sources = Sources {
        emails: of(IdentityKind::Email),
        phones: of(IdentityKind::Phone),
        external_ids: of(IdentityKind::External),
        organisations: organisations.iter().map(|(_, name)| name.as_str()).collect(),
    };
    derive::derive(row, &sources, rules);
    Ok(())
}

/// Writes the derived columns of a customer anew, for instance after its organisation got another name.
pub(super) async fn refresh(tx: &Tx, account: AccountId, id: CustomerId, rules: &Rules) -> Result<()> {
    let mut row = store::find_for_change(tx, account, id).await?;
    let before = row.clone();
    refresh_derived(tx, &mut row, rules).await?;
    if row != before {
        store::save(tx, row).await?;
    }
    Ok(())
}

/// Lets the members of an organisation repeat its new name.
pub(super) async fn refresh_members(tx: &mut Tx, account: AccountId, organisation: CustomerId) -> Result<()> {
    jobs::enqueue(tx, NewJob::new(account, REFRESH_JOB, json!({"organisation": organisation}))).await
}

/// Lets a job write the derived columns of these customers anew.
pub(super) async fn refresh_customers(tx: &mut Tx, account: AccountId, customers: Vec<CustomerId>) -> Result<()> {
    for some in customers.chunks(500) {
        jobs::enqueue(tx, NewJob::new(account, REFRESH_JOB, json!({"customers": some}))).await?;
    }
    Ok(())
}

/// Does a job of [`REFRESH_JOB`], in transactions of a hundred customers.
///
/// # Errors
/// [`Error::Database`]; the job is tried again then.
pub async fn refresh_job(db: Db, job: Job) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Payload {
        organisation: Option<CustomerId>,
        #[serde(default)]
        customers: Vec<CustomerId>,
    }
    #[derive(sea_orm::FromQueryResult)]
    struct Person {
        person_id: CustomerId,
    }
    let account = job.account_id.ok_or(Error::NotFound)?;
    let payload: Payload = serde_json::from_value(job.payload)?;
    let mut customers = payload.customers;
    if let Some(organisation) = payload.organisation {
        let sql = "select person_id from memberships where account_id = $1 and organisation_id = $2";
        let members: Vec<Person> = storage::select(db.read(), sql, vec![account.into(), organisation.into()]).await?;
        customers.extend(members.into_iter().map(|row| row.person_id));
    }
    let rules = Rules::load(db.read(), account).await?;
    for some in customers.chunks(100) {
        let tx = db.begin().await?;
        for id in some {
            match refresh(&tx, account, *id, &rules).await {
                // Deleted meanwhile: nothing is left to refresh.
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Puts an active customer to rest: it keeps everything, is hidden from lists and cannot be chosen for new orders.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Refused`] if it is inactive already.
pub async fn deactivate(tx: &mut Tx, actor: &Actor, id: CustomerId) -> Result<Customer> {
    change_state(tx, actor, id, CustomerState::deactivate).await
}

/// Brings an inactive customer back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Refused`] if it is active already.
pub async fn reactivate(tx: &mut Tx, actor: &Actor, id: CustomerId) -> Result<Customer> {
    change_state(tx, actor, id, CustomerState::reactivate).await
}

async fn change_state(
    tx: &mut Tx,
    actor: &Actor,
    id: CustomerId,
    transition: fn(CustomerState) -> Result<CustomerState>,
) -> Result<Customer> {
    scope::check(tx.conn(), actor, Action::Edit, id).await?;
    let row = store::find_for_change(tx, actor.account, id).await?;
    let old: CustomerState = row.state.parse().map_err(Error::internal)?;
    let new = transition(old)?;
    let kind = kind_of(&row);
    let mut active: customer::ActiveModel = customer::ActiveModel {
        account_id: sea_orm::ActiveValue::Unchanged(actor.account),
        id: sea_orm::ActiveValue::Unchanged(id),
        ..Default::default()
    };
    active.state = sea_orm::ActiveValue::Set(new.to_string());
    active.updated_at = sea_orm::ActiveValue::Set(tx.now());
    active.version = sea_orm::ActiveValue::Set(row.version + 1);
    active.update(tx.conn()).await?;
    counts::add(tx, actor.account, old, kind, -1).await?;
    counts::add(tx, actor.account, new, kind, 1).await?;
    history::record(tx, actor, id, &[history::Change::new("state", old.as_str(), new.as_str())]).await?;
    events::record(tx, actor, "customer.changed", Some(id.0), json!({"fields": ["state"], "version": row.version + 1})).await?;
    views::load(tx.conn(), actor, id).await
}
