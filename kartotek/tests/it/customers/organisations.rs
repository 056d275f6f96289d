//! Persons in organisations, and the mail domains that organisations claim.

use super::*;
use kartotek_core::{
    customers::{
        Filter, history, list,
        organisations::{self, MemberChange, NewMember},
        views,
    },
    kernel::{Action, Country, CustomerId, Error, Resource},
};

both_databases! {
    a_person_belongs_to_several_organisations_and_one_is_first,
    a_membership_is_changed_and_told_in_both_histories,
    only_persons_join_and_only_organisations_are_joined,
    a_claimed_domain_takes_new_persons_in,
    a_domain_belongs_to_one_organisation,
    memberships_keep_to_the_scope,
}

fn code(error: &Error) -> &str {
    match error {
        Error::Invalid(refusals) => refusals[0].code,
        Error::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

async fn join(db: &Database, actor: &Actor, organisation: CustomerId, person: CustomerId, new: &NewMember) -> Customer {
    act(db, async |tx| organisations::add_member(tx, actor, organisation, person, new).await.unwrap()).await
}

fn names(customer: &Customer) -> Vec<(&str, bool)> {
    customer.organisations.iter().map(|membership| (membership.name.as_str(), membership.primary)).collect()
}

async fn a_person_belongs_to_several_organisations_and_one_is_first(db: Database) {
    let actor = account(&db).await;
    let (nord, sor) = (made(&db, &actor, &organisation("Nord AS")).await, made(&db, &actor, &organisation("Sør AS")).await);
    let anna = made(&db, &actor, &person("Anna Berg", "", "")).await;
    let joined = join(&db, &actor, nord.id, anna.id, &NewMember::default()).await;
    assert_eq!(names(&joined), [("Nord AS", true)], "the only one is the first");
    assert_eq!(joined.version, anna.version + 1);
    let joined = join(&db, &actor, sor.id, anna.id, &NewMember { primary: true, ..NewMember::default() }).await;
    assert_eq!(names(&joined), [("Sør AS", true), ("Nord AS", false)]);
    let found = |name: &str| Filter { q: Some(name.to_owned()), ..Filter::default() };
    for name in ["sor", "nord"] {
        assert_eq!(
            list::count(db.read(), &actor, Country::NORWAY, &found(name)).await.unwrap().number,
            2,
            "organisation and member: {name}"
        );
    }
    let mut tx = db.begin().await.unwrap();
    assert_eq!(
        code(&organisations::add_member(&mut tx, &actor, sor.id, anna.id, &NewMember::default()).await.unwrap_err()),
        "already_member"
    );
    drop(tx);
    let left = act(&db, async |tx| organisations::remove_member(tx, &actor, sor.id, anna.id).await.unwrap()).await;
    assert_eq!(names(&left), [("Nord AS", true)], "another becomes the first");
    assert_eq!(views::members(db.read(), &actor, nord.id, 10).await.unwrap().len(), 1);
    let row =
        list::list(db.read(), &actor, Country::NORWAY, &found("anna"), Default::default(), None, None).await.unwrap().items.remove(0).row;
    assert_eq!((row.organisation_id, row.organisation_name.as_deref()), (Some(nord.id), Some("Nord AS")));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(organisations::remove_member(&mut tx, &actor, sor.id, anna.id).await, Err(Error::NotFound)));
}

async fn a_membership_is_changed_and_told_in_both_histories(db: Database) {
    let actor = account(&db).await;
    let nord = made(&db, &actor, &organisation("Nord AS")).await;
    let sor = made(&db, &actor, &organisation("Sør AS")).await;
    let anna = made(&db, &actor, &person("Anna Berg", "", "")).await;
    let chief = NewMember { role: Some(" Daglig leder ".into()), receives_orders: true, ..NewMember::default() };
    let joined = join(&db, &actor, nord.id, anna.id, &chief).await;
    let membership = &joined.organisations[0];
    assert_eq!(
        (membership.role.as_deref(), membership.receives_orders, membership.receives_protocols),
        (Some("Daglig leder"), true, false)
    );
    join(&db, &actor, sor.id, anna.id, &NewMember::default()).await;
    let change = MemberChange { role: Some(String::new()), receives_protocols: Some(true), ..MemberChange::default() };
    let changed = act(&db, async |tx| organisations::change_member(tx, &actor, nord.id, anna.id, &change).await.unwrap()).await;
    let membership = &changed.organisations[0];
    assert_eq!((membership.role.as_deref(), membership.receives_orders, membership.receives_protocols), (None, true, true));
    let first = MemberChange { primary: Some(true), ..MemberChange::default() };
    let changed = act(&db, async |tx| organisations::change_member(tx, &actor, sor.id, anna.id, &first).await.unwrap()).await;
    assert_eq!(names(&changed), [("Sør AS", true), ("Nord AS", false)]);
    let same = act(&db, async |tx| organisations::change_member(tx, &actor, sor.id, anna.id, &first).await.unwrap()).await;
    assert_eq!(same.version, changed.version, "nothing changed, nothing written");
    let person_told = history::list(db.read(), &actor, anna.id, Some("organisations"), None, None).await.unwrap().items;
    assert_eq!(person_told.len(), 4);
    act(&db, async |tx| organisations::remove_member(tx, &actor, nord.id, anna.id).await.unwrap()).await;
    let told = history::list(db.read(), &actor, nord.id, Some("members"), None, None).await.unwrap().items;
    let lines: Vec<_> = told.iter().map(|entry| (entry.changes[0].before.clone(), entry.changes[0].after.clone())).collect();
    assert_eq!(lines, [("Anna Berg".into(), serde_json::Value::Null), (serde_json::Value::Null, "Anna Berg".into())]);
}

async fn only_persons_join_and_only_organisations_are_joined(db: Database) {
    let actor = account(&db).await;
    let nord = made(&db, &actor, &organisation("Nord AS")).await;
    let (anna, berit) = (made(&db, &actor, &person("Anna", "", "")).await, made(&db, &actor, &person("Berit", "", "")).await);
    let mut tx = db.begin().await.unwrap();
    let new = NewMember::default();
    assert_eq!(code(&organisations::add_member(&mut tx, &actor, anna.id, berit.id, &new).await.unwrap_err()), "not_an_organisation");
    assert_eq!(code(&organisations::add_member(&mut tx, &actor, nord.id, nord.id, &new).await.unwrap_err()), "not_a_person");
    assert!(matches!(organisations::add_member(&mut tx, &actor, CustomerId::new(), anna.id, &new).await, Err(Error::NotFound)));
    let long = NewMember { role: Some("x".repeat(201)), ..NewMember::default() };
    assert_eq!(code(&organisations::add_member(&mut tx, &actor, nord.id, anna.id, &long).await.unwrap_err()), "too_long");
    assert_eq!(code(&organisations::claim(&mut tx, &actor, anna.id, "nord.example").await.unwrap_err()), "not_an_organisation");
}

async fn a_claimed_domain_takes_new_persons_in(db: Database) {
    let actor = account(&db).await;
    let nord = made(&db, &actor, &organisation("Nord AS")).await;
    let before = made(&db, &actor, &person("Eldre", "eldre@nord.example", "")).await;
    let claimed = act(&db, async |tx| organisations::claim(tx, &actor, nord.id, " @NORD.example ").await.unwrap()).await;
    assert_eq!(claimed, ["nord.example"]);
    let again = act(&db, async |tx| organisations::claim(tx, &actor, nord.id, "nord.example").await.unwrap()).await;
    assert_eq!(again, ["nord.example"]);
    let anna = made(&db, &actor, &person("Anna Berg", "anna@nord.example", "")).await;
    assert_eq!(names(&anna), [("Nord AS", true)]);
    assert!(
        made(&db, &actor, &person("Berit", "berit@sub.nord.example", "")).await.organisations.is_empty(),
        "the domain itself, not all below it"
    );
    assert!(views::get(db.read(), &actor, before.id).await.unwrap().organisations.is_empty(), "those from before stay as they are");
    let told = history::list(db.read(), &actor, nord.id, Some("domains"), None, None).await.unwrap().items;
    assert_eq!(told.len(), 1);
    let released = act(&db, async |tx| organisations::release(tx, &actor, nord.id, "nord.example").await.unwrap()).await;
    assert!(released.is_empty());
    assert!(made(&db, &actor, &person("Cecilie", "cecilie@nord.example", "")).await.organisations.is_empty());
    assert_eq!(names(&views::get(db.read(), &actor, anna.id).await.unwrap()), [("Nord AS", true)], "members stay members");
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(organisations::release(&mut tx, &actor, nord.id, "nord.example").await, Err(Error::NotFound)));
}

