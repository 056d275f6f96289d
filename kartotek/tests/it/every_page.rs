//! What holds for every page: who gets in, what protects it.

use crate::{app::Site, database::Database, personas::People};
use axum::http::{StatusCode, header};

both_databases! {
    a_page_is_for_those_who_have_logged_in,
    a_form_without_its_token_changes_nothing,
    a_session_ends_with_the_user,
    answers_leave_nothing_to_the_browsers_guess,
    probes_answer,
}

async fn a_page_is_for_those_who_have_logged_in(db: Database) {
    let people = People::new(&db).await;
    let site = Site::new(&db);
    let visitor = site.visitor().get("/profile").await;
    assert!(visitor.status.is_redirection(), "{}", visitor.status);
    assert!(visitor.location().starts_with("/login"), "{}", visitor.location());
    let page = site.browser(&people.agent).await.get("/profile").await.expect(StatusCode::OK);
    assert!(page.text.contains(&people.agent.user.name));
    // Somebody without any permission still has a profile of her own.
    site.browser(&people.stranger).await.get("/profile").await.expect(StatusCode::OK);
}

async fn a_form_without_its_token_changes_nothing(db: Database) {
    let people = People::new(&db).await;
    let site = Site::new(&db);
    let browser = site.browser(&people.agent).await;
    let change = [("theme", "dark")];
    browser.send_form("/profile/appearance", &change).await.expect(StatusCode::FORBIDDEN);
    assert!(browser.get("/profile").await.text.contains("data-bs-theme=\"auto\""));
    let accepted = browser.post("/profile/appearance", &change).await;
    assert!(accepted.status.is_redirection() || accepted.status.is_success(), "{}", accepted.status);
    assert!(browser.get("/profile").await.text.contains("data-bs-theme=\"dark\""));
}

async fn a_session_ends_with_the_user(db: Database) {
    let people = People::new(&db).await;
    let site = Site::new(&db);
    let browser = site.browser(&people.agent).await;
    browser.get("/profile").await.expect(StatusCode::OK);
    let mut tx = db.begin().await.unwrap();
    kartotek_core::staff::users::deactivate(&mut tx, &people.administrator.actor, people.agent.user.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(browser.get("/profile").await.status.is_redirection());
}

async fn answers_leave_nothing_to_the_browsers_guess(db: Database) {
    let site = Site::new(&db);
    for path in ["/login", "/healthz", "/no-such-page", "/assets/x/nothing.css"] {
        let answer = site.visitor().get(path).await;
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        let policy = header(header::CONTENT_SECURITY_POLICY.as_str());
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
}

async fn probes_answer(db: Database) {
    let site = Site::new(&db);
    site.visitor().get("/healthz").await.expect(StatusCode::OK);
    site.visitor().get("/readyz").await.expect(StatusCode::OK);
    let metrics = site.visitor().get("/metrics").await.expect(StatusCode::OK);
    assert!(metrics.text.contains("# TYPE"), "{}", metrics.text);
}
