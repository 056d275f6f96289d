//! Jobs: what waits, what failed and why, another try.

use super::id;
use crate::{
    context::{Ctx, SignedIn},
    error::PageResult,
    i18n,
    nav::Nav,
    render,
    state::AppState,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    routing::{get, post},
};
use kartotek_core::{
    kernel::clock::Time,
    queue::jobs::{JobLine, JobState},
    staff::jobs,
};
use serde::Deserialize;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/admin/jobs", get(list)).route("/admin/jobs/{id}/retry", post(retry))
}

/// Jobs on one page.
const PAGE: u64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/jobs.html")]
struct List {
    ctx: Ctx,
    /// Word, name, count.
    states: Vec<(String, String, i64)>,
    shown: JobState,
    jobs: Vec<(String, JobLine)>,
    next: Option<String>,
    may_retry: bool,
}

impl List {
    /// When a job ended, or is due.
    fn at(&self, job: &JobLine) -> Time {
        job.finished_at.unwrap_or(job.run_at)
    }

    fn can_retry(&self) -> bool {
        self.may_retry && matches!(self.shown, JobState::Failed | JobState::Waiting)
    }
}

async fn list(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let counts = jobs::counts(&state.db, &user).await?;
    let count = |state: JobState| counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    // What needs a person comes first.
    let first = if count(JobState::Failed) > 0 { JobState::Failed } else { JobState::Waiting };
    let shown = asked.state.parse().unwrap_or(first);
    let before = asked.before.as_deref().map(id).transpose()?;
    let mut jobs = jobs::list(&state.db, &user, shown, before, PAGE + 1).await?;
    let more = jobs.len() > PAGE as usize;
    jobs.truncate(PAGE as usize);
    let next = jobs.last().filter(|_| more).map(|job| format!("/admin/jobs?state={shown}&before={}", job.id));
    let states = [JobState::Waiting, JobState::Running, JobState::Failed, JobState::Done];
    let states = states.map(|state| (state.to_string(), ctx.t(&format!("admin-job-{state}")), count(state))).into();
    let jobs = jobs.into_iter().map(|job| (kind_name(&ctx, &job.kind), job)).collect();
    let may_retry = ctx.can("settings.edit");
    render::html(&List { ctx: ctx.at(Nav::Jobs), states, shown, jobs, next, may_retry })
}

/// What a kind of job is called; its code if it has no name.
fn kind_name(ctx: &Ctx, kind: &str) -> String {
    let key = format!("job-{}", kind.replace(['.', '_'], "-"));
    if i18n::exists(&key) { ctx.t(&key) } else { kind.to_owned() }
}

async fn retry(State(state): State<AppState>, user: SignedIn, ctx: Ctx, Path(text): Path<String>) -> PageResult {
    let mut tx = state.db.begin().await?;
    jobs::retry(&mut tx, &user, id(&text)?).await?;
    tx.commit().await?;
    Ok(render::go_and_say(&ctx, "/admin/jobs", "said-job-retried"))
}