async fn a_domain_belongs_to_one_organisation(db: Database) {
    let actor = account(&db).await;
    let nord = made(&db, &actor, &organisation("Nord AS")).await;
    let sor = made(&db, &actor, &organisation("Sør AS")).await;
    act(&db, async |tx| organisations::claim(tx, &actor, nord.id, "nord.example").await.unwrap()).await;
    let mut tx = db.begin().await.unwrap();
    let Err(Error::Invalid(refusals)) = organisations::claim(&mut tx, &actor, sor.id, "nord.example").await else {
        panic!("claimed twice")
    };
    assert_eq!((refusals[0].field.as_str(), refusals[0].code), ("domain", "domain_taken"));
    assert!(refusals[0].params.contains(&("name", "Nord AS".into())), "{:?}", refusals[0].params);
    for (domain, expected) in
        [("gmail.com", "public_mail_domain"), ("ONLINE.NO", "public_mail_domain"), ("nord", "invalid_domain"), ("", "invalid_domain")]
    {
        assert_eq!(code(&organisations::claim(&mut tx, &actor, sor.id, domain).await.unwrap_err()), expected, "{domain}");
    }
    assert_eq!(organisations::claimed_by(tx.conn(), &actor, "nord.example").await.unwrap(), Some(nord.id));
    drop(tx);
    let elsewhere = account_called(&db, "Another AS").await;
    assert_eq!(organisations::claimed_by(db.read(), &elsewhere, "nord.example").await.unwrap(), None);
    let other = made(&db, &elsewhere, &organisation("Nord AS")).await;
    act(&db, async |tx| organisations::claim(tx, &elsewhere, other.id, "nord.example").await.unwrap()).await;
}

