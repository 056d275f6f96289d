//! Logging in, being slowed down, sessions and one-time links.

use super::{code, committed, log_of, refused};
use crate::{database::Database, personas::People};
use kartotek_core::{
    kernel::Error,
    mail::Mailer,
    queue::jobs::Handlers,
    staff::{
        Gate, Secret, User, accounts,
        links::{self, Purpose, SetUp},
        login,
        password::Password,
        sessions::{self, Client, Started},
        users,
    },
    storage,
};

both_databases! {
    the_right_password_opens_a_session_and_a_wrong_one_tells_nothing,
    guessing_is_slowed_down_for_known_and_unknown_addresses_alike,
    many_guesses_at_the_same_instant_are_counted,
    one_network_address_is_slowed_down_across_users,
    a_session_is_two_statements_at_first_and_one_from_then_on,
    a_change_of_roles_holds_from_the_next_request_on,
    a_session_ends_with_time_and_is_put_off_by_use,
    sessions_die_with_a_change_of_password,
    sessions_and_links_die_with_deactivation,
    logging_out_here_elsewhere_and_everywhere,
    a_fresh_installation_is_set_up_once,
    an_invitation_works_once,
    a_reset_is_mailed_to_those_who_exist_and_only_a_few_times,
    a_link_that_has_expired_opens_nothing,
}

const PASSWORD: &str = "blåbærsyltetøy på brød";

fn client() -> Client {
    Client { address: "192.0.2.1".into(), user_agent: "test".into() }
}

/// Gives a user a password, as following an invitation does.
async fn with_password(db: &Database, people: &People, user: &User) -> Started {
    let secret = committed!(db, tx => links::issue(tx, &people.administrator.actor, user.id, Purpose::Invite));
    links::set_password(db, &secret, PASSWORD, &client()).await.unwrap()
}

async fn try_login(db: &Database, people: &People, email: &str, password: &str) -> kartotek_core::kernel::Result<Started> {
    login::login(db, &people.account, email, Password::typed(password), &client()).await
}

/// As if all pauses were over.
async fn wait_for_pauses(db: &Database) {
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "update login_failures set locked_until = null", vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_right_password_opens_a_session_and_a_wrong_one_tells_nothing(db: Database) {
    let people = People::new(&db).await;
    let user = &people.agent.user;
    assert_eq!(code(try_login(&db, &people, user.email.as_str(), PASSWORD).await), "login_failed");
    with_password(&db, &people, user).await;
    let started = try_login(&db, &people, &user.email.as_str().to_uppercase(), PASSWORD).await.unwrap();
    let open = Gate::new((*db).clone()).authenticate(&started.token).await.unwrap().unwrap();
    assert_eq!((open.user.id, open.account.id, open.actor.user_id()), (user.id, people.account.id, Some(user.id)));
    assert!(open.user.last_seen_at.is_some());
    for (email, password) in [(user.email.as_str(), "wrong"), ("nobody@example.com", PASSWORD), ("no address", PASSWORD), ("", "")] {
        assert_eq!(code(try_login(&db, &people, email, password).await), "login_failed", "{email}");
    }
    // The same user does not exist in the other account.
    let other = accounts::load(db.read(), people.elsewhere.actor.account).await.unwrap();
    assert_eq!(code(login::login(&db, &other, user.email.as_str(), Password::typed(PASSWORD), &client()).await), "login_failed");
    let lines = log_of(&db, &people.administrator.actor).await;
    assert_eq!(lines[0].kind, "login.failed");
    assert!(lines.iter().any(|line| line.kind == "login.succeeded" && line.actor_id == Some(user.id)));
    assert!(!lines.iter().any(|line| line.details.to_string().contains("nobody@example.com")), "what was typed is not logged");
    assert!(matches!(Gate::new((*db).clone()).authenticate(&Secret::presented("nonsense")).await, Ok(None)));
}

async fn guessing_is_slowed_down_for_known_and_unknown_addresses_alike(db: Database) {
    let people = People::new(&db).await;
    let user = &people.agent.user;
    with_password(&db, &people, user).await;
    for email in [user.email.as_str(), "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(code(try_login(&db, &people, email, "wrong").await), "login_failed", "{email}");
        }
        assert_eq!(code(try_login(&db, &people, email, "wrong").await), "login_paused", "{email}");
    }
    // The right password does not help during the pause, and an administrator can lift it.
    assert_eq!(code(try_login(&db, &people, user.email.as_str(), PASSWORD).await), "login_paused");
    assert_eq!(refused!(db, tx => login::lift_pause(tx, &people.agent.actor, user.id)), "forbidden user.edit");
    committed!(db, tx => login::lift_pause(tx, &people.administrator.actor, user.id));
    try_login(&db, &people, user.email.as_str(), PASSWORD).await.unwrap();
    // After the pause the next wrong try brings a longer one.
    for _ in 0..5 {
        assert_eq!(code(try_login(&db, &people, user.email.as_str(), "wrong").await), "login_failed");
    }
    let seconds = async || match try_login(&db, &people, user.email.as_str(), "wrong").await {
        Err(Error::Refused { code: "login_paused", params, .. }) => params[0].1.parse::<i64>().unwrap(),
        other => panic!("{other:?}"),
    };
    let first = seconds().await;
    wait_for_pauses(&db).await;
    assert_eq!(code(try_login(&db, &people, user.email.as_str(), "wrong").await), "login_failed");
    let second = seconds().await;
    assert!((20..=31).contains(&first) && (50..=61).contains(&second), "{first} {second}");
    let paused = log_of(&db, &people.administrator.actor).await.iter().filter(|line| line.kind == "login.paused").count();
    assert_eq!(paused, 3, "one line for each time the pauses began");
}

