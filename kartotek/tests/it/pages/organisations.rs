//! The pages of organisations.

use super::Company;
use crate::{
    customers::{made, organisation, person},
    database::Database,
};
use axum::http::StatusCode;
use kartotek_core::customers::{organisations, views};

both_databases! {
    organisations_are_listed_found_and_sorted,
    a_domain_is_claimed_and_given_up,
    a_member_is_found_added_changed_and_removed,
    organisations_that_may_not_be_seen_are_not_there,
}

async fn organisations_are_listed_found_and_sorted(db: Database) {
    let company = Company::new(&db).await;
    let agent = company.visitor(Some("agent")).await;
    agent.get("/organisations").await.shows(&["No organisations here"]);
    for name in ["Fjord & Fjell AS", "Rörmontage i Umeå AB", "Straßenbau Süd GmbH"] {
        made(&db, &agent.actor, &organisation(name)).await;
    }
    made(&db, &agent.actor, &person("Kari Nordmann", "", "")).await;
    agent.get("/organisations").await.shows(&["Fjord &#38; Fjell AS", "Straßenbau Süd GmbH"]).hides(&["Kari Nordmann"]);
    agent.get("/organisations?q=umea").await.shows(&["Rörmontage"]).hides(&["Straßenbau"]);
    let turned = agent.get("/organisations?sort=-name").await;
    turned.shows(&["aria-sort=\"descending\""]);
    assert!(turned.text.find("Straßenbau").unwrap() < turned.text.find("Fjord").unwrap());
    agent.get("/organisations?state=inactive").await.shows(&["No organisations here"]);
}

async fn a_domain_is_claimed_and_given_up(db: Database) {
    let company = Company::new(&db).await;
    let agent = company.visitor(Some("agent")).await;
    let firm = made(&db, &agent.actor, &organisation("Elektro Vest AS")).await;
    let other = made(&db, &agent.actor, &organisation("Rival AS")).await;
    let address = format!("/organisations/{}", firm.id);
    let refused = agent.post(&format!("{address}/domains"), &[("domain", "gmail.com")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&["Anybody can have an address at gmail.com; it says nothing", "value=\"gmail.com\"", "aria-invalid=\"true\""]);
    agent.post(&format!("{address}/domains"), &[("domain", "no domain")]).await.shows(&["Not a domain such as example.com."]);
    agent.post(&format!("{address}/domains"), &[("domain", "Elektro-Vest.NO")]).await.leads_to(&address);
    agent.get(&address).await.shows(&["@elektro-vest.no", "Give up elektro-vest.no"]);
    let taken = agent.post(&format!("/organisations/{}/domains", other.id), &[("domain", "elektro-vest.no")]).await;
    taken.shows(&["elektro-vest.no is claimed by Elektro Vest AS."]);
    agent.post(&format!("{address}/domains/release"), &[("domain", "elektro-vest.no")]).await.leads_to(&address);
    assert!(organisations::claimed(db.read(), &agent.actor, firm.id).await.unwrap().is_empty());
}

async fn a_member_is_found_added_changed_and_removed(db: Database) {
    let company = Company::new(&db).await;
    let agent = company.visitor(Some("agent")).await;
    let firm = made(&db, &agent.actor, &organisation("Elektro Vest AS")).await;
    let kari = made(&db, &agent.actor, &person("Kari Nordmann", "kari@example.no", "")).await;
    let address = format!("/organisations/{}", firm.id);
    agent.get(&address).await.shows(&["No members yet", &format!("{address}/members/new")]);
    agent.get(&format!("{address}/members/new?q=kari")).await.shows(&["Kari Nordmann", &kari.id.to_string()]);
    agent.get(&format!("{address}/members/new?q=elektro")).await.shows(&["Nobody found."]);
    let nobody = agent.post(&format!("{address}/members"), &[("q", "kari"), ("role", "Boss")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.shows(&["Choose one of the persons found.", "value=\"Boss\"", "Kari Nordmann"]);
    let searched = agent.post(&format!("{address}/members"), &[("q", "kari"), ("search", "1")]).await;
    assert_eq!(searched.status, StatusCode::OK, "without a script the search is a button of the form");
    let fields = [("person", kari.id.to_string()), ("role", "Vaktmester".into()), ("receives_orders", "on".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    agent.post(&format!("{address}/members"), &fields).await.leads_to(&address);
    agent.post(&format!("{address}/members"), &fields).await.shows(&["This person belongs to the organisation already."]);
    agent.get(&address).await.shows(&["Kari Nordmann", "Vaktmester", "Main organisation", ">Orders<"]).hides(&[">Protocols<"]);
    let member = format!("{address}/members/{}", kari.id);
    agent.get(&member).await.shows(&["value=\"Vaktmester\""]);
    agent.post(&member, &[("role", "Innkjøper"), ("receives_protocols", "on")]).await.leads_to(&address);
    let membership = views::get(db.read(), &agent.actor, kari.id).await.unwrap().organisations.remove(0);
    assert_eq!((membership.role.as_deref(), membership.receives_protocols, membership.receives_orders), (Some("Innkjøper"), true, false));
    agent.get(&format!("{member}/remove")).await.shows(&["Kari Nordmann no longer belongs to Elektro Vest AS."]);
    agent.post(&format!("{member}/remove"), &[]).await.leads_to(&address);
    assert!(views::members(db.read(), &agent.actor, firm.id, 10).await.unwrap().is_empty());
}

async fn organisations_that_may_not_be_seen_are_not_there(db: Database) {
    let company = Company::new(&db).await;
    let agent = company.visitor(Some("agent")).await;
    let firm = made(&db, &agent.actor, &organisation("Elektro Vest AS")).await;
    let kari = made(&db, &agent.actor, &person("Kari Nordmann", "", "")).await;
    let nobody = company.visitor(None).await;
    assert_eq!(nobody.get("/organisations").await.status, StatusCode::FORBIDDEN);
    for address in [format!("/organisations/{}", firm.id), format!("/organisations/{}/members/new", firm.id)] {
        nobody.get(&address).await.hides(&["Elektro Vest"]);
    }
    assert_eq!(agent.get(&format!("/organisations/{}", kari.id)).await.status, StatusCode::NOT_FOUND, "a person is no organisation");
}
