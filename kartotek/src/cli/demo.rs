//! `kartotek demo`: the whole program on a throw-away folder, filled with a believable company.

use super::{Failure, output, serve};
use crate::{app::App, config::Config, logging};
use kartotek_core::{
    customers::{AddressInput, CustomerInput, MembershipInput, Source, actions, assignment},
    kernel::{Actor, UiLanguage, UserId},
    staff::{
        Settings, accounts,
        password::Password,
        roles,
        users::{self, NewUser},
    },
    storage::Tx,
};
use std::path::PathBuf;

/// The password of everybody in the demo; it listens on this machine only and is gone afterwards.
const PASSWORD: &str = "kartotek-demo-2026";
/// Name, address and role of each log-in.
const STAFF: [(&str, &str, &str); 3] = [
    ("Astrid Ødegård", "astrid@fjordkulde.example", "administrator"),
    ("Åsa Bäckström", "asa@fjordkulde.example", "agent"),
    ("Jürgen Groß", "jurgen@fjordkulde.example", "technician"),
];
const FIRST: [&str; 20] = [
    "Bjørn",
    "Åse",
    "Ingrid",
    "Øystein",
    "Kari",
    "Lars",
    "Göran",
    "Märta",
    "Åsa",
    "Sven",
    "Jürgen",
    "Anneliese",
    "Günther",
    "Käthe",
    "Mary",
    "James",
    "Siobhán",
    "Rhys",
    "Solveig",
    "Håkon",
];
const LAST: [&str; 18] = [
    "Ødegård",
    "Bjørnsæter",
    "Hansen",
    "Solberg",
    "Aas",
    "Lindqvist",
    "Åkesson",
    "Bergström",
    "Groß",
    "Müller",
    "Weiß",
    "Schäfer",
    "Taylor",
    "O'Brien",
    "MacLeod",
    "Nordmann",
    "Dahl",
    "Østby",
];
const PLACES: [(&str, &str, &str, &str); 6] = [
    ("Tromsø", "9008", "NO", "+47 77 65"),
    ("Oslo", "0150", "NO", "+47 22 41"),
    ("Malmö", "211 20", "SE", "+46 40 123"),
    ("Göteborg", "411 01", "SE", "+46 31 712"),
    ("Köln", "50667", "DE", "+49 221 4567"),
    ("Leeds", "LS1 4AP", "GB", "+44 113 496"),
];
const ORGANISATIONS: [&str; 8] = [
    "Fiskehallen AS",
    "Ås Bakeri",
    "Nordlys Hotell",
    "Malmö Glass AB",
    "Göteborgs Kyl AB",
    "Rohrbau Süd GmbH",
    "Bäckerei Groß",
    "Leeds Cold Store Ltd",
];
/// How many persons there are.
const PERSONS: usize = 320;

/// The folder of the demo; removed when this is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            output::complain(&format!("kartotek: cannot remove {}: {error}", self.0.display()));
        }
    }
}

/// Fills a throw-away folder and serves it until a signal comes.
///
/// # Errors
/// If the folder or the port cannot be had.
pub async fn run(config: Config) -> Result<(), Failure> {
    logging::start(&config.log)?;
    let folder = Folder(std::env::temp_dir().join(format!("kartotek-demo-{}", UserId::new())));
    let listener = serve::bind(&config).await?;
    let config = Config { listen: listener.local_addr()?, data: folder.0.clone(), database_url: String::new(), ..config };
    let app = App::open(&config).await?;
    fill(&app).await?;
    let served = serve::serve(&app, &config, listener, || {
        output::line(&format!("a company to try things on; everything is removed at the end (password of all: {PASSWORD})"))?;
        STAFF.iter().try_for_each(|(name, email, role)| output::line(&format!("  {role:<14} {email:<28} {name}")))
    })
    .await;
    drop(folder);
    served
}

async fn fill(app: &App) -> Result<(), Failure> {
    let hash = Password::chosen("password", PASSWORD, &[]).map_err(|error| error.message)?.hash().await?;
    let mut tx = app.db.begin().await?;
    let account = accounts::create(&mut tx, "Fjord Kulde AS", Settings { language: UiLanguage::Nb, ..Settings::default() }).await?;
    let system = Actor::system(account.id);
    let mut staff = Vec::new();
    for (name, email, role) in STAFF {
        let role = roles::by_key(tx.conn(), account.id, "role", role).await?;
        let new =
            NewUser { email: email.into(), name: name.into(), roles: vec![role.id], password: Some(hash.clone()), ..NewUser::default() };
        staff.push(users::create(&mut tx, &system, new).await?.id);
    }
    customers(&mut tx, &system, &staff).await?;
    tx.commit().await?;
    Ok(())
}

async fn customers(tx: &mut Tx, system: &Actor, staff: &[UserId]) -> Result<(), Failure> {
    let mut organisations = Vec::new();
    for (place, name) in ORGANISATIONS.iter().enumerate() {
        let input = CustomerInput {
            kind: Some("organisation".into()),
            name: said(name),
            address: Some(address(place, place)),
            ..CustomerInput::default()
        };
        organisations.push(actions::create(tx, system, &input, Source::Manual).await?);
    }
    let mut ids = Vec::with_capacity(PERSONS);
    for number in 0..PERSONS {
        // Two prime steps, so that names repeat as seldom as they can.
        let (first, last) = (FIRST[number * 7 % FIRST.len()], LAST[number * 11 % LAST.len()]);
        let (_, _, _, phone) = PLACES[number % PLACES.len()];
        let organisation = (number % 3 == 0).then(|| &organisations[number / 3 % organisations.len()]);
        let input = CustomerInput {
            first_name: said(first),
            last_name: said(last),
            emails: Some(vec![format!("kunde{number}@example.com")]),
            phones: Some(vec![format!("{phone} {:03}", 100 + number)]),
            address: Some(address(number, number)),
            organisations: organisation.map(|found| vec![MembershipInput { id: Some(found.id), ..MembershipInput::default() }]),
            ..CustomerInput::default()
        };
        ids.push(actions::create(tx, system, &input, Source::Manual).await?.id);
    }
    for id in ids.iter().step_by(25) {
        assignment::assign(tx, system, *id, &staff[2..]).await?;
    }
    for id in ids.iter().skip(3).step_by(60) {
        actions::deactivate(tx, system, *id).await?;
    }
    Ok(())
}

fn said(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

fn address(place: usize, number: usize) -> AddressInput {
    let (name, code, country, _) = PLACES[place % PLACES.len()];
    AddressInput { street: said(&format!("Storgata {}", number + 1)), postal_code: said(code), place: said(name), country: said(country) }
}
