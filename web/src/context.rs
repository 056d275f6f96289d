//! What every page knows: in which language it speaks, for whom, and where in the program it stands.

use crate::{
    format,
    i18n::{self, Arg},
    icon::Icon,
    nav::{self, Nav},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kartotek_core::{
    kernel::{Action, Actor, FieldError, Resource, UiLanguage, clock::Time},
    staff::{LoggedIn, Secret, User, users::Theme},
};
use std::sync::Arc;

/// Who looks at the page.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// As whom actions are done, with the user and the account.
    pub login: LoggedIn,
    /// What the cookie holds.
    pub session: Secret,
}

/// How a page looks, as the page says it.
pub(crate) fn look(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// How a request came: what it wants back depends on it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// By htmx, for a part of a page.
    pub by_htmx: bool,
    /// The element that htmx will put the answer into, as `tag#id`.
    pub target: String,
    /// Path and query.
    pub address: String,
    /// Path and query of the page that this request came from, if it was one of ours.
    pub from: Option<String>,
}

impl Asked {
    /// Where "close" and "cancel" lead on a page that would be a dialog if there were scripts.
    pub fn back(&self) -> &str {
        self.from.as_deref().unwrap_or("/")
    }

    /// Whether the answer goes into the dialog of the page that is open.
    pub fn for_dialog(&self) -> bool {
        self.target == "dialog#dialog"
    }
}

/// What a page is rendered with. Made once per request; a handler that takes `ctx: Ctx` gets its own copy and says where
/// it stands with [`Ctx::at`].
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The interface's language.
    pub language: UiLanguage,
    /// The reader's time zone.
    pub zone: Tz,
    /// Light or dark.
    pub theme: Theme,
    /// To be sent with everything that changes something.
    pub csrf: String,
    /// The account's name.
    pub account: String,
    /// Who looks; nobody on the log-in page.
    pub viewer: Option<Arc<Viewer>>,
    /// The unread notifications.
    pub unread: u64,
    /// The entry of the navigation that is marked.
    pub nav: Nav,
    /// How the request came.
    pub asked: Asked,
    /// What the page before this one wants to be said here.
    pub toast: Option<String>,
    /// Names the request in the log.
    pub request_id: String,
}

impl Ctx {
    /// The same, standing at `nav`.
    #[must_use]
    pub fn at(mut self, nav: Nav) -> Self {
        self.nav = nav;
        self
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.language, key)
    }

    /// The text of `key` with one value.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        i18n::text_with(self.language, key, &[(name, value.into())])
    }

    /// The text of `key` with several values.
    pub fn tn(&self, key: &str, args: &[(&str, Arg)]) -> String {
        i18n::text_with(self.language, key, args)
    }

    /// The sentence for a refused field.
    pub fn refusal(&self, error: &FieldError) -> String {
        i18n::refusal(self.language, error)
    }

    /// A number as the language writes it.
    pub fn number(&self, number: impl format::Whole) -> String {
        format::number(self.language, number.whole())
    }

    /// A date as the language writes it.
    pub fn date(&self, date: &NaiveDate) -> String {
        format::date(self.language, *date)
    }

    /// A time to the minute, where the reader is.
    pub fn time(&self, time: &Time) -> String {
        format::time(self.language, self.zone, *time)
    }

    /// The day of a time, where the reader is.
    pub fn day(&self, time: &DateTime<Utc>) -> String {
        format::date(self.language, time.with_timezone(&self.zone).date_naive())
    }

    /// A time for machines, for `<time datetime=…>`.
    pub fn machine_time(&self, time: &Time) -> String {
        time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// A size of a file.
    pub fn size(&self, bytes: impl format::Whole) -> String {
        format::size(self.language, bytes.whole().unsigned_abs())
    }

    /// An icon that says nothing to a screen reader (the words beside it do).
    pub fn icon(&self, name: &'static str) -> Icon {
        Icon::new(name)
    }

    /// The address of a file of ours.
    pub fn asset(&self, path: &str) -> String {
        format!("{}/{path}", crate::assets::BASE)
    }

    /// Whether the viewer may do this in any scope.
    pub fn may(&self, resource: Resource, action: Action) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.login.actor.may(resource, action))
    }

    /// The same by its spelling: `ctx.can("customer.create")`. An unknown word is never allowed.
    pub fn can(&self, permission: &str) -> bool {
        permission.split_once('.').is_some_and(|(resource, action)| match (resource.parse(), action.parse()) {
            (Ok(resource), Ok(action)) => self.may(resource, action),
            _ => false,
        })
    }

    /// The entries of the navigation that the viewer may use, by group.
    pub fn navigation(&self) -> Vec<nav::Group> {
        nav::groups(self)
    }

    /// The hidden field that every form carries first.
    pub fn hidden(&self) -> Hidden<'_> {
        Hidden(&self.csrf)
    }

    /// The id of a form's element: `new-address.street`. Templates call this instead of `format!`, which does not see the
    /// arguments of a macro that were handed on.
    pub fn id(&self, scope: impl AsRef<str>, name: impl AsRef<str>) -> String {
        format!("{}-{}", scope.as_ref(), name.as_ref())
    }

    /// The name of a part: `address.street`.
    pub fn under(&self, prefix: impl AsRef<str>, name: impl AsRef<str>) -> String {
        format!("{}.{}", prefix.as_ref(), name.as_ref())
    }

    /// What the counter below a field says; a script puts the numbers in.
    pub fn counter(&self) -> String {
        self.tn("shell-characters", &[("count", "{count}".into()), ("max", "{max}".into())])
    }

    /// A text with a count that a script puts in for `{count}`.
    pub fn counted(&self, key: &str) -> String {
        self.t1(key, "count", "{count}")
    }

    /// Light, dark or automatic, as the page says it.
    pub fn look(&self) -> &'static str {
        look(self.theme)
    }

    /// What the browser is told, so that its own parts (scroll bars, pickers) fit.
    pub fn color_scheme(&self) -> &'static str {
        match self.theme {
            Theme::System => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The choices of light and dark with their names.
    pub fn themes(&self) -> [(&'static str, String); 3] {
        [("system", self.t("shell-theme-auto")), ("light", self.t("shell-theme-light")), ("dark", self.t("shell-theme-dark"))]
    }

    /// What a picture of somebody shows: the initials of the first and the last word.
    pub fn initials(&self, name: &str) -> String {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    /// The languages that the interface speaks, for a choice.
    pub fn language_choices(&self) -> Vec<(&'static str, &'static str)> {
        UiLanguage::ALL.iter().map(|language| (language.as_str(), language.own_name())).collect()
    }

    /// Choices that are called what they are.
    pub fn pairs<'a>(&self, values: &[&'a str]) -> Vec<(&'a str, &'a str)> {
        values.iter().map(|value| (*value, *value)).collect()
    }

    /// The name that an account gave to something of its own, in the reader's language, else in English, else in any.
    pub fn label(&self, names: &serde_json::Value, otherwise: &str) -> String {
        let name = |language: &str| names.get(language).and_then(serde_json::Value::as_str);
        let any = || names.as_object().and_then(|names| names.values().find_map(serde_json::Value::as_str));
        name(self.language.as_str()).or_else(|| name("en")).or_else(any).unwrap_or(otherwise).to_owned()
    }

    /// What a browser says of itself, short enough to recognise it by: `Firefox, Linux`.
    pub fn browser(&self, user_agent: &str) -> String {
        let first = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
        let browser = first(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
        let system = first(&[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ]);
        match (browser, system) {
            (None, None) => self.t("staff-session-unknown"),
            (browser, system) => browser.into_iter().chain(system).collect::<Vec<_>>().join(", "),
        }
    }

    /// The class of a tag in one of the palette's colours.
    pub fn tag_class(&self, colour: impl std::fmt::Display) -> &'static str {
        format::tag_class(&colour.to_string())
    }

    /// The languages that the interface speaks.
    pub fn languages(&self) -> &'static [UiLanguage] {
        UiLanguage::ALL
    }
}

