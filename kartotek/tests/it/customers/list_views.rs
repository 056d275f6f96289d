//! Saved views of the list.

use super::*;
use kartotek_core::{
    customers::{
        CustomerState, Filter,
        list_views::{self, Column, Layout, NewView, OwnColumn, ViewChange},
    },
    kernel::{Action, Error, Resource},
};

both_databases! {
    a_view_is_saved_changed_and_removed,
    one_view_is_the_standard,
    views_are_private_unless_shared,
    what_is_no_view_is_refused,
}

fn named(name: &str) -> NewView {
    NewView { name: name.into(), ..NewView::default() }
}

fn code(error: &Error) -> &str {
    match error {
        Error::Invalid(refusals) => refusals[0].code,
        Error::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

async fn agent(db: &Database, everything: &Actor, name: &str) -> Actor {
    user(db, everything, name, &[Permission::all(Resource::Customer, Action::View)]).await
}

async fn a_view_is_saved_changed_and_removed(db: Database) {
    let everything = account(&db).await;
    let agent = agent(&db, &everything, "Agent").await;
    let filter = Filter { q: Some("berg".into()), state: Some(CustomerState::Active), ids: Some(Vec::new()), ..Filter::default() };
    let columns = ["name", "attributes.floor", "name"].map(ToOwned::to_owned).to_vec();
    let new = NewView {
        filter: filter.clone(),
        sort: Some("-updated".into()),
        layout: Some(Layout::Detailed),
        columns,
        favourite: true,
        ..named(" Mine ")
    };
    let saved = act(&db, async |tx| list_views::create(tx, &agent, &new).await.unwrap()).await;
    assert_eq!(saved.name, "Mine");
    assert_eq!(saved.filter, Filter { ids: None, ..filter }, "a selection by hand is not saved");
    assert_eq!((saved.sort.to_string().as_str(), saved.layout, saved.favourite), ("-updated", Layout::Detailed, true));
    assert_eq!(saved.columns, [Column::Own(OwnColumn::Name), Column::Attribute("floor".into())]);
    assert_eq!(list_views::load(db.read(), &agent, saved.id).await.unwrap(), saved);
    let change = ViewChange { name: Some("Ours".into()), columns: Some(Vec::new()), favourite: Some(false), ..ViewChange::default() };
    let changed = act(&db, async |tx| list_views::change(tx, &agent, saved.id, &change).await.unwrap()).await;
    assert_eq!((changed.name.as_str(), changed.columns.len(), changed.favourite, &changed.filter), ("Ours", 0, false, &saved.filter));
    assert_eq!(list_views::list(db.read(), &agent).await.unwrap(), [changed]);
    act(&db, async |tx| list_views::delete(tx, &agent, saved.id).await.unwrap()).await;
    assert!(list_views::list(db.read(), &agent).await.unwrap().is_empty());
}

async fn one_view_is_the_standard(db: Database) {
    let everything = account(&db).await;
    let agent = agent(&db, &everything, "Agent").await;
    assert_eq!(list_views::standard(db.read(), &agent).await.unwrap(), None);
    let standard = |name: &str| NewView { standard: true, ..named(name) };
    let one = act(&db, async |tx| list_views::create(tx, &agent, &standard("One")).await.unwrap()).await;
    let two = act(&db, async |tx| list_views::create(tx, &agent, &standard("Two")).await.unwrap()).await;
    assert_eq!(list_views::standard(db.read(), &agent).await.unwrap().map(|view| view.id), Some(two.id));
    assert!(!list_views::load(db.read(), &agent, one.id).await.unwrap().standard);
    let back = ViewChange { standard: Some(true), ..ViewChange::default() };
    act(&db, async |tx| list_views::change(tx, &agent, one.id, &back).await.unwrap()).await;
    let standards: Vec<_> = list_views::list(db.read(), &agent).await.unwrap().into_iter().filter(|view| view.standard).collect();
    assert_eq!(standards.len(), 1);
    assert_eq!(standards[0].id, one.id);
    let permissions: Vec<Permission> = PermissionSet::everything().iter().collect();
    let administrator = user(&db, &everything, "Admin", &permissions).await;
    let shared = NewView { shared: true, ..standard("For all") };
    let shared = act(&db, async |tx| list_views::create(tx, &administrator, &shared).await.unwrap()).await;
    assert_eq!(list_views::standard(db.read(), &agent).await.unwrap().map(|view| view.id), Some(one.id), "the own one goes first");
    act(&db, async |tx| list_views::delete(tx, &agent, one.id).await.unwrap()).await;
    assert_eq!(list_views::standard(db.read(), &agent).await.unwrap().map(|view| view.id), Some(shared.id));
}

async fn views_are_private_unless_shared(db: Database) {
    let everything = account(&db).await;
    let (one, other) = (agent(&db, &everything, "One").await, agent(&db, &everything, "Other").await);
    let permissions: Vec<Permission> = PermissionSet::everything().iter().collect();
    let administrator = user(&db, &everything, "Admin", &permissions).await;
    let private = act(&db, async |tx| list_views::create(tx, &one, &named("Private")).await.unwrap()).await;
    let shared = NewView { shared: true, ..named("Shared") };
    let shared = act(&db, async |tx| list_views::create(tx, &administrator, &shared).await.unwrap()).await;
    let seen: Vec<_> = list_views::list(db.read(), &other).await.unwrap().into_iter().map(|view| view.name).collect();
    assert_eq!(seen, ["Shared"]);
    assert_eq!(list_views::load(db.read(), &other, shared.id).await.unwrap().name, "Shared");
    assert!(matches!(list_views::load(db.read(), &other, private.id).await, Err(Error::NotFound)));
    let mut tx = db.begin().await.unwrap();
    for id in [private.id, shared.id] {
        assert!(matches!(list_views::change(&mut tx, &other, id, &ViewChange::default()).await, Err(Error::NotFound)));
        assert!(matches!(list_views::delete(&mut tx, &other, id).await, Err(Error::NotFound)));
    }
    let sharing = ViewChange { shared: Some(true), ..ViewChange::default() };
    assert!(matches!(list_views::change(&mut tx, &one, private.id, &sharing).await, Err(Error::Forbidden { .. })));
    assert!(matches!(list_views::create(&mut tx, &one, &NewView { shared: true, ..named("All") }).await, Err(Error::Forbidden { .. })));
}

async fn what_is_no_view_is_refused(db: Database) {
    let everything = account(&db).await;
    let agent = agent(&db, &everything, "Agent").await;
    let nobody = user(&db, &everything, "Nobody", &[]).await;
    act(&db, async |tx| list_views::create(tx, &agent, &named("Øst")).await.unwrap()).await;
    let mut tx = db.begin().await.unwrap();
    for (new, expected) in [
        (named(" "), "required"),
        (named("ØST"), "view_taken"),
        (named(&"x".repeat(101)), "too_long"),
        (NewView { columns: vec!["password_hash".into()], ..named("A") }, "unknown_column"),
        (NewView { columns: vec!["name".into(); 101], ..named("A") }, "too_many"),
        (NewView { sort: Some("colour".into()), ..named("A") }, "invalid_choice"),
    ] {
        assert_eq!(code(&list_views::create(&mut tx, &agent, &new).await.unwrap_err()), expected, "{new:?}");
    }
    assert_eq!(code(&list_views::create(&mut tx, &everything, &named("A")).await.unwrap_err()), "needs_user");
    assert!(matches!(list_views::create(&mut tx, &nobody, &named("A")).await, Err(Error::Forbidden { .. })));
}
