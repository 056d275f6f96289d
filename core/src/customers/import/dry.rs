//! The trial run: every row is worked out as in earnest, and nothing is written but the counts.
//!
//! In earnest a row finds what the rows before it made. A trial has nothing to find, so it remembers the keys of every row
//! that would make or change something (as hashes: a million rows need some tens of megabytes). A row that shares a key with
//! one before it waits; at the end the file is read once more, and rows that belong together are worked out together, in
//! their order. So a trial counts exactly what the run will count.

use super::{
    options::Options,
    plan::{Outcome, Plan},
    register::{self, Lock, Register},
    row::{CustomerRow, ParsedRow},
    run::{self, Run},
    store::{self, Counts, Rejection},
};
use crate::{
    customers::{
        IdentityKind, Rules,
        tags::Tag,
        views::{Customer, TagRef},
    },
    kernel::{Action, Actor, CustomerId, Resource, Result, TagId, clock},
    storage::Db,
};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

/// Rows that are worked out together at the end.
const TOGETHER: usize = 20_000;

/// What a trial remembers.
#[derive(Default)]
pub(super) struct Trial {
    /// The group of rows that has a key; a group is called by the number of one of its rows.
    groups: HashMap<u64, u32>,
    /// Groups that turned out to be part of another.
    part_of: HashMap<u32, u32>,
    /// Rows that wait for the end.
    waiting: HashSet<u32>,
    /// Folded names of organisations that would be made.
    organisations: HashSet<u64>,
}

impl Trial {
    fn group_of(&self, mut row: u32) -> u32 {
        while let Some(whole) = self.part_of.get(&row) {
            row = *whole;
        }
        row
    }

    /// The groups that have one of these keys.
    fn hits(&self, keys: &[u64]) -> HashSet<u32> {
        keys.iter().filter_map(|key| self.groups.get(key)).map(|row| self.group_of(*row)).collect()
    }