async fn memberships_keep_to_the_scope(db: Database) {
    let everything = account(&db).await;
    let permissions = [Permission::assigned(Resource::Customer, Action::View), Permission::assigned(Resource::Customer, Action::Edit)];
    let technician = user(&db, &everything, "Tekniker", &permissions).await;
    let viewer = user(&db, &everything, "Viewer", &[Permission::all(Resource::Customer, Action::View)]).await;
    let assigned_to = Some(vec![technician.user_id().unwrap()]);
    let nord = made(&db, &everything, &organisation("Nord AS")).await;
    let own = made(&db, &everything, &CustomerInput { assigned_to: assigned_to.clone(), ..organisation("Egen AS") }).await;
    let anna = made(&db, &everything, &CustomerInput { assigned_to, ..person("Anna", "", "") }).await;
    let berit = made(&db, &everything, &person("Berit", "", "")).await;
    let new = NewMember::default();
    let mut tx = db.begin().await.unwrap();
    assert!(
        matches!(organisations::add_member(&mut tx, &technician, nord.id, anna.id, &new).await, Err(Error::NotFound)),
        "an organisation out of sight"
    );
    assert!(
        matches!(organisations::add_member(&mut tx, &technician, own.id, berit.id, &new).await, Err(Error::NotFound)),
        "a person out of sight"
    );
    assert!(matches!(organisations::add_member(&mut tx, &viewer, nord.id, anna.id, &new).await, Err(Error::Forbidden { .. })));
    assert!(matches!(organisations::claim(&mut tx, &viewer, nord.id, "nord.example").await, Err(Error::Forbidden { .. })));
    assert!(matches!(organisations::claim(&mut tx, &technician, nord.id, "nord.example").await, Err(Error::NotFound)));
    organisations::add_member(&mut tx, &technician, own.id, anna.id, &new).await.unwrap();
    organisations::claim(&mut tx, &technician, own.id, "egen.example").await.unwrap();
    organisations::claim(&mut tx, &everything, nord.id, "nord.example").await.unwrap();
    let Err(Error::Invalid(refusals)) = organisations::claim(&mut tx, &technician, own.id, "nord.example").await else {
        panic!("claimed twice")
    };
    assert_eq!(refusals[0].code, "domain_taken_hidden", "an organisation out of sight is not named");
    assert_eq!(refusals[0].params, [("domain", "nord.example".to_owned())]);
}