async fn many_guesses_at_the_same_instant_are_counted(db: Database) {
    let people = People::new(&db).await;
    let user = people.agent.user.clone();
    with_password(&db, &people, &user).await;
    let guesses = (0..20).map(|number| {
        let (db, people, email) = (db.clone(), people.clone(), user.email.clone());
        tokio::spawn(async move { code(try_login(&db, &people, email.as_str(), &format!("guess {number}")).await) })
    });
    let outcomes: Vec<String> = futures_util::future::join_all(guesses).await.into_iter().map(Result::unwrap).collect();
    let looked_at = outcomes.iter().filter(|outcome| *outcome == "login_failed").count();
    assert_eq!(looked_at, 5, "{outcomes:?}");
}

async fn one_network_address_is_slowed_down_across_users(db: Database) {
    let people = People::new(&db).await;
    with_password(&db, &people, &people.agent.user).await;
    let mut outcomes = Vec::new();
    for number in 0..51 {
        outcomes.push(code(try_login(&db, &people, &format!("user{number}@example.com"), "wrong").await));
        if number == 20 {
            // An own account does not wipe out the guesses at other people's.
            try_login(&db, &people, people.agent.user.email.as_str(), PASSWORD).await.unwrap();
        }
    }
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "login_failed").count(), 50);
    assert_eq!(outcomes[50], "login_paused");
    let elsewhere = Client { address: "198.51.100.7".into(), ..client() };
    let email = people.agent.user.email.as_str();
    login::login(&db, &people.account, email, Password::typed(PASSWORD), &elsewhere).await.unwrap();
}

async fn a_session_is_two_statements_at_first_and_one_from_then_on(db: Database) {
    let people = People::new(&db).await;
    let started = with_password(&db, &people, &people.agent.user).await;
    let gate = Gate::new((*db).clone());
    let mut counts = Vec::new();
    for _ in 0..3 {
        let before = db.query_count();
        assert!(gate.authenticate(&started.token).await.unwrap().is_some());
        counts.push(db.query_count() - before);
    }
    for _ in 0..2 {
        let before = db.query_count();
        assert!(gate.authenticate_token(&people.agent.token).await.unwrap().is_some());
        counts.push(db.query_count() - before);
    }
    assert_eq!(counts[..3], [2, 1, 1]);
    // The token's first use is noted beside the request.
    assert!(counts[3..].iter().all(|count| (1..=2).contains(count)), "{counts:?}");
}

