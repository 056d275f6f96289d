//! Files of other programs become customers.

use super::*;
use kartotek_core::{
    customers::{
        Filter, counts, history,
        import::{
            Import, ImportKind, ImportState,
            actions::{self as imports, Decisions},
            options::{EmptyCells, Lists, MatchKey, Mode},
            run,
            store::Rejection,
            templates, undo,
        },
        lookup, views,
    },
    files::FileStore,
    kernel::{Action, Error, ImportId, Resource},
};
use std::sync::Arc;

both_databases! {
    a_file_becomes_customers,
    the_same_file_again_changes_nothing,
    a_trial_counts_what_the_run_will,
    rows_of_one_customer_are_one_customer,
    a_refused_row_stops_no_other_and_comes_back_mended,
    empty_cells_and_lists_do_what_was_decided,
    create_only_and_update_only,
    what_may_not_be_made_is_refused,
    an_import_keeps_to_the_permissions_of_its_user,
    a_killed_import_goes_on_where_it_was,
    a_stopped_import_can_go_on,
    an_import_is_undone_whole,
    what_was_changed_since_is_kept,
    a_mapping_is_saved_and_used_again,
    the_preview_shows_rows_as_they_will_be_stored,
}

/// A store of files in a folder of its own.
pub fn store() -> (FileStore, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (FileStore::in_folder(folder.path()), folder)
}

/// Takes a file in and decides.
pub async fn taken_in(db: &Database, files: &FileStore, actor: &Actor, text: &str, decisions: Decisions) -> ImportId {
    let import = imports::receive(db, files, actor, ImportKind::Customers, "kunder.csv", text.as_bytes(), 1 << 20).await.unwrap();
    imports::decide(db, files, actor, import.id, decisions).await.unwrap();
    import.id
}

/// Runs what was taken in to its end.
pub async fn run_through(db: &Database, files: &FileStore, actor: &Actor, id: ImportId, dry_run: bool) -> Import {
    act(db, async |tx| imports::start(tx, actor, id, dry_run).await.unwrap()).await;
    run::in_foreground(db, files, actor.account, id, Arc::new(|_, _| {})).await.unwrap()
}

async fn imported(db: &Database, actor: &Actor, text: &str, decisions: Decisions) -> Import {
    let (files, _folder) = store();
    let id = taken_in(db, &files, actor, text, decisions).await;
    let import = run_through(db, &files, actor, id, false).await;
    assert_eq!((import.state, import.error.as_deref()), (ImportState::Done, None));
    import
}

fn counted(import: &Import) -> (i64, i64, i64, i64) {
    (import.created, import.updated, import.unchanged, import.rejected)
}

async fn named(db: &Database, actor: &Actor, email: &str) -> views::Customer {
    let email = kartotek_core::kernel::Email::parse(email).unwrap();
    let found = lookup::lookup(db.read(), actor, Some(&email), None).await.unwrap();
    views::get(db.read(), actor, found[0].id).await.unwrap()
}

async fn refused(db: &Database, actor: &Actor, id: ImportId) -> Vec<Rejection> {
    imports::rejections(db.read(), actor, id, None, None).await.unwrap().items
}

