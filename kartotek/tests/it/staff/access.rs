//! Users, teams and roles: nobody reaches further than the own permissions, and one administrator stays.

use super::{code, committed, log_of, now_may, refused};
use crate::{
    database::Database,
    personas::{People, person},
};
use kartotek_core::{
    kernel::{Action, Actor, Error, Permission, PermissionSet, Resource, RoleId, Scope, TeamId, UserId},
    staff::{
        roles::{self, NewRole, RoleChange},
        teams::{self, NewMember, NewTeam, TeamChange, TeamRole},
        users::{self, Filter, NewUser, UserChange, UserState},
    },
};

both_databases! {
    permissions_are_those_of_all_roles_together,
    built_in_roles_stay_as_they_are,
    a_role_that_someone_has_stays,
    nobody_gives_more_than_the_own_permissions,
    whoever_may_do_more_is_out_of_reach,
    the_last_administrator_stays,
    two_administrators_cannot_remove_each_other_at_the_same_instant,
    someone_elses_change_in_between_is_not_overwritten,
    users_are_found_by_words_in_any_order_and_case,
    a_user_who_has_worked_is_deactivated_not_deleted,
    addresses_and_names_are_unique_whatever_their_case,
    another_account_does_not_exist,
    a_list_of_users_takes_the_same_number_of_statements_for_one_and_for_many,
}

async fn role(db: &Database, actor: &Actor, name: &str, words: &[&str]) -> RoleId {
    let permissions = words.iter().map(|word| word.parse::<Permission>().unwrap()).collect();
    committed!(db, tx => roles::create(tx, actor, NewRole { name: name.into(), permissions })).id
}

async fn built_in(db: &Database, actor: &Actor, key: &str) -> RoleId {
    roles::by_key(db.read(), actor.account, "role", key).await.unwrap().id
}

fn new_user(email: &str, roles: Vec<RoleId>) -> NewUser {
    NewUser { email: email.into(), name: email.split('@').next().unwrap().into(), roles, ..NewUser::default() }
}

async fn permissions_are_those_of_all_roles_together(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let narrow = role(&db, admin, "Smal", &["customer.view:assigned", "tag.view"]).await;
    let wide = role(&db, admin, "Bred", &["customer.view"]).await;
    let in_team = role(&db, admin, "Im Team", &["customer.create"]).await;
    let user = committed!(db, tx => users::create(tx, admin, new_user("kari@example.no", vec![narrow, wide]))).id;
    let team = NewTeam { name: "Lag Øst".into(), members: vec![NewMember { user_id: user, role_id: Some(in_team) }] };
    let team = committed!(db, tx => teams::create(tx, admin, team));

    let tx = db.begin().await.unwrap();
    let may = now_may(&tx, admin, user).await;
    assert_eq!(may.scope(Resource::Customer, Action::View), Some(Scope::All));
    assert_eq!(may.scope(Resource::Customer, Action::Create), Some(Scope::All));
    assert_eq!(may.iter().count(), 3);
    drop(tx);

    committed!(db, tx => teams::delete(tx, admin, team.id));
    let change = UserChange { roles: Some(vec![narrow]), ..UserChange::default() };
    committed!(db, tx => users::change(tx, admin, user, change));
    let tx = db.begin().await.unwrap();
    let may = now_may(&tx, admin, user).await;
    assert_eq!(may.scope(Resource::Customer, Action::View), Some(Scope::Assigned));
    assert_eq!(may.scope(Resource::Customer, Action::Create), None);
}