async fn a_change_of_roles_holds_from_the_next_request_on(db: Database) {
    use kartotek_core::kernel::{Action, Resource};
    let people = People::new(&db).await;
    let started = with_password(&db, &people, &people.agent.user).await;
    // Two nodes, each with what it keeps in memory.
    let nodes = [Gate::new((*db).clone()), Gate::new((*db).clone())];
    for node in &nodes {
        assert!(node.authenticate(&started.token).await.unwrap().unwrap().actor.may(Resource::Customer, Action::Create));
    }
    let change = users::UserChange { roles: Some(vec![]), ..users::UserChange::default() };
    committed!(db, tx => users::change(tx, &people.administrator.actor, people.agent.user.id, change));
    for node in &nodes {
        assert!(!node.authenticate(&started.token).await.unwrap().unwrap().actor.may(Resource::Customer, Action::Create));
    }
}

async fn a_session_ends_with_time_and_is_put_off_by_use(db: Database) {
    let people = People::new(&db).await;
    let started = with_password(&db, &people, &people.agent.user).await;
    let gate = Gate::new((*db).clone());
    let age = async |seen: i64, left: i64| {
        let tx = db.begin().await.unwrap();
        let values = vec![(tx.now() - chrono::Duration::minutes(seen)).into(), (tx.now() + chrono::Duration::minutes(left)).into()];
        storage::execute(tx.conn(), "update sessions set seen_at = $1, expires_at = $2", values).await.unwrap();
        tx.commit().await.unwrap();
    };
    age(60, 1).await;
    assert!(gate.authenticate(&started.token).await.unwrap().is_some());
    let actor = &people.agent.actor;
    // It is noted beside the request, so a little later.
    let put_off = async {
        let soon = kartotek_core::kernel::clock::now() + chrono::Duration::days(13);
        while sessions::list(db.read(), actor, None).await.unwrap()[0].expires_at < soon {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), put_off).await.expect("the session is put off");
    assert!(sessions::list(db.read(), actor, Some(&started.token)).await.unwrap()[0].current);
    age(60, -1).await;
    assert!(gate.authenticate(&started.token).await.unwrap().is_none());
    assert!(sessions::list(db.read(), actor, None).await.unwrap().is_empty());
    kartotek_core::staff::sweep(&db).await.unwrap();
    let left = storage::number(db.read(), "select count(*) as value from sessions", vec![]).await.unwrap();
    assert_eq!(left, 0);
}

async fn sessions_die_with_a_change_of_password(db: Database) {
    let people = People::new(&db).await;
    let gate = Gate::new((*db).clone());
    let first = with_password(&db, &people, &people.agent.user).await;
    let second = try_login(&db, &people, people.agent.user.email.as_str(), PASSWORD).await.unwrap();
    let change = async |current: &str, new: &str| {
        login::change_password(&db, &people.agent.actor, Some(&second.token), Password::typed(current), new, &client()).await
    };
    assert_eq!(code(change("wrong", "helt nytt passord").await), "current_password:wrong_password");
    assert_eq!(code(change(PASSWORD, "kort").await), "password:password_too_short");
    assert!(gate.authenticate(&first.token).await.unwrap().is_some());
    change(PASSWORD, "helt nytt passord").await.unwrap();
    assert!(gate.authenticate(&first.token).await.unwrap().is_none());
    assert!(gate.authenticate(&second.token).await.unwrap().is_some());
    assert_eq!(code(try_login(&db, &people, people.agent.user.email.as_str(), PASSWORD).await), "login_failed");
    try_login(&db, &people, people.agent.user.email.as_str(), "helt nytt passord").await.unwrap();
}

