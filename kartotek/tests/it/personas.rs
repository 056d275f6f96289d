//! The people of the tests: two companies, and in one of them everybody who may do a different thing.

use crate::database::Database;
use kartotek_core::{
    kernel::{Action, Actor, Permission, Resource},
    staff::{
        Account, Secret, Settings, User, access, accounts,
        roles::{self, NewRole},
        tokens::{self, NewToken},
        users::{self, NewUser},
    },
    storage::Tx,
};

/// Somebody with a log-in.
#[derive(Clone, Debug)]
pub struct Person {
    /// For actions and lists.
    pub actor: Actor,
    /// The user.
    pub user: User,
    /// For the API.
    pub token: Secret,
}

/// Everybody.
#[derive(Clone, Debug)]
pub struct People {
    /// The company that most tests are about.
    pub account: Account,
    /// May do everything in it.
    pub administrator: Person,
    /// Answers customers: may view and edit all of them.
    pub agent: Person,
    /// May only view the customers that she is assigned to.
    pub technician: Person,
    /// Has a log-in and no permission at all.
    pub stranger: Person,
    /// The administrator of another company.
    pub elsewhere: Person,
}

impl People {
    /// Makes two companies and their people.
    pub async fn new(db: &Database) -> Self {
        let mut tx = db.begin().await.unwrap();
        let account = accounts::create(&mut tx, "Elektro Nord AS", Settings::default()).await.unwrap();
        let other = accounts::create(&mut tx, "Rohrleitungsbau Süd GmbH", Settings::default()).await.unwrap();
        let system = Actor::system(account.id);
        let assigned_only = NewRole {
            name: "Viser bare tildelte".into(),
            permissions: [Permission::assigned(Resource::Customer, Action::View)].into_iter().collect(),
        };
        let assigned_only = roles::create(&mut tx, &system, assigned_only).await.unwrap();
        let administrator = roles::by_key(tx.conn(), account.id, "role", "administrator").await.unwrap();
        let agent = roles::by_key(tx.conn(), account.id, "role", "agent").await.unwrap();
        let other_administrator = roles::by_key(tx.conn(), other.id, "role", "administrator").await.unwrap();
        let people = Self {
            administrator: person(&mut tx, &system, "Astrid Ødegård", vec![administrator.id]).await,
            agent: person(&mut tx, &system, "Åsa Bäckström", vec![agent.id]).await,
            technician: person(&mut tx, &system, "Jürgen Groß", vec![assigned_only.id]).await,
            stranger: person(&mut tx, &system, "Nobody Special", vec![]).await,
            elsewhere: person(&mut tx, &Actor::system(other.id), "Rosa Anders", vec![other_administrator.id]).await,
            account,
        };
        tx.commit().await.unwrap();
        people
    }
}

/// Makes a user with account-wide roles, and an API token for her.
pub async fn person(tx: &mut Tx, system: &Actor, name: &str, roles: Vec<kartotek_core::kernel::RoleId>) -> Person {
    let email = format!("{}@example.com", kartotek_core::kernel::UserId::new());
    let user = users::create(tx, system, NewUser { email, name: name.into(), roles, ..NewUser::default() }).await.unwrap();
    let (_, token) = tokens::create(tx, system, user.id, NewToken { name: "test".into(), ..NewToken::default() }).await.unwrap();
    let permissions = access::permissions(tx.conn(), system.account, user.id).await.unwrap();
    let actor = Actor::user(system.account, user.id, name, permissions);
    Person { actor, user, token }
}