async fn a_file_becomes_customers(db: Database) {
    let actor = account(&db).await;
    let text = "Kundenr;Fornavn;Etternavn;E-post;Telefon;Bedrift;Poststed;Land;Stikkord;Avdeling;Merknad\r\n\
        55;Åse;Bjørnsæter;ase@nord.example;22 33 44 55;Nordlys AS;Tromsø;Norge;VIP, Kjeks;Salg;\"to\r\nlinjer\"\r\n\
        ;Jürgen;Groß;j@sued.example, j2@sued.example;+49 30 123456;Nordlys AS;Köln;Tyskland;vip;;\r\n";
    let import = imported(&db, &actor, text, Decisions::default()).await;
    assert_eq!((counted(&import), import.rows_total, import.rows_done), ((2, 0, 0, 0), Some(2), 2));

    let ase = named(&db, &actor, "ase@nord.example").await;
    assert_eq!(
        (ase.number.as_str(), ase.name.as_str(), ase.kind.as_str(), ase.source.as_str()),
        ("55", "Åse Bjørnsæter", "person", "import")
    );
    assert_eq!((ase.phones, ase.note.as_deref()), (vec!["+4722334455".to_owned()], Some("to\nlinjer")));
    assert_eq!((ase.address.place.as_deref(), ase.address.country.as_deref()), (Some("Tromsø"), Some("NO")));
    assert_eq!(ase.tags.iter().map(|tag| tag.key.as_str()).collect::<Vec<_>>(), ["kjeks", "vip"]);
    assert_eq!(ase.attributes["department"], "Salg");
    let jurgen = named(&db, &actor, "j2@sued.example").await;
    assert_eq!((jurgen.name.as_str(), jurgen.emails.len(), jurgen.tags.len()), ("Jürgen Groß", 2, 1));
    assert_eq!((jurgen.organisations[0].id, jurgen.organisations[0].primary), (ase.organisations[0].id, true), "one company, made once");
    assert_ne!(jurgen.number, "");
    let company = views::get(db.read(), &actor, ase.organisations[0].id).await.unwrap();
    assert_eq!((company.name.as_str(), company.kind.as_str()), ("Nordlys AS", "organisation"));
    assert_eq!(views::members(db.read(), &actor, company.id, 10).await.unwrap().len(), 2);

    let entry = history::list(db.read(), &actor, ase.id, None, None, None).await.unwrap().items.remove(0);
    assert_eq!((entry.cause.as_deref(), entry.changes[0].field.as_str()), (Some("import kunder.csv"), "created"));
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 3);
    let found = kartotek_core::customers::search::quick(
        db.read(),
        &actor,
        kartotek_core::kernel::Country::NORWAY,
        kartotek_core::kernel::Language::NORWEGIAN,
        "bjornsaeter nordlys",
        &Filter::default(),
        5,
    )
    .await
    .unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [ase.id]);
}

async fn the_same_file_again_changes_nothing(db: Database) {
    let actor = account(&db).await;
    let text = "name,email,phone,organisation,city,country,note,tags\n\
        \"Berg, Anna\",ANNA@example.no,+47 912 34 567,Fjord Kraft AS,Bergen,NO,hei,gull\n\
        Nordlys Bakeri AS,post@nordlys.example,,,Oslo,NO,,\n\
        ,,+46 70 123 45 67,Åkes Bygg AB,Malmö,SE,,\n";
    assert_eq!(counted(&imported(&db, &actor, text, Decisions::default()).await), (3, 0, 0, 0));
    let anna = named(&db, &actor, "anna@example.no").await;
    assert_eq!(counted(&imported(&db, &actor, text, Decisions::default()).await), (0, 0, 3, 0));
    assert_eq!(named(&db, &actor, "anna@example.no").await, anna);
    let changed = text.replace(",hei,", ",hallo,");
    assert_eq!(counted(&imported(&db, &actor, &changed, Decisions::default()).await), (0, 1, 2, 0));
    let entry = history::list(db.read(), &actor, anna.id, None, None, None).await.unwrap().items.remove(0);
    assert_eq!(entry.changes, [history::Change::new("note", "hei", "hallo")]);
    assert_eq!(named(&db, &actor, "anna@example.no").await.version, anna.version + 1);
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 4);
}

/// Rows with everything that makes one row depend on another.
const TANGLED: &str = "number,name,email,phone,organisation,note\n\
    1,Anna Berg,anna@x.no,,Fjord AS,a\n\
    2,Bo Dahl,bo@x.no,91234567,,\n\
    1,Anna Berg,anna@y.no,,Ny AS,b\n\
    3,Cecilie,anna@x.no,,,\n\
    ,Dag,dag@x.no,,,\n\
    ,Dag,dag@x.no,,,\n\
    ,Dag Olsen,dag@x.no,,,\n\
    2,Bo Dahl,bo@x.no,,,\n\
    ,,,,,nobody\n\
    4,Existing,known@x.no,,,\n\
    ,Known,known@x.no,,,new note\n\
    ,Known,known@x.no,,,new note\n\
    ,,,,Fjord AS,a company\n\
    4,Four,four@x.no,wrong,,\n\
    4,Four,four@x.no,,,\n";

