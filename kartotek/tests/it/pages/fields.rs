//! The page of custom fields.

use super::Company;
use crate::{
    customers::{made, person},
    database::Database,
};
use axum::http::StatusCode;
use kartotek_core::customers::{
    CustomerInput,
    custom_fields::{self, FieldKind},
};

both_databases! {
    fields_are_made_ordered_and_retired_on_the_page,
    choices_are_typed_line_by_line,
    a_field_in_use_is_not_deleted_on_the_page,
    the_page_of_fields_is_for_those_who_may,
}

async fn fields_are_made_ordered_and_retired_on_the_page(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    admin.get("/fields").await.shows(&["No fields yet", "/fields?resource=service_object"]);
    admin.get("/fields/new?resource=order").await.shows(&["value=\"order\" selected", "Several choices"]);
    for label in ["Door code", "Contract"] {
        let fields = [("labels.en", label), ("kind", "text"), ("resource", "customer"), ("required", "on")];
        admin.post("/fields", &fields).await.leads_to("/fields");
    }
    admin.post("/fields", &[("labels.en", "Mileage"), ("kind", "number"), ("resource", "order")]).await.leads_to("/fields?resource=order");
    admin.get("/fields").await.shows(&["door_code", "Required"]).hides(&["Mileage"]);
    let keys = async || {
        custom_fields::for_customers(db.read(), admin.actor.account)
            .await
            .unwrap()
            .into_iter()
            .map(|field| (field.key, field.id))
            .collect::<Vec<_>>()
    };
    let contract = keys().await[1].1;
    admin.post(&format!("/fields/{contract}/move"), &[("direction", "up")]).await.leads_to("/fields");
    assert_eq!(keys().await.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["contract", "door_code"]);
    admin.post(&format!("/fields/{contract}/move"), &[("direction", "up")]).await.leads_to("/fields");
    admin.post(&format!("/fields/{contract}/retire"), &[]).await.leads_to("/fields");
    admin.get("/fields").await.shows(&["Retired", "Bring Contract back"]);
    admin.post(&format!("/fields/{contract}/reactivate"), &[]).await.leads_to("/fields");
    admin.get("/fields").await.shows(&["Retire Contract"]);
    admin.post(&format!("/fields/{contract}/delete"), &[]).await.leads_to("/fields");
    assert_eq!(keys().await.len(), 1);
}

async fn choices_are_typed_line_by_line(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    let none = admin.post("/fields", &[("labels.en", "Level"), ("kind", "choice")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.shows(&["Give at least one answer to choose from.", "value=\"Level\"", "value=\"choice\" selected"]);
    let more = [("labels.en", "Level"), ("kind", "choice"), ("choice.2.en", "High"), ("add", "choice")];
    let page = admin.post("/fields", &more).await;
    page.shows(&["name=\"choice.3.en\"", "value=\"High\""]).hides(&["name=\"choice.4.en\""]);
    let fields = [("labels.en", "Level"), ("kind", "choice"), ("choice.0.en", "High"), ("choice.0.nb", "Høy"), ("choice.1.en", "Low")];
    admin.post("/fields", &fields).await.leads_to("/fields");
    let field = custom_fields::for_customers(db.read(), admin.actor.account).await.unwrap().remove(0);
    assert_eq!(field.choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>(), ["high", "low"]);
    assert_eq!(field.choices[0].labels["nb"], "Høy");
    let edit = admin.get(&format!("/fields/{}", field.id)).await;
    edit.shows(&["name=\"choice.0.key\" value=\"high\"", "value=\"Høy\"", "name=\"choice.1.key\" value=\"low\""]);
    let fields = [
        ("labels.en", "Level"),
        ("kind", "choice"),
        ("version", "1"),
        ("choice.0.key", "high"),
        ("choice.0.en", "Very high"),
        ("choice.1.key", "low"),
        ("choice.1.en", ""),
    ];
    admin.post(&format!("/fields/{}", field.id), &fields).await.leads_to("/fields");
    let field = custom_fields::for_customers(db.read(), admin.actor.account).await.unwrap().remove(0);
    assert_eq!(
        field.choices.iter().map(|choice| (choice.key.as_str(), choice.labels["en"].as_str())).collect::<Vec<_>>(),
        [("high", "Very high")]
    );
}

async fn a_field_in_use_is_not_deleted_on_the_page(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    admin.post("/fields", &[("labels.en", "Door code"), ("kind", "text")]).await.leads_to("/fields");
    let attributes = serde_json::json!({"door_code": "1234"}).as_object().cloned();
    made(&db, &admin.actor, &CustomerInput { attributes, ..person("Kari Nordmann", "", "") }).await;
    let field = custom_fields::for_customers(db.read(), admin.actor.account).await.unwrap().remove(0);
    let refused = admin.post(&format!("/fields/{}/delete", field.id), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&["Records have values in this field. Retire it instead."]);
    let refused = admin.post(&format!("/fields/{}", field.id), &[("labels.en", "Door code"), ("kind", "date"), ("version", "1")]).await;
    refused.shows(&["Records have values in this field."]);
    let field = custom_fields::load(db.read(), &admin.actor, field.id).await.unwrap();
    assert_eq!((field.kind, field.version), (FieldKind::Text, 1));
}

async fn the_page_of_fields_is_for_those_who_may(db: Database) {
    let company = Company::new(&db).await;
    let nobody = company.visitor(None).await;
    for address in ["/fields", "/fields/new"] {
        assert_eq!(nobody.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(nobody.post("/fields", &[("labels.en", "Mine")]).await.status, StatusCode::FORBIDDEN);
}
