//! What the database knows about the rows of a batch, read in a few statements however many rows there are.

use super::{
    known::{Known, Whole},
    options::{MatchKey, Options},
    row::CustomerRow,
};
use crate::{
    customers::{
        CustomerKind, IdentityKind, Rules,
        entity::{customer, identity},
        views::{self, Links, Membership, TagRef, UserRef},
    },
    kernel::{AccountId, Action, Actor, CustomerId, Resource, Result, Scope, TagId, UserId, text},
    storage::{self, dialect::Dialect, many},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Whether what is read is about to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// Nobody else may change it until the transaction ends.
    ForChange,
    /// It is only looked at.
    No,
}

/// The account's list of tags.
#[derive(Debug, Default)]
pub(super) struct Tags {
    all: Vec<(TagRef, bool)>,
    by_name: HashMap<String, usize>,
    /// Names of rows that no tag has.
    pub missing: Vec<String>,
}

impl Tags {
    /// Adds one; a key or name that two have stays with the first.
    pub fn add(&mut self, tag: TagRef, retired: bool) {
        let place = self.all.len();
        let names = tag.names.as_object().into_iter().flat_map(|names| names.values()).filter_map(|name| name.as_str());
        for name in names.chain([tag.key.as_str()]) {
            self.by_name.entry(text::fold(name)).or_insert(place);
        }
        self.all.push((tag, retired));
    }

    /// The tag of this name in any language, or of this key, and whether it is retired.
    pub fn find(&self, name: &str) -> Option<&(TagRef, bool)> {
        self.by_name.get(&text::fold(name)).and_then(|place| self.all.get(*place))
    }
}

/// Which customers an actor may touch.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    All,
    Assigned(HashSet<CustomerId>),
    Nobody,
}

impl Reach {
    pub fn has(&self, id: CustomerId) -> bool {
        match self {
            Self::All => true,
            Self::Assigned(ids) => ids.contains(&id),
            Self::Nobody => false,
        }
    }
}

/// The part of the register that a batch of rows is about.
#[derive(Debug)]
pub(super) struct Register {
    /// Customers that rows name, and those that rows of this batch made.
    pub known: HashMap<CustomerId, Known>,
    /// Those that were made or changed, in the order of the file.
    pub touched: Vec<CustomerId>,
    /// Whom an identity names.
    pub identities: HashMap<(IdentityKind, String), CustomerId>,
    /// Whom a number names, by the number's key.
    pub numbers: HashMap<String, CustomerId>,
    /// Organisations by the folded name.
    pub organisations: HashMap<String, (CustomerId, String)>,
    /// Known organisations that have members.
    pub have_members: HashSet<CustomerId>,
    pub tags: Tags,
    /// Users that may be assigned, by folded address and name.
    pub users: HashMap<String, UserRef>,
    /// Organisations that claimed a domain.
    pub domains: HashMap<String, (CustomerId, String)>,
    pub may_see: Reach,
    pub may_edit: Reach,
}

/// What a batch of rows asks for.
#[derive(Debug, Default)]
struct Asked {
    identities: [BTreeSet<String>; 3],
    numbers: BTreeSet<String>,
    organisations: BTreeSet<String>,
    domains: BTreeSet<String>,
    /// By folded name, as it was first written.
    tags: BTreeMap<String, String>,
    users: bool,
}

const KINDS: [IdentityKind; 3] = [IdentityKind::Email, IdentityKind::Phone, IdentityKind::External];

/// The folded name by which an organisation is found.
pub(super) fn name_key(name: &str, rules: &Rules) -> String {
    text::sort_key(name, rules.language)
}

/// The values of a row for a kind of identity.
pub(super) fn identities_of(row: &CustomerRow, kind: IdentityKind) -> Vec<String> {
    let draft = &row.draft;
    match kind {
        IdentityKind::Email => draft.emails.iter().flatten().map(|email| email.as_str().to_owned()).collect(),
        IdentityKind::Phone => draft.phones.iter().flatten().map(|phone| phone.as_str().to_owned()).collect(),
        IdentityKind::External => draft.external_ids.clone().unwrap_or_default(),
        IdentityKind::Facebook | IdentityKind::Visitor => Vec::new(),
    }
}