async fn a_trial_counts_what_the_run_will(db: Database) {
    let actor = account(&db).await;
    let known = made(&db, &actor, &person("Known", "known@x.no", "")).await;
    let (files, _folder) = store();
    let id = taken_in(&db, &files, &actor, TANGLED, Decisions::default()).await;
    let trial = run_through(&db, &files, &actor, id, true).await;
    let reasons = refused(&db, &actor, id).await;
    assert_eq!(views::get(db.read(), &actor, known.id).await.unwrap(), known, "a trial changes nothing");
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 1);
    assert!(trial.dry_run && trial.state == ImportState::Done);

    let run = run_through(&db, &files, &actor, id, false).await;
    assert_eq!(counted(&run), counted(&trial));
    assert_eq!(counted(&run), (4, 4, 3, 4));
    let lines = |rejections: &[Rejection]| -> Vec<(i64, String)> {
        rejections
            .iter()
            .map(|row| (row.line, row.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(" ")))
            .collect()
    };
    let run_reasons = refused(&db, &actor, id).await;
    assert_eq!(lines(&run_reasons), lines(&reasons));
    assert_eq!(
        lines(&reasons),
        [(5, "taken"), (10, "nothing_known"), (11, "taken"), (15, "invalid_phone")].map(|(line, code)| (line, code.to_owned()))
    );
}

async fn rows_of_one_customer_are_one_customer(db: Database) {
    let actor = account(&db).await;
    let text = "name,email,phone,organisation\nAnna Berg,anna@x.no,91234567,Fjord AS\nAnna Berg,anna@x.no,22334455,Ny AS\n";
    assert_eq!(counted(&imported(&db, &actor, text, Decisions::default()).await), (1, 1, 0, 0));
    let anna = named(&db, &actor, "anna@x.no").await;
    assert_eq!(anna.phones, ["+4791234567", "+4722334455"]);
    assert_eq!(
        anna.organisations.iter().map(|one| (one.name.as_str(), one.primary)).collect::<Vec<_>>(),
        [("Fjord AS", true), ("Ny AS", false)]
    );
    assert_eq!(counted(&imported(&db, &actor, text, Decisions::default()).await), (0, 0, 2, 0), "and stay so");
}

