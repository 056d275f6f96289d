//! The pages of imports.

use super::Company;
use crate::database::Database;
use axum::http::StatusCode;
use kartotek_core::customers::{Filter, Sort, list};

both_databases! {
    a_file_is_imported_on_the_page,
    what_cannot_be_read_is_told_beside_the_file,
    a_mapping_is_saved_and_used_again,
    imports_are_for_those_who_may,
}

/// As another program on Windows writes it: `;`, CR LF, windows-1252.
const FILE: &[u8] = b"Kundenr;Navn;E-post;Telefon;D\xf8rkode\r\n1001;Bj\xf8rn \xc5s;bjorn@example.no;22 33 44 55;12\r\n\
                      1002;Anne Gro\xdf;anne@example.no;;34\r\n1003;Uten Adresse;ingen adresse;;\r\n";

async fn names(db: &Database, visitor: &super::Visitor) -> Vec<String> {
    let rules = kartotek_core::customers::Rules::load(db.read(), visitor.actor.account).await.unwrap();
    let page = list::list(db.read(), &visitor.actor, rules.country, &Filter::default(), Sort::default(), None, None).await.unwrap();
    page.items.into_iter().map(|item| item.row.name).collect()
}

async fn a_file_is_imported_on_the_page(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    admin.get("/imports").await.shows(&["No imports yet"]);
    admin.get("/imports/new").await.shows(&["type=\"file\"", "value=\"organisations\""]);
    let settings = admin.upload("/imports", &[("kind", "customers")], "kunder.csv", FILE).await.location;
    let import = settings.strip_suffix("/settings").unwrap().to_owned();
    let page = admin.get(&settings).await;
    page.shows(&["kunder.csv", "value=\"windows-1252\" selected", "value=\"semicolon\" selected", "Bjørn Ås", "Anne Groß", "Dørkode"]);
    page.shows(&["Not recognised", "value=\"new\"", "A new field of this column"]);
    let fields = [("column.4", "new"), ("mode", "both"), ("empty_cells", "keep"), ("lists", "add"), ("create_tags", "on")];
    let and = |word: &'static str| fields.iter().copied().chain([("do", word)]).collect::<Vec<_>>();
    admin.post(&settings, &and("preview")).await.leads_to(&format!("{settings}#preview"));
    admin.get(&settings).await.shows(&["New field: dorkode", "dorkode: 12", "E-mail: "]);
    admin.post(&settings, &and("check")).await.leads_to(&import);
    admin.get(&import).await.shows(&["Waiting", "every 1s", "<progress"]);
    company.jobs().drain(&db, "test").await.unwrap();
    admin.get(&import).await.shows(&["Dry run done, nothing is written", "Would be created", "<dd>2</dd>", "<dd>1</dd>", "ingen adresse"]);
    assert!(names(&db, &admin).await.is_empty(), "a dry run writes nothing");
    admin.post(&format!("{import}/start"), &[]).await.leads_to(&import);
    company.jobs().drain(&db, "test").await.unwrap();
    assert_eq!(names(&db, &admin).await, ["Anne Groß", "Bjørn Ås"], "by the name that is shown");
    admin.get(&import).await.shows(&["Done", "Rejected rows", "1003;Uten Adresse", "Download as CSV"]).hides(&["every 1s"]);
    let report = admin.get(&format!("{import}/rejected.csv")).await;
    report.shows(&["Dørkode", "1003", "import_reason"]).hides(&["Bjørn"]);
    admin.get("/imports").await.shows(&["kunder.csv", "Done"]);
    admin.post(&format!("{import}/stop"), &[]).await.shows(&["This has ended already."]);
    admin.get(&format!("{import}/undo")).await.shows(&["2 customers that kunder.csv made are deleted"]);
    admin.post(&format!("{import}/undo"), &[]).await.leads_to(&import);
    company.jobs().drain(&db, "test").await.unwrap();
    admin.get(&import).await.shows(&["Undone"]);
    assert!(names(&db, &admin).await.is_empty());
}

async fn what_cannot_be_read_is_told_beside_the_file(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    let none = admin.upload("/imports", &[("kind", "tags")], "", b"").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.shows(&["This is needed.", "value=\"tags\" selected", "aria-invalid=\"true\""]);
    let empty = admin.upload("/imports", &[("kind", "customers")], "tom.csv", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows(&["f-file-error"]);
    admin.get("/imports").await.hides(&["tom.csv"]);
}

async fn a_mapping_is_saved_and_used_again(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    let settings = admin.upload("/imports", &[("kind", "customers")], "kunder.csv", FILE).await.location;
    let nameless = admin.post(&settings, &[("column.4", "note"), ("do", "save"), ("name", " ")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    nameless.shows(&["This is needed.", "value=\"note\" selected"]);
    admin.post(&settings, &[("column.4", "note"), ("do", "save"), ("name", "Visma")]).await.leads_to(&settings);
    let again = admin.upload("/imports", &[("kind", "customers")], "igjen.csv", FILE).await.location;
    let page = admin.get(&again).await;
    page.shows(&["Visma"]).hides(&["value=\"note\" selected"]);
    let start = page.text.find(">Visma<").unwrap();
    let template = page.text[..start].rsplit("value=\"").next().unwrap().split('"').next().unwrap();
    admin.post(&again, &[("do", "template"), ("template", template)]).await.leads_to(&again);
    admin.get(&again).await.shows(&["value=\"note\" selected"]);
    admin.post(&format!("/imports/templates/{template}/delete"), &[]).await.leads_to("/imports");
    admin.get("/imports").await.hides(&["Visma"]);
}

async fn imports_are_for_those_who_may(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    let settings = admin.upload("/imports", &[("kind", "customers")], "kunder.csv", FILE).await.location;
    let nobody = company.visitor(None).await;
    for address in ["/imports", "/imports/new", &settings] {
        assert_eq!(nobody.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(nobody.upload("/imports", &[], "kunder.csv", FILE).await.status, StatusCode::FORBIDDEN);
    let import = settings.strip_suffix("/settings").unwrap();
    assert_eq!(nobody.get(&format!("{import}/rejected.csv")).await.status, StatusCode::NOT_FOUND);
}