/// The name under which a row that has no key could be an organisation that is there already.
pub(super) fn organisation_name(row: &CustomerRow) -> Option<&str> {
    let is_organisation = row.draft.kind.or(row.likely_kind) == Some(CustomerKind::Organisation);
    let name = row.draft.name.as_ref().and_then(Option::as_deref);
    let company = || row.organisations.as_ref().and_then(|names| names.first()).map(String::as_str);
    if is_organisation { name.or_else(company) } else { None }
}

impl Asked {
    fn collect<'a>(rows: impl Iterator<Item = &'a CustomerRow>, rules: &Rules) -> Self {
        let mut asked = Self::default();
        for row in rows {
            for (set, kind) in asked.identities.iter_mut().zip(KINDS) {
                set.extend(identities_of(row, kind));
            }
            asked.numbers.extend(row.draft.number.as_ref().map(|number| number.key()));
            asked.organisations.extend(row.organisations.iter().flatten().map(|name| name_key(name, rules)));
            asked.organisations.extend(organisation_name(row).map(|name| name_key(name, rules)));
            asked.domains.extend(row.draft.emails.iter().flatten().map(|email| email.domain().to_owned()));
            asked.tags.extend(row.tags.iter().flatten().map(|name| (text::fold(name), name.clone())));
            asked.users |= row.assigned_to.is_some();
        }
        asked
    }
}

#[derive(FromQueryResult)]
struct Owned {
    value: String,
    customer_id: CustomerId,
}

#[derive(FromQueryResult)]
struct Organisation {
    id: CustomerId,
    name: String,
    sort_name: String,
}

impl Register {
    /// Reads what the rows ask for. Customers that rows name are locked until the transaction ends.
    pub async fn load(
        conn: &impl ConnectionTrait,
        lock: Lock,
        actor: &Actor,
        rules: &Rules,
        options: &Options,
        rows: &[&CustomerRow],
    ) -> Result<Self> {
        let asked = Asked::collect(rows.iter().copied(), rules);
        let mut register = Self {
            known: HashMap::new(),
            touched: Vec::new(),
            identities: HashMap::new(),
            numbers: HashMap::new(),
            organisations: HashMap::new(),
            have_members: HashSet::new(),
            tags: Tags::default(),
            users: HashMap::new(),
            domains: HashMap::new(),
            may_see: Reach::All,
            may_edit: Reach::All,
        };
        register.load_identities(conn, actor.account, &asked).await?;
        register.load_numbers(conn, actor.account, &asked).await?;
        register.load_organisations(conn, actor.account, &asked).await?;
        if !asked.tags.is_empty() {
            register.load_tags(conn, actor.account).await?;
            let tags = &mut register.tags;
            tags.missing = asked.tags.values().filter(|name| tags.find(name).is_none()).cloned().collect();
        }
        if asked.users {
            register.load_users(conn, actor.account).await?;
        }
        let keys = options.keys();
        let named: BTreeSet<CustomerId> = rows.iter().flat_map(|row| register.candidates(row, &keys, rules)).collect();
        register.load_customers(conn, lock, actor.account, &named).await?;
        register.may_see = register.reach(conn, actor, Action::View).await?;
        register.may_edit = register.reach(conn, actor, Action::Edit).await?;
        Ok(register)
    }

    /// The customers that a row names by the first key it has; without any key, the organisation of its name.
    pub fn candidates(&self, row: &CustomerRow, keys: &[MatchKey], rules: &Rules) -> BTreeSet<CustomerId> {
        let by_identity = |kind: IdentityKind| {
            let values = identities_of(row, kind);
            (!values.is_empty()).then(|| values.into_iter().filter_map(|value| self.identities.get(&(kind, value)).copied()).collect())
        };
        let found = keys.iter().find_map(|key| match key {
            MatchKey::Number => row.draft.number.as_ref().map(|number| self.numbers.get(&number.key()).copied().into_iter().collect()),
            MatchKey::Email => by_identity(IdentityKind::Email),
            MatchKey::Phone => by_identity(IdentityKind::Phone),
            MatchKey::ExternalId => by_identity(IdentityKind::External),
        });
        found.unwrap_or_else(|| {
            let organisation = organisation_name(row).and_then(|name| self.organisations.get(&name_key(name, rules)));
            organisation.map(|(id, _)| *id).into_iter().collect()
        })
    }

