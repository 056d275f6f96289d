//! API tokens.

use super::{committed, refused};
use crate::{database::Database, personas::People};
use kartotek_core::{
    kernel::{Action, Actor, Permission, PermissionSet, Resource, Scope, clock},
    staff::{
        Gate, Secret,
        tokens::{self, NewToken},
        users,
    },
    storage,
};

both_databases! {
    a_token_opens_until_it_is_revoked_or_expires,
    a_token_never_allows_more_than_its_user,
    a_token_with_fewer_permissions_makes_none_with_more,
    tokens_are_their_users_own,
}

fn named(name: &str) -> NewToken {
    NewToken { name: name.into(), ..NewToken::default() }
}

async fn a_token_opens_until_it_is_revoked_or_expires(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    let gate = Gate::new((*db).clone());
    let (token, secret) = committed!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, named("Økonomi")));
    assert!(secret.reveal().starts_with("kt_") && secret.reveal().ends_with(&token.hint));
    let open = gate.authenticate_token(&secret).await.unwrap().unwrap();
    assert_eq!(open.user.id, agent.user.id);
    let stored = storage::number(db.read(), "select count(*) as value from api_tokens where token_hash = $1", vec![secret.reveal().into()]);
    assert_eq!(stored.await.unwrap(), 0, "the secret is not stored");
    for nonsense in ["", "kt_", "kt_x", &secret.reveal()[3..], &token.id.to_string()] {
        assert!(gate.authenticate_token(&Secret::presented(nonsense)).await.unwrap().is_none());
    }
    assert!(gate.authenticate(&secret).await.unwrap().is_none(), "a token is no session");
    committed!(db, tx => tokens::revoke(tx, &agent.actor, token.id));
    assert!(gate.authenticate_token(&secret).await.unwrap().is_none());
    assert_eq!(refused!(db, tx => tokens::revoke(tx, &agent.actor, token.id)), "not found");

    let expires_at = Some(clock::now() + chrono::Duration::hours(1));
    let (_, secret) = committed!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, NewToken { expires_at, ..named("Kort") }));
    assert!(gate.authenticate_token(&secret).await.unwrap().is_some());
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "update api_tokens set expires_at = $1", vec![tx.now().into()]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(gate.authenticate_token(&secret).await.unwrap().is_none());
    let past = NewToken { expires_at: Some(clock::now() - chrono::Duration::seconds(1)), ..named(" ") };
    assert_eq!(refused!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, past.clone())), "name:required expires_at:in_the_past");
}

async fn a_token_never_allows_more_than_its_user(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    let gate = Gate::new((*db).clone());
    let scope = |words: &[&str]| NewToken {
        permissions: Some(words.iter().map(|word| word.parse::<Permission>().unwrap()).collect()),
        ..named("x")
    };
    let too_much = scope(&["customer.delete"]);
    assert_eq!(refused!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, too_much.clone())), "exceeds_own_permissions");
    let (_, secret) = committed!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, scope(&["customer.view", "tag.view"])));
    let open = gate.authenticate_token(&secret).await.unwrap().unwrap();
    assert_eq!(open.actor.permissions.iter().count(), 2);
    // What the user loses, the token loses.
    let technician = kartotek_core::staff::roles::by_key(db.read(), people.account.id, "role", "technician").await.unwrap();
    let change = users::UserChange { roles: Some(vec![technician.id]), ..Default::default() };
    committed!(db, tx => users::change(tx, &people.administrator.actor, agent.user.id, change));
    let open = gate.authenticate_token(&secret).await.unwrap().unwrap();
    assert_eq!(open.actor.permissions.scope(Resource::Customer, Action::View), Some(Scope::Assigned));
}

async fn a_token_with_fewer_permissions_makes_none_with_more(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    let gate = Gate::new((*db).clone());
    let permissions: PermissionSet = ["customer.view".parse::<Permission>().unwrap()].into_iter().collect();
    let narrow = NewToken { permissions: Some(permissions.clone()), ..named("narrow") };
    let (_, secret) = committed!(db, tx => tokens::create(tx, &agent.actor, agent.user.id, narrow));
    let acting = gate.authenticate_token(&secret).await.unwrap().unwrap().actor;
    let (child, secret) = committed!(db, tx => tokens::create(tx, &acting, agent.user.id, named("child")));
    assert_eq!(child.permissions, Some(permissions.clone()));
    assert_eq!(*gate.authenticate_token(&secret).await.unwrap().unwrap().actor.permissions, permissions);
}

async fn tokens_are_their_users_own(db: Database) {
    let people = People::new(&db).await;
    let (agent, admin) = (&people.agent, &people.administrator);
    assert_eq!(refused!(db, tx => tokens::create(tx, &admin.actor, agent.user.id, named("x"))), "forbidden user.edit");
    let (token, secret) = committed!(db, tx => tokens::create(tx, &Actor::system(people.account.id), agent.user.id, named("operator")));
    assert!(Gate::new((*db).clone()).authenticate_token(&secret).await.unwrap().is_some());
    assert_eq!(refused!(db, tx => tokens::revoke(tx, &people.technician.actor, token.id)), "not found");
    assert_eq!(refused!(db, tx => tokens::revoke(tx, &people.elsewhere.actor, token.id)), "not found");
    let names = async |actor: &Actor| -> Vec<String> {
        tokens::list(db.read(), actor, agent.user.id).await.unwrap().into_iter().map(|token| token.name).collect()
    };
    assert_eq!(names(&agent.actor).await, ["operator", "test"]);
    committed!(db, tx => tokens::revoke(tx, &admin.actor, token.id));
    assert_eq!(names(&admin.actor).await, ["test"]);
}