async fn a_refused_row_stops_no_other_and_comes_back_mended(db: Database) {
    let actor = account(&db).await;
    let owner = made(&db, &actor, &person("Bo Dahl", "bo@x.no", "")).await;
    let (files, _folder) = store();
    let text = "Navn;E-post;Mobil;Kundenr\nAnna;anna@x.no;91234567;11\nBo;bo@x.no;=danger;12\nCecilie;\"cec@x.no;;13\nDag;dag@x.no;;14\n";
    let id = taken_in(&db, &files, &actor, text, Decisions::default()).await;
    let import = run_through(&db, &files, &actor, id, false).await;
    assert_eq!(counted(&import), (2, 0, 0, 2));
    let refusals = refused(&db, &actor, id).await;
    assert_eq!(refusals.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(refusals[0].original, "Bo;bo@x.no;=danger;12");
    let codes: Vec<&str> = refusals[0].reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!((codes, refusals[1].reasons[0].code.as_str()), (vec!["invalid_phone"], "unclosed_quote"));

    let mut report = imports::report(db.read(), &actor, id).await.unwrap();
    let mut csv = String::new();
    while let Some(piece) = report.next(db.read()).await.unwrap() {
        csv.push_str(&piece);
    }
    assert!(csv.contains("\"'=danger\""), "no spreadsheet runs it: {csv}");
    let mended = csv.replace("'=danger", "41234567").replace("bo@x.no\"", "bo2@x.no\"");
    let again = imported(&db, &actor, &mended, Decisions::default()).await;
    assert_eq!(counted(&again), (2, 0, 0, 0));
    assert_eq!(named(&db, &actor, "bo2@x.no").await.phones, ["+4741234567"]);
    assert_eq!(named(&db, &actor, "cec@x.no").await.number, "13");

    let text = "name,email,number\nBo Berg,bo@x.no,77\n";
    let (files, _folder) = store();
    let id = taken_in(&db, &files, &actor, text, Decisions::default()).await;
    run_through(&db, &files, &actor, id, false).await;
    let reason = refused(&db, &actor, id).await.remove(0).reasons.remove(0);
    assert_eq!(
        (reason.code.as_str(), reason.params["name"].as_str(), reason.params["number"].as_str()),
        ("taken", "Bo Dahl", owner.number.as_str())
    );
}

async fn empty_cells_and_lists_do_what_was_decided(db: Database) {
    let actor = account(&db).await;
    imported(&db, &actor, "email,phone,name,note,tags\nanna@x.no,91234567,Anna Berg,hei,a b; c\n", Decisions::default()).await;
    let empty = "email,phone,name,note,tags\nanna@x.no,,Anna Berg,,\n";
    assert_eq!(counted(&imported(&db, &actor, empty, Decisions::default()).await), (0, 0, 1, 0));
    let other = "email,phone,name,note,tags\nanna@x.no,22334455,Anna Berg,,d\n";
    imported(&db, &actor, other, Decisions { lists: Some(Lists::Replace), ..Decisions::default() }).await;
    let anna = named(&db, &actor, "anna@x.no").await;
    assert_eq!((anna.phones, anna.tags.len(), anna.note.as_deref()), (vec!["+4722334455".to_owned()], 1, Some("hei")));
    let clear = Decisions { empty_cells: Some(EmptyCells::Clear), lists: Some(Lists::Replace), ..Decisions::default() };
    assert_eq!(counted(&imported(&db, &actor, empty, clear).await), (0, 1, 0, 0));
    let anna = named(&db, &actor, "anna@x.no").await;
    assert_eq!((anna.phones.len(), anna.tags.len(), anna.note, anna.name.as_str()), (0, 0, None, "Anna Berg"));
    made(&db, &actor, &person("Free again", "", "22334455")).await;
}

async fn create_only_and_update_only(db: Database) {
    let actor = account(&db).await;
    made(&db, &actor, &person("Anna", "anna@x.no", "")).await;
    let text = "name,email\nAnna Berg,anna@x.no\nBo,bo@x.no\n";
    let mode = |mode| Decisions { mode: Some(mode), ..Decisions::default() };
    assert_eq!(counted(&imported(&db, &actor, text, mode(Mode::Create)).await), (1, 0, 1, 0));
    assert_eq!(named(&db, &actor, "anna@x.no").await.name, "Anna");
    let more = format!("{text}Cecilie,cec@x.no\n");
    assert_eq!(counted(&imported(&db, &actor, &more, mode(Mode::Update)).await), (0, 1, 1, 1));
    assert_eq!(named(&db, &actor, "anna@x.no").await.name, "Anna Berg");
}

async fn what_may_not_be_made_is_refused(db: Database) {
    let actor = account(&db).await;
    let decisions = Decisions { create_organisations: Some(false), create_tags: Some(false), ..Decisions::default() };
    let text = "name,email,organisation,tags\nAnna,anna@x.no,Nowhere AS,\nBo,bo@x.no,,unheard\nCecilie,cec@x.no,,\n";
    assert_eq!(counted(&imported(&db, &actor, text, decisions).await), (1, 0, 0, 2));
    let (files, _folder) = store();
    let map = vec!["Sko=attributes.shoe".to_owned()];
    let id =
        taken_in(&db, &files, &actor, "Navn;Sko\nAnna;42\n", Decisions { map, create_fields: Some(false), ..Decisions::default() }).await;
    let mut tx = db.begin().await.unwrap();
    assert!(
        matches!(imports::start(&mut tx, &actor, id, true).await, Err(Error::Invalid(refusals)) if refusals[0].code == "unknown_field")
    );
}

async fn an_import_keeps_to_the_permissions_of_its_user(db: Database) {
    let system = account(&db).await;
    let mine = made(&db, &system, &person("Mine", "mine@x.no", "")).await;
    made(&db, &system, &person("Other", "other@x.no", "")).await;
    let permissions = [
        Permission::all(Resource::Import, Action::Create),
        Permission::all(Resource::Customer, Action::Create),
        Permission::assigned(Resource::Customer, Action::View),
        Permission::assigned(Resource::Customer, Action::Edit),
    ];
    let clerk = user(&db, &system, "Kari", &permissions).await;
    let clerk = with_role(&db, clerk, &permissions).await;
    act(&db, async |tx| kartotek_core::customers::assignment::assign(tx, &system, mine.id, &[clerk.user_id().unwrap()]).await.unwrap())
        .await;
    let (files, _folder) = store();
    let text = "name,email,number,tags\nMine too,mine@x.no,,\nOther too,other@x.no,,\nNew,new@x.no,,\nMine,mine@x.no,99999,\nTagged,t@x.no,,new tag\n";
    let by_mail = Decisions { match_by: Some(Some(MatchKey::Email)), ..Decisions::default() };
    let id = taken_in(&db, &files, &clerk, text, by_mail).await;
    let import = run_through(&db, &files, &clerk, id, false).await;
    let codes: Vec<String> = refused(&db, &clerk, id).await.into_iter().map(|row| row.reasons[0].code.clone()).collect();
    assert_eq!((counted(&import), codes.join(" ").as_str()), ((1, 1, 0, 3), "taken_hidden number_locked unknown_tag"));
    let stranger = user(&db, &system, "Per", &permissions).await;
    assert!(matches!(imports::get(db.read(), &stranger, id).await, Err(Error::NotFound)));
    let nobody = user(&db, &system, "Ola", &[]).await;
    let forbidden = imports::receive(&db, &files, &nobody, ImportKind::Customers, "x.csv", &b"name\nx\n"[..], 100).await;
    assert!(matches!(forbidden, Err(Error::Forbidden { .. })));
}

/// Gives a user a role with these permissions, so that a job finds them.
async fn with_role(db: &Database, actor: Actor, permissions: &[Permission]) -> Actor {
    use kartotek_core::{
        kernel::RoleId,
        staff::entity::{role, user_role},
    };
    let (tx, id) = (db.begin().await.unwrap(), RoleId::new());
    let set: PermissionSet = permissions.iter().copied().collect();
    let row = role::ActiveModel {
        account_id: Set(actor.account),
        id: Set(id),
        key: Set("clerk".into()),
        name: Set("Clerk".into()),
        permissions: Set(serde_json::to_value(&set).unwrap()),
        built_in: Set(false),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    };
    role::Entity::insert(row).exec_without_returning(tx.conn()).await.unwrap();
    let link = user_role::ActiveModel { account_id: Set(actor.account), user_id: Set(actor.user_id().unwrap()), role_id: Set(id) };
    user_role::Entity::insert(link).exec_without_returning(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    actor
}

/// A file of so many rows.
fn rows(count: usize) -> String {
    let rows: Vec<String> =
        (0..count).map(|row| format!("Kunde {row},kunde{row}@example.no,+47 9{row:07},Firma {} AS", row % 50)).collect();
    format!("name,email,phone,organisation\n{}\n", rows.join("\n"))
}

async fn a_killed_import_goes_on_where_it_was(db: Database) {
    let actor = account(&db).await;
    let (files, _folder) = store();
    let id = taken_in(&db, &files, &actor, &rows(6000), Decisions::default()).await;
    act(&db, async |tx| imports::start(tx, &actor, id, false).await.unwrap()).await;
    // Killed as soon as it has told that a batch is done: dropped in the middle of the next.
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let progress: run::Progress = Arc::new(move |done, _| {
        if done > 0 {
            let _closed = told.send(done);
        }
    });
    tokio::select! {
        ended = run::import(&db, &files, actor.account, id, &progress) => panic!("ended before it was killed: {ended:?}"),
        done = heard.recv() => assert!(done.is_some()),
    }
    let halfway = imports::get(db.read(), &actor, id).await.unwrap();
    assert!(halfway.state == ImportState::Running && halfway.rows_done < 6000, "{halfway:?}");
    let import = run::in_foreground(&db, &files, actor.account, id, Arc::new(|_, _| {})).await.unwrap();
    assert_eq!((counted(&import), import.rows_done), ((6000, 0, 0, 0), 6000));
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 6050);
    let identities = kartotek_core::storage::number(db.read(), "select count(*) as value from identities", vec![]).await.unwrap();
    assert_eq!(identities, 12_000);
}

async fn a_stopped_import_can_go_on(db: Database) {
    let actor = account(&db).await;
    let (files, _folder) = store();
    let id = taken_in(&db, &files, &actor, &rows(100), Decisions::default()).await;
    act(&db, async |tx| imports::start(tx, &actor, id, false).await.unwrap()).await;
    act(&db, async |tx| imports::stop(tx, &actor, id).await.unwrap()).await;
    let import = run::in_foreground(&db, &files, actor.account, id, Arc::new(|_, _| {})).await.unwrap();
    assert_eq!((import.state, import.rows_done), (ImportState::Stopped, 0));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(imports::stop(&mut tx, &actor, id).await, Err(Error::Refused { code: "already_ended", .. })));
    drop(tx);
    let import = run_through(&db, &files, &actor, id, false).await;
    assert_eq!((import.state, import.created), (ImportState::Done, 100));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(imports::start(&mut tx, &actor, id, false).await, Err(Error::Refused { code: "already_started", .. })));
}