    async fn load_identities(&mut self, conn: &impl ConnectionTrait, account: AccountId, asked: &Asked) -> Result<()> {
        let sql = format!(
            "select value, customer_id from identities where account_id = $1 and kind = $2 and value in {}",
            Dialect::of(conn).text_set(3)
        );
        for (values, kind) in asked.identities.iter().zip(KINDS).filter(|(values, _)| !values.is_empty()) {
            let owned: Vec<Owned> = storage::select(conn, &sql, vec![account.into(), kind.as_str().into(), many::texts(values)]).await?;
            self.identities.extend(owned.into_iter().map(|row| ((kind, row.value), row.customer_id)));
        }
        Ok(())
    }

    async fn load_numbers(&mut self, conn: &impl ConnectionTrait, account: AccountId, asked: &Asked) -> Result<()> {
        if asked.numbers.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "select number_key as value, id as customer_id from customers where account_id = $1 and number_key in {}",
            Dialect::of(conn).text_set(2)
        );
        let owned: Vec<Owned> = storage::select(conn, &sql, vec![account.into(), many::texts(&asked.numbers)]).await?;
        self.numbers.extend(owned.into_iter().map(|row| (row.value, row.customer_id)));
        Ok(())
    }

    async fn load_organisations(&mut self, conn: &impl ConnectionTrait, account: AccountId, asked: &Asked) -> Result<()> {
        let mut found: Vec<Organisation> = Vec::new();
        if !asked.organisations.is_empty() {
            let sql = format!(
                "select id, name, sort_name from customers where account_id = $1 and kind = 'organisation' and sort_name in {} order by seq desc",
                Dialect::of(conn).text_set(2)
            );
            found = storage::select(conn, &sql, vec![account.into(), many::texts(&asked.organisations)]).await?;
        }
        // The oldest of several with one name comes last and stays.
        self.organisations.extend(found.into_iter().map(|row| (row.sort_name, (row.id, row.name))));
        if !asked.domains.is_empty() {
            let sql = format!(
                "select d.domain as sort_name, c.id, c.name from organisation_domains d join customers c on c.account_id = d.account_id and c.id = d.organisation_id \
                 where d.account_id = $1 and d.domain in {}",
                Dialect::of(conn).text_set(2)
            );
            let claims: Vec<Organisation> = storage::select(conn, &sql, vec![account.into(), many::texts(&asked.domains)]).await?;
            self.domains.extend(claims.into_iter().map(|row| (row.sort_name, (row.id, row.name))));
        }
        Ok(())
    }

    async fn load_tags(&mut self, conn: &impl ConnectionTrait, account: AccountId) -> Result<()> {
        #[derive(FromQueryResult)]
        struct Row {
            id: TagId,
            key: String,
            names: serde_json::Value,
            colour: String,
            state: String,
        }
        let sql = "select id, key, names, colour, state from tags where account_id = $1";
        let rows: Vec<Row> = storage::select(conn, sql, vec![account.into()]).await?;
        for row in rows {
            let retired = row.state == "retired";
            self.tags.add(TagRef { id: row.id, key: row.key, names: row.names, colour: row.colour }, retired);
        }
        Ok(())
    }

    async fn load_users(&mut self, conn: &impl ConnectionTrait, account: AccountId) -> Result<()> {
        #[derive(FromQueryResult)]
        struct Row {
            id: UserId,
            email: String,
            name: String,
        }
        let sql = "select id, email, name from users where account_id = $1 and state = 'active' order by id desc";
        let rows: Vec<Row> = storage::select(conn, sql, vec![account.into()]).await?;
        for row in rows {
            let user = UserRef { id: row.id, name: row.name };
            self.users.insert(text::fold(&user.name), user.clone());
            self.users.insert(text::fold(&row.email), user);
        }
        Ok(())
    }

    async fn load_customers(
        &mut self,
        conn: &impl ConnectionTrait,
        lock: Lock,
        account: AccountId,
        ids: &BTreeSet<CustomerId>,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let set = many::ids(ids.iter().copied());
        let dialect = Dialect::of(conn);
        let values = || vec![account.into(), set.clone()];
        let sql = format!(
            "select * from customers where account_id = $1 and id in {} order by id{}",
            dialect.id_set(2),
            if lock == Lock::ForChange { dialect.for_update() } else { "" }
        );
        let rows: Vec<customer::Model> = storage::select(conn, &sql, values()).await?;
        let sql = format!(
            "select * from identities where account_id = $1 and customer_id in {} order by is_primary desc, position, value",
            dialect.id_set(2)
        );
        let identities: Vec<identity::Model> = storage::select(conn, &sql, values()).await?;
        let mut links: HashMap<CustomerId, Links> = HashMap::new();
        for identity in identities {
            links.entry(identity.customer_id).or_default().add_identity(identity);
        }
        let ids: Vec<CustomerId> = ids.iter().copied().collect();
        for (person, membership) in views::memberships_of(conn, account, &ids).await? {
            links.entry(person).or_default().organisations.push(membership);
        }
        for (customer, tag) in views::tags_of(conn, account, &ids).await? {
            links.entry(customer).or_default().tags.push(tag);
        }
        for (customer, user) in views::users_of(conn, account, &ids).await? {
            links.entry(customer).or_default().assigned_to.push(user);
        }
        for row in rows {
            let whole = Whole { links: links.remove(&row.id).unwrap_or_default(), row };
            self.known.insert(whole.row.id, Known { before: Some(Box::new(whole.clone())), now: whole });
        }
        self.load_members(conn, account).await
    }

    /// Notes which of the known organisations have members.
    async fn load_members(&mut self, conn: &impl ConnectionTrait, account: AccountId) -> Result<()> {
        #[derive(FromQueryResult)]
        struct Row {
            organisation_id: CustomerId,
        }
        let organisation = CustomerKind::Organisation.as_str();
        let ids: Vec<CustomerId> = self.known.values().filter(|known| known.now.row.kind == organisation).map(Known::id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "select distinct organisation_id from memberships where account_id = $1 and organisation_id in {}",
            Dialect::of(conn).id_set(2)
        );
        let rows: Vec<Row> = storage::select(conn, &sql, vec![account.into(), many::ids(ids)]).await?;
        self.have_members.extend(rows.into_iter().map(|row| row.organisation_id));
        Ok(())
    }

    async fn reach(&self, conn: &impl ConnectionTrait, actor: &Actor, action: Action) -> Result<Reach> {
        #[derive(FromQueryResult)]
        struct Mine {
            customer_id: CustomerId,
        }
        match (actor.permissions.scope(Resource::Customer, action), actor.user_id()) {
            (Some(Scope::All), _) => Ok(Reach::All),
            (Some(Scope::Assigned), Some(user)) => {
                let owners: BTreeSet<CustomerId> =
                    self.known.keys().chain(self.identities.values()).chain(self.numbers.values()).copied().collect();
                let sql = format!(
                    "select customer_id from customer_assignments where account_id = $1 and user_id = $2 and customer_id in {}",
                    Dialect::of(conn).id_set(3)
                );
                let mine: Vec<Mine> = storage::select(conn, &sql, vec![actor.account.into(), user.into(), many::ids(owners)]).await?;
                Ok(Reach::Assigned(mine.into_iter().map(|row| row.customer_id).collect()))
            }
            _ => Ok(Reach::Nobody),
        }
    }

    /// What the list of organisations says about a name.
    pub fn membership(&self, name: &str, rules: &Rules) -> Option<Membership> {
        self.organisations.get(&name_key(name, rules)).map(|(id, name)| new_membership(*id, name.clone()))
    }
}

/// Belonging to an organisation, without anything special.
pub(super) fn new_membership(id: CustomerId, name: String) -> Membership {
    Membership { id, name, role: None, primary: false, receives_protocols: false, receives_orders: false }
}