async fn built_in_roles_stay_as_they_are(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let keys: Vec<String> =
        roles::list(db.read(), admin).await.unwrap().into_iter().filter(|(role, _)| role.built_in).map(|(role, _)| role.key).collect();
    assert_eq!(keys, ["administrator", "agent", "technician"]);
    let agent = built_in(&db, admin, "agent").await;
    let change = || RoleChange { permissions: Some(PermissionSet::none()), ..RoleChange::default() };
    assert_eq!(refused!(db, tx => roles::change(tx, admin, agent, change())), "role_built_in");
    assert_eq!(refused!(db, tx => roles::delete(tx, admin, agent)), "role_built_in");
    assert_eq!(
        refused!(db, tx => roles::create(tx, admin, NewRole { name: "AGENT".into(), permissions: PermissionSet::none() })),
        "name:name_taken"
    );
    let nonsense = NewRole { name: "x".into(), permissions: ["tag.upload".parse::<Permission>().unwrap()].into_iter().collect() };
    assert_eq!(refused!(db, tx => roles::create(tx, admin, nonsense)), "permissions:unknown_permission");
}

async fn a_role_that_someone_has_stays(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let id = role(&db, admin, "Montør", &["customer.view:assigned"]).await;
    let user = committed!(db, tx => users::create(tx, admin, new_user("ola@example.no", vec![id]))).id;
    assert_eq!(refused!(db, tx => roles::delete(tx, admin, id)), "role_in_use");
    let listed = roles::list(db.read(), admin).await.unwrap();
    assert_eq!(listed.iter().find(|(role, _)| role.id == id).map(|(_, count)| *count), Some(1));
    committed!(db, tx => users::change(tx, admin, user, UserChange { roles: Some(vec![]), ..UserChange::default() }));
    committed!(db, tx => roles::delete(tx, admin, id));
    assert!(matches!(roles::load(db.read(), admin, id).await, Err(Error::NotFound)));
    let kinds: Vec<String> = log_of(&db, admin).await.into_iter().map(|line| line.kind).take(2).collect();
    assert_eq!(kinds, ["role.deleted", "user.changed"]);
}

/// Someone who may manage users, teams and roles, and no customers.
async fn manager(db: &Database, people: &People) -> Actor {
    let words = [
        "user.view",
        "user.create",
        "user.edit",
        "user.delete",
        "team.view",
        "team.create",
        "team.edit",
        "team.delete",
        "role.view",
        "role.create",
        "role.edit",
        "role.delete",
    ];
    let id = role(db, &people.administrator.actor, "Personal", &words).await;
    let mut tx = db.begin().await.unwrap();
    let manager = person(&mut tx, &Actor::system(people.account.id), "Personalsjef", vec![id]).await;
    tx.commit().await.unwrap();
    manager.actor
}

async fn nobody_gives_more_than_the_own_permissions(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let manager = manager(&db, &people).await;
    let agent = built_in(&db, admin, "agent").await;
    const REFUSED: &str = "exceeds_own_permissions";
    assert_eq!(refused!(db, tx => users::create(tx, &manager, new_user("x@example.no", vec![agent]))), REFUSED);
    let wide = || NewRole { name: "Alt".into(), permissions: ["customer.delete".parse::<Permission>().unwrap()].into_iter().collect() };
    assert_eq!(refused!(db, tx => roles::create(tx, &manager, wide())), REFUSED);
    let me = manager.user_id().unwrap();
    let promote = || UserChange { roles: Some(vec![agent]), ..UserChange::default() };
    assert_eq!(refused!(db, tx => users::change(tx, &manager, me, promote())), REFUSED);
    let team = || NewTeam { name: "Lag".into(), members: vec![NewMember { user_id: me, role_id: Some(agent) }] };
    assert_eq!(refused!(db, tx => teams::create(tx, &manager, team())), REFUSED);
    let own = role(&db, &manager, "Liten", &["user.view"]).await;
    let grow = || RoleChange { permissions: Some(wide().permissions), ..RoleChange::default() };
    assert_eq!(refused!(db, tx => roles::change(tx, &manager, own, grow())), REFUSED);
    let strong = role(&db, admin, "Sterk", &["customer.delete"]).await;
    let weaken = || RoleChange { permissions: Some(PermissionSet::none()), ..RoleChange::default() };
    assert_eq!(refused!(db, tx => roles::change(tx, &manager, strong, weaken())), REFUSED);
    // What lies within the own permissions works.
    let user = committed!(db, tx => users::create(tx, &manager, new_user("liten@example.no", vec![own])));
    let team = NewTeam { name: "Lag".into(), members: vec![NewMember { user_id: user.id, role_id: Some(own) }] };
    committed!(db, tx => teams::create(tx, &manager, team));
    // Taking a role away is as much a change as giving it.
    let other = committed!(db, tx => users::create(tx, admin, new_user("agent@example.no", vec![])));
    let members = vec![NewMember { user_id: other.id, role_id: Some(agent) }];
    let team = committed!(db, tx => teams::create(tx, admin, NewTeam { name: "Kundeservice".into(), members }));
    assert_eq!(refused!(db, tx => teams::delete(tx, &manager, team.id)), REFUSED);
    let empty = || TeamChange { members: Some(vec![]), ..TeamChange::default() };
    assert_eq!(refused!(db, tx => teams::change(tx, &manager, team.id, empty())), REFUSED);
}