async fn sessions_and_links_die_with_deactivation(db: Database) {
    let people = People::new(&db).await;
    let (admin, agent) = (&people.administrator.actor, &people.agent);
    let gate = Gate::new((*db).clone());
    let started = with_password(&db, &people, &agent.user).await;
    let link = committed!(db, tx => links::issue(tx, admin, agent.user.id, Purpose::Reset));
    committed!(db, tx => users::deactivate(tx, admin, agent.user.id));
    assert!(gate.authenticate(&started.token).await.unwrap().is_none());
    assert!(gate.authenticate_token(&agent.token).await.unwrap().is_none());
    assert_eq!(code(links::open(db.read(), &link).await), "link_invalid");
    assert_eq!(code(links::set_password(&db, &link, "helt nytt passord", &client()).await), "link_invalid");
    assert_eq!(code(try_login(&db, &people, agent.user.email.as_str(), PASSWORD).await), "login_failed");
    assert_eq!(refused!(db, tx => links::issue(tx, admin, agent.user.id, Purpose::Reset)), "user_inactive");
    committed!(db, tx => users::activate(tx, admin, agent.user.id));
    assert!(gate.authenticate(&started.token).await.unwrap().is_none(), "an ended session does not come back");
    assert!(gate.authenticate_token(&agent.token).await.unwrap().is_some());
    try_login(&db, &people, agent.user.email.as_str(), PASSWORD).await.unwrap();
}

async fn logging_out_here_elsewhere_and_everywhere(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    let gate = Gate::new((*db).clone());
    with_password(&db, &people, &agent.user).await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(try_login(&db, &people, agent.user.email.as_str(), PASSWORD).await.unwrap().token);
    }
    committed!(db, tx => sessions::end(tx, &agent.actor, &open[0]));
    assert!(gate.authenticate(&open[0]).await.unwrap().is_none());
    assert_eq!(sessions::list(db.read(), &agent.actor, Some(&open[3])).await.unwrap().len(), 4);
    committed!(db, tx => sessions::end_one(tx, &agent.actor, &open[1].hash()));
    assert!(gate.authenticate(&open[1]).await.unwrap().is_none());
    // Another user's session is not known.
    assert_eq!(refused!(db, tx => sessions::end_one(tx, &people.administrator.actor, &open[2].hash())), "not found");
    assert_eq!(committed!(db, tx => sessions::end_others(tx, &agent.actor, Some(&open[3]))), 2);
    assert!(gate.authenticate(&open[2]).await.unwrap().is_none());
    assert!(gate.authenticate(&open[3]).await.unwrap().is_some());
    assert_eq!(refused!(db, tx => sessions::end_of_user(tx, &people.technician.actor, agent.user.id)), "forbidden user.edit");
    assert_eq!(committed!(db, tx => sessions::end_of_user(tx, &people.administrator.actor, agent.user.id)), 1);
    assert!(gate.authenticate(&open[3]).await.unwrap().is_none());
}

fn set_up_form() -> SetUp {
    SetUp {
        account_name: "Fjord Elektro AS".into(),
        name: "Kari Nordmann".into(),
        email: "kari@fjord.example".into(),
        password: PASSWORD.into(),
        settings: accounts::SettingsChange { country: Some("NO".into()), language: Some("nb".into()), ..Default::default() },
    }
}

async fn a_fresh_installation_is_set_up_once(db: Database) {
    let [first, second] = [links::set_up_link(&db).await.unwrap().unwrap(), links::set_up_link(&db).await.unwrap().unwrap()];
    assert_eq!(links::open(db.read(), &first).await.unwrap().purpose, Purpose::SetUp);
    let bad = SetUp { account_name: String::new(), email: "kari".into(), password: "kort".into(), ..set_up_form() };
    let refused = "password:password_too_short email:invalid_email account_name:required";
    assert_eq!(code(links::set_up(&db, &first, bad, &client()).await), refused);
    let bad = SetUp { settings: accounts::SettingsChange { country: Some("Norge".into()), ..Default::default() }, ..set_up_form() };
    assert_eq!(code(links::set_up(&db, &first, bad, &client()).await), "country:invalid_country");
    assert_eq!(code(links::set_password(&db, &first, PASSWORD, &client()).await), "link_invalid");

    let attempts = [first.clone(), second.clone(), first].map(|link| {
        let db = db.clone();
        tokio::spawn(async move { links::set_up(&db, &link, set_up_form(), &client()).await })
    });
    let outcomes: Vec<_> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    let mut started: Vec<Started> =
        outcomes.into_iter().filter_map(|outcome| outcome.map_err(|error| assert!(error.to_string().contains("link"))).ok()).collect();
    assert_eq!(started.len(), 1, "one of several set-ups at the same instant wins");
    let open = Gate::new((*db).clone()).authenticate(&started.remove(0).token).await.unwrap().unwrap();
    assert_eq!(open.account.name, "Fjord Elektro AS");
    assert_eq!(*open.actor.permissions, kartotek_core::kernel::PermissionSet::everything());
    assert!(links::set_up_link(&db).await.unwrap().is_none());
}