/// See [`Ctx::hidden`].
pub struct Hidden<'a>(&'a str);

impl std::fmt::Display for Hidden<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", crate::security::FIELD, self.0)
    }
}

/// The token is hexadecimal.
impl askama::filters::HtmlSafe for Hidden<'_> {}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = crate::error::Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Arc<Ctx>>()
            .map(|ctx| Ctx::clone(ctx))
            .ok_or_else(|| kartotek_core::kernel::Error::internal("a page stands outside the shell").into())
    }
}

/// Somebody who is logged in. A handler that takes this answers nobody else: others are sent to the log-in.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Arc<Viewer>);

impl SignedIn {
    /// The user.
    pub fn user(&self) -> &User {
        &self.0.login.user
    }
    /// What the session's cookie holds.
    pub fn session(&self) -> &Secret {
        &self.0.session
    }
}

impl std::ops::Deref for SignedIn {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.0.login.actor
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = crate::error::Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let ctx = Ctx::from_request_parts(parts, state).await?;
        ctx.viewer.map(SignedIn).ok_or(crate::error::Failure::SignedOut)
    }
}

/// A page's surroundings for tests.
#[cfg(test)]
pub(crate) fn sample(language: UiLanguage) -> Ctx {
    use kartotek_core::{
        kernel::{AccountId, Email, PermissionSet, UserId, clock},
        staff::{
            Account, Key, Settings,
            users::{Preferences, UserState},
        },
    };
    let account = Account {
        id: AccountId::new(),
        name: "Fjord Kulde AS".into(),
        hosts: Vec::new(),
        settings: Settings::default(),
        created_at: clock::now(),
        version: 1,
    };
    let user = User {
        id: UserId::new(),
        email: Email::parse("kari@example.no").unwrap(),
        name: "Kari Nordmann".into(),
        language: None,
        theme: Theme::System,
        state: UserState::Active,
        has_password: true,
        preferences: Preferences::default(),
        created_at: clock::now(),
        updated_at: clock::now(),
        last_seen_at: None,
        version: 1,
    };
    let actor = Actor::user(account.id, user.id, "Kari Nordmann", PermissionSet::everything());
    let login = LoggedIn { actor, user, account: Arc::new(account), key: Key::Session { csrf_token: "0123456789abcdef".into() } };
    Ctx {
        language,
        zone: chrono_tz::Europe::Oslo,
        theme: Theme::System,
        csrf: "0123456789abcdef".into(),
        account: "Fjord Kulde AS".into(),
        viewer: Some(Arc::new(Viewer { login, session: Secret::presented("session") })),
        unread: 3,
        nav: Nav::None,
        asked: Asked::default(),
        toast: None,
        request_id: "0199".into(),
    }
}