async fn whoever_may_do_more_is_out_of_reach(db: Database) {
    let people = People::new(&db).await;
    let manager = manager(&db, &people).await;
    let admin = people.administrator.user.id;
    let rename = || UserChange { email: Some("taken.over@example.com".into()), ..UserChange::default() };
    assert_eq!(refused!(db, tx => users::change(tx, &manager, admin, rename())), "exceeds_own_permissions");
    assert_eq!(refused!(db, tx => users::deactivate(tx, &manager, admin)), "exceeds_own_permissions");
    assert_eq!(refused!(db, tx => users::delete(tx, &manager, admin)), "exceeds_own_permissions");
    let purpose = kartotek_core::staff::links::Purpose::Reset;
    assert_eq!(refused!(db, tx => kartotek_core::staff::links::issue(tx, &manager, admin, purpose)), "exceeds_own_permissions");
    // And without the permission nothing works at all.
    for stranger in [&people.stranger.actor, &people.technician.actor] {
        assert_eq!(refused!(db, tx => users::change(tx, stranger, admin, rename())), "forbidden user.edit");
        assert_eq!(refused!(db, tx => users::create(tx, stranger, new_user("x@example.no", vec![]))), "forbidden user.create");
        assert_eq!(code(users::list(db.read(), stranger, &Filter::default(), None, 10).await), "forbidden user.view");
        assert_eq!(code(roles::list(db.read(), stranger).await), "forbidden role.view");
        assert_eq!(code(teams::list(db.read(), stranger).await), "forbidden team.view");
        assert!(users::load(db.read(), stranger, stranger.user_id().unwrap()).await.is_ok());
    }
}

async fn the_last_administrator_stays(db: Database) {
    let people = People::new(&db).await;
    let system = Actor::system(people.account.id);
    let admin = &people.administrator;
    const REFUSED: &str = "last_administrator";
    let strip = || UserChange { roles: Some(vec![]), ..UserChange::default() };
    assert_eq!(refused!(db, tx => users::change(tx, &admin.actor, admin.user.id, strip())), REFUSED);
    assert_eq!(refused!(db, tx => users::deactivate(tx, &admin.actor, admin.user.id)), "not_yourself");
    assert_eq!(refused!(db, tx => users::deactivate(tx, &system, admin.user.id)), REFUSED);
    // An administrator by way of a team counts, until the team is gone.
    let role_id = Some(built_in(&db, &system, "administrator").await);
    let members = vec![NewMember { user_id: people.agent.user.id, role_id }];
    let team = committed!(db, tx => teams::create(tx, &admin.actor, NewTeam { name: "Ledelse".into(), members }));
    committed!(db, tx => users::deactivate(tx, &system, admin.user.id));
    assert_eq!(refused!(db, tx => teams::delete(tx, &system, team.id)), REFUSED);
    let without_role =
        || TeamChange { members: Some(vec![NewMember { user_id: people.agent.user.id, role_id: None }]), ..TeamChange::default() };
    assert_eq!(refused!(db, tx => teams::change(tx, &system, team.id, without_role())), REFUSED);
    assert_eq!(refused!(db, tx => users::deactivate(tx, &system, people.agent.user.id)), REFUSED);
    committed!(db, tx => users::activate(tx, &system, admin.user.id));
    committed!(db, tx => teams::delete(tx, &system, team.id));
}

