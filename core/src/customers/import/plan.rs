//! What a row does to the register, worked out in memory: a customer is made, changed or left alone, or the row is refused
//! with every reason. Nothing is written here, so a trial run and a real one cannot differ.

use super::{
    known::{Known, Whole},
    options::{Lists, MatchKey, Mode, Options},
    register::{self, Register, new_membership},
    row::CustomerRow,
};
use crate::{
    customers::{
        CustomerKind, CustomerNumber, CustomerState, IdentityKind, Rules, Source, actions, attributes,
        draft::{Draft, MOST_IDENTITIES, MOST_LINKS},
        views::{Links, Membership},
    },
    kernel::{Action, Actor, CustomerId, Error, FieldError, Resource, clock::Time, error::Refusals, text},
};
use serde_json::Value as Json;

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Created(CustomerId),
    Updated(CustomerId),
    Unchanged(CustomerId),
    Rejected(Vec<FieldError>),
}

/// Works through the rows of a batch in their order.
pub(super) struct Plan<'a> {
    pub register: Register,
    actor: &'a Actor,
    rules: &'a Rules,
    options: &'a Options,
    keys: Vec<MatchKey>,
    now: Time,
}

type Refused<T> = Result<T, Vec<FieldError>>;

fn refuse<T>(field: &str, code: &'static str, message: impl Into<String>) -> Refused<T> {
    Err(vec![FieldError::new(field, code, message)])
}

impl<'a> Plan<'a> {
    pub fn new(register: Register, actor: &'a Actor, rules: &'a Rules, options: &'a Options, now: Time) -> Self {
        Self { register, actor, rules, options, keys: options.keys(), now }
    }

    /// Works one row out.
    pub fn row(&mut self, row: &CustomerRow) -> Outcome {
        let candidates = self.register.candidates(row, &self.keys, self.rules);
        let outcome = match candidates.first() {
            None => self.create(row),
            Some(_) if candidates.len() > 1 => {
                refuse("row", "matches_several", format!("the row names {} different customers", candidates.len()))
            }
            Some(id) => self.update(*id, row),
        };
        outcome.unwrap_or_else(Outcome::Rejected)
    }

    fn create(&mut self, row: &CustomerRow) -> Refused<Outcome> {
        if self.options.mode == Mode::Update {
            return refuse("row", "no_match", "nobody in the register is meant by this row, and none is to be made");
        }
        if !self.actor.may(Resource::Customer, Action::Create) {
            return refuse("row", "not_allowed", "you may not make customers");
        }
        let kind = row.draft.kind.or(row.likely_kind).unwrap_or(CustomerKind::Person);
        let about_company = kind == CustomerKind::Organisation && register::organisation_name(row).is_some();
        if !about_company && !actions::says_who(&row.draft) {
            return refuse("name", "nothing_known", "give at least a name, an e-mail address or a phone number");
        }
        let blank = actions::blank(self.now, self.actor, CustomerId::new(), kind, Source::Import);
        let mut whole = Whole { row: blank, links: Links::default() };
        self.apply(&mut whole, row, true)?;
        let id = whole.row.id;
        self.keep(Known { before: None, now: whole });
        Ok(Outcome::Created(id))
    }

    fn update(&mut self, id: CustomerId, row: &CustomerRow) -> Refused<Outcome> {
        let Some(known) = self.register.known.get(&id) else {
            return refuse("row", "changed_meanwhile", "the customer was changed while the file was read; import the row again");
        };
        let made_here = known.before.is_none();
        if !made_here && !self.register.may_see.has(id) {
            return refuse("row", "taken_hidden", "the row means a customer that you may not see");
        }
        if self.options.mode == Mode::Create && !made_here {
            return Ok(Outcome::Unchanged(id));
        }
        if !made_here && !self.register.may_edit.has(id) {
            return refuse("row", "not_allowed", "you may not change this customer");
        }
        let mut whole = known.now.clone();
        let before = known.before.clone();
        self.apply(&mut whole, row, false)?;
        let old = &self.register.known[&id].now;
        if whole.row.first_name == old.row.first_name && whole.row.last_name == old.row.last_name {
            // The same name, written the other way round: nothing that people see has changed.
            whole.row.raw_name.clone_from(&old.row.raw_name);
        }
        if whole == *old {
            return Ok(Outcome::Unchanged(id));
        }
        self.keep(Known { before, now: whole });
        Ok(Outcome::Updated(id))
    }

