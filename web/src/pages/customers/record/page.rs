//! The page itself: what is known at a glance, the rest behind tabs.

use super::{
    history::{self, Lines},
    sections::{self, Field, Section},
};
use crate::{AppState, Ctx, PageResult, SignedIn, nav::Nav, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use kartotek_core::{
    customers::{
        Customer, CustomerKind, CustomerState, Rules, attachments,
        views::{self, Member},
    },
    files::File,
    kernel::{Actor, Address, CustomerId, Result},
    storage::Db,
};
use serde::Deserialize;

/// A section as it is read.
pub struct Shown {
    /// Which.
    pub section: Section,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// Everything that a customer's page and its parts show.
pub struct Record {
    /// The customer.
    pub customer: Customer,
    /// What the account has decided.
    pub rules: Rules,
}

impl Record {
    /// Reads a customer that the actor may see, with the account's rules.
    pub async fn read(db: &Db, actor: &Actor, id: CustomerId) -> Result<Self> {
        let customer = views::get(db.read(), actor, id).await?;
        let rules = Rules::load(db.read(), actor.account).await?;
        Ok(Self { customer, rules })
    }

    /// Whether it is an organisation.
    pub fn is_organisation(&self) -> bool {
        self.customer.kind == CustomerKind::Organisation.as_str()
    }

    /// Whether it may be chosen for new work.
    pub fn is_active(&self) -> bool {
        self.customer.state == CustomerState::Active.as_str()
    }

    /// The section as it is read.
    pub fn shown(&self, ctx: &Ctx, section: Section) -> Shown {
        Shown { section, fields: sections::fields(ctx, section, &self.customer, &self.rules, &[]) }
    }

    /// A tag's name in the reader's language.
    pub fn tag(&self, ctx: &Ctx, tag: &views::TagRef) -> String {
        sections::tag_name(&tag.names, &tag.key, ctx.language)
    }

    /// Both addresses with the key of their words.
    pub fn addresses(&self) -> [(&'static str, &Address); 2] {
        [("record-visiting", &self.customer.address), ("record-invoice", &self.customer.invoice_address)]
    }

    /// A country in the reader's language.
    pub fn country(&self, ctx: &Ctx, address: &Address) -> Option<String> {
        address.country_name(ctx.language)
    }

    /// A number as people write it.
    pub fn phone(&self, phone: &str) -> String {
        sections::phone_for_people(phone, self.rules.country)
    }
}

/// Which tab is open.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// What is known.
    #[default]
    Overview,
    /// Tickets.
    Tickets,
    /// Calls, chats, e-mails in an agent's hands.
    Activities,
    /// Orders and fault reports.
    Orders,
    /// Uploaded files.
    Files,
    /// Every change.
    History,
}

impl Tab {
    /// Every tab with the key of its words.
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Overview, "overview", "record-tab-overview"),
        (Self::Tickets, "tickets", "record-tab-tickets"),
        (Self::Activities, "activities", "record-tab-activities"),
        (Self::Orders, "orders", "record-tab-orders"),
        (Self::Files, "files", "record-tab-files"),
        (Self::History, "history", "record-tab-history"),
    ];
}

/// What the address says beside the customer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: Tab,
    /// History: only lines that changed this field.
    field: Option<String>,
    /// History: after this line.
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "customers/record.html")]
struct Page {
    ctx: Ctx,
    record: Record,
    tab: Tab,
    tabs: [(Tab, &'static str, &'static str); 6],
    sections: Vec<Shown>,
    members: Vec<Member>,
    history: Option<Lines>,
    files: Vec<File>,
}

/// GET `/customers/{id}`.
pub(super) async fn show(
    State(state): State<AppState>,
    user: SignedIn,
    ctx: Ctx,
    Path(id): Path<CustomerId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let record = Record::read(&state.db, &user, id).await?;
    let members = match asked.tab {
        Tab::Overview if record.is_organisation() => views::members(state.db.read(), &user, id, 100).await?,
        _ => Vec::new(),
    };
    let history = match asked.tab {
        Tab::History => Some(history::read(&state.db, &user, &ctx, &record, asked.field.as_deref(), asked.cursor.as_deref()).await?),
        _ => None,
    };
    let files = match asked.tab {
        Tab::Files => attachments::list(state.db.read(), &user, id).await?,
        _ => Vec::new(),
    };
    let sections = [Section::Contact, Section::Details, Section::Addresses, Section::Attributes, Section::Note]
        .into_iter()
        .map(|section| record.shown(&ctx, section))
        .filter(|shown| !shown.fields.is_empty())
        .collect();
    let nav = match (record.is_organisation(), record.is_active()) {
        (_, false) => Nav::CustomersInactive,
        (true, true) => Nav::Organisations,
        (false, true) => Nav::CustomersActive,
    };
    render::html(&Page { ctx: ctx.at(nav), record, tab: asked.tab, tabs: Tab::ALL, sections, members, history, files })
}