async fn undone(db: &Database, actor: &Actor, id: ImportId) -> Vec<(String, String)> {
    act(db, async |tx| undo::start(tx, actor, id).await.unwrap()).await;
    let (files, _folder) = store();
    kartotek_core::customers::import::handlers(Default::default(), files).drain(db, "test").await.unwrap();
    assert_eq!(imports::get(db.read(), actor, id).await.unwrap().state, ImportState::Undone);
    let kept = undo::kept(db.read(), actor, id, None, None).await.unwrap().items;
    kept.into_iter().map(|kept| (kept.name, kept.reason)).collect()
}

async fn an_import_is_undone_whole(db: Database) {
    let actor = account(&db).await;
    let before = imported(&db, &actor, "number,email,name,organisation,tags\n7,anna@x.no,Anna,Old AS,gold\n", Decisions::default()).await;
    assert_eq!(before.created, 1);
    let anna = named(&db, &actor, "anna@x.no").await;
    let text = "number,email,name,phone,organisation,tags,city,state,custom\n7,anna2@x.no,Anna Berg,91234567,New AS,silver,Oslo,inactive,x\n\
        8,bo@x.no,Bo,,New AS,,,,\n,,,,Lone AS,,,,\n";
    let map = vec!["custom=attributes.shoe".to_owned()];
    let import = imported(&db, &actor, text, Decisions { map, ..Decisions::default() }).await;
    assert_eq!(counted(&import), (2, 1, 0, 0));
    assert_eq!(named(&db, &actor, "anna2@x.no").await.state, "inactive");

    assert_eq!(undone(&db, &actor, import.id).await, []);
    let again = named(&db, &actor, "anna@x.no").await;
    let same = views::Customer { version: anna.version, updated_at: anna.updated_at, raw_name: anna.raw_name.clone(), ..again };
    assert_eq!(same, anna);
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 2, "Anna and Old AS");
    for (table, left) in [("customers", 2), ("identities", 1), ("memberships", 1), ("customer_attributes", 0)] {
        let sql = format!("select count(*) as value from {table}");
        assert_eq!(kartotek_core::storage::number(db.read(), &sql, vec![]).await.unwrap(), left, "{table}");
    }
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(undo::start(&mut tx, &actor, import.id).await, Err(Error::Refused { code: "cannot_undo", .. })));
}