async fn an_invitation_works_once(db: Database) {
    let people = People::new(&db).await;
    let user = &people.agent.user;
    let link = committed!(db, tx => links::issue(tx, &people.administrator.actor, user.id, Purpose::Invite));
    let open = links::open(db.read(), &link).await.unwrap();
    assert_eq!((open.purpose, open.user.map(|user| user.id)), (Purpose::Invite, Some(user.id)));
    assert_eq!(code(links::set_password(&db, &link, user.email.as_str(), &client()).await), "password:password_too_common");
    let started = links::set_password(&db, &link, PASSWORD, &client()).await.unwrap();
    assert!(Gate::new((*db).clone()).authenticate(&started.token).await.unwrap().is_some());
    assert_eq!(code(links::set_password(&db, &link, "et annet passord", &client()).await), "link_invalid");
    assert_eq!(code(links::set_up(&db, &link, set_up_form(), &client()).await), "link_invalid");
}

async fn a_reset_is_mailed_to_those_who_exist_and_only_a_few_times(db: Database) {
    let people = People::new(&db).await;
    let user = &people.agent.user;
    let before = with_password(&db, &people, user).await;
    let mailer = Mailer::keeping();
    let handlers = {
        let mailer = mailer.clone();
        Handlers::default().on(links::JOB, move |db, job| links::deliver(db, job, mailer.clone(), "https://kartotek.example/".into()))
    };
    for email in [user.email.as_str(), "nobody@example.com", "no address"] {
        login::request_reset(&db, &people.account, email, &client()).await.unwrap();
    }
    handlers.drain(&db, "test").await.unwrap();
    let letters = mailer.kept();
    assert_eq!(letters.len(), 1);
    assert_eq!((&letters[0].to, letters[0].to_name.as_str()), (&user.email, user.name.as_str()));
    let link = letters[0].text.lines().find_map(|line| line.strip_prefix("https://kartotek.example/reset/")).unwrap();
    // Nothing in the database tells the link.
    let secret = Secret::presented(link);
    let payloads = storage::number(
        db.read(),
        "select count(*) as value from jobs where cast(payload as text) like $1",
        vec![format!("%{link}%").into()],
    );
    assert_eq!(payloads.await.unwrap(), 0);
    links::set_password(&db, &secret, "helt nytt passord", &client()).await.unwrap();
    assert!(Gate::new((*db).clone()).authenticate(&before.token).await.unwrap().is_none());
    for _ in 0..6 {
        login::request_reset(&db, &people.account, user.email.as_str(), &client()).await.unwrap();
    }
    handlers.drain(&db, "test").await.unwrap();
    assert_eq!(mailer.kept().len(), 3, "no more than three letters at once");
}

async fn a_link_that_has_expired_opens_nothing(db: Database) {
    let people = People::new(&db).await;
    let link = committed!(db, tx => links::issue(tx, &people.administrator.actor, people.agent.user.id, Purpose::Reset));
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "update one_time_links set expires_at = $1", vec![tx.now().into()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code(links::open(db.read(), &link).await), "link_invalid");
    assert_eq!(code(links::set_password(&db, &link, PASSWORD, &client()).await), "link_invalid");
    let change = users::UserChange { email: Some("new@example.com".into()), ..Default::default() };
    let link = committed!(db, tx => links::issue(tx, &people.administrator.actor, people.agent.user.id, Purpose::Reset));
    committed!(db, tx => users::change(tx, &people.administrator.actor, people.agent.user.id, change));
    assert_eq!(code(links::open(db.read(), &link).await), "link_invalid", "a link sent to the old address is worthless");
}