async fn two_administrators_cannot_remove_each_other_at_the_same_instant(db: Database) {
    let people = People::new(&db).await;
    let system = Actor::system(people.account.id);
    let administrator = built_in(&db, &system, "administrator").await;
    let mut tx = db.begin().await.unwrap();
    let second = person(&mut tx, &system, "Second", vec![administrator]).await;
    tx.commit().await.unwrap();
    let attempts = [(people.administrator.actor.clone(), second.user.id), (second.actor.clone(), people.administrator.user.id)].map(
        |(actor, victim)| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                users::deactivate(&mut tx, &actor, victim).await?;
                tx.commit().await
            })
        },
    );
    let outcomes = futures_util::future::join_all(attempts).await;
    let done = outcomes.iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(done, 1, "{outcomes:?}");
}

async fn someone_elses_change_in_between_is_not_overwritten(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let id = people.agent.user.id;
    let change = |name: &str, version| UserChange { name: Some(name.into()), version: Some(version), ..UserChange::default() };
    let user = committed!(db, tx => users::change(tx, admin, id, change("Åsa Lind", 1)));
    assert_eq!(user.version, 2);
    let mut tx = db.begin().await.unwrap();
    match users::change(&mut tx, admin, id, change("Åsa Berg", 1)).await {
        Err(Error::Stale(current)) => assert_eq!(current["name"], "Åsa Lind"),
        other => panic!("{other:?}"),
    }
    drop(tx);
    // The same again changes nothing, and is no new version.
    assert_eq!(committed!(db, tx => users::change(tx, admin, id, change("Åsa Lind", 2))).version, 2);
}

async fn users_are_found_by_words_in_any_order_and_case(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let found = async |filter: Filter| -> Vec<String> {
        let mut names = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = users::list(db.read(), admin, &filter, cursor.as_deref(), 2).await.unwrap();
            names.extend(page.items.into_iter().map(|details| details.user.name));
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return names,
            }
        }
    };
    let words = |q: &str| Filter { q: q.into(), ..Filter::default() };
    assert_eq!(found(Filter::default()).await, ["Åsa Bäckström", "Astrid Ødegård", "Jürgen Groß", "Nobody Special"]);
    assert_eq!(found(words("backstrom ÅSA")).await, ["Åsa Bäckström"]);
    assert_eq!(found(words("gross")).await, ["Jürgen Groß"]);
    assert_eq!(found(words("100%_")).await, Vec::<String>::new());
    committed!(db, tx => users::deactivate(tx, admin, people.stranger.user.id));
    assert_eq!(found(Filter { state: Some(UserState::Inactive), ..Filter::default() }).await, ["Nobody Special"]);
    let members = vec![NewMember { user_id: people.agent.user.id, role_id: None }];
    let team = committed!(db, tx => teams::create(tx, admin, NewTeam { name: "Lag".into(), members }));
    assert_eq!(found(Filter { team: Some(team.id), ..Filter::default() }).await, ["Åsa Bäckström"]);
}