    /// Takes a customer into what the rows after it find.
    fn keep(&mut self, known: Known) {
        let id = known.id();
        let register = &mut self.register;
        for (kind, values) in known.now.links.identities() {
            for value in values {
                register.identities.insert((kind, value.clone()), id);
            }
        }
        if !known.now.row.number_key.is_empty() {
            register.numbers.insert(known.now.row.number_key.clone(), id);
        }
        if known.now.row.kind == CustomerKind::Organisation.as_str() {
            let key = register::name_key(&known.now.row.name, self.rules);
            register.organisations.entry(key).or_insert_with(|| (id, known.now.row.name.clone()));
        }
        if register.known.insert(id, known).is_none_or(|old| !old.is_changed()) {
            register.touched.push(id);
        }
    }

    /// Puts what the row says into the customer, or tells everything that is wrong.
    fn apply(&mut self, whole: &mut Whole, row: &CustomerRow, is_new: bool) -> Refused<()> {
        let mut refusals = Refusals::default();
        let was = whole.row.kind.clone();
        let (draft, organisations) = said_about(row, whole.row.kind == CustomerKind::Organisation.as_str(), is_new);
        let draft = draft.as_ref().unwrap_or(&row.draft);
        self.check_number(whole, draft, is_new, &mut refusals);
        let existing = whole.row.attributes.as_object().cloned().unwrap_or_default();
        let values = attributes::merge(self.rules, &existing, draft.attributes.as_ref(), false, &mut refusals);
        match actions::apply(&mut whole.row, draft, Json::Object(values)) {
            Err(Error::Invalid(errors)) => errors.into_iter().for_each(|error| refusals.push(error)),
            Err(other) => refusals.push(FieldError::new("row", "refused", other.to_string())),
            Ok(()) => {}
        }
        if whole.row.kind != was && (!whole.links.organisations.is_empty() || self.register.have_members.contains(&whole.row.id)) {
            let message = "remove its members or organisations before changing between person and organisation";
            refusals.push(FieldError::new("kind", "has_members", message));
        }
        if let Some(state) = row.state {
            whole.row.state = state.to_string();
        }
        self.identities(whole, row, &mut refusals);
        self.tags(&mut whole.links, row, &mut refusals);
        self.users(&mut whole.links, row, is_new, &mut refusals);
        let is_person = whole.row.kind == CustomerKind::Person.as_str();
        if !is_person && !organisations.is_empty() {
            refusals.push(FieldError::new("organisations", "not_a_person", "only persons belong to organisations"));
        }
        if is_person && !self.options.create_organisations {
            for name in organisations.iter().filter(|name| self.register.membership(name, self.rules).is_none()) {
                let message = format!("there is no organisation {name}, and none is to be made");
                refusals.push(FieldError::new("organisations", "unknown_organisation", message).with("name", name));
            }
        }
        match refusals.finish() {
            Err(Error::Invalid(errors)) => return Err(errors),
            Err(other) => return refuse("row", "refused", other.to_string()),
            Ok(()) => {}
        }
        if is_person {
            // Last, because organisations are made for it.
            self.memberships(&mut whole.links, row, organisations, is_new);
        }
        Ok(())
    }

    /// Only administrators change a number, and no two customers have the same.
    fn check_number(&self, whole: &Whole, draft: &Draft, is_new: bool, refusals: &mut Refusals) {
        let Some(number) = &draft.number else { return };
        if self.register.numbers.get(&number.key()).is_some_and(|owner| *owner != whole.row.id) {
            refusals.push(FieldError::new("number", "number_taken", "another customer has this number").with("number", number));
        }
        let has_number = !whole.row.number_key.is_empty();
        if !is_new && has_number && number.key() != whole.row.number_key && !self.actor.may(Resource::Customer, Action::Administer) {
            refusals.push(FieldError::new("number", "number_locked", "only an administrator changes a customer's number"));
        }
    }