async fn what_was_changed_since_is_kept(db: Database) {
    let actor = account(&db).await;
    let known = made(&db, &actor, &person("Known", "known@x.no", "")).await;
    let text =
        "email,name,organisation,note\nanna@x.no,Anna,Fjord AS,\nbo@x.no,Bo,Fjord AS,\ncec@x.no,Cecilie,Other AS,\nknown@x.no,Known,,new\n";
    let import = imported(&db, &actor, text, Decisions::default()).await;
    let bo = named(&db, &actor, "bo@x.no").await;
    let note = |text: &str| CustomerInput { note: Some(Some(text.into())), ..CustomerInput::default() };
    act(&db, async |tx| actions::update(tx, &actor, bo.id, &note("by hand"), None).await.unwrap()).await;
    act(&db, async |tx| actions::update(tx, &actor, known.id, &note("by hand"), None).await.unwrap()).await;
    let mut kept = undone(&db, &actor, import.id).await;
    kept.sort();
    assert_eq!(
        kept,
        [("Bo", "changed"), ("Fjord AS", "has_members"), ("Known", "changed")].map(|(name, why)| (name.to_owned(), why.to_owned()))
    );
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 3);
    assert_eq!(named(&db, &actor, "known@x.no").await.note.as_deref(), Some("by hand"));
}

