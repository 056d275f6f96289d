//! Who looks after a customer: every active user by team, to be ticked.

use super::page::Record;
use crate::{AppState, Ctx, Form, PageResult, SignedIn, render};
use askama::Template;
use axum::extract::{Path, State};
use kartotek_core::{
    customers::assignment::{self, Candidate},
    kernel::{CustomerId, Error, UserId},
};

#[derive(Template)]
#[template(path = "customers/record_assign.html")]
struct Assign {
    ctx: Ctx,
    record: Record,
    teams: Vec<(String, Vec<Candidate>)>,
}

impl Assign {
    fn is_assigned(&self, user: &UserId) -> bool {
        self.record.customer.assigned_to.iter().any(|assigned| assigned.id == *user)
    }
}

/// GET `/customers/{id}/assign`.
pub(super) async fn form(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>) -> PageResult {
    let candidates = assignment::candidates(state.db.read(), &user).await?;
    let record = Record::read(&state.db, &user, id).await?;
    let mut teams: Vec<(String, Vec<Candidate>)> = Vec::new();
    for candidate in candidates {
        match teams.last_mut() {
            Some((team, users)) if *team == candidate.team => users.push(candidate),
            _ => teams.push((candidate.team.clone(), vec![candidate])),
        }
    }
    render::html(&Assign { ctx, record, teams })
}

/// POST `/customers/{id}/assign` with one `user` for each that is ticked.
pub(super) async fn save(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(id): Path<CustomerId>, form: Form) -> PageResult {
    let mut users: Vec<UserId> = Vec::new();
    for word in form.all("user") {
        let user = word.parse().map_err(|_| Error::field("assigned_to", "unknown_user", "this user does not exist"))?;
        if !users.contains(&user) {
            users.push(user);
        }
    }
    let mut tx = state.db.begin().await?;
    assignment::assign(&mut tx, &user, id, &users).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, &format!("/customers/{id}"), "said-customer-assigned"))
}