    fn identities(&self, whole: &mut Whole, row: &CustomerRow, refusals: &mut Refusals) {
        let id = whole.row.id;
        let links = &mut whole.links;
        let kinds = [
            (IdentityKind::Email, "emails", row.draft.emails.is_some(), &mut links.emails),
            (IdentityKind::Phone, "phones", row.draft.phones.is_some(), &mut links.phones),
            (IdentityKind::External, "external_ids", row.draft.external_ids.is_some(), &mut links.external_ids),
        ];
        for (kind, field, mentioned, list) in kinds.into_iter().filter(|(_, _, mentioned, _)| *mentioned) {
            let _ = mentioned;
            let said = register::identities_of(row, kind);
            for value in &said {
                if let Some(owner) = self.register.identities.get(&(kind, value.clone())).filter(|owner| **owner != id) {
                    refusals.push(self.taken(field, value, *owner));
                }
            }
            combine(list, said, self.options.lists, |one, other| one == other);
            if list.len() > MOST_IDENTITIES {
                refusals.push(FieldError::new(field, "too_many", format!("at most {MOST_IDENTITIES}")).with("max", MOST_IDENTITIES));
            }
        }
    }

    /// The refusal of a value that another customer has. That customer is named if the actor may see it: here if it is known,
    /// else by [`super::run`], which looks up all that are missing at once.
    fn taken(&self, field: &str, value: &str, owner: CustomerId) -> FieldError {
        if !self.register.may_see.has(owner) {
            return FieldError::new(field, "taken_hidden", format!("{value} belongs to another customer")).with("value", value);
        }
        FieldError::new(field, "taken", format!("{value} belongs to another customer")).with("value", value).with("id", owner)
    }

    fn tags(&self, links: &mut Links, row: &CustomerRow, refusals: &mut Refusals) {
        let Some(names) = &row.tags else { return };
        let mut said = Vec::new();
        for name in names {
            match self.register.tags.find(name) {
                Some((tag, true)) if links.tags.iter().all(|has| has.id != tag.id) => {
                    refusals.push(FieldError::new("tags", "retired_tag", format!("the tag {name} is retired")).with("tag", name));
                }
                Some((tag, _)) if said.iter().all(|other: &crate::customers::views::TagRef| other.id != tag.id) => said.push(tag.clone()),
                Some(_) => {}
                None => refusals.push(
                    FieldError::new("tags", "unknown_tag", format!("there is no tag {name}; add it to the list first")).with("tag", name),
                ),
            }
        }
        combine(&mut links.tags, said, self.options.lists, |one, other| one.id == other.id);
        links.tags.sort_by(|one, other| one.key.cmp(&other.key));
        if links.tags.len() > MOST_LINKS {
            refusals.push(FieldError::new("tags", "too_many", format!("at most {MOST_LINKS}")).with("max", MOST_LINKS));
        }
    }

    fn users(&self, links: &mut Links, row: &CustomerRow, is_new: bool, refusals: &mut Refusals) {
        let Some(names) = &row.assigned_to else { return };
        let mut said = Vec::new();
        for name in names {
            match self.register.users.get(&text::fold(name)) {
                Some(user) => said.push(user.clone()),
                None => {
                    let message = format!("{name} is no active user");
                    refusals.push(FieldError::new("assigned_to", "unknown_user", message).with("value", name));
                }
            }
        }
        let before = links.assigned_to.clone();
        combine(&mut links.assigned_to, said, self.options.lists, |one, other| one.id == other.id);
        links.assigned_to.sort_by(|one, other| one.name.cmp(&other.name));
        let changes = if is_new { !links.assigned_to.is_empty() } else { links.assigned_to != before };
        if changes && !self.actor.may(Resource::Customer, Action::Assign) {
            refusals.push(FieldError::new("assigned_to", "not_allowed", "you may not assign customers to users"));
        }
    }