async fn a_user_who_has_worked_is_deactivated_not_deleted(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let fresh = committed!(db, tx => users::create(tx, admin, new_user("feil@example.no", vec![])));
    committed!(db, tx => users::delete(tx, admin, fresh.id));
    assert!(matches!(users::load(db.read(), admin, fresh.id).await, Err(Error::NotFound)));
    // Whoever did something is named in the log.
    let agent = built_in(&db, admin, "agent").await;
    let words = ["tag.view", "role.create", "role.view"];
    let worker_role = role(&db, admin, "Arbeider", &words).await;
    let mut tx = db.begin().await.unwrap();
    let worker = person(&mut tx, &Actor::system(people.account.id), "Arbeider", vec![worker_role, agent]).await;
    roles::create(&mut tx, &worker.actor, NewRole { name: "Ny".into(), permissions: PermissionSet::none() }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(refused!(db, tx => users::delete(tx, admin, worker.user.id)), "user_in_use");
}

async fn addresses_and_names_are_unique_whatever_their_case(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    committed!(db, tx => users::create(tx, admin, new_user("Kari@Example.NO", vec![])));
    assert_eq!(refused!(db, tx => users::create(tx, admin, new_user(" kari@example.no", vec![]))), "email:email_taken");
    let change = || UserChange { email: Some("KARI@example.no".into()), ..UserChange::default() };
    assert_eq!(refused!(db, tx => users::change(tx, admin, people.agent.user.id, change())), "email:email_taken");
    let both = NewUser { email: "no address".into(), name: " ".into(), ..NewUser::default() };
    assert_eq!(refused!(db, tx => users::create(tx, admin, both.clone())), "email:invalid_email name:required");
    let team = |name: &str| NewTeam { name: name.into(), members: vec![] };
    committed!(db, tx => teams::create(tx, admin, team("Øst")));
    assert_eq!(refused!(db, tx => teams::create(tx, admin, team("øST"))), "name:name_taken");
}

async fn another_account_does_not_exist(db: Database) {
    let people = People::new(&db).await;
    let theirs = &people.elsewhere.actor;
    let ours = people.agent.user.id;
    assert!(matches!(users::load(db.read(), theirs, ours).await, Err(Error::NotFound)));
    assert_eq!(
        refused!(db, tx => users::change(tx, theirs, ours, UserChange { name: Some("x".into()), ..UserChange::default() })),
        "not found"
    );
    assert_eq!(refused!(db, tx => users::deactivate(tx, theirs, ours)), "not found");
    let our_role = built_in(&db, &people.administrator.actor, "agent").await;
    assert_eq!(refused!(db, tx => users::create(tx, theirs, new_user("x@example.no", vec![our_role]))), "roles:unknown_role");
    let stranger = NewMember { user_id: ours, role_id: None };
    assert_eq!(
        refused!(db, tx => teams::create(tx, theirs, NewTeam { name: "x".into(), members: vec![stranger] })),
        "members:unknown_user"
    );
    let no_team = TeamRole { team_id: TeamId::new(), role_id: None };
    let change = UserChange { teams: Some(vec![no_team]), ..UserChange::default() };
    assert_eq!(refused!(db, tx => users::change(tx, theirs, people.elsewhere.user.id, change.clone())), "teams:unknown_team");
    let names: Vec<String> = users::list(db.read(), theirs, &Filter::default(), None, 50)
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|details| details.user.name)
        .collect();
    assert_eq!(names, ["Rosa Anders"]);
    // The same address may log in to both accounts.
    let email = people.agent.user.email.to_string();
    committed!(db, tx => users::create(tx, theirs, new_user(&email, vec![])));
}

async fn a_list_of_users_takes_the_same_number_of_statements_for_one_and_for_many(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let agent = built_in(&db, admin, "agent").await;
    let mut ids: Vec<UserId> = Vec::new();
    let mut tx = db.begin().await.unwrap();
    for number in 0..20 {
        ids.push(users::create(&mut tx, admin, new_user(&format!("user{number}@example.no"), vec![agent])).await.unwrap().id);
    }
    let members = ids.iter().map(|id| NewMember { user_id: *id, role_id: Some(agent) }).collect();
    teams::create(&mut tx, admin, NewTeam { name: "Alle".into(), members }).await.unwrap();
    tx.commit().await.unwrap();
    let count = async |limit: u64| {
        let before = db.query_count();
        let page = users::list(db.read(), admin, &Filter { q: "user".into(), ..Filter::default() }, None, limit).await.unwrap();
        assert_eq!(page.items.len(), limit as usize);
        assert!(page.items.iter().all(|details| details.roles.len() == 1 && details.teams.len() == 1));
        db.query_count() - before
    };
    assert_eq!(count(1).await, 3);
    assert_eq!(count(20).await, 3);
}
