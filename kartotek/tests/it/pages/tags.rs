//! The page of tags.

use super::Company;
use crate::{
    customers::{made, person},
    database::Database,
};
use axum::http::StatusCode;
use kartotek_core::customers::{CustomerInput, tags, views};

both_databases! {
    tags_are_made_changed_and_retired_on_the_page,
    a_refused_tag_keeps_what_was_typed,
    two_tags_are_merged_on_the_page,
    the_page_of_tags_is_for_those_who_may,
}

async fn tags_are_made_changed_and_retired_on_the_page(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    admin.get("/tags").await.shows(&["No tags yet", "/tags/new"]);
    admin.get("/tags/new").await.shows(&["names.sv", "Norsk", "tag-purple"]);
    let fields = [("names.nb", "Viktig <kunde>"), ("names.sv", "Viktig kund"), ("colour", "red")];
    admin.post("/tags", &fields).await.leads_to("/tags");
    let page = admin.get("/tags").await;
    page.shows(&["Viktig &#60;kunde&#62;", "tag tag-red", "Viktig kund"]).hides(&["<kunde>", "No tags yet"]);
    let tag = tags::list(db.read(), &admin.actor).await.unwrap().remove(0).tag;
    admin.get(&format!("/tags/{}", tag.id)).await.shows(&["value=\"Viktig kund\"", "name=\"version\" value=\"1\""]);
    let fields = [("names.nb", "Viktig"), ("names.sv", ""), ("colour", "green"), ("version", "1")];
    admin.post(&format!("/tags/{}", tag.id), &fields).await.leads_to("/tags");
    let stale = admin.post(&format!("/tags/{}", tag.id), &[("names.nb", "Min"), ("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    stale.shows(&["Someone else changed this tag", "it is now Viktig", "value=\"Min\"", "name=\"version\" value=\"2\""]);
    admin.post(&format!("/tags/{}/retire", tag.id), &[]).await.leads_to("/tags");
    admin.get("/tags").await.hides(&["tag-green"]);
    admin.get("/tags?state=retired").await.shows(&["tag-green", "Bring Viktig back"]);
    admin.post(&format!("/tags/{}/reactivate", tag.id), &[]).await.leads_to("/tags");
    admin.get(&format!("/tags/{}/delete", tag.id)).await.shows(&["No customer has this tag"]);
    admin.post(&format!("/tags/{}/delete", tag.id), &[]).await.leads_to("/tags");
    admin.get("/tags").await.shows(&["No tags yet"]);
}

async fn a_refused_tag_keeps_what_was_typed(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    let none = admin.post("/tags", &[("names.en", " "), ("colour", "teal")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.shows(&["This is needed.", "value=\"teal\" checked"]);
    admin.post("/tags", &[("names.en", "Gold")]).await.leads_to("/tags");
    admin.post("/tags", &[("names.de", "GOLD")]).await.shows(&["f-names-error", "There is a tag gold already.", "value=\"GOLD\""]);
    let long = "x".repeat(61);
    admin.post("/tags", &[("names.en", &long)]).await.shows(&["At most 60 characters.", &long]);
}

async fn two_tags_are_merged_on_the_page(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    admin.post("/tags", &[("names.en", "Old")]).await.leads_to("/tags");
    admin.post("/tags", &[("names.en", "New")]).await.leads_to("/tags");
    let customer = made(&db, &admin.actor, &CustomerInput { tags: Some(vec!["Old".into()]), ..person("Kari Nordmann", "", "") }).await;
    let all = tags::list(db.read(), &admin.actor).await.unwrap();
    let id = |key: &str| all.iter().find(|listed| listed.tag.key == key).unwrap().tag.id;
    let refused = admin.post(&format!("/tags/{}/delete", id("old")), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&["One customer has this tag"]);
    let address = format!("/tags/{}/merge", id("old"));
    admin.get(&address).await.shows(&["Choose the tag that stays", ">New<"]).hides(&[">Old<"]);
    admin.post(&address, &[("into", "")]).await.shows(&["This is needed."]);
    admin.post(&address, &[("into", &id("new").to_string())]).await.leads_to("/tags");
    let customer = views::get(db.read(), &admin.actor, customer.id).await.unwrap();
    assert_eq!(customer.tags.iter().map(|tag| tag.key.as_str()).collect::<Vec<_>>(), ["new"]);
}

async fn the_page_of_tags_is_for_those_who_may(db: Database) {
    let company = Company::new(&db).await;
    let nobody = company.visitor(None).await;
    for address in ["/tags", "/tags/new"] {
        assert_eq!(nobody.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(nobody.post("/tags", &[("names.en", "Mine")]).await.status, StatusCode::FORBIDDEN);
    let admin = company.visitor(Some("administrator")).await;
    assert!(tags::list(db.read(), &admin.actor).await.unwrap().is_empty());
}