    fn memberships(&mut self, links: &mut Links, row: &CustomerRow, names: &[String], is_new: bool) {
        let mentioned = row.organisations.is_some();
        let said: Vec<Membership> = names.iter().map(|name| self.organisation(name)).collect();
        let first = said.first().map(|membership| membership.id);
        if mentioned {
            combine(&mut links.organisations, said, self.options.lists, |one, other| one.id == other.id);
        } else if is_new {
            // The organisation that has claimed the domain of an address.
            let claim = row.draft.emails.iter().flatten().find_map(|email| self.register.domains.get(email.domain()));
            links.organisations.extend(claim.map(|(id, name)| new_membership(*id, name.clone())));
        }
        if let Some(role) = &row.role {
            let meant = |membership: &&mut Membership| first.map_or(membership.primary, |first| membership.id == first);
            if let Some(membership) = links.organisations.iter_mut().find(meant) {
                membership.role.clone_from(role);
            }
        }
        if links.organisations.iter().all(|membership| !membership.primary)
            && let Some(membership) = links.organisations.first_mut()
        {
            membership.primary = true;
        }
    }

    /// The organisation of a name; one that is not there is made.
    fn organisation(&mut self, name: &str) -> Membership {
        if let Some(membership) = self.register.membership(name, self.rules) {
            return membership;
        }
        let mut row = actions::blank(self.now, self.actor, CustomerId::new(), CustomerKind::Organisation, Source::Import);
        row.name = name.to_owned();
        let membership = new_membership(row.id, row.name.clone());
        self.keep(Known { before: None, now: Whole { row, links: Links::default() } });
        membership
    }

    /// How many of the touched customers have no number yet.
    pub fn without_number(&self) -> usize {
        self.register.touched.iter().filter(|id| self.register.known[id].now.row.number_key.is_empty()).count()
    }

    /// Whether a row of this batch has taken this number for itself.
    pub fn has_number(&self, number: &CustomerNumber) -> bool {
        self.register.numbers.contains_key(&number.key())
    }

    /// Gives numbers to those without, in their order, and fills what repeats other fields.
    pub fn finish(self, numbers: Vec<CustomerNumber>) -> Vec<Known> {
        let mut numbers = numbers.into_iter();
        let mut register = self.register;
        let touched = std::mem::take(&mut register.touched);
        let mut changed: Vec<Known> = touched.iter().filter_map(|id| register.known.remove(id)).filter(Known::is_changed).collect();
        for known in &mut changed {
            let whole = &mut known.now;
            if whole.row.number_key.is_empty()
                && let Some(number) = numbers.next()
            {
                actions::set_number(&mut whole.row, &number);
            }
            if known.before.is_some() {
                whole.row.version += 1;
                whole.row.updated_at = self.now;
            }
            whole.derive(self.rules);
        }
        changed
    }
}

/// Puts the values that a row says to those that are there.
fn combine<T>(list: &mut Vec<T>, said: Vec<T>, how: Lists, same: impl Fn(&T, &T) -> bool) {
    let mut combined = Vec::with_capacity(list.len() + said.len());
    let mut old = std::mem::take(list);
    if how == Lists::Add {
        combined.append(&mut old);
    }
    for value in said {
        if combined.iter().any(|other| same(other, &value)) {
            continue;
        }
        // What is there already keeps what else is known about it.
        let kept = old.iter().position(|other| same(other, &value)).map(|place| old.swap_remove(place));
        combined.push(kept.unwrap_or(value));
    }
    *list = combined;
}

/// What a row says about a customer of this kind: the draft, if it is another than the row's own, and the organisations
/// it belongs to. In a row about a company, the company's name is the name.
fn said_about(row: &CustomerRow, is_organisation: bool, is_new: bool) -> (Option<Draft>, &[String]) {
    let organisations = row.organisations.as_deref().unwrap_or_default();
    let becomes_organisation = row.draft.kind.map_or(is_organisation, |kind| kind == CustomerKind::Organisation);
    if !becomes_organisation {
        return (None, organisations);
    }
    match (&row.draft.name, organisations) {
        (None | Some(None), [name]) if is_new || row.likely_kind == Some(CustomerKind::Organisation) => {
            (Some(Draft { name: Some(Some(name.clone())), ..row.draft.clone() }), &[])
        }
        (Some(Some(own)), [name]) if own == name => (None, &[]),
        _ => (None, organisations),
    }
}

/// Whether a customer is active, for counting.
pub(super) fn state_of(row: &crate::customers::entity::customer::Model) -> CustomerState {
    row.state.parse().unwrap_or(CustomerState::Active)
}
