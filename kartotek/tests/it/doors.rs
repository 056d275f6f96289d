//! Every door of the API, tried by those who may see only what they are assigned to, nothing at all, or another company.
//! The doors are read from the program's own description, so a new one is tried without anybody thinking of it.

use crate::{app::Site, database::Database, personas::People};
use axum::http::{Method, StatusCode};
use kartotek_core::{
    customers::{CustomerInput, Source, actions, assignment, views},
    kernel::{Actor, CustomerId, Error},
};
use serde_json::{Value, json};

both_databases! {
    nobody_gets_more_than_is_theirs,
    pages_keep_the_same_doors_shut,
}

/// What must not come out: parts of the name, the address and the number of the customer that is nobody's.
const SECRETS: &[&str] = &["Zetterlund", "zetterlund", "701234567"];

async fn customer(db: &Database, actor: &Actor, name: &str, email: &str, phone: &str) -> CustomerId {
    let input = CustomerInput {
        name: Some(Some(name.into())),
        emails: Some(vec![email.into()]),
        phones: Some(vec![phone.into()]),
        ..CustomerInput::default()
    };
    let mut tx = db.begin().await.unwrap();
    let made = actions::create(&mut tx, actor, &input, Source::Manual).await.unwrap();
    tx.commit().await.unwrap();
    made.id
}

/// One customer of the technician's, one of nobody's.
async fn two_customers(db: &Database, people: &People) -> (CustomerId, CustomerId) {
    let system = Actor::system(people.account.id);
    let own = customer(db, &system, "Ingrid Solberg", "ingrid@example.no", "+4722123456").await;
    let other = customer(db, &system, "Annabella Zetterlund", "annabella@zetterlund.example", "+46701234567").await;
    let mut tx = db.begin().await.unwrap();
    assignment::assign(&mut tx, &system, own, &[people.technician.user.id]).await.unwrap();
    tx.commit().await.unwrap();
    (own, other)
}

/// Every door that the API describes: method and path below `/api/v1`.
async fn doors(site: &Site, people: &People) -> Vec<(Method, String)> {
    let described: Value = serde_json::from_str(&site.api_root(&people.administrator, "/api/openapi.json").await.text).unwrap();
    let mut doors = Vec::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            doors.push((method, path.trim_start_matches("/api/v1").to_owned()));
        }
    }
    assert!(doors.len() > 40, "only {} doors are described", doors.len());
    // A stream that does not end; what it lets through has a test of its own.
    doors.retain(|(_, path)| path != "/events");
    doors
}

async fn nobody_gets_more_than_is_theirs(db: Database) {
    let people = People::new(&db).await;
    let (own, other) = two_customers(&db, &people).await;
    let site = Site::new(&db);
    let nowhere = CustomerId::new().to_string();
    for (method, path) in doors(&site, &people).await {
        let of_customer = path.starts_with("/customers/{id}");
        let path = path.replacen("{id}", &if of_customer { other.to_string() } else { nowhere.clone() }, 1);
        let path = path.replace("{file}", &nowhere).replace("{id}", &nowhere);
        let path = match path.as_str() {
            "/customers/lookup" => "/customers/lookup?email=annabella@zetterlund.example&phone=%2B46701234567".to_owned(),
            "/customers" if method == Method::GET => "/customers?q=etterlun&state=all".to_owned(),
            path => path.to_owned(),
        };
        for person in [&people.technician, &people.stranger, &people.elsewhere] {
            let body = (method != Method::GET && method != Method::DELETE).then(|| json!({"title": "taken over"}));
            let answer = site.api(person, method.clone(), &path, body).await;
            let who = &person.user.name;
            assert!(!answer.status.is_server_error(), "{method} {path} for {who}: {}\n{}", answer.status, answer.text);
            for secret in SECRETS {
                // What was asked for may be repeated in a refusal, but nothing that was not.
                assert!(!answer.text.contains(secret), "{method} {path} tells {who}: {}", answer.text);
            }
            if of_customer {
                assert!(!answer.status.is_success(), "{method} {path} answers {who} with {}", answer.status);
            }
        }
    }
    let system = Actor::system(people.account.id);
    assert_eq!(views::get(db.read(), &system, other).await.unwrap().title, None, "a door changed what it must not touch");
    // The same doors do open for what is hers, and say so without the note of another.
    let mine = site.api(&people.technician, Method::GET, &format!("/customers/{own}"), None).await;
    assert_eq!((mine.status, mine.json()["name"].clone()), (StatusCode::OK, json!("Ingrid Solberg")));
    let list = site.api(&people.technician, Method::GET, "/customers", None).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert!(matches!(views::get(db.read(), &people.technician.actor, other).await, Err(Error::NotFound)));
}

async fn pages_keep_the_same_doors_shut(db: Database) {
    let people = People::new(&db).await;
    let (own, other) = two_customers(&db, &people).await;
    let site = Site::new(&db);
    let technician = site.browser(&people.technician).await;
    for path in ["/customers", "/customers/inactive", "/organisations", "/search?q=annab", "/palette?q=annab", "/customers?q=annab"] {
        let page = technician.get(path).await;
        for secret in SECRETS {
            assert!(!page.text.contains(secret), "{path} tells the technician {secret}");
        }
    }
    for part in ["", "?tab=history", "?tab=files", "/edit/details", "/section/note", "/memberships", "/assign", "/delete"] {
        let page = technician.get(&format!("/customers/{other}{part}")).await;
        assert!(!page.status.is_success(), "/customers/…{part} opens with {}", page.status);
        for secret in SECRETS {
            assert!(!page.text.contains(secret), "/customers/…{part} tells the technician {secret}");
        }
    }
    for part in ["/edit/note", "/identities", "/memberships", "/assign", "/deactivate", "/reactivate", "/delete"] {
        let page = technician
            .post(&format!("/customers/{other}{part}"), &[("version", "1"), ("confirmed", "yes"), ("note", "x"), ("was.note", "")])
            .await;
        assert!(page.status.is_client_error(), "POST /customers/…{part} answers {}", page.status);
    }
    let mine = technician.get(&format!("/customers/{own}")).await;
    assert_eq!(mine.status, StatusCode::OK);
    assert!(mine.text.contains("Ingrid Solberg"));
}