async fn a_mapping_is_saved_and_used_again(db: Database) {
    let actor = account(&db).await;
    let (files, _folder) = store();
    let decisions = Decisions { map: vec!["Felt A=name".into(), "Felt B=email".into()], mode: Some(Mode::Create), ..Decisions::default() };
    let id = taken_in(&db, &files, &actor, "Felt A;Felt B\nAnna;anna@x.no\n", decisions).await;
    act(&db, async |tx| templates::save(tx, &actor, id, " Månedens liste ").await.unwrap()).await;
    act(&db, async |tx| templates::save(tx, &actor, id, "Månedens liste").await.unwrap()).await;
    let saved = templates::list(db.read(), &actor, ImportKind::Customers).await.unwrap();
    assert_eq!(saved.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Månedens liste"]);
    let other = taken_in(&db, &files, &actor, "felt b;Nytt;felt a\nbo@x.no;x;Bo\n", Decisions::default()).await;
    let options = templates::apply(&db, &files, &actor, other, saved[0].id).await.unwrap();
    assert_eq!(options.columns.iter().map(ToString::to_string).collect::<Vec<_>>(), ["email", "ignore", "name"]);
    assert_eq!(options.mode, Mode::Create);
    act(&db, async |tx| templates::delete(tx, &actor, saved[0].id).await.unwrap()).await;
    assert!(templates::list(db.read(), &actor, ImportKind::Customers).await.unwrap().is_empty());
}

async fn the_preview_shows_rows_as_they_will_be_stored(db: Database) {
    let actor = account(&db).await;
    made(&db, &actor, &person("Known", "known@x.no", "")).await;
    let (files, _folder) = store();
    let text = "name,email,phone,city\n\"Berg, Anna\",ANNA@x.no,912 34 567,Oslo\nKnown,known@x.no,,Bergen\nWrong,no address,,\n";
    let id = taken_in(&db, &files, &actor, text, Decisions::default()).await;
    let rows = imports::preview(&db, &files, &actor, id).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.outcome).collect::<Vec<_>>(), ["created", "updated", "rejected"]);
    let anna = rows[0].customer.as_ref().unwrap();
    assert_eq!((anna.name.as_str(), anna.emails[0].as_str(), anna.phones[0].as_str()), ("Anna Berg", "anna@x.no", "+4791234567"));
    assert_eq!(rows[1].customer.as_ref().unwrap().address.place.as_deref(), Some("Bergen"));
    assert_eq!(rows[2].reasons[0].code, "invalid_email");
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 1);
    let looked = imports::look(&db, &files, &actor, id).await.unwrap();
    assert_eq!((looked.rows.len(), looked.recognised.iter().flatten().count()), (3, 4));
}