    /// Lets a row wait together with the groups it shares keys with.
    fn wait(&mut self, row: u32, keys: Vec<u64>, hits: HashSet<u32>) {
        let mut hits = hits.into_iter();
        let Some(group) = hits.next() else { return };
        self.part_of.extend(hits.map(|other| (other, group)));
        self.part_of.insert(row, group);
        self.waiting.insert(row);
        self.groups.extend(keys.into_iter().map(|key| (key, group)));
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn name_hash(name: &str, rules: &Rules) -> u64 {
    hash(("organisation", register::name_key(name, rules)))
}

/// Everything by which rows can be about the same customer.
fn keys_of(row: &CustomerRow, candidates: impl Iterator<Item = CustomerId>, rules: &Rules) -> Vec<u64> {
    let mut keys: Vec<u64> = candidates.map(|id| hash(id.0)).collect();
    keys.extend(row.draft.number.as_ref().map(|number| hash(("number", number.key()))));
    for kind in [IdentityKind::Email, IdentityKind::Phone, IdentityKind::External] {
        keys.extend(register::identities_of(row, kind).into_iter().map(|value| hash((kind, value))));
    }
    keys.extend(register::organisation_name(row).map(|name| name_hash(name, rules)));
    keys
}

/// Reads what rows ask for without locking it; tags that would be made are there already.
async fn look(db: &Db, actor: &Actor, rules: &Rules, options: &Options, rows: &[ParsedRow]) -> Result<Register> {
    let said: Vec<&CustomerRow> = rows.iter().filter_map(|row| row.said.as_deref().ok()).collect();
    let mut register = Register::load(db.read(), Lock::No, actor, rules, options, &said).await?;
    if options.create_tags && actor.may(Resource::Tag, Action::Create) {
        for name in std::mem::take(&mut register.tags.missing) {
            let names = serde_json::to_value(run::new_tag(&name, rules).names)?;
            register.tags.add(TagRef { id: TagId::new(), key: name, names, colour: String::new() }, false);
        }
    }
    Ok(register)
}

impl Run<'_> {
    /// Works a batch out; false if the trial was stopped.
    pub(super) async fn try_out(&self, rows: &[ParsedRow], place: i64, trial: &mut Trial) -> Result<bool> {
        let mut register = look(self.db, self.actor, self.rules, self.options, rows).await?;
        for name in rows.iter().filter_map(|row| row.said.as_ref().ok()).flat_map(|row| row.organisations.iter().flatten()) {
            if trial.organisations.contains(&name_hash(name, self.rules)) {
                let key = register::name_key(name, self.rules);
                register.organisations.entry(key).or_insert_with(|| (CustomerId::new(), name.clone()));
            }
        }
        let mut plan = Plan::new(register, self.actor, self.rules, self.options, clock::now());
        let keys = self.options.keys();
        let mut outcomes = Vec::new();
        let mut told = Vec::new();
        for row in rows {
            let number = row.number as u32;
            if let Ok(said) = &row.said {
                let candidates = plan.register.candidates(said, &keys, self.rules).into_iter();
                let keys = keys_of(said, candidates, self.rules);
                let hits = trial.hits(&keys);
                if !hits.is_empty() {
                    trial.wait(number, keys, hits);
                    continue;
                }
                let outcome = plan.row(said);
                if matches!(outcome, Outcome::Created(_) | Outcome::Updated(_)) {
                    trial.groups.extend(keys.into_iter().map(|key| (key, number)));
                    trial.organisations.extend(said.organisations.iter().flatten().map(|name| name_hash(name, self.rules)));
                    trial.organisations.extend(register::organisation_name(said).map(|name| name_hash(name, self.rules)));
                }
                outcomes.push(outcome);
            } else {
                outcomes.push(run::planned(&mut plan, row));
            }
            told.push(row);
        }
        self.note(told, outcomes, rows.len() as i64, place).await
    }

    /// Writes the counts of rows that were worked out.
    async fn note(&self, rows: Vec<&ParsedRow>, mut outcomes: Vec<Outcome>, past: i64, place: i64) -> Result<bool> {
        run::name_owners(self.db.read(), self.actor, &mut outcomes).await?;
        let mut counts = Counts { rows: past, ..Counts::default() };
        let mut rejections: Vec<Rejection> = Vec::new();
        for (row, outcome) in rows.into_iter().zip(outcomes) {
            run::count(&mut counts, row, outcome, &mut rejections);
        }
        let tx = self.db.begin().await?;
        store::reject(&tx, self.actor.account, self.id, rejections).await?;
        if !store::advance(&tx, self.actor.account, self.id, place, counts).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Works out the rows that waited, each with all that it shares keys with.
    pub(super) async fn finish_trial(&self, trial: &Trial, path: &Path, place: i64) -> Result<bool> {
        let groups: HashSet<u32> = trial.waiting.iter().map(|row| trial.group_of(*row)).collect();
        let parts = (groups.len() + trial.waiting.len()).div_ceil(TOGETHER) as u32;
        for part in 0..parts {
            let mut together: Vec<ParsedRow> = Vec::new();
            let mut batches = run::read_rows(path.to_owned(), self.options.clone(), self.rules.clone(), 0);
            while let Some(batch) = batches.recv().await {
                together.extend(batch?.into_iter().filter(|row| {
                    let group = trial.group_of(row.number as u32);
                    groups.contains(&group) && group % parts == part
                }));
            }
            let register = look(self.db, self.actor, self.rules, self.options, &together).await?;
            let mut plan = Plan::new(register, self.actor, self.rules, self.options, clock::now());
            let mut told = Vec::new();
            let mut outcomes = Vec::new();
            for row in &together {
                let outcome = run::planned(&mut plan, row);
                if trial.waiting.contains(&(row.number as u32)) {
                    told.push(row);
                    outcomes.push(outcome);
                }
            }
            if !self.note(told, outcomes, 0, place).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What a row will be, for the preview.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Previewed {
    /// Where the row stands in the file.
    pub line: u64,
    /// `created`, `updated`, `unchanged` or `rejected`.
    pub outcome: &'static str,
    /// The customer as it will be stored, if the row is not refused.
    pub customer: Option<Customer>,
    /// Why it is refused.
    pub reasons: Vec<store::Reason>,
}

/// Works out the first rows of a file.
pub(super) async fn preview(db: &Db, actor: &Actor, rules: &Rules, options: &Options, rows: &[ParsedRow]) -> Result<Vec<Previewed>> {
    let register = look(db, actor, rules, options, rows).await?;
    let mut plan = Plan::new(register, actor, rules, options, clock::now());
    let mut previewed = Vec::new();
    for row in rows {
        let mut outcome = [run::planned(&mut plan, row)];
        run::name_owners(db.read(), actor, &mut outcome).await?;
        let [outcome] = outcome;
        let (word, id, reasons) = match outcome {
            Outcome::Created(id) => ("created", Some(id), Vec::new()),
            Outcome::Updated(id) => ("updated", Some(id), Vec::new()),
            Outcome::Unchanged(id) => ("unchanged", Some(id), Vec::new()),
            Outcome::Rejected(refusals) => ("rejected", None, refusals.into_iter().map(store::Reason::from).collect()),
        };
        let customer = id.and_then(|id| plan.register.known.get(&id)).map(|known| {
            let mut whole = known.now.clone();
            whole.derive(rules);
            whole.shown()
        });
        previewed.push(Previewed { line: row.line, outcome: word, customer, reasons });
    }
    Ok(previewed)
}

/// A tag as customers show it.
pub(super) fn tag_ref(tag: &Tag) -> TagRef {
    let names = tag.names.iter().map(|(language, name)| (language.clone(), serde_json::Value::from(name.clone()))).collect();
    TagRef { id: tag.id, key: tag.key.clone(), names: serde_json::Value::Object(names), colour: tag.colour.as_str().to_owned() }
}
